"""Blocks of a review's report: the bridge, targets, the year's end, findings, figures with their sources."""

from __future__ import annotations

from dataclasses import replace

from didymium.reporting.block import Block, Chart, Column, Part, Table, Value, Words, block
from didymium.reporting.number import count
from didymium.reporting.review.figures import waterfall
from didymium.reporting.review.input import ReviewInput
from didymium.reporting.review.words import FACTORS, headline, kept, metric

ORDER = (
    "An exact Shapley value is the mean effect of a factor over all orders in which the factors could have changed; the steps sum to "
    "the change and leave no residual. Changed one at a time, the answer would depend on the order."
)


def blocks(r: ReviewInput) -> list[Block]:
    """Blocks that have something to say, the waterfall first."""
    made = (_bridge(r), _moves(r), _goals(r), _outlook(r), *(s.block for s in r.sections), _findings(r), _figures(r))
    return [b for b in made if b is not None]


def _bridge(r: ReviewInput) -> Block | None:
    figure = waterfall(r)
    heads = (Column("Factor"), Column("Change", "gap", r.unit))
    steps = Table(
        "bridge", f"Bridge from {r.base} to {r.period}", heads, tuple((FACTORS[s.factor], s.value) for s in r.steps), where="book"
    )
    rows: list[tuple[Value, ...]] = [(entity, FACTORS[s.factor], s.value) for entity, steps in r.by_entity for s in steps]
    each = Table("bridge_by_entity", "By entity", (Column("Entity"), *heads), tuple(rows))
    parts: list[Part | None] = [Chart(figure) if figure else None, Words((ORDER if figure else headline(r),)), steps, each]
    return block("bridge", f"Against {r.base}", headline(r), parts, planned=False)


def _moves(r: ReviewInput) -> Block | None:
    heads = (
        Column("Metric"),
        Column("Product"),
        Column(f"Before: {r.base}", "number", empty="not published"),
        Column(f"Now: {r.period}", "number", empty="not published"),
        Column("Unit"),
        Column("Change", "change"),
        Column("Derived"),
    )
    rows: list[tuple[Value, ...]] = [
        (metric(m.metric), m.product, m.base, m.now, m.unit, m.change, "yes" if m.derived else "") for m in r.moves
    ]
    both = sum(m.base is not None and m.now is not None for m in r.moves)
    finding = f"{both} of {count(len(rows), 'figure')} are known of both periods."
    parts: list[Part | None] = [*_exact(Table("moves", "Figures of both periods", heads, tuple(rows)), (2, 3))]
    return block("moves", "Side by side", finding, parts, planned=False)


def _exact(table: Table, columns: tuple[int, ...]) -> tuple[Table, Table]:
    """A table of published figures: on the page to their last digit, in the workbook as numbers."""
    told = tuple(tuple(f"{v:,.12g}" if k in columns and isinstance(v, float) else v for k, v in enumerate(row)) for row in table.rows)
    return replace(table, rows=told, where="page"), replace(table, where="book")


def _goals(r: ReviewInput) -> Block | None:
    heads = (
        Column("Entity"),
        Column("Metric"),
        Column("Product"),
        Column("Asked"),
        Column("Target", "number"),
        Column("Unit", "unit"),
        Column("Came", "number", empty="not measured"),
        Column("Gap", "gap"),
        Column("Status"),
        Column("Directive"),
    )
    rows: list[tuple[Value, ...]] = []
    for g in r.goals:
        gap = None if g.actual is None else g.actual - g.target
        rows.append((g.entity, metric(g.metric), g.product, g.sense, g.target, g.unit, g.actual, gap, g.status, g.directive))
    met = sum(g.status == "met" for g in r.goals)
    finding = f"{met} of {count(len(r.goals), 'target')} met."
    words = Words((r.directives,)) if r.directives else None
    return block("targets", "Targets", finding, [Table("targets", "Targets of the period", heads, tuple(rows)), words], planned=False)


def _outlook(r: ReviewInput) -> Block | None:
    heads = (
        Column("Metric"),
        Column("Product"),
        Column("Year"),
        Column("So far", "number"),
        Column("Expected", "number"),
        Column("Low", "number"),
        Column("High", "number"),
        Column("Unit"),
        Column("Level", "share", empty="no band"),
        Column("Past misses", "integer"),
        Column("Rest of the year"),
    )
    rows: list[tuple[Value, ...]] = [
        (metric(o.metric), o.product, o.year, o.known, o.mid, o.low, o.high, o.unit, o.level, o.misses, o.rule) for o in r.outlooks
    ]
    past: list[tuple[Value, ...]] = [
        (metric(o.metric), o.product, h.origin, h.ahead, h.low, h.high, h.actual, o.unit, h.level, "held" if h.inside else "missed")
        for o in r.outlooks
        for h in o.record
    ]
    told = (
        Column("Metric"),
        Column("Product"),
        Column("Stated after"),
        Column("Periods ahead", "integer"),
        Column("Low", "number"),
        Column("High", "number"),
        Column("Came", "number"),
        Column("Unit"),
        Column("Level", "share"),
        Column("It"),
    )
    tables = [
        Table("forecast", "The year's end", heads, tuple(rows)),
        Table("past_bands", "What past bands were worth", told, tuple(past), folded=True),
    ]
    return block("forecast", "The year's end", f"{kept(r)[:1].upper()}{kept(r)[1:]}.", list(tables), planned=False)


def _findings(r: ReviewInput) -> Block | None:
    heads = (Column("Kind"), Column("Finding"), Column("Rows"))
    rows = tuple((f.kind, f.text, ", ".join(f.rows)) for f in r.findings)
    return block("findings", "Mind", f"{count(len(rows), 'finding')}.", [Table("findings", "Findings", heads, rows)], planned=False)


def _figures(r: ReviewInput) -> Block | None:
    heads = (
        Column("Metric"),
        Column("Product"),
        Column("Period"),
        Column("Value", "number"),
        Column("Unit", "unit"),
        Column("Grade"),
        Column("Source"),
        Column("Year"),
        Column("Row"),
        Column("Note"),
    )
    rows: list[tuple[Value, ...]] = [
        (metric(x.metric), x.product, x.period, x.value, x.unit, x.grade, x.source, x.year, x.place, x.note) for x in r.rows
    ]
    finding = f"{count(len(rows), 'figure')}, each with who says so."
    return block("figures", "Figures", finding, [*_exact(Table("figures", "Who says so", heads, tuple(rows)), (3,))], planned=False)


def foot(r: ReviewInput) -> list[tuple[str, str]]:
    """What a stranger needs to make the report again."""
    return [
        ("Command", r.command),
        ("Code", f"didymium {r.code_version}"),
        ("Actuals", f"{r.name}@{r.version}, sha256 {r.digest}"),
        ("Money", f"nominal, {r.unit}, as reported"),
        ("Audit head", r.audit_head or "none: no records are kept yet"),
    ]
