"""Activities, a unit running a recipe: what each costs, makes and uses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.each import each
from didymium.network.lines import Lines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Costs = dict[tuple[str, str | None], dict[str, float]]


@dataclass(frozen=True)
class Activities:
    """Activities ``[A]`` and their recipe entries ``[E]``."""

    unit: Ints  # [A]
    recipe: Ints  # [A] row in the recipes table
    use: Floats  # [A] capacity per activity
    cost: Floats  # [A] USD per activity
    entry: Ints  # [E] activity
    commodity: Ints  # [E]
    region: Ints  # [E]
    amount: Floats  # [E] + made, - used, per activity


def recipe_costs(chain: Chain) -> Costs:
    """(recipe, region or None for everywhere else) -> item -> USD per activity."""
    table = chain.tables["recipe_costs"]
    costs: Costs = {}
    for recipe, region, item, cost in each(table, "recipe", "region", "item", "cost"):
        costs.setdefault((recipe, region), {})[item] = cost
    return costs


def cost_items(costs: Costs, recipe: str, region: str) -> dict[str, float]:
    """Cost per unit of activity of a recipe in a region by item: a row for the region overrides the general one.

    >>> cost_items({("r", None): {"labour": 1.0, "energy": 2.0}, ("r", "CHN"): {"energy": 1.5}}, "r", "CHN")
    {'labour': 1.0, 'energy': 1.5}
    """
    return {**costs.get((recipe, None), {}), **costs.get((recipe, region), {})}


def activities(chain: Chain, running: Lines, k_of: dict[str, int], regions: tuple[str, ...]) -> Activities:
    """Every recipe of every unit, in the order of units and of recipe names."""
    t = chain.tables
    p_of = {p: i for i, p in enumerate(t["recipes"]["id"].to_list())}
    flows: list[list[tuple[int, float]]] = [[] for _ in p_of]
    for recipe, good, direction, amount, recovery in each(t["recipe_flows"], "recipe", "commodity", "direction", "amount", "recovery"):
        flows[p_of[recipe]].append((k_of[good], amount * recovery if direction == "out" else -amount))
    costs = recipe_costs(chain)
    act: list[tuple[int, int, float, float]] = []
    entry: list[tuple[int, int, int, float]] = []
    for u, modes in enumerate(running.modes):
        region = int(running.region[running.first[u]])
        for recipe, use in modes:
            entry.extend((len(act), good, region, amount) for good, amount in flows[p_of[recipe]])
            act.append((u, p_of[recipe], use, sum(cost_items(costs, recipe, regions[region]).values())))
    return Activities(
        unit=np.array([a[0] for a in act], dtype=np.int64),
        recipe=np.array([a[1] for a in act], dtype=np.int64),
        use=np.array([a[2] for a in act], dtype=float),
        cost=np.array([a[3] for a in act], dtype=float),
        entry=np.array([e[0] for e in entry], dtype=np.int64),
        commodity=np.array([e[1] for e in entry], dtype=np.int64),
        region=np.array([e[2] for e in entry], dtype=np.int64),
        amount=np.array([e[3] for e in entry], dtype=float),
    )
