"""Netback: what each running line earns and pays per unit of activity, at the plan's own prices.

For an activity that runs, products at their prices equal goods taken in, costs, and the rents of whatever binds
(capacity, quota, permit, calibrated pattern, target): the reduced cost of its column is nil.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from didymium.network import cost_items, recipe_costs
from didymium.planning.live import Solution
from didymium.planning.lp import Lp
from didymium.planning.tables import SMALL, names

KIND = {
    "capacity": "capacity rent",
    "cap": "quota or permit rent",
    "fill": "first fill",
    "pattern": "calibration",
    "target": "target",
    "lane": "lane rent",
}


def table(lp: Lp, solution: Solution, periods: list[int]) -> pl.DataFrame:
    """Terms of the netback of every running activity in the given periods, USD per unit of activity.

    Columns unit_line (one of the twins), recipe, region, period, item, kind (out, in, cost, ...), amount, price, usd;
    income is positive. The terms of an activity and period add up to its ``residual``, printed as its last item.
    """
    net, n = lp.network, names(lp.network)
    kind_of_row, place_of_row = _row_kinds(lp)
    first = np.full(len(net.unit_region), -1, dtype=np.int64)
    first[net.line_unit[::-1]] = np.arange(len(net.lines))[::-1]
    matrix, costs = lp.matrix, recipe_costs(net.chain)
    rows: list[tuple[str, str, str, str, str, str, float, float, float]] = []
    for a in range(len(net.act_unit)):
        unit = int(net.act_unit[a])
        recipe, region = str(n.recipe[net.act_recipe[a]]), net.regions[int(net.unit_region[unit])]
        items = cost_items(costs, recipe, region)
        for t in periods:
            column = int(lp.columns["act"][a, t])
            if solution.x[column] <= SMALL:
                continue
            key = (str(n.line[first[unit]]), recipe, region, str(n.period[t]))
            total = 0.0
            for name, cost in items.items():
                rows.append((*key, name, "cost", -1.0, cost, -cost))
                total -= cost
            for e in range(matrix.indptr[column], matrix.indptr[column + 1]):
                row, amount = int(matrix.indices[e]), float(matrix.data[e])
                price = float(solution.y[row] / net.discount[t])
                if price == 0.0:
                    continue
                kind = kind_of_row[row]
                if kind == "balance":
                    good = str(n.commodity[net.node_commodity[place_of_row[row]]])
                    rows.append((*key, good, "out" if amount > 0 else "in", amount, price, amount * price))
                else:
                    rows.append((*key, KIND[kind], kind, amount, price, amount * price))
                total += amount * price
            rows.append((*key, "residual", "residual", 1.0, total, total))
    columns = ["line", "recipe", "region", "period", "item", "kind"]
    schema = dict.fromkeys(columns, pl.String) | {"amount": pl.Float64, "price": pl.Float64, "usd": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _row_kinds(lp: Lp) -> tuple[list[str], list[int]]:
    """Block of each row, and its position along the first axis of the block."""
    kinds, places = [""] * lp.matrix.shape[0], [0] * lp.matrix.shape[0]
    for name, block in lp.rows.items():
        for i, row in enumerate(block):
            for r in row.tolist():
                kinds[r], places[r] = name, i
    return kinds, places
