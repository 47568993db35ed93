"""What gets built: capacity by region over time, and every project with the share that the plan takes."""

from __future__ import annotations

from didymium.reporting import building, figures
from didymium.reporting.block import Block, Chart, Column, Table, block
from didymium.reporting.input import BriefInput

ORDER = ("committed", "built", "in part")


def block_of(b: BriefInput) -> Block | None:
    """The block; ``None`` without capacity and projects."""
    chart = figures.capacity(b)
    finding = building.verdict(b) or "No project is listed: capacity stays as it is"
    every = building.projects(b)
    taken = sorted((p for p in every if p.outcome != "not built"), key=lambda p: ORDER.index(p.outcome))
    left = [p for p in every if p.outcome == "not built"]
    tables = [
        _projects("projects", "Projects that are built, committed ones first", taken),
        _projects("projects_not_built", "Listed projects that the plan leaves", left, folded=True),
    ]
    return block("build", "What gets built", finding, [Chart(chart) if chart else None, *tables, _capacity(b)])


def _projects(id: str, title: str, every: list[building.Project], folded: bool = False) -> Table:
    rows = tuple(
        (p.name, p.stage, p.region_name, p.entity, p.start, p.capacity, f"{p.unit}/yr", p.fraction, p.capex, p.outcome) for p in every
    )
    columns = (
        Column("Project"),
        Column("Stage"),
        Column("Where"),
        Column("Operator"),
        Column("Start"),
        Column("Capacity", "number"),
        Column("Unit", "unit"),
        Column("Built", "share"),
        Column("Capital spent", "usd", "USD", empty="unknown"),
        Column("Outcome"),
    )
    cites = tuple({0: f"projects/{p.id}"} for p in every)
    note = "" if folded else "A listed project may be built in part; a committed one is built whatever the plan would like."
    return Table(id, title, columns, rows, cites, note, folded)


def _capacity(b: BriefInput) -> Table:
    columns = (
        Column("Stage"),
        Column("Region"),
        Column("Period"),
        Column("Capacity", "number"),
        Column("Unit"),
        Column("Share of the stage", "share"),
    )
    rows = []
    for s in building.capacities(b):
        for region, values in s.by_region:
            for period, value, total in zip(s.periods, values, s.total, strict=True):
                rows.append((s.label, b.name("regions", region), period, value, f"{s.unit}/yr", value / total if total > 0 else None))
    return Table("capacity", "Capacity at a yearly rate", columns, tuple(rows), where="book")
