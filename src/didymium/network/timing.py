"""When things happen on the grid: discounting, overlap of periods, opening, ramps and goods on the way.

Time is in decimal years. A period is half-open, ``[start, end)``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.chain.calendar import Period

Array = NDArray[np.float64]


def discount(periods: Sequence[Period], rate: float) -> Array:
    """Discount factor of each period: middle of the period back to the middle of the first.

    Parameters are periods ``[T]`` and a yearly rate (fraction); the result is ``[T]``.

    >>> from didymium.chain.calendar import grid
    >>> discount(grid("2026", "2027", quarters=0), 0.08).round(4).tolist()
    [1.0, 0.9259]
    """
    middle = np.array([(p.start + p.end) / 2 for p in periods])
    factor: Array = (1.0 + rate) ** -(middle - middle[0])
    return factor


def overlap(starts: Array, ends: Array, periods: Sequence[Period]) -> Array:
    """Years that each interval ``[n]`` shares with each period ``[T]``: array ``[n, T]``.

    >>> from didymium.chain.calendar import grid
    >>> overlap(np.array([2026.5]), np.array([2027.25]), grid("2026", "2027", quarters=0)).tolist()
    [[0.5, 0.25]]
    """
    a = np.array([p.start for p in periods])
    b = np.array([p.end for p in periods])
    shared: Array = np.minimum(ends[:, None], b) - np.maximum(starts[:, None], a)
    return np.maximum(shared, 0.0)


def opened(starts: Array, ramps: Array, periods: Sequence[Period]) -> Array:
    """Mean share of full output in each period of something that starts and then ramps up linearly.

    ``starts`` and ``ramps`` are ``[n]`` (decimal years; years to full output); the result is ``[n, T]``.

    >>> from didymium.chain.calendar import grid
    >>> opened(np.array([2026.5]), np.array([1.0]), grid("2026", "2028", quarters=0)).tolist()
    [[0.125, 0.875, 1.0]]
    """
    a = np.array([p.start for p in periods])
    b = np.array([p.end for p in periods])

    def area(t: Array) -> Array:
        """Integral of min(1, age / ramp) from the start to t."""
        age = np.maximum(t[None, :] - starts[:, None], 0.0)
        ramp = np.maximum(ramps[:, None], 1e-12)
        climbing = np.minimum(age, ramp)
        result: Array = climbing**2 / (2.0 * ramp) + (age - climbing)
        return result

    share: Array = (area(b) - area(a)) / (b - a)
    return np.clip(np.round(share, 12), 0.0, 1.0)


def arrivals(lag: float, periods: Sequence[Period]) -> tuple[Array, Array]:
    """Where goods shipped evenly over each period arrive when they travel for ``lag`` years.

    Returns ``W[s, t]``, the share of period s's shipments that arrives in t, and ``way[T]``, the share of each
    period's shipments still on the way when the grid ends.

    >>> from didymium.chain.calendar import grid
    >>> W, way = arrivals(0.25, grid("2026", "2027", quarters=0))
    >>> W.tolist(), way.tolist()
    ([[0.75, 0.25], [0.0, 0.75]], [0.0, 0.25])
    """
    a = np.array([p.start for p in periods])
    b = np.array([p.end for p in periods])
    share = np.round(overlap(a + lag, b + lag, periods) / (b - a)[:, None], 12)
    return share, np.round(1.0 - share.sum(axis=1), 12)
