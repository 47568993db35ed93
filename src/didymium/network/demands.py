"""Demand per node and period, in steps of falling willingness to pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period
from didymium.chain.each import each
from didymium.chain.timeline import lay
from didymium.network.columns import number, span
from didymium.network.timing import overlap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Demands:
    """Demands ``[D]`` (a node that wants something) and their steps ``[S]``."""

    node: Ints  # [D]
    quantity: Floats  # [D, T]
    step_demand: Ints  # [S]
    step_quantity: Floats  # [S, T]
    step_price: Floats  # [S, T]


def demands(chain: Chain, d_k: Ints, d_r: Ints, node_at: Ints, periods: tuple[Period, ...]) -> Demands:
    """Demand per node and period, and its steps. Where labels overlap the finest holds, and the others hold elsewhere.

    The price of a period is the mean of the prices that hold in it, by quantity.
    """
    table = chain.tables["demands"]
    unique, which = np.unique(node_at[d_k, d_r], return_inverse=True)
    spans = {label: span(chain, label) for label in set(table["period"].to_list())}
    ends = np.array([spans[v] for v in table["period"].to_list()], dtype=float).reshape(-1, 2)
    edges, row = lay(which, ends[:, 0], ends[:, 1])
    quantity, price = (np.append(number(table, column), 0.0)[row] for column in ("quantity", "price"))
    shared = overlap(edges[:-1], edges[1:], periods)
    total = quantity @ shared
    weight = (quantity * price) @ shared
    paid = np.divide(weight, total, out=np.zeros_like(total), where=total > 0)
    curves: dict[str, list[tuple[int, float, float]]] = {}
    for curve, step, share, factor in each(chain.tables["curves"], "curve", "step", "share", "factor"):
        curves.setdefault(curve, []).append((step, share, factor))
    curve_of = dict(zip(which.tolist(), table["curve"].to_list(), strict=True))
    step_demand, shares, factors = [], [], []
    for i in range(len(unique)):
        for _, share, factor in sorted(curves[curve_of[i]]):
            step_demand.append(i)
            shares.append(share)
            factors.append(factor)
    steps = np.array(step_demand, dtype=np.int64)
    return Demands(
        node=unique,
        quantity=total,
        step_demand=steps,
        step_quantity=total[steps] * np.array(shares, float)[:, None],
        step_price=paid[steps] * np.array(factors, float)[:, None],
    )
