"""What an aqueous stream or a solvent of a case holds, in moles per litre: metals, acid, anions; free extractant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from didymium.separation.chemistry import ACID, PER_FORMULA
from didymium.separation.constants import CHARGE, IONS, System
from didymium.separation.feed import Feed, mole_per_unit
from didymium.separation.section import Section

#: acids and salts that a stream may be given by -> its ions
SALTS: Mapping[str, Mapping[str, float]] = {
    "HCl": {"H": 1, "Cl": 1},
    "HNO3": {"H": 1, "NO3": 1},
    "H2SO4": {"H": 2, "SO4": 1},
    "HSO4": {"H": 1, "SO4": 1},
    "NaCl": {"Na": 1, "Cl": 1},
    "NH4Cl": {"NH4": 1, "Cl": 1},
    "NaNO3": {"Na": 1, "NO3": 1},
    "NH4NO3": {"NH4": 1, "NO3": 1},
}
ANIONS: Mapping[str, float] = {"Cl": 1, "NO3": 1, "SO4": 2}
OFF = 0.02  # charges that may be out of balance, as a share of the anions


@dataclass(frozen=True)
class Aqueous:
    """An aqueous stream: L/h; mol/L of ``metals`` (with the cations of salts), of all ``acid`` and of each anion."""

    flow: float
    metals: Mapping[str, float]
    acid: float
    anions: Mapping[str, float]

    @property
    def charge(self) -> float:
        """Equivalents of metals, mol/L."""
        return sum(IONS.get(name, CHARGE) * value for name, value in self.metals.items())

    @property
    def equivalents(self) -> float:
        """Equivalents of metals and acid, mol/L: what exchange leaves as it is."""
        return self.charge + self.acid


@dataclass(frozen=True)
class Solvent:
    """A solvent: L/h; mol/L of metals in it and of extractant as bought (``strength``), free or not."""

    flow: float
    metals: Mapping[str, float]
    strength: float


def concentrations(feed: Feed) -> dict[str, float]:
    """mol/L of what a stream was given by.

    >>> concentrations(Feed("aqueous", "g/L", 2.0, {"Nd": 14.4242}))
    {'Nd': 0.1}
    """
    return {name: value * mole_per_unit(feed.unit, name, feed.masses) for name, value in feed.amounts.items()}


def aqueous(feed: Feed, system: System, section: Section) -> Aqueous | None:
    """An aqueous stream; None with findings where its acid is not given, or its charges do not balance.

    >>> from didymium.separation.constants import system
    >>> found = aqueous(Feed("aqueous", "mol/L", 1.0, {"Nd": 0.02, "HCl": 0.01}), system("P507"), Section("case", "feed", {}))
    >>> found.acid, found.metals, round(found.equivalents, 6)
    (0.01, {'Nd': 0.02}, 0.07)
    """
    ions: dict[str, float] = {}
    for name, value in concentrations(feed).items():
        for ion, count in SALTS.get(name, {name: 1.0}).items():
            ions[ion] = ions.get(ion, 0.0) + count * value
    anions = {name: ions.pop(name) for name in ANIONS if name in ions}
    stated = ions.pop(ACID, None)
    metals = {name: value for name, value in ions.items() if value > 0.0}
    charge = sum(IONS.get(name, CHARGE) * value for name, value in metals.items())
    negative = sum(ANIONS[name] * value for name, value in anions.items())
    acid = stated
    if feed.pH is not None:
        if stated is not None:
            section.wrong("pH", "the acid is given twice, as pH and as acid", "keep one of them")
            return None
        free = 10.0**-feed.pH
        buffer = anions.get("SO4", 0.0) if system.anion == "SO4" else 0.0
        acid = free + (buffer * free / ((system.value("Ka", "HSO4") or 1.0) + free) if buffer > 0.0 else 0.0)
    if system.mechanism == "solvating":
        return _solvated(feed, system, section, metals, charge, acid or 0.0, anions)
    if acid is None and negative > 0.0:
        acid = negative - charge
        if acid <= 0.0:
            section.wrong("", f"the anions given ({negative:.4g} mol/L) leave no acid beside the metals ({charge:.4g})", "write pH = ...")
            return None
    if acid is None or acid <= 0.0:
        section.wrong("pH", "no acid is given", f"write pH = 3.0, or H{system.anion} = 0.01" if system.anion != "SO4" else "write pH = 1.5")
        return None
    if stated is not None and negative > 0.0 and system.anion != "SO4" and abs(charge + acid - negative) > OFF * negative:
        message = f"charges do not balance: {charge + acid:.5g} mol/L of metals and acid, {negative:.5g} of anions"
        section.wrong("", message + "; the anions are left out of account", "check the assay", "warning")
    return Aqueous(feed.flow, metals, acid, anions)


def _solvated(
    feed: Feed, system: System, section: Section, metals: Mapping[str, float], charge: float, acid: float, anions: Mapping[str, float]
) -> Aqueous | None:
    """A stream for a solvating extractant: the anion is what counts, the metals' own at least."""
    cations = {name: value for name, value in metals.items() if IONS.get(name, CHARGE) == 1}
    held = charge - sum(cations.values())
    given = anions.get(system.anion, held + acid + sum(cations.values()))
    if given < held * (1.0 - OFF):
        message = f"{given:.4g} mol/L of {system.anion} do not balance {held:.4g} of metals"
        section.wrong(system.anion, message, f"write at least {system.anion} = {held:.4g}, or leave it out")
        return None
    kept = {name: value for name, value in metals.items() if name not in cations}
    return Aqueous(feed.flow, kept, acid, {system.anion: max(given, held)})


def solvent(feed: Feed, system: System, section: Section) -> Solvent | None:
    """A solvent; None with findings where its extractant is not given.

    >>> from didymium.separation.constants import system
    >>> solvent(Feed("organic", "mol/L", 2.0, {"PC88A": 1.5}), system("P507"), Section("case", "organic", {})).strength
    1.5
    """
    known = (system.extractant, *system.also)
    amounts = concentrations(feed)
    strength = [amounts.pop(name) for name in known if name in amounts]
    if len(strength) != 1 or strength[0] <= 0.0:
        message = "no extractant is given" if not strength else "the extractant is given twice, or as zero"
        section.wrong(system.extractant, message, f"write {system.extractant} = 1.5 (mol/L as bought, monomers), in the unit of the stream")
        return None
    wrong = [name for name in amounts if name in (ACID, *ANIONS, *SALTS)]
    for name in wrong:
        section.wrong(name, f"{name} is no part of a solvent", "delete it")
    if wrong:
        return None
    metals = {name: value for name, value in amounts.items() if value > 0.0}
    held = sum(IONS.get(name, CHARGE) * value for name, value in metals.items())
    if system.mechanism == "correlation":  # a dose is what is free
        return Solvent(feed.flow, metals, strength[0] + held)
    if held >= strength[0] * PER_FORMULA[system.unit]:
        message = f"{strength[0]:.4g} mol/L cannot hold {held:.4g} equivalents of metals"
        section.wrong(system.extractant, message, f"write more than {held / PER_FORMULA[system.unit]:.4g}")
        return None
    return Solvent(feed.flow, metals, strength[0])
