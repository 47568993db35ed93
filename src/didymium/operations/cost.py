"""The cost sheet of lines: what a tonne took, what a unit of it cost, and which of both moved the money; sister lines side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.operations.figure import Book
from didymium.operations.span import Span, span

KG = 1000.0


@dataclass(frozen=True)
class Used:
    """An item of a line in a period: ``use`` in units per t made, ``price`` in currency per unit; money in currency per kg made."""

    line: str
    item: str
    kind: str
    unit: str
    basis: str
    made: float
    use: float
    price: float

    @property
    def money(self) -> float:
        """Currency per kg made."""
        return self.use * self.price / KG


@dataclass(frozen=True)
class Row:
    """An item now and before (None where it was not known); the change of money per kg by use and by price, each at the other's mean."""

    now: Used
    base: Used | None

    @property
    def by_use(self) -> float | None:
        """Currency per kg that the change of use made."""
        return None if self.base is None else (self.now.use - self.base.use) * (self.now.price + self.base.price) / 2 / KG

    @property
    def by_price(self) -> float | None:
        """Currency per kg that the change of price made."""
        return None if self.base is None else (self.now.price - self.base.price) * (self.now.use + self.base.use) / 2 / KG


@dataclass(frozen=True)
class Sister:
    """A line's use of an item beside the best of its sisters; ``worth`` is the gap over the period in currency."""

    group: str
    line: str
    item: str
    unit: str
    use: float
    best: float
    best_line: str
    worth: float

    @property
    def gap(self) -> float:
        """Use above the best, as a share of it."""
        return self.use / self.best - 1.0 if self.best > 0 else 0.0


def used(book: Book, now: Span) -> dict[tuple[str, str], Used]:
    """Use of every line and item in a period; left out where a month that the line ran has no row: unknown is not zero.

    An item whose rows differ in unit, kind or basis is left out as well.
    """
    made: dict[str, dict[Span, float]] = {}
    for r in book.rows("line_runs"):
        when = span(r["period"], book.fiscal_start)
        if now.first <= when.first and when.end <= now.end:
            made.setdefault(r["line"], {})[when] = r["made"]
    rows: dict[tuple[str, str], dict[Span, dict[str, object]]] = {}
    for r in book.rows("line_use"):
        when = span(r["period"], book.fiscal_start)
        if when in made.get(r["line"], {}):
            rows.setdefault((r["line"], r["item"]), {})[when] = r
    found = {}
    for (line, item), months in rows.items():
        ran = {m for m, t in made[line].items() if t > 0}
        kinds = {(r["kind"], r["unit"], r["basis"]) for r in months.values()}
        tonnes = sum(made[line].values())
        if not ran <= set(months) or len(kinds) > 1 or tonnes <= 0:
            continue
        kind, unit, basis = (str(x) for x in next(iter(kinds)))
        quantity, cost = (sum(float(str(r[k])) for r in months.values()) for k in ("quantity", "cost"))
        found[line, item] = Used(line, item, kind, unit, basis, tonnes, quantity / tonnes, cost / quantity if quantity > 0 else 0.0)
    return found


def sheet(book: Book, now: Span, base: Span) -> list[Row]:
    """The cost sheet of a period beside another, in the order of the tables.

    >>> what = ("a", "acid", "reagent", "t", "market")
    >>> Row(Used(*what, made=10.0, use=3.0, price=100.0), Used(*what, made=9.0, use=2.0, price=90.0)).by_use
    0.095
    """
    before = used(book, base)
    return [Row(u, before.get(key)) for key, u in used(book, now).items()]


def sisters(book: Book, rows: Sequence[Row]) -> list[Sister]:
    """Lines that do the same, beside the best of them for each item that is used by all."""
    group = {r["line"]: r["sisters"] for r in book.rows("line_runs") if r["sisters"]}
    by_item: dict[tuple[str, str, str], list[Used]] = {}
    for row in rows:
        u = row.now
        if u.line in group and u.kind in ("reagent", "energy"):
            by_item.setdefault((group[u.line], u.item, u.unit), []).append(u)
    found = []
    for (name, item, unit), lines in by_item.items():
        if len(lines) > 1:
            best = min(lines, key=lambda u: u.use)
            found += [Sister(name, u.line, item, unit, u.use, best.use, best.line, (u.use - best.use) * u.made * u.price) for u in lines]
    return found
