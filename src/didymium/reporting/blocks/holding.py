"""Who holds what: one element through the chain, and the largest holders of every stage."""

from __future__ import annotations

import polars as pl

from didymium.reporting import figures, holding
from didymium.reporting.block import Block, Chart, Column, Part, Table, Words, block
from didymium.reporting.input import BriefInput, stage_order
from didymium.reporting.number import percent
from didymium.reporting.trust import element_order

MOST = 3


def block_of(b: BriefInput) -> Block | None:
    """The block; ``None`` without flows and holders."""
    chart = figures.sankey(b)
    year = holding.first_year(b)
    tables = [] if year is None else [_matrix(b, year), _groups(b, year), *_all(b)]
    past = year is not None and b.is_past(year)
    told = f"{year} as the backcast puts it together from what was observed; {b.years[0]} and later if everyone coordinated and knew."
    sure = holding.certainty(b)
    words = [*([told] if past else []), *([sure] if sure else [])]
    parts: list[Part | None] = [Words(tuple(words)) if words else None, Chart(chart) if chart else None, *tables]
    return block("holders", "Who holds what", holding.verdict(b) or "Flows of the elements", parts, planned=not past)


def _matrix(b: BriefInput, year: int) -> Table:
    shown = holding.shown(b)
    cells: dict[str, dict[str, str]] = {}
    for e in shown:
        for s in holding.stages(b, e, year):
            cells.setdefault(s.stage, {})[e] = ", ".join(
                f"{h.name} {percent(h.share)}{'*' * (h.share > holding.HALF)}" for h in s.holders[:MOST]
            )
    columns = (Column("Stage"), *(Column(_title(b, e)) for e in shown))
    rows = tuple((stage, *(cells[stage].get(e, "none") for e in shown)) for stage in sorted(cells, key=stage_order))
    title = f"Largest holders in {year}: share of the element that leaves the stage"
    return Table("holders_matrix", title, columns, rows, note="* more than half.", where="page")


def _title(b: BriefInput, element: str) -> str:
    name = b.element(element)
    return element if name == element else f"{element} ({name})"


def _groups(b: BriefInput, year: int) -> Table:
    """The largest group of each stage by control, beside it what it operates and what it owns by equity."""
    rows = []
    for e in holding.shown(b):
        others = {kind: {s.stage: s.shares for s in holding.stages(b, e, year, kind)} for kind in ("operated", "equity")}
        for s in holding.stages(b, e, year, kind="entity"):
            top = s.holders[0]
            more = (found.get(s.stage, {}).get(top.id) for found in others.values())
            rows.append((e, s.stage, top.name, top.share, *more, top.tonnes))
    columns = (
        Column("Element"),
        Column("Stage"),
        Column("Largest group"),
        Column("Controls", "share"),
        Column("Operates", "share", empty="none"),
        Column("Owns by equity", "share", empty="none"),
        Column("Controlled amount", "number", "t as metal"),
    )
    return Table("groups", f"Largest group at each stage in {year}", columns, tuple(rows), folded=True)


def _all(b: BriefInput) -> list[Table]:
    """Every holder by stage, element and year: for the workbook."""
    columns = (
        Column("Year", "year"),
        Column("Element"),
        Column("Stage"),
        Column("Holder"),
        Column("Amount", "number", "t as metal"),
        Column("Share of the stage", "share"),
    )
    made = []
    for kind, who in (("region", "region"), ("entity", "group"), ("operated", "operator"), ("equity", "equity")):
        rows = tuple(
            (year, e, s.stage, h.name, h.tonnes, h.share)
            for year in sorted(set(b.by_year("holders")["year"].to_list()))
            for e in holding.elements(b)
            for s in holding.stages(b, e, year, kind)
            for h in s.holders
        )
        made.append(Table(f"holders_by_{who}", f"Holders by {who}", columns, rows, where="book"))
    return [*made, _flows(b)]


def _flows(b: BriefInput) -> Table:
    table = b.by_year("sankey").group_by("year", "element", "source", "target").agg(pl.col("tonnes").sum())
    rows = sorted(table.iter_rows(), key=lambda r: (r[0], element_order(r[1]), stage_order(r[2]), stage_order(r[3])))
    columns = (Column("Year", "year"), Column("Element"), Column("From"), Column("To"), Column("Amount", "number", "t as metal"))
    return Table("flows", "Flows of each element from stage to stage", columns, tuple(rows), where="book")
