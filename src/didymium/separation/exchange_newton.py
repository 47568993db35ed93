"""Newton's method on the stages of an extraction by mass action: block-tridiagonal, one block a stage.

What is off in a stage is ``ln(equivalents found / equivalents known)``, while all balances hold (``exchange_kernel``).
Its logarithm, and not the difference, is what Newton's method handles from afar: a component that cannot leave piles up
by orders of magnitude while the levels are wrong, and its logarithm stays nearly linear in them.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from didymium.separation.exchange_kernel import Array, Flows, Law, amounts, distribute, residual

CLOSE = 1e-6  # a tolerance below this asks for traces too


@njit(cache=True, nogil=True, error_model="numpy")
def eliminate(M: Array, X: Array) -> bool:
    """Solve ``M Z = X`` in place of X, partial pivoting; False where M is singular.

    >>> X = np.array([[4.0], [3.0]])
    >>> eliminate(np.array([[0.0, 2.0], [1.0, 1.0]]), X), X.tolist()
    (True, [[1.0], [2.0]])
    """
    n, m = X.shape
    for k in range(n):
        best = k
        for i in range(k + 1, n):
            if abs(M[i, k]) > abs(M[best, k]):
                best = i
        if not (abs(M[best, k]) > 0.0 and abs(M[best, k]) < 1e300):
            return False
        if best != k:
            for c in range(k, n):
                M[k, c], M[best, c] = M[best, c], M[k, c]
            for c in range(m):
                X[k, c], X[best, c] = X[best, c], X[k, c]
        inverse = 1.0 / M[k, k]
        for i in range(k + 1, n):
            factor = M[i, k] * inverse
            if factor != 0.0:
                for c in range(k + 1, n):
                    M[i, c] -= factor * M[k, c]
                for c in range(m):
                    X[i, c] -= factor * X[k, c]
    for k in range(n - 1, -1, -1):
        inverse = 1.0 / M[k, k]
        for c in range(m):
            X[k, c] *= inverse
        for i in range(k):
            factor = M[i, k]
            if factor != 0.0:
                for c in range(m):
                    X[i, c] -= factor * X[k, c]
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def direction(
    flows: Flows, x: Array, y: Array, rise: Array, lean: Array, row: Array, edge: Array, f: Array, hold: float,
    tied: Array, shift: Array, dx: Array, dg: Array,
) -> bool:  # fmt: skip
    """Changes of ln x (``dx``) and of g (``dg``) that set f to zero, by elimination from the first stage to the last.

    A loop of the solvent is left out of the slopes: what it brings back is little, and the balances take it in full.
    ``tied`` (N, n + 1, n) and ``shift`` (N, n + 1) are work space.
    """
    N, n = x.shape
    M = np.empty((n + 1, n + 1))
    X = np.empty((n + 1, n + 1))
    for j in range(N):
        for i in range(n):
            carried = flows.organic[j] * y[j, i]
            scale = 1.0 / (flows.aqueous[j] * x[j, i] + carried)  # both sides of the balance over the rate of exchange
            carried *= scale
            scale /= 1.0 + hold
            for c in range(n):
                M[i, c] = 0.0
                X[i, c] = 0.0
            M[i, i] = -1.0
            M[i, n - 1] -= carried * lean[j, i]
            M[i, n] = -carried * rise[j, i]
            X[i, n] = 0.0
            if j < N - 1:
                X[i, i] = flows.down[j + 1] * x[j + 1, i] * scale
            if j > 0:
                below = flows.up[j - 1] * y[j - 1, i] * scale
                a, b = below * lean[j - 1, i], below * rise[j - 1, i]
                for c in range(n):
                    M[i, c] -= below * tied[j - 1, i, c] + a * tied[j - 1, n - 1, c] + b * tied[j - 1, n, c]
                X[i, n] -= below * shift[j - 1, i] + a * shift[j - 1, n - 1] + b * shift[j - 1, n]
        for c in range(n):
            M[n, c] = row[j, c]
            X[n, c] = 0.0
        M[n, n] = edge[j]
        X[n, n] = -f[j]
        if not eliminate(M, X):
            return False
        for i in range(n + 1):
            for c in range(n):
                tied[j, i, c] = X[i, c]
            shift[j, i] = X[i, n]
    for j in range(N - 1, -1, -1):
        for i in range(n + 1):
            value = shift[j, i]
            if j < N - 1:
                for c in range(n):
                    value -= tied[j, i, c] * dx[j + 1, c]
            if i < n:
                dx[j, i] = value
            else:
                dg[j] = value
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def newton(
    law: Law, flows: Flows, g: Array, acid: Array, x: Array, y: Array, hold: float, old: Array, widest: float, limit: int,
    tolerance: float,
) -> tuple[int, float]:  # fmt: skip
    """Newton's method from ``g`` and ``acid`` (ln of all acid), which are overwritten, as are ``x`` and ``y``.

    With ``hold`` above 0 it is one implicit step of time from the amounts ``old``. No step moves g further than
    ``widest``; it has failed after half of the ``limit`` of steps without halving what is off. Returns the number of
    steps and what is off, NaN where the method failed.
    """
    N, n = flows.feed.shape
    D = np.empty((N, n))
    rise = np.empty((N, n))
    lean = np.empty((N, n))
    row = np.empty((N, n))
    edge = np.empty(N)
    f = np.empty(N)
    tied = np.empty((N, n + 1, n))
    shift = np.empty((N, n + 1))
    dx = np.empty((N, n))
    dg = np.empty(N)
    best = np.inf
    idle = 0
    met = False
    for step in range(limit + 1):
        distribute(law, flows.buffer, g, acid, D, rise, lean)
        amounts(law, flows, D, hold, old, x)
        for j in range(N):
            for i in range(n):
                y[j, i] = D[j, i] * x[j, i]
        off = residual(law, flows, x, y, rise, g, row, edge, f)
        if not off < 1e6:
            return step, np.nan
        if not law.solvating:
            for j in range(N):
                off = max(off, 1e-3 * abs(math.log(x[j, n - 1]) - acid[j]))
        if off <= tolerance:
            if met or tolerance > CLOSE:
                return step, off
            met = True  # one step more: traces hang on g more strongly than the sums do
        if off < 0.5 * best:
            best = off
            idle = 0
        else:
            idle += 1
            if 2 * idle > limit:
                return step, off if met else np.nan
        if step == limit:
            break
        if not direction(flows, x, y, rise, lean, row, edge, f, hold, tied, shift, dx, dg):
            return step, np.nan
        for j in range(N):
            g[j] += min(max(dg[j], -widest), widest)
            if not law.solvating:
                acid[j] = math.log(x[j, n - 1]) + min(max(dx[j, n - 1], -widest), widest)
    return limit, off if met else np.nan
