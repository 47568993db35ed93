"""What rows of any table must keep: keys once, dates that are dates, references that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from didymium.chain.model import Finding
from didymium.chain.schema import Table
from didymium.operations.span import span

DATE = "date"  # the unit of a column that holds days


def faults(tables: Mapping[str, Table], frames: Mapping[str, pl.DataFrame], names: Iterable[str], fiscal: int) -> list[Finding]:
    """Findings of the tables ``names``, each with file, line, column and mend."""
    found: list[Finding] = []
    for name in names:
        found += _twice(tables[name], frames[name], fiscal)
        for column in tables[name].columns.values():
            if column.unit == DATE:
                found += _dates(name, column.name, frames[name])
            elif column.kind == "period":
                found += _weeks(name, column.name, frames[name], fiscal)
            elif column.refers is not None:
                found += _joins(name, column.name, frames[name], column.refers, frames)
    return found


def _twice(table: Table, frame: pl.DataFrame, fiscal: int) -> list[Finding]:
    """A key stands once; two labels of one period are one period."""
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for row in frame.select(*table.key, "_file", "_line").iter_rows(named=True):
        key = tuple(_month(row[k], fiscal) if table.columns[k].kind == "period" else row[k] for k in table.key)
        if key in seen:
            words = ", ".join(str(row[k]) for k in table.key)
            message = f"{words} stands in line {seen[key]} too"
            found.append(Finding("error", table.name, row["_file"], row["_line"], table.key[0], message, "delete one of them"))
        seen.setdefault(key, row["_line"])
    return found


def _month(text: str | None, fiscal: int) -> object:
    try:
        return None if text is None else span(text, fiscal)
    except ValueError:
        return text


def _weeks(name: str, column: str, frame: pl.DataFrame, fiscal: int) -> list[Finding]:
    """Periods of actuals are whole months."""
    found = []
    for text, file, line in frame.select(column, "_file", "_line").iter_rows():
        try:
            if text is not None:
                span(text, fiscal)
        except ValueError as error:
            message, _, fix = str(error).partition(": ")
            found.append(Finding("error", name, file, line, column, message, fix))
    return found


def _dates(name: str, column: str, frame: pl.DataFrame) -> list[Finding]:
    found = []
    for text, file, line in frame.select(column, "_file", "_line").iter_rows():
        try:
            if text is not None:
                date.fromisoformat(text)
        except ValueError:
            fix = "write year, month and day: 2026-03-17"
            found.append(Finding("error", name, file, line, column, f"{text!r} is no day", fix))
    return found


def _joins(name: str, column: str, frame: pl.DataFrame, refers: tuple[str, str], frames: Mapping[str, pl.DataFrame]) -> list[Finding]:
    table, target = refers
    known = set(frames[table][target].to_list())
    fix = f"add it to actuals/{table}.csv"
    return [
        Finding("error", name, file, line, column, f"there is no {target} {value!r} in {table}", fix)
        for value, file, line in frame.select(column, "_file", "_line").iter_rows()
        if value is not None and value not in known
    ]
