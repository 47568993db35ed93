"""What a cascade costs: reagents, effluent, solvent, stages and the rare earth that stands in it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from didymium.elements import ELEMENTS, OXYGEN
from didymium.separation.section import Section

CHARGE = 3.0  # mol of base, and of acid, per mol of rare earth moved between the phases
BASES = {"ammonia": 17.031, "soda": 39.997}  # g/mol
SALTS = {"ammonia": 53.492, "soda": 58.44}
HCL = 36.458
NOMINAL = 168.0  # g of oxide per mol of an element without a known mass; about that of NdO1.5
MIXER = 0.2  # of a stage's volume
ITEMS = ("base", "acid", "effluent", "solvent", "energy", "stages", "first fill")


@dataclass(frozen=True)
class Assumption:
    """A figure behind a cost, with its span and who says so."""

    item: str
    value: float
    low: float | None
    high: float | None
    unit: str
    meaning: str
    source: str
    year: str
    grade: str


@dataclass(frozen=True)
class Rates:
    """Figures behind costs by item (see ``costs.csv``), and the base in use: ammonia or soda."""

    figures: Mapping[str, Assumption]
    base: str = "ammonia"

    def __getitem__(self, item: str) -> float:
        return self.figures[item].value

    @property
    def assumed(self) -> tuple[str, ...]:
        """Items that are assumed."""
        return tuple(name for name, figure in self.figures.items() if figure.grade == "assumed")


@dataclass(frozen=True)
class Bill:
    """What a cascade costs in USD per hour by item, and its size.

    ``base`` and ``acid`` mol/h; ``lost`` kg/h of solvent; ``volume`` m3 of a stage; ``area`` m2 of all settlers; ``organic``
    m3 of solvent; ``held`` mol of rare earth standing in it; ``energy`` kW.
    """

    items: Mapping[str, float]
    base: float
    acid: float
    lost: float
    volume: float
    area: float
    organic: float
    held: float
    energy: float

    @property
    def total(self) -> float:
        """USD per hour."""
        return sum(self.items.values())


@cache
def shipped() -> Mapping[str, Assumption]:
    """The shipped figures.

    >>> shipped()["loading"].value, shipped()["ammonia"].grade
    (0.2, 'assumed')
    """
    text = resources.files("didymium.separation").joinpath("costs.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["item"]: _assumption(row) for row in rows}


def _assumption(row: Mapping[str, str]) -> Assumption:
    low, high = (float(row[k]) if row[k] else None for k in ("low", "high"))
    return Assumption(
        row["item"], float(row["value"]), low, high, row["unit"], row["meaning"], row["source"], row["source_year"], row["grade"]
    )


def rates(section: Section | None = None) -> Rates:
    """Shipped figures with those of the case's ``[cost]`` laid over them; findings go into the section."""
    figures = dict(shipped())
    base = "ammonia"
    if section is not None:
        base = section.word("base", tuple(BASES), "ammonia") or base
        for name, figure in shipped().items():
            value = section.number(name, low=0.0)
            if value is not None:
                figures[name] = Assumption(name, value, None, None, figure.unit, figure.meaning, "the case file", "", "given")
        section.finish(tuple(figures))
    return Rates(figures, base)


def oxide_mass(name: str, masses: Mapping[str, float]) -> float:
    """Grams of oxide per mol of an element; a nominal figure for a name that is no rare earth.

    >>> round(oxide_mass("Nd", {}), 2), oxide_mass("A", {})
    (168.24, 168.0)
    """
    element = ELEMENTS.get(name)
    if element is None:
        return NOMINAL
    return masses.get(name, element.mass) + OXYGEN * element.oxygen / element.metal


def bill(rates: Rates, flow: float, oxide: float, S: float, W: float, stages: int, linked: bool = False) -> Bill:
    """Cost of one cascade fed ``flow`` mol/h of rare earth (``oxide`` g/mol); S and W in mol per mol of feed.

    The solvent that enters is saponified with 3 mol of base per mol; the scrub acid takes 3 W; stripping is counted by
    :func:`strip_bill`. ``linked``: the feed comes with the organic.

    >>> found = bill(rates(), 3750.0, 168.0, 1.0, 0.5, 60)
    >>> round(found.items["base"] / 400 * 1e3 / (3750 * 0.168), 3)  # t NH3 per t REO and unit S
    0.304
    """
    organic = (S + (1.0 if linked else 0.0)) * flow / rates["loading"] / 1e3  # m3/h
    acid = W * flow * CHARGE / rates["strength"] / 1e3
    aqueous = acid + (0.0 if linked else flow / rates["feed"] / 1e3)
    return _bill(rates, flow, oxide, S * flow, W * flow, stages, organic, aqueous, (2.0 * S + (1.0 if linked else 0.0)) * flow)


def strip_bill(rates: Rates, flow: float, oxide: float) -> Bill:
    """Cost of stripping ``flow`` mol/h of rare earth out of the loaded solvent."""
    organic = flow / rates["loading"] / 1e3
    aqueous = flow * CHARGE / rates["strength"] / 1e3
    return _bill(rates, 0.0, oxide, 0.0, flow, round(rates["strip_stages"]), organic, aqueous, flow)


def _bill(
    rates: Rates, flow: float, oxide: float, based: float, acid: float, stages: int, organic: float, aqueous: float, held: float
) -> Bill:
    """A bill: ``based`` and ``acid`` mol/h of rare earth by base and by acid, flows of both phases in m3/h.

    ``held``: mol/h of rare earth passing a stage with both phases; ``flow`` is what is lost solvent upon.
    """
    sizes = [(organic, aqueous)] * stages
    return plant_bill(rates, flow * oxide / 1e6, oxide, based * CHARGE, acid * CHARGE, sizes, held * stages)


def plant_bill(
    rates: Rates, tonnes: float, oxide: float, base: float, acid: float, sizes: Sequence[tuple[float, float]], held: float
) -> Bill:
    """Cost of stages through which the solvent and the aqueous of ``sizes`` flow (m3/h each, by stage).

    ``tonnes``: t REO/h fed, whose oxide weighs ``oxide`` g/mol; ``base`` and ``acid``: mol/h; ``held``: mol/h of rare earth
    that pass the stages with both phases, summed over them.

    >>> found = plant_bill(rates(), 0.6, 168.0, 9000.0, 9000.0, [(18.0, 6.0)] * 80, 5e5)
    >>> found.volume, round(found.items["base"])
    (16.0, 61)
    """
    hours, charge = rates["hours"], rates["charge"]
    time = rates["stage_time"] / 60.0
    volumes = [(organic + aqueous) * time for organic, aqueous in sizes]
    priced = [rates["stage_cost"] * (volume / rates["stage_volume"]) ** rates["stage_exponent"] for volume in volumes if volume > 0.0]
    filled = sum(organic for organic, _ in sizes) * time
    standing = held * time
    density = 850.0  # kg of solvent in a m3, which only turns the loss by mass into a volume
    energy = rates["power"] * MIXER * sum(volumes)
    items = {
        "base": base * BASES[rates.base] / 1e6 * rates[rates.base],
        "acid": acid * HCL / 1e6 * rates["acid"],
        "effluent": base * SALTS[rates.base] / 1e6 * rates["salt"],
        "solvent": tonnes * rates["make_up"] / density * rates["solvent"] + filled * rates["solvent"] * charge / hours,
        "energy": energy / 1e3 * rates["electricity"],
        "stages": sum(priced) * charge / hours,
        "first fill": standing * oxide / 1e3 * rates["value"] * rates["carrying"] / hours,
    }
    return Bill(
        items=items,
        base=base,
        acid=acid,
        lost=tonnes * rates["make_up"],
        volume=max(volumes, default=0.0),
        area=sum(organic + aqueous for organic, aqueous in sizes) / rates["settling"],
        organic=filled,
        held=standing,
        energy=energy,
    )


def consumed(base: str, saponified: float, acid: float, tonnes: float) -> tuple[tuple[str, float, str, str], ...]:
    """Base and acid that circuits take (mol/h) and the salt formed, per t REO: name, amount, unit, meaning.

    Each mol of rare earth that the solvent takes up frees 3 mol of acid, which the base binds as salt; each that acid
    takes back costs 3.

    >>> [(name, round(amount, 3)) for name, amount, _, _ in consumed("soda", 3.0, 3.0, 168e-6)][:3]
    [('NaOH', 0.714), ('HCl', 0.651), ('NaCl', 1.044)]
    """
    name, salt = ("NH3", "NH4Cl") if base == "ammonia" else ("NaOH", "NaCl")
    nitrogen = (("ammonia-N", saponified * 14.007 / 1e3 / tonnes, "kg", "in that salt, before any treatment"),)
    return (
        (name, saponified * BASES[base] / 1e6 / tonnes, "t", "saponifies the solvent"),
        ("HCl", acid * HCL / 1e6 / tonnes, "t", "as 100 %, to scrub and to strip"),
        (salt, saponified * SALTS[base] / 1e6 / tonnes, "t", "formed in the raffinate"),
        *(nitrogen if base == "ammonia" else ()),
        ("HCl, 31 %", acid * HCL / 0.31e6 / tonnes, "t", "the same acid as it is bought"),
    )
