"""Lines in a review: the cost sheet with a transfer price apart, sister lines side by side, charts of what drifts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.operations import Book, Remark, Span
    from didymium.operations.cost import Row, Sister
    from didymium.operations.drift import Chart
    from didymium.reporting.block import Table
    from didymium.reporting.review import Section

LISTED = 6  # charts
TOLD = 0.02  # of the best: sisters nearer than this are alike


def lines(book: Book, now: Span, base: Span) -> tuple[list[Section], list[Remark]]:
    """Cost sheet, benchmark and control charts, each where its rows are."""
    from didymium.operations import label
    from didymium.operations.cost import sheet, sisters
    from didymium.operations.drift import charts
    from didymium.operations.remark import Remark

    rows = sheet(book, now, base)
    found = charts(book, now)
    remarks = []
    for c in found:
        if c.since is not None:
            far = max((v for m, v in zip(c.months, c.values, strict=True) if m.first >= now.first), key=abs)
            side = "more" if far > 0 else "less"
            text = (
                f"{c.line} ({c.owner or 'no owner'}) uses {100 * abs(c.above):.0f} % {side} {c.item} than in its first year at this load, "
                f"beyond chance since {label(c.since)} (t {far:.1f}, limit {c.limit:.1f})"
            )
            remarks.append(Remark("line", text, c.places))
    sections = [_costs(rows, book.currency)] if rows else []
    alike = sisters(book, rows)
    sections += [_sisters(alike, book.currency)] if alike else []
    sections += [_charts(found)] if found else []
    return sections, remarks


def _costs(rows: Sequence[Row], currency: str) -> Section:
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.number import amount
    from didymium.reporting.review import Section

    per_kg = f"{currency}/kg"
    heads = (
        Column("Line"),
        Column("Item"),
        Column("Kind"),
        Column("Price"),
        Column("Use", "number"),
        Column("Unit", "unit"),
        Column("Change of use", "change"),
        Column("Cost", "number", per_kg),
        Column("Change", "gap", per_kg),
        Column("By use", "gap", per_kg),
        Column("By price", "gap", per_kg),
    )
    made: list[tuple[Value, ...]] = []
    for r in rows:
        n, b = r.now, r.base
        # MWh per t is kWh per kg in the same figure
        unit = "kWh/kg" if n.unit == "MWh" else f"{n.unit}/t"
        moved = None if b is None or b.use <= 0 else n.use / b.use - 1
        change = None if b is None else n.money - b.money
        made.append((n.line, n.item, n.kind, n.basis, n.use, unit, moved, n.money, change, r.by_use, r.by_price))
    totals, table = _totals(rows, per_kg)
    dearest = max(totals, key=lambda t: t[2])
    finding = f"{dearest[0]} pays most to the market, {amount(dearest[2])} {per_kg}; at transfer prices {amount(dearest[1])}."
    words = (
        "The change of an item is what its use moved, at the mean price, plus what its price moved, at the mean use. A transfer price is "
        "made inside the group and stands apart from what a market charged.",
    )
    costs = Table("costs", "Cost sheet by line and item", heads, tuple(made), first=30)
    return Section("costs", "Cost of lines", finding, (table, costs), (), words, (0, 1, 2, 3))


def _totals(rows: Sequence[Row], per_kg: str) -> tuple[list[tuple[str, float, float]], Table]:
    """Money per kg by line, transfer and market apart."""
    from didymium.reporting.block import Column, Table, Value

    every = list(dict.fromkeys(r.now.line for r in rows))

    def total(line: str, basis: str) -> float:
        return sum(r.now.money for r in rows if r.now.line == line and r.now.basis == basis)

    def moved(line: str, basis: str) -> float | None:
        chosen = [r for r in rows if r.now.line == line and r.now.basis == basis]
        parts = [r.now.money - r.base.money for r in chosen if r.base is not None]
        return sum(parts) if len(parts) == len(chosen) else None

    totals = [(line, total(line, "transfer"), total(line, "market")) for line in every]
    heads = (
        Column("Line"),
        Column("Transfer prices", "number", per_kg),
        Column("Market prices", "number", per_kg),
        Column("Change at market prices", "gap", per_kg),
    )
    made: list[tuple[Value, ...]] = [(*t, moved(t[0], "market")) for t in totals]
    return totals, Table("lines", "Cost of lines", heads, tuple(made))


def _sisters(found: Sequence[Sister], currency: str) -> Section:
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.number import amount
    from didymium.reporting.review import Section

    heads = (
        Column("Lines"),
        Column("Line"),
        Column("Item"),
        Column("Use", "number"),
        Column("Best", "number"),
        Column("Unit", "unit"),
        Column("Above the best", "change"),
        Column("Worth", "number", currency),
    )
    ordered = sorted(found, key=lambda s: -s.worth)
    rows: list[tuple[Value, ...]] = [(s.group, s.line, s.item, s.use, s.best, f"{s.unit}/t", s.gap, s.worth) for s in ordered if s.gap > 0]
    worst = ordered[0]
    far = worst.gap > TOLD
    finding = (
        f"{worst.line} takes {100 * worst.gap:.0f} % more {worst.item} than {worst.best_line}, worth {amount(worst.worth)} {currency}."
        if far
        else "Sister lines take the same within two per cent."
    )
    words = ("The best sister is the one of this period; what it does is a question to its people, not a target.",)
    table = Table("sisters", "Sister lines", heads, tuple(rows))
    return Section("sisters", "Sister lines", finding, (table,), (), words, (1, 2, 3, 4, 6, 7))


def _charts(found: Sequence[Chart]) -> Section:
    from didymium.operations import label
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.number import count, percent
    from didymium.reporting.review import Section, Series, control

    heads = (
        Column("Line"),
        Column("Item"),
        Column("Owner", empty="nobody"),
        Column("Against the first year", "change"),
        Column("EWMA", "gap"),
        Column("Limit", "number"),
        Column("Beyond since", empty="within"),
    )
    ordered = sorted(found, key=lambda c: -abs(c.values[-1]))
    rows: list[tuple[Value, ...]] = [
        (c.line, c.item, c.owner or None, c.above, c.values[-1], c.limit, None if c.since is None else label(c.since)) for c in ordered
    ]
    series = [
        Series(
            f"{c.line}, {c.item}",
            f"{c.line} uses {percent(abs(c.above))} {'more' if c.above >= 0 else 'less'} {c.item} than its first year does at this load.",
            tuple(label(m) for m in c.months),
            c.values,
            -c.limit,
            c.limit,
            "standard errors, above 0 more than the first year",
        )
        for c in ordered[:LISTED]
    ]
    figure = control("ewma", "EWMA of use per tonne, its load taken out", series, "what lines made and used")
    beyond = sum(c.signal for c in found)
    finding = f"{count(beyond, 'chart')} of {len(found)} beyond chance." if beyond else f"All {len(found)} charts of use lie within chance."
    table = Table("charts", "Reagents and energy against the first year", heads, tuple(rows))
    return Section("charts", "Control charts", finding, (table,), (figure,) if figure else (), (), (0, 1, 2, 3, 4, 5, 6))
