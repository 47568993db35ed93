"""Observations of past crises, and the declaration of what a hindcast is scored on."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Observation:
    """A published or derived figure: series, region, item, period label, value, unit, source and grade."""

    series: str
    region: str
    item: str
    period: str
    value: float
    unit: str
    source: str
    grade: str
    note: str


@cache
def observations(case: str) -> tuple[Observation, ...]:
    """Observations of a case, ``2010`` or ``2025``.

    >>> exports = [o for o in observations("2025") if o.series == "magnet exports" and o.period == "2025-05"]
    >>> [(o.region, o.value) for o in exports]
    [('USA', 46.0), ('world', 1238.0)]
    """
    rows = csv.DictReader(_text(f"observed_{case}.csv").splitlines())
    words = ("series", "region", "item", "period", "unit", "source", "grade", "note")
    return tuple(Observation(value=float(row["value"]), **{c: row[c] for c in words}) for row in rows)


def value(case: str, series: str, region: str, item: str, period: str) -> float | None:
    """One observed value; None where there is none.

    >>> value("2010", "exports", "world", "all", "2012")
    24775.5
    """
    found = [o.value for o in observations(case) if (o.series, o.region, o.item, o.period) == (series, region, item, period)]
    return found[0] if found else None


@cache
def declared(case: str) -> dict[str, Any]:
    """What is scored in a case, and under which event and chain.

    >>> declared("2010")["chain"]
    'world-2009'
    """
    entries: dict[str, Any] = tomllib.loads(_text("declared.toml"))
    return entries[case]  # type: ignore[no-any-return]


@cache
def results() -> tuple[dict[str, str | float | None], ...]:
    """Points of both hindcasts as ``tools.hindcast_docs`` left them: case, writing of the event, series, place, period, band,
    observed, naive, unit. ``writing`` is empty for the headline.

    >>> {row["case"] for row in results()} == {"2010", "2025"}
    True
    """
    numbers = ("low", "mid", "high", "observed", "naive")
    rows = csv.DictReader(_text("results.csv").splitlines())
    return tuple({k: (float(v) if v else None) if k in numbers else v for k, v in row.items()} for row in rows)


@cache
def priors() -> dict[str, Any]:
    """What the hindcast of 2025 may know: frozen before its first score."""
    return tomllib.loads(_text("priors_2025.toml"))


def _text(file: str) -> str:
    return resources.files("didymium.disruption").joinpath("hindcasts", file).read_text(encoding="utf-8")
