"""The plans of least cost, where there are many: which of them is shown, and how far a shown quantity could move among them.

With an optimum's duals, the optimal face is the programme itself with every column of non-zero reduced cost, and every row
of non-zero dual, held at the bound where it lies (complementary slackness; any optimal dual will do).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from didymium.network import Network
from didymium.planning.demand import size
from didymium.planning.live import Live, Solution, SolveError, unit_of_cost
from didymium.planning.lp import Lp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SAME = 1e-8  # a reduced cost below this, in the solver's unit of cost, is none
STEPS = 5  # of utilisation, each dearer than the one before
MOVED = 1e-3  # weight of a unit carried, stored, or off its pattern, against one of even use
ORDER = 1e-5  # weight of the canonical order


def face(lp: Lp, solution: Solution) -> Lp:
    """The optimal face: ``lp`` without cost, and with what the duals hold held."""
    unit = unit_of_cost(lp.cost)
    lower, upper = _held(lp.lower, lp.upper, solution.reduced / unit)
    row_lower, row_upper = _held(lp.row_lower, lp.row_upper, solution.y / unit)
    return replace(lp, cost=np.zeros_like(lp.cost), lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


def settle(live: Live, solution: Solution) -> Solution:
    """Of all plans that cost the least, the one that is shown: the larger of two equal buyers is met, equal lines are used
    evenly, little is carried and stored, and what is still a draw falls to the order of names. Objective and duals are those
    of ``solution``.

    Minimises over the face ``sum_{u,t,k} (k - 1/2) / 5 part_{u,t,k} - size served + 0.001 (flow + stock + off) + 0.00001 g x``
    where the parts, each a fifth of what the unit can be, add up to its use; ``size`` is :func:`~.demand.size` and ``g``
    :func:`order`.
    """
    lp = live.lp
    net, columns = lp.network, lp.columns
    held = face(lp, solution)
    loose = (held.upper - held.lower)[columns["act"]] > 0
    able = net.unit_capacity.copy()
    np.add.at(able, net.project_unit, np.maximum(net.project_capacity, 0.0))
    open_ = np.zeros(able.shape, dtype=bool)
    np.logical_or.at(open_, net.act_unit, loose)
    unit, period = np.nonzero(open_ & np.isfinite(able) & (able > 0))
    position = np.full(able.shape, -1, dtype=np.int64)
    position[unit, period] = np.arange(len(unit))
    at = position[net.act_unit]  # [A, T]
    act, when = np.nonzero(at >= 0)
    width, height, n = len(lp.cost), len(lp.row_lower), len(unit)
    parts = width + np.arange(n * STEPS).reshape(n, STEPS)
    rows = np.concatenate([at[act, when], np.repeat(np.arange(n), STEPS)])
    places = np.concatenate([columns["act"][act, when], parts.ravel()])
    values = np.concatenate([net.act_use[act], np.full(n * STEPS, -1.0)])
    even = sp.csc_matrix((values, (rows, places)), shape=(n, width + n * STEPS))
    matrix = sp.vstack([sp.hstack([lp.matrix, sp.csc_matrix((height, n * STEPS))]), even], format="csc")
    cost = np.zeros(width + n * STEPS)
    for block in ("flow", "stock", "off"):
        cost[columns[block]] = MOVED
    cost[:width] += ORDER * order(lp)
    cost[columns["served"]] = -size(net)
    cost[parts] = (np.arange(STEPS) + 0.5) / STEPS
    limit = np.repeat(able[unit, period, None] / STEPS, STEPS, axis=1)
    limit[:, -1] = np.inf
    wide = replace(
        held,
        matrix=matrix,
        cost=cost,
        lower=np.concatenate([held.lower, np.zeros(n * STEPS)]),
        upper=np.concatenate([held.upper, limit.ravel()]),
        row_lower=np.concatenate([held.row_lower, np.zeros(n)]),
        row_upper=np.concatenate([held.row_upper, np.zeros(n)]),
    )
    basic, low = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kLower
    started = [low] * (n * STEPS)
    started[STEPS - 1 :: STEPS] = [basic] * n  # the last part takes all of the use: a vertex of the wider face
    column_status, row_status = live.status_of_base
    try:
        found = Live(wide).start(column_status + started, row_status + [low] * n)
    except SolveError as error:  # the plan stands as the solver left it, and says so
        live.fallbacks.append(f"the choice among plans of equal cost ended as {error}: the solver's own is shown")
        return solution
    return replace(solution, x=found.x[:width], iterations=solution.iterations + found.iterations)


def ranges(live: Live, solution: Solution, weights: Sequence[Floats]) -> list[tuple[float | None, float | None]]:
    """Least and most of ``weight @ x`` over all plans that cost the least, for each weight ``[columns]``.

    None where the solver finds no end.
    """
    if not weights:
        return []
    held = face(live.lp, solution)
    fixed = held.lower == held.upper
    edge = Live(held)
    edge.start(*live.status_of_base)
    found: list[tuple[float | None, float | None]] = []
    for weight in weights:
        if fixed[weight != 0].all():
            found.append((float(weight @ solution.x),) * 2)
            continue
        ends: list[float | None] = []
        for sign in (1.0, -1.0):
            try:
                ends.append(sign * edge.priced(sign * weight).objective)
            except SolveError:
                ends.append(None)
        found.append((ends[0], ends[1]))
    return found


def order(lp: Lp) -> Floats:
    """A number in [0, 1) for each column, drawn in the order of the sorted names: so that no two sums of them agree by accident,
    whatever the order of rows."""
    net = lp.network
    result = np.zeros(len(lp.cost))
    drawn = np.random.Generator(np.random.PCG64(0))
    for block, keys in _names(net).items():
        columns = lp.columns[block]
        rank = np.empty(len(keys), dtype=np.int64)
        rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
        result[columns] = drawn.random(columns.shape)[rank]
    return result


def _names(net: Network) -> dict[str, list[tuple[object, ...]]]:
    """What tells the columns of each block apart, whatever the order of the rows that they came from."""
    recipes = net.chain.tables["recipes"]["id"].to_list()
    lines: dict[int, list[str]] = {}
    for line, unit in zip(net.lines, net.line_unit.tolist(), strict=True):
        lines.setdefault(unit, []).append(line)
    node = [(net.commodities[k], net.regions[r]) for k, r in zip(net.node_commodity.tolist(), net.node_region.tolist(), strict=True)]
    lanes = net.chain.tables["lanes"]["id"].to_list()
    projects = net.chain.tables["projects"]["id"].to_list()
    return {
        "act": [(min(lines[u]), recipes[r]) for u, r in zip(net.act_unit.tolist(), net.act_recipe.tolist(), strict=True)],
        "flow": [
            (*node[a], *node[b], lanes[lane])
            for a, b, lane in zip(net.flow_from.tolist(), net.flow_to.tolist(), net.flow_lane.tolist(), strict=True)
        ],
        "exit": list(node),
        "stock": [node[n] for n in net.stock_node.tolist()],
        "market": list(zip(net.market_name, net.market_side, strict=True)),
        "build": [(p,) for p in projects],
    }


def _held(lower: Floats, upper: Floats, dual: Floats) -> tuple[Floats, Floats]:
    """Bounds with those of positive dual held below and those of negative dual held above, where there is a bound to hold at."""
    below, above = (dual > SAME) & np.isfinite(lower), (dual < -SAME) & np.isfinite(upper)
    return np.where(above, upper, lower), np.where(below, lower, upper)
