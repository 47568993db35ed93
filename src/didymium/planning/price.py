"""Prices of a plan: shadow prices of nodes, and the interval in which a price may lie.

They are what one unit more or less is worth to the whole chain under the plan. They are not market prices.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.network import Network
from didymium.planning.live import Live, Solution, SolveError
from didymium.planning.lp import Lp
from didymium.planning.tables import names, tall

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def shadow(lp: Lp, solution: Solution) -> Floats:
    """Price of each node and period ``[N, T]``, USD per unit, not discounted."""
    price: Floats = solution.y[lp.rows["balance"]] / lp.network.discount
    return price


def table(lp: Lp, solution: Solution) -> pl.DataFrame:
    """Shadow price of every node: commodity, region, period, price."""
    net, n = lp.network, names(lp.network)
    price = shadow(lp, solution)
    keys = {"commodity": n.commodity[net.node_commodity], "region": n.regions[net.node_region]}
    return tall(keys, {"price": price}, n.period, np.ones_like(price, dtype=bool))


def year_ends(net: Network) -> list[int]:
    """Last period of each year of the grid.

    >>> from didymium.chain import load
    >>> from didymium.chain.calendar import grid
    >>> from didymium.network import build
    >>> year_ends(build(load("works"), tuple(grid("2026", "2027", quarters=4))))
    [3, 4]
    """
    return [t for t, p in enumerate(net.periods) if abs(p.end - round(p.end)) < 1e-9]


def asked(lp: Lp, solution: Solution, most: int = 12) -> list[int]:
    """Nodes whose prices are shown with an interval: the ``most`` oxides of largest turnover (made in the plan, at their
    reference value), where most of each is made and at a hub that carries it."""
    net = lp.network
    forms = net.chain.tables["commodities"]["form"].to_list()
    hubs = {r for r, kind in enumerate(net.chain.tables["regions"]["kind"].to_list()) if kind == "hub"}
    made = np.zeros(len(net.node_region))
    act = solution.x[lp.columns["act"]].sum(axis=1)
    np.add.at(made, net.entry_node, np.maximum(net.entry_amount, 0.0) * act[net.entry_act])
    here: dict[int, list[int]] = {}
    for n, k in enumerate(net.node_commodity.tolist()):
        if forms[k] == "oxide":
            here.setdefault(k, []).append(n)
    turnover = {k: float(net.value[k] * made[nodes].sum()) for k, nodes in here.items()}
    found = []
    for k in sorted(here, key=lambda k: (-turnover[k], net.commodities[k]))[:most]:
        homes = [(made[n], -int(net.node_region[n]), n) for n in here[k] if int(net.node_region[n]) not in hubs]
        if homes:
            found.append(max(homes)[2])
        found.extend(n for n in sorted(here[k], key=lambda n: net.node_region[n]) if int(net.node_region[n]) in hubs)
    return found


def intervals(
    live: Live, solution: Solution, nodes: list[int], periods: list[int], progress: Callable[[int, int], None] | None = None
) -> pl.DataFrame:
    """Lowest and highest price of the nodes in the periods: the slopes of the objective to either side.

    Each side is solved again with a little more or less supply (one part in 10,000 of what passes the node, at
    least a kilogram), and the dual is the slope there. ``at_least`` says that the last unit asked for is already
    unserved (or that less supply leaves no plan), so that the price has no upper end but the willingness to pay.
    Columns commodity, region, period, low, value, high, unit, calibrated, at_least.
    """
    lp, base = live.lp, live.base or live.solve()
    net, n = lp.network, names(lp.network)
    through = _throughput(lp, solution)
    price = shadow(lp, solution)
    calibrated = set(net.chain.tables["residuals"]["commodity"].to_list())
    top = _top_steps(net)
    first = base.x[lp.columns["served"]][top].sum(axis=0)
    rows = []
    for done, (node, t) in enumerate((node, t) for node in nodes for t in periods):
        row = int(lp.rows["balance"][node, t])
        nudge = max(1e-3, 1e-4 * through[node, t])
        ends = []
        at_least = False
        for sign in (-1.0, 1.0):  # more supply, then less
            try:
                moved = live.nudge(row, sign * nudge)
            except SolveError:
                at_least = True
                continue
            ends.append(float(moved.y[row] / net.discount[t]))
            if sign > 0:
                served = moved.x[lp.columns["served"]][top].sum(axis=0)
                at_least = bool(served[t] < first[t] - 0.5 * 1e-6 * max(first[t], 1.0) - 1e-9)
        here = float(price[node, t])
        k = int(net.node_commodity[node])
        ends.append(here)
        rows.append(
            {
                "commodity": str(n.commodity[k]),
                "region": str(n.regions[net.node_region[node]]),
                "period": str(n.period[t]),
                "low": min(ends),
                "value": here,
                "high": max(ends),
                "unit": f"USD/{n.unit[k]}",
                "calibrated": str(n.commodity[k]) in calibrated,
                "at_least": at_least,
            }
        )
        if progress is not None:
            progress(done + 1, len(nodes) * len(periods))
    schema = {"commodity": pl.String, "region": pl.String, "period": pl.String, "low": pl.Float64, "value": pl.Float64}
    return pl.DataFrame(rows, schema=schema | {"high": pl.Float64, "unit": pl.String, "calibrated": pl.Boolean, "at_least": pl.Boolean})


def _throughput(lp: Lp, solution: Solution) -> Floats:
    """What passes each node in each period ``[N, T]``: made there or arriving."""
    net, c = lp.network, lp.columns
    through = np.zeros((len(net.node_region), len(net.periods)))
    made = net.entry_amount > 0
    np.add.at(through, net.entry_node[made], net.entry_amount[made][:, None] * solution.x[c["act"]][net.entry_act[made]])
    np.add.at(through, net.flow_to, solution.x[c["flow"]])
    return through


def _top_steps(net: Network) -> Ints:
    """The step of each demand that pays most."""
    _, first = np.unique(net.step_demand, return_index=True)
    return first
