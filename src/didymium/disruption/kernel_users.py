"""Kernel: users use up what they hold, and answer to what they lack.

How kernels are written stands in :mod:`didymium.disruption.week`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from didymium.disruption.arrays import Array, Index, Single

SEEN = 0.9  # a fill below this tells a buyer that something is wrong
DUST = 1e-12
TINY = 1e-300


@njit(cache=True, nogil=True, error_model="numpy")
def use(
    t: int,
    stock: Array,
    external: Array,
    wanted: Array,
    surge: Array,
    surge_at: Index,
    leaf_start: Index,
    leaf_amount: Array,
    thrift: Array,
    short: Array,
    boundary: Array,
    asked: Array,
    hope: Array,
    outflow: Array,
    clock: Array,
    thrift_rate: Array,
    thrift_lag: Array,
    thrift_cap: Array,
    requalify_weeks: Array,
    requalify_lag: Array,
    requalified: Array,
    user_out: Index,
    lost: Single,
) -> None:
    """Users use up what they hold; who lacks something starts to save it and to try other makers, after their lags."""
    need, served = np.empty(stock.shape[1]), np.empty(stock.shape[1])
    draws = stock.shape[1]
    nodes = len(external)
    for u in range(len(wanted)):
        for d in range(draws):
            need[d] = wanted[u] * (surge[surge_at[u], t, d] if surge_at[u] >= 0 else 1.0)
            served[d] = 1.0
        for leaf in range(leaf_start[u], leaf_start[u + 1]):
            h = nodes + leaf
            for d in range(draws):
                ask = need[d] * leaf_amount[leaf] * (1.0 - thrift[leaf, d])
                short[h, d] = max(ask - stock[h, d], 0.0)
                served[d] = min(served[d], stock[h, d] / max(ask, TINY))
        for leaf in range(leaf_start[u], leaf_start[u + 1]):
            h = nodes + leaf
            for d in range(draws):
                gone = served[d] * need[d] * leaf_amount[leaf] * (1.0 - thrift[leaf, d])
                stock[h, d] -= gone
                boundary[h, d] -= gone
                asked[h, d] = need[d] * leaf_amount[leaf] * (1.0 - thrift[leaf, d])
                alarmed = hope[h, d] < SEEN or short[h, d] > DUST + 1e-9 * outflow[h]
                clock[leaf, d] += 1.0 if alarmed else 0.0
                saving = thrift_rate[d] if alarmed and clock[leaf, d] > thrift_lag[d] else 0.0
                thrift[leaf, d] = max(thrift[leaf, d], min(thrift[leaf, d] + saving, thrift_cap[leaf, d]))
                trying = 1.0 / requalify_weeks[d] if alarmed and clock[leaf, d] > requalify_lag[d] else 0.0
                requalified[h, d] = min(requalified[h, d] + trying, 1.0)
        k = user_out[u]
        for d in range(draws):
            lost[k, t, d] += np.float32(need[d] * (1.0 - served[d]))
