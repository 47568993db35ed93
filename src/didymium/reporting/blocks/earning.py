"""Who earns the value added, per kg of product and in all; and how a line's product pays for what it takes."""

from __future__ import annotations

from didymium.reporting import earning, figures
from didymium.reporting.block import Block, Chart, Column, Table, block
from didymium.reporting.input import BriefInput


def block_of(b: BriefInput) -> Block | None:
    """The block; ``None`` without value added."""
    chart = figures.value(b)
    if chart is None:
        return None
    return block("value", "Who earns the value added", earning.verdict(b), [Chart(chart), _netbacks(b), *_rows(b)])


def _netbacks(b: BriefInput) -> Table:
    every = earning.netbacks(b)
    rows, cites = [], []
    for n in every:
        for item, kind, usd in n.terms:
            rows.append((n.name, n.region, n.recipe, item, kind, usd))
            cites.append({0: f"lines/{n.line}"})
    columns = (
        Column("Line"),
        Column("Where"),
        Column("Mode"),
        Column("Item"),
        Column("Kind"),
        Column("Income or outlay", "number", "USD per unit of activity"),
    )
    when = every[0].period if every else ""
    note = "What a running line earns pays for feed, costs and rents; the terms of a line add up to nothing but a residual of rounding."
    title = f"What the largest line of each stage earns and pays, {when}"
    return Table("netback", title, columns, tuple(rows), tuple(cites), note, folded=True)


def _rows(b: BriefInput) -> list[Table]:
    made = []
    span = earning.years(b)
    for by, title in (("stage", "Value added by stage"), ("region", "Value added by region"), ("entity", "Value added by group")):
        rows = tuple((e.name, year, e.usd[i], e.usd_per_kg[i]) for e in earning.earners(b, by) for i, year in enumerate(span))
        per_kg = Column("Per kg of product", "number", "USD/kg")
        columns = (Column("Who"), Column("Year", "year"), Column("Value added", "usd", "USD"), per_kg)
        made.append(Table(f"value_by_{'group' if by == 'entity' else by}", title, columns, rows, where="book"))
    return made
