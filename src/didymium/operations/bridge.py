"""The bridge from one period to another: what each factor contributed to the change of the result, exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from didymium.operations.align import Sides, align
from didymium.operations.figure import Book
from didymium.operations.identity import FACTORS, LUMPS, Bools, Floats, Pair, value
from didymium.operations.remark import Remark
from didymium.operations.shapley import shapley
from didymium.operations.span import Span
from didymium.operations.state import State, asked, state

CLOSED = 1e-9  # of the largest amount: a bridge that is further off is an error in the code


@dataclass(frozen=True)
class Step:
    """What a factor contributed, in m of the bridge's currency."""

    factor: str
    value: float


@dataclass(frozen=True)
class Bridge:
    """Steps from ``start`` to ``end`` in m of ``currency``; ``measure`` says what is bridged, ``by_entity`` whose part is what."""

    steps: tuple[Step, ...]
    start: float
    end: float
    currency: str
    measure: str
    by_entity: dict[str, tuple[Step, ...]]

    @property
    def total(self) -> float:
        """The change."""
        return self.end - self.start


@dataclass(frozen=True)
class Compared:
    """A bridge, or None where nothing could be compared; the states on both sides, and remarks."""

    bridge: Bridge | None
    base: tuple[State, ...]
    now: tuple[State, ...]
    remarks: tuple[Remark, ...]


def steps(pair: Pair) -> tuple[Step, ...]:
    """Shapley value of each factor of a pair, in the order of ``FACTORS``; they sum to the change of the result.

    A factor that did not change gets exactly 0, and swapping the sides changes every sign.
    """
    active = [i for i, name in enumerate(FACTORS) if name in pair.factors]

    largest = 1.0  # of the results between the two ends, which may be far larger than they: their rounding is what is left

    def mixed(on: Bools) -> Floats:
        nonlocal largest
        every = np.zeros((len(on), len(FACTORS)), dtype=bool)
        every[:, active] = on
        results = value(pair, every)
        largest = max(largest, float(np.abs(results).max()))
        return results

    found = shapley(mixed, len(active))
    ends = mixed(np.array([[False] * len(active), [True] * len(active)]))
    if abs(found.sum() - (ends[1] - ends[0])) > CLOSED * largest:
        raise AssertionError(f"the bridge misses its total by {found.sum() - (ends[1] - ends[0]):.1e}")
    return tuple(Step(FACTORS[i], float(v)) for i, v in zip(active, found, strict=True))


def compare(book: Book, now: Span, base: Span, against: str, currency: str) -> Compared:
    """The bridge of a book to ``now`` from ``base``, or from what was asked of ``now`` where ``against`` is *target*.

    Raises :class:`~didymium.operations.state.ReviewError` where an exchange rate is missing.
    """
    before = asked(book) if against == "target" else book
    until = max(now.end, base.end)
    remarks: list[Remark] = []
    pairs: dict[str, Pair] = {}
    bases, nows = [], []
    for entity in book.entities:
        one, two = state(before, entity, base, until), state(book, entity, now, now.end)
        bases.append(one)
        nows.append(two)
        pair, more = align(Sides((before, one), (book, two)), currency)
        remarks += more
        if pair is not None:
            pairs[entity] = pair
    return Compared(_sum(pairs, currency) if pairs else None, tuple(bases), tuple(nows), tuple(remarks))


def _sum(pairs: dict[str, Pair], currency: str) -> Bridge:
    """One bridge of several entities: Shapley values of a sum are sums of Shapley values."""
    by_entity = {entity: steps(pair) for entity, pair in pairs.items()}
    whole = dict.fromkeys((n for n in FACTORS if any(n in p.factors for p in pairs.values())), 0.0)
    for each in by_entity.values():
        for step in each:
            whole[step.factor] += step.value
    ends = [value(p, np.array([[False] * len(FACTORS), [True] * len(FACTORS)])) for p in pairs.values()]
    start, end = (float(sum(e[i] for e in ends)) for i in (0, 1))
    return Bridge(tuple(Step(n, v) for n, v in whole.items()), start, end, currency, _measure(pairs), by_entity)


def _measure(pairs: dict[str, Pair]) -> str:
    """What the result is, in words."""
    factors = {f for p in pairs.values() for f in p.factors}
    words = ["revenue"] if factors & {"volume", "price", "not_split"} else []
    words += ["plus other income"] if LUMPS[0] in factors else []
    costs = [w for f, w in (("transfer_price", "feed"), ("reagent", "reagents"), ("energy", "energy")) if f in factors]
    words += [f"less {', '.join(costs)}"] if costs else []
    return " ".join(words).removeprefix("plus ")
