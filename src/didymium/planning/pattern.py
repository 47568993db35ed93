"""Inertia: a priced deviation from the observed utilisation of a region's stage, fading to nothing.

Cost alone idles lines that run in fact: contracts, qualification and policy keep them running. The pattern row says
so and prices it openly; deviations are tolerated in three steps, and the penalty falls in a straight line to zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain.calendar import parse
from didymium.chain.holdings import controlled
from didymium.network import Network
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = (0.05, 0.10, 1.00)  # widths of the three steps, as shares of capacity
PRICES = (1 / 3, 2 / 3, 1.0)  # of the penalty


@dataclass(frozen=True)
class Pattern:
    """Observed utilisation of some units, and the price of leaving it."""

    row: int  # in the calibration table
    name: str
    units: Ints
    utilisation: float
    penalty: float  # USD per capacity unit
    fade: Floats  # [T] 1 at the observation, 0 from fade_to on


def patterns(net: Network) -> tuple[Pattern, ...]:
    """Patterns whose units exist in this network."""
    t = net.chain.tables
    lines = t["lines"]
    stage, site = lines["stage"].to_list(), lines["site"].to_list()
    entity = dict(zip(t["sites"]["id"].to_list(), t["sites"]["entity"].to_list(), strict=True))
    base = net.chain.settings.price_year + 1.0
    middle = np.array([(p.start + p.end) / 2 for p in net.periods])
    found = []
    names = ("id", "region", "stage", "entity", "utilisation", "penalty", "fade_to")
    for i, (name, region, step, owner, used, penalty, fade_to) in enumerate(t["calibration"].select(names).iter_rows()):
        owners = None if owner is None else controlled(net.chain, owner)
        units = {
            int(net.line_unit[n])
            for n, row in enumerate(net.line_row.tolist())
            if stage[row] == step and net.regions[net.line_region[n]] == region and (owners is None or entity[site[row]] in owners)
        }
        members = np.array(sorted(units), dtype=np.int64)
        if len(members) and np.isfinite(net.unit_capacity[members]).all():
            end = parse(fade_to, net.chain.settings.fiscal_start).start
            fade = np.clip((end - middle) / max(end - base, 1e-9), 0.0, 1.0)
            found.append(Pattern(i, name, members, used, penalty, fade))
    return tuple(found)


def rows(net: Network, columns: dict[str, Ints], block: Ints, found: tuple[Pattern, ...]) -> list[Triplets]:
    """Entries of the pattern rows ``[C, T]``: ``sum use act - over + under = utilisation x capacity``."""
    parts = []
    for c, p in enumerate(found):
        acts = np.flatnonzero(np.isin(net.act_unit, p.units))
        parts.append(Triplets.of(block[c], columns["act"][acts], net.act_use[acts][:, None]))
        sign = np.array([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0])[:, None]
        parts.append(Triplets.of(block[c], columns["off"][c], sign))
    return parts


def level(net: Network, found: tuple[Pattern, ...]) -> Floats:
    """Activity at the observed utilisation of the present capacity ``[C, T]``."""
    levels = [p.utilisation * net.unit_capacity[p.units].sum(axis=0) for p in found]
    return np.array(levels).reshape(-1, len(net.periods))


def prices(net: Network, found: tuple[Pattern, ...]) -> tuple[Floats, Floats]:
    """Discounted price and width of each step of deviation ``[C, 6, T]``: three over, three under."""
    capacity = np.array([net.unit_capacity[p.units].sum(axis=0) for p in found])
    penalty = np.array([p.penalty * p.fade for p in found])
    step = np.tile(np.array(PRICES), 2)[None, :, None]
    width = np.tile(np.array(STEPS), 2)[None, :, None]
    upper = width * capacity[:, None, :]
    upper[:, [2, 5]] = np.inf
    return step * penalty[:, None, :] * net.discount, upper
