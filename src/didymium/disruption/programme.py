"""The coordinated step as a linear programme on the system of the uncoordinated engine: same holders, links, plants, users.

Column blocks: ``act[P, M]``, ``ship[J, M]``, ``stock[H, M]``, ``serve[U, M]``, ``save[L, M]`` (use spared by thrift),
``exit[N, M]``, ``come[X, M]`` and ``sell[Y, M]`` (from and to parties outside), ``lack[H, 1]`` (stock and goods on the way
that are missing at the end). Row blocks: ``balance[H, M]``, ``close[H, 1]``. It minimises the value of what users lose.
Only bounds and right-hand sides tell one draw or belief from another: :mod:`didymium.disruption.bounds`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from didymium.chain.calendar import Period
from didymium.disruption.base import WEEKS
from didymium.disruption.system import System
from didymium.network.timing import arrivals
from didymium.planning.fill import Fills
from didymium.planning.lp import Lp, lay_out
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STEP = WEEKS / 12.0  # weeks in a month
DUTY = 1e-3  # USD per unit moved or made: ties are broken towards less of it
DEAR = 1e-6  # of its value: what stock costs a month, so that nothing is held for nothing


@dataclass(frozen=True)
class Programme:
    """The programme and what its blocks stand for: ``source[X]`` and ``sink[Y]`` are nodes that trade outside."""

    lp: Lp
    system: System
    months: tuple[Period, ...]
    source: Ints
    sink: Ints
    price: Floats  # [H] USD per unit: the reference value by which what lacks at the end is charged


def months_from(start: Period, before: int, after: int) -> tuple[Period, ...]:
    """Months ``before`` and ``after`` the first day of ``start``.

    >>> [p.label for p in months_from(Period("2025-04", 2025.25, 2025.3333), 1, 1)]
    ['month -1', 'month 0']
    """
    return tuple(Period(f"month {m}", start.start + m / 12, start.start + (m + 1) / 12) for m in range(-before, after))


def programme(system: System, months: tuple[Period, ...]) -> Programme:
    """Build it; bounds are those of usual weeks without stock.

    >>> from didymium.chain import load
    >>> from didymium.disruption.base import base
    >>> from didymium.disruption.system import system as arrange
    >>> found = programme(arrange(base(load("works"), "2026")), months_from(Period("2026-01", 2026.0, 2026.0833), 0, 2))
    >>> found.lp.rows["balance"].shape[1], found.lp.columns["lack"].shape[1]
    (2, 1)
    """
    net, people = system.base.network, system.users
    count, nodes, holders = len(months), system.nodes, len(system.holder_good)
    source, sink = np.flatnonzero(system.external > 0), np.flatnonzero(system.external < 0)
    columns, width = lay_out(
        {
            "act": (len(system.rate), count),
            "ship": (len(system.origin), count),
            "stock": (holders, count),
            "serve": (len(people.use), count),
            "save": (holders - nodes, count),
            "exit": (nodes, count),
            "come": (len(source), count),
            "sell": (len(sink), count),
            "lack": (holders, 1),
        }
    )
    rows, height = lay_out({"balance": (holders, count), "close": (holders, 1)})
    balance, leaf = rows["balance"], nodes + np.arange(holders - nodes)
    parts = [
        Triplets.of(balance[system.output_node], columns["act"][system.output_process], system.output_amount[:, None]),
        Triplets.of(balance[system.input_node], columns["act"][system.input_process], -system.input_amount[:, None]),
        Triplets.of(balance[system.origin], columns["ship"], -1.0),
        Triplets.of(balance, columns["stock"], -1.0),
        Triplets.of(balance[:, 1:], columns["stock"][:, :-1], 1.0),
        Triplets.of(balance[leaf], columns["serve"][people.leaf_user], -people.leaf_amount[:, None]),
        Triplets.of(balance[leaf], columns["save"], 1.0),
        Triplets.of(balance[:nodes], columns["exit"], -1.0),
        Triplets.of(balance[source], columns["come"], 1.0),
        Triplets.of(balance[sink], columns["sell"], -1.0),
        Triplets.of(rows["close"], columns["stock"][:, -1:], 1.0),
        Triplets.of(rows["close"], columns["lack"], 1.0),
    ]
    for lag in np.unique(system.lag):
        which = np.flatnonzero(system.lag == lag)
        share, way = arrivals(float(lag) / WEEKS, months)
        for s, t in zip(*np.nonzero(share), strict=True):
            parts.append(Triplets.of(balance[system.destination[which], t], columns["ship"][which, s], share[s, t]))
        for s in np.flatnonzero(way):
            parts.append(Triplets.of(rows["close"][system.destination[which], 0], columns["ship"][which, s], way[s]))
    joined = Triplets.join(parts)
    matrix = sp.csc_matrix((joined.value, (joined.row, joined.column)), shape=(height, width))

    price = np.nan_to_num(net.value[system.holder_good], nan=0.0)
    cost, lower, upper = np.zeros(width), np.zeros(width), np.full(width, np.inf)
    cost[columns["act"]] = cost[columns["ship"]] = cost[columns["exit"]] = DUTY
    cost[columns["serve"]] = -people.worth[:, None]
    cost[columns["stock"]] = DEAR * price[:, None] + DUTY
    cost[columns["sell"]] = -np.minimum(price[sink], 1.0)[:, None]
    cost[columns["lack"]] = price[:, None]
    side = np.zeros(height)
    row_upper = side.copy()
    row_upper[rows["close"]] = np.inf
    none, empty = np.empty(0, np.int64), np.empty(0)
    nothing = Fills(none, empty, none, none, none, none)
    lp = Lp(matrix, cost, lower, upper, side, row_upper, columns, rows, net, (), (), (), nothing, np.zeros(len(net.flow_lane)))
    return Programme(lp, system, months, source, sink, price)
