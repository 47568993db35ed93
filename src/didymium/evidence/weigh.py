"""Which stretches of a piece are claims, and of which class: a linear model over their traits, fitted on marked items.

The weights are data (``weights.csv``): one row a trait, one column a class. How they were fitted, and on what, is in
``docs/explanation/claims.md``.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

from didymium.evidence.stretch import Stretch
from didymium.evidence.trait import traits

CLASSES = ("none", "commitment", "fact", "assessment", "source", "absence")
#: how likely a commitment or fact, and how likely any other claim must be; chosen by cross-validation on what the weights were fitted on
REAL, OTHER = 0.35, 0.3

Chances = tuple[float, ...]  # of each of CLASSES; they add up to 1


@cache
def weights() -> dict[str, Chances]:
    """Weights of each trait, one per class of :data:`CLASSES`; ``""`` is the constant."""
    text = resources.files("didymium.evidence").joinpath("weights.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(rows)
    return {row[0]: tuple(float(w or 0) for w in row[1:]) for row in rows}


def chances(told: Iterable[str]) -> Chances:
    """How likely a stretch with these traits is of each class.

    >>> round(sum(chances(["verb=open", "word=mine"])), 9)
    1.0
    """
    known = weights()
    rows = [known[""], *filter(None, map(known.get, told))]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    top = max(sums)
    powers = [math.exp(s - top) for s in sums]
    whole = sum(powers)
    return tuple(p / whole for p in powers)


def chosen(every: Sequence[Stretch]) -> list[tuple[Stretch, str]]:
    """Of the stretches of a piece those that are claims, in order, each with its class; none overlaps another."""
    return best(every, [chances(told) for told in traits(every)])


def best(every: Sequence[Stretch], odds: Sequence[Chances], real: float = REAL, other: float = OTHER) -> list[tuple[Stretch, str]]:
    """As :func:`chosen`, from chances that are known.

    A stretch stands for all that it shares half of the shorter with: where one thing is told, its ends may be seen in several
    ways, whose chances add up. So stretches are taken one by one, each time that which adds most above what a claim must have,
    until none does. Commitments and facts are weighed together: ``real`` is what they must have, ``other`` what all others.

    >>> best([], [])
    []
    """
    kin = [[j for j, other in enumerate(every) if one.meets(other)] for one in every]
    pools = [([o[1] + o[2] for o in odds], real), *(([o[c] for o in odds], other) for c in range(3, len(CLASSES)))]
    spent: list[set[int]] = [set() for _ in pools]
    taken: list[tuple[int, str]] = []
    while True:
        most, added = 0.0, None
        for i, one in enumerate(every):
            if any(one.overlaps(every[j]) for j, _ in taken):
                continue
            for pool, (share, least) in enumerate(pools):
                over = min(1.0, sum(share[j] for j in kin[i] if j not in spent[pool])) - least
                if over > 0 and over + _TIE * share[i] > most:
                    most, added = over + _TIE * share[i], (i, pool)
        if added is None:
            return [(every[i], kind) for i, kind in sorted(taken)]
        i, pool = added
        spent[pool].update(kin[i])
        kind = "commitment" if sum(odds[j][1] for j in kin[i]) > sum(odds[j][2] for j in kin[i]) else "fact"
        taken.append((i, CLASSES[pool + 2] if pool else kind))


_TIE = 1e-3  # of stretches that stand for the same, the one that is the likeliest itself
