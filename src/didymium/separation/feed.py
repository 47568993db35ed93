"""What flows into a circuit: amounts in the unit of the assay, and the moles they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from didymium.elements import ELEMENTS, OXYGEN
from didymium.separation.constants import extractant_mass
from didymium.separation.section import Section

#: unit of the amounts -> unit of the flow
UNITS = {
    "fraction": "mol/h",  # mole fractions
    "mol/L": "L/h",
    "g/L": "L/h",  # of the element
    "mg/L": "L/h",
    "g/L REO": "L/h",  # of the oxide
    "REO": "t/year",  # shares of the oxides' mass
}
SPELT = {"mole fraction": "fraction", "mole_fraction": "fraction", "mol fraction": "fraction", "REO share": "REO", "reo": "REO"}
PHASES = ("aqueous", "organic")
ENTRIES = ("unit", "flow", "phase", "stage", "pH", "composition")
HOURS = 8760.0  # of a year

#: g/mol of what is no rare earth; IUPAC abridged standard atomic weights (2021), summed for ions
MASSES = {
    "H": 1.008,
    "Na": 22.990,
    "NH4": 18.039,
    "Al": 26.982,
    "Ca": 40.078,
    "Fe": 55.845,
    "Th": 232.038,
    "U": 238.029,
    "Cl": 35.45,
    "NO3": 62.004,
    "SO4": 96.06,
    "HSO4": 97.07,
    "HCl": 36.458,
    "DEHPA": 322.43,
}


@dataclass(frozen=True)
class Feed:
    """A stream that enters: ``amounts`` per component in ``unit``, ``flow`` in the unit that goes with it (``UNITS``).

    ``stage`` is counted from the raffinate end; None leaves it to the circuit. ``moles`` are mol/h of every component.

    >>> feed = Feed("aqueous", "g/L", 100.0, {"Nd": 14.4242})
    >>> round(feed.moles["Nd"], 9)
    10.0
    """

    phase: str
    unit: str
    flow: float
    amounts: Mapping[str, float]
    stage: int | None = None
    pH: float | None = None
    masses: Mapping[str, float] = field(default_factory=dict)  # g/mol, over the known ones
    sized: bool = True  # whether the case gives the flow

    @property
    def moles(self) -> dict[str, float]:
        """Flow of every component, mol/h."""
        return {name: value * self.flow * mole_per_unit(self.unit, name, self.masses) for name, value in self.amounts.items()}


def mass_of(name: str, masses: Mapping[str, float]) -> float | None:
    """Molar mass (g/mol): as given in ``masses``, else as known; None for an unknown name.

    >>> mass_of("Nd", {}), mass_of("Nd", {"Nd": 144.0}), mass_of("A", {})
    (144.242, 144.0, None)
    """
    if name in masses:
        return masses[name]
    return ELEMENTS[name].mass if name in ELEMENTS else MASSES.get(name, extractant_mass(name))


def mole_per_unit(unit: str, name: str, masses: Mapping[str, float]) -> float:
    """Moles of a component per hour at one ``unit`` of it and a flow of one; raises ``KeyError`` without a molar mass.

    >>> mole_per_unit("mg/L", "Nd", {"Nd": 100.0}), round(mole_per_unit("REO", "La", {}), 4)
    (1e-05, 0.7008)
    """
    if unit in ("fraction", "mol/L"):
        return 1.0
    mass = mass_of(name, masses)
    if mass is None:
        raise KeyError(f"{name} has no molar mass")
    if unit in ("g/L", "mg/L"):
        return (1.0 if unit == "g/L" else 1e-3) / mass
    element = ELEMENTS.get(name)
    if element is None:
        return 1.0 / mass  # an acid or a base among oxides: as itself
    oxide = mass + OXYGEN * element.oxygen / element.metal  # g of oxide per mol of the element
    return 1.0 / oxide if unit == "g/L REO" else 1e6 / HOURS / oxide


def read_feed(section: Section, masses: Mapping[str, float]) -> Feed | None:
    """A feed from its section; None with findings when it cannot be used.

    Every entry that is not one of ``ENTRIES`` is a component, whatever its name; they may also stand together in a
    table ``composition``.
    """
    before = len(section.findings)
    asked = section.raw("unit")
    unit = "fraction" if asked is None else SPELT.get(str(asked), str(asked))
    if unit not in UNITS:
        section.wrong("unit", f"{asked!r} is no unit of a feed", f"write one of {', '.join(UNITS)}")
        return None
    phase = section.word("phase", PHASES, "aqueous")
    flow = section.number("flow", above=0.0, default=1.0)
    stage = section.integer("stage", low=1)
    acidity = section.number("pH", low=-2.0, high=14.0)
    amounts = section.numbers("composition", low=0.0)
    for name in section.values:
        if name not in ENTRIES:
            value = section.number(name, low=0.0)
            if name in amounts:
                section.wrong(name, f"{name} stands twice, here and in composition", "keep one of them")
            elif value is not None:
                amounts[name] = value
    if not amounts and len(section.findings) == before:
        section.wrong("", "no component is given", "write one entry per element, such as La = 0.2")
    for name in amounts:
        if unit == "REO" and name not in ELEMENTS:
            section.wrong(name, f"{name} is no rare earth and has no oxide to count as", "choose another unit, such as fraction")
        elif unit in ("g/L", "mg/L", "g/L REO") and mass_of(name, masses) is None:
            section.wrong(name, f"the molar mass of {name} is not known", f"write molar_masses = {{{name} = ...}} in g/mol, or use mol/L")
    amounts = _shares(section, unit, amounts) if len(section.findings) == before else amounts
    if phase is None or flow is None or any(f.severity == "error" for f in section.findings[before:]):
        return None
    return Feed(phase, unit, flow, amounts, stage, acidity, dict(masses), "flow" in section)


def _shares(section: Section, unit: str, amounts: dict[str, float]) -> dict[str, float]:
    """Amounts whose sum is right for the unit: mole fractions exactly, assayed shares nearly and then scaled."""
    total = sum(amounts.values())
    if total <= 0.0:
        section.wrong("", "all amounts are zero", "write how much of each element the feed holds")
        return amounts
    if unit not in ("fraction", "REO"):
        return amounts
    off = abs(total - 1.0)
    what = "mole fractions" if unit == "fraction" else "shares"
    if off <= 1e-6:
        return {name: value / total for name, value in amounts.items()}
    if unit == "REO" and off <= 0.005:
        section.wrong("", f"the shares sum to {total:.6g}: taken as shares of their sum", "write shares that sum to 1", "warning")
        return {name: value / total for name, value in amounts.items()}
    fix = "divide them by 100" if abs(total - 100.0) <= 0.5 else f"divide each by {total:.6g}, or give another unit ({', '.join(UNITS)})"
    section.wrong("", f"the {what} sum to {total:.6g}, not to 1", fix)
    return amounts
