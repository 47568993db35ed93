"""Goods on the way: what travels, what was on the way before the start, and what must be on the way at the end.

With a steady pipeline the goods on the way at the start are those of a plan of the first year alone, in which what is
sent arrives (a single period has no lag). At the end as much of each good must be on the way again; what lacks is
charged at its reference value. More earns nothing, so that nobody gains by hoarding at sea.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network
from didymium.network.timing import arrivals, overlap
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def is_steady(net: Network) -> bool:
    """Whether goods were on the way before the first period."""
    return net.chain.settings.pipeline == "steady"


def goods(net: Network) -> Ints:
    """Commodities ``[K']`` of which as much must be on the way at the end as at the start."""
    if not is_steady(net) or len(net.periods) == 1:
        return np.empty(0, np.int64)
    return np.unique(net.node_commodity[net.flow_to[net.flow_lag > 0]])


def rows(net: Network, columns: dict[str, Ints], block: dict[str, Ints]) -> list[Triplets]:
    """Entries of what is sent and arrives in the balance rows ``[N, T]`` and of the pipeline rows ``[K', 1]``.

    Balance: ``sum_s W[s, t] flow_f,s - flow_f,t`` where W spreads what travels over the periods in which it arrives.
    Pipeline: ``sum_f,s way_s flow_f,s + short_k >= on the way at the start``.
    """
    balance, flow = block["balance"], columns["flow"]
    parts = [Triplets.of(balance[net.flow_from], flow, -1.0)]
    if is_steady(net) and len(net.periods) == 1:
        return [*parts, Triplets.of(balance[net.flow_to], flow, 1.0)]
    moved = goods(net)
    row_of = {k: i for i, k in enumerate(moved.tolist())}
    for lag in np.unique(net.flow_lag):
        flows = np.flatnonzero(net.flow_lag == lag)
        share, way = arrivals(float(lag), net.periods)
        for s, t in zip(*np.nonzero(share), strict=True):
            parts.append(Triplets.of(balance[net.flow_to[flows], t], flow[flows, s], share[s, t]))
        if len(moved) and lag > 0:
            row = np.array([row_of[k] for k in net.node_commodity[net.flow_to[flows]].tolist()], dtype=np.int64)
            for s in np.flatnonzero(way):
                parts.append(Triplets.of(block["pipeline"][row, 0], flow[flows, s], way[s]))
    if len(moved):
        parts.append(Triplets.of(block["pipeline"], columns["short"], 1.0))
    return parts


def landing(net: Network, rate: Floats) -> Floats:
    """What arrives in each period of the goods that were on the way at the start ``[F, T]``; ``rate`` is units a year ``[F]``."""
    start = np.full(len(rate), net.periods[0].start)
    return np.asarray(rate[:, None] * overlap(start, start + net.flow_lag, net.periods), dtype=float)


def at_start(net: Network, rate: Floats) -> Floats:
    """Quantity of each moved good on the way at the start ``[K']``."""
    total = np.zeros(len(net.commodities))
    np.add.at(total, net.node_commodity[net.flow_to], rate * net.flow_lag)
    result: Floats = total[goods(net)]
    return result


def arrived(net: Network, flow: Floats, rate: Floats) -> Floats:
    """What arrives of each flow in each period ``[F, T]``, given what was sent ``[F, T]`` and the rate before the start."""
    if is_steady(net) and len(net.periods) == 1:
        return flow
    came = landing(net, rate)
    for lag in np.unique(net.flow_lag):
        which = np.flatnonzero(net.flow_lag == lag)
        share, _ = arrivals(float(lag), net.periods)
        came[which] += flow[which] @ share
    return came
