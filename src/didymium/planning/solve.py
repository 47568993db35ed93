"""The plan: grid, network, programme, solution, tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period, grid
from didymium.chain.holdings import rollup
from didymium.network import Network, build
from didymium.planning import accounts, netback, price, reason
from didymium.planning.conflict import Conflict, explain
from didymium.planning.face import settle
from didymium.planning.live import Change, Live, Solution, SolveError
from didymium.planning.lp import Lp, assemble
from didymium.planning.pipeline import is_steady
from didymium.planning.tables import primal

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """A coordinated plan with foresight: what the chain would do if everyone coordinated and knew.

    ``objective`` is the discounted value of demand met less all costs (USD of the price year); ``tables`` hold the
    results, one frame each; ``closure`` is the largest element gap as a share of what entered in a period;
    ``duality`` the relative gap between the primal and the dual objective.
    """

    chain: Chain
    status: str
    objective: float
    size: dict[str, int]
    seconds: dict[str, float]
    tables: dict[str, pl.DataFrame]
    closure: float
    duality: float
    inertia_share: float
    path: str
    iterations: int
    fallbacks: tuple[str, ...]
    live: Live
    solution: Solution


class Infeasible(RuntimeError):
    """No plan keeps every rule; ``conflict`` names a minimal set of them and where each is written."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(str(conflict))
        self.conflict = conflict


def say_nothing(_: str) -> None:
    """A progress report that nobody reads."""


def solve(
    chain: Chain,
    quarters: int = 8,
    start: str | None = None,
    end: str | None = None,
    progress: Progress = say_nothing,
    detail: bool = True,
) -> Plan:
    """Plan ``chain`` on its horizon: the first ``quarters`` quarters, then years.

    ``detail`` adds price intervals, netbacks, target costs and reasons (some hundred warm re-solves). Raises
    :class:`Infeasible` when rules conflict and ``SolveError`` when the solver fails.

    >>> from didymium.chain import load
    >>> plan = solve(load("works"), quarters=0, detail=False)
    >>> plan.status, plan.closure < 1e-9
    ('optimal', True)
    """
    periods: tuple[Period, ...] = tuple(grid(start or chain.settings.start, end or chain.settings.end, quarters))
    began = time.perf_counter()
    progress("building the programme")
    net = build(chain, periods)
    lp = assemble(net, _before(chain, net, progress))
    live = Live(lp)
    built = time.perf_counter()
    try:
        solution = live.solve(progress)
    except SolveError as error:
        if live.status == "Infeasible":
            raise Infeasible(explain(lp, progress)) from error
        raise
    solution = settle(live, solution)
    solved = time.perf_counter()
    tables = primal(lp, solution)
    tables["balance"] = accounts.ledger(lp, solution)
    if detail:
        tables |= _detail(net, lp, live, solution, tables, progress)
    done = time.perf_counter()
    return Plan(
        chain=chain,
        status="optimal",
        objective=-solution.objective,
        size=lp.size,
        seconds={"build": built - began, "solve": solved - built, "explain": done - solved},
        tables=tables,
        closure=accounts.closure(tables["balance"]),
        duality=duality_gap(lp, solution),
        inertia_share=_inertia_share(lp, solution),
        path=solution.path,
        iterations=solution.iterations,
        fallbacks=tuple(live.fallbacks),
        live=live,
        solution=solution,
    )


def _before(chain: Chain, net: Network, progress: Progress) -> NDArray[np.float64] | None:
    """Flows before the start (units a year ``[F]``): those of the first year planned alone; None where nothing travels.

    A year alone knows no time on the way, so each flow pays the interest on it: without that two ways of equal freight
    and unequal lag would be a draw, and the row order would decide what is on the way.
    """
    if len(net.periods) == 1 or not is_steady(net) or not (net.flow_lag > 0).any():
        return None
    year = str(int(net.periods[0].start + 1e-9))
    alone = build(chain, tuple(grid(year, year, quarters=0)))
    worth = alone.value[alone.node_commodity[alone.flow_to]] * alone.flow_lag * chain.settings.discount_rate
    lp = assemble(replace(alone, flow_cost=alone.flow_cost + worth[:, None]))
    alone_live = Live(lp)
    try:
        solution = settle(alone_live, alone_live.solve())
    except SolveError as error:
        if str(error) == "Infeasible":
            raise Infeasible(explain(lp, progress)) from error
        raise
    rate: NDArray[np.float64] = solution.x[lp.columns["flow"]][:, 0] / lp.network.length[0]
    return rate


def held(net: Network, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Tables ``holders`` and ``sankey`` from the tables ``made`` and ``met`` of a solved network: who has what, and where it goes."""
    found = accounts.holders(net, tables["made"], rollup(net.chain, net.periods))
    return {"holders": found, "sankey": accounts.sankey(net, tables["made"], tables["met"], found)}


def duality_gap(lp: Lp, solution: Solution) -> float:
    """Relative gap between the primal objective and that of the duals (rows at their bounds plus bound terms)."""
    y, d = solution.y, solution.reduced
    with np.errstate(invalid="ignore"):
        rows = np.where(y > 0, y * np.where(y > 0, lp.row_lower, 0.0), y * np.where(y < 0, lp.row_upper, 0.0))
        columns = np.where(d > 0, d * lp.lower, d * np.where(d < 0, lp.upper, 0.0))
    dual = float(np.nan_to_num(rows, nan=0.0, posinf=0.0, neginf=0.0).sum() + np.nan_to_num(columns, nan=0.0, posinf=0.0, neginf=0.0).sum())
    return abs(dual - solution.objective) / max(1.0, abs(solution.objective))


def _inertia_share(lp: Lp, solution: Solution) -> float:
    """Cost of leaving the calibrated pattern as a share of the objective."""
    off = lp.columns["off"]
    paid = float((lp.cost[off] * solution.x[off]).sum()) if off.size else 0.0
    return paid / max(1.0, abs(solution.objective))


def _detail(
    net: Network, lp: Lp, live: Live, solution: Solution, primal_tables: dict[str, pl.DataFrame], progress: Progress
) -> dict[str, pl.DataFrame]:
    """Accounts and explanations of a solution."""
    chain = net.chain
    found = {"shadow": price.table(lp, solution), **held(net, primal_tables)}
    added = accounts.value_added(primal_tables["made"], found["shadow"], accounts.bought_in(lp, solution), rollup(chain, net.periods))
    found["value_added"] = added
    ends = price.year_ends(net)
    found["netback"] = netback.table(lp, solution, ends)
    progress("price intervals")

    def count(done: int, total: int) -> None:
        progress(f"price intervals {done} of {total}")

    found["price"] = price.intervals(live, solution, price.asked(lp, solution), ends, count)
    progress("what each target costs")
    found["target"] = _targets(lp, live, solution)
    missed = [
        (
            r["id"],
            None,
            r["period"],
            abs(r["actual"] - r["target"]),
            f"missing it is cheaper: keeping it would cost more than {r['penalty']:,.0f} USD a unit",
        )
        for r in found["target"].filter(~pl.col("met")).iter_rows(named=True)
    ]
    progress("reasons")
    found["reason"] = reason.table(lp, solution, missed)
    return found


def _targets(lp: Lp, live: Live, solution: Solution) -> pl.DataFrame:
    """Each target: reached or not, what it costs (objective without it less objective with it), and its local rate."""
    rows = []
    table = lp.network.chain.tables["targets"]
    for g, goal in enumerate(lp.goals):
        row = lp.rows["target"][g]
        actual = goal.actual(solution.x, lp.columns)
        asked = goal.ratio if goal.denominator is not None else goal.value
        free = live.resolve(Change(row, np.array([-np.inf]), np.array([np.inf])))
        slack = float(solution.x[lp.columns["miss"][g]].sum())
        rows.append(
            {
                "id": goal.name,
                "entity": table["entity"][goal.row],
                "region": table["region"][goal.row],
                "period": table["period"][goal.row],
                "sense": goal.sense,
                "target": asked,
                "actual": actual,
                "met": slack <= 1e-6 * max(1.0, abs(asked)),
                "cost": solution.objective - free.objective,
                "rate": float(abs(solution.y[row[0]]) / goal.worth),
                "penalty": goal.penalty,
            }
        )
    words = dict.fromkeys(("id", "entity", "region", "period", "sense"), pl.String)
    schema = words | {"target": pl.Float64, "actual": pl.Float64, "met": pl.Boolean, "cost": pl.Float64, "rate": pl.Float64}
    return pl.DataFrame(rows, schema=schema | {"penalty": pl.Float64})
