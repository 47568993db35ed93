"""The coordinated outlook: what is short, where, when and why; targets; lines that stand still or run too low."""

from __future__ import annotations

from didymium.reporting import outlook
from didymium.reporting.block import Block, Column, Table, Words, block
from didymium.reporting.input import BriefInput

LABEL = "If everyone coordinated and knew"
MEANING = (
    "What the chain could do if every actor acted as one and knew all that is coming. An outlook, not a forecast: "
    "actors who do not coordinate, or do not know, do no better than this."
)
SENSE = {">=": "at least", "<=": "at most", "=": "exactly"}


def block_of(b: BriefInput) -> Block | None:
    """The block; ``None`` without demands, targets and reasons."""
    tables = [_short(b), _served(b), _targets(b), _low(b), _idle(b)]
    if not any(t.rows for t in tables):
        return None
    found = outlook.verdict(b) or "Targets and lines"
    return block("outlook", LABEL, found, [Words((MEANING,)), *tables])


def _short(b: BriefInput) -> Table:
    rows, cites = [], []
    for s in outlook.shortages(b):
        why = outlook.told(b, s.reason) or "unknown"
        if s.other_reasons:
            why += f" (in other periods: {s.other_reasons} more)"
        rows.append((s.name, s.region_name, s.when, s.quantity, s.unit, s.share, s.value, why))
        cites.append({0: demand_key(b, s), **({7: s.key} if s.key else {})})
    columns = (
        Column("Use"),
        Column("Where"),
        Column("When"),
        Column("Short", "number"),
        Column("Unit", "unit"),
        Column("Of demand", "share"),
        Column("Worth", "usd", "USD", empty="unknown"),
        Column("Because"),
    )
    note = "Worth: at the shadow price of one more unit, which is not a market price."
    return Table("unmet", "Demand that is not met, what is worth most first", columns, tuple(rows), tuple(cites), note)


def demand_key(b: BriefInput, s: outlook.Shortage) -> str:
    """Row of the chain that says what is wanted in the first short period; empty where none is known."""
    first = s.periods[0]
    for label in (first, str(b.year_of.get(first, first))):
        key = f"demands/{s.region}/{s.use}/{label}"
        if b.source(key):
            return key
    return ""


def _served(b: BriefInput) -> Table:
    columns = (Column("Year", "year"), Column("Demands not fully met", "integer"), Column("Demands", "integer"))
    note = "A demand is one use in one region."
    return Table("served", "Demands by year", columns, tuple(outlook.served(b)), note=note, folded=True)


def _targets(b: BriefInput) -> Table:
    rows, cites = [], []
    for t in outlook.targets(b):
        asked = SENSE.get(t.sense, t.sense)
        rows.append((t.id, t.entity, t.period, asked, t.value, t.actual, "met" if t.met else "missed", t.cost, outlook.told(b, t.reason)))
        cites.append({0: f"targets/{t.id}"})
    columns = (
        Column("Target"),
        Column("Whose"),
        Column("When"),
        Column("Asked"),
        Column("Value", "number", empty="unknown"),
        Column("Reached", "number", empty="unknown"),
        Column("Outcome"),
        Column("Costs", "usd", "USD", empty="not measured"),
        Column("Because"),
    )
    note = "Costs: the objective without the target less the objective with it."
    return Table("targets", "Targets", columns, tuple(rows), tuple(cites), note)


def _low(b: BriefInput) -> Table:
    every = outlook.too_low(b)
    rows = tuple((name, region, when) for name, region, when, _ in every)
    columns = (Column("Line"), Column("Where"), Column("When"))
    note = "The plan lets a line run at any load; these would have to stop or run more."
    return Table("low_load", "Lines below their least steady load", columns, rows, tuple({0: key} for *_, key in every), note, folded=True)


def _idle(b: BriefInput) -> Table:
    every = outlook.idle(b)
    rows = tuple((i.line, i.region, i.when, i.capacity, outlook.told(b, i.reason)) for i in every)
    columns = (Column("Line"), Column("Where"), Column("When"), Column("Idle capacity", "number", "activity"), Column("Because"))
    return Table("idle", "Lines that stand still", columns, rows, tuple({0: i.key} for i in every), folded=True)
