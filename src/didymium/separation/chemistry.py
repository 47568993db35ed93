"""From a system, or constants of a case, to the law by which components distribute.

For a metal of charge z, with the free extractant E (dimers or monomers, mol/L) and its reference R::

    exchange:     log10 D = a + z pH + s (log10 E/R - A (sqrt E - sqrt R))
    solvating:    log10 D = a + s (log10 [anion]/[anion]R + log10 E/R)
    correlation:  log10 D = (m0 + m1 E/R) pH + B0 + B1 log10 E/R

The level a is D at pH 0 (or the reference anion) and the reference extractant; s is z, or the measured power for
trivalent ions; A is the activity coefficient of the dimer where it was measured. Every ion takes z sites of the solvent.
The soap of a saponified solvent, NaA.HA, is exchanged like a metal of charge one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from didymium.separation.constants import CHARGE, IONS, System
from didymium.separation.exchange_kernel import Law
from didymium.separation.factors import Factors, Level

LN10 = math.log(10.0)
ACID = "H"
#: entries of a case's ``[constants]`` that are no levels of elements
SCALARS = ("reference", "exponent", "activity")
PER_FORMULA = {"dimer": 0.5, "monomer": 1.0}  # free extractant in one formula unit


@dataclass(frozen=True)
class Chemistry:
    """Components of a system, the acid last, and their law; ``levels`` says what each rests on.

    ``sites``: sites per mol of extractant as it is bought. ``limit``: mol of rare earth that a mol of it can hold.
    """

    system: System
    names: tuple[str, ...]
    law: Law
    levels: Mapping[str, Level]
    sites: float
    limit: float

    @property
    def metals(self) -> tuple[str, ...]:
        """Components without the acid and without the base's cation."""
        return tuple(name for name in self.names if IONS.get(name, CHARGE) > 1)

    def factors(self, D: Mapping[str, float]) -> Factors:
        """Separation factors where the distribution coefficients are D, with what they rest on."""
        made = {
            name: Level(name, math.log10(D[name]), level.basis, level.sd, level.grade, level.source)
            for name, level in self.levels.items()
            if name in D
        }
        return Factors(self.system.name, made, self.system.conditions)


def missing(system: System, names: Sequence[str], given: Mapping[str, float]) -> list[str]:
    """Components that neither the system nor the case has a constant for."""
    known = set(system.elements) | set(given) | {ACID}
    return [name for name in names if name not in known]


def chemistry(system: System, names: Sequence[str], given: Mapping[str, float]) -> Chemistry:
    """The law of the components ``names``, with levels and scalars of the case (``given``) before those of the system.

    >>> from didymium.separation.constants import system
    >>> made = chemistry(system("P507"), ("Pr", "Nd"), {})
    >>> made.names, made.levels["Pr"].basis, made.sites
    (('Pr', 'Nd', 'H'), 'derived', 0.5)
    """
    solvating = system.mechanism == "solvating"
    names = tuple(name for name in names if name != ACID) + (() if solvating else (ACID,))
    reference, exponent, activity = (_scalar(system, name, given) for name in SCALARS)
    assert reference > 0.0
    terms = np.zeros((len(names), 5))
    z = np.array([float(IONS.get(name, CHARGE)) for name in names])
    levels: dict[str, Level] = {}
    for i, name in enumerate(names):
        if name == ACID:
            continue
        if system.mechanism == "correlation" and name not in given:
            terms[i, :4], levels[name] = _correlated(system, name)
            continue
        levels[name] = _level(system, name, given)
        power = exponent if z[i] == CHARGE and exponent > 0.0 else z[i]
        terms[i] = levels[name].log10 * LN10, 0.0 if solvating else z[i], 0.0, power, power * activity * LN10
    anion = system.value("reference_anion") or 1.0
    law = Law(terms, z, reference * (anion if solvating else 1.0), system.value("Ka", "HSO4") or 1.0, solvating)
    return Chemistry(system, names, law, levels, PER_FORMULA[system.unit], system.value("max_loading") or PER_FORMULA[system.unit] / CHARGE)


def _scalar(system: System, name: str, given: Mapping[str, float]) -> float:
    value = given.get(name, system.value(name))
    return 0.0 if value is None else value


def _level(system: System, name: str, given: Mapping[str, float]) -> Level:
    if name in given:
        return Level(name, given[name], "given", None, "", "the case file")
    row = system.level(name)
    assert row is not None
    assert row.value is not None
    return Level(name, row.value, row.basis, row.sd, row.grade, row.source)


def _correlated(system: System, name: str) -> tuple[tuple[float, float, float, float], Level]:
    """Terms of a correlation over pH and dose; its level is D at pH 0 and a dose of one."""
    m0, m1, B0, B1 = (system.value(term, name) or 0.0 for term in ("m0", "m1", "B0", "B1"))
    row = next(c for c in system.constants if c.used and c.subject == name and c.quantity in ("m0", "B0"))
    return (B0 * LN10, m0, m1, B1), Level(name, B0, row.basis, row.sd, row.grade, row.source)
