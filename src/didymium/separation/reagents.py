"""Reagents and effluents of a separation, from the moles that its circuits move; nitrogen, chlorine and sodium close.

A trivalent ion is exchanged for three protons: the solvent is saponified with three moles of base per mole that it takes
up, scrubbed and stripped with three of acid, and three more of each go into dissolving the feed and precipitating the
products. So an element fed takes ``3 (S + 1)`` moles of acid and leaves as many moles of salt, S being the moles that the
solvent carries per mole fed, summed over all cuts.

Source: stoichiometry; Qi, Hydrometallurgy of Rare Earths (2018), for the precipitations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from didymium.separation.feed import mass_of

CHARGE = 3.0
STRENGTH = 0.31  # mass fraction of HCl in technical acid

#: g/mol, IUPAC abridged standard atomic weights (2021)
MASSES: Mapping[str, float] = {
    "NH3": 17.031,
    "NaOH": 39.997,
    "HCl": 36.458,
    "NH4HCO3": 79.055,
    "Na2CO3": 105.988,
    "H2C2O4.2H2O": 126.064,
    "NH4Cl": 53.489,
    "NaCl": 58.440,
    "CO2": 44.009,
    "N": 14.007,
    "Cl": 35.45,
    "Na": 22.990,
}

#: name -> (reagent, salt that it makes with HCl)
BASES: Mapping[str, tuple[str, str]] = {"ammonia": ("NH3", "NH4Cl"), "soda": ("NaOH", "NaCl")}


@dataclass(frozen=True)
class Precipitant:
    """What precipitates the products: its formula, mol of it per mol of a trivalent ion, the salt it leaves, mol of CO2.

    The CO2 counts what is set free in precipitation and when the precipitate is calcined to oxide.
    """

    formula: str
    moles: float
    salt: str
    carbon: float


PRECIPITANTS: Mapping[str, Precipitant] = {
    "bicarbonate": Precipitant("NH4HCO3", 3.0, "NH4Cl", 3.0),
    "carbonate": Precipitant("Na2CO3", 1.5, "NaCl", 1.5),
    "oxalic": Precipitant("H2C2O4.2H2O", 1.5, "HCl", 3.0),
}

#: atoms of N, Cl and Na in what enters and leaves
ATOMS: Mapping[str, Mapping[str, int]] = {
    "NH3": {"N": 1},
    "NaOH": {"Na": 1},
    "HCl": {"Cl": 1},
    "NH4HCO3": {"N": 1},
    "Na2CO3": {"Na": 2},
    "H2C2O4.2H2O": {},
    "NH4Cl": {"N": 1, "Cl": 1},
    "NaCl": {"Na": 1, "Cl": 1},
    "CO2": {},
}


@dataclass(frozen=True)
class Duty:
    """What circuits move, mol/h: rare earth ``fed`` by element, ``base`` for the solvent, ``acid`` for scrub and strip.

    ``free``: acid that comes with the feed beside what dissolved it.
    """

    fed: Mapping[str, float]
    base: float
    acid: float
    free: float = 0.0


@dataclass(frozen=True)
class Reagents:
    """What a separation uses and gives off, tonnes per tonne of REO fed, by formula.

    ``balance``: kg of N, Cl and Na per tonne of REO, in and out; ``reo``: t/h of REO fed.
    """

    reo: float
    used: Mapping[str, float]
    made: Mapping[str, float]
    balance: Mapping[str, tuple[float, float]]

    @property
    def acid(self) -> float:
        """Technical acid of 31 % HCl used, t/t REO."""
        return self.used.get("HCl", 0.0) / STRENGTH

    @property
    def nitrogen(self) -> float:
        """Ammonia-nitrogen in the effluents before treatment, kg/t REO."""
        return self.balance["N"][1]

    @property
    def imbalance(self) -> float:
        """Largest relative difference of N, Cl and Na between what enters and what leaves."""
        return max((abs(a - b) / max(a, b) for a, b in self.balance.values() if max(a, b) > 0.0), default=0.0)


def duty(fed: Mapping[str, float], S: float) -> Duty:
    """The duty of circuits whose solvents carry S moles per mole fed, summed over all cuts.

    >>> duty({"Nd": 2.0}, 1.5)
    Duty(fed={'Nd': 2.0}, base=9.0, acid=9.0, free=0.0)
    """
    total = sum(fed.values())
    return Duty(dict(fed), CHARGE * S * total, CHARGE * S * total)


def reagents(duty: Duty, base: str = "ammonia", precipitant: str = "bicarbonate", excess: float = 0.0) -> Reagents:
    """Reagents and effluents of a duty; ``excess`` of the precipitant is a share of what is needed.

    What acid is left over after stripping is neutralised with the base, and base left over with acid. Raises ``KeyError``
    for an unknown base, precipitant or element, ``ValueError`` where nothing is fed.

    >>> found = reagents(duty({"Nd": 1.0}, 1.0))
    >>> [round(found.used[name], 3) for name in ("NH3", "NH4HCO3")], round(found.acid, 2)
    ([0.304, 1.41], 4.19)
    >>> round(reagents(duty({"Nd": 1.0}, 1.0), "soda", "carbonate").used["NaOH"], 3)
    0.713
    """
    soap, salt = BASES[base]
    how = PRECIPITANTS[precipitant]
    ions = sum(duty.fed.values())
    if ions <= 0.0:
        raise ValueError("no rare earth is fed")
    oxide = sum(moles * oxide_mass(name) for name, moles in duty.fed.items()) / 1e6  # t/h
    left = duty.acid + duty.free - duty.base  # acid beside the chloride of the products
    used = {
        soap: duty.base + max(0.0, left),
        "HCl": CHARGE * ions + duty.acid + duty.free + max(0.0, -left),
        how.formula: how.moles * ions * (1.0 + excess),
    }
    made = {salt: used[soap], "CO2": how.carbon * ions}
    made[how.salt] = made.get(how.salt, 0.0) + CHARGE * ions
    if how.formula == "H2C2O4.2H2O":
        made[how.formula] = how.moles * ions * excess
    elif excess > 0.0:  # neutralised with acid before it goes
        more = CHARGE * ions * excess
        used["HCl"] += more
        made[how.salt] += more
        made["CO2"] += more * (1.0 if how.formula == "NH4HCO3" else 0.5)
    balance = {atom: (_kg(used, atom) / oxide, _kg(made, atom) / oxide) for atom in ("N", "Cl", "Na")}
    return Reagents(oxide, _tonnes(used, oxide), _tonnes(made, oxide), balance)


def oxide_mass(name: str) -> float:
    """Grams of oxide per mole of a rare earth; raises ``KeyError`` for anything else.

    >>> round(oxide_mass("Nd"), 2)
    168.24
    """
    from didymium.elements import ELEMENTS, OXYGEN

    element = ELEMENTS[name]
    mass = mass_of(name, {})
    assert mass is not None
    return mass + OXYGEN * element.oxygen / element.metal


def _tonnes(moles: Mapping[str, float], oxide: float) -> dict[str, float]:
    return {name: value * MASSES[name] / 1e6 / oxide for name, value in moles.items() if value > 0.0}


def _kg(moles: Mapping[str, float], atom: str) -> float:
    return sum(value * ATOMS[name].get(atom, 0) for name, value in moles.items()) * MASSES[atom] / 1e3
