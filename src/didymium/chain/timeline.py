"""Which row holds when: rows with period labels that overlap, laid on one line of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def lay(places: Ints, starts: Floats, ends: Floats, rank: Sequence[int] | None = None) -> tuple[Floats, Ints]:
    """Edges of the intervals between all starts and ends ``[C + 1]``, and the row that holds in each ``[G, C]``.

    Rows ``[n]`` speak about a place (0 to G - 1) from a start to an end in decimal years. Where several do, the higher
    ``rank`` holds, then the shorter; -1 where none does.

    >>> edges, row = lay(np.array([0, 0]), np.array([2026.0, 2026.25]), np.array([2027.0, 2026.5]))
    >>> edges.tolist(), row.tolist()
    ([2026.0, 2026.25, 2026.5, 2027.0], [[0, 1, 0]])
    """
    a, b = np.round(starts, 9), np.round(ends, 9)
    edges = np.unique(np.concatenate([a, b]))
    row = np.full((int(places.max(initial=-1)) + 1, max(len(edges) - 1, 0)), -1, dtype=np.int64)
    first, last = np.searchsorted(edges, a), np.searchsorted(edges, b)
    above = np.zeros(len(places)) if rank is None else np.asarray(rank)
    for i in np.lexsort((a - b, above)).tolist():  # the longest of the lowest rank first, so that later ones overwrite
        row[places[i], first[i] : last[i]] = i
    return edges, row
