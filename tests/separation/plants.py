"""Random plants: any system, two to fifteen elements, five to 120 stages, with loads and acids that plants could have."""

from __future__ import annotations

import numpy as np

from didymium.separation.constants import System, system

LIGHT = ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd")
HEAVY = ("Tb", "Dy", "Ho", "Y", "Er", "Tm", "Yb", "Lu")
SYSTEMS = ("P507 chloride", "P204 chloride", "naphthenic acid chloride", "Cyanex 272 chloride", "TBP nitrate")


def random_case(rng: np.random.Generator, name: str | None = None) -> dict[str, object]:
    """A case as a mapping, drawn at random."""
    chosen = system(name or SYSTEMS[rng.integers(len(SYSTEMS)) if rng.random() < 0.6 else 0])
    known = [e for e in (*LIGHT, *HEAVY) if e in chosen.elements]
    elements = list(rng.choice(known, int(rng.integers(2, len(known) + 1)), replace=False))
    stages = int(rng.integers(5, 121))
    scrubbed = rng.random() < 0.7
    feed_stage = int(np.clip(round(stages * rng.uniform(0.2, 0.8)), 1, stages - 1)) if scrubbed else stages
    total = 10.0 ** rng.uniform(-2.3, 0.0)  # mol/L of rare earth
    shares = np.maximum(rng.dirichlet(np.ones(len(elements))), 1e-7)
    feed: dict[str, object] = {"unit": "mol/L", "flow": 100.0, **{e: float(total * s) for e, s in zip(elements, shares, strict=True)}}
    case: dict[str, object] = {
        "model": "mass_action",
        "system": chosen.name,
        "feed": feed,
        "circuit": {"stages": stages, "feed_stage": feed_stage},
    }
    if chosen.mechanism == "solvating":
        feed["NO3"] = float(3.0 * total + rng.uniform(1.0, 5.0))
        case["organic"] = {
            "unit": "mol/L",
            "flow": float(100.0 * 10.0 ** rng.uniform(-0.5, 0.8)),
            chosen.extractant: float(rng.uniform(1.0, 2.5)),
        }
        if scrubbed:
            case["scrub"] = {"unit": "mol/L", "flow": float(rng.uniform(5.0, 80.0)), "NO3": float(rng.uniform(1.0, 5.0))}
        if rng.random() < 0.5:
            case["strip"] = {"stages": int(rng.integers(2, 11)), "flow": float(rng.uniform(30.0, 200.0)), "HNO3": 0.05}
        return case
    feed["pH"] = float(rng.uniform(0.5, 3.0))
    strength = float(rng.uniform(0.5, 1.6))
    room = strength * chosen.value("max_loading")  # type: ignore[operator]
    load = rng.uniform(0.1, 0.85)  # of the solvent, if it took up what the feed holds
    ratio = float(np.clip(total / (room * load), 0.05, 20.0))
    case["organic"] = {"unit": "mol/L", "flow": 100.0 * ratio, chosen.extractant: strength}
    if rng.random() < 0.7:
        most = 0.45 if chosen.unit == "dimer" else 0.85
        case["saponification"] = {"degree": float(rng.uniform(0.1, most)), "base": str(rng.choice(["soda", "ammonia"]))}
    returned = 3.0 * total * 100.0  # equivalents of the feed
    if scrubbed:
        acid = float(rng.uniform(0.5, 5.0))
        case["scrub"] = {
            "unit": "mol/L",
            "flow": float(np.clip(returned * 10.0 ** rng.uniform(-1.0, 0.4) / acid, 2.0, 2000.0)),
            "HCl": acid,
        }
    if rng.random() < 0.5:
        case["strip"] = _strip(rng, chosen, elements, case, returned)
    return case


def _strip(rng: np.random.Generator, chosen: System, elements: list[str], case: dict[str, object], returned: float) -> dict[str, object]:
    """Acid that gets every element out of the solvent, and that is more than the base and the metals."""
    organic = case["organic"]
    assert isinstance(organic, dict)
    acid = float(rng.uniform(4.0, 7.0))
    soap = case.get("saponification")
    base = float(soap["degree"]) * organic["flow"] * organic[chosen.extractant] if isinstance(soap, dict) else 0.0
    heaviest = max(level.value for e in elements if (level := chosen.level(e)) is not None and level.value is not None)
    flow = max(organic["flow"] * 10.0 ** (heaviest - 3.0 * np.log10(acid)), (returned + base) / acid) * rng.uniform(1.2, 4.0)
    flow = float(max(flow, organic["flow"] / 20.0))
    return {"stages": int(rng.integers(2, 11)), "flow": flow, "HCl": acid, "reflux": float(flow * rng.choice([0.0, 0.1]))}
