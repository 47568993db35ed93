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
LONGEST = 1e12  # time step, in fillings of a stage
NEAR = 1e-7  # a residual from which a Newton step is good for all digits
GONE = 1e-16  # a sensitivity below this share of its source's is left out


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
    E: Array, out_a: Array, out_o: Array, hold: Array, a: Array, esc: Array, pull: Array, weight: Array, total: Array, first: Array
) -> None:
    """How amounts answer to w: ``total[j, k] = d sum_i pull[i] a[i, j] / dw[k]``, and ``first[k]`` so for ``weight`` in stage 1.

    Raising w[k], that is every E[i, k] in proportion, moves amounts from stages up to k to those after it; both parts fall
    off geometrically.
    """
    c, n = E.shape
    total[:] = 0.0
    first[:] = 0.0
    lift = np.empty(n)  # rate at which i in stage j leaves for good upward
    low = np.empty(n)  # taken from stage k
    high = np.empty(n)  # given to stage k + 1
    value = np.empty(n)
    for i in range(c):
        ahead = 0.0
        for j in range(n - 1, -1, -1):
            lift[j] = out_a[j] + E[i, j] * out_o[j] + hold[j] + E[i, j] * (1.0 - out_o[j]) * ahead
            ahead = lift[j] / (1.0 - out_a[j] + lift[j])
        for k in range(n):
            q = E[i, k] * a[i, k]
            low[k] = 0.0
            high[k] = 0.0
            if k < n - 1:  # what goes on
                rise = E[i, k] * (1.0 - out_o[k])
                fall = 1.0 - out_a[k + 1]
                # det = esc lift + esc fall + lift rise, divided through so that nothing underflows
                low[k] = q * (1.0 - out_o[k]) / (rise + esc[i, k] * (1.0 + fall / lift[k + 1]))
                high[k] = q * (1.0 - out_o[k]) / (fall + lift[k + 1] * (1.0 + rise / esc[i, k]))
            if out_o[k] > 0.0:  # what leaves
                above = lift[k + 1] / (1.0 - out_a[k + 1] + lift[k + 1]) if k < n - 1 else 0.0
                lost = q * out_o[k] / (esc[i, k] + E[i, k] * (1.0 - out_o[k]) * above)
                low[k] += lost
                if k < n - 1:
                    high[k] -= lost * E[i, k] * (1.0 - out_o[k]) / (1.0 - out_a[k + 1] + lift[k + 1])
        last = n - 1  # sources after it are too far to be felt
        value[:] = low
        for j in range(n - 1, -1, -1):
            if j < n - 1:
                factor = (1.0 - out_a[j + 1]) / (E[i, j] * (1.0 - out_o[j]) + esc[i, j])
                for k in range(j + 1, last + 1):
                    value[k] *= factor
            row = total[j]
            for k in range(j, last + 1):
                row[k] -= pull[i] * value[k]
            while last > j and value[last] < GONE * low[last]:
                last -= 1
        for k in range(last + 1):
            first[k] -= weight[i] * value[k]
        last = 0  # and so are sources before it
        value[:] = high
        for j in range(1, n):
            if j > 1:
                factor = E[i, j - 1] * (1.0 - out_o[j - 1]) / (1.0 - out_a[j] + lift[j])
                for k in range(last, j - 1):
                    value[k] *= factor
            row = total[j]
            for k in range(last, j):
                row[k] += pull[i] * value[k]
            while last < j - 1 and abs(value[last]) < GONE * abs(high[last]):
                last += 1


@njit(cache=True, nogil=True, error_model="numpy")
def linear_solve(A: Array, b: Array) -> bool:
    """Solve a dense system in place by elimination with row exchange, four columns at a time. False where it is singular."""
    n = b.size
    p = 0
    while p < n:
        end = min(p + 4, n)
        for k in range(p, end):  # the four columns alone
            best = k
            for i in range(k + 1, n):
                if abs(A[i, k]) > abs(A[best, k]):
                    best = i
            if not (abs(A[best, k]) > 0.0 and math.isfinite(A[best, k])):
                return False
            if best != k:
                for j in range(n):
                    A[k, j], A[best, j] = A[best, j], A[k, j]
                b[k], b[best] = b[best], b[k]
            inverse = 1.0 / A[k, k]
            for i in range(k + 1, n):
                A[i, k] *= inverse
                factor = A[i, k]
                for j in range(k + 1, end):
                    A[i, j] -= factor * A[k, j]
        for k in range(p, end):  # their rows
            for i in range(k + 1, end):
                factor = A[i, k]
                for j in range(end, n):
                    A[i, j] -= factor * A[k, j]
        if end - p == 4:  # and what is left, in one pass
            for i in range(end, n):
                f0, f1, f2, f3 = A[i, p], A[i, p + 1], A[i, p + 2], A[i, p + 3]
                for j in range(end, n):
                    A[i, j] -= f0 * A[p, j] + f1 * A[p + 1, j] + f2 * A[p + 2, j] + f3 * A[p + 3, j]
        p = end
    for i in range(1, n):
        total = b[i]
        for j in range(i):
            total -= A[i, j] * b[j]
        b[i] = total
    for i in range(n - 1, -1, -1):
        total = b[i]
        for j in range(i + 1, n):
            total -= A[i, j] * b[j]
        b[i] = total / A[i, i]
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
    nothing = np.zeros((c, n))
    ones = np.ones(c)
    total = np.empty((n, n))
    first = np.empty(n)
    A = np.empty((size, size))
    b = np.empty(size)
    gain = 0.0
    met = False
    worst = np.inf
    for step in range(limit):
        scale(beta, w, E)
        amounts(E, out_a, out_o, feed, none, nothing, a, esc)
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
        if met and worst <= tolerance:
            return step, worst, gain
        met = met or worst <= NEAR  # one step more squares it: traces hang on w more strongly than the flows do
        sensitivities(E, out_a, out_o, none, a, esc, ones, weight, total, first)
        for j in range(n):
            inverse = math.exp(b[j]) / V[j]
            for k in range(n):
                A[j, k] = total[j, k] * inverse
        if bordered:
            for k in range(n):
                A[n, k] = first[k] / reached
                A[k, n] = 0.0 if k == 0 else -1.0 / V[k]
            A[n, n] = 0.0
        if not linear_solve(A, b):
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
    beta: Array, feed: Array, V: Array, out_a: Array, out_o: Array, w: Array, a: Array, reach: float, growth: float, limit: int,
    tolerance: float,
) -> tuple[int, float]:  # fmt: skip
    """Pseudo-transient continuation: implicit time steps from stages full of feed until they are steady.

    A step in which w changes by at most ``reach`` lets time run ``growth`` times faster, up to ``LONGEST``: a cascade with
    far more stages than its purities need has a front that nothing holds in place, and only time keeps the step small.
    Returns the number of steps and the largest residual of the steady state, NaN where it failed.
    """
    c, n = feed.shape
    E = np.empty((c, n))
    esc = np.empty((c, n))
    old = np.empty((c, n))
    hold = np.empty(n)
    none = np.zeros(n)
    total = np.empty((n, n))
    first = np.empty(n)
    b = np.empty(n)
    nobody = np.zeros(c)
    ones = np.ones(c)
    every = float(feed.sum())
    for i in range(c):
        share = float(feed[i].sum()) / every
        for j in range(n):
            old[i, j] = share * V[j]
    time = 1.0
    worst = np.inf
    for step in range(limit):
        scale(beta, w, E)
        amounts(E, out_a, out_o, feed, none, old, a, esc)
        worst = 0.0
        for j in range(n):
            held = 0.0
            for i in range(c):
                held += a[i, j]
            off = abs(math.log(held / V[j]))
            if not off <= worst:
                worst = float(off)
        if worst <= tolerance:
            return step, worst
        hold[:] = 1.0 / time
        amounts(E, out_a, out_o, feed, hold, old, a, esc)
        sensitivities(E, out_a, out_o, hold, a, esc, ones, nobody, total, first)
        for j in range(n):
            held = 0.0
            for i in range(c):
                held += a[i, j]
            b[j] = -math.log(held / V[j])
            for k in range(n):
                total[j, k] /= held
        if not linear_solve(total, b):
            return step, np.nan
        largest = 0.0
        for j in range(n):
            if abs(b[j]) > largest:
                largest = float(abs(b[j]))
        if not math.isfinite(largest):
            return step, np.nan
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
        time = min(LONGEST, time * min(growth, max(0.1, reach / largest if largest > 0.0 else growth)))
    return limit, worst if worst <= tolerance else np.nan
