"""What a simulation found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stage:
    """One stage, counted from the raffinate end: what leaves it in each phase, in the unit of the simulation.

    ``pH`` is None where the model knows none (constant separation factors).
    """

    stage: int
    aqueous: Mapping[str, float]
    organic: Mapping[str, float]
    pH: float | None = None


@dataclass(frozen=True)
class Simulation:
    """A circuit at steady state.

    ``raffinate`` and ``extract`` hold the composition of the outlets (aqueous from stage 1, organic from the last
    stage) in ``unit``, that of the feed; ``outlets`` those of side outlets by name. ``flow`` is the flow of each outlet
    by name in the unit that goes with it (L/h of the phase, or mol/h); ``recovery`` the share of each element that
    leaves with each outlet. ``imbalance`` is the largest |in - out| / in over the elements; ``iterations`` counts
    Newton steps. ``extra`` holds what only one model knows, by name.
    """

    converged: bool
    iterations: int
    seconds: float
    imbalance: float
    unit: str
    raffinate: Mapping[str, float]
    extract: Mapping[str, float]
    stages: tuple[Stage, ...]
    outlets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    flow: Mapping[str, float] = field(default_factory=dict)
    recovery: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
