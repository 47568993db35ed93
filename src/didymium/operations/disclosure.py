"""What is told of the topics that owners, neighbours and authorities usually ask for: a value or *not told*, never a rating."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from didymium.operations.cost import used
from didymium.operations.figure import Book
from didymium.operations.permits import permits
from didymium.operations.safety import ALL
from didymium.operations.safety import safety as measured
from didymium.operations.span import Span, label, span


@dataclass(frozen=True)
class Told:
    """A topic: its value (None where it is not told) with unit and period, and the row or the tables that it comes from."""

    topic: str
    period: str
    value: float | None
    unit: str
    place: str


Fact = tuple[float, str, str]  # value, unit, place


def _injuries(book: Book, now: Span) -> Fact | None:
    found = measured(book, now)
    rate = None if found is None else next((r.per_million for r in found.rates if r.area == ALL), None)
    return None if rate is None else (rate, "a million hours", "hours, incidents")


def _energy(book: Book, now: Span) -> Fact | None:
    found = [u for u in used(book, now).values() if u.kind == "energy" and u.unit == "MWh"]
    return (sum(u.use * u.made for u in found), "MWh", "line_use") if found else None


def _exceeded(book: Book, now: Span) -> Fact | None:
    standing, log = permits(book, now)
    return (float(sum(e.month.first >= now.first for e in log)), "exceedances", "discharges") if standing else None


def _named(book: Book, now: Span) -> Fact | None:
    areas = {n for r in book.rows("streams") for n in (r["from_node"], r["to_node"]) if n is not None}
    held = {r["area"] for r in book.rows("areas")}
    return (float(len(areas & held)), f"of {len(areas)} areas", "areas") if areas else None


COMPUTED: dict[str, Callable[[Book, Span], Fact | None]] = {
    "injuries": _injuries,
    "electricity": _energy,
    "exceedances_of_permits": _exceeded,
    "areas_with_a_custodian": _named,
}
TOPICS = ("water_drawn", "thorium_residue", "tailings", "carbon_dioxide", "land_disturbed", "complaints", "origin_of_feed", "audits")


def told(book: Book, now: Span) -> list[Told]:
    """The topics in a fixed order; what the folder itself tells of others comes last."""
    found = []
    for topic, fact in COMPUTED.items():
        known = fact(book, now)
        value, unit, place = known if known is not None else (None, "", "")
        found.append(Told(topic, label(now, book.fiscal_start), value, unit, place))
    rows = [r for r in book.rows("disclosures") if span(r["period"], book.fiscal_start).end <= now.end]
    for topic in dict.fromkeys((*TOPICS, *(r["topic"] for r in rows))):
        latest = max((r for r in rows if r["topic"] == topic), key=lambda r: span(r["period"], book.fiscal_start).end, default=None)
        if latest is None:
            found.append(Told(topic, "", None, "", ""))
        else:
            found.append(Told(topic, latest["period"], latest["value"], latest["unit"], f"{latest['_file']}:{latest['_line']}"))
    return found
