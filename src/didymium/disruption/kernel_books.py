"""Kernels: what buyers learn from a week, what is noted of it, and whether every element closes.

How kernels are written stands in :mod:`didymium.disruption.week`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from didymium.disruption.arrays import Array, Flag, Index, Single

DUST = 1e-12


@njit(cache=True, nogil=True, error_model="numpy")
def look_back(
    t: int,
    opening: Array,
    stock: Array,
    external: Array,
    surplus: Flag,
    target: Array,
    early: Array,
    boundary: Array,
    outflow: Array,
    imported: Array,
    link_start: Index,
    trust: Array,
    order: Array,
    hope: Array,
    scarce_start: Index,
    scarce_row: Index,
    needed: Single,
    scarce_content: Array,
    asked: Array,
    lack: Array,
    outlook: Array,
    offered: Single,
    short_kept: Single,
    short: Array,
    lowest: Array,
    rate: Array,
    climb: Array,
    wish: Array,
    reach: Array,
    slack: Array,
    spare: Array,
) -> None:
    """Surplus leaves; buyers learn how far they were served; plants that were asked for more climb; scarcity is noted."""
    draws = stock.shape[1]
    for n in range(len(external)):
        if surplus[n]:
            for d in range(draws):
                gone = max(stock[n, d] - target[n, d] - early[n], 0.0)
                stock[n, d] -= gone
                boundary[n, d] -= gone
    for h in range(len(outflow)):
        if imported[h] > 0.0:
            a, b = link_start[h], link_start[h + 1]
            for d in range(draws):
                known, weight = 0.0, 0.0
                for j in range(a, b):
                    known += trust[j, d] * order[j, d]
                    weight += order[j, d]
                hope[h, d] = known / weight if weight > DUST else hope[h, d]
        for c in range(scarce_start[h], scarce_start[h + 1]):
            k = scarce_row[c]
            for d in range(draws):
                needed[k, t, d] += np.float32(scarce_content[c] * asked[h, d])
                gap = min(lack[h, d], asked[h, d])
                come = asked[h, d] - max(gap - opening[h, d] / outlook[d], 0.0)
                offered[k, t, d] += np.float32(scarce_content[c] * come)
        for d in range(draws):
            short_kept[h, t, d] = np.float32(short[h, d])
            lowest[d] = min(lowest[d], stock[h, d] / max(outflow[h], DUST))
    for p in range(len(rate)):
        for d in range(draws):
            step = climb[p, d] if wish[p, d] > 1.02 * rate[p] * reach[p, d] else 0.0
            reach[p, d] = min(reach[p, d] + step, 1.0 + min(slack[p], spare[d]))


@njit(cache=True, nogil=True, error_model="numpy")
def close(
    held: Array,
    outflow: Array,
    content_start: Index,
    content_element: Index,
    stock: Array,
    content: Array,
    boundary: Array,
    origin: Index,
    lag: Index,
    destination: Index,
    ring: Array,
    rate: Array,
    gain: Array,
    act: Array,
    closure: Array,
    moved: Array,
) -> None:
    """What the chain holds now, element by element, against what it held and what entered and left: the gap."""
    now = np.empty(held.shape)
    elements, draws = held.shape
    now[:] = 0.0
    for h in range(len(outflow)):
        for c in range(content_start[h], content_start[h + 1]):
            e = content_element[c]
            for d in range(draws):
                on_hand = stock[h, d]
                now[e, d] += content[c] * on_hand
                held[e, d] += content[c] * boundary[h, d]
    for j in range(len(origin)):
        if lag[j] > 0:
            h = destination[j]
            for k in range(ring.shape[1]):
                for c in range(content_start[h], content_start[h + 1]):
                    e = content_element[c]
                    for d in range(draws):
                        now[e, d] += content[c] * ring[j, k, d]
    for p in range(len(rate)):
        for e in range(elements):
            if gain[p, e] != 0.0:
                for d in range(draws):
                    held[e, d] += gain[p, e] * act[p, d]
    for e in range(elements):
        for d in range(draws):
            closure[d] = max(closure[d], abs(now[e, d] - held[e, d]) / moved[e])
            held[e, d] = now[e, d]
