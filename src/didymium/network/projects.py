"""Projects: capacity that each adds and closes, and its discounted money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period, parse
from didymium.network.columns import number
from didymium.network.lines import Lines
from didymium.network.timing import opened

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Projects:
    """Projects ``[P]`` and the lines that close as they open ``[n]``."""

    unit: Ints  # [P]
    line: Ints  # [P]
    capacity: Floats  # [P, T] added when all of it is built
    capex: Floats  # [P] USD, discounted, less the worth left at the end of the horizon
    committed: NDArray[np.bool_]  # [P]
    replaced_project: Ints  # [n]
    replaced_unit: Ints  # [n]
    replaced_capacity: Floats  # [n, T]


def projects(chain: Chain, running: Lines, periods: tuple[Period, ...], worth: Floats) -> Projects:
    """Capacity that each project adds and closes, and its discounted money; ``worth`` is the discount factor ``[T]``."""
    table = chain.tables["projects"]
    fiscal = chain.settings.fiscal_start
    years = np.array([p.end - p.start for p in periods])
    begin, finish = periods[0].start, periods[-1].end
    middle = (periods[0].start + periods[0].end) / 2
    opens, spends = ({v: parse(v, fiscal) for v in set(table[c].to_list())} for c in ("start", "decide"))
    first = {v: p.start for v, p in opens.items()}
    half_way = {v: (p.start + p.end) / 2 for v, p in spends.items()}
    start = np.array([first[v] for v in table["start"].to_list()])
    decide = np.array([half_way[v] for v in table["decide"].to_list()])
    committed = np.array([v == "committed" for v in table["status"].to_list()], dtype=bool)
    l_of = {line: i for i, line in enumerate(running.name)}
    which = np.array([l_of[v] for v in table["line"].to_list()], dtype=np.int64)
    share = opened(start, number(table, "ramp_years"), periods)
    availability = number(chain.tables["lines"], "availability")[running.row[which]]
    capacity = (number(table, "capacity") * availability)[:, None] * share * years
    capex, life = number(table, "capex"), number(table, "life")
    rate = 1.0 + chain.settings.discount_rate
    spent = np.where(decide < begin, np.where(committed, 0.0, capex), capex) * rate ** -(np.maximum(decide, middle) - middle)
    left = np.where(life > 0, np.clip(1 - (finish - start) / np.maximum(life, 1e-9), 0.0, 1.0), 0.0)
    closes = [
        (p, l_of[part.strip()])
        for p, cell in enumerate(table["replaces"].to_list() if table["replaces"].null_count() < table.height else ())
        if cell is not None
        for part in cell.split(";")
        if part.strip() in l_of
    ]
    pairs = np.array(closes, dtype=np.int64).reshape(-1, 2)
    return Projects(
        unit=running.unit[which],
        line=which,
        capacity=capacity,
        capex=spent - np.where(spent > 0, capex * left * rate ** -(finish - middle), 0.0),
        committed=committed,
        replaced_project=pairs[:, 0],
        replaced_unit=running.unit[pairs[:, 1]],
        replaced_capacity=running.capacity[pairs[:, 1]] * share[pairs[:, 0]],
    )
