"""A new plant of a stage: what the chain's own projects say of its cost and of the time until it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.chain.calendar import parse
from didymium.disruption.base import WEEKS
from didymium.disruption.gates import Gates
from didymium.disruption.system import System
from didymium.planning.tables import names

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Plant:
    """``grows[P]`` share of the usual rate that is added, from week ``begins`` on over ``ramp`` weeks; ``cost`` USD a year."""

    grows: Floats
    begins: float
    ramp: float
    cost: float

    def limits(self, gate: Gates) -> Gates:
        """Limits of a run with the new capacity on top: what a process can do may then be above its usual rate."""
        _, weeks, draws = gate.outage.shape
        since = np.arange(weeks) - self.begins
        there = np.clip(since / self.ramp, 0.0, 1.0) if self.ramp > 0 else (since >= 0).astype(float)
        rows, at = list(gate.outage), gate.process.copy()
        for p in np.flatnonzero(self.grows > 0).tolist():
            usual = gate.outage[at[p]] if at[p] >= 0 else np.ones((weeks, draws))
            at[p] = len(rows)
            rows.append(usual + self.grows[p] * there[:, None])
        return replace(gate, process=at, outage=np.stack(rows) if rows else gate.outage)


def plant(system: System, stage: str, where: Flags, share: float) -> Plant | None:
    """``share`` more capacity beside what runs of a stage in regions ``where[R]``, decided when the run starts.

    Cost, time from decision to start, ramp and life are medians over the projects of that stage in those regions; the cost is
    the annuity at the chain's discount rate, from the decision on. None where no such plant runs or no such project is listed.
    """
    net = system.base.network
    settings, words = net.chain.settings, names(net)
    stages = {int(u): str(s) for u, s in zip(net.line_unit.tolist(), words.stage.tolist(), strict=True)}
    here = np.array([where[r] for r in system.process_region.tolist()], dtype=bool)
    runs = np.array([any(stages.get(u) == stage for u in units) for units in system.units], dtype=bool) & here
    lines = {row["id"]: row for row in net.chain.tables["lines"].iter_rows(named=True)}
    place = {row["id"]: net.regions.index(row["region"]) for row in net.chain.tables["sites"].iter_rows(named=True)}
    listed = []
    for row in net.chain.tables["projects"].iter_rows(named=True):
        line = lines.get(row["line"])
        if line is None or line["stage"] != stage or not where[place[line["site"]]]:
            continue
        if row["capex"] and row["capacity"] and row["life"] and row["decide"] and row["start"]:
            wait = parse(row["start"], settings.fiscal_start).start - parse(row["decide"], settings.fiscal_start).start
            listed.append((row["capex"] / row["capacity"], wait, row["ramp_years"] or 0.0, row["life"]))
    if not listed or not runs.any():
        return None
    capex, wait, ramp, life = np.median(np.array(listed, dtype=float), axis=0).tolist()
    rate = settings.discount_rate
    annuity = rate / (1.0 - (1.0 + rate) ** -life) if rate > 0 else 1.0 / life
    grows = np.where(runs, share, 0.0)
    return Plant(grows, wait * WEEKS, ramp * WEEKS, float((grows * system.rate).sum()) * WEEKS * capex * annuity)
