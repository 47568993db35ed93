"""Rows of some columns of a table as tuples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl


def each(table: pl.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Values of ``columns``, row by row: from column lists, since a selection starts the query engine each time.

    >>> list(each(pl.DataFrame({"a": [1, 2], "b": ["x", None]}), "b", "a"))
    [('x', 1), (None, 2)]
    """
    return zip(*(table[name].to_list() for name in columns), strict=True)
