"""How far forecasts with bands were off: error, interval score, coverage, rank agreement.

Interval score: Gneiting and Raftery, Journal of the American Statistical Association 102 (2007); rank agreement: Kendall's tau-b.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BAND = 0.8  # what low to high should hold


@dataclass(frozen=True)
class Forecast:
    """A band for one point, and what was observed there (None where it is not known yet)."""

    series: str
    region: str
    item: str
    period: str
    low: float
    mid: float
    high: float
    unit: str
    observed: float | None = None

    @property
    def inside(self) -> bool | None:
        """Whether the band holds the observation.

        >>> Forecast("a", "b", "c", "2025", 1.0, 2.0, 3.0, "t", 2.5).inside
        True
        """
        return None if self.observed is None else self.low <= self.observed <= self.high


@dataclass(frozen=True)
class Check:
    """A figure of the model against the range in which it was asked to lie."""

    name: str
    value: float
    low: float
    high: float

    @property
    def hit(self) -> bool:
        """Whether it lies there; nan does not.

        >>> Check("a", 3.0, 2.5, 4.5).hit
        True
        """
        return self.low <= self.value <= self.high


def rmse(points: Sequence[Forecast]) -> float:
    """Root mean square of mid less observed; nan without a point that was observed.

    >>> rmse([Forecast("", "", "", "", 0, 3, 0, "t", 0.0), Forecast("", "", "", "", 0, 4, 0, "t", 0.0)])
    3.5355339059327378
    """
    errors = [(p.mid - p.observed) ** 2 for p in points if p.observed is not None]
    return math.sqrt(sum(errors) / len(errors)) if errors else float("nan")


def interval_score(points: Sequence[Forecast], band: float = BAND) -> float:
    """Mean width of the bands, plus 2 / (1 - band) times how far observations lie outside; small is good.

    >>> interval_score([Forecast("", "", "", "", 1.0, 2.0, 3.0, "t", 4.0)])
    12.0
    """
    scores = [
        p.high - p.low + 2.0 / (1.0 - band) * (max(p.low - p.observed, 0.0) + max(p.observed - p.high, 0.0))
        for p in points
        if p.observed is not None
    ]
    return round(sum(scores) / len(scores), 12) if scores else float("nan")


def coverage(points: Sequence[Forecast]) -> float:
    """Share of observations inside their bands; nan without any."""
    hits = [p.inside for p in points if p.inside is not None]
    return sum(hits) / len(hits) if hits else float("nan")


def rank_agreement(first: Sequence[float], second: Sequence[float]) -> float:
    """Kendall's tau-b of two orders, -1 to 1; nan where one of them has only ties.

    >>> rank_agreement([1.0, 2.0, 3.0], [10.0, 20.0, 30.0])
    1.0
    """
    from scipy.stats import kendalltau

    return float(kendalltau(first, second).statistic)
