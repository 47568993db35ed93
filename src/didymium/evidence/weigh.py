"""Which stretches of a piece are claims, and of which class: two models, fitted on marked items, whose chances are averaged.

One is linear over traits; its weights are data that can be read (``weights.csv``): one row a trait, one column a class. The other
is a small language model (:mod:`didymium.evidence.encoder`), asked only where the first is in doubt. How they were fitted, and on
what, is in ``docs/explanation/claims.md``.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources

import numpy as np

from didymium.evidence import encoder
from didymium.evidence.stretch import Stretch
from didymium.evidence.trait import traits

CLASSES = ("none", "commitment", "fact", "assessment", "source", "absence")
#: how likely a commitment or fact, and how likely any other claim must be; chosen on items that a fit had left out
REAL, OTHER = 0.4, 0.35

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


#: what the language model counts in the mean, and from which chance on the linear one is sure enough to be left alone
SHARE, SURE = 0.65, 0.6


def chosen(every: Sequence[Stretch]) -> list[tuple[Stretch, str]]:
    """Of the stretches of a piece those that are claims, in order, each with its class; none overlaps another."""
    told = traits(every)
    odds = [chances(t) for t in told]
    if any(max(o) < SURE for o in odds):
        odds = [averaged(a, b) for a, b in zip(odds, read_closely(every, told), strict=True)]
    return best(every, odds)


def plainly(every: Sequence[Stretch]) -> list[tuple[Stretch, str]]:
    """As :func:`chosen`, by the linear model alone: for the far end of very long documents."""
    return best(every, [chances(t) for t in traits(every)])


def averaged(linear: Chances, close: Chances) -> Chances:
    """The mean of what both models say.

    >>> averaged((1.0, 0.0), (0.0, 1.0))
    (0.35, 0.65)
    """
    return tuple(round(SHARE * b + (1 - SHARE) * a, 9) for a, b in zip(linear, close, strict=True))


def read_closely(every: Sequence[Stretch], told: Sequence[Sequence[str]]) -> list[Chances]:
    """How likely each stretch of a sentence, with its traits, is of each class by the language model."""
    spans = [(s.piece.start, s.piece.end) for s in every]
    return softened(encoder.scores(encoder.shipped(), _reading(every[0].place.text), spans, told))


def softened(scores: encoder.Floats) -> list[Chances]:
    """Scores by row as chances that add up to 1."""
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return [tuple(row) for row in (powers / powers.sum(1, keepdims=True)).tolist()]


@lru_cache(maxsize=4)
def _reading(text: str) -> encoder.Reading:
    """The pieces of a sentence come one after the other and share it."""
    (seen,) = encoder.read(encoder.shipped(), [text])
    return seen


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
