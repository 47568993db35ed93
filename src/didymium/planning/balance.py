"""Balance of every node and period: what is made, arrives, is bought or drawn is used, sent, sold, stocked or rid of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network
from didymium.planning.pipeline import landing
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rows(net: Network, columns: dict[str, Ints], balance: Ints) -> list[Triplets]:
    """Entries of the balance rows ``[N, T]``.

    For node n and period t:
    ``sum_e amount_e act_e + arrived - sent + sold_to_us - bought_from_us + stock_{t-1} - stock_t - served - exit
    = -(given from outside)``; what is sent and arrives comes from :mod:`didymium.planning.pipeline`.
    """
    return [
        Triplets.of(balance[net.entry_node], columns["act"][net.entry_act], net.entry_amount[:, None]),
        Triplets.of(balance[net.demand_node[net.step_demand]], columns["served"], -1.0),
        Triplets.of(balance, columns["exit"], -1.0),
        Triplets.of(balance[net.stock_node], columns["stock"], -1.0),
        Triplets.of(balance[net.stock_node][:, 1:], columns["stock"][:, :-1], 1.0),
        Triplets.of(balance[net.market_node], columns["market"], np.where(net.market_sign >= 0, 1.0, -1.0)[:, None]),
    ]


def supplied_from_outside(net: Network, rate: Floats) -> Floats:
    """Right-hand side of the balance rows ``[N, T]``: minus the opening stock in the first period, and minus what lands of
    goods that were on the way at the start (``rate``, units a year ``[F]``)."""
    side = np.zeros((len(net.node_commodity), len(net.periods)))
    if len(net.stock_node):
        held = net.chain.tables["stocks"]["opening"].to_numpy()
        np.add.at(side[:, 0], net.stock_node, -held)
    if len(net.periods) > 1:
        np.add.at(side, net.flow_to, -landing(net, rate))
    return side


def stock_cost(net: Network) -> Floats:
    """Discounted cost of a unit on hand at the end of each period ``[Q, T]``: carrying, less the closing value."""
    table = net.chain.tables["stocks"]
    cost = table["carrying"].to_numpy()[:, None] * net.length * net.discount
    if len(net.stock_node):
        cost[:, -1] -= table["closing_value"].to_numpy() * net.discount[-1]
    result: Floats = cost
    return result
