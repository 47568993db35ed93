"""No plan keeps every rule: which rules cannot hold together, and where each is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from didymium.planning.live import Live, SolveError
from didymium.planning.lp import Lp
from didymium.planning.target import Goal


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
    """A minimal set of targets that cannot hold together, the limits that they run into, and by how much they miss."""

    targets: tuple[Rule, ...]
    limits: tuple[Rule, ...]
    shortfall: float

    def __str__(self) -> str:
        lines = ["no plan keeps all of these rules:"]
        lines += [f"  {r.file}:{r.line}: {r.table} {r.key}: {r.text}" for r in self.targets]
        if self.limits:
            lines.append("they run into:")
            lines += [f"  {r.file}:{r.line}: {r.table} {r.key}: {r.text}" for r in self.limits]
        if self.targets:
            lines.append(f"together they miss by {self.shortfall:,.6g}; lower one, give it mode `priced`, or raise a limit")
        else:
            lines.append("no target is to blame: look at committed projects, fixed market rows and first fills")
        return "\n".join(lines)


def explain(lp: Lp) -> Conflict:
    """Relax every target that must hold, then drop targets one by one while the rest still conflict.

    The relaxed programme minimises the sum of what the targets miss; rows with a dual there are what they run into.
    Method: elastic relaxation and deletion filter (Chinneck, Feasibility and Infeasibility in Optimization, 2008).
    """
    must = [g for g, goal in enumerate(lp.goals) if goal.penalty <= 0]
    kept = list(must)
    elastic = _shortfall(lp, kept)
    if elastic is None:
        return Conflict((), _hard_rows(lp), float("nan"))
    for g in must:
        rest = [k for k in kept if k != g]
        trial = _shortfall(lp, rest)
        if trial is not None and trial[0] > 1e-6:
            kept = rest
    final = _shortfall(lp, kept)
    total, y = final if final is not None else elastic
    return Conflict(tuple(_target_rule(lp, lp.goals[g]) for g in kept), _limits(lp, y), total)


def _shortfall(lp: Lp, kept: list[int]) -> tuple[float, np.ndarray] | None:
    """Least sum of misses when only these targets count, and the duals; None when even that has no plan."""
    cost, upper = np.zeros_like(lp.cost), lp.upper.copy()
    row_lower, row_upper = lp.row_lower.copy(), lp.row_upper.copy()
    for g, goal in enumerate(lp.goals):
        if g in kept:
            usable = np.array([goal.sense != "<=", goal.sense != ">="])
            upper[lp.columns["miss"][g]] = np.where(usable, np.inf, 0.0)
            cost[lp.columns["miss"][g]] = 1.0
        elif goal.penalty <= 0:
            row_lower[lp.rows["target"][g]], row_upper[lp.rows["target"][g]] = -np.inf, np.inf
    try:
        found = Live(replace(lp, cost=cost, upper=upper, row_lower=row_lower, row_upper=row_upper)).solve()
    except SolveError:
        return None
    return found.objective, found.y


def _rule(lp: Lp, table: str, row: int, key: str, text: str) -> Rule:
    frame = lp.network.chain.tables[table]
    return Rule(table, key, str(frame["_file"][row]), int(frame["_line"][row]), text)


def _target_rule(lp: Lp, goal: Goal) -> Rule:
    row = lp.network.chain.tables["targets"].row(goal.row, named=True)
    what = f"{row['measure']} of {row['commodity'] or 'all goods'} {goal.sense} {row['value']:,.6g} in {row['period']}"
    return _rule(lp, "targets", goal.row, goal.name, what)


def _limits(lp: Lp, y: np.ndarray) -> tuple[Rule, ...]:
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


def _hard_rows(lp: Lp) -> tuple[Rule, ...]:
    """Rows that hold whatever the plan: committed projects and fixed market steps."""
    t = lp.network.chain.tables
    committed = [i for i, s in enumerate(t["projects"]["status"].to_list()) if s == "committed"]
    fixed = [i for i, s in enumerate(t["markets"]["side"].to_list()) if s == "fixed"]
    return tuple(
        [_rule(lp, "projects", i, t["projects"]["id"][i], "is built whatever the plan says") for i in committed[:8]]
        + [_rule(lp, "markets", i, t["markets"]["id"][i], "takes place whatever the price") for i in fixed[:8]]
    )
