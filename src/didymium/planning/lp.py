"""The linear programme as arrays: columns and rows in blocks, triplets from each block, one sparse matrix.

Column blocks: ``act[A, T]``, ``flow[F, T]``, ``served[S, T]``, ``exit[N, T]``, ``stock[Q, T]``, ``market[M, T]``,
``build[P, 1]``, ``fill[F, T]`` (taken in by a first fill), ``off[C, 6, T]`` (deviation from a calibrated utilisation),
``miss[G, 2]`` (priced target missed), ``short[K', 1]`` (lacking on the way at the end).
Row blocks: ``balance[N, T]``, ``capacity[U, T]``, ``lane[lanes, T]``, ``cap[n, 1]`` (quotas and permits),
``fill[H, T]``, ``pattern[C, T]``, ``target[G, 1]``, ``pipeline[K', 1]``. The programme is a minimum: the cost less the value of demand met.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from didymium.network import Network
from didymium.planning import balance, demand, fill, limits, pattern, pipeline, project, target
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Lp:
    """Minimise ``cost @ x`` with ``row_lower <= matrix @ x <= row_upper`` and ``lower <= x <= upper``."""

    matrix: sp.csc_matrix
    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    columns: dict[str, Ints]
    rows: dict[str, Ints]
    network: Network
    caps: tuple[limits.Cap, ...]
    goals: tuple[target.Goal, ...]
    patterns: tuple[pattern.Pattern, ...]
    fills: fill.Fills
    rate: Floats  # [F] units a year on the way before the start

    @property
    def size(self) -> dict[str, int]:
        """Rows, columns and nonzeros."""
        return {"rows": self.matrix.shape[0], "columns": self.matrix.shape[1], "nonzeros": int(self.matrix.nnz)}


def lay_out(shapes: dict[str, tuple[int, ...]]) -> tuple[dict[str, Ints], int]:
    """Consecutive positions for each block, in the order given, and their number.

    >>> blocks, n = lay_out({"a": (2, 2), "b": (1, 1)})
    >>> blocks["a"].tolist(), blocks["b"].tolist(), n
    ([[0, 1], [2, 3]], [[4]], 5)
    """
    blocks, first = {}, 0
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        blocks[name] = np.arange(first, first + count, dtype=np.int64).reshape(shape)
        first += count
    return blocks, first


def assemble(net: Network, rate: Floats | None = None) -> Lp:
    """Build the programme of a network: arrays only, one period's sets tiled over the grid.

    ``rate`` is what was sent on each flow before the start, units a year ``[F]``; none by default.

    >>> from didymium.chain import load
    >>> from didymium.chain.calendar import grid
    >>> from didymium.network import build
    >>> lp = assemble(build(load("works"), tuple(grid("2026", "2026", quarters=0))))
    >>> lp.matrix.shape == (lp.size["rows"], lp.size["columns"])
    True
    """
    periods, nodes, acts, flows, steps = net.size
    caps = limits.caps(net)
    goals = target.goals(net)
    patterns = pattern.patterns(net)
    filled = fill.fills(net)
    before = np.zeros(flows) if rate is None else rate
    moved = pipeline.goods(net)
    columns, width = lay_out(
        {
            "act": (acts, periods),
            "flow": (flows, periods),
            "served": (steps, periods),
            "exit": (nodes, periods),
            "stock": (len(net.stock_node), periods),
            "market": (len(net.market_node), periods),
            "build": (len(net.project_unit), 1),
            "fill": (len(filled.acts), periods),
            "off": (len(patterns), 6, periods),
            "miss": (len(goals), 2),
            "short": (len(moved), 1),
        }
    )
    rows, height = lay_out(
        {
            "balance": (nodes, periods),
            "capacity": (len(net.unit_region), periods),
            "lane": (net.lane_capacity.shape[0], periods),
            "cap": (len(caps), 1),
            "fill": (len(filled.units), periods),
            "pattern": (len(patterns), periods),
            "target": (len(goals), 1),
            "pipeline": (len(moved), 1),
        }
    )
    cost, lower, upper = np.zeros(width), np.zeros(width), np.full(width, np.inf)
    row_lower, row_upper = np.full(height, -np.inf), np.full(height, np.inf)

    row_lower[rows["balance"]] = row_upper[rows["balance"]] = balance.supplied_from_outside(net, before)
    row_upper[rows["capacity"]] = net.unit_capacity
    row_upper[rows["lane"]] = np.where(np.isnan(net.lane_capacity), np.inf, net.lane_capacity)
    row_upper[rows["cap"]] = np.array([cap.limit for cap in caps]).reshape(-1, 1)
    row_lower[rows["fill"]] = 0.0
    row_lower[rows["pipeline"]] = pipeline.at_start(net, before)[:, None]
    row_lower[rows["pattern"]] = row_upper[rows["pattern"]] = pattern.level(net, patterns)
    for g, goal in enumerate(goals):
        row_lower[rows["target"][g]], row_upper[rows["target"][g]] = goal.bounds

    worth = net.discount
    cost[columns["act"]] = net.act_cost[:, None] * worth
    cost[columns["flow"]] = net.flow_cost * worth
    cost[columns["short"]] = (net.value[moved] * worth[-1])[:, None]
    cost[columns["served"]] = -net.step_price * worth
    upper[columns["served"]] = net.step_quantity
    cost[columns["exit"]] = net.exit_cost[:, None] * worth
    cost[columns["stock"]] = balance.stock_cost(net)
    upper[columns["stock"]] = demand.stock_limit(net)[:, None]
    cost[columns["market"]] = (net.market_price * net.market_sign)[:, None] * worth
    lower[columns["market"]], upper[columns["market"]] = demand.market_bounds(net)
    cost[columns["build"]] = net.project_capex[:, None]
    upper[columns["build"]] = 1.0
    lower[columns["build"]] = net.project_committed[:, None].astype(float)
    if patterns:
        cost[columns["off"]], upper[columns["off"]] = pattern.prices(net, patterns)
    cost[columns["miss"]], upper[columns["miss"]] = target.allowed(goals)

    parts = [
        *balance.rows(net, columns, rows["balance"]),
        *pipeline.rows(net, columns, rows),
        *limits.rows(net, columns, rows, caps),
        *project.rows(net, columns, rows),
        *fill.rows(net, columns, rows, filled),
        *pattern.rows(net, columns, rows["pattern"], patterns),
        *target.rows(net, columns, rows["target"], goals),
    ]
    joined = Triplets.join(parts)
    matrix = sp.csc_matrix((joined.value, (joined.row, joined.column)), shape=(height, width))
    return Lp(matrix, cost, lower, upper, row_lower, row_upper, columns, rows, net, caps, goals, patterns, filled, before)
