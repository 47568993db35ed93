"""What a plant at steady state moves: base, acid, and the rare earth that stands in it."""

from __future__ import annotations

from didymium.elements import ELEMENTS
from didymium.separation.battery import Steady
from didymium.separation.exchange_kernel import Flows
from didymium.separation.plant import Plant
from didymium.separation.reagents import Duty
from didymium.separation.solution import Aqueous


def duty_of(plant: Plant) -> Duty | None:
    """Moles per hour of rare earth fed, of base and of acid; None where the medium is no chloride.

    The soap is what the base makes; acid is what enters with scrub and strip, and ``free`` what comes with the feeds.
    """
    if plant.chemistry.system.anion != "Cl":
        return None
    fed: dict[str, float] = {}
    for _, stream in plant.feeds:
        for name, value in stream.metals.items():
            if name in ELEMENTS:
                fed[name] = fed.get(name, 0.0) + stream.flow * value
    acid = sum(stream.flow * stream.acid for stream in (plant.scrub, plant.strip.acid if plant.strip else None) if stream is not None)
    free = sum(stream.flow * stream.acid for _, stream in plant.feeds if isinstance(stream, Aqueous))
    return Duty(fed, plant.soap[1] if plant.soap else 0.0, acid, free)


def held_in(plant: Plant, flows: Flows, steady: Steady) -> float:
    """Moles of rare earth that pass the stages in an hour: times the hours that a stage holds its phases, what stands there."""
    rare = [i for i, name in enumerate(plant.chemistry.names) if name in ELEMENTS]
    return float(flows.aqueous @ steady.x[:, rare].sum(axis=1) + flows.organic @ steady.y[:, rare].sum(axis=1))
