"""Circuits by mass action: random sweeps, seconds cold and warm, and peers on the same case where they are installed.

difflow and efta are no dependencies: install them beside didymium (``pip install -c constraints.txt difflow efta``) to take them in.
"""

from __future__ import annotations

import importlib.metadata
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from tests.separation.plants import HEAVY, LIGHT, random_case
from tests.separation.test_cascade import random_case as random_cascade

from didymium.separation import CaseError, answer, read
from didymium.separation.battery import batch, solve
from didymium.separation.cascade import NotConverged
from didymium.separation.cascade import solve as constant
from didymium.separation.plant import plant
from didymium.separation.plumbing import flows

POINTS, SEED = 1000, 5
EXAMPLE = Path(__file__).parents[1] / "examples" / "separation" / "difflow.toml"


def compare() -> dict[str, Any]:
    """What fails in a thousand random circuits of each model, seconds of fifteen elements in a hundred stages, and the peers."""
    return {"sweeps": [_constant(), _mass_action()], "time": _times(), "difflow": _or_not(_difflow), "efta": _or_not(_efta)}


def _constant() -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    failed, worst, began = 0, 0.0, time.perf_counter()
    for _ in range(POINTS):
        try:
            found = constant(random_cascade(rng))
        except NotConverged:
            failed += 1
            continue
        failed += not (np.isfinite(found.aqueous).all() and np.isfinite(found.organic).all())
        worst = max(worst, found.imbalance)
    return {"model": "constant", "points": POINTS, "failed": failed, "worst": worst, "wall": time.perf_counter() - began}


def _mass_action() -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    failed, worst, began = 0, 0.0, time.perf_counter()
    for _ in range(POINTS):
        try:
            found: Any = answer(read(random_case(rng)), assume=True)
        except CaseError:
            failed += 1
            continue
        failed += not all(np.isfinite([*s.aqueous.values(), *s.organic.values()]).all() for s in found.stages)
        worst = max(worst, found.imbalance)
    return {"model": "mass action", "points": POINTS, "failed": failed, "worst": worst, "wall": time.perf_counter() - began}


def large(shift: float = 1.0) -> dict[str, object]:
    """Fifteen elements in a hundred stages of P507 in chloride."""
    feed = {"unit": "mol/L", "flow": 100.0, "pH": 2.0, **dict.fromkeys((*LIGHT, *HEAVY), 0.02 * shift)}
    return {
        "model": "mass_action", "system": "P507 chloride", "feed": feed, "circuit": {"stages": 100, "feed_stage": 50},
        "organic": {"unit": "mol/L", "flow": 200.0, "P507": 1.0}, "saponification": {"degree": 0.35},
        "scrub": {"unit": "mol/L", "flow": 20.0, "HCl": 2.0},
    }  # fmt: skip


def _times() -> dict[str, Any]:
    made = plant(read(large()))
    law, through = made.chemistry.law, flows(made)
    first = solve(law, through)
    moved = flows(plant(read(large(1.01))))
    many = [(law, flows(plant(read(large(0.8 + 0.005 * i))))) for i in range(64)]
    began, cpu = time.perf_counter(), time.process_time()
    batch(many)
    whole, spent = time.perf_counter() - began, time.process_time() - cpu
    return {
        "cold": _median(lambda: solve(law, through)),
        "warm": _median(lambda: solve(law, moved, first.levels)),
        "batch": whole,
        "batch_cpu": spent,
    }


def _median(call: Callable[[], object], times: int = 15) -> float:
    """Median CPU seconds of a call."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        call()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def _or_not(part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A peer's part; says so where it is not installed."""
    try:
        return part()
    except ImportError as error:
        return {"missing": str(error)}


def _difflow() -> dict[str, Any]:
    """Four light rare earths in ten stages by difflow's mass action, and the shipped case with its constants."""
    from difflow_ree.equilibrium.mass_action import MassActionParams, MassActionSection  # type: ignore[import-not-found]

    names = ("La", "Ce", "Pr", "Nd")
    section = MassActionSection(
        MassActionParams(
            n_stages=10, extractant="PC88A", extractant_conc=1.0, elements=names, aqueous_volumetric_flow=1.0, organic_volumetric_flow=1.0
        )
    )
    feed = section.schema.make_aqueous(dict.fromkeys(names, 0.02004), acid=0.01, water=55.0)
    solvent = section.schema.make_organic(1.0, diluent_flow=4.0)
    began = time.perf_counter()
    section(feed, solvent)
    first = time.perf_counter() - began
    raffinate = section(feed, solvent)[0]
    theirs = {name: float(raffinate[f"F_{name}"]) for name in names}  # mol a litre at one litre
    case = read(EXAMPLE)
    made = plant(case)
    law, through = made.chemistry.law, flows(made)
    ours = solve(law, through).x[0]
    off = [abs(ours[made.chemistry.names.index(name)] / value - 1.0) for name, value in theirs.items()]
    return {
        "version": importlib.metadata.version("difflow"),
        "first": first,
        "again": _median(lambda: section(feed, solvent), 5),
        "ours": _median(lambda: solve(law, through)),
        "off": max(off),
    }


def _efta() -> dict[str, Any]:
    """Lanthanum in five stages as efta documents it: what its answer loses of the feed, at default tolerances."""
    from efta import countercurrent, reaction, solution  # type: ignore[import-not-found]

    built = reaction("LaCl[2+] + 3H2A2(org) = LaClA2(HA)4(org) + 2H[+]", 10.6)
    feed = solution({"LaCl[2+]": 0.003, "H[+]": 0.3}, volume=1.0)
    began = time.perf_counter()
    found = countercurrent(built, stages=5, feed=feed, organic=solution({"H2A2(org)": 0.25}, volume=1.0))
    found.run()
    taken = time.perf_counter() - began
    out = found.outlets[5]["LaCl[2+]"] + found.outlets[1]["LaClA2(HA)4(org)"]
    return {"version": importlib.metadata.version("efta"), "seconds": taken, "lost": abs(float(out) / 0.003 - 1.0)}


def show(found: dict[str, Any]) -> str:
    """Sweeps, seconds beside their goals, and the peers."""
    lines = [f"{'random circuits':<18}{'points':>8}{'failed':>8}{'worst closure':>15}{'wall s':>8}"]
    lines += [f"{s['model']:<18}{s['points']:8,}{s['failed']:8}{s['worst']:15.0e}{s['wall']:8.1f}" for s in found["sweeps"]]
    t = found["time"]
    lines += [
        "15 elements x 100 stages, mass action",
        f"  cold {1e3 * t['cold']:.1f} ms (goal 60), warm {1e3 * t['warm']:.1f} ms (goal 8)",
        f"  64 in a batch {t['batch']:.2f} s wall (goal 2), {t['batch_cpu']:.2f} s CPU, on a machine that may be busy",
    ]
    d, e = found["difflow"], found["efta"]
    if "missing" in d:
        lines.append(f"difflow: not measured ({d['missing']})")
    else:
        lines.append(f"difflow {d['version']}, 4 elements x 10 stages: first {d['first']:.1f} s, again {1e3 * d['again']:.0f} ms")
        lines.append(f"  didymium, same equations and constants: {1e3 * d['ours']:.2f} ms; raffinates differ by {d['off']:.1e} at most")
    if "missing" in e:
        lines.append(f"efta: not measured ({e['missing']})")
    else:
        said = f"in and out differ by {100 * e['lost']:.2f} % of the feed"
        lines.append(f"efta {e['version']}, La in 5 stages, default tolerance: {e['seconds']:.2f} s; {said}")
    return "\n".join(lines)
