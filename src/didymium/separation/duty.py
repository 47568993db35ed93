"""What a plant at steady state takes and how large it is: base, acid, stages and the rare earth that stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from didymium.elements import ELEMENTS
from didymium.separation.cost import Bill, Rates, plant_bill
from didymium.separation.plant import SOAPS
from didymium.separation.reagents import Duty, oxide_mass
from didymium.separation.solution import Aqueous
from didymium.separation.solved import Solved
from didymium.separation.water import Water, of_plant


@dataclass(frozen=True)
class Work:
    """What a plant does: ``duty`` (mol/h), ``bills`` (one), ``tonnes`` of REO fed in an hour, and the ``rates`` behind costs.

    ``water``: m3/h by stream. ``outlets``: of the rare earths that leave with an outlet more than
    with any other, t per t REO fed and the share of them that leaves there. ``purity``: their mole fraction among the rare earths
    of that outlet. ``stages``: all, with those that strip.
    """

    duty: Duty
    bills: tuple[Bill, ...]
    tonnes: float
    water: Water
    rates: Rates
    outlets: Mapping[str, tuple[float, float]]
    purity: Mapping[str, float]
    stages: int

    @property
    def fed(self) -> Mapping[str, float]:
        """Rare earth fed, mol/h by element."""
        return self.duty.fed

    @property
    def flow(self) -> float:
        """mol per hour of rare earth in the feed."""
        return sum(self.fed.values())

    @property
    def days(self) -> float:
        """Days of feed that stand in the stages: what a first fill swallows."""
        return self.bills[0].held / (self.flow * 24.0)


def work_of(solved: Solved, rates: Rates) -> Work | None:
    """The work of a plant; None where the medium is no chloride, or where no rare earth is fed.

    The soap is what the base makes; acid is what enters with scrub and strip, and ``free`` what comes with the feeds. An
    extract that is not stripped counts with the acid that its metals take, at the least; acid beyond base is neutralised.
    """
    plant, q, steady = solved.plant, solved.flows, solved.steady
    fed: dict[str, float] = {}
    for _, stream in plant.feeds:
        for name, value in stream.metals.items():
            if name in ELEMENTS:
                fed[name] = fed.get(name, 0.0) + stream.flow * value
    total = sum(fed.values())
    if plant.chemistry.system.anion != "Cl" or total <= 0.0:
        return None
    acids = [stream for stream in (plant.scrub, plant.strip.acid if plant.strip else None) if stream is not None]
    acid = sum(stream.flow * stream.acid for stream in acids)
    more = 0.0
    if plant.strip is None:
        metals = [i for i, name in enumerate(plant.chemistry.names) if name in plant.chemistry.metals]
        more = float(q.organic[-1] * (steady.y[-1, metals] @ plant.chemistry.law.z[metals]))
        acid += more
    free = sum(stream.flow * stream.acid for _, stream in plant.feeds if isinstance(stream, Aqueous))
    cation, base = plant.soap or (SOAPS[rates.base], 0.0)
    used = replace(rates, base=next(name for name, ion in SOAPS.items() if ion == cation))
    tonnes = sum(moles * oxide_mass(name) for name, moles in fed.items()) / 1e6
    rare = [i for i, name in enumerate(plant.chemistry.names) if name in ELEMENTS]
    held = float(q.aqueous @ steady.x[:, rare].sum(axis=1) + q.organic @ steady.y[:, rare].sum(axis=1))
    sizes = [(float(o) / 1e3, float(a) / 1e3) for o, a in zip(q.organic, q.aqueous, strict=True)]
    left = acid + free - base  # neutralised with base, or with acid where it is negative
    bill = plant_bill(used, tonnes, tonnes * 1e6 / total, base + max(0.0, left), acid + max(0.0, -left), sizes, held)
    return Work(Duty(fed, base, acid, free), (bill,), tonnes, of_plant(solved, used, bill, more), used, *_outlets(solved, fed), plant.total)


def _outlets(solved: Solved, fed: Mapping[str, float]) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    """Every outlet's own rare earths: t per t REO fed and the share of them that leaves there; and their purity."""
    shares = {end: share for end, share in solved.recovery.items() if end != "extract" or solved.plant.strip is None}
    tonnes = {name: moles * oxide_mass(name) for name, moles in fed.items()}
    home = {name: max(shares, key=lambda end: shares[end].get(name, 0.0)) for name in fed}
    found: dict[str, tuple[float, float]] = {}
    purity: dict[str, float] = {}
    for end, share in shares.items():
        own = [name for name in fed if home[name] == end]
        into = sum(tonnes[name] for name in own)
        arrived = sum(tonnes[name] * share.get(name, 0.0) for name in own)
        moles = {name: amount * share.get(name, 0.0) for name, amount in fed.items()}
        found[end] = (into / sum(tonnes.values()), min(1.0, arrived / into) if into > 0.0 else 0.0)
        purity[end] = sum(moles[name] for name in own) / sum(moles.values()) if sum(moles.values()) > 0.0 else 0.0
    return found, purity
