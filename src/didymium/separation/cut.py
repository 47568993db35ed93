"""One cut between two neighbours in extraction order: what may go astray, what it fixes, and what bounds it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from didymium.separation.cascade_kernel import Array
from didymium.separation.limits import solvent_at, underwood_root


@dataclass(frozen=True)
class Cut:
    """A cut of a feed of one mole: ``names`` in extraction order, ``beta`` rising, ``z`` mole fractions.

    Elements from number ``at`` on go to the extract. ``lost`` moles of them may end in the raffinate, ``stray`` moles of
    the others in the extract.
    """

    names: tuple[str, ...]
    beta: Array
    z: Array
    at: int
    lost: float
    stray: float
    phase: str = "aqueous"

    @property
    def heavy(self) -> float:
        """Moles of the elements that go to the extract."""
        return float(self.z[self.at :].sum())

    @property
    def light(self) -> float:
        """Moles of the elements that go to the raffinate."""
        return float(self.z[: self.at].sum())

    @property
    def extract(self) -> float:
        """Moles that leave with the extract; the rest is the raffinate."""
        return self.heavy - self.lost + self.stray

    @property
    def key_beta(self) -> float:
        """Separation factor of the two neighbours."""
        return float(self.beta[self.at] / self.beta[self.at - 1])

    @property
    def purity(self) -> tuple[float, float]:
        """Mole fraction of the light elements in the raffinate, of the heavy ones in the extract."""
        return (self.light - self.stray) / (1.0 - self.extract), (self.heavy - self.lost) / self.extract

    @cached_property
    def least_solvent(self) -> float:
        """S below which no number of stages reaches the cut (Underwood; the neighbours carry all that goes astray)."""
        into = np.where(np.arange(self.z.size) >= self.at, self.z, 0.0)
        left = self.lost
        for i in range(self.at, self.z.size):  # the least is needed where the nearest neighbours go astray
            part = min(left, float(self.z[i]))
            into[i] -= part
            left -= part
        left = self.stray
        for i in range(self.at - 1, -1, -1):
            part = min(left, float(self.z[i]))
            into[i] += part
            left -= part
        theta = underwood_root(self.beta, self.z, float(self.beta[self.at - 1]), float(self.beta[self.at]), self.phase)
        return max(0.0, solvent_at(self.beta, self.z, into, theta, self.phase))

    @cached_property
    def least_stages(self) -> int:
        """Stages below which no solvent reaches the cut (Fenske on the neighbours)."""
        light, heavy = float(self.z[self.at - 1]), float(self.z[self.at])
        if not (heavy > self.lost and light > self.stray):
            return 1
        return max(1, math.ceil(math.log((heavy / self.lost - 1.0) * (light / self.stray - 1.0)) / math.log(self.key_beta) - 1e-9))

    def flows(self, solvent: float) -> float:
        """W that goes with a solvent flow."""
        return solvent - self.extract + (1.0 if self.phase == "organic" else 0.0)


def astray(
    light: float,
    heavy: float,
    pure_raffinate: float | None,
    kept_raffinate: float | None,
    pure_extract: float | None,
    kept_extract: float | None,
) -> tuple[float, float] | None:
    """The most that may go astray (heavy lost to the raffinate, light stray in the extract) for purities and recoveries.

    ``light`` and ``heavy`` are the moles to part; what is not asked for is None. None where one end is left open.

    >>> lost, stray = astray(0.5, 0.5, 0.999, None, 0.999, None)
    >>> round(lost, 6), round(stray, 6)
    (0.0005, 0.0005)
    """
    most_lost = math.inf if kept_extract is None else (1.0 - kept_extract) * heavy
    most_stray = math.inf if kept_raffinate is None else (1.0 - kept_raffinate) * light
    raffinate = math.inf if pure_raffinate is None else (1.0 - pure_raffinate) / pure_raffinate
    extract = math.inf if pure_extract is None else (1.0 - pure_extract) / pure_extract
    lost, stray = most_lost, most_stray
    if math.isfinite(raffinate) and math.isfinite(extract):  # both bind: lost = r (light - stray), stray = e (heavy - lost)
        stray = min(stray, extract * (heavy - raffinate * light) / (1.0 - extract * raffinate))
    for _ in range(2):  # a cap on one raises what the other purity allows
        lost = min(most_lost, raffinate * (light - stray) if math.isfinite(raffinate) and math.isfinite(stray) else most_lost)
        stray = min(most_stray, extract * (heavy - lost) if math.isfinite(extract) and math.isfinite(lost) else most_stray)
    return (lost, stray) if math.isfinite(lost) and math.isfinite(stray) and lost > 0.0 and stray > 0.0 else None
