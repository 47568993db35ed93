"""Who uses what in the end: each demand with the goods that its uses need, unit by unit, in the base year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.disruption.base import Base

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALL = 1e-9


@dataclass(frozen=True)
class Guest:
    """A user that is looked at beside the chain's own, too small to matter: a part of a bill of materials."""

    name: str
    node: int  # network node that it buys at
    wanted: float  # units a week
    held: float  # weeks of stock


@dataclass(frozen=True)
class Users:
    """End users ``[U]``: a product of a use in a region, with its leaves ``[L]`` (a good that it holds and uses up).

    A use whose products need one grade each is one user a grade; a use whose every product needs all is one user.
    """

    use: tuple[str, ...]  # [U]
    region: Ints  # [U]
    wanted: Floats  # [U] units a week
    worth: Floats  # [U] USD per unit
    held: Floats  # [U] weeks of stock where they are known, nan elsewhere
    leaf_user: Ints  # [L]
    leaf_node: Ints  # [L] network node (good, region) that the user would buy at
    leaf_amount: Floats  # [L] units of the good per unit of the user


def users(week: Base, joint: frozenset[str], parts: Sequence[Guest] = ()) -> tuple[Users, NDArray[np.bool_]]:
    """Users of a base week, and which activities ``[A]`` are theirs (they run inside the user, not as plants).

    ``joint`` names the uses whose every product needs all its goods; ``parts`` are users that are looked at beside.
    """
    net = week.network
    form = net.chain.tables["commodities"]["form"].to_list()
    is_use = np.array([form[k] == "use" for k in net.node_commodity.tolist()])
    makers: dict[int, list[int]] = {}
    fed: dict[int, list[tuple[int, float]]] = {}
    for a, n, amount in zip(net.entry_act.tolist(), net.entry_node.tolist(), net.entry_amount.tolist(), strict=True):
        if amount > 0 and week.act[a] > 0:
            makers.setdefault(n, []).append(a)
        if amount < 0:
            fed.setdefault(a, []).append((n, -amount))
    made = np.zeros(len(is_use))
    out = net.entry_amount > 0
    np.add.at(made, net.entry_node[out], net.entry_amount[out] * week.act[net.entry_act[out]])
    moved = np.zeros(len(is_use), dtype=bool)
    running = week.flow > 0
    moved[net.flow_from[running]] = moved[net.flow_to[running]] = True
    inside = is_use & ~moved & (made > 0)

    def needs(node: int) -> dict[int, float]:
        """Goods per unit of a use, taken apart down to goods that are made or bought."""
        if not inside[node]:
            return {node: 1.0}
        total: dict[int, float] = {}
        for a in makers[node]:
            for n, amount in fed.get(a, []):
                for leaf, per in needs(n).items():
                    total[leaf] = total.get(leaf, 0.0) + per * amount * week.act[a] / made[node]
        return total

    owned = np.zeros(len(net.act_unit), dtype=bool)
    for node in np.flatnonzero(inside).tolist():
        owned[makers[node]] = True

    served = np.zeros(len(net.demand_node))
    np.add.at(served, net.step_demand, week.served)
    price = np.zeros(len(net.demand_node))
    np.maximum.at(price, net.step_demand, net.step_price[:, 0])
    paid = _reference(week)
    use: list[str] = []
    region: list[int] = []
    wanted: list[float] = []
    worth: list[float] = []
    leaves: list[tuple[int, int, float]] = []
    for d, node in enumerate(net.demand_node.tolist()):
        if served[d] <= SMALL:
            continue
        name = net.commodities[net.node_commodity[node]]
        apart = {n: q for n, q in sorted(needs(node).items()) if q > SMALL}
        total = sum(apart.values())
        groups = [apart] if name in joint or total <= 0 else [{n: q} for n, q in apart.items()]
        for group in groups:
            share = 1.0 if len(groups) == 1 else sum(group.values()) / total
            leaves.extend((len(use), n, q / share) for n, q in group.items())
            use.append(name)
            region.append(int(net.node_region[node]))
            wanted.append(served[d] * share)
            worth.append(paid[d])
    held = [np.nan] * len(use)
    for guest in parts:
        leaves.append((len(use), guest.node, 1.0))
        use.append(guest.name)
        region.append(int(net.node_region[guest.node]))
        wanted.append(guest.wanted)
        worth.append(0.0)
        held.append(guest.held)
    part = np.array([x[:2] for x in leaves], dtype=np.int64).reshape(-1, 2)
    found = Users(
        use=tuple(use),
        region=np.array(region, dtype=np.int64),
        wanted=np.array(wanted),
        worth=np.array(worth),
        held=np.array(held),
        leaf_user=part[:, 0],
        leaf_node=part[:, 1],
        leaf_amount=np.array([x[2] for x in leaves]),
    )
    return found, owned


def _reference(week: Base) -> Floats:
    """What an average unit of each demand is worth to its user (USD): mean over its steps, by quantity ``[D]``."""
    net = week.network
    value, amount = np.zeros(len(net.demand_node)), np.zeros(len(net.demand_node))
    np.add.at(value, net.step_demand, net.step_price[:, 0] * net.step_quantity[:, 0])
    np.add.at(amount, net.step_demand, net.step_quantity[:, 0])
    return np.divide(value, amount, out=np.zeros_like(value), where=amount > 0)
