"""Who supplies, uses and sends an element at a stage: the table that every index is computed from.

From statistics (mine output and trade of all rare earths together), or from a plan of one period, stage by stage and
element by element.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import content
from didymium.disruption.statistics import Statistics
from didymium.elements import RARE_EARTHS, oxide_to_metal
from didymium.planning import Plan
from didymium.planning.accounts import PRODUCTS
from didymium.planning.tables import names

Floats = NDArray[np.float64]
ALL = "REO"  # all rare earths together, as oxide
STAGES = tuple(PRODUCTS)


@dataclass(frozen=True)
class Position:
    """Tonnes by country or region: ``supply`` made, ``use`` by the next makers, ``sent[importer][exporter]``, and ``final``:
    what the goods that are finally used there hold (empty where it is not known)."""

    supply: dict[str, float]
    use: dict[str, float]
    sent: dict[str, dict[str, float]]
    final: dict[str, float]

    def exports(self, region: str) -> float:
        """Tonnes that a region sends to all others."""
        return sum(partners.get(region, 0.0) for partners in self.sent.values())


def observed(tables: Statistics, year: int) -> Position:
    """Mine output and trade of all rare earths in a year, as published: tonnes of oxide beside gross tonnes traded.

    They are pooled as the GeoPolRisk method pools them, although their bases differ. ``LookupError`` for a year that one
    of the tables does not have.
    """
    made = tables.output.filter(pl.col("year") == year)
    traded = tables.trade.filter((pl.col("year") == year) & pl.col("quantity_t").is_not_null())
    for name, frame, whole in (("mine output", made, tables.output), ("trade", traded, tables.trade)):
        if frame.height == 0:
            years = whole["year"].unique().sort().to_list()
            raise LookupError(f"{name} is known for {years[0]} to {years[-1]}, not for {year}")
    sent: dict[str, dict[str, float]] = {}
    pooled = traded.group_by("importer", "exporter").agg(pl.col("quantity_t").sum()).sort("importer", "exporter")
    for importer, exporter, tonnes in pooled.iter_rows():
        sent.setdefault(importer, {})[exporter] = tonnes
    supply = dict(made.group_by("country").agg(pl.col("tonnes").sum()).sort("country").iter_rows())
    position = Position(supply, {}, sent, {})
    everyone = sorted({*supply, *sent, *(e for partners in sent.values() for e in partners)})
    use = {c: max(0.0, supply.get(c, 0.0) + sum(sent.get(c, {}).values()) - position.exports(c)) for c in everyone}
    return Position(supply, use, sent, {})


def planned(plan: Plan, stage: str, element: str) -> Position:
    """Tonnes of an element (as metal; of ``REO``, as oxide) leaving a stage, used after it, and sent, in a plan of one period.

    What passes a hub is sent by those who feed it, in proportion. ``LookupError`` for a stage that makes nothing with
    the element in it.
    """
    net, x, columns = plan.live.lp.network, plan.solution.x, plan.live.lp.columns
    inside = _inside(plan, element)
    n = names(net)
    first = np.full(len(net.unit_region), -1, dtype=np.int64)
    first[net.line_unit[::-1]] = np.arange(len(net.lines))[::-1]
    stages = n.stage[first[net.act_unit]]
    at_stage = stages == stage
    k = net.node_commodity[net.entry_node]
    ran = x[columns["act"]].sum(axis=1)[net.entry_act] * net.entry_amount
    product = np.isin(n.form, sorted(PRODUCTS[stage]))
    makes = at_stage[net.entry_act] & (ran > 0) & product[k] & (inside[k] > 0)
    goods = np.zeros(len(net.commodities), dtype=bool)
    goods[k[makes]] = True
    if not goods.any():
        raise LookupError(f"no {stage} line makes anything with {element} in it in {net.periods[0].label}")
    supply, use = np.zeros(len(net.regions)), np.zeros(len(net.regions))
    np.add.at(supply, net.node_region[net.entry_node[makes]], ran[makes] * inside[k[makes]])
    takes = (ran < 0) & goods[k]
    np.add.at(use, net.node_region[net.entry_node[takes]], -ran[takes] * inside[k[takes]])
    wanted = net.demand_node[net.step_demand]
    served = x[columns["served"]].sum(axis=1) * goods[net.node_commodity[wanted]] * inside[net.node_commodity[wanted]]
    np.add.at(use, net.node_region[wanted], served)
    final = np.zeros(len(net.regions))
    fitted = (ran < 0) & (stages == "use")[net.entry_act]
    np.add.at(final, net.node_region[net.entry_node[fitted]], -ran[fitted] * inside[k[fitted]])
    np.add.at(final, net.node_region[wanted], x[columns["served"]].sum(axis=1) * inside[net.node_commodity[wanted]])
    return Position(_named(net.regions, supply), _named(net.regions, use), _sent(plan, goods, inside), _named(net.regions, final))


def _inside(plan: Plan, element: str) -> Floats:
    """Tonnes of the element in a unit of each good ``[K]``; of all rare earths as oxide for ``REO``."""
    elements, inside = content(plan.chain)
    if element == ALL:
        return np.asarray(sum(inside[:, elements.index(e)] / oxide_to_metal(e) for e in RARE_EARTHS))
    return inside[:, elements.index(element)]


def _sent(plan: Plan, goods: NDArray[np.bool_], inside: Floats) -> dict[str, dict[str, float]]:
    """Tonnes by importer and exporter; hubs are looked through, good by good."""
    net = plan.live.lp.network
    kinds = plan.chain.tables["regions"]["kind"].to_list()
    hub = {r for r, kind in enumerate(kinds) if kind == "hub"}
    moved = plan.solution.x[plan.live.lp.columns["flow"]].sum(axis=1)
    feeds: dict[tuple[int, int], dict[int, float]] = {}
    direct: list[tuple[int, int, int, float]] = []
    for f in np.flatnonzero(moved > 1e-9).tolist():
        k = int(net.node_commodity[net.flow_from[f]])
        origin, to = int(net.node_region[net.flow_from[f]]), int(net.node_region[net.flow_to[f]])
        if goods[k]:
            direct.append((k, origin, to, float(moved[f])))
            if to in hub:
                mix = feeds.setdefault((k, to), {})
                mix[origin] = mix.get(origin, 0.0) + float(moved[f])
    sent: dict[str, dict[str, float]] = {}
    for k, origin, to, quantity in direct:
        if to in hub:
            continue
        mix = feeds.get((k, origin), {}) if origin in hub else {origin: 1.0}
        whole = sum(mix.values())
        for source, share in mix.items():
            if source == to:
                continue  # it only went out and came back
            partners = sent.setdefault(net.regions[to], {})
            partners[net.regions[source]] = partners.get(net.regions[source], 0.0) + quantity * share / whole * float(inside[k])
    return sent


def _named(regions: tuple[str, ...], tonnes: Floats) -> dict[str, float]:
    return {name: float(tonnes[r]) for r, name in enumerate(regions) if tonnes[r] > 1e-9}
