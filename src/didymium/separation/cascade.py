"""Steady state of a cascade with constant separation factors: the organic carries S, the scrub acid returns W.

Stage 1 takes barren organic in and gives the raffinate, stage N takes scrub acid in and gives the extract. In every
stage ``y[i] = beta[i] x[i] / sum(beta x)`` for the mole fractions y in the organic and x in the aqueous that leave it.
This is Xu's theory of cascades (constant mixed extraction ratio) without its approximations.

Source: G. Xu and others, theory of countercurrent extraction, as in Cheng et al., Adv. Mater. Phys. Chem. 4 (2014) 275.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np

from didymium.separation.cascade_kernel import NARROW, WIDEST, Array, newton, settle

TOLERANCE = 1e-12  # of ln(amount / flow) in every stage
QUICK, CAREFUL, PATIENT = 60, 200, 3000  # steps of the three attempts


class NotConverged(RuntimeError):
    """A cascade whose steady state was not found."""


@dataclass(frozen=True)
class Cascade:
    """A cascade of c elements and N stages; flows in mol per mol of all feeds.

    ``beta`` (c): separation factors. ``aqueous`` and ``organic`` (c, N): what enters each stage in each phase beside the
    solvent and the acid. ``S``, ``W``: see the module. ``out_a``, ``out_o`` (N): side outlets from what leaves a stage.
    """

    beta: Array
    aqueous: Array
    organic: Array
    S: float
    W: float
    out_a: Array
    out_o: Array

    @property
    def flows(self) -> tuple[Array, Array]:
        """Moles that leave each stage with the aqueous and with the organic (N each)."""
        into_a, into_o = self.aqueous.sum(axis=0), self.organic.sum(axis=0)
        V = self.W + np.cumsum(into_a[::-1])[::-1] - (np.cumsum(self.out_a[::-1])[::-1] - self.out_a)
        L = self.S + np.cumsum(into_o) - (np.cumsum(self.out_o) - self.out_o)
        V[0] -= self.S
        L[-1] -= self.W
        return V, L


@dataclass(frozen=True)
class Steady:
    """A cascade at steady state: what leaves each stage with the aqueous and the organic (c, N), mol per mol of feed.

    ``w`` starts a solution of a cascade like it; ``residual`` is the largest deviation of a stage's flow, relative.
    """

    cascade: Cascade
    aqueous: Array
    organic: Array
    w: Array
    steps: int
    residual: float

    @property
    def raffinate(self) -> Array:
        """What leaves stage 1 with the aqueous, by element."""
        return np.asarray(self.aqueous[:, 0])

    @property
    def extract(self) -> Array:
        """What leaves the last stage with the organic, by element."""
        return np.asarray(self.organic[:, -1])

    @property
    def side(self) -> tuple[Array, Array]:
        """What leaves at side outlets with each phase (c, N)."""
        V, L = self.cascade.flows
        return self.aqueous * (self.cascade.out_a / V), self.organic * (self.cascade.out_o / L)

    @property
    def imbalance(self) -> float:
        """Largest |in - out| / in over the elements that enter."""
        side_a, side_o = self.side
        into = (self.cascade.aqueous + self.cascade.organic).sum(axis=1)
        out = self.raffinate + self.extract + side_a.sum(axis=1) + side_o.sum(axis=1)
        fed = into > 0.0
        return float(np.max(np.abs(into - out)[fed] / into[fed]))


def cascade(
    beta: Sequence[float] | Array,
    feed: Sequence[float] | Array,
    stages: int,
    feed_stage: int,
    S: float,
    W: float,
    phase: str = "aqueous",
) -> Cascade:
    """A cascade with one feed of the given composition (any amounts; scaled to one mole), aqueous or loaded organic.

    >>> c = cascade([1.5, 1.0], [0.5, 0.5], 64, 30, 2.724745, 2.224745)
    >>> found = solve(c)
    >>> float(round(found.raffinate[1] / found.raffinate.sum(), 6)), found.imbalance < 1e-14
    (0.997119, True)
    """
    z = np.asarray(feed, dtype=float)
    empty = np.zeros((z.size, stages))
    fed = empty.copy()
    fed[:, feed_stage - 1] = z / z.sum()
    none = np.zeros(stages)
    given, other = (fed, empty) if phase == "aqueous" else (empty, fed)
    return Cascade(np.asarray(beta, dtype=float), given, other, float(S), float(W), none, none)


def solve(cascade: Cascade, start: Array | None = None) -> Steady:
    """The steady state, from ``start`` (w of a solution like it) or from a shortcut.

    Raises ``ValueError`` where a stage has no flow in one of its phases, :class:`NotConverged` where no way led to it.
    """
    V, L = cascade.flows
    if not (np.all(V > 0.0) and np.all(L > 0.0)):
        raise ValueError("every stage needs a flow of both phases")
    beta = cascade.beta / cascade.beta.max()
    feed = cascade.aqueous + cascade.organic
    n = V.size
    out_a, out_o = cascade.out_a / V, cascade.out_o / L
    out_a[0], out_o[n - 1] = 1.0, 1.0
    a = np.empty_like(feed)
    nobody = np.zeros(beta.size)
    steps = 0
    fresh = [(shortcut, WIDEST, QUICK), (flat, WIDEST, QUICK), (shortcut, NARROW, CAREFUL)]
    attempts = [*([(lambda *_: start, WIDEST, QUICK)] if start is not None else []), *fresh]
    for begin, widest, limit in attempts:
        w = np.array(begin(beta, feed, V, L))
        taken, residual, _ = newton(beta, feed, V, out_a, out_o, w, a, nobody, 0.0, widest, limit, TOLERANCE)
        steps += taken
        if residual <= TOLERANCE:
            break
    else:
        w = flat(beta, feed, V, L)
        taken, residual = settle(beta, feed, V, out_a, out_o, w, a, 0.5, 2.0, PATIENT, TOLERANCE)
        steps += taken
    if residual <= TOLERANCE:
        return Steady(cascade, a, a * beta[:, None] * np.exp(w), w, steps, residual)
    raise NotConverged(f"no steady state found in {steps} steps ({beta.size} elements, {n} stages)")


def batch(cascades: Sequence[Cascade], starts: Sequence[Array | None] | None = None, cores: int | None = None) -> list[Steady]:
    """Steady states of many cascades, over all cores (the kernels let go of Python's lock)."""
    guesses = list(starts) if starts is not None else [None] * len(cascades)
    with ThreadPoolExecutor(cores or cpu_count() or 1) as pool:
        return list(pool.map(solve, cascades, guesses))


def flat(beta: Array, feed: Array, V: Array, L: Array) -> Array:
    """w as if every stage held the feed."""
    z = feed.sum(axis=1)
    return np.asarray(np.log(L / V) - np.log(beta @ z / z.sum()))


def shortcut(beta: Array, feed: Array, V: Array, L: Array) -> Array:
    """w between the ends of a sharp cut: the heaviest elements fill the extract, the lightest the raffinate.

    Between the two ends w is taken as a straight line over the stages.
    """
    z = feed.sum(axis=1)
    order = np.argsort(beta)
    low, high = np.empty(z.size), np.empty(z.size)
    low[order] = _filled(z[order], V[0])
    high[order[::-1]] = _filled(z[order[::-1]], L[-1])
    low, high = low + 1e-6 * z, high + 1e-6 * z  # an end is never quite pure
    ratio = np.log(L / V)
    n = V.size
    first = np.log(beta @ low / low.sum())
    last = -np.log((high / beta).sum() / high.sum())
    w = np.linspace(ratio[min(1, n - 1)] - first, ratio[max(n - 2, 0)] - last, n)
    w[0], w[-1] = ratio[0] - first, ratio[-1] - last  # the outlets flow otherwise than the stages beside them
    return w


def _filled(z: Array, flow: float) -> Array:
    """Amounts taken in the order given until ``flow`` is reached."""
    before = np.concatenate(([0.0], np.cumsum(z)[:-1]))
    return np.clip(flow - before, 0.0, z)
