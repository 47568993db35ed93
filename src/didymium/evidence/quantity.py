"""Quantities: a number with its unit, bound and time base. What only looks like one (5G, Phase 2, 2026) is left out."""

from __future__ import annotations

from didymium.evidence.amount import Quantity
from didymium.evidence.idiom import idioms
from didymium.evidence.mask import MASK
from didymium.evidence.number import Number, numbers
from didymium.evidence.pair import pair
from didymium.evidence.period import periods
from didymium.evidence.single import one, unit_behind
from didymium.evidence.unit import SIGN


def quantities(text: str) -> list[Quantity]:
    """Quantities of a text in order, without ranks (see :mod:`didymium.evidence.standing`).

    >>> q, = quantities("produced more than 1,200 tonnes a year")
    >>> q.value, q.unit, q.bound, q.low, q.high
    (1200.0, 't/yr', 'at_least', 1200.0, None)
    >>> [(q.value, q.unit) for q in quantities("34 billion yuan, half of global output, a year and a half")]
    [(34000000000.0, 'CNY'), (0.5, 'fraction'), (1.5, 'year')]
    >>> quantities("In 2026, Phase 2 of the 5G mine began under the 14th Five-Year Plan.")
    []
    """
    found = idioms(text)
    every = [*numbers(text)]
    if every:  # only then it matters what is none
        masked = [m.span() for m in MASK.finditer(text)]
        masked += [(p.start, p.end) for p in periods(text, "2000-01-01") if not _measured(text, p.start, p.end)]
        every = [n for n in every if not any(a < n.end and n.start < b for a, b in masked)]
    i = 0
    while i < len(every):
        quantity, used = _measure(text, every, i)
        found += [q for q in quantity if not any(f.start < q.end and q.start < f.end for f in found)]
        i += used
    return sorted(found, key=lambda q: q.start)


def _measured(text: str, start: int, end: int) -> bool:
    """Whether what looks like a year is an amount: "2025 tonnes"."""
    return text[start:end].strip().isdigit() and (unit_behind(text, end) is not None or bool(SIGN.search(text[:start])))


def _measure(text: str, every: list[Number], i: int) -> tuple[list[Quantity], int]:
    """Quantities that begin with number ``i``, and how many numbers they use."""
    both = pair(text, every, i)
    if both is not None:
        return both, 2
    alone = one(text, every[i])
    return ([] if alone is None else [alone]), 1
