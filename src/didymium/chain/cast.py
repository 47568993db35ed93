"""Raw cells to typed columns, each bad cell a finding."""

from __future__ import annotations

import math
from difflib import get_close_matches
from functools import cache

import numpy as np
import polars as pl

from didymium.chain.calendar import parse
from didymium.chain.model import Finding
from didymium.chain.read import Raw
from didymium.chain.schema import Column, Table

TYPES = {"number": pl.Float64(), "integer": pl.Int64(), "flag": pl.Boolean()}
FLAGS: dict[str, bool | None] = {"yes": True, "no": False, "": None}
LARGEST = 2.0**53  # whole numbers beyond it are no longer exact
SHOWN = 20  # findings per column: a wrong column is one mistake, not a thousand


def empty(table: Table) -> pl.DataFrame:
    """A table without rows."""
    return _blank(tuple((c.name, c.kind) for c in table.columns.values())).clone()


@cache
def _blank(kinds: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    columns = {name: TYPES.get(kind, pl.String()) for name, kind in kinds}
    return pl.DataFrame(schema={**columns, "_file": pl.String(), "_line": pl.Int32()})


def cast(table: Table, raw: Raw, fiscal: int) -> tuple[pl.DataFrame, list[Finding]]:
    """A typed frame of a raw table with what is wrong in its cells."""
    findings = _header(table, raw)
    if findings:
        return empty(table), findings
    columns = list(zip(*raw.rows, strict=True)) if raw.rows else [()] * len(raw.header)
    at = {name: i for i, name in enumerate(raw.header)}
    data: dict[str, pl.Series] = {}
    for column in table.columns.values():
        if column.name not in at:  # and not required: the header says so
            data[column.name] = _unknown(column.kind).new_from_index(0, len(raw.rows))
            continue
        cells = list(map(str.strip, columns[at[column.name]]))
        values, bad = _values(column, cells, fiscal)
        for row, message, fix in bad[:SHOWN]:
            findings.append(Finding("error", table.name, raw.file, raw.lines[row], column.name, message, fix))
        data[column.name] = pl.Series(column.name, values, dtype=TYPES.get(column.kind, pl.String()))
    data["_file"] = pl.Series("_file", [raw.file], dtype=pl.String).new_from_index(0, len(raw.rows))
    data["_line"] = pl.Series("_line", raw.lines, dtype=pl.Int32)
    return pl.DataFrame(data), findings


@cache
def _unknown(kind: str) -> pl.Series:
    """One empty cell of a kind."""
    return pl.Series([None], dtype=TYPES.get(kind, pl.String()))


def _header(table: Table, raw: Raw) -> list[Finding]:
    """Unknown, doubled and missing columns."""
    found = []
    for name in raw.header:
        if name not in table.columns:
            near = get_close_matches(name, list(table.columns), n=1)
            fix = f"did you mean {near[0]}?" if near else f"columns of {table.name}: {', '.join(table.columns)}"
            found.append(Finding("error", table.name, raw.file, 1, name, f"unknown column {name!r}", fix))
        elif raw.header.count(name) > 1:
            found.append(Finding("error", table.name, raw.file, 1, name, f"column {name!r} stands twice", "delete one of them"))
    for column in table.columns.values():
        if column.required and column.name not in raw.header:
            unit = f" ({column.unit})" if column.unit else ""
            fix = f"add it: {column.description}{unit}"
            found.append(Finding("error", table.name, raw.file, 1, column.name, f"missing column {column.name!r}", fix))
    return found


Bad = list[tuple[int, str, str]]


def _values(column: Column, cells: list[str], fiscal: int) -> tuple[list[object], Bad]:
    """Typed values, None where a cell is empty or bad; bad cells as (row, message, fix)."""
    bad: Bad = []
    if column.required and "" in cells:
        rule = "a key cannot be empty" if column.key else "empty means unknown, never zero"
        assumed = "; if nobody knows it, write your assumption and grade the row assumed" if column.kind == "number" else ""
        fix = f"write {column.description[:1].lower()}{column.description[1:]}{assumed}"
        said = f"empty, but required ({rule})"
        if len(cells) > 1 and not any(cells):  # one fault, not one a row
            return [None] * len(cells), [(0, f"{said}, in all {len(cells)} rows", fix)]
        bad += [(row, said, fix) for row, cell in enumerate(cells) if not cell]
    if column.kind in ("number", "integer"):
        return _numbers(column, cells, bad), bad
    if column.kind == "flag":
        wrong = set(cells) - set(FLAGS)
        bad += [(row, f"{cell!r} is neither yes nor no", "write yes or no") for row, cell in enumerate(cells) if cell in wrong]
        return [FLAGS.get(cell) for cell in cells], bad
    if column.kind == "period":
        wrong = {cell for cell in set(cells) if cell and not _is_period(cell, fiscal)}
        fix = "write 2026, 2026Q3, 2026-07, 2026W31, FY26 or FY26Q1"
        bad += [(row, f"{cell!r} is no period", fix) for row, cell in enumerate(cells) if cell in wrong]
    elif column.choices:
        wrong = {cell for cell in set(cells) if cell and cell not in column.choices}
        fix = f"choose one of: {', '.join(column.choices)}"
        bad += [(row, f"{cell!r} is not allowed", fix) for row, cell in enumerate(cells) if cell in wrong]
    elif column.kind == "id":
        wrong = {cell for cell in set(cells) if "/" in cell or ";" in cell or "." in cell}
        bad += [(row, f"the id {cell!r} holds / ; or .", "use letters, digits and _") for row, cell in enumerate(cells) if cell in wrong]
    return [cell or None for cell in cells], bad


def _numbers(column: Column, cells: list[str], bad: Bad) -> list[object]:
    """Numbers within the column's bounds."""
    values: list[object] = []
    whole = column.kind == "integer"
    low = (-LARGEST if whole else -math.inf) if column.minimum is None else column.minimum
    high = (LARGEST if whole else math.inf) if column.maximum is None else column.maximum
    number = int if whole else float
    plain = _plain_numbers(cells, number, low, high)
    if plain is not None:
        return plain
    for row, cell in enumerate(cells):
        if not cell:
            values.append(None)
            continue
        try:
            value = number(cell)
        except ValueError:  # int() also refuses thousands of digits
            value = math.nan
        if not low <= value <= high or math.isinf(value) or "_" in cell:
            values.append(None)
            bad.append((row, *_number_fault(column, cell, value)))
        else:
            values.append(value)
    return values


def _plain_numbers(cells: list[str], number: type[int] | type[float], low: float, high: float) -> list[object] | None:
    """All cells at once where none of them is at fault; None where one may be."""
    if "_" in "".join(cells):
        return None
    try:
        values: list[object] = [number(cell) if cell else None for cell in cells]
    except ValueError:
        return None
    given = np.array([value for value in values if value is not None], dtype=float)
    fine = np.isfinite(given).all() and (given >= low).all() and (given <= high).all()
    return values if fine else None


def _number_fault(column: Column, cell: str, value: float) -> tuple[str, str]:
    """What is wrong with a number, and how to mend it."""
    unit = f" ({column.unit})" if column.unit else ""
    if math.isnan(value) or math.isinf(value) or "_" in cell:
        kind = "whole number" if column.kind == "integer" else "number"
        return f"{cell!r} is no {kind}", f"write a plain {kind}{unit} with a point for decimals and no thousands mark"
    if column.minimum is not None and value < column.minimum:
        return f"{cell} is below {column.minimum:g}", f"expected at least {column.minimum:g}{unit}"
    most = LARGEST if column.maximum is None else column.maximum
    return f"{cell} is above {most:g}", f"expected at most {most:g}{unit}"


def _is_period(label: str, fiscal: int) -> bool:
    try:
        parse(label, fiscal)
    except ValueError:
        return False
    return True
