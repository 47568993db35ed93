"""What a solution says, as tables: activity, goods made and used, capacity, flows, stocks, builds, demand met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.network import Network
from didymium.planning.live import Solution
from didymium.planning.lp import Lp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALL = 1e-7  # quantities below this are the solver's dust


@dataclass(frozen=True)
class Names:
    """Words for positions: one array per axis of the network."""

    line: NDArray[np.object_]
    line_name: NDArray[np.object_]
    site: NDArray[np.object_]
    entity: NDArray[np.object_]
    region: NDArray[np.object_]
    stage: NDArray[np.object_]
    line_unit: NDArray[np.object_]
    recipe: NDArray[np.object_]
    activity_unit: NDArray[np.object_]
    commodity: NDArray[np.object_]
    form: NDArray[np.object_]
    unit: NDArray[np.object_]
    regions: NDArray[np.object_]
    period: NDArray[np.object_]


def names(net: Network) -> Names:
    """Names of lines ``[L]``, recipes, commodities ``[K]``, regions ``[R]`` and periods ``[T]``."""
    t = net.chain.tables
    lines = t["lines"][net.line_row.tolist()] if len(net.line_row) else t["lines"].head(0)
    entity = dict(zip(t["sites"]["id"].to_list(), t["sites"]["entity"].to_list(), strict=True))
    site = lines["site"].to_list()

    def words(values: list[str | None]) -> NDArray[np.object_]:
        return np.array(values, dtype=object)

    return Names(
        line=words(list(net.lines)),
        line_name=words([n or i for n, i in zip(lines["name"].to_list(), net.lines, strict=True)]),
        site=words(site),
        entity=words([entity[s] for s in site]),
        region=words([net.regions[r] for r in net.line_region.tolist()]),
        stage=words(lines["stage"].to_list()),
        line_unit=words(_line_units(net)),
        recipe=words(t["recipes"]["id"].to_list()),
        activity_unit=words(t["recipes"]["activity"].to_list()),
        commodity=words(list(net.commodities)),
        form=words(t["commodities"]["form"].to_list()),
        unit=words(t["commodities"]["unit"].to_list()),
        regions=words(list(net.regions)),
        period=words([p.label for p in net.periods]),
    )


def _line_units(net: Network) -> list[str | None]:
    """What one unit of each line's activity is, where all its recipes agree."""
    units = net.chain.tables["recipes"]["activity"].to_list()
    known: dict[int, set[str]] = {}
    for unit, recipe in zip(net.act_unit.tolist(), net.act_recipe.tolist(), strict=True):
        known.setdefault(unit, set()).add(units[recipe])
    found = [known.get(unit, set()) for unit in net.line_unit.tolist()]
    return [next(iter(f)) if len(f) == 1 else None for f in found]


def tall(
    keys: dict[str, NDArray[np.object_]], values: dict[str, Floats], period: NDArray[np.object_], keep: NDArray[np.bool_]
) -> pl.DataFrame:
    """One row per key and period where ``keep[n, T]``: keys ``[n]``, values ``[n, T]``.

    >>> keys = {"id": np.array(["a", "b"], dtype=object)}
    >>> q = np.array([[1.0, 0.0], [0.0, 2.0]])
    >>> tall(keys, {"quantity": q}, np.array(["2026", "2027"], dtype=object), q > 0).rows()
    [('a', '2026', 1.0), ('b', '2027', 2.0)]
    """
    row, t = np.nonzero(keep)
    data: dict[str, pl.Series] = {k: pl.Series(k, v[row].tolist(), dtype=pl.String) for k, v in keys.items()}
    data["period"] = pl.Series("period", period[t].tolist(), dtype=pl.String)
    data |= {k: pl.Series(k, v[row, t]) for k, v in values.items()}
    return pl.DataFrame(data)


def line_share(net: Network) -> Floats:
    """Share of each line in its unit ``[L, T]``: by capacity; evenly among uncapped twins or where all stand still."""
    capacity = np.where(np.isnan(net.line_capacity), 1.0, net.line_capacity)
    total, count = np.zeros_like(net.unit_capacity), np.zeros_like(net.unit_capacity)
    np.add.at(total, net.line_unit, capacity)
    np.add.at(count, net.line_unit, 1.0)
    unit = net.line_unit
    share: Floats = np.where(total[unit] > 0, capacity / np.where(total[unit] > 0, total[unit], 1.0), 1.0 / count[unit])
    return share


def splits(net: Network) -> tuple[Ints, Ints, Floats]:
    """(activity, line) pairs of running twins and each line's share ``[n, T]`` of the activity."""
    lines_of: dict[int, list[int]] = {}
    for line, unit in enumerate(net.line_unit.tolist()):
        lines_of.setdefault(unit, []).append(line)
    pairs = [(a, line) for a, unit in enumerate(net.act_unit.tolist()) for line in lines_of[unit]]
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1], line_share(net)[both[:, 1]]


def primal(lp: Lp, solution: Solution) -> dict[str, pl.DataFrame]:
    """Tables of quantities: activity, made, capacity, flow, market, stock, exit, build, met."""
    net, x, n = lp.network, solution.x, names(lp.network)
    c = lp.columns
    act, line, share = splits(net)
    ran = x[c["act"]][act] * share
    keys = {
        "line": n.line[line],
        "name": n.line_name[line],
        "site": n.site[line],
        "entity": n.entity[line],
        "region": n.region[line],
        "stage": n.stage[line],
        "recipe": n.recipe[net.act_recipe[act]],
        "unit": n.activity_unit[net.act_recipe[act]],
    }
    found = {"activity": tall(keys, {"quantity": ran}, n.period, ran > SMALL)}
    found["made"] = _made(net, n, act, line, ran)
    found["capacity"] = _capacity(lp, solution, n, act, line, ran)
    good = net.node_commodity[net.flow_from] if len(net.flow_lane) else np.empty(0, np.int64)
    lanes = np.array(net.chain.tables["lanes"]["id"].to_list(), dtype=object)
    moved = x[c["flow"]]
    found["flow"] = tall(
        {
            "lane": lanes[net.flow_lane] if len(net.flow_lane) else np.empty(0, object),
            "from_region": n.regions[net.node_region[net.flow_from]],
            "to_region": n.regions[net.node_region[net.flow_to]],
            "commodity": n.commodity[good],
            "form": n.form[good],
            "unit": n.unit[good],
        },
        {"quantity": moved},
        n.period,
        moved > SMALL,
    )
    for name, block, node in (("stock", "stock", net.stock_node), ("exit", "exit", np.arange(len(net.node_region)))):
        held = x[c[block]]
        found[name] = tall(_place(net, n, node), {"quantity": held}, n.period, held > SMALL)
    traded = x[c["market"]]
    price = np.broadcast_to(net.market_price[:, None], traded.shape)
    found["market"] = tall(
        {
            "id": np.array(net.market_name, dtype=object),
            "side": np.array(net.market_side, dtype=object),
            **_place(net, n, net.market_node),
        },
        {"quantity": traded, "price": price},
        n.period,
        np.abs(traded) > SMALL,
    )
    found["build"] = _build(net, n, x[c["build"]][:, 0])
    found["met"] = _met(lp, solution, n)
    return found


def _place(net: Network, n: Names, node: Ints) -> dict[str, NDArray[np.object_]]:
    k = net.node_commodity[node]
    return {"region": n.regions[net.node_region[node]], "commodity": n.commodity[k], "unit": n.unit[k]}


def _made(net: Network, n: Names, act: Ints, line: Ints, ran: Floats) -> pl.DataFrame:
    """Goods in and out of each line."""
    by_act: dict[int, list[int]] = {}
    for e, a in enumerate(net.entry_act.tolist()):
        by_act.setdefault(a, []).append(e)
    pair = np.repeat(np.arange(len(act)), [len(by_act.get(a, [])) for a in act.tolist()])
    entry = np.array([e for a in act.tolist() for e in by_act.get(a, [])], dtype=np.int64)
    amount = net.entry_amount[entry][:, None] * ran[pair]
    good = net.node_commodity[net.entry_node[entry]]
    at = line[pair]
    return tall(
        {
            "line": n.line[at],
            "site": n.site[at],
            "entity": n.entity[at],
            "region": n.region[at],
            "stage": n.stage[at],
            "recipe": n.recipe[net.act_recipe[act[pair]]],
            "commodity": n.commodity[good],
            "form": n.form[good],
            "direction": np.where(net.entry_amount[entry] > 0, "out", "in").astype(object),
            "unit": n.unit[good],
        },
        {"quantity": np.abs(amount)},
        n.period,
        ran[pair] > SMALL,
    )


def _capacity(lp: Lp, solution: Solution, n: Names, act: Ints, line: Ints, ran: Floats) -> pl.DataFrame:
    """Capacity with what was built, its use and rent, and whether the load fell below the least steady one."""
    net = lp.network
    share = line_share(net)
    built = np.zeros_like(net.unit_capacity)
    fraction = solution.x[lp.columns["build"]]
    np.add.at(built, net.project_unit, net.project_capacity * fraction)
    np.add.at(built, net.replaced_unit, -net.replaced_capacity * fraction[net.replaced_project])
    capacity = np.where(np.isnan(net.line_capacity), np.nan, net.line_capacity + built[net.line_unit] * share)
    used = np.zeros_like(net.line_capacity)
    np.add.at(used, line, ran * net.act_use[act][:, None])
    rent = np.maximum(-solution.y[lp.rows["capacity"]][net.line_unit] / net.discount, 0.0)
    utilisation = np.divide(used, capacity, out=np.full_like(used, np.nan), where=capacity > SMALL)
    rows = net.chain.tables["lines"]
    least = rows["min_load"][net.line_row.tolist()].cast(pl.Float64).fill_null(0.0).to_numpy() if len(net.line_row) else np.zeros(0)
    low = (used > SMALL) & (utilisation < least[:, None] - 1e-9)
    keep = (capacity > SMALL) | (used > SMALL)
    words = {"line": n.line, "name": n.line_name, "site": n.site, "entity": n.entity, "region": n.region}
    table = tall(
        {**words, "stage": n.stage, "unit": n.line_unit},
        {"capacity": capacity, "activity": used, "utilisation": utilisation, "rent": rent, "min_load_broken": low.astype(float)},
        n.period,
        keep,
    )
    return table.with_columns(pl.col("min_load_broken") > 0, pl.col("capacity", "utilisation").fill_nan(None))


def _build(net: Network, n: Names, fraction: Floats) -> pl.DataFrame:
    table = net.chain.tables["projects"]
    at = net.project_line
    return pl.DataFrame(
        {
            "project": table["id"],
            "name": table["name"],
            "line": pl.Series(n.line[at].tolist(), dtype=pl.String),
            "entity": pl.Series(n.entity[at].tolist(), dtype=pl.String),
            "region": pl.Series(n.region[at].tolist(), dtype=pl.String),
            "stage": pl.Series(n.stage[at].tolist(), dtype=pl.String),
            "unit": pl.Series(n.line_unit[at].tolist(), dtype=pl.String),
            "status": table["status"],
            "start": table["start"],
            "capacity": table["capacity"],
            "fraction": np.clip(fraction, 0.0, 1.0),
            "capex": table["capex"].to_numpy() * np.clip(fraction, 0.0, 1.0),
        }
    )


def _met(lp: Lp, solution: Solution, n: Names) -> pl.DataFrame:
    net = lp.network
    served = np.zeros_like(net.demand_quantity)
    np.add.at(served, net.step_demand, solution.x[lp.columns["served"]])
    place = _place(net, n, net.demand_node)
    price = solution.y[lp.rows["balance"]][net.demand_node] / net.discount
    unmet = net.demand_quantity - served
    unmet[unmet < 1e-6 * net.demand_quantity] = 0.0
    return tall(
        {"region": place["region"], "use": place["commodity"], "unit": place["unit"]},
        {"demanded": net.demand_quantity, "met": net.demand_quantity - unmet, "unmet": unmet, "price": price},
        n.period,
        net.demand_quantity > 0,
    )
