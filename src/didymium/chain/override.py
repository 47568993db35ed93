"""Numbers laid over numbers: overlays of whole rows, cells of one number, values set on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import polars as pl

from didymium.chain.cast import _values
from didymium.chain.model import Finding
from didymium.chain.schema import schema


def overlay(base: dict[str, pl.DataFrame], top: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Rows of ``top`` laid over ``base``: a row of equal key replaces, a new key is added."""
    merged = {}
    for name, table in schema().items():
        key = list(table.key)
        kept = base[name].join(top[name].select(key), on=key, how="anti", nulls_equal=True) if top[name].height else base[name]
        merged[name] = pl.concat([kept, top[name]]) if top[name].height else kept
    return merged


def apply_cells(tables: dict[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Apply the rows of ``cells`` that carry a value; findings for rows that meet nothing or break a column's bounds."""
    found: list[Finding] = []
    for row in tables["cells"].iter_rows(named=True):
        faults = _number_faults(row)
        if not faults:
            tables, fault = _replace(tables, row["table"], row["key"], row["column"], row["value"])
            faults = [] if fault is None else [fault]
        found += [Finding("error", "cells", row["_file"], row["_line"], *fault) for fault in faults]
    return tables, found


def _number_faults(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is wrong with the numbers of a row of ``cells``: column, message, fix."""
    table = schema().get(row["table"])
    column = None if table is None else table.columns.get(row["column"])
    if column is None:
        return []  # said when the row is looked up
    if column.kind not in ("number", "integer"):
        return [("column", f"{column.name} holds no number", "change it in its own table, or lay a row over it")]
    faults = []
    for name in ("value", "low", "high"):
        if row[name] is not None:
            _, bad = _values(column, [f"{row[name]:.17g}"], 1)
            faults += [(name, message, fix) for _, message, fix in bad]
    low, high = row["low"], row["high"]
    if low is not None and high is not None and high < low:
        faults.append(("high", f"high {high:g} lies below low {low:g}", "swap them"))
    return faults


def apply_set(tables: dict[str, pl.DataFrame], values: Mapping[str, str], fiscal: int) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Apply ``table.key.column`` -> value as given on the command line; findings for what is unknown or unreadable."""
    found: list[Finding] = []
    for path, text in values.items():
        table, _, rest = path.partition(".")
        key, _, column = rest.rpartition(".")
        known = schema().get(table)
        fault: tuple[str, str, str] | None
        if known is None:
            fault = ("", f"{table!r} is no table", _near(table, list(schema())))
        elif column not in known.columns or not key:
            fault = ("", f"{path!r} does not name table.key.column", _near(column, list(known.columns)))
        else:
            cast, bad = _values(known.columns[column], [text.strip()], fiscal)
            if bad:
                fault = (column, bad[0][1], bad[0][2])
            else:
                tables, fault = _replace(tables, table, key, column, cast[0])
        if fault is not None:
            found.append(Finding("error", table, f"--set {path}", 0, fault[0], fault[1], fault[2]))
    return tables, found


def _near(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=3)
    return f"did you mean {' or '.join(near)}?" if near else f"known are: {', '.join(known[:12])}"


def _replace(
    tables: dict[str, pl.DataFrame], table: str, key: str, column: str, value: object
) -> tuple[dict[str, pl.DataFrame], tuple[str, str, str] | None]:
    """Tables with one cell replaced (left alone where ``value`` is None); or what is wrong: column, message, fix."""
    known = schema().get(table)
    if known is None:
        return tables, ("table", f"{table!r} is no table", _near(table, list(schema())))
    if column not in known.columns:
        return tables, ("column", f"{table} has no column {column!r}", _near(column, list(known.columns)))
    frame = tables[table]
    words = frame.select(pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in known.key], separator="/").alias("key"))["key"]
    hit = words == key
    if not hit.any():
        return tables, ("key", f"{table} has no row {key!r}", _near(key, words.to_list()))
    if value is None:
        return tables, None
    changed = frame.with_columns(pl.when(hit).then(pl.lit(value, dtype=frame.schema[column])).otherwise(pl.col(column)).alias(column))
    return {**tables, table: changed}, None
