"""Period labels and the grid: half-open intervals in decimal years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

_PATTERN = re.compile(r"(?:FY(?P<fiscal>\d{2})|(?P<year>\d{4}))(?:Q(?P<quarter>[1-4])|-(?P<month>\d{2})|W(?P<week>\d{2}))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A half-open interval ``[start, end)`` in decimal years, with the label that it was written as."""

    label: str
    start: float
    end: float


@cache  # a chain repeats some hundred labels many thousand times
def parse(label: str, fiscal_start: int = 1) -> Period:
    """The interval behind a label: ``2026``, ``2026Q3``, ``2026-07``, ``2026W31``, ``FY26``, ``FY26Q1``.

    Quarters are a quarter of a year and months a twelfth; weeks are those of ISO 8601, by days. A fiscal year bears
    the number of the calendar year in which it ends and starts in month ``fiscal_start``. Raises ``ValueError`` for
    another form.

    >>> parse("2026Q3")
    Period(label='2026Q3', start=2026.5, end=2026.75)
    >>> parse("FY26Q1", fiscal_start=7)
    Period(label='FY26Q1', start=2025.5, end=2025.75)
    """
    found = _PATTERN.fullmatch(label)
    if found is None:
        raise ValueError(f"{label!r} is no period: write 2026, 2026Q3, 2026-07, 2026W31, FY26 or FY26Q1")
    if found["fiscal"]:
        if found["month"] or found["week"]:
            raise ValueError(f"{label!r} is no period: fiscal years have quarters only (FY26Q1)")
        first = 2000 + int(found["fiscal"]) - (1 if fiscal_start > 1 else 0)
        begin = first + (fiscal_start - 1) / 12
    else:
        begin = float(found["year"])
    if found["quarter"]:
        begin += (int(found["quarter"]) - 1) / 4
        return Period(label, begin, begin + 0.25)
    if found["month"]:
        month = int(found["month"])
        if not 1 <= month <= 12:
            raise ValueError(f"{label!r} is no period: the month is not between 01 and 12")
        return Period(label, begin + (month - 1) / 12, begin + month / 12)
    if found["week"]:
        return _week(label, int(found["year"]), int(found["week"]))
    return Period(label, begin, begin + 1.0)


def _week(label: str, year: int, week: int) -> Period:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise ValueError(f"{label!r} is no period: {year} has no week {week}") from error
    start = _decimal(monday.toordinal())
    return Period(label, start, _decimal(monday.toordinal() + 7))


def _decimal(ordinal: int) -> float:
    """Decimal year of a day given as an ordinal."""
    day = date.fromordinal(ordinal)
    first, after = date(day.year, 1, 1).toordinal(), date(day.year + 1, 1, 1).toordinal()
    return day.year + (ordinal - first) / (after - first)


def grid(start: str, end: str, quarters: int) -> list[Period]:
    """Periods from the year of ``start`` to the year of ``end``: at least ``quarters`` quarters, then whole years.

    A year is never cut: 5 quarters make two years of quarters.

    >>> [p.label for p in grid("2026", "2028", quarters=4)]
    ['2026Q1', '2026Q2', '2026Q3', '2026Q4', '2027', '2028']
    """
    first, last = int(parse(start).start), int(parse(end).start)
    if last < first:
        raise ValueError(f"the horizon ends in {end}, before it starts in {start}")
    labels: list[str] = []
    for year in range(first, last + 1):
        if (year - first) * 4 < quarters:
            labels.extend(f"{year}Q{q}" for q in (1, 2, 3, 4))
        else:
            labels.append(str(year))
    return [parse(label) for label in labels]
