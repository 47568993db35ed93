"""From tables to index sets and incidence arrays, once, for planning and for disruption.

Sets hold only what a recipe, a lane, a demand, a market or a stock can touch. Names of axes: T periods,
K commodities, R regions, L lines, U units (lines that are twins run as one and are split afterwards),
A activities (a unit running a recipe), E recipe entries, N nodes (a commodity in a region), F flows
(a commodity on a lane), D demands, S demand steps, M market steps, Q stocks, P projects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period
from didymium.network.activities import activities
from didymium.network.columns import codes, number
from didymium.network.demands import demands
from didymium.network.lanes import candidates, taxes
from didymium.network.lines import lines
from didymium.network.markets import markets
from didymium.network.projects import projects
from didymium.network.reach import usable
from didymium.network.timing import discount

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Network:
    """Index sets and parameters of a chain on a grid of periods. Quantities and capacities are per period."""

    chain: Chain
    periods: tuple[Period, ...]
    length: Floats  # [T] years
    discount: Floats  # [T]
    commodities: tuple[str, ...]
    regions: tuple[str, ...]
    value: Floats  # [K] USD/unit
    # lines and units
    lines: tuple[str, ...]
    line_row: Ints  # [L] row in the lines table
    line_unit: Ints  # [L]
    line_region: Ints  # [L]
    line_capacity: Floats  # [L, T]; nan where uncapped
    unit_region: Ints  # [U]
    unit_capacity: Floats  # [U, T]; inf where uncapped
    # activities
    act_unit: Ints  # [A]
    act_recipe: Ints  # [A] row in the recipes table
    act_use: Floats  # [A] capacity per activity
    act_cost: Floats  # [A] USD per activity
    entry_act: Ints  # [E]
    entry_node: Ints  # [E]
    entry_amount: Floats  # [E] + made, - used, per activity
    # nodes
    node_commodity: Ints  # [N]
    node_region: Ints  # [N]
    exit_cost: Floats  # [N] USD/unit
    # flows
    lane_capacity: Floats  # [lanes, T]; nan where none is applied
    flow_lane: Ints  # [F]
    flow_from: Ints  # [F] node
    flow_to: Ints  # [F] node
    flow_cost: Floats  # [F, T] USD/unit: freight and tax
    flow_tax: Floats  # [F, T] USD/unit: the tax in it
    flow_lag: Floats  # [F] years
    # demands
    demand_node: Ints  # [D]
    demand_quantity: Floats  # [D, T]
    step_demand: Ints  # [S]
    step_quantity: Floats  # [S, T]
    step_price: Floats  # [S, T] USD/unit
    # markets, stocks, projects
    market_row: Ints  # [M] row in the markets table, or for scrap in the lives table
    market_name: tuple[str, ...]  # [M] id, or good/region/scrap
    market_side: tuple[str, ...]  # [M] sells, buys, fixed, or scrap from goods in use
    market_node: Ints  # [M]
    market_sign: Ints  # [M] +1 sells to the chain (scrap does), -1 buys from it, 0 fixed
    market_quantity: Floats  # [M, T]
    market_price: Floats  # [M]
    market_since: Floats  # [M, T] mean year in which the goods behind scrap were sold; nan elsewhere
    stock_node: Ints  # [Q]
    project_unit: Ints  # [P]
    project_line: Ints  # [P]
    project_capacity: Floats  # [P, T] added when all of it is built
    project_capex: Floats  # [P] USD, discounted, less the worth left at the end
    project_committed: Flags  # [P]
    replaced_project: Ints  # [n]
    replaced_unit: Ints  # [n]
    replaced_capacity: Floats  # [n, T] closed when all of the project is built

    @property
    def size(self) -> tuple[int, ...]:
        """Lengths of T, N, A, F, S."""
        return len(self.periods), len(self.node_region), len(self.act_unit), len(self.flow_lane), len(self.step_demand)

    def node(self) -> dict[tuple[int, int], int]:
        """(commodity, region) -> node."""
        pairs = zip(self.node_commodity.tolist(), self.node_region.tolist(), strict=True)
        return {pair: n for n, pair in enumerate(pairs)}


def build(chain: Chain, periods: tuple[Period, ...]) -> Network:
    """Index sets and incidence arrays of ``chain`` on ``periods``; raises nothing on a chain that passed its checks.

    >>> from didymium.chain import load
    >>> from didymium.chain.calendar import grid
    >>> net = build(load("works"), tuple(grid("2026", "2027", quarters=0)))
    >>> len(net.periods), bool((net.flow_lag >= 0).all())
    (2, True)
    """
    t = chain.tables
    years = np.array([p.end - p.start for p in periods])
    worth = discount(periods, chain.settings.discount_rate)
    commodities, regions = tuple(t["commodities"]["id"].to_list()), tuple(t["regions"]["id"].to_list())
    k_of, r_of = ({name: i for i, name in enumerate(names)} for names in (commodities, regions))
    value = number(t["commodities"], "value")
    run = lines(chain, r_of, periods)
    act = activities(chain, run, k_of, regions)
    step = markets(chain, k_of, r_of, periods)
    d_k, d_r = codes(t["demands"]["commodity"].to_list(), k_of), codes(t["demands"]["region"].to_list(), r_of)
    s_k, s_r = codes(t["stocks"]["commodity"].to_list(), k_of), codes(t["stocks"]["region"].to_list(), r_of)
    held = number(t["stocks"], "opening") > 0

    # what is supplied and used where, and hence which goods travel
    supply, use = np.zeros((2, len(commodities), len(regions)), dtype=bool)
    supply[act.commodity[act.amount > 0], act.region[act.amount > 0]] = True
    supply[step.commodity[step.sign >= 0], step.region[step.sign >= 0]] = True
    supply[s_k[held], s_r[held]] = True
    use[act.commodity[act.amount < 0], act.region[act.amount < 0]] = True
    use[step.commodity[step.sign <= 0], step.region[step.sign <= 0]] = True
    use[d_k, d_r] = True
    hub = np.array([kind == "hub" for kind in t["regions"]["kind"].to_list()])
    goods = usable(candidates(chain, k_of, r_of), supply, use, hub)

    # nodes
    touched = np.zeros_like(supply)
    for ks, rs in ((act.commodity, act.region), (d_k, d_r), (step.commodity, step.region), (s_k, s_r)):
        touched[ks, rs] = True
    touched[goods.commodity, goods.origin] = True
    touched[goods.commodity, goods.destination] = True
    node_at = np.full(touched.shape, -1, dtype=np.int64)
    node_k, node_r = np.nonzero(touched)
    node_at[node_k, node_r] = np.arange(len(node_k))

    lanes = t["lanes"]
    freight, lag = number(lanes, "cost"), number(lanes, "lag_days") / 365.25
    flow_tax = taxes(chain, goods, k_of, r_of, value, periods)
    wanted = demands(chain, d_k, d_r, node_at, periods)
    built = projects(chain, run, periods, worth)
    return Network(
        chain=chain,
        periods=periods,
        length=years,
        discount=worth,
        commodities=commodities,
        regions=regions,
        value=value,
        lines=run.name,
        line_row=run.row,
        line_unit=run.unit,
        line_region=run.region,
        line_capacity=run.capacity,
        unit_region=run.region[run.first],
        unit_capacity=run.unit_capacity,
        act_unit=act.unit,
        act_recipe=act.recipe,
        act_use=act.use,
        act_cost=act.cost,
        entry_act=act.entry,
        entry_node=node_at[act.commodity, act.region],
        entry_amount=act.amount,
        node_commodity=node_k,
        node_region=node_r,
        exit_cost=number(t["commodities"], "exit_cost")[node_k],
        lane_capacity=number(lanes, "capacity")[:, None] * years,
        flow_lane=goods.lane,
        flow_from=node_at[goods.commodity, goods.origin],
        flow_to=node_at[goods.commodity, goods.destination],
        flow_cost=freight[goods.lane][:, None] + flow_tax,
        flow_tax=flow_tax,
        flow_lag=lag[goods.lane],
        market_row=step.row,
        market_name=step.name,
        market_side=step.side,
        market_node=node_at[step.commodity, step.region],
        market_sign=step.sign,
        market_quantity=step.quantity,
        market_price=step.price,
        market_since=step.since,
        stock_node=node_at[s_k, s_r],
        demand_node=wanted.node,
        demand_quantity=wanted.quantity,
        step_demand=wanted.step_demand,
        step_quantity=wanted.step_quantity,
        step_price=wanted.step_price,
        project_unit=built.unit,
        project_line=built.line,
        project_capacity=built.capacity,
        project_capex=built.capex,
        project_committed=built.committed,
        replaced_project=built.replaced_project,
        replaced_unit=built.replaced_unit,
        replaced_capacity=built.replaced_capacity,
    )
