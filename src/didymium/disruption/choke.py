"""Choke points: one plant, or one region's stage, stands still for a year; the plan is re-solved and the loss counted.

The plan has every plant's own capacity, idle ones too, and no stocks: this is what is lost once stocks are gone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.planning import Change, Plan, SolveError
from didymium.planning.live import Solution
from didymium.planning.tables import line_share, names

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NOT_PLANTS = ("use", "other")  # stages that fit and sink: nobody's plant
SMALL = 1e-6
SCHEMA = {
    "kind": pl.String,
    "name": pl.String,
    "region": pl.String,
    "stage": pl.String,
    "loss": pl.Float64,
    "share": pl.Float64,
    "hurt": pl.String,
}


def choke_points(plan: Plan, progress: Callable[[int, int], None] | None = None) -> pl.DataFrame:
    """End use lost when a plant or a region's stage stands still in a plan of one period, the largest loss first.

    Columns kind (plant, region), name, region, stage, loss (USD of end use at what its steps pay), share (of all end use in
    the period) and hurt: the region that loses most. Plants of one region and stage that are twins in the plan stand still
    by their share of the capacity. Only running plants are tried: one that stands idle costs nothing.
    """
    net, lp = plan.live.lp.network, plan.live.lp
    words, share = names(net), line_share(net)[:, 0]
    ran = np.zeros(len(net.unit_region))
    np.add.at(ran, net.act_unit, plan.solution.x[lp.columns["act"]][:, 0] * net.act_use)
    tries: list[tuple[str, str, str, str, Floats]] = []
    groups: dict[tuple[str, str], Floats] = {}
    for line in range(len(net.lines)):
        region, stage, unit = str(words.region[line]), str(words.stage[line]), int(net.line_unit[line])
        if stage in NOT_PLANTS or ran[unit] <= SMALL or share[line] <= 0:
            continue
        stands = np.zeros(len(ran))
        stands[unit] = share[line]
        tries.append(("plant", str(words.line_name[line]), region, stage, stands))
        groups.setdefault((region, stage), np.zeros(len(ran)))[unit] += share[line]
    tries += [("region", f"{stage}, {region}", region, stage, stands) for (region, stage), stands in sorted(groups.items())]
    usual = served(plan, plan.solution)
    total = float((net.demand_quantity * _worth(plan)).sum())
    rows = []
    for done, (kind, name, region, stage, stands) in enumerate(tries):
        try:
            lost = np.maximum(usual - served(plan, plan.live.resolve(standstill(plan, np.minimum(stands, 1.0)))), 0.0)
            by_region = np.zeros(len(net.regions))
            np.add.at(by_region, net.node_region[net.demand_node], (lost * _worth(plan)).sum(axis=1))
            loss = float(by_region.sum())
            hurt = net.regions[int(by_region.argmax())] if loss > SMALL * total else ""
        except SolveError:
            loss, hurt = float("nan"), "no plan without it"
        rows.append((kind, name, region, stage, loss, loss / total, hurt))
        if progress is not None:
            progress(done + 1, len(tries))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("loss", "kind", "name", descending=[True, True, False], nulls_last=True)


def standstill(plan: Plan, stands: Floats) -> Change:
    """Units ``[U]`` cut by a share of their capacity; one without a limit is cut from what it runs."""
    net, lp = plan.live.lp.network, plan.live.lp
    cut = np.flatnonzero(stands > 0)
    limited = cut[np.isfinite(net.unit_capacity[cut]).all(axis=1)]
    rows = lp.rows["capacity"][limited]
    acts = np.flatnonzero(np.isin(net.act_unit, np.setdiff1d(cut, limited)))
    columns = lp.columns["act"][acts]
    left = plan.solution.x[columns] * (1.0 - stands[net.act_unit[acts]])[:, None]
    kept = net.unit_capacity[limited] * (1.0 - stands[limited])[:, None]
    return Change(
        rows=rows.ravel(),
        row_lower=np.full(rows.size, -np.inf),
        row_upper=kept.ravel(),
        columns=columns.ravel(),
        lower=np.zeros(columns.size),
        upper=left.ravel(),
    )


def served(plan: Plan, solution: Solution) -> Floats:
    """What each demand gets ``[D, T]``."""
    net, lp = plan.live.lp.network, plan.live.lp
    found = np.zeros_like(net.demand_quantity)
    np.add.at(found, net.step_demand, solution.x[lp.columns["served"]])
    return found


def _worth(plan: Plan) -> Floats:
    """What an average unit of each demand pays ``[D, T]``: mean of its steps by quantity."""
    net = plan.live.lp.network
    paid = np.zeros_like(net.demand_quantity)
    np.add.at(paid, net.step_demand, net.step_price * net.step_quantity)
    return np.divide(paid, net.demand_quantity, out=np.zeros_like(paid), where=net.demand_quantity > 0)
