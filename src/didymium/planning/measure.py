"""What is measured of a plan: a sum of columns for a region, an entity, a stage, some goods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain.holdings import controlled
from didymium.network import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Measure:
    """``sum_i amount_i x[block][member_i, t]``: members ``[n]``, amounts ``[n]``."""

    block: str  # act | flow | served
    member: Ints
    amount: Floats

    def value(self, x: Floats, columns: dict[str, Ints]) -> Floats:
        """Quantity per period ``[T]`` in a solution."""
        result: Floats = self.amount @ x[columns[self.block][self.member]]
        return result

    def weights(self, columns: dict[str, Ints], share: Floats, width: int) -> Floats:
        """What each column counts ``[width]`` towards the sum over the periods, each taken at its ``share`` ``[T]``."""
        found = np.zeros(width)
        np.add.at(found, columns[self.block][self.member], self.amount[:, None] * share)
        return found


def units(net: Network, region: str | None = None, entity: str | None = None, stage: str | None = None) -> Ints:
    """Units in a region, of an entity and all it controls, of a stage; whole sets where a filter is empty."""
    t = net.chain.tables
    stages, sites = t["lines"]["stage"].to_list(), t["lines"]["site"].to_list()
    operator = dict(zip(t["sites"]["id"].to_list(), t["sites"]["entity"].to_list(), strict=True))
    owners = None if entity is None else controlled(net.chain, entity)
    found = {
        int(net.line_unit[i])
        for i, row in enumerate(net.line_row.tolist())
        if (region is None or net.regions[net.line_region[i]] == region)
        and (stage is None or stages[row] == stage)
        and (owners is None or operator[sites[row]] in owners)
    }
    return np.array(sorted(found), dtype=np.int64)


def measure(
    net: Network,
    what: str,
    commodities: str | None = None,
    region: str | None = None,
    entity: str | None = None,
    stage: str | None = None,
) -> Measure:
    """The columns behind ``output``, ``input``, ``activity``, ``export``, ``import`` or ``served``.

    ``commodities`` are ids joined by ``;``. Exports and imports are the flows that leave or enter the region.
    Raises ``ValueError`` for another word.
    """
    names = None if commodities is None else [part.strip() for part in commodities.split(";")]
    goods = None if names is None else np.array([net.commodities.index(name) for name in names], dtype=np.int64)

    def of_goods(k: Ints) -> NDArray[np.bool_]:
        return np.ones(len(k), dtype=bool) if goods is None else np.isin(k, goods)

    if what in ("output", "input", "activity"):
        inside = np.isin(net.act_unit, units(net, region, entity, stage))
        if what == "activity":
            member = np.flatnonzero(inside)
            return Measure("act", member, np.ones(len(member)))
        sign = 1.0 if what == "output" else -1.0
        hit = inside[net.entry_act] & (sign * net.entry_amount > 0) & of_goods(net.node_commodity[net.entry_node])
        return Measure("act", net.entry_act[hit], sign * net.entry_amount[hit])
    if what in ("export", "import"):
        here = net.node_region[net.flow_from if what == "export" else net.flow_to]
        hit = of_goods(net.node_commodity[net.flow_from])
        if region is not None:
            hit &= here == net.regions.index(region)
        member = np.flatnonzero(hit)
        return Measure("flow", member, np.ones(len(member)))
    if what == "served":
        node = net.demand_node[net.step_demand]
        hit = of_goods(net.node_commodity[node])
        if region is not None:
            hit &= net.node_region[node] == net.regions.index(region)
        member = np.flatnonzero(hit)
        return Measure("served", member, np.ones(len(member)))
    raise ValueError(f"unknown measure {what!r}: output, input, activity, export, import or served")
