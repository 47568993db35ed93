"""What passes through the works month by month, truly, and what its meters, samples and stock-takes say of it.

Masses are rare-earth oxide equivalents, so that they balance from concentrate to metal. Three parts: Nd and Pr, La and Ce, the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.works_ops.calendar import MONTHS, month, table
from tools.works_ops.faults import Faults
from tools.works_ops.flows import COMPONENTS, CUSTODIANS, STOCKS, STREAMS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Material:
    """True amounts ``flow[stream][MONTHS, 3]`` and stock growth ``growth[area][MONTHS, 3]``, t; stock of the store at the end."""

    flow: dict[str, Floats]
    growth: dict[str, Floats]
    store: Floats


def simulate(rng: np.random.Generator, faults: Faults) -> Material:
    """Three years of what truly passed."""
    flow = {s: np.zeros((MONTHS, 3)) for s in STREAMS}
    growth = {a: np.zeros((MONTHS, 3)) for a in STOCKS}
    level = {a: s for a, (s, _) in STOCKS.items()}
    held = np.zeros(MONTHS)
    grade, load = 0.0, 0.0
    for t in range(MONTHS):
        grade, load = 0.6 * grade + rng.normal(0, 0.02), 0.5 * load + rng.normal(0, 0.06)
        ndpr = 0.20 * np.exp(grade)
        made = 65.0 * np.exp(load) * np.array([ndpr, 0.95 - ndpr, 0.05])

        def grow(area: str, like: Floats, t: int = t) -> Floats:
            usual = STOCKS[area][0]
            new = usual + 0.5 * (level[area] - usual) + rng.normal(0, 0.08 * usual)
            growth[area][t] = (new - level[area]) * like / like.sum()
            level[area] = new
            return growth[area][t]

        def lost(area: str, passed: Floats, t: int = t) -> Floats:
            share = faults.loss * rng.lognormal(0, 0.2) if area == faults.keeper and t >= faults.loss_from else 0.0
            return share * passed

        flow["concentrate"][t] = made
        flow["residue"][t] = 0.02 * rng.lognormal(0, 0.1) * made
        flow["liquor"][t] = made - flow["residue"][t] - grow("leach", made)
        inside = flow["liquor"][t] - grow("cascade", flow["liquor"][t])
        flow["lace"][t] = inside * np.array([0.010, 0.992, 0.02])
        flow["seg"][t] = inside * np.array([0.005, 0.002, 0.95])
        rest = inside - flow["lace"][t] - flow["seg"][t]
        flow["raw"][t] = rest - lost("cascade", rest)
        rest = flow["raw"][t] - grow("calciner", flow["raw"][t])
        flow["calcined"][t] = rest - lost("calciner", rest)
        flow["swarf_oxide"][t] = 3.0 * rng.lognormal(0, 0.1) * np.array([0.985, 0.005, 0.010])
        rest = flow["calcined"][t] + flow["swarf_oxide"][t]
        rest = rest - grow("store", rest) - lost("store", rest)
        held[t] = level["store"]
        part = float(np.clip(0.70 + rng.normal(0, 0.05), 0.5, 0.9))
        flow["to_cells"][t], flow["to_sale"][t] = part * rest, (1 - part) * rest
        flow["slag"][t] = 0.05 * rng.lognormal(0, 0.1) * flow["to_cells"][t]
        rest = flow["to_cells"][t] - flow["slag"][t]
        rest = rest - grow("cells", rest)
        flow["metal"][t] = rest - lost("cells", rest)
        flow["metal_out"][t] = flow["metal"][t] - grow("dispatch", flow["metal"][t])
        flow["oxide_out"][t] = flow["to_sale"][t]
    return Material(flow, growth, held)


def balance(m: Material) -> float:
    """The largest amount that an area gains from nowhere, t: with no loss planted it is rounding.

    The generator checks itself with it.
    """
    worst = 0.0
    for area in STOCKS:
        enters = sum((m.flow[s] for s, (_, last, _) in STREAMS.items() if last == area), np.zeros((MONTHS, 3)))
        leaves = sum((m.flow[s] for s, (first, _, _) in STREAMS.items() if first == area), np.zeros((MONTHS, 3)))
        worst = max(worst, float((leaves + m.growth[area] - enters).max()))
    return worst


def measured(rng: np.random.Generator, m: Material, faults: Faults) -> dict[str, str]:
    """Tables ``areas``, ``streams`` and ``assays``."""
    streams: list[list[object]] = []
    assays: list[list[object]] = []
    takes = {a: rng.normal(0, sd, MONTHS + 1) for a, (_, sd) in STOCKS.items()}
    for t in range(MONTHS):
        for s, (first, last, error) in STREAMS.items():
            true = m.flow[s][t]
            off = faults.bias if s == faults.meter and t >= faults.meter_from else 0.0
            mass = true.sum() * (1 + error * rng.standard_normal()) * (1 + off)
            streams.append([s, month(t), first, last, float(mass), float(error * true.sum()), ""])
            assays += _sampled(rng, s, t, true / true.sum())
        for a, (_, sd) in STOCKS.items():
            true = m.growth[a][t]
            mass = true.sum() + takes[a][t + 1] - takes[a][t]
            streams.append([f"stock_{a}", month(t), a, "", float(mass), float(np.sqrt(2) * sd), "yes"])
            assays += _sampled(rng, f"stock_{a}", t, true / true.sum())
    return {
        "areas": table(("area", "custodian"), CUSTODIANS.items()),
        "streams": table(("stream", "period", "from_node", "to_node", "mass", "sd", "stock"), streams),
        "assays": table(("stream", "period", "component", "value", "sd"), assays),
    }


def _sampled(rng: np.random.Generator, stream: str, t: int, share: Floats) -> list[list[object]]:
    """A sample: main parts to 0.8 %, traces to 8 %."""
    rows: list[list[object]] = []
    for c, x in zip(COMPONENTS, share, strict=False):
        sd = float(x * (0.008 if x > 0.1 else 0.08))
        if x > 0.9:
            sd = 0.004
        rows.append([stream, month(t), c, float(min(x + sd * rng.standard_normal(), 1.0)), sd])
    return rows
