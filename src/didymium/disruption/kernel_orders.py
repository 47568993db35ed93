"""Kernels: what plants can do, what users and nodes order, what of an order may be sent.

How kernels are written stands in :mod:`didymium.disruption.week`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from didymium.disruption.arrays import Array, Flag, Index

SHY = 0.02  # weight that a supplier keeps that delivered nothing
MOST = 4.0  # times the usual: no buyer orders more
TINY = 1e-300


@njit(cache=True, nogil=True, error_model="numpy")
def capacity(
    t: int,
    stock: Array,
    rate: Array,
    outage: Array,
    outage_at: Index,
    want: Array,
    reach: Array,
    wish: Array,
    pushed: Flag,
    input_start: Index,
    input_node: Index,
    target: Array,
    early: Array,
    adjust: Array,
    outflow: Array,
) -> None:
    """What each process can do this week, into ``want``: its reach, cut by outages; pushed ones work off a backlog."""
    draws = stock.shape[1]
    for p in range(len(rate)):
        for d in range(draws):
            whole = outage[outage_at[p], t, d] if outage_at[p] >= 0 else 1.0
            want[p, d] = rate[p] * reach[p, d] * whole
            wish[p, d] = rate[p]
        if pushed[p]:
            for i in range(input_start[p], input_start[p + 1]):
                n = input_node[i]
                for d in range(draws):
                    above = (stock[n, d] - target[n, d] - early[n]) / (adjust[d] * max(outflow[n], TINY))
                    wish[p, d] = rate[p] * (1.0 + max(above, 0.0))
                    want[p, d] = min(want[p, d], wish[p, d])
            if input_start[p] == input_start[p + 1]:
                for d in range(draws):
                    want[p, d] = min(want[p, d], rate[p])


@njit(cache=True, nogil=True, error_model="numpy")
def weigh(
    t: int,
    h: int,
    ask: Array,
    whole: Array,
    link_start: Index,
    usual: Array,
    requalified: Array,
    qualified: Flag,
    trust: Array,
    order: Array,
    hope: Array,
    allowed: Array,
    gate_at: Index,
    gate: Array,
    leak: Array,
) -> None:
    """Spread an order of ``ask[d]`` over a holder's links: by custom, and by how far each supplier delivered lately.

    A supplier without custom is tried as far as the usual ones fail; of a qualified good only as far as requalified.
    ``allowed`` is what of each order may be sent: behind a gate at most the share let through of the usual, and what leaks past it.
    """
    draws = len(ask)
    a, b = link_start[h], link_start[h + 1]
    custom, strangers = 0.0, 0
    for j in range(a, b):
        custom += usual[j]
        strangers += int(usual[j] <= 0.0)
    whole[:] = 0.0
    for j in range(a, b):
        for d in range(draws):
            free = requalified[h, d] if qualified[j] else 1.0
            like = SHY + trust[j, d]
            if usual[j] > 0.0:
                order[j, d] = usual[j] * (1.0 - free + free * like)
            else:
                order[j, d] = free * (1.0 - hope[h, d]) * custom / strangers * like
            whole[d] += order[j, d]
    for j in range(a, b):
        for d in range(draws):
            order[j, d] *= ask[d] / max(whole[d], TINY)
    for j in range(a, b):
        g = gate_at[j]
        for d in range(draws):
            allowed[j, d] = order[j, d]
        if g >= 0:
            for d in range(draws):
                share = gate[g, t, d]
                most = usual[j] * (share + leak[d] * (1.0 - share))
                allowed[j, d] = min(order[j, d], most) if share < 1.0 else order[j, d]


@njit(cache=True, nogil=True, error_model="numpy")
def demand_of_users(
    t: int,
    stock: Array,
    external: Array,
    wanted: Array,
    leaf_start: Index,
    surge: Array,
    surge_at: Index,
    leaf_amount: Array,
    thrift: Array,
    hope: Array,
    alarm_at: Index,
    alarm: Array,
    target: Array,
    hoard: Array,
    transit: Array,
    adjust: Array,
    link_start: Index,
    usual: Array,
    lag: Index,
    outflow: Array,
    requalified: Array,
    qualified: Flag,
    trust: Array,
    order: Array,
    allowed: Array,
    gate_at: Index,
    gate: Array,
    leak: Array,
) -> None:
    """Users order what they use and what their target lacks; who is short, or knows that he will be, orders more."""
    ask, whole = np.empty(stock.shape[1]), np.empty(stock.shape[1])
    draws = stock.shape[1]
    nodes = len(external)
    for u in range(len(wanted)):
        for leaf in range(leaf_start[u], leaf_start[u + 1]):
            h = nodes + leaf
            for d in range(draws):
                more = surge[surge_at[u], t, d] if surge_at[u] >= 0 else 1.0
                need = wanted[u] * more * leaf_amount[leaf] * (1.0 - thrift[leaf, d])
                fear = 1.0 - hope[h, d]
                if alarm_at[h] >= 0:
                    fear = max(fear, alarm[alarm_at[h], t, d])
                goal = target[h, d] * (1.0 + hoard[d] * fear)
                ask[d] = need + (goal - stock[h, d] - transit[h, d]) / adjust[d]
            for j in range(link_start[h], link_start[h + 1]):
                for d in range(draws):
                    ask[d] += usual[j] * lag[j] / adjust[d]
            for d in range(draws):
                ask[d] = min(max(ask[d], 0.0), MOST * outflow[h])
            weigh(t, h, ask, whole, link_start, usual, requalified, qualified, trust, order, hope, allowed, gate_at, gate, leak)


@njit(cache=True, nogil=True, error_model="numpy")
def demand_of_nodes(
    t: int,
    stock: Array,
    node_order: Index,
    target: Array,
    imported: Array,
    hope: Array,
    alarm_at: Index,
    alarm: Array,
    hoard: Array,
    transit: Array,
    adjust: Array,
    external: Array,
    claim_start: Index,
    claim_input: Index,
    claim_process: Index,
    want: Array,
    input_amount: Array,
    out_start: Index,
    out_link: Index,
    link_start: Index,
    usual: Array,
    lag: Index,
    local: Array,
    drives_start: Index,
    drives: Index,
    pushed: Flag,
    wish: Array,
    main_share: Array,
    main_yield: Array,
    before: Array,
    requalified: Array,
    qualified: Flag,
    trust: Array,
    order: Array,
    gate_at: Index,
    gate: Array,
    leak: Array,
    allowed: Array,
) -> None:
    """Orders go up: what leaves a node and what its stock lacks is made there, if it is made to order, or ordered."""
    ask, whole = np.empty(stock.shape[1]), np.empty(stock.shape[1])
    draws = stock.shape[1]
    for k in range(len(node_order)):
        n = node_order[k]
        for d in range(draws):
            goal = target[n, d]
            if imported[n] > 0.0:
                fear = 1.0 - hope[n, d]
                if alarm_at[n] >= 0:
                    fear = max(fear, alarm[alarm_at[n], t, d])
                goal *= 1.0 + hoard[d] * fear
            ask[d] = (goal - stock[n, d] - transit[n, d]) / adjust[d] - external[n]
        for c in range(claim_start[n], claim_start[n + 1]):
            i = claim_input[c]
            p = claim_process[i]
            for d in range(draws):
                ask[d] += want[p, d] * input_amount[i]
        for c in range(out_start[n], out_start[n + 1]):
            j = out_link[c]
            for d in range(draws):
                ask[d] += allowed[j, d]
        for j in range(link_start[n], link_start[n + 1]):
            for d in range(draws):
                ask[d] += usual[j] * lag[j] / adjust[d]
        abroad = 1.0 - local[n]
        for c in range(drives_start[n], drives_start[n + 1]):
            p = drives[c]
            if not pushed[p]:
                for d in range(draws):
                    own = max(ask[d], 0.0) * (1.0 - abroad * hope[n, d])
                    wish[p, d] = own * main_share[p] / main_yield[p]
                    want[p, d] = min(want[p, d], wish[p, d])
        if imported[n] > 0.0:
            for d in range(draws):
                own = before[n, d]
                for c in range(drives_start[n], drives_start[n + 1]):
                    p = drives[c]
                    if not pushed[p]:
                        own = 0.0
                for c in range(drives_start[n], drives_start[n + 1]):
                    p = drives[c]
                    if not pushed[p]:
                        own += want[p, d] * main_yield[p]
                ask[d] = min(max(ask[d] - own, 0.0), MOST * imported[n])
            weigh(t, n, ask, whole, link_start, usual, requalified, qualified, trust, order, hope, allowed, gate_at, gate, leak)
