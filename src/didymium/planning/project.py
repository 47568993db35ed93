"""Projects: capacity added as they are built, lines closed as they open, feed swallowed by the first fill."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network
from didymium.planning.triplets import Triplets

Ints = NDArray[np.int64]


def rows(net: Network, columns: dict[str, Ints], block: dict[str, Ints]) -> list[Triplets]:
    """Entries of the build columns ``[P, 1]``, each a fraction of its project.

    Capacity row of the unit: ``- capacity_p,t build_p``; of a unit that it replaces: ``+ closed_p,t build_p``;
    balance rows of its inputs in the period of its start: ``- amount x capacity x first_fill_days / 365.25``.
    """
    build = columns["build"]
    parts = [
        Triplets.of(block["capacity"][net.project_unit], build, -net.project_capacity),
        Triplets.of(block["capacity"][net.replaced_unit], build[net.replaced_project], net.replaced_capacity),
    ]
    fill = first_fill(net)
    if fill:
        node, period, which, amount = (np.array(v) for v in zip(*fill, strict=True))
        parts.append(Triplets.of(block["balance"][node, period], build[which, 0], -amount))
    return parts


def first_fill(net: Network) -> list[tuple[int, int, int, float]]:
    """(node, period, project, quantity) swallowed once by a line that all of a project fills for the first time."""
    table = net.chain.tables["lines"]
    days = table["first_fill_days"].to_list()
    found = []
    filling = [(p, days[int(net.line_row[line])]) for p, line in enumerate(net.project_line.tolist())]
    for p, fill in filling:
        if fill is None:
            continue
        running = np.flatnonzero(net.project_capacity[p] > 0)
        acts = np.flatnonzero(net.act_unit == net.project_unit[p])
        if len(running) == 0 or len(acts) == 0:
            continue
        t = int(running[0])
        yearly = float(net.chain.tables["projects"]["capacity"][p])
        for e in np.flatnonzero((net.entry_act == acts[0]) & (net.entry_amount < 0)).tolist():
            per_capacity = -float(net.entry_amount[e]) / float(net.act_use[acts[0]])
            found.append((int(net.entry_node[e]), t, p, per_capacity * yearly * fill / 365.25))
    return found
