"""The brief and the plan as Excel files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from didymium.reporting.block import Block, Column, Kind, Table, Value
from didymium.reporting.blocks import blocks
from didymium.reporting.cited import Cited, cited
from didymium.reporting.foot import foot
from didymium.reporting.input import BriefInput
from didymium.reporting.schema import Column as Described
from didymium.reporting.schema import columns as described
from didymium.reporting.workbook import write_workbook

WARNING = "SYNTHETIC DATA: made-up numbers, for tests and learning only"
LONG = 20_000  # rows of a result table
KINDS: dict[str, Kind] = {"text": "text", "flag": "text", "share": "share", "integer": "integer"}


def brief_xlsx(b: BriefInput, path: Path) -> None:
    """The brief as a workbook: what it is, a sheet a table, and the rows that numbers rest on.

    Raises ``OSError`` when the file cannot be written, ``ValueError`` when a table has the wrong shape.
    """
    every = blocks(b)
    rows = cited(b, every, left_out="page")
    tables = [_with_sources(t, rows) for block in every for t in block.tables if t.where != "page"]
    write_workbook(path, f"Brief: {b.chain.title}", [*_short(every), *foot(b)], [*tables, _sources(rows)], _warning(b))


def plan_xlsx(b: BriefInput, path: Path, before: Mapping[str, pl.DataFrame] | None = None) -> None:
    """The result tables of a plan as a workbook, with those of the plan ``before`` a change behind them.

    Columns are named and described as in the result tables. Tables of more than ``LONG`` rows are named on the first
    sheet and left to their Parquet files: they would take longer to write than the plan to solve. Raises as
    :func:`brief_xlsx`.
    """
    frames = [(name, frame, False) for name, frame in b.tables.items()]
    frames += [(name, frame, True) for name, frame in (before or {}).items()]
    tables = [result_table(name, frame, old) for name, frame, old in frames if frame.height <= LONG]
    long = [f"{'before_' * old}{name}" for name, frame, old in frames if frame.height > LONG]
    about = [("What this is", "Result tables of a plan: coordinated, with foresight; an outlook, not a forecast")]
    if long:
        about.append(("Left to Parquet", f"{', '.join(long)}: more than {LONG:,} rows; the Parquet files beside this one hold them"))
    about += foot(b)
    write_workbook(path, f"Plan: {b.chain.title}", about, [*tables, _meanings(b.tables)], _warning(b))


def result_table(name: str, frame: pl.DataFrame, before: bool = False) -> Table:
    """A result table with the units of its columns.

    >>> result_table("stock", pl.DataFrame({"region": ["CHN"], "quantity": [2.0]})).columns[1].kind
    'number'
    """
    known = {c.name: c for c in described().get(name, ())}
    columns = tuple(_column(column, dtype, known.get(column)) for column, dtype in frame.schema.items())
    title = f"Result table {name}{', before the change' if before else ''}"
    return Table(f"before_{name}" if before else name, title, columns, tuple(frame.iter_rows()))


def _column(name: str, dtype: pl.DataType, about: Described | None) -> Column:
    if name == "year":
        return Column(name, "year")
    if about is None:
        return Column(name, "number" if dtype.is_numeric() else "text")
    told = about.unit == "fraction" or about.unit.startswith("see ") or about.unit.lower() == name.replace("_per_", "/")
    return Column(name, KINDS.get(about.kind, "number"), "" if told else about.unit)


def _meanings(tables: Mapping[str, pl.DataFrame]) -> Table:
    rows = tuple((c.table, c.name, c.unit, c.description) for name in tables for c in described().get(name, ()))
    heads = (Column("Table"), Column("Column"), Column("Unit"), Column("Meaning"))
    return Table("columns", "What the columns of every sheet mean", heads, rows)


def _short(every: list[Block]) -> list[tuple[str, str]]:
    """The findings; those of the plan are labelled."""
    return [(x.label, f"{x.finding}{' (if everyone coordinated and knew)' if x.planned else ''}") for x in every if x.tables]


def _warning(b: BriefInput) -> str:
    return WARNING if b.chain.synthetic else ""


def _with_sources(table: Table, rows: Mapping[str, Cited]) -> Table:
    """The table with the rows of the chain behind each of its rows, where any are known."""
    found = [[rows[key] for _, key in sorted(cites.items()) if key in rows] for cites in table.cites]
    if not any(found):
        return table
    more: list[tuple[Value, ...]] = [("; ".join(c.key for c in cs), "; ".join(c.title for c in cs)) for cs in found]
    heads = (*table.columns, Column("Row of the chain"), Column("Who says so"))
    joined = tuple(row + extra for row, extra in zip(table.rows, more, strict=True))
    return Table(table.id, table.title, heads, joined, (), table.note)


def _sources(rows: Mapping[str, Cited]) -> Table:
    heads = (Column("Row"), Column("File"), Column("Line", "integer"), Column("Grade"), Column("Year"), Column("Source"))
    cells = tuple((c.key, c.source.file, c.source.line, c.source.grade, c.source.year, c.source.text) for c in rows.values())
    return Table("sources", "Rows of the chain that the numbers rest on", heads, cells)
