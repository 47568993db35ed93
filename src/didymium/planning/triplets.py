"""Entries of a sparse matrix: row, column, value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Triplets:
    """Matrix entries, each array ``[n]``; positions have the width that the solver takes."""

    row: NDArray[np.int32]
    column: NDArray[np.int32]
    value: NDArray[np.float64]

    @classmethod
    def of(cls, row: ArrayLike, column: ArrayLike, value: ArrayLike) -> Triplets:
        """Entries from arrays that broadcast against each other.

        >>> Triplets.of([[0], [1]], [[5, 6], [7, 8]], -1.0).row.tolist()
        [0, 0, 1, 1]
        """
        r, c, v = np.broadcast_arrays(np.asarray(row), np.asarray(column), np.asarray(value, dtype=float))
        return cls(r.astype(np.int32).ravel(), c.astype(np.int32).ravel(), v.ravel())

    @classmethod
    def join(cls, parts: Sequence[Triplets]) -> Triplets:
        """All entries of several blocks; entries at one place add up in the matrix."""
        return cls(
            np.concatenate([p.row for p in parts]),
            np.concatenate([p.column for p in parts]),
            np.concatenate([p.value for p in parts]),
        )
