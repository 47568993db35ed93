"""From tables to index sets and incidence arrays, once, for planning and for disruption.

Sets hold only what a recipe, a lane, a demand, a market or a stock can touch. Names of axes: T periods,
K commodities, R regions, L lines, U units (lines that are twins run as one and are split afterwards),
A activities (a unit running a recipe), E recipe entries, N nodes (a commodity in a region), F flows
(a commodity on a lane), D demands, S demand steps, M market steps, Q stocks, P projects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period, parse
from didymium.network.columns import FOREVER, codes, edges, number, within
from didymium.network.demands import demands
from didymium.network.projects import projects
from didymium.network.reach import Candidates, usable
from didymium.network.timing import discount, overlap

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
    demand_row: Ints  # [D, T] row in the demands table, -1 for none
    demand_node: Ints  # [D]
    demand_quantity: Floats  # [D, T]
    step_demand: Ints  # [S]
    step_quantity: Floats  # [S, T]
    step_price: Floats  # [S, T] USD/unit
    # markets, stocks, projects
    market_row: Ints  # [M]
    market_node: Ints  # [M]
    market_sign: Ints  # [M] +1 sells to the chain, -1 buys from it, 0 fixed
    market_quantity: Floats  # [M, T]
    market_price: Floats  # [M]
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


def _ramped(chain: Chain, lines: list[str], periods: tuple[Period, ...]) -> Floats:
    """Mean ramp factor of each line in each period ``[L, T]``: 1 before the first row of a line."""
    factor = np.ones((len(lines), len(periods)))
    rows: dict[str, list[tuple[float, float]]] = {}
    table = chain.tables["ramps"]
    for line, label, value in zip(table["line"].to_list(), table["period"].to_list(), table["factor"].to_list(), strict=True):
        rows.setdefault(line, []).append((parse(label, chain.settings.fiscal_start).start, value))
    length = np.array([p.end - p.start for p in periods])
    for i, line in enumerate(lines):
        if line in rows:
            steps = sorted(rows[line])
            starts = np.array([-FOREVER] + [s for s, _ in steps])
            ends = np.array([s for s, _ in steps] + [FOREVER])
            values = np.array([1.0] + [v for _, v in steps])
            factor[i] = values @ overlap(starts, ends, periods) / length
    return factor


Costs = dict[tuple[str, str | None], dict[str, float]]


def recipe_costs(chain: Chain) -> Costs:
    """(recipe, region or None for everywhere else) -> item -> USD per activity."""
    table = chain.tables["recipe_costs"]
    costs: Costs = {}
    for recipe, region, item, cost in table.select("recipe", "region", "item", "cost").iter_rows():
        costs.setdefault((recipe, region), {})[item] = cost
    return costs


def cost_items(costs: Costs, recipe: str, region: str) -> dict[str, float]:
    """Cost per unit of activity of a recipe in a region by item: a row for the region overrides the general one.

    >>> cost_items({("r", None): {"labour": 1.0, "energy": 2.0}, ("r", "CHN"): {"energy": 1.5}}, "r", "CHN")
    {'labour': 1.0, 'energy': 1.5}
    """
    return {**costs.get((recipe, None), {}), **costs.get((recipe, region), {})}


def build(chain: Chain, periods: tuple[Period, ...]) -> Network:
    """Index sets and incidence arrays of ``chain`` on ``periods``; raises nothing on a chain that passed its checks.

    >>> from didymium.chain import load
    >>> from didymium.chain.calendar import grid
    >>> net = build(load("works"), tuple(grid("2026", "2027", quarters=0)))
    >>> len(net.periods), bool((net.flow_lag >= 0).all())
    (2, True)
    """
    t = chain.tables
    fiscal = chain.settings.fiscal_start
    years = np.array([p.end - p.start for p in periods])
    worth = discount(periods, chain.settings.discount_rate)
    commodities = tuple(t["commodities"]["id"].to_list())
    regions = tuple(t["regions"]["id"].to_list())
    sites = dict(zip(t["sites"]["id"].to_list(), t["sites"]["region"].to_list(), strict=True))
    k_of = {k: i for i, k in enumerate(commodities)}
    r_of = {r: i for i, r in enumerate(regions)}
    value = number(t["commodities"], "value")

    # lines that run something
    running = set(t["modes"]["line"].to_list())
    all_lines = t["lines"]["id"].to_list()
    line_row = np.array([i for i, line in enumerate(all_lines) if line in running], dtype=np.int64)
    lines = [all_lines[i] for i in line_row]
    l_of = {line: i for i, line in enumerate(lines)}
    table = t["lines"][line_row.tolist()] if len(line_row) else t["lines"].head(0)
    line_region = codes([sites[s] for s in table["site"].to_list()], r_of)
    start, end = edges(table, "start", "end", fiscal)
    open_share = overlap(start, end, periods) / years
    uncapped = table["uncapped"].fill_null(False).to_numpy().astype(bool)
    yearly = np.where(uncapped, np.nan, number(table, "capacity") * number(table, "availability"))
    ramp = _ramped(chain, lines, periods)
    line_capacity = yearly[:, None] * open_share * ramp * years

    # twins run as one
    modes: dict[str, list[tuple[str, float]]] = {line: [] for line in lines}
    for line, recipe, use in t["modes"].select("line", "recipe", "capacity_use").iter_rows():
        modes[line].append((recipe, use))
    single = _single_lines(chain)
    keys: dict[object, int] = {}
    line_unit = np.empty(len(lines), dtype=np.int64)
    stages = table["stage"].to_list()
    quota = _quota_key(chain)
    for i, line in enumerate(lines):
        key: object = (line_region[i], stages[i], tuple(sorted(modes[line])), bool(uncapped[i]), quota.get(line, ()))
        line_unit[i] = keys.setdefault(line if line in single else key, len(keys))
    units = len(keys)
    first_line = np.full(units, -1, dtype=np.int64)
    for i in range(len(lines) - 1, -1, -1):
        first_line[line_unit[i]] = i
    unit_region = line_region[first_line] if units else np.empty(0, np.int64)
    unit_capacity = np.zeros((units, len(periods)))
    np.add.at(unit_capacity, line_unit, np.where(np.isnan(line_capacity), np.inf, line_capacity))

    # activities and recipe entries
    recipes = t["recipes"]["id"].to_list()
    p_of = {p: i for i, p in enumerate(recipes)}
    flows: list[list[tuple[int, float]]] = [[] for _ in recipes]
    for recipe, good, direction, amount, recovery in (
        t["recipe_flows"].select("recipe", "commodity", "direction", "amount", "recovery").iter_rows()
    ):
        flows[p_of[recipe]].append((k_of[good], amount * recovery if direction == "out" else -amount))
    costs = recipe_costs(chain)
    act_unit: list[int] = []
    act_recipe: list[int] = []
    act_use: list[float] = []
    act_cost: list[float] = []
    entry_act: list[int] = []
    entry_good: list[int] = []
    entry_region: list[int] = []
    entry_amount: list[float] = []
    for u in range(units):
        line, region = lines[first_line[u]], int(unit_region[u])
        for recipe, use in sorted(modes[line]):
            items = cost_items(costs, recipe, regions[region])
            a = len(act_unit)
            act_unit.append(u)
            act_recipe.append(p_of[recipe])
            act_use.append(use)
            act_cost.append(sum(items.values()))
            for good, amount in flows[p_of[recipe]]:
                entry_act.append(a)
                entry_good.append(good)
                entry_region.append(region)
                entry_amount.append(amount)
    entry_k, entry_r, amounts = np.array(entry_good, int), np.array(entry_region, int), np.array(entry_amount, float)

    # what is supplied and used where
    supply = np.zeros((len(commodities), len(regions)), dtype=bool)
    use_at = supply.copy()
    supply[entry_k[amounts > 0], entry_r[amounts > 0]] = True
    use_at[entry_k[amounts < 0], entry_r[amounts < 0]] = True
    d_k, d_r = codes(t["demands"]["commodity"].to_list(), k_of), codes(t["demands"]["region"].to_list(), r_of)
    use_at[d_k, d_r] = True
    m_k, m_r = codes(t["markets"]["commodity"].to_list(), k_of), codes(t["markets"]["region"].to_list(), r_of)
    side = np.array([{"sells": 1, "buys": -1, "fixed": 0}[s] for s in t["markets"]["side"].to_list()], dtype=np.int64)
    supply[m_k[side >= 0], m_r[side >= 0]] = True
    use_at[m_k[side <= 0], m_r[side <= 0]] = True
    s_k, s_r = codes(t["stocks"]["commodity"].to_list(), k_of), codes(t["stocks"]["region"].to_list(), r_of)
    held = number(t["stocks"], "opening") > 0
    supply[s_k[held], s_r[held]] = True
    goods = usable(_candidates(chain, k_of, r_of), supply, use_at, np.array([kind == "hub" for kind in t["regions"]["kind"].to_list()]))

    # nodes
    touched = np.zeros_like(supply)
    for ks, rs in ((entry_k, entry_r), (d_k, d_r), (m_k, m_r), (s_k, s_r)):
        touched[ks, rs] = True
    touched[goods.commodity, goods.origin] = True
    touched[goods.commodity, goods.destination] = True
    node_at = np.full(touched.shape, -1, dtype=np.int64)
    node_k, node_r = np.nonzero(touched)
    node_at[node_k, node_r] = np.arange(len(node_k))

    flow_tax = _taxes(chain, goods, k_of, r_of, value, periods)
    lanes = t["lanes"]
    freight, lag = number(lanes, "cost"), number(lanes, "lag_days") / 365.25
    wanted = demands(chain, d_k, d_r, node_at, periods)
    built = projects(chain, l_of, line_unit, line_capacity, yearly, periods, worth)
    return Network(
        chain=chain,
        periods=periods,
        length=years,
        discount=worth,
        commodities=commodities,
        regions=regions,
        value=value,
        lines=tuple(lines),
        line_row=line_row,
        line_unit=line_unit,
        line_region=line_region,
        line_capacity=line_capacity,
        unit_region=unit_region,
        unit_capacity=unit_capacity,
        act_unit=np.array(act_unit, int),
        act_recipe=np.array(act_recipe, int),
        act_use=np.array(act_use, float),
        act_cost=np.array(act_cost, float),
        entry_act=np.array(entry_act, int),
        entry_node=node_at[entry_k, entry_r],
        entry_amount=amounts,
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
        market_row=np.arange(t["markets"].height),
        market_node=node_at[m_k, m_r],
        market_sign=side,
        market_quantity=number(t["markets"], "quantity")[:, None] * within(chain, t["markets"]["period"].to_list(), periods),
        market_price=number(t["markets"], "price"),
        stock_node=node_at[s_k, s_r],
        demand_row=wanted.row,
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


def _single_lines(chain: Chain) -> set[str]:
    """Lines that are never merged with a twin: a project, a permit, or a row that names them hangs on each."""
    t = chain.tables
    named = set(t["projects"]["line"].to_list())
    for cell in t["projects"]["replaces"].drop_nulls().to_list():
        named.update(part.strip() for part in cell.split(";"))
    permitted = set(t["permits"]["site"].to_list())
    owners = (
        set(t["targets"]["entity"].drop_nulls()) | set(t["calibration"]["entity"].drop_nulls()) | set(t["scored"]["entity"].drop_nulls())
    )
    entity = dict(zip(t["sites"]["id"].to_list(), t["sites"]["entity"].to_list(), strict=True))
    for line, site, load in t["lines"].select("id", "site", "min_load").iter_rows():
        if site in permitted or entity[site] in owners or load is not None:
            named.add(line)
    return named


def _quota_key(chain: Chain) -> dict[str, tuple[str, ...]]:
    """Line -> the quotas that it counts under."""
    rows = chain.tables["quota_members"].filter(pl.col("line").is_not_null())
    key: dict[str, tuple[str, ...]] = {}
    for quota, line in rows.select("quota", "line").iter_rows():
        key[line] = tuple(sorted((*key.get(line, ()), quota)))
    return key


def _candidates(chain: Chain, k_of: dict[str, int], r_of: dict[str, int]) -> Candidates:
    """Every commodity that a lane accepts by name or by form."""
    t = chain.tables
    by_form: dict[str, list[int]] = {}
    for i, form in enumerate(t["commodities"]["form"].to_list()):
        by_form.setdefault(form, []).append(i)
    lane_of = {lane: i for i, lane in enumerate(t["lanes"]["id"].to_list())}
    pairs: set[tuple[int, int]] = set()
    for lane, good, form in t["lane_goods"].select("lane", "commodity", "form").iter_rows():
        pairs.update((lane_of[lane], k) for k in ([k_of[good]] if good is not None else by_form.get(form, [])))
    ordered = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    origin = codes(t["lanes"]["from_region"].to_list(), r_of)
    destination = codes(t["lanes"]["to_region"].to_list(), r_of)
    return Candidates(ordered[:, 0], ordered[:, 1], origin[ordered[:, 0]], destination[ordered[:, 0]])


def _taxes(
    chain: Chain, goods: Candidates, k_of: dict[str, int], r_of: dict[str, int], value: Floats, periods: tuple[Period, ...]
) -> Floats:
    """Tax per unit on each flow ``[F, T]``: rate x reference value while it is in force."""
    tax = np.zeros((len(goods.lane), len(periods)))
    table = chain.tables["taxes"]
    forms = np.array(chain.tables["commodities"]["form"].to_list())
    years = np.array([p.end - p.start for p in periods])
    start, end = edges(table, "from", "to", chain.settings.fiscal_start)
    share = overlap(start, end, periods) / years if table.height else np.zeros((0, len(periods)))
    names = ("region", "direction", "partner", "form", "commodity", "rate")
    for i, (region, direction, partner, form, good, rate) in enumerate(table.select(names).iter_rows()):
        here, there = (goods.origin, goods.destination) if direction == "export" else (goods.destination, goods.origin)
        hit = here == r_of[region]
        if partner is not None:
            hit &= there == r_of[partner]
        hit &= forms[goods.commodity] == form if form is not None else goods.commodity == k_of[good]
        tax[hit] += rate * value[goods.commodity[hit]][:, None] * share[i]
    return tax
