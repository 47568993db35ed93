"""Bounds of what stands at the edge of the chain: stocks and the outside market."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network

Floats = NDArray[np.float64]


def stock_limit(net: Network) -> Floats:
    """Most that can be on hand at the end of a period ``[Q]``."""
    limit: Floats = net.chain.tables["stocks"]["limit"].to_numpy().astype(float)
    return limit


def market_bounds(net: Network) -> tuple[Floats, Floats]:
    """Least and most of each market step ``[M, T]``: a fixed step takes place whatever the price."""
    fixed = (net.market_sign == 0)[:, None]
    quantity = net.market_quantity
    return np.where(fixed, quantity, 0.0), quantity
