"""What stands at the edge of the chain: demand, stocks and the outside market."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network

Floats = NDArray[np.float64]


def size(net: Network) -> Floats:
    """Quantity that the buyer of each step asks for, as a share of the largest one's of the good ``[S, T]``.

    Where two buyers pay the same and cost the same to serve, either may be met: the larger is met first.
    """
    if len(net.step_demand) == 0:
        return net.step_price
    good = net.node_commodity[net.demand_node]
    largest = np.zeros(len(net.commodities))
    np.maximum.at(largest, good, net.demand_quantity.max(axis=1))
    share: Floats = net.demand_quantity / np.maximum(largest[good], 1e-300)[:, None]
    return share[net.step_demand]


def stock_limit(net: Network) -> Floats:
    """Most that can be on hand at the end of a period ``[Q]``."""
    limit: Floats = net.chain.tables["stocks"]["limit"].to_numpy().astype(float)
    return limit


def market_bounds(net: Network) -> tuple[Floats, Floats]:
    """Least and most of each market step ``[M, T]``: a fixed step takes place whatever the price."""
    fixed = (net.market_sign == 0)[:, None]
    quantity = net.market_quantity
    return np.where(fixed, quantity, 0.0), quantity
