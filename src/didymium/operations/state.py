"""What a book knows of an entity in a period: products with tonnes and price, grade, recovery, costs, other income."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.operations.figure import Book, Figure
from didymium.operations.rate import rate
from didymium.operations.span import Span, label
from didymium.operations.total import Known, direct, total

ALL = "all"
OFF = 0.02  # revenue further from tonnes times price than this is told
QUARTER = 3  # months


class ReviewError(LookupError):
    """What was asked cannot be answered from the figures; the message says what is there or missing."""


@dataclass(frozen=True)
class Split:
    """Revenue (m of ``currency``) of a product as tonnes sold times price (currency per t; None when nothing was sold)."""

    product: str
    basis: str
    sold: float
    revenue: float
    currency: str
    figures: tuple[Figure, ...]
    implied: bool = False
    off: float = 0.0

    @property
    def price(self) -> float | None:
        """Average price, currency per t."""
        return 1e6 * self.revenue / self.sold if self.sold > 0 else None


@dataclass(frozen=True)
class State:
    """One entity in one period. ``amounts`` by metric in m, or per t, of their currency; grade and recovery as fractions."""

    entity: str
    span: Span
    splits: dict[str, Split]
    amounts: dict[str, tuple[float, str]]
    figures: tuple[Figure, ...]


def state(book: Book, entity: str, span: Span, until: int) -> State:
    """What is known of the period, from figures whose period had ended when month ``until`` began."""
    names = {p for m in ("revenue", "sold", "price") for p in book.products(entity, m)}
    splits = {p: s for p in sorted(names) if (s := _split(book, entity, p, span, until)) is not None}
    amounts: dict[str, tuple[float, str]] = {}
    used = [f for s in splits.values() for f in s.figures]
    for metric in ("revenue", "grade", "recovery", "transfer_price", "reagent", "energy", "other_income"):
        known = _one(book, entity, metric, span, until)
        if known is not None:
            amounts[metric] = (known.value, known.figures[0].measure.currency)
            used += known.figures
    return State(entity, span, splits, amounts, tuple(dict.fromkeys(used)))


def _one(book: Book, entity: str, metric: str, span: Span, until: int) -> Known | None:
    """A figure of the entity as a whole; what is given by product (other income, reagents) is added up."""
    if metric in ("grade", "recovery", "transfer_price"):
        products = book.products(entity, metric)
        only = ALL if ALL in products else products[0] if len(products) == 1 else ALL
        return direct(book.of(entity, metric, only, until), span)
    whole = total(book.of(entity, metric, ALL, until), span)
    if whole is not None or metric == "revenue":
        return whole
    parts = [total(book.of(entity, metric, p, until), span) for p in book.products(entity, metric) if p != ALL]
    found = [p for p in parts if p is not None]
    currencies = {f.measure.currency for p in found for f in p.figures}
    if not found or len(found) < len(parts) or len(currencies) > 1:
        return None
    return Known(sum(p.value for p in found), tuple(f for p in found for f in p.figures))


def _split(book: Book, entity: str, product: str, span: Span, until: int) -> Split | None:
    """Revenue, tonnes and price of a product from any two of them; a year also from its quarters."""
    revenue = total(book.of(entity, "revenue", product, until), span)
    sold = total(book.of(entity, "sold", product, until), span)
    price = direct(book.of(entity, "price", product, until), span)
    given = tuple(f for k in (revenue, sold, price) if k is not None for f in k.figures)
    basis = given[0].measure.basis if given else ""
    basis = sold.figures[0].measure.basis if sold is not None else price.figures[0].measure.basis if price is not None else basis
    if price is not None:
        currency = price.figures[0].measure.currency
    elif revenue is not None:
        currency = revenue.figures[0].measure.currency
    else:
        return _from_parts(book, entity, product, span, until)
    worth = None
    if revenue is not None:
        from_ = revenue.figures[0].measure.currency
        per = rate(book.figures, entity, from_, currency, span)
        worth = None if per is None else revenue.value * per
    if worth is not None and sold is not None:
        off = 0.0 if price is None or worth == 0 else abs(sold.value * price.value / 1e6 / worth - 1.0)
        return Split(product, basis, sold.value, worth, currency, given, off=off)
    if worth is not None and price is not None and price.value > 0:
        return Split(product, basis, 1e6 * worth / price.value, worth, currency, given, implied=True)
    if sold is not None and price is not None:
        return Split(product, basis, sold.value, sold.value * price.value / 1e6, currency, given)
    return _from_parts(book, entity, product, span, until)


def _from_parts(book: Book, entity: str, product: str, span: Span, until: int) -> Split | None:
    """A longer period as the sum of its quarters, where each is known."""
    if span.months <= QUARTER or span.months % QUARTER:
        return None
    parts = [_split(book, entity, product, part, until) for part in span.parts(QUARTER)]
    found = [p for p in parts if p is not None]
    if len(found) < len(parts) or len({(p.currency, p.basis) for p in found}) > 1:
        return None
    figures = tuple(f for p in found for f in p.figures)
    sold, revenue = sum(p.sold for p in found), sum(p.revenue for p in found)
    return Split(product, found[0].basis, sold, revenue, found[0].currency, figures, any(p.implied for p in found))


def asked(book: Book) -> Book:
    """The book of what was asked: targets in the place of figures; rates are those that came about, unless asked too."""
    from dataclasses import replace

    rows = tuple(t.asked for t in book.targets)
    own = {(f.span, f.unit) for f in rows if f.metric == "exchange_rate"}
    rates = tuple(f for f in book.figures if f.metric == "exchange_rate" and (f.span, f.unit) not in own)
    return replace(book, figures=(*rows, *rates))


def needs_rate(book: Book, entity: str, source: str, wanted: str, span: Span) -> float:
    """The rate of a period; raises :class:`ReviewError` that says which row to add."""
    found = rate(book.figures, entity, source, wanted, span)
    if found is None:
        when = label(span, book.fiscal_start)
        message = f"no rate from {source} to {wanted} in {when}: add a row exchange_rate with the unit {wanted}/{source}"
        raise ReviewError(f"{book.name} has {message} to actuals/figures.csv")
    return found
