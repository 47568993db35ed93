"""From a system, an event and draws to the bundles of arrays that the kernel works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.disruption.arrays import Drawn, Fixed, Record, State
from didymium.disruption.base import WEEKS
from didymium.disruption.behaviour import Behaviour
from didymium.disruption.draws import Draws
from didymium.disruption.event import Event
from didymium.disruption.gates import ON_LINKS, Gates, gates, goods_of, links_of
from didymium.disruption.process import EARLY
from didymium.disruption.system import System
from didymium.elements import RARE_EARTHS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
PRICED_FORMS = ("oxide", "metal")
HEAVY = ("Sm", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y")


@dataclass(frozen=True)
class Axes:
    """What the rows of a record mean."""

    users: tuple[tuple[str, str], ...]  # (use, region)
    wanted: Floats  # [U'] units a week
    worth: Floats  # [U'] USD per unit
    shipped: tuple[tuple[str, str, str], ...]  # (origin, destination, form)
    scarce: tuple[tuple[str, str], ...]  # (element, region)


def starts(sorted_keys: Ints, count: int) -> Ints:
    """First row of each key in a sorted list of keys, and the end: ``[count + 1]``.

    >>> starts(np.array([0, 0, 2]), 3).tolist()
    [0, 2, 2, 3]
    """
    return np.searchsorted(sorted_keys, np.arange(count + 1)).astype(np.int64)


def _grouped(keys: Ints, count: int) -> tuple[Ints, Ints]:
    """Positions grouped by key: starts ``[count + 1]`` and positions."""
    order = np.argsort(keys, kind="stable").astype(np.int64)
    return starts(keys[order], count), order


def axes(system: System, event: Event) -> Axes:
    """Rows of the record of a run."""
    net, people = system.base.network, system.users
    form = net.chain.tables["commodities"]["form"].to_list()
    keys = [(use, net.regions[r]) for use, r in zip(people.use, people.region.tolist(), strict=True)]
    users = tuple(dict.fromkeys(keys))
    row = {k: i for i, k in enumerate(users)}
    wanted, value = np.zeros(len(users)), np.zeros(len(users))
    for u, k in enumerate(keys):
        wanted[row[k]] += people.wanted[u]
        value[row[k]] += people.wanted[u] * people.worth[u]
    shipped = sorted({_trip(system, form, j) for j in np.flatnonzero(~system.home).tolist()})
    scarce = sorted({(e, r) for _, e, r, _ in _scarce(system, event)})
    return Axes(users, wanted, value / np.maximum(wanted, 1e-300), tuple(shipped), tuple(scarce))


def _trip(system: System, form: Sequence[str], j: int) -> tuple[str, str, str]:
    net = system.base.network
    o, d = int(system.origin[j]), int(system.destination[j])
    return net.regions[system.holder_region[o]], net.regions[system.holder_region[d]], form[system.holder_good[o]]


def _scarce(system: System, event: Event) -> list[tuple[int, str, str, float]]:
    """(holder, element, region, content): oxide and metal, and gated goods for the elements that they are gated for."""
    net = system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    gated: dict[str, Flags] = {}
    for action in event.actions:
        if action.kind in ON_LINKS and action.elements:
            for e in action.elements:
                gated[e] = gated.get(e, np.zeros(len(form), dtype=bool)) | goods_of(action, system)
    found = []
    for h, e, c in zip(system.content_holder.tolist(), system.content_element.tolist(), system.content.tolist(), strict=True):
        name, good = system.elements[e], int(system.holder_good[h])
        if name not in RARE_EARTHS or system.outflow[h] <= 0:
            continue
        if form[good] in PRICED_FORMS or (name in gated and gated[name][good] and form[good] in ("alloy", "magnet")):
            found.append((h, name, net.regions[system.holder_region[h]], c))
    return found


def fixed(system: System, event: Event, behaviour: Behaviour, gate: Gates, rows: Axes) -> Fixed:
    """The part of the arrays that is the same in every draw."""
    net, people = system.base.network, system.users
    form = net.chain.tables["commodities"]["form"].to_list()
    holders, nodes = len(system.holder_good), system.nodes
    imported = np.zeros(holders)
    abroad = ~system.home | (system.destination >= nodes)
    np.add.at(imported, system.destination[abroad], system.usual[abroad])
    node_imports = imported[:nodes]
    local = np.where(system.inflow[:nodes] > 0, 1.0 - node_imports / np.maximum(system.inflow[:nodes], 1e-300), 1.0)
    node_order = np.lexsort((np.arange(nodes), node_imports <= 0, -system.level))
    node_down = np.lexsort((np.arange(nodes), system.level))
    levels = int(system.level.max()) + 1 if nodes else 1
    out_start, out_link = _grouped(system.origin, nodes)
    claim_start, claim_input = _grouped(system.input_node, nodes)
    drives_start, drives = _grouped(system.main, nodes)
    rank, process_rank, sale_rank = _ranks(system, event, behaviour)
    row = {k: i for i, k in enumerate(rows.users)}
    trip = {k: i for i, k in enumerate(rows.shipped)}
    group = np.full(len(system.origin), -1, dtype=np.int64)
    for j in np.flatnonzero(~system.home).tolist():
        group[j] = trip[_trip(system, form, j)]
    scarce = sorted(_scarce(system, event))
    place = {k: i for i, k in enumerate(rows.scarce)}
    moved = np.maximum(system.gain, 0.0).T @ system.rate
    enters = np.zeros(holders)
    enters[:nodes] = np.maximum(system.external, 0.0)
    np.add.at(moved, system.content_element, system.content * enters[system.content_holder])
    return Fixed(
        node_order=node_order.astype(np.int64),
        level_start=starts(system.level[node_down], levels),
        node_down=node_down.astype(np.int64),
        outflow=system.outflow,
        external=system.external,
        surplus=system.surplus,
        early=system.early,
        imported=imported,
        local=np.clip(local, 0.0, 1.0),
        link_start=starts(system.destination, holders),
        origin=system.origin,
        destination=system.destination,
        usual=system.usual,
        lag=system.lag,
        qualified=system.qualified,
        rank=rank,
        gate_at=gate.link,
        out_start=out_start,
        out_link=out_link,
        run_start=np.searchsorted(system.process_level, np.arange(EARLY, levels + 1)).astype(np.int64),
        rate=system.rate,
        slack=system.slack,
        pushed=system.pushed,
        outage_at=gate.process,
        main=system.main,
        main_share=system.main_share,
        main_yield=system.main_yield,
        input_start=starts(system.input_process, len(system.rate)),
        input_node=system.input_node,
        input_amount=system.input_amount,
        output_start=starts(system.output_process, len(system.rate)),
        output_node=system.output_node,
        output_amount=system.output_amount,
        claim_start=claim_start,
        claim_input=claim_input,
        claim_process=system.input_process,
        drives_start=drives_start,
        drives=drives,
        process_rank=process_rank,
        sale_rank=sale_rank,
        leaf_start=starts(people.leaf_user, len(people.use)),
        leaf_amount=people.leaf_amount,
        wanted=people.wanted,
        surge_at=gate.user,
        user_out=np.array([row[use, net.regions[r]] for use, r in zip(people.use, people.region.tolist(), strict=True)], dtype=np.int64),
        content_start=starts(system.content_holder, holders),
        content_element=system.content_element,
        content=system.content,
        gain=system.gain,
        moved=np.maximum(moved, 1e-300),
        release_at=gate.release_at,
        alarm_at=gate.holder,
        group_at=group,
        scarce_start=starts(np.array([x[0] for x in scarce], dtype=np.int64), holders),
        scarce_row=np.array([place[x[1], x[2]] for x in scarce], dtype=np.int64),
        scarce_content=np.array([x[3] for x in scarce], dtype=float),
    )


def _ranks(system: System, event: Event, behaviour: Behaviour) -> tuple[Ints, int, int]:
    """Rank of each link, of the processes of the seller's region, and of sales outside: 0 is served first."""
    net = system.base.network
    start, end = system.holder_region[system.origin], system.holder_region[system.destination]
    rank = np.zeros(len(start), dtype=np.int64)
    if event.rationing == "proportional":
        return rank, 0, 0
    if event.rationing == "rated":
        rated = behaviour.flagged("rated")
        use = np.array([u in rated for u in system.users.use], dtype=bool)
        leaf = system.destination - system.nodes
        served = np.where(leaf >= 0, use[system.users.leaf_user[np.maximum(leaf, 0)]] if len(use) else False, False)
        return np.where(served, 0, 1).astype(np.int64), 1, 1
    first = start == end
    if event.rationing == "partners":
        friends = {net.regions.index(r) for a in event.actions for r in a.partners}
        first |= np.isin(start, list(friends)) & np.isin(end, list(friends))
    return np.where(first, 0, 1).astype(np.int64), 0, 2


def drawn(system: System, behaviour: Behaviour, gate: Gates, draws: Draws, extra: Floats) -> Drawn:
    """The part of the arrays that differs between draws; ``extra[H]`` are weeks of cover on top."""
    v, net = draws.values, system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    cars = behaviour.flagged("cars")
    nodes = system.nodes
    cover = np.empty((len(system.holder_good), draws.count))
    for h in range(nodes):
        cover[h] = v.get(f"cover/{form[system.holder_good[h]]}", v["cover/material"])
    for leaf, u in enumerate(system.users.leaf_user.tolist()):
        both = v["user_cover/car_makers"] + v["user_cover/part_makers"]
        held = both if system.users.use[u] in cars else v["user_cover/other"]
        if np.isfinite(system.users.held[u]):
            cover[nodes + leaf] = system.users.held[u]
            continue
        more = v.get(f"user_cover/{net.regions[system.users.region[u]]}")
        cover[nodes + leaf] = held if more is None else held + more
    heavy = np.array([system.elements[e] in HEAVY for e in range(len(system.elements))], dtype=bool)
    holds = np.zeros(len(system.holder_good))
    np.maximum.at(holds, system.content_holder, system.content * heavy[system.content_element])
    saves = holds[nodes:] > 1e-3
    return Drawn(
        target=(cover + extra[:, None]) * system.outflow[:, None],
        adjust=v["adjust"],
        hoard=v["hoard"],
        leak=v["leak"],
        spare=v["spare"],
        climb=np.where(system.pushed[:, None], v["climb/pushed"], v["climb/made_to_order"]) / WEEKS,
        requalify_lag=v["requalify_lag"],
        requalify_weeks=v["requalify_weeks"],
        thrift_lag=v["thrift_lag"],
        thrift_rate=v["thrift_rate"] / WEEKS,
        thrift_cap=np.where(saves[:, None], v["thrift_cap/heavy"], v["thrift_cap/other"]),
        outlook=v["outlook"],
        gate=gate.gate,
        outage=gate.outage,
        surge=gate.surge,
        alarm=gate.alarm,
        release=gate.release,
    )


def opening(system: System, x: Drawn) -> State:
    """The steady state: stocks at their targets, goods on the way, every order filled."""
    holders, draws = x.target.shape
    links, inputs, processes = len(system.origin), len(system.input_node), len(system.rate)
    leaves = holders - system.nodes
    slots = int(system.lag.max(initial=0)) + 1
    ring = np.zeros((links, slots, draws))
    transit = np.zeros((holders, draws))
    for j in range(links):
        ring[j, : system.lag[j]] = system.usual[j]
        transit[system.destination[j]] += system.usual[j] * system.lag[j]
    stock = x.target.copy()
    stock[: system.nodes] += system.early[:, None]
    made = np.zeros((system.nodes, draws))
    np.add.at(made, system.output_node, (system.output_amount * system.rate[system.output_process])[:, None])
    total = np.zeros((len(system.elements), draws))
    held = stock + transit
    np.add.at(total, system.content_element, system.content[:, None] * held[system.content_holder])

    def full(rows: int, value: float) -> Floats:
        return np.full((rows, draws), value)

    return State(
        stock=stock,
        ring=ring,
        transit=transit,
        order=np.repeat(system.usual[:, None], draws, axis=1),
        allowed=np.repeat(system.usual[:, None], draws, axis=1),
        trust=full(links, 1.0),
        hope=full(holders, 1.0),
        made=made,
        before=made.copy(),
        want=np.repeat(system.rate[:, None], draws, axis=1),
        wish=full(processes, 0.0),
        reach=full(processes, 1.0),
        act=full(processes, 0.0),
        fill=full(inputs, 1.0),
        thrift=full(leaves, 0.0),
        requalified=full(holders, 0.0),
        clock=full(leaves, 0.0),
        short=full(holders, 0.0),
        boundary=full(holders, 0.0),
        held=total,
        asked=full(holders, 0.0),
        lack=full(holders, 0.0),
    )


def record(system: System, rows: Axes, weeks: int, draws: int) -> Record:
    """Empty arrays for what a run leaves."""

    def empty(count: int) -> NDArray[np.float32]:
        return np.zeros((count, weeks, draws), dtype=np.float32)

    return Record(
        lost=empty(len(rows.users)),
        short_kept=empty(len(system.holder_good)),
        shipped=empty(len(rows.shipped)),
        needed=empty(len(rows.scarce)),
        offered=empty(len(rows.scarce)),
        closure=np.zeros(draws),
        lowest=np.full(draws, np.inf),
    )


__all__ = ["Axes", "axes", "drawn", "fixed", "gates", "links_of", "opening", "record", "starts"]
