"""The arrays on which a run goes week by week, built once from a base week: holders, links, processes, users.

Axes: N nodes (a good in a region), L leaves (a user's stock of a good), H = N + L holders, P processes (a recipe in a
region), I inputs, O outputs, J links, U users, C contents (an element in a holder's good). Goods flow down the levels:
within a week a level is shared out after everything above it has run, so that nothing waits a week for its own chain;
what flows back up (swarf, scrap) is used a week later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.chain import content
from didymium.disruption.base import Base
from didymium.disruption.process import levels, processes
from didymium.disruption.trade import trade
from didymium.disruption.users import SMALL, Guest, Users, users

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: forms that are made to order; what comes before them is pushed: mines and circuits run at what they can
MADE_TO_ORDER = ("metal", "alloy", "magnet", "material", "use", "other")
#: forms whose maker must be qualified by the user before it can deliver
QUALIFIED = ("magnet",)


@dataclass(frozen=True)
class System:
    """See the module. Rates are units a week of the base week; a link's ``lag`` is in whole weeks."""

    base: Base
    users: Users
    # holders
    node: Ints  # [N] network node
    holder_good: Ints  # [H]
    holder_region: Ints  # [H]
    level: Ints  # [N]
    outflow: Floats  # [H] what leaves in the base week: the measure of cover
    inflow: Floats  # [H]
    external: Floats  # [N] from (+) or to (-) outside in the base week
    surplus: Flags  # [N] what is above target leaves the chain there
    early: Floats  # [N] used at the start of a week, from the stock of the week before
    # processes, in the order in which they run
    act: Ints  # [P] recipe row
    process_region: Ints  # [P]
    rate: Floats  # [P]
    slack: Floats  # [P] capacity beyond the base rate, as a share of it
    pushed: Flags  # [P]
    process_level: Ints  # [P] level after which it runs; -1 early
    main: Ints  # [P] node whose orders drive it
    main_share: Floats  # [P] its share of what is made there
    main_yield: Floats  # [P] units of it per activity
    input_process: Ints  # [I] sorted by process
    input_node: Ints
    input_amount: Floats
    output_process: Ints  # [O] sorted by process
    output_node: Ints
    output_amount: Floats
    units: tuple[tuple[int, ...], ...]  # [P] network units that run it
    # links, sorted by destination
    origin: Ints  # [J] node
    destination: Ints  # [J] holder
    usual: Floats  # [J]
    lag: Ints  # [J]
    qualified: Flags  # [J]
    home: Flags  # [J]
    # contents
    content_holder: Ints  # [C]
    content_element: Ints  # [C]
    content: Floats  # [C] t of element per unit
    gain: Floats  # [P, E] t of element that a unit of activity adds to the chain (mined) or takes from it (lost)
    elements: tuple[str, ...]

    @property
    def nodes(self) -> int:
        """Number of region nodes; leaves follow them among the holders."""
        return len(self.node)

    @property
    def size(self) -> dict[str, int]:
        """Numbers of nodes, leaves, processes, links and users."""
        return {
            "nodes": self.nodes,
            "leaves": len(self.holder_good) - self.nodes,
            "processes": len(self.rate),
            "links": len(self.origin),
            "users": len(self.users.use),
        }


def system(week: Base, joint: frozenset[str] = frozenset(), parts: Sequence[Guest] = ()) -> System:
    """Arrays of a base week; ``joint`` names uses whose every product needs all its goods, ``parts`` are guests.

    >>> from didymium.chain import load
    >>> from didymium.disruption.base import base
    >>> system(base(load("works"), "2026")).size
    {'nodes': 15, 'leaves': 2, 'processes': 9, 'links': 4, 'users': 2}
    """
    net = week.network
    people, owned = users(week, joint, parts)
    running = np.flatnonzero((week.act > SMALL) & ~owned)
    made, used = np.zeros((2, len(net.node_commodity)))
    entry = np.isin(net.entry_act, running)
    amount = np.where(entry, net.entry_amount * week.act[net.entry_act], 0.0)
    np.add.at(made, net.entry_node, np.maximum(amount, 0.0))
    np.add.at(used, net.entry_node, np.maximum(-amount, 0.0))
    plants = processes(week, running, np.arange(len(made)), made)
    outside = np.zeros_like(made)
    np.add.at(outside, plants.trace_node, -plants.trace_rate)
    np.add.at(used, plants.trace_node, -plants.trace_rate)
    np.add.at(outside, net.market_node, week.market)
    np.add.at(outside, net.stock_node, week.drawn)
    bought = np.zeros_like(made)  # by users
    np.add.at(bought, people.leaf_node, people.leaf_amount * people.wanted[people.leaf_user])
    pairs = trade(week, made + np.maximum(outside, 0.0))
    sent, got = np.zeros_like(made), np.zeros_like(made)
    np.add.at(sent, pairs.origin, pairs.rate)
    np.add.at(got, pairs.destination, pairs.rate)

    # a user buys from each origin in the proportion in which its region is supplied
    own = np.maximum(made + np.maximum(outside, 0.0) - sent - np.maximum(-outside, 0.0) - week.exit, 0.0)
    supply = own + got
    to_users = np.divide(bought, supply, out=np.zeros_like(bought), where=supply > SMALL)
    if (to_users > 1 + 1e-6).any():
        to_users = np.minimum(to_users, 1.0)
    kept = 1.0 - np.minimum(to_users, 1.0)  # share of imports that goes to processes, exports and stock of the region
    touched = (made > SMALL) | (used > SMALL) | (np.abs(outside) > SMALL) | (sent > SMALL) | ((own > SMALL) & (bought > SMALL))
    nodes = np.flatnonzero(touched | (got * kept > SMALL))
    at = np.full(len(made), -1, dtype=np.int64)
    at[nodes] = np.arange(len(nodes))

    links: list[tuple[int, int, float, int, bool]] = []  # destination, origin, rate, lag, home
    incoming: dict[int, list[tuple[int, float, int]]] = {}
    weeks_of = np.where(pairs.lag > 0, np.maximum(np.rint(pairs.lag), 1), 1).astype(np.int64)
    for j in range(len(pairs.rate)):
        o, d = int(pairs.origin[j]), int(pairs.destination[j])
        if at[o] < 0:
            continue
        incoming.setdefault(d, []).append((o, float(pairs.rate[j]), int(weeks_of[j])))
        if at[d] >= 0 and (used[d] > SMALL or sent[d] > SMALL or outside[d] < -SMALL) and got[d] * kept[d] > SMALL:
            links.append((int(at[d]), int(at[o]), float(pairs.rate[j] * kept[d]), int(weeks_of[j]), False))
    for leaf, node in enumerate(people.leaf_node.tolist()):
        need = float(people.leaf_amount[leaf] * people.wanted[people.leaf_user[leaf]])
        whole = float(supply[node]) if supply[node] > SMALL else 1.0
        if at[node] >= 0 and (own[node] > SMALL or made[node] > SMALL):
            links.append((len(nodes) + leaf, int(at[node]), need * float(own[node]) / whole, 0, True))
        for o, rate, lag in incoming.get(node, []):
            links.append((len(nodes) + leaf, int(at[o]), need * rate / whole, lag, False))
    links.sort()
    destination = np.array([x[0] for x in links], dtype=np.int64)
    origin = np.array([x[1] for x in links], dtype=np.int64)
    usual = np.array([x[2] for x in links])

    good = np.concatenate([net.node_commodity[nodes], net.node_commodity[people.leaf_node]])
    region = np.concatenate([net.node_region[nodes], people.region[people.leaf_user]])
    inflow, outflow = np.zeros(len(good)), np.zeros(len(good))
    count = len(nodes)
    inflow[:count] = made[nodes] + np.maximum(outside[nodes], 0.0)
    outflow[:count] = used[nodes] + np.maximum(-outside[nodes], 0.0)
    outflow[count:] = people.leaf_amount * people.wanted[people.leaf_user]
    np.add.at(inflow, destination, usual)
    np.add.at(outflow, origin, usual)

    form = net.chain.tables["commodities"]["form"].to_list()
    process = replace(plants, main=at[plants.main], entry_node=at[plants.entry_node])
    level, process_level = levels(process, count, np.array([form[k] == "scrap" for k in good[:count].tolist()], dtype=bool))
    order = np.argsort(process_level, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))

    def sides(mask: Flags) -> tuple[Ints, Ints, Floats]:
        p, n, q = place[process.entry_process[mask]], process.entry_node[mask], np.abs(process.entry_amount[mask])
        by = np.lexsort((n, p))
        return p[by], n[by], q[by]

    input_process, input_node, input_amount = sides(process.entry_amount < 0)
    output_process, output_node, output_amount = sides(process.entry_amount > 0)
    early = np.zeros(count)
    first = process_level[order][input_process] < 0
    np.add.at(early, input_node[first], (input_amount * process.rate[order][input_process])[first])

    names, inside = content(net.chain)
    has = np.flatnonzero(inside.any(axis=0))
    per_holder = inside[:, has][good]
    c_holder, c_element = np.nonzero(per_holder)
    gain = np.zeros((len(order), len(has)))
    np.add.at(gain, output_process, output_amount[:, None] * per_holder[output_node])
    np.add.at(gain, input_process, -input_amount[:, None] * per_holder[input_node])
    waste = np.array([f == "waste" for f in form])
    return System(
        base=week,
        users=people,
        node=nodes,
        holder_good=good,
        holder_region=region,
        level=level,
        outflow=outflow,
        inflow=inflow,
        external=outside[nodes],
        surplus=(week.exit[nodes] > SMALL) | waste[good[:count]],
        early=early,
        act=process.recipe[order],
        process_region=process.region[order],
        rate=process.rate[order],
        slack=process.slack[order],
        pushed=np.array([form[good[n]] not in MADE_TO_ORDER for n in process.main[order].tolist()], dtype=bool),
        process_level=process_level[order],
        main=process.main[order],
        main_share=process.main_share[order],
        main_yield=process.main_yield[order],
        input_process=input_process,
        input_node=input_node,
        input_amount=input_amount,
        output_process=output_process,
        output_node=output_node,
        output_amount=output_amount,
        units=tuple(process.units[p] for p in order.tolist()),
        origin=origin,
        destination=destination,
        usual=usual,
        lag=np.array([x[3] for x in links], dtype=np.int64),
        qualified=np.array([form[good[d]] in QUALIFIED for d in destination.tolist()], dtype=bool),
        home=np.array([x[4] for x in links], dtype=bool),
        content_holder=c_holder,
        content_element=c_element,
        content=per_holder[c_holder, c_element],
        gain=gain,
        elements=tuple(names[e] for e in has.tolist()),
    )
