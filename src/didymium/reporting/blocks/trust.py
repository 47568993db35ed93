"""Can you trust it: scores, comparisons, what stays unexplained, grades of the input."""

from __future__ import annotations

from didymium.reporting import figures, trust
from didymium.reporting.block import Block, Chart, Column, Part, Shares, Table, Words, block
from didymium.reporting.input import BriefInput
from didymium.reporting.number import count, percent


def block_of(b: BriefInput) -> Block | None:
    """The block; ``None`` when nothing was compared and no grade is known."""
    chart = figures.backcast(b)
    past = figures.hindcast(b)
    charts = [Chart(chart) if chart else None, Chart(past) if past else None]
    parts: list[Part | None] = [_scores(b), *charts, _missed(b), _unexplained(b), _bar(b), _grades(b), _closes(b)]
    if not (trust.comparisons(b) or trust.unexplained(b) or trust.grade_shares(b)):
        return None
    return block("trust", "Can you trust it?", trust.verdict(b), [*parts, _rows(b)], planned=False)


def _scores(b: BriefInput) -> Table:
    rows = []
    for s in trust.scores(b):
        won = {True: "model", False: "“as before”", None: ""}[s.wins]
        within = f"{s.within} of {s.limited}" if s.limited else ""
        fit = "in fit" if s.fitted else "out of fit"
        rows.append((s.year, fit, s.rows, s.median, within, s.paired or None, s.paired_median, s.naive_median, won))
    return Table(
        id="scores",
        title="The model against what was observed, scored figures only",
        columns=(
            Column("Year", "year"),
            Column("Fit"),
            Column("Scored figures", "integer"),
            Column("Median miss", "share", empty="unknown"),
            Column("Within their limit"),
            Column("With a year before", "integer"),
            Column("Model misses these by", "share"),
            Column("“As before” by", "share"),
            Column("Nearer"),
        ),
        rows=tuple(rows),
        note="In fit: parameters were fitted on that year. “As before” repeats the observation of the year before. "
        "Rows that are put in, held or follow from data are shown below but never scored.",
    )


def _rows(b: BriefInput) -> Table:
    every = trust.comparisons(b)
    rows = tuple(
        (c.period, trust.label(b, c, region=False), b.name("regions", c.region), c.kind, "in fit" if c.fitted else "out of fit")
        + (c.observed, c.model, *((c.low, c.high) if c.loose else (None, None)), c.unit)
        + (c.error, c.limit, c.persistence, c.naive_error, c.source, c.note)
        for c in every
    )
    columns = (
        Column("When"),
        Column("Series"),
        Column("Region"),
        Column("Kind"),
        Column("Fit"),
        Column("Observed", "number"),
        Column("Model", "number"),
        Column("Same cost from", "number"),
        Column("to", "number"),
        Column("Unit"),
        Column("Error", "change"),
        Column("Limit", "share"),
        Column("“As before”", "number"),
        Column("Its error", "change"),
        Column("Source"),
        Column("Remark"),
    )
    cites = tuple({i: key for i, key in ((1, c.key), (5, c.seen)) if key} for c in every)
    note = "“Same cost from … to”: what the model could say as well, where more than one plan costs the least. Empty: nothing else."
    return Table("backcast", "Every comparison", columns, rows, cites, note=note, where="book")


def _missed(b: BriefInput) -> Words | None:
    return Words(b.notes, "Why figures are missed") if b.notes else None


def _unexplained(b: BriefInput) -> Table:
    return Table(
        id="unexplained",
        title="Unexplained balance of each element",
        columns=(Column("Element"), Column("Unexplained", "gap", "t"), Column("Of the supply", "change", empty="unknown")),
        rows=tuple((u.element, u.tonnes, u.share) for u in trust.unexplained(b)),
        note="Plus: uses take more than the chain supplies. Minus: the chain supplies more than uses take. The gap is in the "
        "data; nothing was invented to close it.",
    )


def _bar(b: BriefInput) -> Shares | None:
    parts = tuple((grade, share, count(n, "row")) for grade, n, share in trust.grade_shares(b))
    return Shares("grades", "Who says so: rows of the chain by grade of their source", parts) if parts else None


def _grades(b: BriefInput) -> Table:
    table = b.table("grades")
    grades = [g for g, _, _ in trust.grade_shares(b)]
    cells = {(r["table"], r["grade"]): r["rows"] for r in table.iter_rows(named=True)}
    names = list(dict.fromkeys(table["table"]))
    rows = tuple((name, *(cells.get((name, g), 0) for g in grades)) for name in names)
    columns = (Column("Table of the chain"), *(Column(g, "integer") for g in grades))
    return Table("grades_by_table", "Grades by table", columns, rows, folded=True)


def _closes(b: BriefInput) -> Words | None:
    gap = trust.closure(b)
    lines = []
    if gap is not None:
        lines.append(f"Mass closes: the largest gap of any element in any period is {gap:.0e} of what entered.")
    if b.inertia_share:
        lines.append(f"Holding calibrated lines near what was observed costs {percent(b.inertia_share)} of the objective.")
    sure = trust.certainty(b)
    if sure:
        lines.append(sure)
    return Words(tuple(lines)) if lines else None
