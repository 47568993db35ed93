"""A number or what is known of it: fixed, uniform between two ends, or triangular."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """A number with its ends: ``mid`` alone when ``low == high``; uniform where ``mid`` is None; else triangular."""

    low: float
    mid: float | None
    high: float

    @staticmethod
    def of(value: float) -> Spread:
        """A number that is certain."""
        return Spread(value, value, value)

    @property
    def middle(self) -> float:
        """The median.

        >>> Spread(0.0, None, 1.0).middle, Spread.of(3.0).middle
        (0.5, 3.0)
        """
        return float(self.at(np.array([0.5]))[0])

    @property
    def fixed(self) -> bool:
        """Whether there is no doubt."""
        return self.low == self.high

    def at(self, u: Floats) -> Floats:
        """Quantiles ``[D]`` at ``u[D]`` in (0, 1).

        >>> Spread(0.0, 1.0, 1.0).at(np.array([0.25])).tolist()
        [0.5]
        """
        width = self.high - self.low
        if width == 0:
            return np.full(len(u), self.low)
        if self.mid is None:
            return np.asarray(self.low + width * u)
        left = (self.mid - self.low) / width
        rising = self.low + width * np.sqrt(u * left)
        falling = self.high - width * np.sqrt((1 - u) * (1 - left))
        return np.where(u < left, rising, falling)
