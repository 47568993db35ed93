"""Usual months with their stocks in the solver, ready to be broken: what is lost when a limit is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.chain.calendar import Period
from didymium.disruption.arrays import Drawn
from didymium.disruption.bounds import Limits, change, landing, limits
from didymium.disruption.coordinated import live
from didymium.disruption.gates import Gates
from didymium.disruption.programme import STEP, Programme, months_from, programme
from didymium.disruption.system import System
from didymium.planning import Live

Floats = NDArray[np.float64]
MONTHS = 12


@dataclass(frozen=True)
class Standing:
    """A programme in the solver, its usual limits in the middle draw, and the cost of usual months."""

    programme: Programme
    live: Live
    limit: Limits
    landed: Floats
    value: float  # USD of end use wanted over its months

    def loss(self, limit: Limits) -> float:
        """USD of end use that is lost under other limits: what is not served, by use, at what it is worth."""
        return float(self.by_region(limit).sum())

    def by_region(self, limit: Limits) -> Floats:
        """The same by region of the user ``[R]``."""
        solved = self.live.resolve(change(self.programme, limit, self.landed))
        people = self.programme.system.users
        served = solved.x[self.programme.lp.columns["serve"]]
        lost = (np.maximum(limit.serve - served, 0.0) * people.worth[:, None]).sum(axis=1)
        found = np.zeros(len(self.programme.system.base.network.regions))
        np.add.at(found, people.region, np.where(lost > 1e-6 * limit.serve.sum(axis=1) * people.worth, lost, 0.0))
        return found


def standing(system: System, gate: Gates, x: Drawn, start: Period, d: int = 0, months: int = MONTHS) -> Standing:
    """Usual months without any event, ready to be broken; ``d`` is the draw whose stocks and ramps hold."""
    p = programme(system, months_from(start, 0, months))
    calm = replace(
        gate,
        link=np.full_like(gate.link, -1),
        process=np.full_like(gate.process, -1),
        user=np.full_like(gate.user, -1),
        release_at=gate.release_at[:0],
    )
    limit = limits(p, calm, x, d, 0, 0)
    landed = landing(p)
    solver = live(p, limit)
    value = float((system.users.wanted * system.users.worth).sum() * STEP * months)
    return Standing(p, solver, limit, landed, value)
