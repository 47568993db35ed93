"""The coordinated engine: everybody shares what there is, month by month, under one of three beliefs.

*Foreseen*: the event is known some months ahead. *Surprise*: known from its first day, with its length. *Myopic*: each
month is planned as if it would stay as it is. All three go through the same programme and are valued in the same way,
so what the first loses is at most what the others lose.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.disruption import setup
from didymium.disruption.arrays import Drawn
from didymium.disruption.base import WEEKS
from didymium.disruption.bounds import Limits, change, landing, limits
from didymium.disruption.draws import Draws
from didymium.disruption.engine import Prepared
from didymium.disruption.event import Event
from didymium.disruption.gates import Gates, gates
from didymium.disruption.outcome import value_lost
from didymium.disruption.programme import STEP, Programme, months_from, programme
from didymium.disruption.result import PRICES, SHORTAGE, Outcome
from didymium.disruption.setup import Axes
from didymium.disruption.steady import cost, usual
from didymium.disruption.summary import window
from didymium.disruption.system import System
from didymium.planning import Live

Floats = NDArray[np.float64]
MOST_WEEKS = 104  # a programme of more months takes too long to solve 32 times
MANY = 100_000  # iterations of one draw: a start that turns out bad is given up for one from nothing
DRAWS = 32  # of the ensemble: a programme of two years takes some seconds
LEAD = 3  # months by which a foreseen event is known ahead
VIEW = 4  # months that the myopic look at
BELIEFS = ("foreseen", "surprise", "myopic")
BOUNDED = ("act", "ship", "serve", "save", "come", "sell")  # blocks that have a limit a month
BLOCKS = (*BOUNDED, "stock", "exit")


@dataclass(frozen=True)
class Engine:
    """Programmes in the solver: the run with its lead (foreseen), from the first day (surprise), and the view of the myopic."""

    whole: Programme
    whole_live: Live
    after: Programme
    after_live: Live
    near: Programme
    near_live: Live
    lead: int


def programmes(system: System, event: Event, weeks: int, gate: Gates, x: Drawn) -> Engine:
    """Build the programmes once; what is solved later changes their bounds only.

    Each is solved from nothing once, in the first draw; every other draw goes on from that basis, so that its result does not
    depend on which were solved before it.
    """
    after = max(1, round(weeks / STEP))
    spans = (months_from(event.start, LEAD, after), months_from(event.start, 0, after), months_from(event.start, 0, min(VIEW, after)))
    whole, rest, near = (programme(system, months) for months in spans)
    begin = limits(rest, gate, x, 0, 0, 0)
    view = len(near.months)
    short = Limits(
        **{block: getattr(begin, block)[:, :view] for block in BOUNDED},
        release=begin.release[:, :view],
        opening=begin.opening,
        usual=begin.usual,
    )
    whole_live, rest_live = live(whole, limits(whole, gate, x, 0, LEAD, 0)), live(rest, begin)
    return Engine(whole, whole_live, rest, rest_live, near, live(near, short), LEAD)


def live(p: Programme, limit: Limits) -> Live:
    """The solver holding a programme under some limits: the basis that every later solve starts from."""
    first = change(p, limit, landing(p))
    upper = p.lp.upper.copy()
    upper[first.columns] = first.upper
    return Live(replace(p.lp, upper=upper, row_lower=first.row_lower, row_upper=first.row_upper))


def run(
    found: Engine, gate: Gates, x: Drawn, rows: Axes, draws: int, belief: str, progress: Callable[[int, int], None] | None = None
) -> Outcome:
    """The first ``draws`` draws under a belief; ``objective[D]`` is the rise of cost over usual months (USD).

    Raises ``ValueError`` for a belief that is none, ``SolveError`` where the solver fails.
    """
    if belief not in BELIEFS:
        raise ValueError(f"{belief!r} is no belief: choose one of {', '.join(BELIEFS)}")
    began = time.perf_counter()
    p, s = found.whole, found.whole.system
    net = s.base.network
    unit = dict(net.chain.tables["commodities"].select("id", "unit").iter_rows())
    row = {k: i for i, k in enumerate(rows.users)}
    user = np.array([row[use, net.regions[r]] for use, r in zip(s.users.use, s.users.region.tolist(), strict=True)], dtype=np.int64)
    count = min(draws, x.target.shape[1])
    lost = np.zeros((count, len(rows.users), len(p.months)), dtype=np.float32)
    objective, closure = np.zeros(count), np.zeros(count)
    land = landing(p)
    {"foreseen": found.whole_live, "surprise": found.after_live, "myopic": found.near_live}[belief].begin()
    for d in range(count):
        path, limit = trajectory(found, gate, x, d, belief)
        steady = usual(p, limit.opening)
        objective[d] = cost(p, path, limit.usual) - cost(p, steady, limit.usual)
        np.add.at(lost[d], user, (limit.serve - path["serve"]).astype(np.float32))
        closure[d] = residual(p, path, limit, land)
        if progress is not None:
            progress(d + 1, count)
    words = dict.fromkeys(("element", "form", "actor", "use"), pl.String)
    numbers = dict.fromkeys(("low", "mid", "high"), pl.Float64)
    prices = {c: pl.Int64 if c == "week" else numbers.get(c, pl.String) for c in PRICES}
    return Outcome(
        engine="coordinated",
        governance="everybody",
        belief=belief,
        steps=p.months,
        users=rows.users,
        wanted=rows.wanted * STEP,
        worth=rows.worth,
        unit=tuple(unit[use] for use, _ in rows.users),
        lost=np.maximum(lost, 0.0),
        closure=closure,
        shortage=pl.DataFrame(schema={c: words.get(c, numbers.get(c, pl.Int64)) for c in SHORTAGE}),
        prices=pl.DataFrame(schema=prices),
        objective=objective,
        seconds=time.perf_counter() - began,
    )


def trajectory(found: Engine, gate: Gates, x: Drawn, d: int, belief: str) -> tuple[dict[str, Floats], Limits]:
    """Columns ``[.., M]`` by block that a draw takes under a belief, and the limits that hold in truth."""
    p, lead = found.whole, found.lead
    if belief == "foreseen":
        limit = limits(p, gate, x, d, lead, 0)
        solved = found.whole_live.resolve(change(p, limit, landing(p)), cap=MANY)
        return {block: solved.x[p.lp.columns[block]] for block in BLOCKS}, limit
    limit = limits(p, gate, x, d, lead, lead)
    path = usual(p, limit.opening)
    if belief == "myopic":
        return _rolled(found, limit, path), limit
    rest = found.after
    solved = found.after_live.resolve(change(rest, limits(rest, gate, x, d, 0, 0), landing(rest)), cap=MANY)
    for block in BLOCKS:
        path[block][:, lead:] = solved.x[rest.lp.columns[block]]
    return path, limit


def _rolled(found: Engine, limit: Limits, path: dict[str, Floats]) -> dict[str, Floats]:
    """Month after month, each planned as if it stayed as it is; stock and goods on the way are carried on."""
    p, near, s = found.whole, found.near, found.whole.system
    view = len(near.months)
    for m in range(found.lead, len(p.months)):
        still = {block: np.repeat(getattr(limit, block)[:, m : m + 1], view, axis=1) for block in BOUNDED}
        release = np.zeros((len(s.holder_good), view))
        release[:, 0] = limit.release[:, m]
        now = Limits(**still, release=release, opening=path["stock"][:, m - 1] if m else limit.opening, usual=limit.usual)
        solved = found.near_live.resolve(change(near, now, _coming(p, path["ship"], m, view)))
        for block in BLOCKS:
            path[block][:, m] = solved.x[near.lp.columns[block]][:, 0]
    return path


def _coming(p: Programme, ship: Floats, month: int, view: int) -> Floats:
    """What arrives in the next ``view`` months of what was sent before ``month`` ``[H, view]``."""
    s = p.system
    found = np.zeros((len(s.holder_good), view))
    for v in range(view):
        for back in range(1, int(np.ceil(s.lag.max(initial=0) / STEP)) + 2):
            sent = ship[:, month - back] if month - back >= 0 else s.usual * STEP
            age = (back + v) * STEP  # weeks from the start of the month sent to the start of the month of arrival
            share = np.clip((np.minimum(age + STEP, s.lag + STEP) - np.maximum(age, s.lag)) / STEP, 0.0, 1.0)
            np.add.at(found[:, v], s.destination, sent * share)
    return found


def residual(p: Programme, path: dict[str, Floats], limit: Limits, land: Floats) -> float:
    """Largest imbalance of a holder in a month, as a share of what passes the largest: how well mass closes."""
    x = np.zeros(p.lp.matrix.shape[1])
    for block, values in path.items():
        x[p.lp.columns[block]] = values
    rows = p.lp.rows["balance"]
    got = (p.lp.matrix @ x)[rows]
    wanted = -(land + limit.release)
    wanted[:, 0] -= limit.opening
    return float(np.abs(got - wanted).max() / max(float(p.system.outflow.max()), 1e-12))


def gap(system: System, worse: Outcome, better: Outcome) -> Floats:
    """USD of end use that ``better`` saves over ``worse`` in each draw that both have ``[D]``.

    Both are valued as the plan values demand, over the time that both cover: the coordinated engine may stop earlier.
    """
    end = min(worse.steps[-1].end, better.steps[-1].end)
    count = min(worse.draws, better.draws)
    return np.asarray(_valued(system, worse, end, count) - _valued(system, better, end, count))


def _valued(system: System, found: Outcome, end: float, count: int) -> Floats:
    """Loss of the first draws until a moment, USD ``[D]``; a step that reaches beyond it counts in part."""
    weeks = (found.steps[0].end - found.steps[0].start) * WEEKS
    return value_lost(system, found.users, (found.lost[:count] * window(found, end)).astype(np.float32), weeks)


def coordinate(
    ready: Prepared, draws: Draws, count: int = DRAWS, belief: str = "surprise", progress: Callable[[int, int], None] | None = None
) -> Outcome:
    """The first ``count`` draws of a prepared run under full coordination: the same numbers as the other engine drew.

    Losses carry the draw's level of demand, as those of the other engine do; ``Outcome.steps`` are months, of which the
    first are the lead in which only the foreseen know. ``objective[D]`` is the loss valued as that of the other engine; the
    rise of the programme's own cost stands in the table *cost*.
    """
    few = draws.part(0, min(count, draws.count))
    gate = gates(ready.system, ready.event, ready.weeks, few)
    x = setup.drawn(ready.system, ready.behaviour, gate, few, ready.extra)
    parts = programmes(ready.system, ready.event, min(ready.weeks, MOST_WEEKS), gate, x)
    found = run(parts, gate, x, ready.axes, few.count, belief, progress)
    level = np.array([few.values[f"demand/{use}"] for use, _ in ready.axes.users])  # [U, D]
    unit = dict(ready.system.base.network.chain.tables["commodities"].select("id", "unit").iter_rows())
    lost = (found.lost * level.T[:, :, None]).astype(np.float32)
    return replace(
        found,
        lost=lost,
        unit=tuple(unit[use] for use, _ in ready.axes.users),
        objective=_valued(ready.system, replace(found, lost=lost), np.inf, few.count),
        tables={"cost": pl.DataFrame({"draw": np.arange(few.count), "cost": found.objective})},
    )
