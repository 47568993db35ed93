"""Figures made up for tests."""

from __future__ import annotations

from pathlib import Path

from didymium.operations import Book, Figure, Span
from didymium.operations.figure import Target
from didymium.operations.unit import parse

TONNES = parse("t", "mass")


def figure(months: Span, value: float, metric: str = "made") -> Figure:
    """A figure in tonnes."""
    return Figure("co", metric, "nd", months, value, value, "t", TONNES, "made up", "2026", "assumed", "", "actuals/figures.csv", 2)


def quarters(values: list[float], plan: list[float] | None = None, first: int = 2000) -> Book:
    """A book of quarters from the start of a year on, with what was asked of each."""
    spans = [Span(12 * first + 3 * i, 12 * first + 3 * i + 3) for i in range(max(len(values), len(plan or [])))]
    figures = tuple(figure(s, v) for s, v in zip(spans, values, strict=False))
    targets = tuple(Target(f"t{i}", ">=", figure(s, p)) for i, (s, p) in enumerate(zip(spans, plan or [], strict=False)))
    return Book("made", "Made up", Path(), "AUD", 1, True, "", figures, targets)
