"""Separation factors with what they rest on: given in the case, or those of a system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: a cut may rest on these; one that rests on anything else is refused unless the user says --assume
SOUND = ("given", "measured", "derived")


@dataclass(frozen=True)
class Level:
    """How strongly an element is extracted: log10 of its distribution coefficient, up to a constant of the system.

    ``basis``: given (by the user), measured, derived (anchored on a measured separation factor), interpolated between
    neighbours, contradicted by other measurements, or assumed. ``sd`` is its standard deviation in log10, None where nobody says.
    """

    element: str
    log10: float
    basis: str
    sd: float | None = None
    grade: str = ""
    source: str = ""


@dataclass(frozen=True)
class Factors:
    """Levels of all elements of a system, the least extracted first, and the conditions they hold for.

    ``stepwise``: what is known are the separation factors of neighbours; a level then says what the step to it from the
    next lighter element rests on, not the level itself.

    >>> factors = given({"Nd": 1.5, "Pr": 1.0})
    >>> factors.order, round(factors.pair("Pr", "Nd"), 9), factors.weak("Pr", "Nd")
    (('Pr', 'Nd'), 1.5, ())
    """

    system: str
    levels: Mapping[str, Level]
    conditions: str = ""
    stepwise: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        """Elements, the least extracted first."""
        return tuple(sorted(self.levels, key=lambda name: (self.levels[name].log10, name)))

    @property
    def beta(self) -> dict[str, float]:
        """Separation factors over the least extracted element."""
        base = min(level.log10 for level in self.levels.values())
        return {name: 10.0 ** (self.levels[name].log10 - base) for name in self.order}

    def pair(self, light: str, heavy: str) -> float:
        """Separation factor heavy/light."""
        return float(10.0 ** (self.levels[heavy].log10 - self.levels[light].log10))

    def weak(self, light: str, heavy: str) -> tuple[Level, ...]:
        """Levels behind a key pair on which no cut should rest: interpolated, contradicted or assumed ones."""
        first, last = self.levels[light].log10, self.levels[heavy].log10
        behind = [n for n in self.order if first < self.levels[n].log10 <= last] if self.stepwise else [light, heavy]
        return tuple(level for name in behind if (level := self.levels[name]).basis not in SOUND)


def given(beta: Mapping[str, float]) -> Factors:
    """Factors as the user gives them: the ratio to any one element, whatever it is called."""
    from math import log10

    return Factors("as given", {name: Level(name, log10(value), "given") for name, value in beta.items()})
