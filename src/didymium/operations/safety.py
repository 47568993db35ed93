"""Safety as rare events over hours worked: is this period worse than chance makes of the time before, and who follows up.

Given as many injuries in all, each falls into the period with the share of the hours that the period holds: an exact test that needs no
rate. Between single injuries the hours worked are compared with the mean of all earlier gaps (F with 2 and 2 m degrees of freedom), a
t-chart that is exact where the rate is even.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from didymium.operations.alarm import each
from didymium.operations.figure import Book
from didymium.operations.span import Span, span

ALL = "all"
INJURY = ("fatal", "lost_time", "recordable")
MILLION = 1e6
FEW = 3  # gaps without which none is judged


@dataclass(frozen=True)
class Rate:
    """Injuries and hours of an area in the period and before, and how likely as many would be by chance (None without a past)."""

    area: str
    injuries: int
    hours: float
    before: int
    hours_before: float
    p: float | None
    limit: float

    @property
    def per_million(self) -> float | None:
        """Injuries a million hours."""
        return MILLION * self.injuries / self.hours if self.hours > 0 else None

    @property
    def per_million_before(self) -> float | None:
        """The same before."""
        return MILLION * self.before / self.hours_before if self.hours_before > 0 else None

    @property
    def signal(self) -> bool:
        """Whether chance does not explain it."""
        return self.p is not None and self.p < self.limit


@dataclass(frozen=True)
class Gap:
    """Hours worked everywhere between two injuries, the second one ``id``; how likely so few are by chance (None where few came before)."""

    id: str
    happened: date
    hours: float
    p: float | None
    limit: float
    inside: bool

    @property
    def signal(self) -> bool:
        """Whether it came too soon to be chance, in the period."""
        return self.inside and self.p is not None and self.p < self.limit


@dataclass(frozen=True)
class Safety:
    """Rates by area, gaps between injuries, and incidents up to the period's end: all rows, those still open, overdue, without an owner."""

    rates: tuple[Rate, ...]
    gaps: tuple[Gap, ...]
    rows: tuple[Mapping[str, str | None], ...]
    open: tuple[Mapping[str, str | None], ...]
    overdue: tuple[Mapping[str, str | None], ...]
    unowned: tuple[Mapping[str, str | None], ...]


def more_than(n: int, before: int, share: float) -> float:
    """Probability that at least ``n`` of ``n + before`` injuries fall into a ``share`` of all hours by chance.

    >>> round(more_than(3, 1, 0.25), 4)
    0.0508
    """
    from scipy.special import bdtrc

    return 1.0 if n == 0 else float(bdtrc(n - 1, n + before, share))


def safety(book: Book, now: Span) -> Safety | None:
    """Safety of a period; None where no hours are known of it."""
    worked: dict[str, dict[Span, float]] = {}
    for r in book.rows("hours"):
        when = span(r["period"], book.fiscal_start)
        if when.end <= now.end:
            worked.setdefault(r["area"], {})[when] = r["hours"]
    if not any(m.first >= now.first for months in worked.values() for m in months):
        return None
    last = _first_day(now.end)
    incidents = sorted((r for r in book.rows("incidents") if date.fromisoformat(r["happened"]) < last), key=lambda r: r["happened"])
    injuries = [r for r in incidents if r["kind"] in INJURY]
    areas = [ALL, *worked]
    fresh = sum(date.fromisoformat(r["happened"]) >= _first_day(now.first) for r in injuries)
    limit = each(len(areas) + fresh)
    rates = tuple(_rate(a, worked, injuries, now, limit) for a in areas)
    open_rows = [r for r in incidents if r["closed"] is None or date.fromisoformat(r["closed"]) >= last]
    overdue = tuple(r for r in open_rows if r["due"] is not None and date.fromisoformat(r["due"]) < last)
    return Safety(
        rates,
        _gaps(worked, injuries, now, limit),
        tuple(incidents),
        tuple(open_rows),
        overdue,
        tuple(r for r in open_rows if not r["owner"]),
    )


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _rate(area: str, worked: Mapping[str, Mapping[Span, float]], injuries: list[dict[str, str]], now: Span, limit: float) -> Rate:
    months = [m for a, m in worked.items() if area in (ALL, a)]
    hours = sum(h for each_ in months for s, h in each_.items() if s.first >= now.first)
    before = sum(h for each_ in months for s, h in each_.items() if s.first < now.first)
    days = [date.fromisoformat(r["happened"]) for r in injuries if area in (ALL, r["area"])]
    n = sum(d >= _first_day(now.first) for d in days)
    p = more_than(n, len(days) - n, hours / (hours + before)) if before > 0 and hours > 0 else None
    return Rate(area, n, hours, len(days) - n, before, p, limit)


def _gaps(worked: Mapping[str, Mapping[Span, float]], injuries: list[dict[str, str]], now: Span, limit: float) -> tuple[Gap, ...]:
    """Hours between injuries, each held against the gaps before it."""
    from scipy.special import fdtr

    clock = sorted({s for months in worked.values() for s in months})
    per_month = {s: sum(months.get(s, 0.0) for months in worked.values()) for s in clock}

    def at(day: date) -> float:
        month = day.year * 12 + day.month - 1
        done = sum(h for s, h in per_month.items() if s.end <= month)
        current = per_month.get(Span(month, month + 1), 0.0)
        length = (_first_day(month + 1) - _first_day(month)).days
        return done + current * (day.day - 0.5) / length

    times = [at(date.fromisoformat(r["happened"])) for r in injuries]
    found = []
    for i in range(1, len(times)):
        earlier = [b - a for a, b in pairwise(times[:i])]
        gap, mean = times[i] - times[i - 1], sum(earlier) / len(earlier) if earlier else 0.0
        p = float(fdtr(2, 2 * len(earlier), gap / mean)) if len(earlier) >= FEW and mean > 0 else None
        day = date.fromisoformat(injuries[i]["happened"])
        found.append(Gap(injuries[i]["id"], day, gap, p, limit, day >= _first_day(now.first)))
    return tuple(found)
