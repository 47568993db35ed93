"""Custody: the element that an area and its custodian cannot account for, month by month, with its error and CUSUM.

What is missing is what entered an area less what left it and less the growth of its stock. Its standard error follows from
those of the meters, samples and stock-takes. One month says little; the CUSUM (E. S. Page, Biometrika 41, 100, 1954) adds up what
exceeds half a standard error and tells when the sum is no longer chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from didymium.operations.alarm import cusum
from didymium.operations.balance import Bools, Floats, Plant
from didymium.operations.meters import Month
from didymium.operations.span import Span

MASS = "mass"
REFERENCE = 0.5  # standard errors: shifts of twice this are found soonest


@dataclass(frozen=True)
class Gap:
    """What every balance of a month lacks ``[R]`` in t with its covariance ``[R, R]``; ``known`` where every part was measured.

    Rows are the masses of the areas, then components area by area, as in :class:`~didymium.operations.balance.Plant`.
    """

    span: Span
    plant: Plant
    lacking: Floats
    covariance: Floats
    slope: Floats
    known: Bools


@dataclass(frozen=True)
class Point:
    """A month of an account: missing (t), its standard error, and both sums in standard errors."""

    span: Span
    missing: float
    sigma: float
    up: float
    down: float


@dataclass(frozen=True)
class Account:
    """What an area and its custodian lack of a component (*mass*: of everything) in the period and in all months known.

    ``through`` is what entered in the period. ``unexplained`` is the larger CUSUM of the period's months without what named faults
    explain; it is an alarm above ``limit``.
    """

    area: str
    custodian: str
    component: str
    through: float
    missing: float
    sigma: float
    points: tuple[Point, ...]
    unexplained: float
    limit: float

    @property
    def cusum(self) -> float:
        """The larger of both sums at the end: above zero for missing, below for too much."""
        last = self.points[-1]
        return last.up if last.up >= last.down else -last.down

    @property
    def signal(self) -> bool:
        """Whether chance and named faults do not explain it."""
        return self.unexplained > self.limit


def gap(month: Month) -> Gap:
    """The gap of a month. First-order propagation of standard errors; unmeasured parts leave their balances unknown.

    >>> nan, none = np.full((2, 0), np.nan), np.zeros(2, dtype=bool)
    >>> store = Plant(("store",), ("in", "out"), (), np.array([[1.0, -1.0]]), np.array([10.0, 9.0]), np.array([0.3, 0.4]), nan, nan, none)
    >>> found = gap(Month(Span(0, 1), store, {}))
    >>> found.lacking.tolist(), found.covariance.round(6).tolist()
    ([1.0], [[0.25]])
    """
    plant = month.plant
    raw, sd = (np.nan_to_num(x) for x in plant.measured)
    touches = plant.sign != 0
    weighed = np.isfinite(plant.mass)
    sampled = np.isfinite(plant.assay) & weighed[:, None]
    parts = [~(touches[:, ~sampled[:, c]].any(axis=1)) for c in range(len(plant.components))]
    known = np.concatenate([~(touches[:, ~weighed].any(axis=1)), np.array(parts).reshape(-1, len(plant.areas)).T.ravel()])
    slope = np.where(known[:, None], plant.slope(raw), 0.0)
    errors = slope * sd
    return Gap(month.span, plant, np.where(known, plant.imbalance(raw), 0.0), errors @ errors.T, slope, known)


def accounts(gaps: Sequence[Gap], explained: Sequence[Floats], custodians: Mapping[str, str], now: Span) -> list[Account]:
    """Accounts of every area and component of the last plant; ``explained`` is what named faults take out of each gap (t)."""
    if not gaps or gaps[-1].span.first < now.first:
        return []
    plant = gaps[-1].plant
    keys = [(a, c) for a in plant.areas for c in (MASS, *plant.components)]
    months = sum(now.first <= g.span.first for g in gaps)
    limit = cusum(len(keys), months)
    found = [_account(gaps, explained, key, custodians.get(key[0], ""), now, limit) for key in keys]
    return [a for a in found if a is not None]


def row(plant: Plant, area: str, component: str) -> int | None:
    """Row of an area and component in the balance; None where the plant has none."""
    if area not in plant.areas or component not in (MASS, *plant.components):
        return None
    i = plant.areas.index(area)
    if component == MASS:
        return i
    return len(plant.areas) + i * len(plant.components) + plant.components.index(component)


def _account(
    gaps: Sequence[Gap], explained: Sequence[Floats], key: tuple[str, str], custodian: str, now: Span, limit: float
) -> Account | None:
    points: list[Point] = []
    up = down = clean_up = clean_down = worst = missing = variance = through = 0.0
    for g, taken in zip(gaps, explained, strict=True):
        at = row(g.plant, *key)
        if at is None or not g.known[at] or g.covariance[at, at] <= 0:
            continue
        lacks, sigma = float(g.lacking[at]), float(np.sqrt(g.covariance[at, at]))
        up, down = _sums(up, down, lacks / sigma)
        clean_up, clean_down = _sums(clean_up, clean_down, (lacks - float(taken[at])) / sigma)
        points.append(Point(g.span, lacks, sigma, up, down))
        if g.span.first >= now.first:
            worst = max(worst, clean_up, clean_down)
            missing, variance, through = missing + lacks, variance + sigma**2, through + _through(g.plant, *key)
    if not points or points[-1].span.first < now.first:
        return None
    return Account(*key[:1], custodian, key[1], through, missing, float(np.sqrt(variance)), tuple(points), worst, limit)


def _sums(up: float, down: float, z: float) -> tuple[float, float]:
    """Both sums after a month."""
    return max(0.0, up + z - REFERENCE), max(0.0, down - z - REFERENCE)


def _through(plant: Plant, area: str, component: str) -> float:
    """What entered an area, t."""
    enters = plant.sign[plant.areas.index(area)] > 0
    share = np.ones(len(plant.streams)) if component == MASS else plant.assay[:, plant.components.index(component)]
    return float(np.nansum(plant.mass[enters] * share[enters]))
