"""The balance that measurements must meet: mass and every component, at every area.

Variables are the masses of the streams ``[S]`` and then the fractions of the components ``[S, C]``, row by row. A row of the
balance is one area's mass, or one area's amount of one component: sum of what enters less what leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Plant:
    """Areas joined by streams: ``sign[N, S]`` is 1 where a stream enters an area, -1 where it leaves.

    ``mass[S]`` in t and ``assay[S, C]`` as fractions, NaN where nobody measured; ``mass_sd`` and ``assay_sd`` their standard
    errors, 0 where exact. ``signed[S]`` may be negative: stock changes.
    """

    areas: tuple[str, ...]
    streams: tuple[str, ...]
    components: tuple[str, ...]
    sign: Floats
    mass: Floats
    mass_sd: Floats
    assay: Floats
    assay_sd: Floats
    signed: Bools

    @property
    def measured(self) -> tuple[Floats, Floats]:
        """All measurements and their standard errors as vectors ``[S + S * C]``, NaN where nobody measured."""
        return np.concatenate([self.mass, self.assay.ravel()]), np.concatenate([self.mass_sd, self.assay_sd.ravel()])

    def split(self, y: Floats) -> tuple[Floats, Floats]:
        """Masses ``[S]`` and fractions ``[S, C]`` of a vector of variables."""
        s = len(self.streams)
        return y[:s], y[s:].reshape(s, len(self.components))

    def imbalance(self, y: Floats) -> Floats:
        """What enters less what leaves ``[N + N * C]``, in t: mass of every area, then components area by area."""
        mass, share = self.split(y)
        return np.concatenate([self.sign @ mass, (self.sign @ (mass[:, None] * share)).ravel()])

    def slope(self, y: Floats) -> Floats:
        """Derivative of the imbalance by the variables ``[N + N * C, S + S * C]``."""
        mass, share = self.split(y)
        n, (s, c) = len(self.areas), share.shape
        found = np.zeros((n * (1 + c), s * (1 + c)))
        found[:n, :s] = self.sign
        for k in range(c):
            rows = n + np.arange(n) * c + k
            found[rows, :s] = self.sign * share[:, k]
            found[np.ix_(rows, s + np.arange(s) * c + k)] = self.sign * mass
        return found

    def closure(self, y: Floats) -> float:
        """Largest imbalance of an area over what enters it: of mass, and of every component that enters."""
        mass, share = self.split(y)
        amounts = np.concatenate([mass[:, None], mass[:, None] * share], axis=1)
        through = np.maximum((np.abs(self.sign) @ np.abs(amounts)) / 2, 1e-12 * max(1.0, float(np.abs(mass).max(initial=0))))
        gap = np.abs(np.concatenate([(self.sign @ mass)[:, None], self.sign @ (mass[:, None] * share)], axis=1))
        return float((gap / through).max(initial=0.0))
