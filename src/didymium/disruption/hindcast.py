"""A hindcast and its scores: forecasts against what was observed, beside the naive rivals, misses included."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from didymium.disruption.observed import declared, observations, value
from didymium.disruption.rivals import changes, no_change, spread_of_logs
from didymium.disruption.score import Check, Forecast, coverage, interval_score, rank_agreement, rmse

CASES = ("2010", "2025")


@dataclass(frozen=True)
class Score:
    """One line of the table of scores: what was scored over how many points, the model's figure and its rival's.

    ``better`` is None where a figure is missing. Lower is better for errors, higher for rank agreement; coverage is to lie
    between 0.65 and 0.95.
    """

    series: str
    measure: str  # rmse | interval score | coverage | rank agreement
    points: int
    model: float
    rival: float
    better: bool | None


@dataclass(frozen=True)
class Hindcast:
    """A case with its points (declared tests first, then checks), the rival's points and the scores."""

    case: str
    points: tuple[Forecast, ...]
    rival: tuple[Forecast, ...]
    scores: tuple[Score, ...]
    ahead: tuple[Forecast, ...] = ()  # months without an observation yet
    checks: tuple[Check, ...] = ()

    @property
    def misses(self) -> tuple[Forecast, ...]:
        """Points whose band does not hold what was observed."""
        return tuple(p for p in self.points if p.inside is False)


def rival(case: str, points: Sequence[Forecast]) -> list[Forecast]:
    """Points of "no change": the last value known before the event, its band from how values moved before.

    2010: 2009, yearly changes of 2005-09. 2025: a third of the first quarter for the world, the last month known for the
    USA (July 2024), the scatter of the months of 2024.
    """
    found: list[Forecast] = []
    for point in points:
        if case == "2010":
            before = [v for y in range(2005, 2010) if (v := value(case, point.series, point.region, point.item, str(y))) is not None]
            last, sd, steps = before[-1], spread_of_logs(changes(before)), float(int(point.period) - 2009)
        else:
            known = [
                o.value for o in observations(case) if o.series == point.series and o.region == "world" and o.period.startswith("2024-")
            ]
            sd = spread_of_logs(known)
            quarter = value(case, point.series, "world", "all", "2025Q1")
            usa = value(case, point.series, "USA", "all", "2024-07")
            assert quarter is not None
            assert usa is not None
            last, steps = (quarter / 3.0 if point.region == "world" else usa), float(int(point.period[5:]) - 3)
        found += no_change([point], last, sd, [steps])
    return found


def scores(case: str, points: Sequence[Forecast]) -> tuple[list[Forecast], list[Score]]:
    """Points of the rival for the declared tests, and the table of scores, by series and place of the world apart."""
    tests = [p for p in points if p.series in declared(case)["test"] and p.observed is not None]
    other = rival(case, tests)
    table = []
    for series in declared(case)["test"]:
        for name, keep in ((series, lambda p: True), (f"{series}, world", lambda p: p.region == "world")):
            mine = [p for p in tests if p.series == series and keep(p)]
            theirs = [p for p in other if p.series == series and keep(p)]
            for measure, figure in (("rmse", rmse), ("interval score", interval_score)):
                a, b = figure(mine), figure(theirs)
                table.append(Score(name, measure, len(mine), a, b, a < b))
            a, b = coverage(mine), coverage(theirs)
            table.append(Score(name, "coverage", len(mine), a, b, 0.65 <= a <= 0.95))
    return other, table


def order(name: str, model: Sequence[float], concentration: Sequence[float], seen: Sequence[float]) -> Score:
    """Rank agreement with what was observed, of the model and of the order by concentration.

    >>> order("rise", [3.0, 2.0, 1.0], [1.0, 2.0, 3.0], [30.0, 20.0, 10.0]).better
    True
    """
    a, b = rank_agreement(model, seen), rank_agreement(concentration, seen)
    return Score(name, "rank agreement", len(seen), a, b, a > (-1.0 if math.isnan(b) else b))
