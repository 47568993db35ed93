"""Naive rivals of a forecast: what was there stays; the most concentrated supply is hit hardest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from didymium.disruption.score import Forecast

NORMAL_90 = 1.2815515655446004  # quantile of the normal distribution at 90 %


def spread_of_logs(values: Sequence[float]) -> float:
    """Standard deviation of the logarithms of positive values (sample); 0 below two of them.

    >>> round(spread_of_logs([1.0, math.e]), 4)
    0.7071
    """
    logs = [math.log(v) for v in values if v > 0]
    if len(logs) < 2:
        return 0.0
    mean = sum(logs) / len(logs)
    return math.sqrt(sum((x - mean) ** 2 for x in logs) / (len(logs) - 1))


def changes(values: Sequence[float]) -> list[float]:
    """Ratios of each value to the one before."""
    return [b / a for a, b in pairwise(values)]


def no_change(points: Sequence[Forecast], last: float, sd: float, steps: Sequence[float]) -> list[Forecast]:
    """The last value before the event at every point, its band widening with the root of the steps since (log-normal).

    >>> point = Forecast("a", "b", "c", "2025", 0, 0, 0, "t", 5.0)
    >>> [round(x.high, 2) for x in no_change([point, point], 10.0, 0.1, [1.0, 4.0])]
    [11.37, 12.92]
    """
    found = []
    for point, step in zip(points, steps, strict=True):
        width = math.exp(NORMAL_90 * sd * math.sqrt(step))
        found.append(replace(point, low=last / width, mid=last, high=last * width))
    return found
