"""Plants: all activities of one recipe in one region as one process, and the order in which they run within a week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.disruption.base import WEEKS, Base

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EARLY = -1
TRACE = 0.025  # of the mass of the inputs
FILLER = 0.1
LITTLE = 0.03  # of the value of the inputs


@dataclass(frozen=True)
class Processes:
    """Processes ``[P]`` and their entries ``[n]`` (+ made, - used, per unit of activity, at a node)."""

    region: Ints
    recipe: Ints
    rate: Floats  # activity a week
    slack: Floats  # capacity beyond it, as a share of it
    units: tuple[tuple[int, ...], ...]
    main: Ints  # node of the output that is worth most: its orders drive the process
    main_share: Floats
    main_yield: Floats
    entry_process: Ints
    entry_node: Ints
    entry_amount: Floats
    trace_node: Ints  # [m] inputs that stop no plant, booked as sold outside
    trace_rate: Floats  # units a week


def processes(week: Base, running: Ints, at: Ints, made: Floats) -> Processes:
    """Processes of the ``running`` activities; ``at`` gives the position of a network node, ``made`` what is made there."""
    net = week.network
    keys: dict[tuple[int, int], int] = {}
    pairs = zip(net.unit_region[net.act_unit[running]].tolist(), net.act_recipe[running].tolist(), strict=True)
    which = np.array([keys.setdefault(pair, len(keys)) for pair in pairs], dtype=np.int64)
    count = len(keys)
    rate = np.zeros(count)
    np.add.at(rate, which, week.act[running])
    free = _free(week)
    slack, units = np.zeros(count), [set[int]() for _ in range(count)]
    first: dict[int, int] = {}
    for p, a in zip(which.tolist(), running.tolist(), strict=True):
        unit = int(net.act_unit[a])
        slack[p] += free[unit] * week.act[a] / rate[p]
        units[p].add(unit)
        first.setdefault(p, a)
    by_act: dict[int, list[tuple[int, float]]] = {}
    for a, n, amount in zip(net.entry_act.tolist(), net.entry_node.tolist(), net.entry_amount.tolist(), strict=True):
        by_act.setdefault(a, []).append((n, amount))
    value = np.nan_to_num(net.value, nan=1.0)
    form = net.chain.tables["commodities"]["form"].to_list()
    traces: list[tuple[int, float]] = []
    main, share, per = np.zeros(count, dtype=np.int64), np.zeros(count), np.zeros(count)
    entries: list[tuple[int, int, float]] = []
    for p in range(count):
        own = by_act[first[p]]
        _, n, amount = max((q * value[net.node_commodity[m]], m, q) for m, q in own if q > 0)
        minor = _minor([(m, -q, value[net.node_commodity[m]]) for m, q in own if q < 0], form[net.node_commodity[n]])
        traces.extend((m, -q * rate[p]) for m, q in own if m in minor)
        entries.extend((p, int(at[m]), q) for m, q in own if m not in minor)
        main[p], per[p] = at[n], amount
        share[p] = amount * rate[p] / made[n]
    return Processes(
        region=np.array([k[0] for k in keys], dtype=np.int64),
        recipe=np.array([k[1] for k in keys], dtype=np.int64),
        rate=rate,
        slack=slack,
        units=tuple(tuple(sorted(u)) for u in units),
        main=main,
        main_share=share,
        main_yield=per,
        entry_process=np.array([e[0] for e in entries], dtype=np.int64),
        entry_node=np.array([e[1] for e in entries], dtype=np.int64),
        entry_amount=np.array([e[2] for e in entries]),
        trace_node=np.array([m for m, _ in traces], dtype=np.int64),
        trace_rate=np.array([q for _, q in traces]),
    )


def _minor(inputs: list[tuple[int, float, float]], form: str) -> set[int]:
    """Inputs (node, amount, USD/unit) without which a plant goes on: traces, and cheap metal that stands for the main one.

    A material is a mixture of many products: an input below :data:`TRACE` of its mass belongs to few of them. In an alloy
    an input below :data:`FILLER` of mass that is cheaper than the main one can be replaced by it; so can a trace that is
    worth little.
    """
    if form not in ("alloy", "material") or len(inputs) < 2:
        return set()
    mass = sum(q for _, q, _ in inputs)
    worth = sum(q * v for _, q, v in inputs)
    _, _, main = max(inputs, key=lambda x: x[1])
    if form == "material":
        return {m for m, q, _ in inputs if q < TRACE * mass}
    return {m for m, q, v in inputs if (q < FILLER * mass and v < main) or (q < TRACE * mass and q * v < LITTLE * worth)}


def _free(week: Base) -> Floats:
    """Free capacity of each unit as a share of what it does, at most 1 ``[U]``."""
    net = week.network
    load = np.zeros(len(net.unit_region))
    np.add.at(load, net.act_unit, net.act_use * week.act)
    capacity = net.unit_capacity[:, 0] / (WEEKS * net.length[0])
    ratio = np.divide(capacity, load, out=np.ones_like(load), where=load > 0)
    return np.asarray(np.clip(ratio - 1.0, 0.0, 1.0))


def levels(found: Processes, nodes: int, scrap: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Level of each node ``[N]`` and the level after which each process runs ``[P]``, ``EARLY`` before all of them.

    A node stands below everything that its makers use. Processes that use scrap, or nothing, run early; where a circle is
    left, the smallest process in it does.
    """
    uses: list[set[int]] = [set() for _ in found.rate]
    makes: list[set[int]] = [set() for _ in found.rate]
    for p, n, amount in zip(found.entry_process.tolist(), found.entry_node.tolist(), found.entry_amount.tolist(), strict=True):
        (makes if amount > 0 else uses)[p].add(n)
    early = {p for p in range(len(uses)) if not uses[p] or any(scrap[n] for n in uses[p])}
    while True:
        level = np.zeros(nodes, dtype=np.int64)
        waiting = {p for p in range(len(uses)) if p not in early}
        after = np.full(len(uses), EARLY, dtype=np.int64)
        while waiting:
            blocked = set().union(*(makes[p] for p in waiting))
            ready = sorted(p for p in waiting if not uses[p] & blocked)
            if not ready:
                break
            for p in ready:
                after[p] = max(level[n] for n in uses[p])
            for p in ready:
                for n in makes[p]:
                    level[n] = max(level[n], after[p] + 1)
            waiting -= set(ready)
        if not waiting:
            return level, after
        early.add(min(_circle(waiting, uses, makes), key=lambda p: (found.rate[p], p)))


def _circle(waiting: set[int], uses: list[set[int]], makes: list[set[int]]) -> set[int]:
    """Processes that feed a process which in turn feeds them: those left when ends that nobody waits for are cut."""
    left = set(waiting)
    while True:
        fed = set().union(*(uses[p] for p in left))
        ends = {p for p in left if not makes[p] & fed}
        if not ends:
            return left
        left -= ends
