"""How buyers and sellers behave: every parameter of the engines from one data file, with its source and grade."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from didymium.chain.calendar import parse
from didymium.disruption.spread import Spread

FILE = Path(__file__).with_name("behaviour.csv")


@dataclass(frozen=True)
class Parameter:
    """A number of ``behaviour.csv``: ``name`` and ``scope`` are its key; ``known`` is the period of a crisis that it was measured in."""

    name: str
    scope: str
    spread: Spread
    unit: str
    source: str
    source_year: str
    grade: str
    note: str
    known: str = ""

    @property
    def key(self) -> str:
        """Name and scope as one word."""
        return f"{self.name}/{self.scope}" if self.scope else self.name


@dataclass(frozen=True)
class Behaviour:
    """All parameters by key; flags (unit *flag*) are names, the others are numbers to draw."""

    parameters: dict[str, Parameter]

    def flagged(self, name: str) -> frozenset[str]:
        """Scopes for which a flag is set.

        >>> sorted(behaviour().flagged("joint"))
        ['use_car', 'use_ev']
        """
        return frozenset(p.scope for p in self.parameters.values() if p.name == name and p.unit == "flag" and p.spread.middle > 0.5)

    @property
    def numbers(self) -> tuple[Parameter, ...]:
        """Parameters that are numbers, in the order of the file."""
        return tuple(p for p in self.parameters.values() if p.unit != "flag")

    def fixed(self, **values: float) -> Behaviour:
        """The same with some numbers certain, every other one at its middle: for closed forms (``cover__oxide=0``).

        >>> behaviour().fixed(hoard=0.0).parameters["hoard"].spread.middle
        0.0
        """
        chosen = {k.replace("__", "/"): v for k, v in values.items()}
        unknown = set(chosen) - set(self.parameters)
        if unknown:
            raise KeyError(f"no parameter {', '.join(sorted(unknown))}")
        return Behaviour({k: replace(p, spread=Spread.of(chosen.get(k, p.spread.middle))) for k, p in self.parameters.items()})

    def later(self, moment: float) -> tuple[Parameter, ...]:
        """Parameters that were measured in a crisis at or after a moment (decimal years): no forecast of it may use them.

        >>> [p.key for p in behaviour().later(2025.25)], behaviour().later(2026.0)
        (['spot_share'], ())
        """
        return tuple(p for p in self.parameters.values() if p.known and parse(p.known).start >= moment)

    def with_spread(self, **values: Spread) -> Behaviour:
        """The same with other spreads for some numbers."""
        chosen = {k.replace("__", "/"): v for k, v in values.items()}
        unknown = set(chosen) - set(self.parameters)
        if unknown:
            raise KeyError(f"no parameter {', '.join(sorted(unknown))}")
        return Behaviour({k: replace(p, spread=chosen.get(k, p.spread)) for k, p in self.parameters.items()})


@cache
def behaviour() -> Behaviour:
    """The shipped parameters.

    >>> behaviour().parameters["thrift_rate"].grade
    'company'
    """
    found = {}
    for row in csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()):
        spread = Spread(float(row["low"]), float(row["mid"]), float(row["high"]))
        words = [row[c] for c in ("unit", "source", "source_year", "grade", "note", "known")]
        parameter = Parameter(row["name"], row["scope"], spread, *words)
        found[parameter.key] = parameter
    return Behaviour(found)
