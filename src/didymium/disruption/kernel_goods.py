"""Kernels: goods arrive, are shared out and made.

How kernels are written stands in :mod:`didymium.disruption.week`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from didymium.disruption.arrays import Array, Index, Single

MEMORY = 0.7  # weight of the past in what buyers think of their suppliers
DUST = 1e-12
TINY = 1e-300


@njit(cache=True, nogil=True, error_model="numpy")
def arrive(
    t: int,
    ring: Array,
    lag: Index,
    destination: Index,
    stock: Array,
    transit: Array,
    external: Array,
    boundary: Array,
    release_at: Index,
    release: Array,
) -> None:
    """Goods sent ``lag`` weeks ago reach their holder; supply from outside and releases of reserves come in."""
    links, slots, draws = ring.shape
    slot = t % slots
    for j in range(links):
        if lag[j] > 0:
            h = destination[j]
            for d in range(draws):
                stock[h, d] += ring[j, slot, d]
                transit[h, d] -= ring[j, slot, d]
                ring[j, slot, d] = 0.0
    for n in range(len(external)):
        if external[n] > 0:
            for d in range(draws):
                stock[n, d] += external[n]
                boundary[n, d] += external[n]
    for r in range(len(release_at)):
        n = release_at[r]
        for d in range(draws):
            stock[n, d] += release[r, t, d]
            boundary[n, d] += release[r, t, d]


@njit(cache=True, nogil=True, error_model="numpy")
def run(
    first: int,
    last: int,
    stock: Array,
    act: Array,
    want: Array,
    input_start: Index,
    fill: Array,
    input_node: Index,
    input_amount: Array,
    output_start: Index,
    output_node: Index,
    output_amount: Array,
    made: Array,
) -> None:
    """Processes ``first`` to ``last`` run at what they want times the smallest fill of their inputs (Leontief)."""
    draws = stock.shape[1]
    for p in range(first, last):
        for d in range(draws):
            act[p, d] = want[p, d]
        for i in range(input_start[p], input_start[p + 1]):
            for d in range(draws):
                act[p, d] = min(act[p, d], want[p, d] * fill[i, d])
        for i in range(input_start[p], input_start[p + 1]):
            n = input_node[i]
            for d in range(draws):
                stock[n, d] -= act[p, d] * input_amount[i]
        for o in range(output_start[p], output_start[p + 1]):
            n = output_node[o]
            for d in range(draws):
                amount = act[p, d] * output_amount[o]
                stock[n, d] += amount
                made[n, d] += amount


@njit(cache=True, nogil=True, error_model="numpy")
def early(
    run_start: Index,
    stock: Array,
    act: Array,
    want: Array,
    fill: Array,
    input_start: Index,
    input_node: Index,
    input_amount: Array,
    output_start: Index,
    output_node: Index,
    output_amount: Array,
    claim_start: Index,
    claim_input: Index,
    claim_process: Index,
    made: Array,
) -> None:
    """What feeds on nothing, or on what was there at the end of last week, runs first; it shares in proportion."""
    draws = stock.shape[1]
    for i in range(input_start[run_start[0]], input_start[run_start[1]]):
        n = input_node[i]
        for d in range(draws):
            fill[i, d] = 0.0
        for c in range(claim_start[n], claim_start[n + 1]):
            other = claim_input[c]
            p = claim_process[other]
            if p < run_start[1]:
                for d in range(draws):
                    fill[i, d] += want[p, d] * input_amount[other]
        for d in range(draws):
            fill[i, d] = min(1.0, max(stock[n, d], 0.0) / max(fill[i, d], TINY))
    run(
        run_start[0],
        run_start[1],
        stock,
        act,
        want,
        input_start,
        fill,
        input_node,
        input_amount,
        output_start,
        output_node,
        output_amount,
        made,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def share_out(
    t: int,
    n: int,
    claim: Array,
    fills: Array,
    stock: Array,
    ring: Array,
    claim_start: Index,
    claim_input: Index,
    claim_process: Index,
    run_start: Index,
    process_rank: int,
    want: Array,
    input_amount: Array,
    out_start: Index,
    out_link: Index,
    rank: Index,
    external: Array,
    sale_rank: int,
    asked: Array,
    lack: Array,
    fill: Array,
    short: Array,
    destination: Index,
    group_at: Index,
    lag: Index,
    order: Array,
    transit: Array,
    trust: Array,
    shipped: Single,
    boundary: Array,
    allowed: Array,
) -> None:
    """Share a node's stock among its processes, its links and its sales outside: rank by rank, in proportion within one."""
    draws = stock.shape[1]
    slots = ring.shape[1]
    claim[:] = 0.0
    for c in range(claim_start[n], claim_start[n + 1]):
        i = claim_input[c]
        p = claim_process[i]
        if p >= run_start[1]:  # the early ones have run
            for d in range(draws):
                claim[process_rank, d] += want[p, d] * input_amount[i]
    for c in range(out_start[n], out_start[n + 1]):
        j = out_link[c]
        for d in range(draws):
            claim[rank[j], d] += allowed[j, d]
    sold = max(-external[n], 0.0)
    for d in range(draws):
        claim[sale_rank, d] += sold
        asked[n, d] += claim[0, d] + claim[1, d] + claim[2, d]
        left = max(stock[n, d], 0.0)
        for k in range(3):
            fills[k, d] = min(1.0, left / max(claim[k, d], TINY))
            left -= claim[k, d] * fills[k, d]
            lack[n, d] += claim[k, d] * (1.0 - fills[k, d])
    for c in range(claim_start[n], claim_start[n + 1]):
        i = claim_input[c]
        p = claim_process[i]
        if p >= run_start[1]:
            for d in range(draws):
                fill[i, d] = fills[process_rank, d]
                short[n, d] += want[p, d] * input_amount[i] * (1.0 - fill[i, d])
    for c in range(out_start[n], out_start[n + 1]):
        j = out_link[c]
        h = destination[j]
        group = group_at[j]
        slot = (t + lag[j]) % slots
        for d in range(draws):
            sent = allowed[j, d] * fills[rank[j], d]
            stock[n, d] -= sent
            lack[h, d] += order[j, d] - sent
            if lag[j] > 0:
                ring[j, slot, d] += sent
                transit[h, d] += sent
            else:
                stock[h, d] += sent
            if order[j, d] > DUST:
                trust[j, d] = MEMORY * trust[j, d] + (1.0 - MEMORY) * sent / order[j, d]
            if group >= 0:
                shipped[group, t, d] += np.float32(sent)
    if sold > 0.0:
        for d in range(draws):
            stock[n, d] -= sold * fills[sale_rank, d]
            boundary[n, d] -= sold * fills[sale_rank, d]


@njit(cache=True, nogil=True, error_model="numpy")
def down(
    t: int,
    stock: Array,
    ring: Array,
    claim_start: Index,
    claim_input: Index,
    claim_process: Index,
    run_start: Index,
    process_rank: int,
    want: Array,
    input_amount: Array,
    out_start: Index,
    out_link: Index,
    rank: Index,
    external: Array,
    sale_rank: int,
    asked: Array,
    lack: Array,
    fill: Array,
    short: Array,
    destination: Index,
    group_at: Index,
    lag: Index,
    order: Array,
    transit: Array,
    trust: Array,
    shipped: Single,
    boundary: Array,
    act: Array,
    input_start: Index,
    input_node: Index,
    output_start: Index,
    output_node: Index,
    output_amount: Array,
    made: Array,
    level_start: Index,
    node_down: Index,
    allowed: Array,
) -> None:
    """Level by level every good is shared out, and the plants below run on what they got."""
    claim, fills = np.empty((3, stock.shape[1])), np.empty((3, stock.shape[1]))
    for level in range(len(level_start) - 1):
        for k in range(level_start[level], level_start[level + 1]):
            share_out(
                t,
                node_down[k],
                claim,
                fills,
                stock,
                ring,
                claim_start,
                claim_input,
                claim_process,
                run_start,
                process_rank,
                want,
                input_amount,
                out_start,
                out_link,
                rank,
                external,
                sale_rank,
                asked,
                lack,
                fill,
                short,
                destination,
                group_at,
                lag,
                order,
                transit,
                trust,
                shipped,
                boundary,
                allowed,
            )
        run(
            run_start[level + 1],
            run_start[level + 2],
            stock,
            act,
            want,
            input_start,
            fill,
            input_node,
            input_amount,
            output_start,
            output_node,
            output_amount,
            made,
        )
