"""What stands at the edge of the chain: demand, stocks and the outside market."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network

Floats = NDArray[np.float64]
TIE = 1e-10  # of the price: below what anybody reads, above what the solver takes for nil


def favour(net: Network) -> Floats:
    """What a unit served counts beyond its price ``[S, T]``, USD, so that a draw has one answer.

    Where two buyers pay the same and cost the same to serve, either may be met, and the solver would choose by the order
    of rows. The larger one of a good is met first: its price counts a trace more, the others' in proportion to their
    quantity. It is taken off the objective again.
    """
    if len(net.step_demand) == 0:
        return net.step_price
    good = net.node_commodity[net.demand_node]
    largest = np.zeros(len(net.commodities))
    np.maximum.at(largest, good, net.demand_quantity.max(axis=1))
    share = net.demand_quantity / np.maximum(largest[good], 1e-300)[:, None]
    extra: Floats = TIE * net.step_price * share[net.step_demand]
    return extra


def stock_limit(net: Network) -> Floats:
    """Most that can be on hand at the end of a period ``[Q]``."""
    limit: Floats = net.chain.tables["stocks"]["limit"].to_numpy().astype(float)
    return limit


def market_bounds(net: Network) -> tuple[Floats, Floats]:
    """Least and most of each market step ``[M, T]``: a fixed step takes place whatever the price."""
    fixed = (net.market_sign == 0)[:, None]
    quantity = net.market_quantity
    return np.where(fixed, quantity, 0.0), quantity
