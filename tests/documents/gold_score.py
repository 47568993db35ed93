"""Claims found in a folder of marked items against their gold claims: ``python -m tests.documents.gold_score FOLDER CLAIMS``.

A found claim matches a marked one of the same document and class when they overlap by at least half of the shorter span,
one to one. Commitments and facts are counted as one pool, as the goal states it: a fact found as a commitment is a match there.

Attributes of matched quantities are compared with this leniency, and no other:

- value: the marked number or, for a range, both ends; to 1e-6. An amount found with a bound may carry its number in ``value`` or
  in the matching end of the range, since the marking repeats it in both; a signed change is held against its size, because the
  sign of "down 2 %" is also told by the predicate;
- unit: equal after lower case, with "per" and "/" alike, "h" and "hour" alike;
- subject: equal as snake_case, or one is made of whole words of the other ("karrawin" and "karrawin_rare_earths"; "velmark" and
  "velmark_government"), or one is the other's initials; the market, the document and the world may be found without a subject;
- period: ``FY26`` is ``FY2026``; ``2026/2030`` is ``2026-2030``; "to the end of March" is the day or the month; a week is also its
  last day. Where nothing is marked, nothing is judged: the marking leaves out what a reader would infer;
- modality: equal, with achieved, ongoing and asserted taken as one (what is or was so), and planned, target and directed as one
  only where the marking has target.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from didymium import read
from tests.documents.score import LETTERS, Score, score

CLASSES = ("quantity", "commitment", "fact", "assessment", "source", "absence")
REAL = frozenset({"achieved", "ongoing", "asserted"})
NOBODY = frozenset({"market", "document", "world"})
_UNIT = {"usd/h": "usd/hour"}


def items(folder: Path) -> list[Path]:
    """The items of a folder: every file with a ``.meta`` beside it."""
    return sorted(p.with_suffix("") for p in folder.glob("*.meta"))


def found_claims(folder: Path) -> list[dict[str, Any]]:
    """What ``read`` finds in the items of a folder, with the file's name as the document."""
    told = read(items(folder), "world").to_json()
    name = {d["id"]: Path(d["path"]).name for d in told["documents"]}
    return [{**c, "document": name[c["document"]]} for c in told["claims"]]


def gold_claims(path: Path) -> list[dict[str, Any]]:
    """Marked claims of a JSON Lines file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [{**r, "document": r["doc"]} for r in rows]


def right(gold: dict[str, Any], found: dict[str, Any]) -> dict[str, bool]:
    """Which attributes of a matched quantity are right, with the leniency that the module states."""
    return {
        "value": _value(gold, found),
        "unit": _unit(gold.get("unit")) == _unit(found.get("unit")),
        "subject": _subject(gold.get("subject"), found.get("subject")),
        "period": gold.get("period") is None or _period(gold["period"]) == _period(found.get("period")) or _within(gold, found),
        "modality": _modality(gold.get("modality"), found.get("modality")),
    }


def _value(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    ours = [found.get(k) for k in ("value", "value_low", "value_high")]
    if gold.get("value") is not None:
        return any(_near(gold["value"], v) for v in ours)
    return all(_near(gold[k], found.get(k)) for k in ("value_low", "value_high") if gold.get(k) is not None)


def _near(a: float, b: float | None) -> bool:
    return b is not None and abs(abs(a) - abs(b)) <= 1e-6 * max(abs(a), abs(b), 1e-12)


def _unit(unit: str | None) -> str:
    low = (unit or "").lower().replace("_per_", "/").replace("per_", "/")
    return _UNIT.get(low, low)


def _subject(gold: str | None, found: str | None) -> bool:
    if gold is None or (gold in NOBODY and found is None):
        return True
    one, two = (gold or "").lower().split("_"), (found or "").lower().split("_")
    initials = "".join(w[:1] for w in one) == "".join(two) or "".join(w[:1] for w in two) == "".join(one)
    return bool(found) and (initials or set(one) <= set(two) or set(two) <= set(one))


def _period(label: str | None) -> str:
    low = (label or "").replace("/", "-")
    return re.sub(r"^FY(\d\d)(?!\d)", r"FY20\1", low)


def _within(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    """A week as its last day, a month end as its month, and the reverse."""
    a, b = _period(gold.get("period")), _period(found.get("period"))
    for one, two in ((a, b), (b, a)):
        week = re.fullmatch(r"(\d{4})-?W(\d\d)", one)
        if week and re.fullmatch(r"\d{4}-\d\d-\d\d", two):
            year, number, _ = date.fromisoformat(two).isocalendar()
            return (year, number) == (int(week[1]), int(week[2]))
        if re.fullmatch(r"\d{4}-\d\d-(?:28|29|30|31)", one) and two == one[:7]:
            return True
    return False


def _modality(gold: str | None, found: str | None) -> bool:
    if gold in REAL:
        return found in REAL
    return gold == found or (gold == "target" and found in ("planned", "directed"))


def table(gold: Sequence[dict[str, Any]], ours: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Per class and pool: found, marked, recall, precision; for quantities also the shares of right attributes."""
    out = {name: _row(score(gold, ours, [name])) for name in CLASSES}
    out["commitments and facts"] = _row(score(gold, ours, ["commitment", "fact"]))
    pairs = score(gold, ours, ["quantity"]).pairs
    judged = [right(g, f) for g, f in pairs]
    for name in ("value", "unit", "subject", "period", "modality"):
        out["quantity"][name] = sum(j[name] for j in judged) / max(1, len(judged))
    out["quantity"]["all right"] = sum(all(j.values()) for j in judged) / max(1, len(judged))
    return out


def _row(found: Score) -> dict[str, float]:
    return {
        "found": len(found.pairs) + len(found.false),
        "marked": len(found.pairs) + len(found.missed),
        "recall": found.recall,
        "precision": found.precision,
    }


def main(folder: str, claims: str, wordy: bool = False) -> None:
    """Print the table; with ``--each`` also what was missed, what is false, and which attributes are wrong."""
    gold, ours = gold_claims(Path(claims)), found_claims(Path(folder))
    rows = table(gold, ours)
    print(f"{len({g['document'] for g in gold})} items, {len(gold)} claims")
    print(f"{'':24}{'found':>7}{'marked':>8}{'recall':>8}{'precision':>11}")
    for name, row in rows.items():
        print(f"{name:24}{row['found']:7.0f}{row['marked']:8.0f}{row['recall']:8.2f}{row['precision']:11.2f}")
    attributes = ("value", "unit", "subject", "period", "modality", "all right")
    print("matched quantities with the right " + ", ".join(f"{n} {rows['quantity'][n]:.2f}" for n in attributes))
    if wordy:
        _each(gold, ours)


def _each(gold: Sequence[dict[str, Any]], ours: Sequence[dict[str, Any]]) -> None:
    for kinds in (["quantity"], ["commitment", "fact"], ["assessment"], ["source"], ["absence"]):
        found = score(gold, ours, kinds)
        for claim in found.missed:
            print("MISSED", LETTERS[claim["class"]], claim["document"][:2], repr(claim["quote"]))
        for claim in found.false:
            print("FALSE ", claim["class"], claim["document"][:2], repr(claim["quote"]), claim["value"], claim["unit"])
        if kinds == ["quantity"]:
            for g, f in found.pairs:
                for name in (n for n, ok in right(g, f).items() if not ok):
                    print("WRONG ", name, g["document"][:2], repr(g["quote"]), "marked", g.get(name), "found", f.get(name))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], "--each" in sys.argv[3:])
