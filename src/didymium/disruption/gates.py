"""From an event's actions to what each link, plant and user is allowed, week by week and draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import content
from didymium.disruption.base import WEEKS
from didymium.disruption.draws import Draws
from didymium.disruption.event import Action, Event
from didymium.disruption.system import System
from didymium.planning.tables import line_share

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
ON_LINKS = ("licence", "quota", "closure", "tariff")
ON_SALE = 13.0  # weeks over which a reserve is released where nothing is said


@dataclass(frozen=True)
class Gates:
    """Rows ``[rows, W, D]`` and which link, process, user or holder each belongs to (-1: none).

    ``wedge[W, D]`` is what a quota adds to the price of every tonne abroad (USD/t), 0 without one.
    """

    link: Ints
    gate: Floats
    process: Ints
    outage: Floats
    user: Ints
    surge: Floats
    holder: Ints
    alarm: Floats
    release_at: Ints
    release: Floats
    wedge: Floats


def goods_of(action: Action, system: System) -> Flags:
    """Goods ``[K]`` that an action concerns: of its forms, holding its elements, by name."""
    net = system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    mask = np.array([(not action.forms or f in action.forms) for f in form], dtype=bool)
    if action.goods:
        mask &= np.array([k in action.goods for k in net.commodities], dtype=bool)
    if action.elements:
        names, inside = content(net.chain)
        share = inside[:, [names.index(e) for e in action.elements]].sum(axis=1)
        mask &= share > max(action.de_minimis, 1e-9)
    return mask


def links_of(action: Action, system: System) -> Flags:
    """Links ``[J]`` that an action concerns; never those within a region."""
    net = system.base.network
    r_of = {name: i for i, name in enumerate(net.regions)}
    start = system.holder_region[system.origin]
    end = system.holder_region[system.destination]
    actor = np.isin(start, [r_of[r] for r in action.actor])
    there = np.isin(end, [r_of[r] for r in action.destinations]) if action.destinations else ~np.isin(end, [r_of[r] for r in action.actor])
    if action.kind == "tariff":
        actor = np.isin(end, [r_of[r] for r in action.actor])
        there = np.isin(start, [r_of[r] for r in action.destinations]) if action.destinations else start != end
    return np.asarray(actor & there & (start != end) & goods_of(action, system)[system.holder_good[system.origin]])


def series(action: Action, event: Event, weeks: int, severity: Floats, delay: Floats, recovery: Floats, level: Floats) -> Floats:
    """Share let through, or that runs, in each week ``[W, D]``: ``level[D]`` from the start to the end, with steps.

    Before the delay is over nothing passes; approvals follow; after the end the rest comes back over the recovery.
    """
    start = (action.start.start - event.start.start) * WEEKS
    end = np.inf if action.end is None else (action.end.start - event.start.start) * WEEKS
    t = np.arange(weeks)[:, None] + 1e-6
    share = np.broadcast_to(level, (weeks, len(level))).copy()
    for after, step in action.approvals:
        share = np.where(t >= start + delay + after, step.at(severity), share)
    share = np.where(t < start + delay, 0.0 if action.kind == "licence" else share, share)
    back = np.where(recovery > 0, (t - end) / np.where(recovery > 0, recovery, 1.0), 1.0)
    if np.isfinite(end):
        at_end = share[min(max(int(end) - 1, 0), weeks - 1)]
        share = np.where(t >= end, np.minimum(at_end + (1.0 - at_end) * np.clip(back, 0.0, 1.0), 1.0), share)
    return np.where(t < start, 1.0, share)


def gates(system: System, event: Event, weeks: int, draws: Draws) -> Gates:
    """Everything that an event changes, over ``weeks`` weeks and all draws."""
    count = draws.count
    links = np.zeros((len(event.actions), len(system.origin)), dtype=bool)
    by_good: dict[int, Floats] = {}
    plain: dict[int, Floats] = {}
    wedge = np.zeros((weeks, count))
    for i, action in enumerate(event.actions):
        if action.kind not in ON_LINKS:
            continue
        links[i] = links_of(action, system)
        u = draws.values[f"severity/{i}"]
        timing = (draws.values[f"delay/{i}"], draws.values[f"recovery/{i}"])
        level = action.severity.at(u)
        if action.kind in ("licence", "closure"):
            plain[i] = series(action, event, weeks, u, *timing, level)
            continue
        q, p = _abroad(system, links[i])
        elasticity = -draws.values["elasticity"]
        if action.kind == "tariff":
            share = np.repeat(((1.0 + level) ** -elasticity)[None, :], len(p), axis=0)
        else:
            total = level * q.sum() if action.share is not None else level / WEEKS
            extra = equal_wedge(q, p, elasticity, total)
            share = (1.0 + extra / np.maximum(p, 1e-9)[:, None]) ** -elasticity
            on = series(action, event, weeks, u, *timing, np.zeros(count)) < 1.0
            wedge += np.where(on, extra, 0.0)
        by_good[i] = np.stack([series(action, event, weeks, u, *timing, share[k]) for k in range(len(p))])
    link = np.full(len(system.origin), -1, dtype=np.int64)
    rows: list[Floats] = []
    seen: dict[tuple[int, ...], int] = {}
    good = system.holder_good[system.origin]
    for j in np.flatnonzero(links.any(axis=0)).tolist():
        hit = tuple(np.flatnonzero(links[:, j]).tolist())
        per_good = any(i in by_good for i in hit)
        key = (*hit, -1, int(good[j]) if per_good else -1)
        if key not in seen:
            total = np.ones((weeks, count))
            for i in hit:
                total = total * (by_good[i][_row(system, links[i], int(good[j]))] if i in by_good else plain[i])
            seen[key] = len(rows)
            rows.append(total)
        link[j] = seen[key]
    process, outage = _outages(system, event, weeks, draws)
    user, surge = _surges(system, event, weeks, draws)
    holder, alarm = _alarms(system, event, weeks, count, links)
    release_at, release = _releases(system, event, weeks, draws)
    none = np.ones((0, weeks, count))
    return Gates(link, np.stack(rows) if rows else none, process, outage, user, surge, holder, alarm, release_at, release, wedge)


def _abroad(system: System, mask: Flags) -> tuple[Floats, Floats]:
    """Usual rate of each good over the links of an action, units a week, and its value, USD/unit; goods in rising order."""
    good = system.holder_good[system.origin][mask]
    goods = np.unique(good)
    q = np.array([system.usual[mask][good == k].sum() for k in goods.tolist()])
    value = np.nan_to_num(system.base.network.value[goods], nan=0.0)
    return q, value


def _row(system: System, mask: Flags, good: int) -> int:
    return int(np.searchsorted(np.unique(system.holder_good[system.origin][mask]), good))


def equal_wedge(quantity: Floats, price: Floats, elasticity: Floats, total: Floats) -> Floats:
    """What a tonnage quota adds to every price, the same for each tonne (USD/t) ``[D]``.

    ``sum_k quantity_k (1 + wedge / price_k) ** -elasticity = total`` with ``quantity[K]`` and ``price[K]`` before, and
    ``elasticity[D]`` (positive) and ``total[D]``; 0 where the quota does not bind. A quota by weight is a tax by weight:
    the cheapest goods rise most in per cent.

    >>> wedge = equal_wedge(np.array([1.0, 1.0]), np.array([1.0, 100.0]), np.array([1.0]), np.array([1.0]))
    >>> round(float(wedge[0]), 6), round(float(1 / (1 + wedge[0]) + 1 / (1 + wedge[0] / 100)), 6)
    (10.0, 1.0)
    """
    low, high = np.zeros(len(total)), np.full(len(total), 1.0)

    def sold(wedge: Floats) -> Floats:
        return np.asarray((quantity[:, None] * (1.0 + wedge / np.maximum(price, 1e-9)[:, None]) ** -elasticity).sum(axis=0))

    if quantity.size == 0:
        return low
    for _ in range(200):
        short = sold(high) > total
        if not short.any() or high.max() > 1e15:
            break
        high = np.where(short, high * 2.0, high)
    for _ in range(80):
        middle = (low + high) / 2
        over = sold(middle) > total
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return np.where(quantity.sum() <= total, 0.0, (low + high) / 2)


def _outages(system: System, event: Event, weeks: int, draws: Draws) -> tuple[Ints, Floats]:
    """Share of capacity that runs ``[O, W, D]`` and the row of each process."""
    net = system.base.network
    share_of_line = line_share(net)[:, 0]
    running = {int(a): float(system.base.act[a]) for a in np.flatnonzero(system.base.act > 0)}
    form = net.chain.tables["commodities"]["form"].to_list()
    factor: dict[int, Floats] = {}
    for i, action in enumerate(event.actions):
        if action.kind != "outage":
            continue
        lines = [n for n, name in enumerate(net.lines) if name in action.lines]
        level = action.severity.at(draws.values[f"severity/{i}"])
        runs = series(action, event, weeks, draws.values[f"severity/{i}"], draws.values[f"delay/{i}"], draws.values[f"recovery/{i}"], level)
        for p in range(len(system.rate)):
            hit = 0.0
            if action.lines:
                for a, rate in running.items():
                    unit = int(net.act_unit[a])
                    if unit in system.units[p] and int(net.act_recipe[a]) == int(system.act[p]):
                        hit += rate * sum(share_of_line[n] for n in lines if int(net.line_unit[n]) == unit) / float(system.rate[p])
            elif net.regions[system.process_region[p]] in action.actor and goods_of(action, system)[system.holder_good[system.main[p]]]:
                hit = float(not action.forms or form[system.holder_good[system.main[p]]] in action.forms)
            if hit > 0:
                factor[p] = factor.get(p, np.ones((weeks, draws.count))) * (1.0 - min(hit, 1.0) * (1.0 - runs))
    at = np.full(len(system.rate), -1, dtype=np.int64)
    for row, p in enumerate(sorted(factor)):
        at[p] = row
    return at, np.stack([factor[p] for p in sorted(factor)]) if factor else np.ones((0, weeks, draws.count))


def _surges(system: System, event: Event, weeks: int, draws: Draws) -> tuple[Ints, Floats]:
    """Factor on what users want ``[S, W, D]`` and the row of each user."""
    net = system.base.network
    people = system.users
    rows: list[Floats] = []
    seen: dict[tuple[int, ...], int] = {}
    at = np.full(len(people.use), -1, dtype=np.int64)
    for u, use in enumerate(people.use):
        hit = tuple(
            i
            for i, a in enumerate(event.actions)
            if a.kind == "surge" and use in a.uses and (not a.actor or net.regions[people.region[u]] in a.actor)
        )
        if hit and hit not in seen:
            total = np.ones((weeks, draws.count))
            for i in hit:
                more = event.actions[i].severity.at(draws.values[f"severity/{i}"])
                timing = (draws.values[f"delay/{i}"], draws.values[f"recovery/{i}"])
                on = series(event.actions[i], event, weeks, more, *timing, np.zeros(draws.count))
                total = total * (1.0 + (more - 1.0) * (1.0 - on))
            seen[hit] = len(rows)
            rows.append(total)
        at[u] = seen.get(hit, -1)
    return at, np.stack(rows) if rows else np.ones((0, weeks, draws.count))


def _alarms(system: System, event: Event, weeks: int, count: int, links: Flags) -> tuple[Ints, Floats]:
    """1 between the week in which a holder learns of what will cut its links and the start ``[A, W, D]``."""
    net = system.base.network
    rows: list[Floats] = []
    at = np.full(len(system.holder_good), -1, dtype=np.int64)
    t = np.arange(weeks)[:, None] + 1e-6
    for i, action in enumerate(event.actions):
        if action.known is None or action.known.start >= action.start.start or not links[i].any():
            continue
        known, start = ((p.start - event.start.start) * WEEKS for p in (action.known, action.start))
        rows.append(np.broadcast_to(((t >= known) & (t < start)).astype(float), (weeks, count)))
        for h in np.unique(system.destination[links[i]]).tolist():
            if not action.informed or net.regions[system.holder_region[h]] in action.informed:
                at[h] = len(rows) - 1
    return at, np.stack(rows) if rows else np.zeros((0, weeks, count))


def _releases(system: System, event: Event, weeks: int, draws: Draws) -> tuple[Ints, Floats]:
    """Units that come from reserves ``[R, W, D]`` and the holder that gets them: the region's market, else its users."""
    net = system.base.network
    at: list[int] = []
    rows: list[Floats] = []
    for i, action in enumerate(event.actions):
        if action.kind != "release":
            continue
        wanted = goods_of(action, system)[system.holder_good]
        here = wanted & np.isin(system.holder_region, [net.regions.index(r) for r in action.actor])
        market = here & (np.arange(len(here)) < system.nodes) & (system.outflow > 0)
        takers = np.flatnonzero(market if market.any() else here)
        if not takers.size:
            continue
        over = np.where(draws.values[f"recovery/{i}"] > 0, draws.values[f"recovery/{i}"], ON_SALE)
        start = (action.start.start - event.start.start) * WEEKS + draws.values[f"delay/{i}"]
        t = np.arange(weeks)[:, None]
        per_week = np.clip(np.minimum(t + 1, start + over) - np.maximum(t, start), 0.0, 1.0) / over
        amount = action.severity.at(draws.values[f"severity/{i}"]) * per_week
        weight = system.outflow[takers] / system.outflow[takers].sum()
        at += takers.tolist()
        rows += [amount * w for w in weight.tolist()]
    return np.array(at, dtype=np.int64), np.stack(rows) if rows else np.zeros((0, weeks, draws.count))
