"""Two states of one entity made comparable: the same products, the same items on both sides, one currency."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from didymium.operations.figure import Book
from didymium.operations.identity import COSTS, FACTORS, Pair, Side
from didymium.operations.remark import Remark, places
from didymium.operations.span import label
from didymium.operations.state import ALL, OFF, Split, State, needs_rate

WHOLE = 0.99  # products are used where they hold at least this much of the revenue, or where nothing is known of all
ROUNDING = 1e-9  # of the revenue: what is left beside the products below it is none
ITEMS = {
    "transfer_price": "transfer price",
    "reagent": "reagents",
    "energy": "energy",
    "other_income": "other income",
    "grade": "grade",
    "recovery": "recovery",
}


@dataclass(frozen=True)
class Sides:
    """The two sides of a comparison: a book and a state each."""

    base: tuple[Book, State]
    now: tuple[Book, State]

    @property
    def entity(self) -> str:
        """Whose states they are."""
        return self.now[1].entity

    @property
    def both(self) -> tuple[tuple[Book, State], tuple[Book, State]]:
        """Before and now."""
        return self.base, self.now


@dataclass
class _Items:
    """What both sides tell beside their products: amounts and rates by item and side, and the factors that follow."""

    amounts: tuple[dict[str, float], dict[str, float]] = field(default_factory=lambda: ({}, {}))
    rates: tuple[dict[str, float], dict[str, float]] = field(default_factory=lambda: ({}, {}))
    factors: set[str] = field(default_factory=set)


def align(sides: Sides, currency: str) -> tuple[Pair | None, list[Remark]]:
    """The pair of states in ``currency``, and what was left out of it or implied; None where nothing can be compared.

    Raises :class:`ReviewError` where a rate is missing.
    """
    remarks: list[Remark] = []
    names = _products(sides, currency, remarks)
    bases = [_any(sides, p).basis for p in names]
    items = _items(sides, currency, _uncharged(sides, names, bases), remarks)
    factors = items.factors | ({"volume", "price"} if names else set())
    factors |= {"mix"} if any(bases.count(group) > 1 for group in bases) else set()
    _rest(sides, names, currency, items, remarks)
    factors |= items.factors
    if not factors - {"grade", "recovery"}:
        return None, [*remarks, _nothing(sides)]
    pair_sides = [_side(sides, i, names, currency, items, factors) for i in (0, 1)]
    rates = [r for s in pair_sides for r in (*s.rate.tolist(), *s.rates.values())]
    factors |= {"exchange_rate"} if any(r != 1.0 for r in rates) else set()
    groups = {g: i for i, g in enumerate(dict.fromkeys(bases))}
    numbers = np.array([groups[g] for g in bases], dtype=np.int64)
    return Pair(pair_sides[0], pair_sides[1], tuple(names), numbers, tuple(f for f in FACTORS if f in factors)), remarks


def _items(sides: Sides, currency: str, uncharged: str, remarks: list[Remark]) -> _Items:
    """Grade, recovery, costs and other income, where both sides tell them; unknown is not zero."""
    found = _Items()
    for item, name in ITEMS.items():
        told = [item in state.amounts for _, state in sides.both]
        if all(told) and item in COSTS and uncharged:
            remarks.append(Remark("left out", f"{sides.entity}: {name}, since {uncharged}", ()))
        elif all(told):
            for i, (book, state) in enumerate(sides.both):
                value, unit = state.amounts[item]
                found.amounts[i][item] = value
                found.rates[i][item] = needs_rate(book, state.entity, unit, currency, state.span) if unit else 1.0
            found.factors.add(item)
        elif any(told):
            book, state = sides.both[told.index(True)]
            when = label(state.span, book.fiscal_start)
            remarks.append(Remark("left out", f"{sides.entity}: {name}: known in {when} only, and unknown is not zero", ()))
    if not {"grade", "recovery"} <= found.factors:
        found.factors -= {"grade", "recovery"}
        if "transfer_price" in found.factors:
            found.factors.discard("transfer_price")
            why = "since grade and recovery of the feed are not known in both periods"
            remarks.append(Remark("left out", f"{sides.entity}: the transfer price, {why}", ()))
    return found


def _uncharged(sides: Sides, names: list[str], bases: list[str]) -> str:
    """Why costs cannot be charged to tonnes; empty where they can."""
    if len(set(bases)) > 1:
        return "tonnes are on several bases"
    idle = [s for _, s in sides.both if names and sum(s.splits[p].sold for p in names) <= 0]
    return "nothing was sold in one of the periods" if idle else ""


def _products(sides: Sides, currency: str, remarks: list[Remark]) -> list[str]:
    """Products with tonnes and price on both sides; all together where that holds more."""
    a, b = sides.base[1], sides.now[1]
    shared = [p for p in a.splits if p in b.splits and (a.splits[p].sold > 0 or b.splits[p].sold > 0)]
    names = [p for p in shared if p != ALL]
    whole = min(_covered(*one, names, currency) for one in sides.both)
    if ALL in shared and (not names or whole < WHOLE):
        names = [ALL]
    for book, state in sides.both:
        when = label(state.span, book.fiscal_start)
        alone = [p for p in state.splits if p not in shared and p != ALL and state.splits[p].sold > 0]
        if alone:
            text = f"{a.entity}: {', '.join(alone)}: tonnes and price are known in {when} only, so that they are not split"
            remarks.append(Remark("left out", text, places(f for p in alone for f in state.splits[p].figures)))
        for p in names:
            s = state.splits[p]
            if s.implied:
                text = f"{a.entity}: tonnes of {p} sold in {when} are implied: revenue over price, {s.sold:,.0f} t"
                remarks.append(Remark("implied", text, places(s.figures)))
            if s.off > OFF:
                text = (
                    f"{a.entity}: revenue of {p} in {when} is {100 * s.off:.1f} % off tonnes times price; the price is revenue over tonnes"
                )
                remarks.append(Remark("disagrees", text, places(s.figures)))
    return names


def _covered(book: Book, state: State, names: list[str], currency: str) -> float:
    """Part of the revenue that the products hold; 1 where the whole is not known."""
    if "revenue" not in state.amounts:
        return 1.0
    value, unit = state.amounts["revenue"]
    whole = value * needs_rate(book, state.entity, unit, currency, state.span)
    return _sum(book, state, names, currency) / whole if whole > 0 else 1.0


def _sum(book: Book, state: State, names: list[str], currency: str) -> float:
    splits = [state.splits[p] for p in names]
    return sum(s.revenue * needs_rate(book, state.entity, s.currency, currency, state.span) for s in splits)


def _rest(sides: Sides, names: list[str], currency: str, items: _Items, remarks: list[Remark]) -> None:
    """Revenue beside the products, in the currency that it was told in, where both sides tell the whole."""
    told = ["revenue" in state.amounts for _, state in sides.both]
    if not all(told):
        if any(told) and names:
            remarks.append(Remark("left out", f"{sides.entity}: revenue beside the products, known in one period only", ()))
        return
    for i, (book, state) in enumerate(sides.both):
        value, unit = state.amounts["revenue"]
        per = needs_rate(book, state.entity, unit, currency, state.span)
        rest = value - _sum(book, state, names, currency) / per
        if abs(rest) > ROUNDING * abs(value):
            items.factors.add("not_split")
        items.amounts[i]["not_split"], items.rates[i]["not_split"] = rest, per


def _any(sides: Sides, product: str) -> Split:
    """What is told of a product on a side on which it was sold, now before then."""
    now, base = sides.now[1].splits[product], sides.base[1].splits[product]
    return now if now.sold > 0 else base


def _side(sides: Sides, i: int, names: list[str], currency: str, items: _Items, factors: set[str]) -> Side:
    """One side; a product that was not sold in it is taken at the price of the other."""
    book, state = sides.both[i]
    sold, price, per = [], [], []
    for p in names:
        own = state.splits[p]
        told = own if own.price is not None else _any(sides, p)
        sold.append(own.sold)
        price.append(told.price)
        per.append(needs_rate(book, state.entity, told.currency, currency, state.span))
    arrays = [np.array(x, dtype=float) for x in (sold, price, per)]
    amounts, rates = items.amounts[i], items.rates[i]
    grade, recovery = (amounts[g] if g in factors else 1.0 for g in ("grade", "recovery"))
    return Side(arrays[0], arrays[1], arrays[2], grade, recovery, amounts, {k: r for k, r in rates.items() if k in factors})


def _nothing(sides: Sides) -> Remark:
    """What a bridge would need."""
    missing = []
    for book, state in sides.both:
        if "revenue" not in state.amounts and not state.splits:
            missing.append(f"revenue of {label(state.span, book.fiscal_start)}")
    text = f"{sides.entity}: no bridge: {' and '.join(missing) or 'nothing that can be compared'} is not published"
    return Remark("not published", text, ())
