"""Targets: what an entity or region is to reach in a period, as a rule that must hold or at a price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain.calendar import parse
from didymium.network import Network
from didymium.network.timing import overlap
from didymium.planning.measure import Measure, measure
from didymium.planning.triplets import Triplets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Goal:
    """One target row: ``sum_t weight_t (numerator_t - ratio x denominator_t)  sense  value``."""

    row: int  # in the targets table
    name: str
    numerator: Measure
    denominator: Measure | None
    ratio: float
    weight: Floats  # [T]
    sense: str
    value: float
    penalty: float  # USD per unit missed; 0 for a target that must hold
    worth: float  # discount factor of its period
    bounds: tuple[float, float]

    def actual(self, x: Floats, columns: dict[str, Ints]) -> float:
        """Quantity, or ratio, reached in a solution; nan for a ratio over nothing."""
        top = float(self.numerator.value(x, columns) @ self.weight)
        if self.denominator is None:
            return top
        under = float(self.denominator.value(x, columns) @ self.weight)
        return top / under if under > 0 else float("nan")


def goals(net: Network) -> tuple[Goal, ...]:
    """Targets whose period touches the grid. A target over a period that reaches beyond it counts in proportion."""
    found = []
    for i, row in enumerate(net.chain.tables["targets"].iter_rows(named=True)):
        span = parse(row["period"], net.chain.settings.fiscal_start)
        shared = overlap(np.array([span.start]), np.array([span.end]), net.periods)[0]
        if shared.sum() <= 0:
            continue
        weight = shared / net.length
        where = {"region": row["region"], "entity": row["entity"], "stage": row["stage"]}
        numerator = measure(net, row["measure"], row["commodity"], **where)
        denominator = None
        if row["per_measure"] is not None:
            denominator = measure(net, row["per_measure"], row["per_commodity"], **where)
        ratio = float(row["value"]) if denominator is not None else 0.0
        covered = float(shared.sum()) / (span.end - span.start)
        value = 0.0 if denominator is not None else float(row["value"]) * covered
        bounds = {">=": (value, np.inf), "<=": (-np.inf, value), "=": (value, value)}[row["sense"]]
        penalty = float(row["penalty"] or 0.0) if row["mode"] == "priced" else 0.0
        worth = float(net.discount @ shared) / float(shared.sum())
        found.append(Goal(i, row["id"], numerator, denominator, ratio, weight, row["sense"], value, penalty, worth, bounds))
    return tuple(found)


def rows(net: Network, columns: dict[str, Ints], block: Ints, found: tuple[Goal, ...]) -> list[Triplets]:
    """Entries of the target rows ``[G, 1]``; the ratio n/d <= r is the row n - r d <= 0.

    Two columns a target, ``miss[G, 2]``, make up what is lacking and take off what is too much; :func:`allowed` says
    which of them a target may use.
    """
    parts = []
    for g, goal in enumerate(found):
        inside = np.flatnonzero(goal.weight)
        for part, factor in ((goal.numerator, 1.0), (goal.denominator, -goal.ratio)):
            if part is not None:
                at = columns[part.block][part.member][:, inside]
                parts.append(Triplets.of(block[g, 0], at, factor * part.amount[:, None] * goal.weight[inside]))
        parts.append(Triplets.of(block[g, 0], columns["miss"][g], np.array([1.0, -1.0])))
    return parts


def allowed(found: tuple[Goal, ...]) -> tuple[Floats, Floats]:
    """Discounted price and upper bound of the miss columns ``[G, 2]``: none for a target that must hold."""
    price = np.array([goal.penalty * goal.worth for goal in found]).reshape(-1, 1) * np.ones(2)
    usable = np.array([(g.sense != "<=", g.sense != ">=") for g in found], dtype=bool).reshape(-1, 2)
    return price, np.where(usable & (price > 0), np.inf, 0.0)
