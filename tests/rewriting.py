"""A chain folder written anew with its rows in another order or its ids renamed; and a plan in words that compare."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from didymium.chain.schema import schema
from didymium.planning import Plan, price

Table = list[dict[str, str]]
Edit = Callable[[str, Table], Table]
Names = dict[str, str]
CERTAIN = 1e-3  # a price whose interval is narrower than this share of it is compared

#: columns that hold ids joined by ;, and names that have no table of their own
LISTS = {
    ("projects", "replaces"),
    ("lines", "aggregate_of"),
    ("targets", "commodity"),
    ("targets", "per_commodity"),
    ("scored", "commodity"),
}
OWN = {("curves", "curve"), ("demands", "curve"), ("quotas", "quota"), ("quota_members", "quota")}


def rewritten(source: Path, target: Path, edit: Edit) -> Path:
    """Copy a chain folder with each of its tables edited."""
    (target / "chain").mkdir(parents=True)
    (target / "didymium.toml").write_bytes((source / "didymium.toml").read_bytes())
    for path in sorted((source / "chain").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = list(reader.fieldnames or ()), list(reader)
        with (target / "chain" / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(edit(path.stem, rows))
    return target


def shuffled(source: Path, target: Path) -> tuple[Path, Names]:
    """Every table in another order."""
    rng = np.random.default_rng(5)
    return rewritten(source, target, lambda _, rows: [rows[i] for i in rng.permutation(len(rows))]), {}


def renamed(source: Path, target: Path) -> tuple[Path, Names]:
    """Every id under another name, such that they sort the other way round."""
    tables = schema()
    ids: set[str] = set()
    for path in (source / "chain").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                ids.update(v for c, v in row.items() if tables[path.stem].columns[c].kind == "id" or (path.stem, c) in OWN)
    names = {old: f"n{len(ids) - i:05}" for i, old in enumerate(sorted(ids))}

    def cell(table: str, column: str, value: str) -> str:
        if tables[table].columns[column].kind == "id" or tables[table].columns[column].refers or (table, column) in OWN:
            return names.get(value, value)
        mark = ";" if (table, column) in LISTS else "/" if (table, column) == ("cells", "key") else None
        return mark.join(names.get(part.strip(), part) for part in value.split(mark)) if mark else value

    def edit(table: str, rows: Table) -> Table:
        return [{c: cell(table, c, v) for c, v in row.items()} for row in rows]

    return rewritten(source, target, edit), names


def met_per_step(plan: Plan, names: Names) -> dict[tuple[str, str, int], list[float]]:
    """Demand met in each period by good, region and step, under the names that ``names`` gives."""
    net, served = plan.live.lp.network, plan.solution.x[plan.live.lp.columns["served"]]
    found: dict[tuple[str, str, int], list[float]] = {}
    for s, d in enumerate(net.step_demand.tolist()):
        node = int(net.demand_node[d])
        good, region = net.commodities[net.node_commodity[node]], net.regions[net.node_region[node]]
        place = (names.get(good, good), names.get(region, region))
        step = sum(1 for other in range(s) if net.step_demand[other] == d)
        found[(*place, step)] = served[s].tolist()
    return found


def certain_prices(plan: Plan, places: list[tuple[str, str]], period: int) -> dict[tuple[str, str], float]:
    """Prices at (commodity, region) in a period, those whose interval is narrow and has an upper end."""
    net = plan.live.lp.network
    node = net.node()
    nodes = [node[net.commodities.index(k), net.regions.index(r)] for k, r in places]
    table = price.intervals(plan.live, plan.solution, nodes, [period])
    return {
        place: row["value"]
        for place, row in zip(places, table.iter_rows(named=True), strict=True)
        if not row["at_least"] and row["high"] - row["low"] <= CERTAIN * abs(row["value"])
    }


def assert_same(before: Plan, after: Plan, names: Names, nodes: int, period: int, least: int) -> None:
    """Objective, demand met per step, and the prices of some nodes of which at least ``least`` are certain."""
    assert abs(after.objective - before.objective) <= 1e-9 * abs(before.objective)
    was, is_now = met_per_step(before, names), met_per_step(after, {})
    assert was.keys() == is_now.keys()
    for place, quantities in was.items():
        np.testing.assert_allclose(is_now[place], quantities, rtol=1e-6, atol=1e-6, err_msg=str(place))
    net = before.live.lp.network
    some = np.random.default_rng(2).choice(len(net.node_region), min(nodes, len(net.node_region)), replace=False)
    places = [(net.commodities[net.node_commodity[n]], net.regions[net.node_region[n]]) for n in some.tolist()]
    known = certain_prices(before, places, period)
    found = certain_prices(after, [(names.get(k, k), names.get(r, r)) for k, r in places], period)
    assert len(known) >= least
    for (k, r), value in known.items():
        new = found[names.get(k, k), names.get(r, r)]
        assert abs(new - value) <= 2 * CERTAIN * abs(value), (k, r, value, new)


def assert_same_quantities(before: Plan, after: Plan) -> None:
    """Every line, flow and stock that is shown, row by row: what cost leaves open is chosen by names, not by the order of rows."""
    for name, last in (("activity", "unit"), ("flow", "unit"), ("stock", "unit"), ("build", "capex"), ("met", "price")):
        keys = [c for c, kind in before.tables[name].schema.items() if kind == pl.String and c != last]
        value = {"build": "fraction", "met": "met"}.get(name, "quantity")
        one, two = (plan.tables[name].select(*keys, value).sort(keys) for plan in (before, after))
        assert one.select(keys).equals(two.select(keys)), name
        np.testing.assert_allclose(two[value].to_numpy(), one[value].to_numpy(), rtol=1e-6, atol=1e-6, err_msg=name)
