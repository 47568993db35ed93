"""The same case in the layers of our peers: linopy and pyomo, each up to a model inside HiGHS.

The layers are imported where they are used: each is measured in a process of its own.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.reference.case import EXPANSION_LEAD, EXPANSION_SHARE, Case

if TYPE_CHECKING:
    from highspy import Highs


def build_linopy(case: Case) -> Highs:
    """The case in linopy, vectorised over periods, handed to HiGHS."""
    import linopy
    import pandas as pd
    import xarray as xr

    # linopy announces that absent terms (before the first period) will be read otherwise in a later version
    warnings.simplefilter("ignore")
    lengths = {
        "process": len(case.processes),
        "node": len(case.node_site),
        "flow": len(case.flow_arc),
        "arc": len(case.arc_from),
        "demand": len(case.demand_node),
        "entry": len(case.entry_process),
        "time": case.quarters,
    }
    index = {name: pd.RangeIndex(length, name=name) for name, length in lengths.items()}

    def array(values: Any, *dims: str) -> xr.DataArray:
        return xr.DataArray(values, coords={dim: index[dim] for dim in dims}, dims=dims)

    def gather(expression: Any, key: Any, dim: str, into: str) -> Any:
        """Sum over ``dim`` into the positions that ``key`` names."""
        return expression.groupby(array(key, dim).rename(into)).sum()

    def per_period(values: Any, dim: str) -> xr.DataArray:
        return array(np.broadcast_to(np.asarray(values)[:, None], (lengths[dim], case.quarters)), dim, "time")

    m = linopy.Model(force_dim_names=False)

    def variable(name: str, dim: str, upper: Any = np.inf) -> Any:
        return m.add_variables(lower=0, upper=upper, coords=[index[dim], index["time"]], name=name)

    run = variable("run", "process")
    expand = variable("expand", "process", per_period(EXPANSION_SHARE * case.capacity, "process"))
    stock = variable("stock", "node", per_period(case.storage_limit, "node"))
    ship = variable("ship", "flow")
    short = variable("short", "demand")
    leave = variable("leave", "node")

    made = array(case.entry_amount, "entry") * run.sel(process=array(case.entry_process, "entry"))
    lag = array(case.arc_lag[case.flow_arc].astype(float), "flow")
    arriving = (1 - lag) * ship + lag * ship.shift(time=1)
    parts = [
        gather(made, case.entry_node, "entry", "node"),
        gather(arriving, case.flow_to, "flow", "node"),
        gather(-1 * ship, case.flow_from, "flow", "node"),
        gather(1 * short, case.demand_node, "demand", "node"),
        stock.shift(time=1) - stock - leave,
    ]
    balance = linopy.merge([p.reindex(node=index["node"]) for p in parts], cls=linopy.LinearExpression, join="outer")
    wanted = np.zeros((lengths["node"], case.quarters))
    wanted[case.demand_node] = case.demand
    m.add_constraints(balance, "=", array(wanted, "node", "time"), name="balance")
    added = expand.cumsum("time").shift(time=EXPANSION_LEAD)
    m.add_constraints(run - added <= array(case.capacity, "process"), name="capacity")
    m.add_constraints(gather(1 * ship, case.flow_arc, "flow", "arc") <= array(case.arc_capacity, "arc"), name="arc")
    if len(case.quota_flow):
        counted = ship.isel(flow=case.quota_flow)
        group = xr.DataArray(case.quota_group, coords={"flow": counted.coords["flow"]}, dims="flow", name="group")
        year = array(np.arange(case.quarters) // 4, "time").rename("year")
        total = (1 * counted).groupby(group).sum().groupby(year).sum()
        groups = pd.Index(np.unique(case.quota_group), name="group")
        limit = xr.DataArray(case.quota[groups], coords={"group": groups, "year": np.arange(case.years)})
        m.add_constraints(total <= limit, name="quota")
    costs = (
        (run, case.cost, "process"),
        (expand, case.expansion_cost, "process"),
        (stock, case.storage_cost, "node"),
        (ship, case.arc_cost[case.flow_arc], "flow"),
        (short, case.price, "demand"),
        (leave, case.exit_cost, "node"),
    )
    discount = array(case.discount, "time")
    m.add_objective(sum(((array(cost, dim) * discount) * v).sum() for v, cost, dim in costs))
    highs = linopy.io.to_highspy(m)
    highs.setOptionValue("output_flag", False)
    return highs


def build_pyomo(case: Case) -> Highs:
    """The case in pyomo, rule by rule, handed to HiGHS by the persistent interface."""
    import pyomo.environ as pe
    from pyomo.contrib.appsi.solvers import Highs as Solver

    periods = range(case.quarters)
    sets = {
        "process": range(len(case.processes)),
        "node": range(len(case.node_site)),
        "flow": range(len(case.flow_arc)),
        "arc": range(len(case.arc_from)),
        "demand": range(len(case.demand_node)),
    }
    m = pe.ConcreteModel()
    m.run = pe.Var(sets["process"], periods, within=pe.NonNegativeReals)
    m.expand = pe.Var(sets["process"], periods, bounds=lambda m, p, t: (0, EXPANSION_SHARE * case.capacity[p]))
    m.stock = pe.Var(sets["node"], periods, bounds=lambda m, n, t: (0, case.storage_limit[n]))
    m.ship = pe.Var(sets["flow"], periods, within=pe.NonNegativeReals)
    m.short = pe.Var(sets["demand"], periods, within=pe.NonNegativeReals)
    m.leave = pe.Var(sets["node"], periods, within=pe.NonNegativeReals)

    entries: list[list[tuple[int, float]]] = [[] for _ in sets["node"]]
    arriving: list[list[int]] = [[] for _ in sets["node"]]
    leaving: list[list[int]] = [[] for _ in sets["node"]]
    on_arc: list[list[int]] = [[] for _ in sets["arc"]]
    counted: dict[int, list[int]] = {}
    for p, n, amount in zip(case.entry_process.tolist(), case.entry_node.tolist(), case.entry_amount.tolist(), strict=True):
        entries[n].append((p, amount))
    for f in sets["flow"]:
        arriving[case.flow_to[f]].append(f)
        leaving[case.flow_from[f]].append(f)
        on_arc[case.flow_arc[f]].append(f)
    for f, group in zip(case.quota_flow.tolist(), case.quota_group.tolist(), strict=True):
        counted.setdefault(group, []).append(f)
    lag = case.arc_lag[case.flow_arc].tolist()
    wanted = {n: d for d, n in enumerate(case.demand_node.tolist())}

    def balance(m: Any, n: int, t: int) -> Any:
        left = sum(amount * m.run[p, t] for p, amount in entries[n]) - m.stock[n, t] - m.leave[n, t]
        left += sum(m.ship[f, t - lag[f]] for f in arriving[n] if t >= lag[f])
        left -= sum(m.ship[f, t] for f in leaving[n])
        if t:
            left += m.stock[n, t - 1]
        if n in wanted:
            left += m.short[wanted[n], t]
        return left == (float(case.demand[wanted[n], t]) if n in wanted else 0.0)

    def capacity(m: Any, p: int, t: int) -> Any:
        added = sum(m.expand[p, u] for u in range(max(0, t - EXPANSION_LEAD + 1)))
        return m.run[p, t] - added <= float(case.capacity[p])

    def arc(m: Any, a: int, t: int) -> Any:
        if not on_arc[a]:
            return pe.Constraint.Skip
        return sum(m.ship[f, t] for f in on_arc[a]) <= float(case.arc_capacity[a])

    def quota(m: Any, g: int, y: int) -> Any:
        return sum(m.ship[f, t] for f in counted[g] for t in range(4 * y, 4 * y + 4)) <= float(case.quota[g, y])

    m.balance = pe.Constraint(sets["node"], periods, rule=balance)
    m.capacity = pe.Constraint(sets["process"], periods, rule=capacity)
    m.arc = pe.Constraint(sets["arc"], periods, rule=arc)
    m.quota = pe.Constraint(sorted(counted), range(case.years), rule=quota)
    discount = case.discount.tolist()

    def total(variable: Any, cost: Any, over: str) -> Any:
        each = cost.tolist()
        return sum(each[i] * discount[t] * variable[i, t] for i in sets[over] for t in periods)

    m.cost = pe.Objective(
        expr=total(m.run, case.cost, "process")
        + total(m.expand, case.expansion_cost, "process")
        + total(m.stock, case.storage_cost, "node")
        + total(m.ship, case.arc_cost[case.flow_arc], "flow")
        + total(m.short, case.price, "demand")
        + total(m.leave, case.exit_cost, "node")
    )
    solver = Solver()
    solver.config.load_solution = False
    solver.config.stream_solver = False
    solver.set_instance(m)
    highs = solver._solver_model  # the solver object itself: appsi offers no public way to it
    highs.setOptionValue("output_flag", False)
    return highs
