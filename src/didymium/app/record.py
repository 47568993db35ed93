"""Tables as JSON records."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import polars as pl

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def records(frame: pl.DataFrame, columns: Sequence[str]) -> list[Json]:
    """Rows as dicts of ``columns``; a column that is missing, an empty cell and a number that is none become null.

    >>> import polars as pl
    >>> records(pl.DataFrame({"a": [1.0, float("nan")]}), ["a", "b"])
    [{'a': 1.0, 'b': None}, {'a': None, 'b': None}]
    """
    have = [c for c in columns if c in frame.columns]
    rows = frame.select(have).iter_rows(named=True) if have else iter([{}] * frame.height)
    return [{c: plain(row.get(c)) for c in columns} for row in rows]


def plain(value: object) -> Json:
    """A JSON value: numbers that are not finite become null."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
