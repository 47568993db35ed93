"""Demand per node and period, in steps of falling willingness to pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period
from didymium.network.columns import number, span
from didymium.network.timing import overlap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Demands:
    """Demands ``[D]`` (a node that wants something) and their steps ``[S]``."""

    row: Ints  # [D, T] row in the demands table, -1 for none
    node: Ints  # [D]
    quantity: Floats  # [D, T]
    step_demand: Ints  # [S]
    step_quantity: Floats  # [S, T]
    step_price: Floats  # [S, T]


def demands(chain: Chain, d_k: Ints, d_r: Ints, node_at: Ints, periods: tuple[Period, ...]) -> Demands:
    """Demand per node and period, and its steps. The finest label that covers a moment wins there."""
    table = chain.tables["demands"]
    nodes = node_at[d_k, d_r]
    unique, which = np.unique(nodes, return_inverse=True)
    labels = table["period"].to_list()
    spans = {label: span(chain, label) for label in set(labels)}
    ends = np.array([spans[v] for v in labels], dtype=float).reshape(-1, 2)
    shared = overlap(ends[:, 0], ends[:, 1], periods)
    width = ends[:, 1] - ends[:, 0]
    quantity, price = number(table, "quantity"), number(table, "price")
    total = np.zeros((len(unique), len(periods)))
    weight, row = np.zeros_like(total), np.full(total.shape, -1, dtype=np.int64)
    finest = np.full(total.shape, np.inf)
    d, s = np.nonzero(shared > 0)
    np.minimum.at(finest, (which[d], s), width[d])
    keep = width[d] <= finest[which[d], s] + 1e-9
    d, s = d[keep], s[keep]
    np.add.at(total, (which[d], s), quantity[d] * shared[d, s])
    np.add.at(weight, (which[d], s), quantity[d] * shared[d, s] * price[d])
    row[which[d], s] = d
    paid = np.divide(weight, total, out=np.zeros_like(total), where=total > 0)
    curves: dict[str, list[tuple[int, float, float]]] = {}
    for curve, step, share, factor in chain.tables["curves"].select("curve", "step", "share", "factor").iter_rows():
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
        row=row,
        node=unique,
        quantity=total,
        step_demand=steps,
        step_quantity=total[steps] * np.array(shares, float)[:, None],
        step_price=paid[steps] * np.array(factors, float)[:, None],
    )
