"""Fit the behaviour that both crises share on each of them, for scoring on the other.

    python -m tools.hindcast_fit src/didymium/disruption/hindcasts/fitted.toml

A grid over the middle of two parameters, whose spread is kept; the pair with the smallest interval score (in logarithms,
so that tonnes and prices weigh alike) wins. Licences do not move the elasticity, so 2025 fits hoarding alone.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from didymium.chain import load
from didymium.disruption import hindcast_2010, hindcast_2025
from didymium.disruption.behaviour import Behaviour, behaviour
from didymium.disruption.observed import declared
from didymium.disruption.score import Forecast, interval_score
from didymium.disruption.spread import Spread

DRAWS, SEED = 128, 1
HOARD = (0.0, 0.5, 1.0, 1.5)
ELASTICITY = (-0.35, -0.25, -0.20, -0.15)


def around(value: float, spread: Spread) -> Spread:
    """The spread moved so that ``value`` is its middle."""
    assert spread.mid is not None
    low, high = value + spread.low - spread.mid, value + spread.high - spread.mid
    return Spread(max(low, 0.0), value, high) if spread.mid >= 0 else Spread(low, value, min(high, -0.05))


def loss(points: Sequence[Forecast], case: str) -> float:
    """Interval score of the declared tests in logarithms."""
    tests = [p for p in points if p.series in declared(case)["test"] and p.observed]
    logs = [
        replace(
            p,
            low=math.log(max(p.low, 1e-6)),
            mid=math.log(max(p.mid, 1e-6)),
            high=math.log(max(p.high, 1e-6)),
            observed=math.log(p.observed),
        )
        for p in tests
        if p.observed
    ]
    return interval_score(logs)


def best(case: str, run: Callable[[Behaviour], list[Forecast]], grids: dict[str, tuple[float, ...]]) -> tuple[dict[str, Spread], float]:
    """The point of the grid with the smallest loss."""
    how = behaviour()
    found = []
    for values in product(*grids.values()):
        spreads = {name: around(v, how.parameters[name].spread) for name, v in zip(grids, values, strict=True)}
        found.append((loss(run(how.with_spread(**spreads)), case), values, spreads))
        sys.stderr.write(f"{case} {dict(zip(grids, values, strict=True))}: {found[-1][0]:.3f}\n")
    score, _, spreads = min(found, key=lambda x: x[:2])
    return spreads, score


def main(path: Path) -> None:
    """Fit both and write the file."""
    old, new = load("world-2009"), load("world")
    cases = {
        "2010": best(
            "2010",
            lambda how: hindcast_2010.forecasts(hindcast_2010.simulate(old, DRAWS, SEED, how)),
            {"hoard": HOARD, "elasticity": ELASTICITY},
        ),
        "2025": best("2025", lambda how: hindcast_2025.forecasts(hindcast_2025.simulate(new, DRAWS, SEED, how)), {"hoard": HOARD}),
    }
    lines = ["# Made by python -m tools.hindcast_fit: low, mid, high of what each crisis would have had the buyers be."]
    for case, (spreads, score) in cases.items():
        lines += ["", f'["{case}"]', f"loss = {score:.4f}"]
        lines += [f"{name} = [{s.low:.4g}, {s.mid:.4g}, {s.high:.4g}]" for name, s in spreads.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
