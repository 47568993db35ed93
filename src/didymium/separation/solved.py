"""A plant at steady state: pH, loading, what leaves where, and how well it closes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from didymium.separation.battery import Steady
from didymium.separation.chemistry import ACID
from didymium.separation.exchange_kernel import Array, Flows, free_acid
from didymium.separation.plant import Plant
from didymium.separation.plumbing import BUFFER


@dataclass(frozen=True)
class Solved:
    """A plant, what flows through its battery, and the concentrations found."""

    plant: Plant
    flows: Flows
    steady: Steady

    @property
    def pH(self) -> list[float | None]:
        """pH of what leaves every stage; None where the extractant takes up no protons."""
        law = self.plant.chemistry.law
        if law.solvating:
            return [None] * self.plant.total
        acids = zip(self.steady.x[:, -1], self.flows.buffer, strict=True)
        return [-free_acid(float(total), float(buffer), law.Ka)[0] / math.log(10.0) for total, buffer in acids]

    @property
    def anion(self) -> Array:
        """Free anion of a solvating extraction, mol/L by stage."""
        return np.asarray(self.flows.known + self.steady.x @ self.plant.chemistry.law.z)

    @property
    def loading(self) -> Array:
        """Share of the sites that metals hold, by stage."""
        chemistry = self.plant.chemistry
        metals = [i for i, name in enumerate(chemistry.names) if name in chemistry.metals]
        return np.asarray(self.steady.y[:, metals] @ chemistry.law.z[metals] / self.flows.sites)

    @property
    def free(self) -> Array:
        """Free extractant, as bought, mol/L by stage."""
        chemistry, steady = self.plant.chemistry, self.steady
        if chemistry.law.solvating:
            return np.asarray(chemistry.law.reference * np.exp(steady.levels.g) / self.anion / chemistry.sites)
        return np.asarray(steady.y[:, -1] / chemistry.sites)

    @property
    def recovery(self) -> dict[str, dict[str, float]]:
        """Share of every metal fed that leaves with each outlet; what comes back with solvent or reflux counts again."""
        q, steady, plant = self.flows, self.steady, self.plant
        last = plant.stages - 1
        ends = {"raffinate": q.aqueous[0] * steady.x[0], "extract": q.organic[last] * steady.y[last]}
        if plant.strip is not None:
            ends["strip"] = (q.aqueous[last + 1] - plant.strip.reflux) * steady.x[last + 1]
        for outlet in plant.outlets:
            ends[outlet.name] = outlet.flow * (steady.x if outlet.phase == "aqueous" else steady.y)[outlet.stage - 1]
        into = q.feed.sum(axis=0)
        names = [(i, name) for i, name in enumerate(plant.chemistry.names) if name in plant.chemistry.metals and into[i] > 0.0]
        return {end: {name: float(moles[i] / into[i]) for i, name in names} for end, moles in ends.items()}

    @property
    def imbalance(self) -> float:
        """Largest |in - out| / in over the metals and, as one, the equivalents that the aqueous carries."""
        chemistry, q, steady = self.plant.chemistry, self.flows, self.steady
        gone = q.aqueous - q.down  # what leaves every stage for good with the aqueous, and with the solvent
        lost = q.organic - q.up
        worst = 0.0
        for i, name in enumerate(chemistry.names):
            into = float(q.feed[:, i].sum())
            if name == ACID or into <= 0.0:
                continue
            left = float(gone @ steady.x[:, i] + lost @ steady.y[:, i])
            if q.looped[i] > 0.0:
                left -= float(lost[-1] * steady.y[-1, i])
            worst = max(worst, abs(into - left) / into)
        if not chemistry.law.solvating:
            into = float(sum(stream.flow * stream.equivalents for _, stream in self.plant.streams))
            worst = max(worst, abs(into - float(gone @ (steady.x @ chemistry.law.z))) / into)
        return worst

    def moles(self, stage: int, phase: str, extractant: str) -> dict[str, float]:
        """mol/L of what leaves a stage (from 0) with a phase: metals, then acid and its anion, or the free extractant."""
        chemistry, q, steady = self.plant.chemistry, self.flows, self.steady
        values = steady.x[stage] if phase == "aqueous" else steady.y[stage]
        found = {name: float(value) for name, value in zip(chemistry.names, values, strict=True) if name != ACID}
        if phase == "organic":
            found[extractant] = float(self.free[stage])
        elif chemistry.law.solvating:
            found[chemistry.system.anion] = float(self.anion[stage])
        else:
            total, buffer = float(values[-1]), float(q.buffer[stage])
            found[ACID] = math.exp(free_acid(total, buffer, chemistry.law.Ka)[0])
            if buffer > 0.0:
                found["HSO4"] = total - found[ACID]
                found[BUFFER] = buffer - found["HSO4"]
        return found
