"""Design on the exact cascade: whole stages, feed stage and flows that reach a cut at least cost, or fewest stages.

For given stages and feed stage the solvent that just reaches the cut is an unknown of the cascade itself, so one solution
of it gives S exactly; the search over whole numbers starts from solutions of their neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from didymium.separation.cascade import QUICK, TOLERANCE, Cascade, NotConverged, Steady, cascade, shortcut, solve
from didymium.separation.cascade_kernel import NARROW, WIDEST, Array, newton
from didymium.separation.cut import Cut

MOST_STAGES = 400


class OutOfReach(ValueError):
    """A cut that no cascade within bounds reaches; the message says what bounds it."""


@dataclass(frozen=True)
class Design:
    """A cascade that reaches a cut: stages, feed stage (both from the raffinate end), S and W (mol per mol of feed)."""

    cut: Cut
    stages: int
    feed_stage: int
    S: float
    W: float
    steady: Steady
    solved: int  # cascades solved on the way

    @property
    def scrub(self) -> int:
        """Stages after the feed stage; those up to it are for extraction."""
        return self.stages - self.feed_stage


@dataclass(frozen=True)
class _Point:
    """A cascade that just reaches the cut."""

    stages: int
    feed_stage: int
    S: float
    w: Array


@dataclass
class _Search:
    """Points found so far, by stages and feed stage; None where there is none."""

    cut: Cut
    found: dict[tuple[int, int], _Point | None] = field(default_factory=dict)
    solved: int = 0

    def point(self, stages: int, feed_stage: int, near: _Point | None) -> _Point | None:
        """The solvent that reaches the cut with these stages, started from a neighbour."""
        key = (stages, feed_stage)
        if key not in self.found:
            self.found[key] = self._reach(stages, feed_stage, near)
        return self.found[key]

    def _reach(self, stages: int, feed_stage: int, near: _Point | None) -> _Point | None:
        cut = self.cut
        floor = max(cut.least_solvent, cut.extract - (1.0 if cut.phase == "organic" else 0.0))
        starts: list[tuple[float, Array | None]] = [(near.S, near.w)] if near is not None else []
        starts += [(floor * factor + 0.02, None) for factor in (1.3, 2.0, 5.0)]
        heavies = (np.arange(cut.z.size) >= cut.at).astype(float)
        for S, w in starts:
            base = cascade(cut.beta, cut.z, stages, feed_stage, S, cut.flows(S), cut.phase)
            V, L = base.flows
            feed = base.aqueous + base.organic
            beta = cut.beta / cut.beta.max()
            out_a, out_o = np.zeros(stages), np.zeros(stages)
            out_a[0] = out_o[-1] = 1.0
            a = np.empty_like(feed)
            guess = shortcut(beta, feed, V, L) if w is None else stretched(w, near, stages, feed_stage)
            widest = WIDEST if w is not None else NARROW
            if w is None:  # the cascade with this S first, then S as well
                self.solved += 1
                newton(beta, feed, V, out_a, out_o, guess, a, heavies, 0.0, WIDEST, QUICK, 1e-3)
                if not np.all(np.isfinite(guess)):
                    continue
            self.solved += 1
            _, residual, gain = newton(beta, feed, V, out_a, out_o, guess, a, heavies, cut.lost, widest, QUICK, TOLERANCE)
            if residual <= TOLERANCE and S + gain > floor * (1.0 - 1e-9):
                return _Point(stages, feed_stage, S + gain, guess)
        return None

    def best(self, stages: int, near: _Point | None) -> _Point | None:
        """The feed stage that needs least solvent, by descent from where the neighbour has it."""
        share = 0.5 if near is None else near.feed_stage / near.stages
        at = min(stages, max(1, round(stages * share)))
        here = self.point(stages, at, near)
        if here is None:
            others = [min(stages, max(1, round(stages * part))) for part in (0.4, 0.6, 0.25, 0.75, 0.1, 0.9)]
            here = next((p for n in others if (p := self.point(stages, n, near)) is not None), None)
        while here is not None:
            around = [self.point(stages, n, here) for n in (here.feed_stage - 1, here.feed_stage + 1) if 1 <= n <= stages]
            better = [p for p in around if p is not None and p.S < here.S]
            if not better:
                break
            here = min(better, key=lambda p: p.S)
        return here


def stretched(w: Array, near: _Point | None, stages: int, feed_stage: int) -> Array:
    """w of a neighbour on other numbers of stages: each section stretched, its ends kept."""
    if near is None or (near.stages, near.feed_stage) == (stages, feed_stage):
        return w.copy()
    inner = [*_resampled(w[1 : near.feed_stage], feed_stage - 1), *_resampled(w[near.feed_stage : -1], stages - feed_stage - 1)]
    whole = np.empty(stages)
    whole[0], whole[-1] = w[0], w[-1]
    if stages > 2:
        whole[1:-1] = np.resize(np.asarray(inner or [0.5 * (w[0] + w[-1])]), stages - 2) if len(inner) != stages - 2 else inner
    return whole


def _resampled(values: Array, count: int) -> list[float]:
    if count <= 0:
        return []
    if values.size == 0:
        return []
    return [float(v) for v in np.interp(np.linspace(0.0, 1.0, count), np.linspace(0.0, 1.0, values.size), values)]


def cheapest(cut: Cut, cost: Callable[[int, float, float], float], guess: int | None = None) -> Design:
    """The design of least ``cost(stages, S, W)``; raises :class:`OutOfReach` where none reaches the cut.

    The cost must fall and then rise with the stages, as it does where solvent and stages both cost something.
    """
    search = _Search(cut)
    bound = cut.least_stages
    stages = min(MOST_STAGES, max(bound + 1, guess or round(1.8 * bound)))
    here = search.best(stages, None)
    while here is None and stages < MOST_STAGES:
        stages = min(MOST_STAGES, stages + max(1, stages // 4))
        here = search.best(stages, None)
    if here is None:
        raise OutOfReach(f"no cascade of up to {MOST_STAGES} stages reaches the cut: no number below {bound} does")
    worth: dict[int, tuple[float, _Point]] = {}

    def value(n: int, near: _Point, sure: bool) -> tuple[float, _Point] | None:
        """Cost and point of n stages: fed where the neighbour is, or at the best feed stage where ``sure``."""
        if n in worth or not max(bound, 2) <= n <= MOST_STAGES:
            return worth.get(n)
        at = min(n, max(1, round(n * near.feed_stage / near.stages)))
        point = search.best(n, near) if sure else search.point(n, at, near) or search.best(n, near)
        if point is None:
            return None
        found = (cost(n, point.S, cut.flows(point.S)), point)
        if sure:
            worth[n] = found
        return found

    step, price = max(1, here.stages // 8), cost(here.stages, here.S, cut.flows(here.S))
    worth[here.stages] = (price, here)
    sure = False  # the feed stages of neighbours are good enough until the end
    while True:
        tried = [found for n in (here.stages - step, here.stages + step) if (found := value(n, here, sure)) is not None]
        least = min(tried, key=lambda f: f[0], default=None)
        if least is not None and least[0] < price:
            price, here = least
        elif step > 1:
            step = max(1, step // 2)
        elif not sure:
            sure = True
            here = search.best(here.stages, here) or here
            price = cost(here.stages, here.S, cut.flows(here.S))
            worth[here.stages] = (price, here)
        else:
            return _design(search, here)


def fewest(cut: Cut, S: float) -> Design:
    """The fewest stages that reach the cut with a given S; raises :class:`OutOfReach` where none do.

    ``cut.extract`` must be what S and W leave to the extract.
    """
    if cut.least_solvent >= S:
        raise OutOfReach(f"S = {S:g} does not reach the cut with any number of stages: at least {cut.least_solvent:.6g} is needed")
    search = _Search(cut)
    low, high, here = cut.least_stages - 1, None, None
    stages = max(cut.least_stages + 1, round(1.6 * cut.least_stages))
    near: _Point | None = None
    while high is None:
        point = search.best(stages, near)
        near = point or near
        if point is not None and point.S <= S:
            high, here = stages, point
        elif stages >= MOST_STAGES:
            raise OutOfReach(f"S = {S:g} needs more than {MOST_STAGES} stages: it lies close to the least, {cut.least_solvent:.6g}")
        else:
            low, stages = stages, min(MOST_STAGES, round(1.3 * stages) + 1)
    while high - low > 1:
        stages = (low + high) // 2
        point = search.best(stages, here)
        if point is not None and point.S <= S:
            high, here = stages, point
        else:
            low = stages
    assert here is not None
    steady = _exact(cut, here.stages, here.feed_stage, S, here.w)
    return Design(cut, here.stages, here.feed_stage, S, cut.flows(S), steady, search.solved + 1)


def with_stages(cut: Cut, stages: int) -> Design:
    """The design of given stages that takes least solvent; raises :class:`OutOfReach` where they are too few."""
    search = _Search(cut)
    point = search.best(stages, None) if stages >= cut.least_stages else None
    if point is None:
        raise OutOfReach(f"{stages} stages do not reach the cut: at least {cut.least_stages} are needed at endless solvent")
    return _design(search, point)


def reached(cut: Cut, design: Design) -> Steady:
    """The stages of a design on another feed, S and W set anew so that the cut is reached; the design's own S where none does."""
    near = _Point(design.stages, design.feed_stage, design.S, design.steady.w)
    point = _Search(cut).point(design.stages, design.feed_stage, near) or near
    return _exact(cut, point.stages, point.feed_stage, point.S, point.w)


def _design(search: _Search, point: _Point) -> Design:
    """A point as a design, its cascade solved with the S that was found."""
    cut = search.cut
    steady = _exact(cut, point.stages, point.feed_stage, point.S, point.w)
    return Design(cut, point.stages, point.feed_stage, point.S, cut.flows(point.S), steady, search.solved + 1)


def _exact(cut: Cut, stages: int, feed_stage: int, S: float, w: Array) -> Steady:
    built: Cascade = cascade(cut.beta, cut.z, stages, feed_stage, S, cut.flows(S), cut.phase)
    try:
        return solve(built, w)
    except NotConverged as error:
        raise OutOfReach(str(error)) from error
