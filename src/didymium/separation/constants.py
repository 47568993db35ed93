"""Extraction systems and their constants, as shipped in ``systems.csv`` and ``constants.csv``, each with its source.

What stands behind a number is its ``basis``: measured; derived (anchored on a measured separation factor, or plain
stoichiometry); given (a choice of reference); interpolated between neighbours; contradicted by other measurements;
or assumed. Rows that another row has replaced stay, with ``used`` false.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources

from didymium.separation.factors import Factors, Level

LEVEL, STEP = "log10_D", "beta"
#: coefficients of D over pH and dose, where a system has them instead of a level
CORRELATION = ("m0", "m1", "B0", "B1")


@dataclass(frozen=True)
class Constant:
    """One number: what of which element (or pair, or nothing) it is, its spread, and who says so.

    ``low`` and ``high`` are the published range; ``sd`` the standard deviation in the unit (log10 for factors); ``pH`` the
    range of pH in which it was measured.
    """

    system: str
    quantity: str
    subject: str
    value: float | None
    low: float | None
    high: float | None
    sd: float | None
    unit: str
    basis: str
    used: bool
    pH: tuple[float, float] | None
    source: str
    year: int
    grade: str
    note: str


@dataclass(frozen=True)
class System:
    """An extraction system: extractant, mechanism and medium, with its constants.

    ``mechanism``: exchange (metal for protons, slope = charge), solvating (metal with its anions), correlation (D over pH
    and dose), factors (separation factors only). ``unit``: what one free extractant is, a dimer or a monomer.
    ``also``: other names of the extractant.
    """

    name: str
    extractant: str
    also: tuple[str, ...]
    mechanism: str
    unit: str
    anion: str
    conditions: str
    constants: tuple[Constant, ...]

    def level(self, element: str) -> Constant | None:
        """The level in use of an element: log10 of D at pH 0 (or the reference anion) and the reference extractant."""
        return next((c for c in self.constants if c.used and c.quantity == LEVEL and c.subject == element), None)

    def value(self, quantity: str, subject: str = "") -> float | None:
        """A number in use, None where there is none.

        >>> system("P507").value("exponent"), system("P204").value("exponent"), system("TBP").value("activity")
        (3.0, 2.38, None)
        """
        return next((c.value for c in self.constants if c.used and c.quantity == quantity and c.subject == subject), None)

    def span(self, quantity: str) -> tuple[float, float] | None:
        """Low and high of a quantity, None where they are not known.

        >>> system("P507").span("pH")
        (0.1, 2.5)
        """
        for c in self.constants:
            if c.used and c.quantity == quantity and c.low is not None and c.high is not None:
                return c.low, c.high
        return None

    @property
    def elements(self) -> tuple[str, ...]:
        """What the system has constants for, in the order of the table."""
        wanted = (LEVEL, *CORRELATION)
        return tuple(dict.fromkeys(c.subject for c in self.constants if c.used and c.quantity in wanted))


def systems() -> tuple[System, ...]:
    """All shipped systems.

    >>> [s.name for s in systems()][:3]
    ['P507 chloride', 'P507 chloride, loaded', 'P204 chloride']
    """
    return tuple(dict.fromkeys(_tables().values()))


def system(name: str) -> System:
    """A system by its name or another name of it; raises ``KeyError`` with what to write instead.

    >>> system("PC88A").name, system("d2ehpa chloride").name
    ('P507 chloride', 'P204 chloride')
    """
    found = _tables().get(_plain(name))
    if found is None:
        known = [s.name for s in systems()]
        near = get_close_matches(name, known, n=1)
        raise KeyError((f"did you mean {near[0]!r}? " if near else "") + f"known are {', '.join(known)}")
    return found


def factors(name: str) -> Factors:
    """Separation factors of a system, for cascades with constant factors; raises ``KeyError`` with what to write instead.

    Metals that are no rare earth have other charges, and no constant factor.

    >>> found = factors("P507 chloride")
    >>> round(found.pair("Pr", "Nd"), 2), [level.element for level in found.weak("Eu", "Gd")]
    (1.45, ['Eu', 'Gd'])
    >>> factors("P507 chloride, loaded").weak("Tb", "Dy")
    ()
    """
    found = system(name)
    if found.mechanism == "correlation":
        raise KeyError(f"the factors of {found.name!r} change with the pH: write model = 'mass_action', or give beta = {{...}}")
    if found.mechanism == "factors":
        return Factors(found.name, _ladder(found), found.conditions, stepwise=True)
    # Sc is exchanged with its charge of 3, but nobody cuts beside it: its level is an order, no measurement
    levels = {c.subject: _level(c, c.value) for c in found.constants if c.used and c.quantity == LEVEL and c.subject not in IONS}
    return Factors(found.name, levels, found.conditions)


def extractant_mass(name: str) -> float | None:
    """Molar mass (g/mol) of an extractant by one of its names; None for anything else.

    >>> extractant_mass("PC88A"), extractant_mass("Nd")
    (306.42, None)
    """
    return next((found.value("molar_mass") for found in systems() if name in (found.extractant, *found.also)), None)


#: charges of what is exchanged; every rare earth has 3
IONS: Mapping[str, int] = {"H": 1, "Na": 1, "NH4": 1, "Ca": 2, "Al": 3, "Fe": 3, "Th": 4}
CHARGE = 3


def _level(c: Constant, value: float | None) -> Level:
    assert value is not None
    return Level(c.subject, value, c.basis, c.sd, c.grade, c.source)


def _ladder(found: System) -> dict[str, Level]:
    """Levels from steps between neighbours, listed from the lightest on."""
    from math import log10

    levels: dict[str, Level] = {}
    for c in found.constants:
        if not (c.used and c.quantity == STEP):
            continue
        assert c.value is not None
        heavy, light = c.subject.split("/")
        below = levels.setdefault(light, Level(light, 0.0, "given"))
        levels[heavy] = Level(heavy, below.log10 + log10(c.value), c.basis, c.sd, c.grade, c.source)
    return levels


def _plain(name: str) -> str:
    return "".join(ch for ch in name.lower() if ch.isalnum())


@cache
def _tables() -> dict[str, System]:
    """Systems by every name they go by, in plain letters."""
    numbers: dict[str, list[Constant]] = {}
    for row in _rows("constants.csv"):
        numbers.setdefault(row["system"], []).append(_constant(row))
    found: dict[str, System] = {}
    for row in _rows("systems.csv"):
        also = tuple(n for n in row["also"].split(";") if n)
        one = System(
            row["system"], row["extractant"], also, row["mechanism"], row["unit"], row["anion"], row["conditions"],
            tuple(numbers[row["system"]]),
        )  # fmt: skip
        for name in (row["system"], *row["aliases"].split(";")):
            found[_plain(name)] = one
    return found


def _rows(file: str) -> list[dict[str, str]]:
    text = resources.files("didymium.separation").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _constant(row: Mapping[str, str]) -> Constant:
    number = {k: float(row[k]) if row[k] else None for k in ("value", "low", "high", "sd", "pH_low", "pH_high")}
    low, high = number["pH_low"], number["pH_high"]
    return Constant(
        row["system"], row["quantity"], row["subject"], number["value"], number["low"], number["high"], number["sd"], row["unit"],
        row["basis"], row["used"] == "yes", None if low is None or high is None else (low, high), row["source"],
        int(row["source_year"]), row["grade"], row["note"],
    )  # fmt: skip
