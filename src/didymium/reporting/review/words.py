"""A review in words: names of factors, amounts with one rounding, the finding in a sentence."""

from __future__ import annotations

import math

from didymium.reporting.number import amount, count, percent
from didymium.reporting.review.input import Outlook, ReviewInput

FACTORS = {
    "volume": "volume",
    "mix": "mix",
    "grade": "grade",
    "recovery": "recovery",
    "price": "market price",
    "transfer_price": "transfer price",
    "exchange_rate": "exchange rate",
    "reagent": "reagents",
    "energy": "energy",
    "other_income": "other income",
    "not_split": "revenue not split by volume and price",
}


def places(r: ReviewInput) -> int:
    """Decimals that show the largest step with three figures, one at least."""
    size = max([abs(s.value) for s in r.steps], default=0.0)
    return 1 if size == 0 else min(6, max(1, 2 - math.floor(math.log10(size))))


def fixed(value: float, decimals: int, sign: bool = False) -> str:
    """A number with so many decimals; with its sign where it is a change.

    >>> fixed(94.613, 1, sign=True), fixed(-0.01, 1, sign=True), fixed(1234.5, 0)
    ('+94.6', '0.0', '1,234')
    """
    rounded = round(value, decimals) + 0.0
    return f"{'+' if sign and rounded > 0 else ''}{rounded:,.{decimals}f}"


def metric(name: str) -> str:
    """A metric as a reader says it.

    >>> metric("net_profit")
    'net profit'
    """
    return name.replace("_", " ")


def headline(r: ReviewInput) -> str:
    """What changed and by how much, with the two largest factors."""
    if r.start is None or r.end is None:
        return f"{r.period} cannot be bridged from {r.base}: what is missing stands under the findings."
    n = places(r)
    change = fixed(r.end - r.start, n, sign=True)
    top = sorted((s for s in r.steps if s.value), key=lambda s: -abs(s.value))[:2]
    parts = " and ".join(f"{fixed(s.value, n, sign=True)} by {FACTORS[s.factor]}" for s in top)
    measure = r.measure[:1].upper() + r.measure[1:]
    told = f": {parts}" if parts else ""
    return f"{measure}: {fixed(r.end, n)} {r.unit} in {r.period}, {change} on {_base(r)}{told}."


def _base(r: ReviewInput) -> str:
    return f"{r.base} ({fixed(r.start or 0.0, places(r))})"


def band(o: Outlook) -> str:
    """The band in words, with the level that past misses allow.

    >>> band(Outlook("a", "sold", "all", "2025", "t", 1.0, "2025Q1", 4.0, None, None, None, 2, "", ()))
    'no band: 2 past misses'
    """
    if o.low is None or o.high is None or o.level is None:
        return f"no band: {count(o.misses, 'past miss', 'past misses')}"
    if o.level == 1.0:
        return "complete"
    return f"{amount(o.low, 4)} to {amount(o.high, 4)} at {percent(o.level)} ({o.misses} misses)"


def kept(r: ReviewInput) -> str:
    """How past bands did, over everything that is forecast; empty where none was ever stated."""
    every = [h for o in r.outlooks for h in o.record]
    if not every:
        return "no band was stated for an earlier period: history is too short" if r.outlooks else ""
    level = sum(h.level for h in every) / len(every)
    held = sum(h.inside for h in every)
    few = "; too few to say more" if len(every) < 20 else ""
    return f"of {count(len(every), 'past band')}, stated at {percent(level)} on average, {held} held{few}"
