"""The optimal basis, factored once: what a small move of one right-hand side does, without the solver."""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from didymium.planning.lp import Lp

Floats = NDArray[np.float64]
TOLERANCE = 1e-9  # as the solver's own on bounds


class Basis:
    """A basis of ``matrix @ x - r = 0`` (``x`` columns, ``r`` rows) and the values at its vertex.

    The columns of the basis are those that the bounds leave free. While they keep their bounds the basis stays optimal: the
    duals do not move, and the values move in proportion.
    """

    def __init__(self, lp: Lp, basis: highspy.HighsBasis, x: Floats) -> None:
        basic = highspy.HighsBasisStatus.kBasic
        height, self._width = lp.matrix.shape
        status = [*basis.col_status, *basis.row_status]
        self._free = np.array([i for i, s in enumerate(status) if s == basic], dtype=np.int64)
        whole = sp.hstack([lp.matrix, -sp.identity(height, format="csc")], format="csc")
        self._factors = splu(whole[:, self._free])
        self._values = np.concatenate([x, lp.matrix @ x])[self._free]
        self._lower = np.concatenate([lp.lower, lp.row_lower])[self._free] - TOLERANCE
        self._upper = np.concatenate([lp.upper, lp.row_upper])[self._free] + TOLERANCE
        self._x = x
        self._unit = np.zeros(height)

    def moved(self, row: int, by: float) -> Floats | None:
        """``x`` when the right-hand side of an equality ``row`` moves by ``by``; None where the basis does not bear it."""
        self._unit[row] = by
        step = self._factors.solve(self._unit)
        self._unit[row] = 0.0
        values = self._values + step
        if (values < self._lower).any() or (values > self._upper).any():
            return None
        x = self._x.copy()
        columns = self._free < self._width
        x[self._free[columns]] = values[columns]
        return x
