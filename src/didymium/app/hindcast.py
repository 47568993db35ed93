"""Hindcasts: what the model would have said of 2010 and of 2025, beside what happened and beside naive rivals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import load
from didymium.app.record import Json, plain
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.disruption.hindcast import Hindcast as Scored

DRAWS = 512
ASKS = (("ask ratio", "ask ratio", "fob price ratio", "fob price ratio"), ("EUR", "EUR", "CHN", "CHN"))  # series and place of each
SEED = 1


@dataclass(frozen=True)
class Hindcast:
    """A scored hindcast; ``refitted`` are the scores with buyers' parameters fitted on the other crisis."""

    scored: Scored
    refitted: Scored
    draws: int
    seed: int

    def to_json(self) -> list[Json]:
        """One record a point: series, period, observed, low, mid, high, inside; with place, item and unit."""
        return [
            {
                "series": p.series,
                "region": p.region,
                "item": p.item,
                "period": p.period,
                "observed": p.observed,
                "low": plain(p.low),
                "mid": plain(p.mid),
                "high": plain(p.high),
                "inside": p.inside,
                "unit": p.unit,
            }
            for p in (*self.scored.points, *self.scored.ahead)
        ]


def hindcast(case: str | int, draws: int = DRAWS, seed: int = SEED, progress: Say = silent) -> Hindcast:
    """The hindcast of ``2010`` (yearly trade and unit values) or ``2025`` (monthly magnet exports, first plants to stop).

    Priors were frozen before the first score and use nothing that came after the event; fit and test sets are declared in
    one file. Raises :class:`AskError` for another case or fewer than 16 draws.

    >>> hindcast("1999")
    Traceback (most recent call last):
    didymium.app.error.AskError: there is no hindcast of '1999': choose 2010 or 2025
    """
    name = str(case)
    if name not in ("2010", "2025"):
        raise AskError(f"there is no hindcast of {name!r}: choose 2010 or 2025")
    if draws < 16:
        raise AskError(f"{draws} draws make no band: ask for 16 at least")
    from didymium.disruption.behaviour import behaviour
    from didymium.disruption.fitted import fitted

    progress(f"hindcast {name}: parameters as set before")
    scored = _scored(name, draws, seed, None, progress)
    other = "2025" if name == "2010" else "2010"
    progress(f"hindcast {name}: parameters fitted on {other}")
    refitted = _scored(name, draws, seed, fitted(other, behaviour()), progress)
    return Hindcast(scored, refitted, draws, seed)


def _scored(case: str, draws: int, seed: int, how: object, progress: Say) -> Scored:
    import numpy as np

    from didymium.disruption import hindcast_2010, hindcast_2025
    from didymium.disruption.behaviour import Behaviour
    from didymium.disruption.hindcast import Hindcast as Found
    from didymium.disruption.hindcast import order, scores
    from didymium.disruption.observed import declared, value

    rules = how if isinstance(how, Behaviour) else None
    chain = load(str(declared(case)["chain"]))
    if case == "2010":
        run = hindcast_2010.simulate(chain, draws, seed, rules)
        points = hindcast_2010.forecasts(run)
        rival, table = scores(case, points)
        rise = hindcast_2010.rise(run)
        seen = [(value(case, "oxide price", "CHN", e, "2011") or 0.0) / (value(case, "oxide price", "CHN", e, "2009") or 1.0) for e in rise]
        progress("order of elements by concentration")
        table.append(order("oxide price 2011 over 2009 by element", list(rise.values()), _concentration(tuple(rise)), seen))
        return Found(case, tuple(points), tuple(rival), tuple(table))
    months = hindcast_2025.simulate(chain, draws, seed, rules)
    points = hindcast_2025.forecasts(months)
    rival, table = scores(case, points)
    progress("order of elements by concentration")
    elements = ("Dy", "Tb", "Nd", "Ce")
    asked = [float(np.median(months.asked[e])) for e in elements]
    seen = [value(case, s, r, e, p) or 0.0 for s, r, e, p in zip(*ASKS, elements, ("2025-05",) * 4, strict=True)]
    table.append(order("ask over the price before, by element", asked, _concentration(elements), seen))
    known = tuple(p for p in points if p.observed is not None)
    ahead = tuple(hindcast_2025.ahead(months, seed))
    return Found(case, known, tuple(rival), tuple(table), ahead, tuple(hindcast_2025.checks(months)))


def _concentration(elements: tuple[str, ...]) -> list[float]:
    """Concentration of separated oxide by element in the world chain of 2024: no table of 2009 has it by element."""
    from didymium.disruption.indices import hhi
    from didymium.disruption.position import planned
    from didymium.planning import solve

    plan = solve(load("world"), quarters=0, start="2024", end="2024", detail=False)
    return [hhi(planned(plan, "separation", e).supply) for e in elements]
