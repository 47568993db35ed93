"""Permits on what leaves the site: concentration month by month, load as concentration times flow, and the log of what was exceeded."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.operations.figure import Book
from didymium.operations.span import Span, label, span

GRAMS = 1e-6  # mg/L times m3 is g; a tonne has a million


@dataclass(frozen=True)
class Standing:
    """An outlet and substance in a period: the highest concentration (mg/L), load of the calendar year so far (t), and their limits.

    ``unmeasured`` are months of the period that have no row.
    """

    outlet: str
    substance: str
    owner: str
    highest: float | None
    limit: float | None
    load: float
    load_limit: float | None
    unmeasured: tuple[str, ...]


@dataclass(frozen=True)
class Exceeded:
    """An entry of the log: what was exceeded (concentration in mg/L, load in t a year), when, by how much, and the row."""

    outlet: str
    substance: str
    owner: str
    month: Span
    what: str
    value: float
    limit: float
    unit: str
    place: str


def load(concentration: float, flow: float) -> float:
    """Tonnes that leave.

    >>> load(12.0, 50_000.0)
    0.6
    """
    return round(concentration * flow * GRAMS, 12)


def permits(book: Book, now: Span) -> tuple[list[Standing], list[Exceeded]]:
    """Where each limit stands, and every exceedance up to the period's end."""
    rows: dict[tuple[str, str], list[tuple[Span, float, float, str]]] = {}
    for r in book.rows("discharges"):
        when = span(r["period"], book.fiscal_start)
        if when.end <= now.end:
            place = f"{r['_file']}:{r['_line']}"
            rows.setdefault((r["outlet"], r["substance"]), []).append((when, r["concentration"], r["flow"], place))
    standing, log = [], []
    for r in book.rows("discharge_limits"):
        key = r["outlet"], r["substance"]
        months = sorted(rows.get(key, []))
        inside = [m for m in months if m[0].first >= now.first]
        known = {m for s, *_ in inside for m in range(s.first, s.end)}
        missing = tuple(label(Span(m, m + 1)) for m in range(now.first, now.end) if m not in known)
        year = (now.end - 1) // 12
        so_far = sum(load(c, f) for s, c, f, _ in months if s.first // 12 == year)
        owner = r["owner"] or ""
        standing.append(Standing(*key, owner, max((m[1] for m in inside), default=None), r["concentration"], so_far, r["load"], missing))
        for s, c, _, place in months:
            if r["concentration"] is not None and c > r["concentration"]:
                log.append(Exceeded(*key, owner, s, "concentration", c, r["concentration"], "mg/L", place))
        if r["load"] is not None:
            log += _loads(key, owner, months, r["load"])
    return standing, sorted(log, key=lambda e: e.month)


def _loads(key: tuple[str, str], owner: str, months: list[tuple[Span, float, float, str]], limit: float) -> list[Exceeded]:
    """Months in which the load of a calendar year first passed its limit."""
    found = []
    for year in sorted({s.first // 12 for s, *_ in months}):
        so_far = 0.0
        for s, c, f, place in months:
            if s.first // 12 == year:
                before, so_far = so_far, so_far + load(c, f)
                if before <= limit < so_far:
                    found.append(Exceeded(*key, owner, s, "load", so_far, limit, "t/year", place))
    return found
