"""Re-solve on the live model under shocks, against solving the shocked model from scratch by interior point."""

from __future__ import annotations

import dataclasses
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.goal import word
from benchmarks.reference import reference_cost, write
from benchmarks.reference.case import Case
from didymium.chain import load
from didymium.chain.calendar import grid
from didymium.network import build
from didymium.planning.live import Change, Live
from didymium.planning.lp import Lp, assemble

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Family = Callable[[np.random.Generator, Lp], Change]

SHOCKED_STAGES = ("mine", "crack", "separation", "metal", "magnet")
SAME = 1e-8  # largest relative difference of the two objectives


def demand_shock(rng: np.random.Generator, lp: Lp) -> Change:
    """Lognormal noise on the level of every demand (6 %) and on the whole market of each period (2 %)."""
    return _columns(lp, *_noise(rng, lp))


def mixed_shock(rng: np.random.Generator, lp: Lp) -> Change:
    """The demand shock, up to two outages of one to five periods, and with 30 % a ban of one quota group for a while."""
    periods = len(lp.network.periods)
    columns, upper = _noise(rng, lp)
    outages = []
    for _ in range(rng.integers(0, 3)):
        start = int(rng.integers(periods))
        outages.append((_unit(rng, lp), start, start + int(rng.integers(1, 6)), float(rng.uniform(0, 0.6))))
    if rng.random() < 0.3:
        start = int(rng.integers(periods))
        banned = _banned(lp, str(rng.choice(_groups(lp))), start, start + int(rng.integers(2, 9)))
        columns, upper = np.concatenate((columns, banned)), np.concatenate((upper, np.zeros(len(banned))))
    return _with_outages(lp, _columns(lp, columns, upper), outages)


def supply_shock(rng: np.random.Generator, lp: Lp) -> Change:
    """Severe, with demand as planned: each quota group banned for good with 60 % from a period in the first half,
    four lines dead for eight periods."""
    periods = len(lp.network.periods)
    banned = [_banned(lp, group, int(rng.integers(periods // 2)), periods) for group in _groups(lp) if rng.random() < 0.6]
    columns = np.concatenate((np.empty(0, np.int64), *banned))
    outages = []
    for _ in range(4):
        start = int(rng.integers(periods))
        outages.append((_unit(rng, lp), start, start + 8, 0.0))
    return _with_outages(lp, _columns(lp, columns, np.zeros(len(columns))), outages)


# name -> family, how often the warm re-solve must beat the cold solve at the median
FAMILIES: dict[str, tuple[Family, float]] = {
    "demand": (demand_shock, 15.0),
    "mixed": (mixed_shock, 15.0),
    "bans and outages": (supply_shock, 5.0),
}


def compare(quarters: int = 20, seed: int = 7, cold: int = 12, warm: int = 60) -> dict[str, Any]:
    """Solve ``warm`` shocks of each family from the base basis, and the first ``cold`` of them from scratch too."""
    with tempfile.TemporaryDirectory() as folder:
        case = write(Path(folder), quarters, seed=seed)
        chain = load(folder)
        lp = assemble(build(chain, tuple(grid(chain.settings.start, chain.settings.end, quarters))))
    live = Live(lp)
    began = time.process_time()
    base = live.solve()
    result: dict[str, Any] = {
        "size": lp.size,
        "base_seconds": time.process_time() - began,
        "objective": reference_cost(case, -base.objective),
        "families": {},
    }
    for name, (family, goal) in FAMILIES.items():
        result["families"][name] = _family(name, family, goal, live, case, cold, warm)
    return result


def _family(name: str, family: Family, goal: float, live: Live, case: Case, cold: int, warm: int) -> dict[str, Any]:
    rng = np.random.default_rng(11)
    changes = [family(rng, live.lp) for _ in range(warm)]
    quick, paths, slow, difference = [], [], [], []
    for number, change in enumerate(changes):
        began = time.process_time()
        again = live.resolve(change)
        quick.append(time.process_time() - began)
        paths.append(again.path)
        if number < cold:
            fresh = Live(_shocked(live.lp, change))
            began = time.process_time()
            scratch = fresh.solve()
            slow.append(time.process_time() - began)
            scale = min(abs(scratch.objective), abs(reference_cost(case, -scratch.objective)))
            difference.append(abs(again.objective - scratch.objective) / scale)
        if (number + 1) % 10 == 0:
            print(f"{name}: {number + 1} of {warm} shocks", file=sys.stderr, flush=True)
    ratio = [s / q for s, q in zip(slow, quick, strict=False)]
    return {
        "shocks": warm,
        "solved_cold": cold,
        "warm": _spread(quick),
        "cold": _spread(slow),
        "ratio_median": statistics.median(slow) / statistics.median(quick),
        "ratio_p90": float(np.quantile(ratio, 0.1)),  # nine shocks in ten gain at least this
        "goal": goal,
        "met": statistics.median(slow) / statistics.median(quick) >= goal,
        "largest_difference": max(difference),
        "same": max(difference) <= SAME,
        "fallbacks": sum(path != "warm simplex" for path in paths),
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    return {
        "median": statistics.median(seconds),
        "p90": float(np.quantile(seconds, 0.9)),
        "max": max(seconds),
    }


def _shocked(lp: Lp, change: Change) -> Lp:
    """A copy of the programme with the change in its bounds."""
    bounds = {"lower": lp.lower, "upper": lp.upper, "row_lower": lp.row_lower, "row_upper": lp.row_upper}
    bounds = {name: value.copy() for name, value in bounds.items()}
    bounds["lower"][change.columns], bounds["upper"][change.columns] = change.lower, change.upper
    bounds["row_lower"][change.rows], bounds["row_upper"][change.rows] = change.row_lower, change.row_upper
    return dataclasses.replace(lp, **bounds)


def _noise(rng: np.random.Generator, lp: Lp) -> tuple[Ints, Floats]:
    """Columns of demand served and their shocked upper bounds."""
    columns = lp.columns["served"]
    demands = len(lp.network.demand_node)
    level = 0.06 * rng.standard_normal((demands, 1))[lp.network.step_demand]
    market = 0.02 * rng.standard_normal((1, columns.shape[1]))
    return columns.ravel(), (lp.upper[columns] * np.exp(level + market)).ravel()


def _columns(lp: Lp, columns: Ints, upper: Floats) -> Change:
    return Change(columns=columns, lower=lp.lower[columns], upper=upper)


def _with_outages(lp: Lp, change: Change, outages: list[tuple[int, int, int, float]]) -> Change:
    """Add outages (unit, from period, to period, share of capacity left); the lower of two on one row counts."""
    left: dict[int, float] = {}
    for unit, start, end, share in outages:
        for row in lp.rows["capacity"][unit, start:end].tolist():
            left[row] = min(left.get(row, np.inf), share * float(lp.row_upper[row]))
    rows = np.array(sorted(left), dtype=np.int64)
    upper = np.array([left[row] for row in rows.tolist()], dtype=float)
    return dataclasses.replace(change, rows=rows, row_lower=lp.row_lower[rows], row_upper=upper)


def _unit(rng: np.random.Generator, lp: Lp) -> int:
    """A unit of the stages that outages strike."""
    net = lp.network
    stages = net.chain.tables["lines"]["stage"].to_list()
    units = {int(unit) for unit, row in zip(net.line_unit, net.line_row, strict=True) if stages[int(row)] in SHOCKED_STAGES}
    return int(rng.choice(sorted(units)))


def _groups(lp: Lp) -> list[str]:
    return sorted({cap.name for cap in lp.caps if cap.kind == "quota"})


def _banned(lp: Lp, group: str, start: int, end: int) -> Ints:
    """Flow columns of a quota group from one period to another."""
    member = next(cap.member for cap in lp.caps if cap.name == group)
    columns: Ints = lp.columns["flow"][member][:, start:end].ravel()
    return columns


def show(found: dict[str, Any]) -> str:
    """The re-solve table."""
    lines = [
        f"Reference cost {found['objective']:.5f}; base solve {found['base_seconds']:.2f} CPU s",
        f"{'CPU seconds':20}{'warm':>8}{'p90':>8}{'cold':>8}{'p90':>8}{'ratio':>8}{'p90':>8}{'goal':>6}  same to",
    ]
    for name, f in found["families"].items():
        figures = (f["warm"]["median"], f["warm"]["p90"], f["cold"]["median"], f["cold"]["p90"])
        line = f"{name:20}" + "".join(f"{v:8.3f}" for v in figures)
        line += f"{f['ratio_median']:8.1f}{f['ratio_p90']:8.1f}{f['goal']:6.0f}  {f['largest_difference']:.1e}"
        lines.append(f"{line}  {word(f['met'] and f['same'])}; fell back {f['fallbacks']} of {f['shocks']}")
    return "\n".join(lines)
