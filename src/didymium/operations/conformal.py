"""Bands from past misses, as wide as the misses say and no more certain than their number allows.

Method: split conformal prediction (V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World, 2005): of ``n``
misses the ``k``-th smallest, ``k = ceil((n + 1) * level)``, bounds the next with at least that probability where misses are
exchangeable. With fewer than ``level / (1 - level)`` misses no band of that level exists.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEVEL = 0.9
FEW = 4  # misses below which no band is given: it would hold less than 80 %


@dataclass(frozen=True)
class Reach:
    """How far a forecast may be off, and the level at which that holds."""

    miss: float
    level: float
    n: int


def reach(misses: Sequence[float], level: float = LEVEL) -> Reach | None:
    """The band of ``level`` from past misses (sizes, all at least 0), or of the highest level that so few allow.

    None with fewer than ``FEW``.

    >>> reach([0.1, 0.2, 0.3, 0.4, 0.5])
    Reach(miss=0.5, level=0.8333333333333334, n=5)
    >>> reach([i / 20 for i in range(1, 20)]).miss, reach([0.1]) is None
    (0.9, True)
    """
    n = len(misses)
    if n < FEW:
        return None
    k = math.ceil((n + 1) * level - 1e-9)
    if k > n:
        return Reach(max(misses), n / (n + 1), n)
    return Reach(sorted(misses)[k - 1], level, n)
