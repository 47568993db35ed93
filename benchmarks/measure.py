"""Measure one layer in this process: CPU seconds to a model inside HiGHS, and how much memory that took.

Run by ``benchmarks.build``, one process per layer, so that no layer pays for another's imports. CPU seconds are those
of the whole process (every thread), because wall time on a shared machine says little. Resident memory counts the pages of
shared libraries that a first build touches (polars alone: 18 MB), which an import does not; ``--touched`` builds a case of
four quarters first, so that the growth of the large one is the build's own.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.reference.case import Case, make

IMPORTS = {
    "didymium": ("numpy", "scipy.sparse", "polars", "highspy", "didymium.chain", "didymium.planning.live"),
    "linopy": ("linopy", "pandas", "xarray", "highspy"),
    "pyomo": ("pyomo.environ", "pyomo.contrib.appsi.solvers", "highspy"),
}
Steps = dict[str, float]
CLOCK = time.process_time


def main() -> None:
    """Command line of the worker; prints one JSON object as its last line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("layer", choices=sorted(IMPORTS))
    parser.add_argument("--folder", type=Path, help="the case as a chain folder (didymium only)")
    parser.add_argument("--quarters", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--touched", type=Path, help="a chain folder of four quarters: build that case first")
    args = parser.parse_args()
    for module in IMPORTS[args.layer]:
        import_module(module)
    if args.touched:
        _builder(args.layer, args.touched, 4, args)()
    once = _builder(args.layer, args.folder, args.quarters, args)
    print(json.dumps({"layer": args.layer, **measure(once, args.repeats), "versions": _versions(args.layer)}))


def measure(once: Callable[[], tuple[Any, Steps]], repeats: int) -> dict[str, Any]:
    """Run a build ``1 + repeats`` times: the first with its peak of memory, the others for their median."""
    gc.collect()
    _forget_peak()
    before = _memory("VmRSS")
    highs, first = once()
    growth = _memory("VmHWM") - before
    size = {"rows": highs.getNumRow(), "columns": highs.getNumCol(), "nonzeros": highs.getNumNz()}
    del highs
    runs = []
    for _ in range(repeats):
        gc.collect()
        runs.append(once()[1])
    again = {name: statistics.median(run[name] for run in runs) for name in first}
    return {"size": size, "first": first, "again": again, "base_mb": before, "growth_mb": growth}


def _builder(layer: str, folder: Path, quarters: int, args: argparse.Namespace) -> Callable[[], tuple[Any, Steps]]:
    return _didymium(folder, quarters) if layer == "didymium" else _peer(layer, make(quarters, args.dense, args.seed))


def _peer(layer: str, case: Case) -> Callable[[], tuple[Any, Steps]]:
    """A peer's build of a case that is handed over as arrays: the peer reads no file."""
    from benchmarks.reference import peers

    build = {"linopy": peers.build_linopy, "pyomo": peers.build_pyomo}[layer]

    def once() -> tuple[Any, Steps]:
        began = CLOCK()
        highs = build(case)
        return highs, {"total": CLOCK() - began}

    return once


def _didymium(folder: Path, quarters: int) -> Callable[[], tuple[Any, Steps]]:
    from didymium.chain import load
    from didymium.chain.calendar import grid
    from didymium.network import build
    from didymium.planning.live import Live
    from didymium.planning.lp import assemble

    def once() -> tuple[Any, Steps]:
        marks = [CLOCK()]
        chain = load(folder)
        marks.append(CLOCK())
        network = build(chain, tuple(grid(chain.settings.start, chain.settings.end, quarters)))
        marks.append(CLOCK())
        lp = assemble(network)
        marks.append(CLOCK())
        live = Live(lp)
        marks.append(CLOCK())
        names = ("load", "network", "arrays", "handover")
        steps = dict(zip(names, (b - a for a, b in pairwise(marks)), strict=True))
        steps["build"] = marks[-1] - marks[1]
        steps["total"] = marks[-1] - marks[0]
        return live._highs, steps

    return once


def _forget_peak() -> None:
    """Let the peak of resident memory start anew (Linux), so that imports do not hide the build."""
    with suppress(OSError):  # then growth counts from the peak of the imports, which is no smaller
        Path("/proc/self/clear_refs").write_text("5")


def _memory(field: str) -> float:
    """A field of the kernel's account of this process, MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"/proc/self/status has no {field}: memory is measured on Linux only")


def _versions(layer: str) -> dict[str, str]:
    names = {"didymium": ("didymium", "polars", "numpy", "scipy"), "linopy": ("linopy", "xarray", "pandas"), "pyomo": ("pyomo",)}
    return {name: version(name) for name in (*names[layer], "highspy")}


if __name__ == "__main__":
    main()
