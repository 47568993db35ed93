"""Where an owner meets the rest of the chain in a plan: what it sells to others and what it buys from them.

At every node goods of all origins mix, so a share of what passes there is the owner's make, and a share ends in the
owner's use. Both follow from linear equations over the nodes, period by period. What is made and used inside the owner
never meets a market.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from didymium.planning.live import Solution
from didymium.planning.lp import Lp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALL = 1e-9
DUST = 1e-6  # of what passes: below it nothing is traded


@dataclass(frozen=True)
class Boundary:
    """Quantities per period at each node ``[N, T]``."""

    sold: Floats  # made by the owner and used by others, less what it buys at the same node
    bought: Floats  # used by the owner and made by others, less what it sells at the same node
    open: Floats  # all that passes, without what is made and used inside the owner


def boundary(lp: Lp, solution: Solution, own: Floats) -> Boundary:
    """What an owner sells and buys in a solution; ``own[A, T]`` is its share of each activity (twins may have several owners).

    Own origin ``a`` is a share of what a node gets, own use ``u`` of what it gives, stocks aside:
    ``got x a = made by the owner + sum over flows in  flow x a(origin)`` and
    ``given x u = used by the owner + sum over flows out  flow x u(destination)``.
    """
    net, x, c = lp.network, solution.x, lp.columns
    shape = (len(net.node_region), len(net.periods))
    made, used, own_made, own_used = (np.zeros(shape) for _ in range(4))
    amount = net.entry_amount[:, None] * x[c["act"]][net.entry_act]
    mine = amount * own[net.entry_act]
    np.add.at(made, net.entry_node, np.maximum(amount, 0.0))
    np.add.at(own_made, net.entry_node, np.maximum(mine, 0.0))
    np.add.at(own_used, net.entry_node, np.maximum(-mine, 0.0))
    np.add.at(used, net.entry_node, np.maximum(-amount, 0.0))
    traded = x[c["market"]] * np.where(net.market_sign >= 0, 1.0, -1.0)[:, None]
    np.add.at(made, net.market_node, np.maximum(traded, 0.0))
    np.add.at(used, net.market_node, np.maximum(-traded, 0.0))
    np.add.at(used, net.demand_node[net.step_demand], x[c["served"]])
    sent = x[c["flow"]]
    got, given = made, used
    np.add.at(got, net.flow_to, sent)
    np.add.at(given, net.flow_from, sent)
    origin, use = np.zeros(shape), np.zeros(shape)
    for t in range(shape[1]):
        origin[:, t] = _share(own_made[:, t], got[:, t], net.flow_to, net.flow_from, sent[:, t])
        use[:, t] = _share(own_used[:, t], given[:, t], net.flow_from, net.flow_to, sent[:, t])
    sold, bought = own_made * (1.0 - use), own_used * (1.0 - origin)
    both = np.minimum(sold, bought)
    through = np.maximum(got, given)
    sold, bought, outside = (np.where(q > DUST * through, q, 0.0) for q in (sold - both, bought - both, through * (1.0 - origin * use)))
    return Boundary(sold, bought, outside)


def _share(own: Floats, through: Floats, at: Ints, other: Ints, flow: Floats) -> Floats:
    """Shares ``s`` that solve ``through s = own + sum over flows between at and other  flow x s(other)``, within 0 and 1."""
    n = len(through)
    busy = through > SMALL
    moving = (flow > SMALL) & busy[at] & busy[other]
    mixing = sp.csc_matrix((-flow[moving], (at[moving], other[moving])), shape=(n, n))
    # a part in a billion leaks, so that goods that only go round in a circle belong to nobody
    system = (mixing + sp.diags(np.where(busy, through * (1.0 + 1e-9), 1.0))).tocsc()
    shares: Floats = splu(system).solve(np.where(busy, own, 0.0))
    return np.clip(shares, 0.0, 1.0)
