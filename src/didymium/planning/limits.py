"""Limits on what runs: capacity of units and lanes, quotas, permits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain.calendar import parse
from didymium.network import Network
from didymium.network.timing import overlap
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cap:
    """A quota or permit over a period: ``sum_t weight_t sum_i amount_i x_i,t <= limit``."""

    kind: str  # quota | permit
    table_row: int
    name: str
    period: str
    limit: float
    weight: Floats  # [T] share of each grid period that lies inside
    block: str  # act | flow
    member: Ints  # [n] positions in the block
    amount: Floats  # [n]


def rows(net: Network, columns: dict[str, Ints], block: dict[str, Ints], caps: tuple[Cap, ...]) -> list[Triplets]:
    """Entries of capacity, lane and cap rows.

    ``sum_r use_r act_u,r,t <= capacity_u,t``; ``sum_k flow_l,k,t <= capacity_l,t``; caps as in :class:`Cap`.
    """
    capped = np.asarray(np.isfinite(net.unit_capacity).all(axis=1))[net.act_unit]
    limited = ~np.asarray(np.isnan(net.lane_capacity).any(axis=1))[net.flow_lane]
    parts = [
        Triplets.of(block["capacity"][net.act_unit[capped]], columns["act"][capped], net.act_use[capped][:, None]),
        Triplets.of(block["lane"][net.flow_lane[limited]], columns["flow"][limited], 1.0),
    ]
    for c, cap in enumerate(caps):
        inside = np.flatnonzero(cap.weight)
        member = columns[cap.block][cap.member][:, inside]
        parts.append(Triplets.of(block["cap"][c, 0], member, cap.amount[:, None] * cap.weight[inside]))
    return parts


def caps(net: Network) -> tuple[Cap, ...]:
    """Quota and permit rows that touch the grid; the limit of a cap that reaches beyond it is cut in proportion."""
    return (*_quotas(net), *_permits(net))


def _window(net: Network, label: str) -> tuple[Floats, float]:
    """Share of each grid period inside the label, and share of the label inside the grid."""
    span = parse(label, net.chain.settings.fiscal_start)
    shared = overlap(np.array([span.start]), np.array([span.end]), net.periods)[0]
    return np.round(shared / net.length, 12), float(shared.sum()) / (span.end - span.start)


def _quotas(net: Network) -> list[Cap]:
    t = net.chain.tables
    line_of = {line: i for i, line in enumerate(net.lines)}
    lane_of = {lane: i for i, lane in enumerate(t["lanes"]["id"].to_list())}
    commodity_of = {k: i for i, k in enumerate(net.commodities)}
    acts: dict[str, set[int]] = {}
    flows: dict[str, set[int]] = {}
    flow_at = (
        {
            (lane, good): f
            for f, (lane, good) in enumerate(zip(net.flow_lane.tolist(), net.node_commodity[net.flow_from].tolist(), strict=True))
        }
        if len(net.flow_lane)
        else {}
    )
    of_unit: dict[int, list[int]] = {}
    for a, u in enumerate(net.act_unit.tolist()):
        of_unit.setdefault(u, []).append(a)
    recipes = t["recipes"]["id"].to_list()
    for quota, line, mode, lane, good in t["quota_members"].select("quota", "line", "recipe", "lane", "commodity").iter_rows():
        if line is not None:
            if line in line_of:
                runs = of_unit.get(int(net.line_unit[line_of[line]]), [])
                acts.setdefault(quota, set()).update(a for a in runs if mode is None or recipes[net.act_recipe[a]] == mode)
        elif (lane_of[lane], commodity_of[good]) in flow_at:
            flows.setdefault(quota, set()).add(flow_at[lane_of[lane], commodity_of[good]])
    found = []
    for i, (quota, label, limit) in enumerate(t["quotas"].select("quota", "period", "limit").iter_rows()):
        weight, covered = _window(net, label)
        for block, members in (("act", acts), ("flow", flows)):
            if covered > 0 and members.get(quota):
                member = np.array(sorted(members[quota]), dtype=np.int64)
                amount = np.ones(len(member))
                found.append(Cap("quota", i, quota, label, limit * covered, weight, block, member, amount))
    return found


def _permits(net: Network) -> list[Cap]:
    t = net.chain.tables
    if t["permits"].height == 0:
        return []
    site_of_line = t["lines"]["site"].to_list()
    units: dict[str, set[int]] = {}
    for i, row in enumerate(net.line_row.tolist()):
        units.setdefault(site_of_line[row], set()).add(int(net.line_unit[i]))
    found = []
    for i, (site, good, label, limit) in enumerate(t["permits"].select("site", "commodity", "period", "limit").iter_rows()):
        weight, covered = _window(net, label)
        made = (net.entry_amount > 0) & np.isin(net.act_unit[net.entry_act], sorted(units.get(site, set())))
        made &= net.node_commodity[net.entry_node] == net.commodities.index(good)
        if covered > 0 and made.any():
            name = f"{site}/{good}"
            found.append(Cap("permit", i, name, label, limit * covered, weight, "act", net.entry_act[made], net.entry_amount[made]))
    return found
