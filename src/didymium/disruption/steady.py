"""The usual month as values of the coordinated programme's columns, and what a month leaves for the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.disruption.programme import STEP, Programme

Floats = NDArray[np.float64]


def usual(p: Programme, opening: Floats) -> dict[str, Floats]:
    """Columns ``[.., M]`` of usual months with ``opening[H]`` on hand throughout; what is left over at a node exits.

    Exits of a usual month are not below zero: the base week balances.
    """
    s, count = p.system, len(p.months)
    left = np.zeros(len(s.holder_good))
    np.add.at(left, s.output_node, s.output_amount * s.rate[s.output_process])
    np.add.at(left, s.input_node, -s.input_amount * s.rate[s.input_process])
    np.add.at(left, s.origin, -s.usual)
    np.add.at(left, s.destination, s.usual)
    left[: s.nodes] += s.external
    month = {
        "act": s.rate,
        "ship": s.usual,
        "serve": s.users.wanted,
        "save": np.zeros(len(s.holder_good) - s.nodes),
        "exit": np.maximum(left[: s.nodes], 0.0),
        "come": s.external[p.source],
        "sell": -s.external[p.sink],
    }
    found = {block: np.repeat((rate * STEP)[:, None], count, axis=1) for block, rate in month.items()}
    return found | {"stock": np.repeat(opening[:, None], count, axis=1)}


def cost(p: Programme, path: dict[str, Floats], closing: Floats) -> float:
    """Cost of a path (``[.., M]`` by block) in the programme's own terms; ``closing[H]`` is what should be there at its end."""
    lp, s = p.lp, p.system
    total = sum(float((lp.cost[lp.columns[block]] * values).sum()) for block, values in path.items())
    there = path["stock"][:, -1].copy()
    for m in range(path["ship"].shape[1]):
        weeks = (path["ship"].shape[1] - m) * STEP
        way = np.clip((s.lag - weeks + STEP) / STEP, 0.0, 1.0)  # share of a month's shipments still on the way at the end
        np.add.at(there, s.destination, path["ship"][:, m] * way)
    return total + float((p.price * np.maximum(closing - there, 0.0)).sum())
