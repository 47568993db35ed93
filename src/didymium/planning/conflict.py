"""No plan keeps every rule: which rules cannot hold together, and where each is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.planning.live import Live, Solution, SolveError
from didymium.planning.lp import Lp

Floats = NDArray[np.float64]
SMALL = 1e-6  # of an item's size: a miss below it is the solver's rounding


@dataclass(frozen=True)
class Rule:
    """A rule in a conflict: its table, key, file and line, and what it asks for."""

    table: str
    key: str
    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Conflict:
    """A minimal set of rules that cannot hold together (without any one of them a plan exists), the limits that they run
    into, and by how much they miss in all. ``rules`` is empty when no target and no fixed market step is to blame."""

    rules: tuple[Rule, ...]
    limits: tuple[Rule, ...]
    shortfall: float

    def __str__(self) -> str:
        lines = ["no plan keeps all of these rules:"]
        lines += [f"  {r.file}:{r.line}: {r.table} {r.key}: {r.text}" for r in self.rules]
        if self.limits:
            lines.append("they run into:")
            lines += [f"  {r.file}:{r.line}: {r.table} {r.key}: {r.text}" for r in self.limits]
        if self.rules:
            lines.append(f"together they miss by {self.shortfall:,.6g}; lower one, give a target mode `priced`, or raise a limit")
        else:
            lines.append("no target and no fixed market step is to blame: look at committed projects and what they replace")
        return "\n".join(lines)


Item = tuple[str, int]  # "target" and its goal, or "market" and its step


def explain(lp: Lp, progress: Callable[[str], None] = lambda _: None) -> Conflict:
    """Find a minimal set of targets that must hold and of fixed market steps that cannot hold together.

    Elastic filter: all of them may be missed at a cost, and those that are missed are made hard, until the hard ones alone
    conflict. Deletion filter: drop one of them after the other while the rest still conflict. The duals of the relaxed
    programme name what they run into. Method: Chinneck, Feasibility and Infeasibility in Optimization (2008), chapter 6.
    """
    items: list[Item] = [("target", g) for g, goal in enumerate(lp.goals) if goal.penalty <= 0]
    fixed = (lp.network.market_sign == 0) & (lp.network.market_quantity != 0).any(axis=1)
    items += [("market", m) for m in np.flatnonzero(fixed).tolist()]
    hard: list[Item] = []
    while True:
        progress("finding out which rules conflict")
        found = _relaxed(lp, [i for i in items if i not in hard], hard)
        if found is None:
            break
        missed = [i for i in items if i not in hard and _miss(lp, i, found.x) > SMALL * max(1.0, _size(lp, i))]
        if not missed:
            break
        hard += missed
    if not hard:
        return Conflict((), _committed(lp), float("nan"))
    for item in sorted(hard):
        rest = [i for i in hard if i != item]
        if _relaxed(lp, [], rest) is None:
            hard = rest
    final = _relaxed(lp, hard, [])
    total = float("nan") if final is None else sum(_miss(lp, i, final.x) for i in hard)
    limits = () if final is None else _limits(lp, final.y)
    return Conflict(tuple(_item_rule(lp, i) for i in sorted(hard)), limits, total)


def _relaxed(lp: Lp, soft: Sequence[Item], hard: Sequence[Item]) -> Solution | None:
    """The plan that misses least of the soft items and keeps the hard ones, the others set aside; None when there is none."""
    cost, lower, upper = np.zeros_like(lp.cost), lp.lower.copy(), lp.upper.copy()
    row_lower, row_upper = lp.row_lower.copy(), lp.row_upper.copy()
    for g, goal in enumerate(lp.goals):
        if goal.penalty > 0 or ("target", g) in hard:
            continue
        if ("target", g) in soft:
            usable = np.array([goal.sense != "<=", goal.sense != ">="])
            upper[lp.columns["miss"][g]] = np.where(usable, np.inf, 0.0)
            cost[lp.columns["miss"][g]] = 1.0
        else:
            row_lower[lp.rows["target"][g]], row_upper[lp.rows["target"][g]] = -np.inf, np.inf
    for m in np.flatnonzero(lp.network.market_sign == 0).tolist():
        if ("market", m) in hard:
            continue
        at, quantity = lp.columns["market"][m], lp.network.market_quantity[m]
        lower[at], upper[at] = np.minimum(quantity, 0.0), np.maximum(quantity, 0.0)
        cost[at] = -np.sign(quantity) if ("market", m) in soft else 0.0
    changed = replace(lp, cost=cost, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)
    try:
        return Live(changed).solve()
    except SolveError:
        return None


def _miss(lp: Lp, item: Item, x: Floats) -> float:
    """By how much an item is missed."""
    kind, i = item
    if kind == "target":
        return float(x[lp.columns["miss"][i]].sum())
    return float(np.abs(lp.network.market_quantity[i] - x[lp.columns["market"][i]]).sum())


def _size(lp: Lp, item: Item) -> float:
    kind, i = item
    return abs(lp.goals[i].value) if kind == "target" else float(np.abs(lp.network.market_quantity[i]).max())


def _rule(lp: Lp, table: str, row: int, key: str, text: str) -> Rule:
    frame = lp.network.chain.tables[table]
    return Rule(table, key, str(frame["_file"][row]), int(frame["_line"][row]), text)


def _item_rule(lp: Lp, item: Item) -> Rule:
    kind, i = item
    if kind == "market":
        net = lp.network
        return _rule(lp, "markets", int(net.market_row[i]), net.market_name[i], "takes place whatever the price")
    goal = lp.goals[i]
    row = lp.network.chain.tables["targets"].row(goal.row, named=True)
    what = f"{row['measure']} of {row['commodity'] or 'all goods'} {goal.sense} {row['value']:,.6g} in {row['period']}"
    return _rule(lp, "targets", goal.row, goal.name, what)


def _limits(lp: Lp, y: Floats) -> tuple[Rule, ...]:
    """Limits with a dual in the relaxed programme, the strongest first."""
    net = lp.network
    found: list[tuple[float, Rule]] = []
    seen: set[tuple[str, str]] = set()
    for u in range(len(net.unit_region)):
        weight = float(np.abs(y[lp.rows["capacity"][u]]).max(initial=0.0))
        if weight > 1e-9:
            line = int(np.flatnonzero(net.line_unit == u)[0])
            found.append((weight, _rule(lp, "lines", int(net.line_row[line]), net.lines[line], "its capacity is full")))
    for c, cap in enumerate(lp.caps):
        weight = float(abs(y[lp.rows["cap"][c, 0]]))
        if weight > 1e-9:
            found.append((weight, _rule(lp, f"{cap.kind}s", cap.table_row, cap.name, f"{cap.limit:,.6g} in {cap.period} is used up")))
    unique = []
    for _, rule in sorted(found, key=lambda pair: (-pair[0], pair[1].key)):
        if (rule.table, rule.key) not in seen:
            seen.add((rule.table, rule.key))
            unique.append(rule)
    return tuple(unique[:8])


def _committed(lp: Lp) -> tuple[Rule, ...]:
    """Projects that are built whatever the plan."""
    table = lp.network.chain.tables["projects"]
    rows = [i for i, status in enumerate(table["status"].to_list()) if status == "committed"]
    return tuple(_rule(lp, "projects", i, table["id"][i], "is built whatever the plan says") for i in rows[:8])
