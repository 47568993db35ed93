"""Found claims against marked ones: recall, precision and attributes, as docs/reference/evidence.md defines them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

LETTERS = {"Q": "quantity", "C": "commitment", "F": "fact", "A": "assessment", "S": "source", "N": "absence"}
ATTRIBUTES = ("value", "unit", "subject", "period", "modality")


@dataclass
class Score:
    """Counts over documents; ``pairs`` are matched claims, ``missed`` and ``false`` the others."""

    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    missed: list[dict[str, Any]] = field(default_factory=list)
    false: list[dict[str, Any]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of marked claims that were found."""
        return len(self.pairs) / max(1, len(self.pairs) + len(self.missed))

    @property
    def precision(self) -> float:
        """Share of found claims that are marked."""
        return len(self.pairs) / max(1, len(self.pairs) + len(self.false))

    def right(self, *names: str) -> float:
        """Share of matched claims with all these attributes right."""
        return sum(all(agrees(g, f, n) for n in names) for g, f in self.pairs) / max(1, len(self.pairs))


def score(gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], kinds: Sequence[str]) -> Score:
    """Match claims of some classes one to one: same document, overlap at least half of the shorter span, best overlap first."""
    marked = [g for g in gold if LETTERS.get(g["class"], g["class"]) in kinds]
    ours = [f for f in found if f["class"] in kinds]
    options = []
    for i, g in enumerate(marked):
        for j, f in enumerate(ours):
            if g["document"] != f["document"]:
                continue
            overlap = min(g["end"], f["end"]) - max(g["start"], f["start"])
            shorter = min(g["end"] - g["start"], f["end"] - f["start"])
            if overlap * 2 >= shorter:
                same = g.get("value") is not None and g.get("value") == f.get("value")
                options.append((-same, -overlap, i, j))
    result = Score()
    used_g: set[int] = set()
    used_f: set[int] = set()
    for _, _, i, j in sorted(options):
        if i not in used_g and j not in used_f:
            used_g.add(i)
            used_f.add(j)
            result.pairs.append((marked[i], ours[j]))
    result.missed = [g for i, g in enumerate(marked) if i not in used_g]
    result.false = [f for j, f in enumerate(ours) if j not in used_f]
    return result


def agrees(gold: dict[str, Any], found: dict[str, Any], name: str) -> bool:
    """Whether an attribute is right; what the marker left empty is not judged for value and unit, and must be empty otherwise."""
    if name == "value":
        if gold.get("value") is not None and gold.get("value_low") is None:
            return _near(gold["value"], found.get("value"))
        if gold.get("value_low") is not None:
            return _near(gold["value_low"], found.get("value_low")) and (
                gold.get("value_high") is None or _near(gold["value_high"], found.get("value_high"))
            )
        return True
    if name == "unit":
        return gold.get("unit") is None or gold["unit"] == found.get("unit")
    return (gold.get(name) or None) == (found.get(name) or None)


def _near(a: float, b: float | None) -> bool:
    return b is not None and abs(a - b) <= 1e-6 * max(abs(a), abs(b), 1e-12)
