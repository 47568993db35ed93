"""Why: for unmet demand, missed targets and idle lines, the chain of binding rows that caused it, up to the root.

From the node that lacks something the search goes to the marginal supplier (the one the optimum would use for the next
unit) and splits what the next unit costs there into goods, costs and rents; goods are split in turn, stage by stage. The
largest rent in the price is the root: the row that binds. Without any rent the buyer simply pays less than it costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import scipy.sparse as sp

from didymium.chain.joins import row_key
from didymium.planning.live import Solution
from didymium.planning.lp import Lp
from didymium.planning.netback import _row_kinds
from didymium.planning.tables import SMALL, names

STAGES_UP = 12


@dataclass(frozen=True)
class Root:
    """Where a search ended: words for the way, and the row of the table at its root."""

    text: str
    table: str
    id: str


@dataclass(frozen=True)
class Scarcity:
    """The largest rent in a price: USD per unit, the goods on the way up to it, and the row where it arises."""

    rent: float
    way: tuple[str, ...]
    words: str
    table: str
    id: str


class Reasons:
    """Searches over one solved plan."""

    def __init__(self, lp: Lp, solution: Solution) -> None:
        self.lp, self.solution = lp, solution
        self.names = names(lp.network)
        self.by_row: sp.csr_matrix = lp.matrix.tocsr()
        self.kind, self.place = _row_kinds(lp)
        net = lp.network
        self.first_line = np.full(len(net.unit_region), -1, dtype=np.int64)
        self.first_line[net.line_unit[::-1]] = np.arange(len(net.lines))[::-1]
        forms = net.chain.tables["commodities"]["form"].to_list()
        made = set(net.node_commodity[net.entry_node[net.entry_amount > 0]].tolist())
        self.swarf = [form == "scrap" and k in made for k, form in enumerate(forms)]
        self.known: dict[tuple[int, int], Scarcity] = {}
        self.suppliers: dict[int, int | None] = {}  # a search meets the same rows and columns again and again
        self.taken: dict[int, list[tuple[float, int]]] = {}
        self.block: list[tuple[str, int, int]] = []
        for name, positions in lp.columns.items():
            last = positions.shape[-1]
            self.block.extend((name, i // last, i % last) for i in range(positions.size))

    def price(self, row: int, t: int) -> float:
        """Undiscounted dual of a row."""
        return float(self.solution.y[row] / self.lp.network.discount[t])

    def good(self, node: int) -> str:
        """Name of what a node holds and where."""
        net = self.lp.network
        label = net.chain.tables["commodities"]["name"][int(net.node_commodity[node])]
        return f"{label} in {self.names.regions[net.node_region[node]]}"

    def unit_name(self, unit: int) -> str:
        """Name of a unit: its line, and how many twins run with it."""
        twins = int((self.lp.network.line_unit == unit).sum())
        label = str(self.names.line_name[self.first_line[unit]])
        return label if twins == 1 else f"{label} and {twins - 1} like it"

    def trace(self, node: int, t: int) -> Root:
        """Follow the scarcity at a node in a period up to its root."""
        found = self._scarcity(node, t, frozenset())
        if found.rent > SMALL:
            return Root(" <- ".join([*found.way, found.words]), found.table, found.id)
        return Root(f"no limit binds: {found.words}", found.table, found.id)

    def _scarcity(self, node: int, t: int, seen: frozenset[tuple[int, int]]) -> Scarcity:
        """The largest rent inside the price of one unit at a node, and the way up to it."""
        key = (node, t)
        if key in self.known:
            return self.known[key]
        net, lp = self.lp.network, self.lp
        good = str(self.names.commodity[net.node_commodity[node]])
        row = int(lp.rows["balance"][node, t])
        column = self._marginal(row)
        if column is None:
            price = max(self.price(row, t), 1.0)
            return Scarcity(price, (), f"nobody supplies {self.good(node)}", "commodities", good)
        block, i, s = self.block[column]
        made = self._amount(column, row)
        best = Scarcity(0.0, (), f"the next unit from {self._who(block, i)} costs more than the buyer pays", *self._source(block, i))
        if block == "market" and self.solution.reduced[column] < -SMALL:
            rent = -float(self.solution.reduced[column]) / float(net.discount[s])
            best = Scarcity(rent, (), self._used_up(i, s, node), *self._source(block, i))
        for rent, words, table, ident in self._rents(column, s):
            if rent / made > best.rent:
                best = Scarcity(rent / made, (), words, table, ident)
        if len(seen) < STAGES_UP:
            for amount, into in self._inputs(column):
                if (into, s) not in seen and (into, s) != key:
                    up = self._scarcity(into, s, seen | {key})
                    if up.rent * amount / made > best.rent:
                        best = Scarcity(up.rent * amount / made, (f"{self.good(into)} is short", *up.way), up.words, up.table, up.id)
        if not seen:
            self.known[key] = best
        return best

    def _used_up(self, step: int, t: int, node: int) -> str:
        """A market step at its limit, in words; scrap with the good that it came from and when that was sold."""
        net = self.lp.network
        if net.market_side[step] != "scrap":
            return f"the outside market sells no more {self.good(node)}"
        lives = net.chain.tables["lives"]
        good = net.commodities.index(lives["commodity"][int(net.market_row[step])])
        label, region = net.chain.tables["commodities"]["name"][good], self.names.regions[net.node_region[node]]
        return f"scrap of {label} in {region} from goods sold around {int(net.market_since[step, t])} is used up"

    def _amount(self, column: int, row: int) -> float:
        start, stop = self.lp.matrix.indptr[column], self.lp.matrix.indptr[column + 1]
        where = np.flatnonzero(self.lp.matrix.indices[start:stop] == row)
        return float(self.lp.matrix.data[start + int(where[0])])

    def _inputs(self, column: int) -> list[tuple[float, int]]:
        """(amount, node) of the goods that a column takes."""
        if column not in self.taken:
            matrix = self.lp.matrix
            self.taken[column] = [
                (-float(matrix.data[e]), self.place[int(matrix.indices[e])])
                for e in range(matrix.indptr[column], matrix.indptr[column + 1])
                if self.kind[int(matrix.indices[e])] == "balance" and matrix.data[e] < 0
            ]
        return self.taken[column]

    def _marginal(self, row: int) -> int | None:
        """The supplier of a balance row that the optimum would turn to next: it runs, or lacks least to run."""
        if row not in self.suppliers:
            self.suppliers[row] = self._next_supplier(row)
        return self.suppliers[row]

    def _next_supplier(self, row: int) -> int | None:
        start, stop = self.by_row.indptr[row], self.by_row.indptr[row + 1]
        columns = self.by_row.indices[start:stop][self.by_row.data[start:stop] > 0]
        columns = np.array([c for c in columns.tolist() if self.block[c][0] in ("act", "flow", "market", "stock")], dtype=np.int64)
        if len(columns) == 0:
            return None
        primary = np.array([c for c in columns.tolist() if not self._fed_with_swarf(c)], dtype=np.int64)
        columns = primary if len(primary) else columns
        reduced, x = self.solution.reduced[columns], self.solution.x[columns]
        running = (x > SMALL) & (np.abs(reduced) < 1e-6)
        pool = columns[running] if running.any() else columns[[int(np.argmin(np.abs(reduced)))]]
        return int(pool[int(np.argmax(self.solution.x[pool]))])

    def _fed_with_swarf(self, column: int) -> bool:
        """Whether a column takes what falls off a process: it cannot be asked for, so it is no way up to a cause."""
        goods = self.lp.network.node_commodity
        return any(self.swarf[int(goods[node])] for _, node in self._inputs(column))

    def _rents(self, column: int, t: int) -> list[tuple[float, str, str, str]]:
        """Rents that the next unit of a column pays: USD, words, table, id."""
        lp, matrix, net = self.lp, self.lp.matrix, self.lp.network
        rents: list[tuple[float, str, str, str]] = []
        for e in range(matrix.indptr[column], matrix.indptr[column + 1]):
            row = int(matrix.indices[e])
            paid = -float(matrix.data[e]) * self.price(row, t)
            kind, i = self.kind[row], self.place[row]
            if paid <= SMALL or kind == "balance":
                continue
            if kind == "capacity":
                rents.append((paid, f"{self.unit_name(i)} is full", "lines", str(self.names.line[self.first_line[i]])))
            elif kind == "cap":
                cap = self.lp.caps[i]
                rents.append((paid, f"{cap.kind} {cap.name} {cap.period} is used up", f"{cap.kind}s", cap.name))
            elif kind == "fill":
                unit = int(lp.fills.units[i])
                words = f"{self.unit_name(unit)} is taking its first fill"
                rents.append((paid, words, "lines", str(self.names.line[self.first_line[unit]])))
            elif kind == "lane":
                lane = str(net.chain.tables["lanes"]["id"][i])
                rents.append((paid, f"lane {lane} is full", "lanes", lane))
            elif kind == "target":
                rents.append((paid, f"target {self.lp.goals[i].name} holds it back", "targets", self.lp.goals[i].name))
            else:
                name = self.lp.patterns[i].name
                rents.append((paid, f"the calibrated pattern {name} holds it back", "calibration", name))
        return rents

    def _who(self, block: str, i: int) -> str:
        net = self.lp.network
        if block == "act":
            return self.unit_name(int(net.act_unit[i]))
        if block == "flow":
            return f"lane {net.chain.tables['lanes']['id'][int(net.flow_lane[i])]}"
        if block == "market":
            return "collected scrap" if net.market_side[i] == "scrap" else "the outside market"
        return "stock"

    def _source(self, block: str, i: int) -> tuple[str, str]:
        net = self.lp.network
        if block == "act":
            return "lines", str(self.names.line[self.first_line[int(net.act_unit[i])]])
        if block == "flow":
            return "lanes", str(net.chain.tables["lanes"]["id"][int(net.flow_lane[i])])
        if block == "market":
            if net.market_side[i] == "scrap":
                return "lives", row_key("lives", net.chain.tables["lives"].row(int(net.market_row[i]), named=True))
            return "markets", net.market_name[i]
        return "stocks", self.good(int(net.stock_node[i]))

    def idle(self, unit: int, t: int) -> Root:
        """Why a unit with capacity stands still: what its best recipe would lose, and on what."""
        lp, net = self.lp, self.lp.network
        acts = np.flatnonzero(net.act_unit == unit)
        reduced = self.solution.reduced[lp.columns["act"][acts, t]]
        best = int(acts[int(np.argmin(reduced))])
        loss = float(reduced.min() / net.discount[t])
        made, used = self._sides(best, t)
        recipe, table, ident = str(self.names.recipe[net.act_recipe[best]]), "lines", str(self.names.line[self.first_line[unit]])
        if loss <= SMALL:
            return Root(f"{recipe} would just break even: another line does the work at the same cost", table, ident)
        text = (
            f"{recipe} would lose {loss:,.0f} USD per unit of activity: products are worth {made:,.0f}, "
            f"feed costs {used:,.0f}, running {net.act_cost[best]:,.0f}"
        )
        return Root(text, table, ident)

    def _sides(self, act: int, t: int) -> tuple[float, float]:
        net = self.lp.network
        entries = np.flatnonzero(net.entry_act == act)
        worth = [float(net.entry_amount[e]) * self.price(int(self.lp.rows["balance"][net.entry_node[e], t]), t) for e in entries.tolist()]
        return sum(w for w, e in zip(worth, entries, strict=True) if net.entry_amount[e] > 0), -sum(
            w for w, e in zip(worth, entries, strict=True) if net.entry_amount[e] < 0
        )


def table(lp: Lp, solution: Solution, missed: Sequence[tuple[str, str | None, str, float, str]]) -> pl.DataFrame:
    """Reasons for every unmet demand and idle line, and for the missed targets given as (id, region, period, gap, words).

    Columns kind, subject, region, period, quantity, unit, text, root_table, root_id; largest quantity first.
    """
    net, why = lp.network, Reasons(lp, solution)
    n = why.names
    rows: list[tuple[str, str, str | None, str, float, str, str, str, str]] = []
    served = np.zeros_like(net.demand_quantity)
    np.add.at(served, net.step_demand, solution.x[lp.columns["served"]])
    for d, t in zip(*np.nonzero(net.demand_quantity - served > 1e-6 * np.maximum(net.demand_quantity, 1.0)), strict=True):
        node = int(net.demand_node[d])
        root = why.trace(node, int(t))
        k = net.node_commodity[node]
        gap = float(net.demand_quantity[d, t] - served[d, t])
        rows.append(
            (
                "unmet",
                str(n.commodity[k]),
                str(n.regions[net.node_region[node]]),
                str(n.period[t]),
                gap,
                str(n.unit[k]),
                root.text,
                root.table,
                root.id,
            )
        )
    for ident, region, period, gap, words in missed:
        rows.append(("target", ident, region, period, gap, "", words, "targets", ident))
    used = np.zeros_like(net.unit_capacity)
    np.add.at(used, net.act_unit, solution.x[lp.columns["act"]] * net.act_use[:, None])
    still = (used <= SMALL) & (net.unit_capacity > SMALL) & np.isfinite(net.unit_capacity)
    for u, t in zip(*np.nonzero(still), strict=True):
        root = why.idle(int(u), int(t))
        line = int(why.first_line[u])
        rows.append(
            (
                "idle",
                str(n.line[line]),
                str(n.region[line]),
                str(n.period[t]),
                float(net.unit_capacity[u, t]),
                "capacity",
                root.text,
                root.table,
                root.id,
            )
        )
    columns = ["kind", "subject", "region", "period"]
    schema = (
        dict.fromkeys(columns, pl.String) | {"quantity": pl.Float64} | dict.fromkeys(("unit", "text", "root_table", "root_id"), pl.String)
    )
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        "kind", "quantity", "subject", "period", descending=[True, True, False, False]
    )
