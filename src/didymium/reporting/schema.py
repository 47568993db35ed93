"""Columns of the tables that a report is made of: kept as data in ``assets/tables.csv``, with units."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

KINDS: dict[str, PolarsDataType] = {
    "text": pl.String,
    "number": pl.Float64,
    "share": pl.Float64,
    "integer": pl.Int64,
    "flag": pl.Boolean,
}


@dataclass(frozen=True)
class Column:
    """One column: its table, name, kind (text, number, share, integer, flag), unit and meaning."""

    table: str
    name: str
    kind: str
    unit: str
    required: bool
    description: str


@cache
def columns() -> dict[str, tuple[Column, ...]]:
    """Columns of every table, in order.

    >>> [c.name for c in columns()["unexplained"]]
    ['element', 'tonnes', 'share']
    """
    text = resources.files("didymium.reporting").joinpath("assets/tables.csv").read_text(encoding="utf-8")
    found: dict[str, list[Column]] = {}
    for r in csv.DictReader(text.splitlines()):
        column = Column(r["table"], r["column"], r["kind"], r["unit"], r["required"] == "yes", r["description"])
        found.setdefault(column.table, []).append(column)
    return {name: tuple(cs) for name, cs in found.items()}


def checked(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """A table with every column of the schema and its dtype; further columns stay as they are.

    A missing table gives an empty frame, a missing optional column an empty column. Raises ``ValueError`` when a
    required column is missing or cannot be read as its kind.

    >>> checked("unexplained", None).columns
    ['element', 'tonnes', 'share']
    """
    wanted = columns()[name]
    if frame is None:
        return pl.DataFrame(schema={c.name: KINDS[c.kind] for c in wanted})
    missing = [c.name for c in wanted if c.required and c.name not in frame.columns]
    if missing:
        raise ValueError(f"result table {name!r} lacks {', '.join(missing)}; it has {', '.join(frame.columns)}")
    parts = []
    for c in wanted:
        value = pl.col(c.name) if c.name in frame.columns else pl.lit(None)
        parts.append(value.cast(KINDS[c.kind]).alias(c.name))
    extra = [pl.col(n) for n in frame.columns if n not in {c.name for c in wanted}]
    try:
        frame = frame.select(*parts, *extra)
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"result table {name!r} cannot be read: {error}") from None
    # NaN comes from a division by nothing and means unknown, as an empty cell does
    return frame.with_columns(pl.col(c.name).fill_nan(None) for c in wanted if KINDS[c.kind] == pl.Float64)
