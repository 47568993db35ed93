"""Columns of tables as arrays: numbers, positions of names, spans of period labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period, parse
from didymium.network.timing import overlap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FOREVER = 9999.0


def number(table: pl.DataFrame, column: str) -> Floats:
    """A numeric column as floats, nan where it is empty."""
    return np.array(table[column].to_numpy(), dtype=float)  # polars itself makes an empty cell nan


def codes(values: Sequence[str | None], index: dict[str, int]) -> Ints:
    """Positions of names; -1 for an empty cell."""
    return np.array([-1 if v is None else index[v] for v in values], dtype=np.int64)


def edges(table: pl.DataFrame, first: str, last: str, fiscal: int) -> tuple[Floats, Floats]:
    """Start of the period label in ``first`` and of that in ``last``; open ends where they are empty."""
    start = np.array([-FOREVER if v is None else parse(v, fiscal).start for v in table[first].to_list()])
    end = np.array([FOREVER if v is None else parse(v, fiscal).start for v in table[last].to_list()])
    return start, end


def span(chain: Chain, label: str) -> tuple[float, float]:
    period = parse(label, chain.settings.fiscal_start)
    return period.start, period.end


def within(chain: Chain, labels: list[str | None], periods: Sequence[Period]) -> Floats:
    """Years of each row's period that fall into each period of the grid ``[n, T]``; all of it for an empty label."""
    spans = [(-FOREVER, FOREVER) if v is None else span(chain, v) for v in labels]
    ends = np.array(spans, dtype=float).reshape(-1, 2)
    return overlap(ends[:, 0], ends[:, 1], periods)
