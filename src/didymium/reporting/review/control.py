"""Control charts: a value month by month between its limits, one chart at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.reporting.figures.figure import Control, Figure, View, number
from didymium.reporting.number import amount


@dataclass(frozen=True)
class Series:
    """One chart: a value a label, its limits (None where there is none), and what it is called and says."""

    name: str
    title: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    low: float | None
    high: float | None
    unit: str


def control(id: str, caption: str, series: Sequence[Series], source: str) -> Figure | None:
    """A figure with a switch between ``series``; None where there is none. The first is shown first."""
    if not series:
        return None
    options = tuple((str(i), s.name) for i, s in enumerate(series))
    controls = (Control("chart", "Chart", options),) if len(series) > 1 else ()
    views = {(str(i) if controls else ""): _view(s) for i, s in enumerate(series)}
    return Figure(id, "control", controls, views, "0" if controls else "", ("Period", "Value", "It"), (1,), caption, source)


def _view(s: Series) -> View:
    data = {
        "labels": list(s.labels),
        "values": [number(v) for v in s.values],
        "low": number(s.low),
        "high": number(s.high),
        "unit": s.unit,
    }
    rows = tuple((name, "" if v is None else amount(v), _said(s, v)) for name, v in zip(s.labels, s.values, strict=True))
    limits = " and ".join(f"{word} {amount(v)}" for word, v in (("above", s.high), ("below", s.low)) if v is not None)
    words = f"{s.name}, {s.unit}, from {s.labels[0]} to {s.labels[-1]}; an alarm is {limits}. {s.title} The table below holds every figure."
    return View(s.title, words, data, rows)


def _said(s: Series, value: float | None) -> str:
    if value is None:
        return "not measured"
    out = (s.high is not None and value > s.high) or (s.low is not None and value < s.low)
    return "alarm" if out else "within"
