"""Folder to model in the solver, beside linopy and pyomo: CPU seconds, memory, ratios."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.goal import share, word
from benchmarks.reference import write

ROOT = Path(__file__).resolve().parents[1]
LAYERS = {"didymium": 9, "linopy": 5, "pyomo": 1}  # and how often each repeats its build in one process
PEERS = ("linopy", "pyomo")

# what is compared, with the share of each peer's figure that we may take
GOALS = {
    "folder to solver": ("total", {"linopy": 1 / 5, "pyomo": 1 / 20}),
    "array build alone": ("build", {"linopy": 1 / 15, "pyomo": 1 / 60}),
}
MEMORY_GOAL = {"linopy": 1 / 2}


def compare(quarters: int = 20, dense: bool = False, seed: int = 7, rounds: int = 3) -> dict[str, Any]:
    """Measure every layer ``rounds`` times in turn, each time in a new process; medians and ratios.

    ``first`` is the first build in a process (lazy imports and cold caches included), ``again`` the median of the
    builds after it. Goals are held against ``again``, where the peers look best. ``touched``: growth of memory in a process
    that has built a case of four quarters before, so that pages of libraries are not counted.
    """
    runs: dict[str, list[dict[str, Any]]] = {layer: [] for layer in LAYERS}
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large", Path(folder) / "small"
        write(large, quarters, dense, seed)
        write(small, 4, dense, seed)
        for number in range(rounds):
            for layer, repeats in LAYERS.items():
                print(f"round {number + 1} of {rounds}: {layer}", file=sys.stderr, flush=True)
                found = _worker(layer, repeats, quarters, dense, seed, large)
                touched = _worker(layer, 1, quarters, dense, seed, large, small)
                runs[layer].append({**found, "growth_touched_mb": touched["growth_mb"]})
    layers = {layer: _middle(found) for layer, found in runs.items()}
    return {"layers": layers, "goals": _goals(layers)}


def _worker(layer: str, repeats: int, quarters: int, dense: bool, seed: int, folder: Path, touched: Path | None = None) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.measure", layer, "--folder", str(folder), "--repeats", str(repeats)]
    command += ["--quarters", str(quarters), "--seed", str(seed), *(["--dense"] if dense else [])]
    command += ["--touched", str(touched)] if touched else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{layer} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])  # a solver's banner may come before
    return found


def _middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians over the rounds; size and versions are the same in each."""
    times = {kind: {step: statistics.median(run[kind][step] for run in runs) for step in runs[0][kind]} for kind in ("first", "again")}
    memory = {name: statistics.median(run[name] for run in runs) for name in ("base_mb", "growth_mb", "growth_touched_mb")}
    return {"size": runs[0]["size"], "versions": runs[0]["versions"], **times, **memory}


def _goals(layers: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    ours = layers["didymium"]
    found = []
    for what, (step, limits) in GOALS.items():
        for peer, limit in limits.items():
            for kind in ("again", "first"):
                ratio = ours[kind][step] / layers[peer][kind]["total"]
                found.append({"what": what, "peer": peer, "kind": kind, "ratio": ratio, "goal": limit, "met": ratio <= limit})
    for peer, limit in MEMORY_GOAL.items():
        for kind, name in (("first", "growth_mb"), ("touched", "growth_touched_mb")):
            ratio = ours[name] / layers[peer][name]
            found.append({"what": "memory growth", "peer": peer, "kind": kind, "ratio": ratio, "goal": limit, "met": ratio <= limit})
    return found


def show(found: dict[str, Any]) -> str:
    """The build table: CPU seconds and memory by layer, then the ratios."""
    lines = [f"{'CPU seconds to a model in the solver':40}{'first':>9}{'again':>9}{'growth MB':>11}{'touched':>9}{'nonzeros':>10}"]
    for layer, m in found["layers"].items():
        first, again = m["first"]["total"], m["again"]["total"]
        lines.append(f"{layer:40}{first:9.3f}{again:9.3f}{m['growth_mb']:11.1f}{m['growth_touched_mb']:9.1f}{m['size']['nonzeros']:10,}")
        for step in [s for s in m["again"] if s != "total"]:
            lines.append(f"  {step:38}{m['first'][step]:9.3f}{m['again'][step]:9.3f}")
    lines.append(f"{'share of the peer':40}{'':>9}{'reached':>9}{'goal':>9}")
    for g in found["goals"]:
        label = f"{g['what']} / {g['peer']}"
        lines.append(f"{label:40}{g['kind']:>9}{share(g['ratio']):>9}{share(g['goal']):>9}  {word(g['met'])}")
    return "\n".join(lines)
