"""First fill: a new circuit holds days of its own throughput, taken in as it starts and kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network
from didymium.network.columns import number
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
YEAR = 365.25


@dataclass(frozen=True)
class Fills:
    """Units ``[H]`` of new lines that hold ``days`` of throughput; their activities ``[G]``, each of unit ``hold[G]``;
    what an activity takes in: ``entry[n]`` (recipe entries) of ``taker[n]`` (positions in ``acts``)."""

    units: Ints
    days: Floats
    acts: Ints
    hold: Ints
    entry: Ints
    taker: Ints


def fills(net: Network) -> Fills:
    """Units that open from nothing by a project and whose line states ``first_fill_days``."""
    held = np.nan_to_num(number(net.chain.tables["lines"], "first_fill_days"))[net.line_row[net.project_line]]
    new = (held > 0) & (net.unit_capacity.max(axis=1, initial=0.0)[net.project_unit] <= 0)
    days = dict(zip(net.project_unit[new].tolist(), held[new].tolist(), strict=True))
    units = np.array(sorted(days), dtype=np.int64)
    acts = np.flatnonzero(np.isin(net.act_unit, units))
    position = {a: g for g, a in enumerate(acts.tolist())}
    entry = np.flatnonzero(np.isin(net.entry_act, acts) & (net.entry_amount < 0))
    return Fills(
        units=units,
        days=np.array([days[u] for u in units.tolist()]),
        acts=acts,
        hold=np.searchsorted(units, net.act_unit[acts]),
        entry=entry,
        taker=np.array([position[a] for a in net.entry_act[entry].tolist()], dtype=np.int64),
    )


def rows(net: Network, columns: dict[str, Ints], block: dict[str, Ints], found: Fills) -> list[Triplets]:
    """Entries of the columns ``fill[G, T]`` and the rows ``fill[H, T]``.

    Held so far covers the days of the present rate: ``sum_{s <= t} use fill_s - days / 365.25 x use act_t / years_t >= 0``;
    balance rows of what is taken in: ``amount fill``.
    """
    if len(found.units) == 0:
        return []
    fill, use = columns["fill"], net.act_use[found.acts]
    parts = [
        Triplets.of(block["balance"][net.entry_node[found.entry]], fill[found.taker], net.entry_amount[found.entry][:, None]),
        Triplets.of(block["fill"][found.hold], columns["act"][found.acts], -(found.days[found.hold] / YEAR * use)[:, None] / net.length),
    ]
    for t in range(len(net.periods)):
        parts.append(Triplets.of(block["fill"][found.hold, t][:, None], fill[:, : t + 1], use[:, None]))
    return parts


def taken(net: Network, found: Fills, x: Floats) -> tuple[Ints, Floats]:
    """Nodes ``[n]`` and what the first fills took from them ``[n, T]``, given the solved ``fill[G, T]``."""
    return net.entry_node[found.entry], -net.entry_amount[found.entry][:, None] * x[found.taker]
