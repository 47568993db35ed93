"""Kernels of the cascade with constant separation factors, compiled by Numba and kept on disk.

One number a stage is unknown: w, the logarithm by which all extraction factors of the stage are scaled,
``E[i, j] = beta[i] exp(w[j])`` (amount of i leaving stage j with the organic over that with the aqueous). Given w, every
element's balance over the stages is a tridiagonal M-matrix system, solved without a single subtraction, so that traces
keep their relative accuracy and every element closes to rounding. Newton's method on ``ln(sum_i a[i, j] / V[j]) = 0``
(the aqueous leaving stage j carries V[j]) then needs one dense solve of the size of the stages: eliminating the
elements first leaves exactly the matrix that the diagonal-plus-rank-one stage blocks leave.

Arrays: beta (c), E, a, feed (c, N); w, V, S-slope, shares that leave at a stage with each phase (N).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Array = npt.NDArray[np.float64]
WIDEST = 3.0  # largest change of w in a Newton step
NARROW = 1.0  # and on the second, careful attempt
GONE = 1e-20  # a sensitivity below this share of its column's largest is left out


@njit(cache=True, nogil=True, error_model="numpy")
def amounts(E: Array, out_a: Array, out_o: Array, feed: Array, hold: Array, old: Array, a: Array, esc: Array) -> None:
    """Aqueous amounts ``a`` for extraction factors E; ``esc[i, j]``: rate at which i in stage j leaves for good downward.

    ``out_a`` and ``out_o``: share of each phase leaving a stage that leaves the cascade (1 at its own end). ``hold`` and
    ``old``: hold-up over the time step, and the amounts before it (0 for the steady state). Elimination by rates as in
    Grassmann, Taksar and Heyman: only positive numbers are added, multiplied and divided.
    """
    c, n = E.shape
    for i in range(c):
        back = 0.0  # chance that what goes down from here leaves for good
        carry = 0.0
        for j in range(n):
            up = E[i, j] * (1.0 - out_o[j])
            esc[i, j] = out_a[j] + E[i, j] * out_o[j] + hold[j] + (1.0 - out_a[j]) * back
            total = up + esc[i, j]
            a[i, j] = feed[i, j] + hold[j] * old[i, j] + carry
            back = esc[i, j] / total
            carry = a[i, j] * up / total
        a[i, n - 1] /= E[i, n - 1] * (1.0 - out_o[n - 1]) + esc[i, n - 1]
        for j in range(n - 2, -1, -1):
            down = a[i, j + 1] * (1.0 - out_a[j + 1])
            a[i, j] = (down + a[i, j]) / (E[i, j] * (1.0 - out_o[j]) + esc[i, j])


@njit(cache=True, nogil=True, error_model="numpy")
def sensitivities(
    E: Array, out_a: Array, out_o: Array, hold: Array, a: Array, esc: Array, weight: Array, total: Array, first: Array
) -> None:
    """How amounts answer to w: ``total[k, j] = d sum_i a[i, j] / dw[k]``, ``first[k] = d sum_i weight[i] a[i, 0] / dw[k]``.

    Raising w[k] moves amounts from stages up to k to those after it; both parts fall off geometrically.
    """
    c, n = E.shape
    total[:] = 0.0
    first[:] = 0.0
    lift = np.empty(n)  # rate at which i in stage j leaves for good upward
    down = np.empty(n)  # amount in stage j per amount in stage j + 1, for sources above
    up = np.empty(n)  # amount in stage j per amount in stage j - 1, for sources below
    for i in range(c):
        ahead = 0.0
        for j in range(n - 1, -1, -1):
            rise = E[i, j] * (1.0 - out_o[j])
            lift[j] = out_a[j] + E[i, j] * out_o[j] + hold[j] + rise * ahead
            ahead = lift[j] / (1.0 - out_a[j] + lift[j])
            if j < n - 1:
                down[j] = (1.0 - out_a[j + 1]) / (rise + esc[i, j])
            if j > 0:
                up[j] = E[i, j - 1] * (1.0 - out_o[j - 1]) / (1.0 - out_a[j] + lift[j])
        for k in range(n):
            q = E[i, k] * a[i, k]
            low = 0.0
            high = 0.0
            if k < n - 1:  # what goes on: taken from stage k, given to stage k + 1
                rise = E[i, k] * (1.0 - out_o[k])
                fall = 1.0 - out_a[k + 1]
                # det = esc lift + esc fall + lift rise, divided through so that nothing underflows
                low = q * (1.0 - out_o[k]) / (rise + esc[i, k] * (1.0 + fall / lift[k + 1]))
                high = q * (1.0 - out_o[k]) / (fall + lift[k + 1] * (1.0 + rise / esc[i, k]))
            if out_o[k] > 0.0:  # what leaves: taken from stage k
                above = lift[k + 1] / (1.0 - out_a[k + 1] + lift[k + 1]) if k < n - 1 else 0.0
                lost = q * out_o[k] / (esc[i, k] + E[i, k] * (1.0 - out_o[k]) * above)
                low += lost
                if k < n - 1:
                    high -= lost * up[k + 1]
            value = low
            least = GONE * low
            row = total[k]
            for j in range(k, -1, -1):
                row[j] -= value
                if j > 0:
                    value *= down[j - 1]
                    if value < least:
                        value = 0.0
                        break
                else:
                    first[k] -= weight[i] * value
            value = high
            least = GONE * abs(high)
            for j in range(k + 1, n):
                row[j] += value
                if j < n - 1:
                    value *= up[j + 1]
                    if abs(value) < least:
                        break


@njit(cache=True, nogil=True, error_model="numpy")
def linear_solve(columns: Array, b: Array) -> bool:
    """Solve a dense system in place, partial pivoting; ``columns[k]`` is column k. False where it is singular."""
    n = b.size
    for p in range(n):
        column = columns[p]
        best = p
        for j in range(p + 1, n):
            if abs(column[j]) > abs(column[best]):
                best = j
        if not (abs(column[best]) > 0.0 and math.isfinite(column[best])):
            return False
        if best != p:
            for k in range(p, n):
                columns[k, p], columns[k, best] = columns[k, best], columns[k, p]
            b[p], b[best] = b[best], b[p]
        inverse = 1.0 / column[p]
        for j in range(p + 1, n):
            column[j] *= inverse
        for k in range(p + 1, n):
            other = columns[k]
            factor = other[p]
            if factor != 0.0:
                for j in range(p + 1, n):
                    other[j] -= factor * column[j]
        for j in range(p + 1, n):
            b[j] -= b[p] * column[j]
    for p in range(n - 1, -1, -1):
        b[p] /= columns[p, p]
        for j in range(p):
            b[j] -= b[p] * columns[p, j]
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def scale(beta: Array, w: Array, E: Array) -> None:
    """Extraction factors of all elements and stages."""
    for j in range(w.size):
        factor = math.exp(w[j])
        for i in range(beta.size):
            E[i, j] = beta[i] * factor


@njit(cache=True, nogil=True, error_model="numpy")
def newton(
    beta: Array, feed: Array, V: Array, out_a: Array, out_o: Array, w: Array, a: Array, weight: Array, goal: float,
    widest: float, limit: int, tolerance: float,
) -> tuple[int, float, float]:  # fmt: skip
    """Newton's method with steps of at most ``widest``; ``w`` and ``a`` are overwritten.

    With ``goal`` above 0 the solvent S is an unknown too: V of every stage but the first grows with it, and the amount
    ``sum_i weight[i] a[i, 0]`` in the raffinate is to equal ``goal``; ``V`` is overwritten then. Returns the number of
    steps, the largest residual (NaN where the method failed) and the change of S.
    """
    c, n = feed.shape
    bordered = goal > 0.0
    size = n + 1 if bordered else n
    E = np.empty((c, n))
    esc = np.empty((c, n))
    none = np.zeros(n)
    total = np.empty((n, n))
    first = np.empty(n)
    columns = np.empty((size, size))
    b = np.empty(size)
    gain = 0.0
    met = False
    worst = np.inf
    for step in range(limit):
        scale(beta, w, E)
        amounts(E, out_a, out_o, feed, none, a, a, esc)
        worst = 0.0
        for j in range(n):
            held = 0.0
            for i in range(c):
                held += a[i, j]
            b[j] = -math.log(held / V[j])
            if abs(b[j]) > worst:
                worst = float(abs(b[j]))
            if not math.isfinite(b[j]):
                return step, np.nan, gain
        if bordered:
            reached = 0.0
            for i in range(c):
                reached += weight[i] * a[i, 0]
            b[n] = -math.log(reached / goal)
            if abs(b[n]) > worst:
                worst = float(abs(b[n]))
            if not math.isfinite(b[n]):
                return step, np.nan, gain
        if worst <= tolerance:
            if met:
                return step, worst, gain
            met = True  # one step more: traces hang on w more strongly than the flows do
        sensitivities(E, out_a, out_o, none, a, esc, weight, total, first)
        for k in range(n):
            for j in range(n):
                columns[k, j] = total[k, j] / (V[j] * math.exp(-b[j]))
        if bordered:
            for k in range(n):
                columns[k, n] = first[k] / reached
                columns[n, k] = 0.0 if k == 0 else -1.0 / V[k]
            columns[n, n] = 0.0
        if not linear_solve(columns, b):
            return step, np.nan, gain
        largest = 0.0
        for j in range(n):
            if abs(b[j]) > largest:
                largest = float(abs(b[j]))
        if not math.isfinite(largest):
            return step, np.nan, gain
        part = min(1.0, widest / largest) if largest > 0.0 else 1.0
        if bordered and n > 1:
            flow = np.inf  # the smallest flow that S feeds: it may halve at most, or double
            for j in range(1, n):
                if V[j] < flow:
                    flow = float(V[j])
            if abs(b[n]) * part > 0.5 * flow:
                part = float(0.5 * flow / abs(b[n]))
            gain += float(part * b[n])
            for j in range(1, n):
                V[j] += part * b[n]
        for j in range(n):
            w[j] += part * b[j]
    return limit, worst if worst <= tolerance else np.nan, gain


@njit(cache=True, nogil=True, error_model="numpy")
def settle(
    beta: Array, feed: Array, V: Array, out_a: Array, out_o: Array, w: Array, a: Array, reach: float, growth: float, limit: int
) -> int:
    """Pseudo-transient continuation: implicit time steps from stages full of feed until the steady state is near.

    A step in which w changes by at most ``reach`` lets time run ``growth`` times faster. Returns the number of steps;
    negative where it failed.
    """
    c, n = feed.shape
    E = np.empty((c, n))
    esc = np.empty((c, n))
    old = np.empty((c, n))
    hold = np.empty(n)
    total = np.empty((n, n))
    first = np.empty(n)
    b = np.empty(n)
    nobody = np.zeros(c)
    every = float(feed.sum())
    for i in range(c):
        share = float(feed[i].sum()) / every
        for j in range(n):
            old[i, j] = share * V[j]
    time = 1.0
    for step in range(limit):
        hold[:] = 1.0 / time
        scale(beta, w, E)
        amounts(E, out_a, out_o, feed, hold, old, a, esc)
        sensitivities(E, out_a, out_o, hold, a, esc, nobody, total, first)
        for j in range(n):
            held = 0.0
            for i in range(c):
                held += a[i, j]
            b[j] = -math.log(held / V[j])
            for k in range(n):
                total[k, j] /= held
        if not linear_solve(total, b):
            return -1 - step
        largest = 0.0
        for j in range(n):
            if abs(b[j]) > largest:
                largest = float(abs(b[j]))
        if not math.isfinite(largest):
            return -1 - step
        part = min(1.0, reach / largest) if largest > 0.0 else 1.0
        for j in range(n):
            w[j] += part * b[j]
        scale(beta, w, E)
        amounts(E, out_a, out_o, feed, hold, old, a, esc)
        if part == 1.0:
            for j in range(n):
                held = 0.0
                for i in range(c):
                    held += a[i, j]
                for i in range(c):
                    old[i, j] = a[i, j] * V[j] / held
        time *= min(growth, max(0.1, reach / largest if largest > 0.0 else growth))
        if time > 1e14:
            return step + 1
    return limit
