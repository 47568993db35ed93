"""Hindcasts: what the model would have said of 2010 and of 2025, beside what happened and beside naive rivals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import load
from didymium.app.record import Json, plain
from didymium.app.sampled import sampled
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.disruption.behaviour import Behaviour
    from didymium.disruption.event import Event
    from didymium.disruption.hindcast import Hindcast as Scored
    from didymium.disruption.score import Forecast

DRAWS = 512
ASKS = (("ask ratio", "ask ratio", "fob price ratio", "fob price ratio"), ("EUR", "EUR", "CHN", "CHN"))  # series and place of each
SEED = 1


@dataclass(frozen=True)
class Other:
    """The same case under another writing of its event: a short name, what a reader has to know of it, and its scores."""

    name: str
    label: str
    scored: Scored


@dataclass(frozen=True)
class Hindcast:
    """A scored hindcast; ``refitted`` are the scores with buyers' parameters fitted on the other crisis.

    ``writing`` says under which writing of the event ``scored`` stands, ``others`` are the rest, never the headline; ``chosen``
    is what was chosen when scores had been seen (empty where nothing was).
    """

    scored: Scored
    refitted: Scored
    draws: int
    seed: int
    writing: str = ""
    others: tuple[Other, ...] = ()
    chosen: str = ""

    @property
    def ahead(self) -> tuple[tuple[str, Forecast], ...]:
        """Months without an observation yet, each with the writing that made it."""
        return tuple((o.label, p) for o in self.others for p in o.scored.ahead)

    def to_json(self) -> list[Json]:
        """One record a point: series, period, observed, low, mid, high, inside; with place, item, unit and the event's writing.

        ``others`` holds the bands of the same point under other writings.
        """
        beside = {o.label: {_key(p): p for p in o.scored.points} for o in self.others}
        rows: list[Json] = []
        for p in self.scored.points:
            bands: list[Json] = [{"writing": name, **_band(points[_key(p)])} for name, points in beside.items()]
            rows.append({**_point(p), "writing": self.writing, "others": bands})
        return [*rows, *({**_point(p), "writing": name, "others": []} for name, p in self.ahead)]


def _key(p: Forecast) -> tuple[str, ...]:
    return (p.series, p.region, p.item, p.period)


def _band(p: Forecast) -> dict[str, Json]:
    return {"low": plain(p.low), "mid": plain(p.mid), "high": plain(p.high), "inside": p.inside}


def _point(p: Forecast) -> dict[str, Json]:
    words = {"series": p.series, "region": p.region, "item": p.item, "period": p.period, "observed": p.observed}
    return {**words, **_band(p), "unit": p.unit}


def hindcast(case: str | int, draws: int = DRAWS, seed: int = SEED, progress: Say = silent) -> Hindcast:
    """The hindcast of ``2010`` (yearly trade and unit values) or ``2025`` (monthly magnet exports, first plants to stop).

    Priors were frozen before the first score and use nothing that came after the event; fit and test sets are declared in
    one file. The headline of 2025 is the declared event; other writings of it, one of them chosen after scores had been seen,
    stand beside it in ``others``. Raises :class:`AskError` for another case,
    ``UsageError`` for fewer than 16 draws.

    >>> hindcast("1999")
    Traceback (most recent call last):
    didymium.app.error.AskError: there is no hindcast of '1999': choose 2010 or 2025
    """
    name = str(case)
    if name not in ("2010", "2025"):
        raise AskError(f"there is no hindcast of {name!r}: choose 2010 or 2025")
    sampled(draws, seed, least=16)
    from didymium.disruption.behaviour import behaviour
    from didymium.disruption.fitted import fitted

    progress(f"hindcast {name}: parameters as set before")
    scored = _scored(name, draws, seed, None, None, progress)
    other = "2025" if name == "2010" else "2010"
    progress(f"hindcast {name}: parameters fitted on {other}")
    refitted = _scored(name, draws, seed, fitted(other, behaviour()), None, progress)
    if name == "2010":
        return Hindcast(scored, refitted, draws, seed)
    from didymium.disruption import writings

    found = []
    for writing in writings.others():
        progress(f"hindcast {name}: {writing.label}")
        found.append(Other(writing.name, writing.label, _scored(name, draws, seed, None, writing.event, progress)))
    return Hindcast(scored, refitted, draws, seed, writings.headline().label, tuple(found), writings.CHOSEN)


def _scored(case: str, draws: int, seed: int, rules: Behaviour | None, what: Event | None, progress: Say) -> Scored:
    """A case under buyers' ``rules`` and an event; both as declared where they are ``None``."""
    import numpy as np

    from didymium.disruption import hindcast_2010, hindcast_2025, licence_gate
    from didymium.disruption.hindcast import Hindcast as Found
    from didymium.disruption.hindcast import order, scores
    from didymium.disruption.observed import declared, value

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
    months = hindcast_2025.simulate(chain, draws, seed, rules, what)
    points = hindcast_2025.forecasts(months)
    rival, table = scores(case, points)
    progress("order of elements by concentration")
    elements = ("Dy", "Tb", "Nd", "Ce")
    asked = [float(np.median(months.asked[e])) for e in elements]
    seen = [value(case, s, r, e, p) or 0.0 for s, r, e, p in zip(*ASKS, elements, ("2025-05",) * 4, strict=True)]
    table.append(order("ask over the price before, by element", asked, _concentration(elements), seen))
    known = tuple(p for p in points if p.observed is not None)
    forecast = what is not None and what.id == licence_gate.ID  # the writing that made the committed forecast goes on making it
    ahead = tuple(hindcast_2025.ahead(months, seed)) if forecast else ()
    return Found(case, known, tuple(rival), tuple(table), ahead, tuple(hindcast_2025.checks(months)))


@cache
def _concentration(elements: tuple[str, ...]) -> tuple[float, ...]:
    """Concentration of separated oxide by element in the world chain of 2024: no table of 2009 has it by element."""
    from didymium.disruption.indices import hhi
    from didymium.disruption.position import planned
    from didymium.planning import solve

    plan = solve(load("world"), quarters=0, start="2024", end="2024", detail=False)
    return tuple(hhi(planned(plan, "separation", e).supply) for e in elements)
