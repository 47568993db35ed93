"""Draws of what is uncertain: a scrambled Sobol sequence over parameters, the event's own numbers and demand.

Half of the variance of a number is common to its series from one source, or errors would average away. A run of fewer
draws holds the first draws of a longer one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from didymium.chain import Chain
from didymium.disruption.behaviour import Behaviour
from didymium.disruption.event import Event
from didymium.disruption.spread import Spread

Floats = NDArray[np.float64]
#: standard deviation by grade where nothing else is known
SD = {"official": 0.03, "company": 0.08, "derived": 0.2, "assumed": 0.4}
COMMON = 0.5  # of the variance


@dataclass(frozen=True)
class Unknown:
    """A number to draw: its key, its spread (or log-normal ``sd`` around 1), the series that it shares half its variance with."""

    key: str
    series: str
    spread: Spread | None
    sd: float = 0.0


@dataclass(frozen=True)
class Draws:
    """Values by key, one a draw ``[D]``; ``unknowns`` says what was drawn, fixed numbers are in ``values`` too."""

    count: int
    seed: int
    values: Mapping[str, Floats]
    unknowns: tuple[Unknown, ...]

    def part(self, first: int, last: int) -> Draws:
        """Draws ``first`` to ``last``."""
        return Draws(last - first, self.seed, {k: v[first:last] for k, v in self.values.items()}, self.unknowns)


def unknowns(behaviour: Behaviour, event: Event, chain: Chain) -> tuple[Unknown, ...]:
    """Everything that is drawn: parameters, the event's numbers, and the level of each use's demand by its grade."""
    found = [Unknown(p.key, f"{p.source}/{p.name}", p.spread) for p in behaviour.numbers]
    for i, action in enumerate(event.actions):
        found.append(Unknown(f"severity/{i}", f"event/severity/{action.source}", Spread(0.0, None, 1.0)))
        found.append(Unknown(f"delay/{i}", f"event/delay/{action.source}", action.delay_weeks))
        found.append(Unknown(f"recovery/{i}", f"event/recovery/{action.source}", action.recovery_weeks))
    table = chain.tables["demands"]
    grade: dict[str, tuple[str, str]] = {}
    for use, source, word in table.select("commodity", "source", "grade").iter_rows():
        grade.setdefault(use, (source or "", word))
    times = behaviour.parameters["demand_spread"].spread.middle
    found += [Unknown(f"demand/{use}", f"demand/{grade[use][0]}", None, times * SD[grade[use][1]]) for use in sorted(grade)]
    return tuple(found)


def draw(listed: tuple[Unknown, ...], count: int, seed: int) -> Draws:
    """``count`` draws of every unknown.

    >>> found = draw((Unknown("a", "s", Spread(0.0, None, 1.0)), Unknown("b", "s", Spread.of(2.0))), 4, seed=1)
    >>> found.values["b"].tolist(), bool((np.diff(np.sort(found.values["a"])) > 0).all())
    ([2.0, 2.0, 2.0, 2.0], True)
    """
    free = [u for u in listed if u.sd > 0 or (u.spread is not None and not u.spread.fixed)]
    series = sorted({u.series for u in free if sum(v.series == u.series for v in free) > 1})
    width = len(free) + len(series)
    values: dict[str, Floats] = {u.key: np.full(count, u.spread.low if u.spread is not None else 1.0) for u in listed}
    if width:
        power = max(0, math.ceil(math.log2(max(count, 1))))
        cube = qmc.Sobol(width, scramble=True, rng=np.random.default_rng(seed)).random_base2(power)[:count]
        normal = ndtri(np.clip(cube, 1e-12, 1 - 1e-12))
        for i, u in enumerate(free):
            z = normal[:, i]
            if u.series in series:
                z = math.sqrt(COMMON) * normal[:, len(free) + series.index(u.series)] + math.sqrt(1 - COMMON) * z
            values[u.key] = at(u, z)
    return Draws(count, seed, values, tuple(free))


def at(unknown: Unknown, z: Floats) -> Floats:
    """Values of an unknown at standard-normal scores ``z[D]``; an amount is log-normal with median 1.

    >>> at(Unknown("a", "s", None, 0.4), np.zeros(1)).tolist()
    [1.0]
    """
    if unknown.spread is not None:
        return unknown.spread.at(ndtr(z))
    return np.asarray(np.exp(math.sqrt(math.log1p(unknown.sd**2)) * z))
