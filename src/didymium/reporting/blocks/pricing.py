"""Prices of the plan as intervals."""

from __future__ import annotations

from didymium.reporting import figures, pricing
from didymium.reporting.block import Block, Chart, Column, Table, Words, block
from didymium.reporting.input import BriefInput


def block_of(b: BriefInput) -> Block | None:
    """The block; ``None`` without prices."""
    chart = figures.price(b)
    if chart is None:
        return None
    year = f"USD of {b.price_year}; real, not nominal. " if b.price_year else ""
    meaning = (
        f"{year}Shadow prices are not market prices: each says what one more unit would be worth to the plan. Where many "
        "plans are equally good, the price is an interval. A calibrated price is set by a curve that was fitted on an "
        "observed price: it leans on that observation and is no finding of the plan alone."
    )
    return block("prices", "Prices", pricing.verdict(b), [Words((meaning,)), Chart(chart), _rows(b)])


def _rows(b: BriefInput) -> Table:
    rows = tuple(
        (p.name, p.region_name, p.period, p.low, p.value, p.high, p.unit, "yes" if p.calibrated else "", "yes" if p.at_least else "")
        for p in pricing.prices(b)
    )
    columns = (
        Column("Commodity"),
        Column("Place"),
        Column("Period"),
        Column("Low", "number"),
        Column("Value", "number"),
        Column("High", "number"),
        Column("Unit"),
        Column("Calibrated"),
        Column("Only a lower bound"),
    )
    return Table("prices", "Shadow prices (not market prices)", columns, rows, where="book")
