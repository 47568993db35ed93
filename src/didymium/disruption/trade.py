"""Who supplies whom in the base week: flows over hubs as pairs of regions, in proportion to what each end sends and takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.disruption.base import Base

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAYS = 365.25


@dataclass(frozen=True)
class Trade:
    """Pairs ``[J]``: a good's node in the region that sends and in the region that takes, rate and lag (days).

    Rate 0: no trade in the base week, but a common hub and goods at the sender's.
    """

    origin: Ints
    destination: Ints
    rate: Floats  # units a week
    lag: Floats  # weeks


def trade(week: Base, made: Floats) -> Trade:
    """Pairs of a base week. ``made[N]`` is what is made at each node, units a week: no pair starts where nothing is.

    A hub mixes: what a region takes from it comes from each sender in proportion to what it sent.
    """
    net = week.network
    hub = np.array([kind == "hub" for kind in net.chain.tables["regions"]["kind"].to_list()])
    into = hub[net.node_region[net.flow_to]]
    out_of = hub[net.node_region[net.flow_from]]
    pairs: dict[tuple[int, int], tuple[float, float]] = {}

    def add(o: int, d: int, rate: float, lag: float) -> None:
        before, old = pairs.get((o, d), (0.0, lag))
        total = before + rate
        pairs[o, d] = (total, old if total <= 0 else (before * old + rate * lag) / total)

    lag = net.flow_lag * DAYS / 7
    for f in np.flatnonzero(~into & ~out_of & (week.flow > 0)).tolist():
        add(int(net.flow_from[f]), int(net.flow_to[f]), float(week.flow[f]), float(lag[f]))
    senders: dict[int, list[int]] = {}
    takers: dict[int, list[int]] = {}
    for f in np.flatnonzero(into & ~out_of).tolist():
        senders.setdefault(int(net.flow_to[f]), []).append(f)
    for f in np.flatnonzero(out_of & ~into).tolist():
        takers.setdefault(int(net.flow_from[f]), []).append(f)
    for node in sorted(senders):
        sent = senders[node]
        total = sum(float(week.flow[f]) for f in sent)
        for g in takers.get(node, []):
            for f in sent:
                o, d = int(net.flow_from[f]), int(net.flow_to[g])
                rate = float(week.flow[f] * week.flow[g] / total) if total > 0 else 0.0
                if o != d and (rate > 0 or made[o] > 0):
                    add(o, d, rate, float(lag[f] + lag[g]))
    keys = sorted(pairs)
    return Trade(
        origin=np.array([k[0] for k in keys], dtype=np.int64),
        destination=np.array([k[1] for k in keys], dtype=np.int64),
        rate=np.array([pairs[k][0] for k in keys]),
        lag=np.array([pairs[k][1] for k in keys]),
    )
