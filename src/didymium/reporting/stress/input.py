"""What a report of a stress test is made from: plain data, no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from didymium.reporting.input import ChainFacts


@dataclass(frozen=True)
class Loss:
    """What a use in a region lost over the run: units with their band, share of what it wanted and USD (means of the draws)."""

    use: str
    region: str
    governance: str
    low: float
    mid: float
    high: float
    unit: str
    share: float
    value: float


@dataclass(frozen=True)
class Short:
    """First week in which a use lacks something, over the draws in which it does (``often``, a fraction), and weeks to recover."""

    use: str
    region: str
    low: float
    mid: float
    high: float
    often: float
    recover: float
    open: float


@dataclass(frozen=True)
class Measure:
    """A measure: what it costs (USD), the loss that it avoids (USD: mean of the draws, low and high), that mean per dollar and as
    a share of the mean loss."""

    name: str
    cost: float
    mean: float
    low: float
    high: float
    per_dollar: float
    share: float


@dataclass(frozen=True)
class Coordination:
    """What coordination and early knowledge save, USD with its band, over the weeks and draws that both cases cover."""

    low: float
    mid: float
    high: float
    weeks: int
    draws: int


@dataclass(frozen=True)
class StressInput:
    """Everything that a report of a stress test says.

    ``value`` is the whole loss in USD (band) by governance; ``coordination`` the gap between them; ``fraction`` the share of
    what uses wanted that they lack, by governance: weeks x band, for those ``hit``; ``tables`` are the result tables.
    """

    chain: ChainFacts
    event: str
    title: str
    start: str
    source: str
    grade: str
    code_version: str
    command: str
    draws: int
    seed: int
    weeks: int
    unknown: int
    seconds: float
    closure: float
    size: Mapping[str, int]
    value: Mapping[str, tuple[float, float, float]]
    loss: tuple[Loss, ...]
    short: tuple[Short, ...]
    measures: tuple[Measure, ...]
    fraction: Mapping[str, tuple[tuple[float, float, float], ...]]
    step: Mapping[str, float]
    coordination: Coordination | None = None
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def name(self, table: str, key: str) -> str:
        """A reader's name for a row, its id where there is none."""
        return self.names.get(f"{table}/{key}", key)


@dataclass(frozen=True)
class Part:
    """Weeks of cover of one part of a bill of materials, for one element: stock alone, and under the event (band)."""

    part: str
    use: str
    region: str
    grade: str
    element: str
    form: str
    kg: float
    stock_weeks: float
    low: float | None
    mid: float | None
    high: float | None


@dataclass(frozen=True)
class CoverInput:
    """Weeks of cover of a bill of materials."""

    bom: str
    event: str
    title: str
    draws: int
    weeks: int
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
