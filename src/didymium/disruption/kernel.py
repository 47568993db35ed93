"""Kernels of the uncoordinated week, compiled by Numba and kept on disk. The last axis of every array is the draw.

A week: goods arrive; what feeds on last week's scrap runs; orders go up the chain from the users to the mines; each
good is shared out among those who ordered it, level by level, and the plants below run on what they got; users use up
their stock. No step adds over draws and none calls a library function, so a draw does not depend on its neighbours.

Letters: d draw, h holder, n node, p process, i input, o output, j link, u user, leaf a user's stock. The bundles of
arrays are described in :mod:`didymium.disruption.arrays`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from didymium.disruption.arrays import Array, Drawn, Fixed, Record, State

MEMORY = 0.7  # weight of the past in what buyers think of their suppliers
SHY = 0.02  # weight that a supplier keeps that delivered nothing
MOST = 4.0  # times the usual: no buyer orders more
SEEN = 0.9  # a fill below this tells a buyer that something is wrong
DUST = 1e-12
TINY = 1e-300


@njit(cache=True, nogil=True, error_model="numpy")
def arrive(t: int, f: Fixed, x: Drawn, s: State) -> None:
    """Goods sent ``lag`` weeks ago reach their holder; supply from outside and releases of reserves come in."""
    links, slots, draws = s.ring.shape
    slot = t % slots
    for j in range(links):
        if f.lag[j] > 0:
            h = f.destination[j]
            for d in range(draws):
                s.stock[h, d] += s.ring[j, slot, d]
                s.transit[h, d] -= s.ring[j, slot, d]
                s.ring[j, slot, d] = 0.0
    for n in range(len(f.external)):
        if f.external[n] > 0:
            for d in range(draws):
                s.stock[n, d] += f.external[n]
                s.boundary[n, d] += f.external[n]
    for r in range(len(f.release_at)):
        n = f.release_at[r]
        for d in range(draws):
            s.stock[n, d] += x.release[r, t, d]
            s.boundary[n, d] += x.release[r, t, d]


@njit(cache=True, nogil=True, error_model="numpy")
def run(first: int, last: int, f: Fixed, s: State) -> None:
    """Processes ``first`` to ``last`` run at what they want times the smallest fill of their inputs (Leontief)."""
    draws = s.stock.shape[1]
    for p in range(first, last):
        for d in range(draws):
            s.act[p, d] = s.want[p, d]
        for i in range(f.input_start[p], f.input_start[p + 1]):
            for d in range(draws):
                s.act[p, d] = min(s.act[p, d], s.want[p, d] * s.fill[i, d])
        for i in range(f.input_start[p], f.input_start[p + 1]):
            n = f.input_node[i]
            for d in range(draws):
                s.stock[n, d] -= s.act[p, d] * f.input_amount[i]
        for o in range(f.output_start[p], f.output_start[p + 1]):
            n = f.output_node[o]
            for d in range(draws):
                amount = s.act[p, d] * f.output_amount[o]
                s.stock[n, d] += amount
                s.made[n, d] += amount


@njit(cache=True, nogil=True, error_model="numpy")
def capacity(t: int, f: Fixed, x: Drawn, s: State) -> None:
    """What each process can do this week, into ``want``: its reach, cut by outages; pushed ones work off a backlog."""
    draws = s.stock.shape[1]
    for p in range(len(f.rate)):
        for d in range(draws):
            whole = x.outage[f.outage_at[p], t, d] if f.outage_at[p] >= 0 else 1.0
            s.want[p, d] = f.rate[p] * s.reach[p, d] * whole
            s.wish[p, d] = f.rate[p]
        if f.pushed[p]:
            for i in range(f.input_start[p], f.input_start[p + 1]):
                n = f.input_node[i]
                for d in range(draws):
                    above = (s.stock[n, d] - x.target[n, d] - f.early[n]) / (x.adjust[d] * max(f.outflow[n], TINY))
                    s.wish[p, d] = f.rate[p] * (1.0 + max(above, 0.0))
                    s.want[p, d] = min(s.want[p, d], s.wish[p, d])
            if f.input_start[p] == f.input_start[p + 1]:
                for d in range(draws):
                    s.want[p, d] = min(s.want[p, d], f.rate[p])


@njit(cache=True, nogil=True, error_model="numpy")
def weigh(h: int, f: Fixed, s: State, ask: Array, total: Array) -> None:
    """Spread an order of ``ask[d]`` over a holder's links: by custom, and by how far each supplier delivered lately.

    A supplier without custom is tried as far as the usual ones fail; of a qualified good only as far as requalified.
    """
    draws = len(ask)
    a, b = f.link_start[h], f.link_start[h + 1]
    custom, strangers = 0.0, 0
    for j in range(a, b):
        custom += f.usual[j]
        strangers += int(f.usual[j] <= 0.0)
    total[:] = 0.0
    for j in range(a, b):
        for d in range(draws):
            free = s.requalified[h, d] if f.qualified[j] else 1.0
            like = SHY + s.trust[j, d]
            if f.usual[j] > 0.0:
                s.order[j, d] = f.usual[j] * (1.0 - free + free * like)
            else:
                s.order[j, d] = free * (1.0 - s.hope[h, d]) * custom / strangers * like
            total[d] += s.order[j, d]
    for j in range(a, b):
        for d in range(draws):
            s.order[j, d] *= ask[d] / max(total[d], TINY)


@njit(cache=True, nogil=True, error_model="numpy")
def demand_of_users(t: int, f: Fixed, x: Drawn, s: State, ask: Array, total: Array) -> None:
    """Users order what they use and what their target lacks; who is short, or knows that he will be, orders more."""
    draws = s.stock.shape[1]
    nodes = len(f.external)
    for u in range(len(f.wanted)):
        for leaf in range(f.leaf_start[u], f.leaf_start[u + 1]):
            h = nodes + leaf
            for d in range(draws):
                surge = x.surge[f.surge_at[u], t, d] if f.surge_at[u] >= 0 else 1.0
                need = f.wanted[u] * surge * f.leaf_amount[leaf] * (1.0 - s.thrift[leaf, d])
                fear = 1.0 - s.hope[h, d]
                if f.alarm_at[h] >= 0:
                    fear = max(fear, x.alarm[f.alarm_at[h], t, d])
                goal = x.target[h, d] * (1.0 + x.hoard[d] * fear)
                ask[d] = need + (goal - s.stock[h, d] - s.transit[h, d]) / x.adjust[d]
            for j in range(f.link_start[h], f.link_start[h + 1]):
                for d in range(draws):
                    ask[d] += f.usual[j] * f.lag[j] / x.adjust[d]
            for d in range(draws):
                ask[d] = min(max(ask[d], 0.0), MOST * f.outflow[h])
            weigh(h, f, s, ask, total)


@njit(cache=True, nogil=True, error_model="numpy")
def demand_of_nodes(t: int, f: Fixed, x: Drawn, s: State, ask: Array, total: Array) -> None:
    """Orders go up: what leaves a node and what its stock lacks is made there, if it is made to order, or ordered."""
    draws = s.stock.shape[1]
    for k in range(len(f.node_order)):
        n = f.node_order[k]
        for d in range(draws):
            goal = x.target[n, d]
            if f.imported[n] > 0.0:
                fear = 1.0 - s.hope[n, d]
                if f.alarm_at[n] >= 0:
                    fear = max(fear, x.alarm[f.alarm_at[n], t, d])
                goal *= 1.0 + x.hoard[d] * fear
            ask[d] = (goal - s.stock[n, d] - s.transit[n, d]) / x.adjust[d] - f.external[n]
        for c in range(f.claim_start[n], f.claim_start[n + 1]):
            i = f.claim_input[c]
            p = f.claim_process[i]
            for d in range(draws):
                ask[d] += s.want[p, d] * f.input_amount[i]
        for c in range(f.out_start[n], f.out_start[n + 1]):
            j = f.out_link[c]
            for d in range(draws):
                ask[d] += _let(t, j, d, f, x, s)
        for j in range(f.link_start[n], f.link_start[n + 1]):
            for d in range(draws):
                ask[d] += f.usual[j] * f.lag[j] / x.adjust[d]
        abroad = 1.0 - f.local[n]
        for c in range(f.drives_start[n], f.drives_start[n + 1]):
            p = f.drives[c]
            if not f.pushed[p]:
                for d in range(draws):
                    own = max(ask[d], 0.0) * (1.0 - abroad * s.hope[n, d])
                    s.wish[p, d] = own * f.main_share[p] / f.main_yield[p]
                    s.want[p, d] = min(s.want[p, d], s.wish[p, d])
        if f.imported[n] > 0.0:
            for d in range(draws):
                own = s.before[n, d]
                for c in range(f.drives_start[n], f.drives_start[n + 1]):
                    p = f.drives[c]
                    if not f.pushed[p]:
                        own = 0.0
                for c in range(f.drives_start[n], f.drives_start[n + 1]):
                    p = f.drives[c]
                    if not f.pushed[p]:
                        own += s.want[p, d] * f.main_yield[p]
                ask[d] = min(max(ask[d] - own, 0.0), MOST * f.imported[n])
            weigh(n, f, s, ask, total)


@njit(cache=True, nogil=True, error_model="numpy")
def _let(t: int, j: int, d: int, f: Fixed, x: Drawn, s: State) -> float:
    """What of an order may be sent: behind a gate at most the share let through of the usual, and what leaks past it."""
    asked: float = s.order[j, d]
    g = f.gate_at[j]
    if g >= 0:
        share = x.gate[g, t, d]
        if share < 1.0:
            return float(min(asked, f.usual[j] * (share + x.leak[d] * (1.0 - share))))
    return asked


@njit(cache=True, nogil=True, error_model="numpy")
def share_out(t: int, n: int, f: Fixed, x: Drawn, s: State, r: Record, claim: Array, fills: Array) -> None:
    """Share a node's stock among its processes, its links and its sales outside: rank by rank, in proportion within one."""
    draws = s.stock.shape[1]
    slots = s.ring.shape[1]
    claim[:] = 0.0
    for c in range(f.claim_start[n], f.claim_start[n + 1]):
        i = f.claim_input[c]
        p = f.claim_process[i]
        if p >= f.run_start[1]:  # the early ones have run
            for d in range(draws):
                claim[f.process_rank, d] += s.want[p, d] * f.input_amount[i]
    for c in range(f.out_start[n], f.out_start[n + 1]):
        j = f.out_link[c]
        for d in range(draws):
            claim[f.rank[j], d] += _let(t, j, d, f, x, s)
    sold = max(-f.external[n], 0.0)
    for d in range(draws):
        claim[f.sale_rank, d] += sold
        s.asked[n, d] += claim[0, d] + claim[1, d] + claim[2, d]
        left = max(s.stock[n, d], 0.0)
        for k in range(3):
            fills[k, d] = min(1.0, left / max(claim[k, d], TINY))
            left -= claim[k, d] * fills[k, d]
            s.lack[n, d] += claim[k, d] * (1.0 - fills[k, d])
    for c in range(f.claim_start[n], f.claim_start[n + 1]):
        i = f.claim_input[c]
        p = f.claim_process[i]
        if p >= f.run_start[1]:
            for d in range(draws):
                s.fill[i, d] = fills[f.process_rank, d]
                s.short[n, d] += s.want[p, d] * f.input_amount[i] * (1.0 - s.fill[i, d])
    for c in range(f.out_start[n], f.out_start[n + 1]):
        j = f.out_link[c]
        h = f.destination[j]
        group = f.group_at[j]
        slot = (t + f.lag[j]) % slots
        for d in range(draws):
            sent = _let(t, j, d, f, x, s) * fills[f.rank[j], d]
            s.stock[n, d] -= sent
            s.lack[h, d] += s.order[j, d] - sent
            if f.lag[j] > 0:
                s.ring[j, slot, d] += sent
                s.transit[h, d] += sent
            else:
                s.stock[h, d] += sent
            if s.order[j, d] > DUST:
                s.trust[j, d] = MEMORY * s.trust[j, d] + (1.0 - MEMORY) * sent / s.order[j, d]
            if group >= 0:
                r.shipped[group, t, d] += np.float32(sent)
    if sold > 0.0:
        for d in range(draws):
            s.stock[n, d] -= sold * fills[f.sale_rank, d]
            s.boundary[n, d] -= sold * fills[f.sale_rank, d]


@njit(cache=True, nogil=True, error_model="numpy")
def use(t: int, f: Fixed, x: Drawn, s: State, r: Record, need: Array, served: Array) -> None:
    """Users use up what they hold; who lacks something starts to save it and to try other makers, after their lags."""
    draws = s.stock.shape[1]
    nodes = len(f.external)
    for u in range(len(f.wanted)):
        for d in range(draws):
            need[d] = f.wanted[u] * (x.surge[f.surge_at[u], t, d] if f.surge_at[u] >= 0 else 1.0)
            served[d] = 1.0
        for leaf in range(f.leaf_start[u], f.leaf_start[u + 1]):
            h = nodes + leaf
            for d in range(draws):
                ask = need[d] * f.leaf_amount[leaf] * (1.0 - s.thrift[leaf, d])
                s.short[h, d] = max(ask - s.stock[h, d], 0.0)
                served[d] = min(served[d], s.stock[h, d] / max(ask, TINY))
        for leaf in range(f.leaf_start[u], f.leaf_start[u + 1]):
            h = nodes + leaf
            for d in range(draws):
                gone = served[d] * need[d] * f.leaf_amount[leaf] * (1.0 - s.thrift[leaf, d])
                s.stock[h, d] -= gone
                s.boundary[h, d] -= gone
                s.asked[h, d] = need[d] * f.leaf_amount[leaf] * (1.0 - s.thrift[leaf, d])
                alarmed = s.hope[h, d] < SEEN or s.short[h, d] > DUST + 1e-9 * f.outflow[h]
                s.clock[leaf, d] += 1.0 if alarmed else 0.0
                saving = x.thrift_rate[d] if alarmed and s.clock[leaf, d] > x.thrift_lag[d] else 0.0
                s.thrift[leaf, d] = max(s.thrift[leaf, d], min(s.thrift[leaf, d] + saving, x.thrift_cap[leaf, d]))
                trying = 1.0 / x.requalify_weeks[d] if alarmed and s.clock[leaf, d] > x.requalify_lag[d] else 0.0
                s.requalified[h, d] = min(s.requalified[h, d] + trying, 1.0)
        k = f.user_out[u]
        for d in range(draws):
            r.lost[k, t, d] += np.float32(need[d] * (1.0 - served[d]))


@njit(cache=True, nogil=True, error_model="numpy")
def look_back(t: int, f: Fixed, x: Drawn, s: State, r: Record, opening: Array) -> None:
    """Surplus leaves; buyers learn how far they were served; plants that were asked for more climb; scarcity is noted."""
    draws = s.stock.shape[1]
    for n in range(len(f.external)):
        if f.surplus[n]:
            for d in range(draws):
                gone = max(s.stock[n, d] - x.target[n, d] - f.early[n], 0.0)
                s.stock[n, d] -= gone
                s.boundary[n, d] -= gone
    for h in range(len(f.outflow)):
        if f.imported[h] > 0.0:
            a, b = f.link_start[h], f.link_start[h + 1]
            for d in range(draws):
                known, weight = 0.0, 0.0
                for j in range(a, b):
                    known += s.trust[j, d] * s.order[j, d]
                    weight += s.order[j, d]
                s.hope[h, d] = known / weight if weight > DUST else s.hope[h, d]
        for c in range(f.scarce_start[h], f.scarce_start[h + 1]):
            k = f.scarce_row[c]
            for d in range(draws):
                r.needed[k, t, d] += np.float32(f.scarce_content[c] * s.asked[h, d])
                lack = min(s.lack[h, d], s.asked[h, d])
                come = s.asked[h, d] - max(lack - opening[h, d] / x.outlook[d], 0.0)
                r.offered[k, t, d] += np.float32(f.scarce_content[c] * come)
        for d in range(draws):
            r.short[h, t, d] = np.float32(s.short[h, d])
            r.lowest[d] = min(r.lowest[d], s.stock[h, d] / max(f.outflow[h], DUST))
    for p in range(len(f.rate)):
        for d in range(draws):
            more = x.climb[p, d] if s.wish[p, d] > 1.02 * f.rate[p] * s.reach[p, d] else 0.0
            s.reach[p, d] = min(s.reach[p, d] + more, 1.0 + min(f.slack[p], x.spare[d]))


@njit(cache=True, nogil=True, error_model="numpy")
def close(f: Fixed, s: State, r: Record, now: Array) -> None:
    """What the chain holds now, element by element, against what it held and what entered and left: the gap."""
    elements, draws = s.total.shape
    now[:] = 0.0
    for h in range(len(f.outflow)):
        for c in range(f.content_start[h], f.content_start[h + 1]):
            e = f.content_element[c]
            for d in range(draws):
                held = s.stock[h, d]
                now[e, d] += f.content[c] * held
                s.total[e, d] += f.content[c] * s.boundary[h, d]
    for j in range(len(f.origin)):
        if f.lag[j] > 0:
            h = f.destination[j]
            for k in range(s.ring.shape[1]):
                for c in range(f.content_start[h], f.content_start[h + 1]):
                    e = f.content_element[c]
                    for d in range(draws):
                        now[e, d] += f.content[c] * s.ring[j, k, d]
    for p in range(len(f.rate)):
        for e in range(elements):
            if f.gain[p, e] != 0.0:
                for d in range(draws):
                    s.total[e, d] += f.gain[p, e] * s.act[p, d]
    for e in range(elements):
        for d in range(draws):
            r.closure[d] = max(r.closure[d], abs(now[e, d] - s.total[e, d]) / f.moved[e])
            s.total[e, d] = now[e, d]


@njit(cache=True, nogil=True, error_model="numpy")
def weeks(first: int, last: int, f: Fixed, x: Drawn, s: State, r: Record) -> None:
    """Run the weeks ``first`` to ``last`` of all draws of a block."""
    draws = s.stock.shape[1]
    ask, total, need, served = np.empty(draws), np.empty(draws), np.empty(draws), np.empty(draws)
    claim, fills = np.empty((3, draws)), np.empty((3, draws))
    now = np.empty(s.total.shape)
    opening = np.empty(s.stock.shape)
    for t in range(first, last):
        s.before[:] = s.made
        s.made[:] = 0.0
        s.boundary[:] = 0.0
        s.short[:] = 0.0
        s.lack[:] = 0.0
        s.asked[:] = 0.0
        opening[:] = s.stock + s.transit
        arrive(t, f, x, s)
        capacity(t, f, x, s)
        demand_of_users(t, f, x, s, ask, total)
        for i in range(f.input_start[f.run_start[0]], f.input_start[f.run_start[1]]):
            n = f.input_node[i]
            for d in range(draws):
                s.fill[i, d] = 0.0
            for c in range(f.claim_start[n], f.claim_start[n + 1]):
                other = f.claim_input[c]
                p = f.claim_process[other]
                if p < f.run_start[1]:
                    for d in range(draws):
                        s.fill[i, d] += s.want[p, d] * f.input_amount[other]
            for d in range(draws):
                s.fill[i, d] = min(1.0, max(s.stock[n, d], 0.0) / max(s.fill[i, d], TINY))
        run(f.run_start[0], f.run_start[1], f, s)
        demand_of_nodes(t, f, x, s, ask, total)
        for level in range(len(f.level_start) - 1):
            for k in range(f.level_start[level], f.level_start[level + 1]):
                share_out(t, f.node_down[k], f, x, s, r, claim, fills)
            run(f.run_start[level + 1], f.run_start[level + 2], f, s)
        use(t, f, x, s, r, need, served)
        look_back(t, f, x, s, r, opening)
        close(f, s, r, now)
