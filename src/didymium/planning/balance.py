"""Balance of every node and period: what is made, arrives, is bought or drawn is used, sent, sold, stocked or rid of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network
from didymium.network.timing import arrivals, opening
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rows(net: Network, columns: dict[str, Ints], balance: Ints) -> list[Triplets]:
    """Entries of the balance rows ``[N, T]``.

    For node n and period t:
    ``sum_e amount_e act_e + sum_f W[s, t] flow_f,s - sum_f flow_f,t + sold_to_us - bought_from_us
    + stock_{t-1} - stock_t - served - exit = -(given from outside)``
    where W spreads goods that travel over the periods in which they arrive.
    """
    parts = [
        Triplets.of(balance[net.entry_node], columns["act"][net.entry_act], net.entry_amount[:, None]),
        Triplets.of(balance[net.flow_from], columns["flow"], -1.0),
        Triplets.of(balance[net.demand_node[net.step_demand]], columns["served"], -1.0),
        Triplets.of(balance, columns["exit"], -1.0),
        Triplets.of(balance[net.stock_node], columns["stock"], -1.0),
        Triplets.of(balance[net.stock_node][:, 1:], columns["stock"][:, :-1], 1.0),
        Triplets.of(balance[net.market_node], columns["market"], np.where(net.market_sign >= 0, 1.0, -1.0)[:, None]),
    ]
    steady = net.chain.settings.pipeline == "steady"
    for lag in np.unique(net.flow_lag):
        flows = np.flatnonzero(net.flow_lag == lag)
        share, _ = arrivals(float(lag), net.periods)
        for s, t in zip(*np.nonzero(share), strict=True):
            parts.append(Triplets.of(balance[net.flow_to[flows], t], columns["flow"][flows, s], share[s, t]))
        if steady:
            first = opening(float(lag), net.periods)
            for t in np.flatnonzero(first):
                parts.append(Triplets.of(balance[net.flow_to[flows], t], columns["flow"][flows, 0], first[t]))
    return parts


def supplied_from_outside(net: Network) -> Floats:
    """Right-hand side of the balance rows ``[N, T]``: minus the opening stock, in the first period."""
    side = np.zeros((len(net.node_commodity), len(net.periods)))
    if len(net.stock_node):
        held = net.chain.tables["stocks"]["opening"].to_numpy()
        np.add.at(side[:, 0], net.stock_node, -held)
    return side


def way_cost(net: Network) -> Floats:
    """Cost of goods on the way at both ends ``[F, T]``, USD per unit shipped before discounting.

    With a steady pipeline the goods that arrive from before the start are charged at the reference value, and those
    still on the way at the end are credited with it: nobody gains by hoarding at sea.
    """
    cost = np.zeros((len(net.flow_lane), len(net.periods)))
    if net.chain.settings.pipeline != "steady":
        return cost
    worth = net.value[net.node_commodity[net.flow_to]] if len(net.flow_lane) else np.zeros(0)
    for lag in np.unique(net.flow_lag):
        flows = np.flatnonzero(net.flow_lag == lag)
        _, way = arrivals(float(lag), net.periods)
        first = opening(float(lag), net.periods)
        at_end = way * net.discount[-1] / net.discount
        cost[flows] -= worth[flows][:, None] * at_end
        cost[flows, 0] += worth[flows] * float(first @ net.discount) / net.discount[0]
    return cost


def stock_cost(net: Network) -> Floats:
    """Discounted cost of a unit on hand at the end of each period ``[Q, T]``: carrying, less the closing value."""
    table = net.chain.tables["stocks"]
    cost = table["carrying"].to_numpy()[:, None] * net.length * net.discount
    if len(net.stock_node):
        cost[:, -1] -= table["closing_value"].to_numpy() * net.discount[-1]
    result: Floats = cost
    return result
