"""The year's end: what is known so far and the rest of the year, with a band from past misses and how past bands did.

The rest is the plan times the share of it that came about so far, where every period left has a target; else the last
period repeated. Either rule is applied to every past period as if it were today, with what was known then; its misses, over
as many periods ahead, make the band. Misses are ratios where every value is above zero, and differences elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from didymium.operations.conformal import LEVEL, reach
from didymium.operations.figure import Book
from didymium.operations.metric import METRICS
from didymium.operations.span import Span, label
from didymium.operations.total import Known, total

PLAN, REPEAT, DONE = "plan times share that came about", "last period repeated", "the year is complete"


@dataclass(frozen=True)
class Held:
    """A band that was stated in the past for the ``ahead`` periods after ``origin``, and what came."""

    origin: str
    ahead: int
    low: float
    high: float
    level: float
    actual: float

    @property
    def inside(self) -> bool:
        """Whether it held."""
        return self.low <= self.actual <= self.high


@dataclass(frozen=True)
class Forecast:
    """A year's end in ``unit``; ``low`` and ``high`` hold at ``level``, both None where history is too short (``n`` misses)."""

    entity: str
    metric: str
    product: str
    year: str
    unit: str
    known: float
    through: str
    mid: float
    low: float | None
    high: float | None
    level: float | None
    n: int
    rule: str
    record: tuple[Held, ...]


QUARTER = 3  # months: longer periods have no rest of the year to forecast
Series = Mapping[int, float]  # index of a period, counted in its own length -> value


def ahead(values: Series, at: int, h: int, plan: Series) -> tuple[float, str] | None:
    """Sum of the ``h`` periods after ``at``, from what was known then; None where period ``at`` is unknown.

    >>> ahead({0: 10.0, 1: 12.0}, 1, 2, {})
    (24.0, 'last period repeated')
    >>> ahead({0: 10.0, 1: 12.0}, 1, 2, {0: 20.0, 1: 20.0, 2: 30.0, 3: 30.0})
    (33.0, 'plan times share that came about')
    """
    if at not in values:
        return None
    both = [i for i in values if i <= at and i in plan]
    asked = sum(plan[i] for i in both)
    if asked > 0 and all(at + k in plan for k in range(1, h + 1)):
        share = sum(values[i] for i in both) / asked
        return share * sum(plan[at + k] for k in range(1, h + 1)), PLAN
    return h * values[at], REPEAT


def record(
    values: Series, at: int, h: int, plan: Series, name: Callable[[int], str] = str, level: float = LEVEL
) -> tuple[list[float], list[Held], bool]:
    """Misses of all forecasts over ``h`` periods whose outcome is known at ``at``; past bands; whether misses are ratios.

    A band at an origin, called by ``name``, uses only misses whose outcome was known then.
    """
    past: list[tuple[int, float, float]] = []
    for origin in sorted(i for i in values if i + h <= at):
        came = [values.get(origin + k) for k in range(1, h + 1)]
        found = ahead(values, origin, h, plan)
        if found is not None and all(v is not None for v in came):
            past.append((origin, found[0], sum(v for v in came if v is not None)))
    ratios = all(v > 0 for v in values.values()) and all(f > 0 and c > 0 for _, f, c in past)
    misses = [_miss(f, came, ratios) for _, f, came in past]
    held = []
    for i, (origin, forecast, actual) in enumerate(past):
        known = [m for m, (o, _, _) in zip(misses[:i], past[:i], strict=True) if o + h <= origin]
        far = reach(known, level)
        if far is not None:
            low, high = band(forecast, far.miss, ratios)
            held.append(Held(name(origin), h, low, high, far.level, actual))
    return misses, held, ratios


def _miss(forecast: float, actual: float, ratios: bool) -> float:
    return abs(math.log(actual / forecast)) if ratios else abs(actual - forecast)


def band(mid: float, miss: float, ratios: bool) -> tuple[float, float]:
    """Ends of a band around ``mid``.

    >>> band(100.0, math.log(1.25), True), band(100.0, 5.0, False)
    ((80.0, 125.0), (95.0, 105.0))
    """
    return (mid * math.exp(-miss), mid * math.exp(miss)) if ratios else (mid - miss, mid + miss)


def forecasts(book: Book, now: Span) -> tuple[list[Forecast], list[str]]:
    """Forecasts of the year that holds ``now`` for all that adds up; and in words what cannot be forecast.

    Only figures of periods that had ended by then are used.
    """
    found: list[Forecast] = []
    missing: list[str] = []
    year = now.year(book.fiscal_start)
    for entity in book.entities if now.months <= QUARTER else ():
        for metric in (m.name for m in METRICS.values() if m.adds):
            lacking = []
            for product in book.products(entity, metric):
                figures = book.of(entity, metric, product, now.end)
                latest, sofar = total(figures, now), total(figures, Span(year.first, now.end))
                if latest is not None and sofar is not None:
                    found.append(_forecast(book, entity, metric, product, now, latest, sofar))
                elif latest is not None:
                    lacking.append(product)
            if lacking:
                text = f"{metric} of {', '.join(lacking)}: earlier periods of the year are not published"
                missing.append(f"{entity}: no end of {label(year, book.fiscal_start)} for {text}")
    return found, missing


def _forecast(book: Book, entity: str, metric: str, product: str, now: Span, latest: Known, sofar: Known) -> Forecast:
    """One year's end from the period itself and what is known of the year so far."""
    fiscal = book.fiscal_start
    year = now.year(fiscal)
    name, figure = label(year, fiscal), latest.figures[0]
    scale = figure.measure.factor
    h, size = (year.end - now.end) // now.months, now.months
    through = label(now, fiscal)

    def called(i: int) -> str:
        first = i * size + now.first % size
        return label(Span(first, first + size), fiscal)

    if h == 0:
        done, whole = sofar.value / scale, (1.0, 0, DONE, ())
        return Forecast(entity, metric, product, name, figure.unit, done, through, done, done, done, *whole)
    values, plan = _series(book, entity, metric, product, now)
    at = now.first // size
    rest = ahead(values, at, h, plan)
    assert rest is not None  # the period itself is known
    misses, past, ratios = record(values, at, h, plan, called)
    stated = tuple(replace(p, low=p.low / scale, high=p.high / scale, actual=p.actual / scale) for p in past)
    far = reach(misses)
    mid = (sofar.value + rest[0]) / scale
    ends = None if far is None else band(rest[0], far.miss, ratios)
    low, high = (None, None) if ends is None else ((sofar.value + ends[0]) / scale, (sofar.value + ends[1]) / scale)
    level = None if far is None else far.level
    known = sofar.value / scale
    return Forecast(entity, metric, product, name, figure.unit, known, through, mid, low, high, level, len(misses), rest[1], stated)


def _series(book: Book, entity: str, metric: str, product: str, now: Span) -> tuple[dict[int, float], dict[int, float]]:
    """Values of periods as long as ``now``, and what was asked of them, by the number of the period."""
    size = now.months
    figures = book.of(entity, metric, product, now.end)
    values = {}
    first = min(f.span.first for f in figures)
    for start in range(now.first, first - 1, -size):
        known = total(figures, Span(start, start + size))
        if known is not None:
            values[start // size] = known.value
    asked = [t.asked for t in book.targets]
    plan = {
        f.span.first // size: f.value
        for f in asked
        if (f.entity, f.metric, f.product) == (entity, metric, product) and f.span.months == size and (f.span.first - now.first) % size == 0
    }
    return values, plan
