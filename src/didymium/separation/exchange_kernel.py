"""Kernels of extraction by mass action: how a stage distributes, and what balances leave in it.

Extraction by an acid is ion exchange: every equivalent of metal that enters the solvent sends a proton the other way, so
the acid is one more component, with ``D_H = free extractant / acid``, and the equivalents that each phase carries are
known in every stage. One number a stage is unknown, ``g = ln D_H``; given g (and the acid, for laws that depend on
more than the ratio), every component's balance over the stages is a tridiagonal M-matrix system, solved without a
subtraction: traces keep their relative accuracy, and every component closes to rounding.

A solvating extractant takes up no protons; g is ``ln(free anion x free extractant)`` over their references there, and
the sites of the solvent are what must add up.

Arrays are (N, n) by stage and component, the acid last; concentrations in mol/L. Numba keeps what it compiled, and
looks for changes in the file of a kernel alone: delete ``__pycache__`` after a change to one that another file calls.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Array = npt.NDArray[np.float64]
LEAST = 1e-250  # concentration below which a trace is taken as this much, so that its logarithm exists
FAR = 500.0  # largest logarithm of a distribution coefficient


class Law(NamedTuple):
    """How n components distribute.

    ``terms`` (n, 5): ln D at the references, its slope over -ln of free acid, the same per dose, power of the free
    extractant, factor of its root. ``z`` (n): charge, which is also the number of sites taken. ``reference``: free
    extractant of ``terms`` (mol/L). ``Ka``: of the anion that binds protons.
    """

    terms: Array
    z: Array
    reference: float
    Ka: float
    solvating: bool


class Flows(NamedTuple):
    """What flows through N stages, L/h and mol/h.

    ``aqueous``, ``organic`` (N): what leaves each stage; ``down``, ``up`` (N): what of it goes to the neighbour. ``feed``
    (N, n): what enters from outside. ``looped`` (n): 1 where the solvent brings back into the first stage what leaves the
    last; ``returned``: its sites (mol/h) that metals and the acid share, 0 for a fresh solvent. ``known`` (N):
    equivalents per litre of aqueous, or the anion beside the metals' own where the extractant is solvating. ``sites``
    (N): per litre of solvent. ``buffer`` (N): anion that binds protons, per litre of aqueous.
    """

    aqueous: Array
    organic: Array
    down: Array
    up: Array
    feed: Array
    looped: Array
    returned: float
    known: Array
    sites: Array
    buffer: Array


@njit(cache=True, nogil=True, error_model="numpy")
def free_acid(total: float, buffer: float, Ka: float) -> tuple[float, float]:
    """ln of free protons for all acid, and its slope over ln of all acid."""
    if buffer <= 0.0:
        return math.log(total), 1.0
    b = Ka + buffer - total
    root = math.sqrt(b * b + 4.0 * total * Ka)
    h = 2.0 * total * Ka / (b + root) if b > 0.0 else 0.5 * (root - b)
    bound = h / (Ka + h)
    return math.log(h), total / (h + buffer * bound * (1.0 - bound))


@njit(cache=True, nogil=True, error_model="numpy")
def distribute(law: Law, buffer: Array, g: Array, acid: Array, D: Array, rise: Array, lean: Array) -> None:
    """Distribution coefficients D, and the slopes of ln D over g (``rise``) and over ``acid``, ln of all acid (``lean``)."""
    N, n = D.shape
    last = math.log(law.reference)
    root = math.sqrt(law.reference)
    for j in range(N):
        if law.solvating:
            for i in range(n):
                D[j, i] = math.exp(min(max(law.terms[i, 0] + law.terms[i, 3] * g[j], -FAR), FAR))
                rise[j, i] = law.terms[i, 3]
                lean[j, i] = 0.0
            continue
        u, slope = free_acid(math.exp(acid[j]), buffer[j], law.Ka)
        w = g[j] + acid[j]
        free = math.exp(w)
        dose = free / law.reference
        square = math.sqrt(free)
        for i in range(n - 1):
            power = law.terms[i, 1] + law.terms[i, 2] * dose
            value = law.terms[i, 0] - power * u + law.terms[i, 3] * (w - last) - law.terms[i, 4] * (square - root)
            D[j, i] = math.exp(min(max(value, -FAR), FAR))
            rise[j, i] = law.terms[i, 3] - law.terms[i, 2] * dose * u - 0.5 * law.terms[i, 4] * square
            lean[j, i] = rise[j, i] - power * slope
        D[j, n - 1] = math.exp(g[j])
        rise[j, n - 1] = 1.0
        lean[j, n - 1] = 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def component(flows: Flows, i: int, D: Array, feed: Array, hold: float, old: Array, x: Array, work: Array) -> None:
    """Concentrations of component i in the aqueous, given D; only positive numbers are added, multiplied and divided.

    ``hold``: 1 / time step over the time that a stage holds its phases; ``old``: mol/h that it then gives back.
    """
    N = flows.aqueous.size
    loss = 0.0  # rate at which the component leaves for good downward, or at this stage
    pivot = 1.0
    for j in range(N):
        back = flows.down[j] * loss / pivot
        loss = flows.aqueous[j] - flows.down[j] + (flows.organic[j] - flows.up[j]) * D[j, i] + back
        loss += hold * (flows.aqueous[j] + flows.organic[j] * D[j, i])
        given = feed[j, i] + hold * old[j, i]
        if j > 0:
            given += flows.up[j - 1] * D[j - 1, i] * work[1, j - 1] / work[0, j - 1]
        pivot = loss + flows.up[j] * D[j, i]
        work[0, j] = pivot
        work[1, j] = given
    x[N - 1, i] = max(work[1, N - 1] / work[0, N - 1], LEAST)
    for j in range(N - 2, -1, -1):
        x[j, i] = max((work[1, j] + flows.down[j + 1] * x[j + 1, i]) / work[0, j], LEAST)


@njit(cache=True, nogil=True, error_model="numpy")
def amounts(law: Law, flows: Flows, D: Array, hold: float, old: Array, x: Array) -> None:
    """Concentrations of all components in the aqueous, given D; a loop of the solvent is closed for each by itself.

    In a solvent that comes back the acid holds the sites that no metal holds.
    """
    N, n = D.shape
    work = np.empty((2, N))
    unit = np.zeros((N, n))
    alone = np.zeros((N, n))
    taken = 0.0
    for i in range(n):
        if flows.returned > 0.0 and i == n - 1 and not law.solvating:
            unit[:, i] = flows.feed[:, i]
            unit[0, i] += max(flows.returned - taken, 1e-9 * flows.returned)
            component(flows, i, D, unit, hold, old, x, work)
            continue
        component(flows, i, D, flows.feed, hold, old, x, work)
        if flows.looped[i] > 0.0:
            nothing = np.zeros((N, n))
            unit[0, i] = 1.0
            component(flows, i, D, unit, hold, nothing, alone, work)
            kept = flows.organic[N - 1] * D[N - 1, i]
            gone = 0.0  # share of what comes in that does not come back, as the sum of what leaves otherwise
            for j in range(N):
                out = flows.aqueous[j] - flows.down[j] + hold * (flows.aqueous[j] + flows.organic[j] * D[j, i])
                if j < N - 1:
                    out += (flows.organic[j] - flows.up[j]) * D[j, i]
                gone += out * alone[j, i]
            back = kept * x[N - 1, i] / max(gone, 1e-12)
            for j in range(N):
                x[j, i] += back * alone[j, i]
            taken += law.z[i] * back


@njit(cache=True, nogil=True, error_model="numpy")
def residual(law: Law, flows: Flows, x: Array, y: Array, rise: Array, g: Array, row: Array, edge: Array, f: Array) -> float:
    """ln(found / known) in every stage, its slopes over ln x (``row``) and over g (``edge``), and the largest of it."""
    N, n = x.shape
    worst = 0.0
    for j in range(N):
        total = 0.0
        edge[j] = 0.0
        if law.solvating:
            anion = flows.known[j]
            for i in range(n):
                anion += law.z[i] * x[j, i]
            free = law.reference * math.exp(g[j]) / anion
            total = free
            for i in range(n):
                total += law.z[i] * y[j, i]
            f[j] = math.log(total / flows.sites[j])
            edge[j] = free / total
            for i in range(n):
                row[j, i] = law.z[i] * (y[j, i] - free * x[j, i] / anion) / total
                edge[j] += law.z[i] * y[j, i] * rise[j, i] / total
        else:
            for i in range(n):
                total += law.z[i] * x[j, i]
            f[j] = math.log(total / flows.known[j])
            for i in range(n):
                row[j, i] = law.z[i] * x[j, i] / total
        if not abs(f[j]) < 1e300:
            return np.inf
        worst = max(worst, abs(f[j]))
    return worst
