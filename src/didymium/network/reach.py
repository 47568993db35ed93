"""Which goods can travel which lanes: only where they can be supplied at one end and used at the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Candidates:
    """Goods that a lane would accept: lane, commodity, from region, to region, each ``[n]``."""

    lane: Ints
    commodity: Ints
    origin: Ints
    destination: Ints

    def pick(self, mask: Flags) -> Candidates:
        """Keep the candidates where ``mask`` holds."""
        return Candidates(self.lane[mask], self.commodity[mask], self.origin[mask], self.destination[mask])


def spread(seed: Flags, commodity: Ints, tail: Ints, head: Ints) -> Flags:
    """Carry ``seed[commodity, region]`` along the edges tail -> head until nothing changes.

    >>> seed = np.array([[True, False, False]])
    >>> edge = np.array([0, 0]); spread(seed, edge, np.array([0, 1]), np.array([1, 2])).tolist()
    [[True, True, True]]
    """
    reached = seed.copy()
    while True:
        here = reached[commodity, tail] & ~reached[commodity, head]
        if not here.any():
            return reached
        reached[commodity[here], head[here]] = True


def usable(goods: Candidates, supply: Flags, use: Flags, hub: Flags) -> Candidates:
    """Drop goods that nobody can send or nobody can use, and goods that would only go back to the hub they came from.

    ``supply`` and ``use`` are ``[commodity, region]``: made or sold there, consumed or bought there; ``hub`` is
    ``[region]``.
    """
    k = goods.commodity
    before_hub = ~hub[goods.origin]
    after_hub = ~hub[goods.destination]
    own_supply = spread(supply, k[before_hub], goods.origin[before_hub], goods.destination[before_hub])
    own_use = spread(use, k[after_hub], goods.destination[after_hub], goods.origin[after_hub])
    supplied = spread(own_supply, k, goods.origin, goods.destination)
    wanted = spread(own_use, k, goods.destination, goods.origin)
    sends = np.where(after_hub, supplied[k, goods.origin], own_supply[k, goods.origin])
    takes = np.where(before_hub, wanted[k, goods.destination], own_use[k, goods.destination])
    return goods.pick(sends & takes)
