"""Fit the weights that tell claims from other words, on marked items: ``python -m tools.evidence_fit [FOLDER...] [--check]``.

A folder holds items (``NAME`` with ``NAME.meta`` beside it) and the claims that one or more readers marked in them
(``claims*.jsonl``). For every marked claim the stretch that covers it best is labelled with its class, all others with none. A
multinomial logistic regression with a ridge is fitted on them, the readings of an item weighing one together. ``--check`` fits
on nine tenths of the items and counts on the others, in turn, and writes nothing.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from tests.documents.gold_score import gold_claims, items
from tests.documents.score import LETTERS, score

from didymium.app.document import opened
from didymium.evidence import weigh
from didymium.evidence.document import Document
from didymium.evidence.extract import extract
from didymium.evidence.stretch import Stretch
from didymium.evidence.trait import traits

GOLD = Path("tests/documents/gold")
FITTED = ("train", "train_2", "open", "held", "open_2", "held_3/h1", "held_3/h2")  # of GOLD; what is measured on is never fitted
GATE = Path("../shared/documents")  # two real items, whose texts belong to others: their claims are the model of how to mark
FOLDER = Path("src/didymium/evidence")
WEIGHTS = FOLDER / "weights.csv"
RIDGE = 0.1  # inverse strength of the ridge, chosen by --check
SEEN = 3  # stretches that must have a trait
SMALL = 0.05  # weights below are dropped
GATED = 3.0  # what each item of GATE weighs
RARE = {"source": 3.0, "absence": 3.0}  # what a stretch of these classes weighs: the ridge would else drown the few there are
FOLDS = 10


@dataclass
class Item:
    """A marked document: its pieces as groups of stretches with their raw spans and traits, and the claims marked in it."""

    document: Document
    readings: list[list[dict[str, Any]]]  # what each reader marked
    groups: list[list[Stretch]] = field(default_factory=list)
    spans: list[list[tuple[int, int]]] = field(default_factory=list)
    told: list[list[list[str]]] = field(default_factory=list)
    weight: float = 1.0


def item(path: Path, readings: list[list[dict[str, Any]]]) -> Item:
    """Read one document and keep every stretch that is weighed in it."""
    document = opened(str(path))
    found = Item(document, readings)

    def judge(every: Sequence[Stretch]) -> list[tuple[Stretch, str]]:
        if every:
            at = every[0].place.at
            found.groups.append(list(every))
            found.spans.append([document.content.text.raw_span(at + s.piece.start, at + s.piece.end) for s in every])
            found.told.append(traits(every))
        return []

    extract(document, judge=judge)
    return found


def load(folders: Sequence[Path]) -> list[Item]:
    """All marked items of some folders, read on all cores."""
    marked = []
    for folder in folders:
        readers = [gold_claims(path) for path in sorted(folder.glob("claims*.jsonl"))]
        for path in items(folder) or sorted(folder.glob("*.txt")):
            readings = [[g for g in one if g["document"] == path.name] for one in readers]
            if any(readings):
                marked.append((path, [r for r in readings if r]))
    with ProcessPoolExecutor() as pool:
        return list(pool.map(item, *zip(*marked, strict=True), chunksize=8))


def everything() -> list[Item]:
    """All items that are fitted on, with the two of GATE where they are there."""
    found = load([GOLD / name for name in FITTED])
    model = load([GATE]) if GATE.is_dir() else []
    for one in model:
        one.weight = GATED
    return found + model


def labels(one: Item, marked: Sequence[dict[str, Any]]) -> list[str]:
    """The class of every stretch of an item as one reader marked it, in the order of its groups."""
    flat = [span for group in one.spans for span in group]
    out = ["none"] * len(flat)
    for g in marked:
        share = []
        for start, end in flat:
            both = min(g["end"], end) - max(g["start"], start)
            enough = both > 0 and both * 2 >= min(end - start, g["end"] - g["start"])
            share.append(both / (max(end, g["end"]) - min(start, g["start"])) if enough else 0.0)
        if any(share) and out[i := int(np.argmax(share))] == "none":
            kind = LETTERS.get(g["class"], g["class"])
            out[i] = "none" if kind == "quantity" else kind
    return out


class Model:
    """A fitted regression over traits."""

    def __init__(self, found: Sequence[Item], ridge: float = RIDGE) -> None:
        told, kinds, weight = [], [], []
        for one in found:
            own = [dict.fromkeys(t, 1) for group in one.told for t in group]
            for marked in one.readings:
                told += own
                here = labels(one, marked)
                kinds += here
                weight += [one.weight * RARE.get(kind, 1.0) / len(one.readings) for kind in here]
        seen = Counter(name for one in found for group in one.told for t in group for name in t)
        self._names = DictVectorizer(sort=True).fit([{n: 1 for n, c in seen.items() if c >= SEEN}])
        self._fit = LogisticRegression(C=ridge, max_iter=1000, tol=1e-4).fit(self._names.transform(told), kinds, sample_weight=weight)
        self._order = [list(self._fit.classes_).index(c) if c in self._fit.classes_ else None for c in weigh.CLASSES]

    def odds(self, one: Item) -> list[list[weigh.Chances]]:
        """Chances of every stretch of an item, by group."""
        out = []
        for group in one.told:
            raw = self._fit.predict_proba(self._names.transform([dict.fromkeys(t, 1) for t in group]))
            out.append([tuple(0.0 if i is None else float(row[i]) for i in self._order) for row in raw])
        return out

    def rows(self) -> list[tuple[str, list[float]]]:
        """The constant and the weight of every trait, by class, without those too small to matter."""
        table = np.array([np.zeros_like(self._fit.coef_[0]) if i is None else self._fit.coef_[i] for i in self._order])
        constant = [-9.0 if i is None else float(self._fit.intercept_[i]) for i in self._order]
        named = list(zip(self._names.feature_names_, table.T, strict=True))
        return [("", constant), *((n, [float(w) for w in row]) for n, row in named if np.abs(row).max() >= SMALL)]


def outcome(
    one: Item, odds: Sequence[Sequence[weigh.Chances]], real: float = weigh.REAL, other: float = weigh.OTHER
) -> list[dict[str, Any]]:
    """What would be found in an item with these chances, as claims that can be scored; numbers are left out."""
    out = []
    for group, spans, told in zip(one.groups, one.spans, odds, strict=True):
        at = {id(s): span for s, span in zip(group, spans, strict=True)}
        for stretch, kind in weigh.best(group, told, real, other):
            start, end = at[id(stretch)]
            out.append({"document": one.readings[0][0]["document"], "start": start, "end": end, "class": kind, "quote": stretch.text})
    return out


def check(found: list[Item], ridge: float = RIDGE) -> None:
    """Cross-validate by document and print recall and precision by how likely a claim must be."""
    order = np.random.default_rng(1).permutation(len(found))
    odds: dict[int, list[list[weigh.Chances]]] = {}
    for fold in range(FOLDS):
        test = set(order[fold::FOLDS].tolist())
        model = Model([one for i, one in enumerate(found) if i not in test], ridge)
        odds |= {i: model.odds(found[i]) for i in test}
    report(f"ridge {ridge}", found, [odds[i] for i in range(len(found))])


def report(name: str, found: Sequence[Item], odds: Sequence[Sequence[Sequence[weigh.Chances]]]) -> None:
    """Print recall, precision and their mean by class, for several bounds of what is likely enough."""
    for real, other in ((0.3, 0.25), (0.35, 0.3), (0.4, 0.35), (0.45, 0.4)):
        cells = []
        for kinds in (["commitment", "fact"], ["commitment"], ["fact"], ["assessment"], ["source"], ["absence"]):
            every = [score(one.readings[0], outcome(one, told, real, other), kinds) for one, told in zip(found, odds, strict=True)]
            pairs, missed, false = (sum(len(getattr(s, kind)) for s in every) for kind in ("pairs", "missed", "false"))
            recall, precision = pairs / max(1, pairs + missed), pairs / max(1, pairs + false)
            both = 2 * pairs / max(1, 2 * pairs + missed + false)
            cells.append(f"{'+'.join(k[:4] for k in kinds)} {recall:.3f}/{precision:.3f} {both:.3f}")
        print(f"{name} least {real}: " + "  ".join(cells), flush=True)


def write(model: Model, found: Sequence[Item], folders: Sequence[Path], gated: bool) -> None:
    """Write the weights with a line that says what they were fitted on."""
    claims = sum(len(one.readings[0]) for one in found)
    with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        names = [f.relative_to(GOLD).as_posix() if f.is_relative_to(GOLD) else f.name for f in folders]
        of = ", ".join(names) + (f" and of {GATE.name} (the regression gate)" if gated else "")
        file.write(f"# fitted by tools/evidence_fit.py on {len(found)} marked items ({claims} claims) of {of}\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["trait", *weigh.CLASSES])
        for name, row in model.rows():
            out.writerow([name, *(f"{w:.3g}" if abs(w) >= 0.0005 else "" for w in row)])


def main(arguments: Sequence[str]) -> None:
    """Fit and write, or check."""
    given = [Path(a) for a in arguments if not a.startswith("--")]
    if "--check" in arguments:
        check(load(given or [GOLD / name for name in FITTED]))
        return
    found = load(given) if given else everything()
    gated = any(one.weight == GATED for one in found)
    write(Model(found), found, given or [GOLD / name for name in FITTED], gated)


if __name__ == "__main__":
    main(sys.argv[1:])
