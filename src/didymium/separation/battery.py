"""Steady state of a battery of mixer-settlers by mass action, found from few stages to many.

A battery of runs of equal stages (extraction, scrub, strip) is solved with one stage a run first, then with more and more
of them, each time from the levels found before: the level of a stage hardly depends on how many stages there are, while
what the stages part depends on it strongly. Where Newton's method fails in between, implicit steps of time from the
last state lead on.

Stage 1 takes the solvent and gives the raffinate; what flows down is the aqueous, what flows up the solvent.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np

from didymium.separation.exchange_kernel import Array, Flows, Law
from didymium.separation.exchange_newton import newton

TOLERANCE = 1e-11  # of ln(equivalents found / known) in every stage
ROUGH = 1e-3  # enough between two numbers of stages
WIDEST = 1.0  # largest change of a level in a step
EASY, QUICK, ENOUGH, CAREFUL, PATIENT = 4, 12, 25, 80, 3000  # steps: for more stages, for all, for the fewest, over time
GROWTH, SLOWEST = 2.0, 1.1  # of the number of stages; below the second, steps of time
STEP_GOAL = 1e-2  # enough within a step of time


class NotConverged(RuntimeError):
    """A battery whose steady state was not found."""


@dataclass(frozen=True)
class Levels:
    """What a solution starts from: ``g``, ln(free extractant / acid), and ``acid``, ln of all acid (mol/L), by stage.

    Of a solvating extractant g is ln(free anion x free extractant) over their references, and the acid has no meaning.
    """

    g: Array
    acid: Array


@dataclass(frozen=True)
class Steady:
    """A battery at steady state: concentrations (N, n) that leave each stage in the aqueous ``x`` and the solvent ``y``.

    ``off``: the largest |ln(equivalents found / known)|; ``steps`` of Newton's method, weighed by the stages they covered.
    """

    x: Array
    y: Array
    levels: Levels
    steps: int
    off: float


@dataclass(frozen=True)
class Run:
    """Equal stages from ``first`` to ``last``: only their ends take something in or let something out."""

    first: int
    last: int

    @property
    def stages(self) -> int:
        """How many there are."""
        return self.last - self.first + 1


def solve(law: Law, flows: Flows, start: Levels | None = None) -> Steady:
    """The steady state, from the levels of a battery like it or from nothing.

    Raises :class:`NotConverged` where no way led to it.
    """
    N, n = flows.feed.shape
    if start is not None:
        found = _newton(law, flows, Levels(start.g.copy(), start.acid.copy()), ENOUGH, TOLERANCE)
        if found is not None:
            return found
    runs = runs_of(flows)
    sizes = [1] * len(runs)
    here = _first(law, shrunk(flows, runs, sizes))
    steps = here.steps * len(runs) if here is not None else 0
    growth = GROWTH
    while here is not None and here.x.shape[0] < N:
        larger = [grown(size, run.stages, growth) for size, run in zip(sizes, runs, strict=True)]
        battery = shrunk(flows, runs, larger)
        stages = battery.aqueous.size
        goal = TOLERANCE if stages == N else ROUGH
        guess = _stretched(here, sizes, larger)
        limit = ENOUGH if stages == N else QUICK
        found = _newton(law, battery, Levels(guess.levels.g.copy(), guess.levels.acid.copy()), limit, goal)
        steps += (found.steps if found is not None else limit) * stages
        if found is None and growth > SLOWEST:
            growth = 1.0 + 0.5 * (growth - 1.0)
            continue
        if found is None:
            found = _in_time(law, battery, guess, goal)
            steps += (found.steps if found is not None else PATIENT) * stages
        if found is not None and found.steps <= EASY:
            growth = min(GROWTH, 1.0 + 1.5 * (growth - 1.0))
        here, sizes = found, larger
    if here is None:
        raise NotConverged(f"no steady state found in {round(steps / N)} steps ({n} components, {N} stages)")
    return Steady(here.x, here.y, here.levels, round(steps / N), here.off)


def batch(batteries: Sequence[tuple[Law, Flows]], starts: Sequence[Levels | None] | None = None, cores: int | None = None) -> list[Steady]:
    """Steady states of many batteries, over all cores (the kernels let go of Python's lock)."""
    guesses = list(starts) if starts is not None else [None] * len(batteries)
    with ThreadPoolExecutor(cores or cpu_count() or 1) as pool:
        return list(pool.map(lambda item: solve(item[0][0], item[0][1], item[1]), zip(batteries, guesses, strict=True)))


def runs_of(flows: Flows) -> list[Run]:
    """Runs of stages between which a flow, what it is known to carry, or a neighbour changes.

    >>> ones = np.ones(5)
    >>> up, down = np.array([1.0, 1, 1, 1, 0]), np.array([0.0, 2, 2, 1, 1])
    >>> feed = np.zeros((5, 1))
    >>> flows = Flows(np.array([2.0, 2, 2, 1, 1]), ones, down, up, feed, np.zeros(1), 0.0, ones, ones, ones)
    >>> [(run.first, run.last) for run in runs_of(flows)]
    [(0, 2), (3, 4)]
    """
    N = flows.aqueous.size
    same = [flows.aqueous, flows.organic, flows.known, flows.sites, flows.buffer]
    starts = [0]
    for j in range(1, N):
        inner = flows.down[j] == flows.aqueous[j] and flows.up[j - 1] == flows.organic[j - 1]
        if not (inner and all(a[j] == a[j - 1] for a in same)):
            starts.append(j)
    return [Run(first, last - 1) for first, last in zip(starts, [*starts[1:], N], strict=True)]


def grown(size: int, most: int, growth: float) -> int:
    """Stages of a run after growing: at least one more, where there is one more.

    >>> grown(1, 40, 2.5), grown(30, 40, 2.5), grown(4, 40, 1.01)
    (2, 40, 5)
    """
    return min(most, max(size + 1, int(size * growth)))


def shrunk(flows: Flows, runs: Sequence[Run], sizes: Sequence[int]) -> Flows:
    """The battery with fewer stages in its runs; what enters or leaves at the end of a run does so still."""
    if all(run.stages == size for run, size in zip(runs, sizes, strict=True)):
        return flows
    picks: list[int] = []
    for run, size in zip(runs, sizes, strict=True):
        picks += [run.last] if size == 1 else [*range(run.first, run.first + size - 1), run.last]
    pick = np.array(picks)
    feed, down, up = flows.feed[pick].copy(), flows.down[pick].copy(), flows.up[pick].copy()
    place = 0
    for run, size in zip(runs, sizes, strict=True):
        down[place] = flows.down[run.first]
        if size == 1 and run.stages > 1:
            feed[place] += flows.feed[run.first]
        place += size
    kept = {name: getattr(flows, name)[pick].copy() for name in ("aqueous", "organic", "known", "sites", "buffer")}
    return flows._replace(feed=feed, down=down, up=up, **kept)


def _nothing(law: Law, flows: Flows) -> Levels:
    """Levels to start from when nothing is known: some of the equivalents acid, some of the extractant free."""
    if law.solvating:
        level = np.log(0.5 * flows.sites * np.maximum(flows.known, 0.1) / law.reference)
        return Levels(level, np.zeros_like(level))
    acid = np.log(np.maximum(0.2 * flows.known, 1e-3))
    return Levels(np.log(0.4 * flows.sites) - acid, acid)


def _newton(law: Law, flows: Flows, levels: Levels, limit: int, goal: float) -> Steady | None:
    """Newton's method; None where it failed. The levels are overwritten."""
    x, y, none = np.empty_like(flows.feed), np.empty_like(flows.feed), np.zeros_like(flows.feed)
    steps, off = newton(law, flows, levels.g, levels.acid, x, y, 0.0, none, WIDEST, limit, goal)
    return Steady(x, y, levels, steps, off) if off <= goal else None


def _first(law: Law, flows: Flows) -> Steady | None:
    """The steady state of the smallest battery; None where no way led to it."""
    levels = _nothing(law, flows)
    found = _newton(law, flows, Levels(levels.g.copy(), levels.acid.copy()), CAREFUL, TOLERANCE)
    if found is not None:
        return found
    x = np.full_like(flows.feed, 1e-6 * flows.feed.sum() / flows.aqueous.sum())
    if not law.solvating:  # stages full of acid and of free extractant, which the feed then loads
        x[:, -1] = np.exp(levels.acid)
    return _in_time(law, flows, Steady(x, x * np.exp(levels.g)[:, None], levels, 0, np.inf), TOLERANCE)


def _in_time(law: Law, flows: Flows, state: Steady, goal: float) -> Steady | None:
    """Implicit steps of time from a state, longer and longer; None where they lead nowhere."""
    hold, rough = 1.0, STEP_GOAL
    steps = 0
    x, y, levels = state.x, state.y, state.levels
    while steps < PATIENT and hold < 1e6:
        held = flows.aqueous[:, None] * x + flows.organic[:, None] * y
        now = Levels(levels.g.copy(), levels.acid.copy())
        new_x, new_y = np.empty_like(x), np.empty_like(y)
        wanted = goal if hold == 0.0 else rough
        taken, off = newton(law, flows, now.g, now.acid, new_x, new_y, hold, held, WIDEST, CAREFUL if hold == 0.0 else QUICK, wanted)
        steps += taken
        if not off <= wanted:
            rough *= 0.01 if hold == 0.0 and rough > 1e-9 else 1.0  # too far off to end from: look closer
            hold = max(4.0 * hold, 1e-3)
            continue
        if hold == 0.0:
            return Steady(new_x, new_y, now, steps, off)
        x, y, levels = new_x, new_y, now
        hold = 0.0 if hold < 1e-4 else hold * (0.1 if taken <= 2 else 0.3 if taken <= 4 else 0.6 if taken <= 7 else 1.0)
    return None


def _stretched(state: Steady, before: Sequence[int], sizes: Sequence[int]) -> Steady:
    """The state of a longer battery in the manner of a shorter one."""
    g, acid = (_interpolated(v[:, None], before, sizes)[:, 0] for v in (state.levels.g, state.levels.acid))
    x, y = (np.exp(_interpolated(np.log(v), before, sizes)) for v in (state.x, state.y))
    return Steady(x, y, Levels(g, acid), 0, np.inf)


def _interpolated(values: Array, before: Sequence[int], sizes: Sequence[int]) -> Array:
    """Rows of values of stages at the same places in longer runs.

    >>> _interpolated(np.array([[1.0], [3.0], [7.0]]), [2, 1], [3, 2])[:, 0].tolist()
    [1.0, 2.0, 3.0, 7.0, 7.0]
    """
    parts, place = [], 0
    for old, new in zip(before, sizes, strict=True):
        at = np.linspace(0.0, old - 1.0, new)
        low = np.minimum(at.astype(int), max(old - 2, 0))
        part = (at - low)[:, None]
        low += place
        parts.append(values[low] * (1.0 - part) + values[np.minimum(low + 1, place + old - 1)] * part)
        place += old
    return np.concatenate(parts)
