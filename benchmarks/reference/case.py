"""A synthetic rare-earth chain of 60 sites and 40 materials, drawn from a seed.

Fixed multi-output recipes, capacity that can be expanded with a lead time, storage, arcs of one quarter's lag across
borders that several materials share, export quotas by group and year, demand with a priced shortage, a priced exit at
every node. ``dense=True`` keeps every (site, material) and (arc, material) pair as a naive array model would;
``dense=False`` keeps the pairs that a recipe or a hub can use. Every number is made up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Recipe = dict[str, float]  # material -> + made, - used, per unit of activity

ELEMENTS = ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y")
MIXED = ("mix_l", "mix_h")
OXIDES = tuple(f"{e}_ox" for e in ELEMENTS)
METALS = ("NdPr_m", "Dy_m", "Tb_m", "Sm_m", "Gd_m", "LaCe_m")
MAGNETS = ("mag_N", "mag_H", "mag_UH", "mag_SmCo")
USES = ("EV", "wind", "elec", "cat", "phos", "polish")
ORES = ("ore_bas", "ore_mon", "ore_iac")
CONCENTRATES = ("con_bas", "con_mon", "con_iac")
MATERIALS = (*ORES, *CONCENTRATES, *MIXED, *OXIDES, *METALS, *MAGNETS, *USES, "scrap")
QUOTA_GROUPS = (MIXED, OXIDES, METALS, MAGNETS)
POSITION = {m: i for i, m in enumerate(MATERIALS)}

LIGHT = (0.25, 0.49, 0.045, 0.16, 0.018, 0.003, 0.01, 0.0008, 0.002, 0.0003, 0.0006, 0.0001, 0.0003, 0.0001, 0.02)
HEAVY = (0.20, 0.03, 0.05, 0.18, 0.04, 0.006, 0.06, 0.011, 0.065, 0.012, 0.036, 0.005, 0.028, 0.004, 0.27)

SITES = {"mine": 12, "conc": 10, "crack": 8, "sx": 9, "metal": 6, "mag": 5, "use": 8, "recyc": 2}
LINKS = (
    ("mine", "conc", 30),
    ("conc", "crack", 28),
    ("crack", "sx", 28),
    ("sx", "metal", 28),
    ("sx", "use", 24),
    ("metal", "mag", 18),
    ("mag", "use", 24),
    ("mag", "recyc", 8),
    ("recyc", "metal", 8),
    ("sx", "sx", 4),
)
EXPANSION_SHARE = 0.5  # of the first capacity, at most, per quarter
EXPANSION_LEAD = 4  # quarters
QUARTER_DISCOUNT = 0.98


@dataclass(frozen=True)
class Process:
    """One recipe at one site: capacity in activity per quarter, cost per activity."""

    site: int
    recipe: Recipe
    capacity: float
    cost: float


@dataclass(frozen=True)
class Case:
    """The case as arrays. Axes: P processes, E recipe entries, N nodes (site, material), A arcs, F flows (arc,
    material), D demands, T quarters, Y years, G quota groups. Quantities and capacities are per quarter."""

    quarters: int
    kinds: tuple[str, ...]  # of each site
    processes: tuple[Process, ...]
    site: Ints  # [P]
    capacity: Floats  # [P]
    cost: Floats  # [P] per activity
    expansion_cost: Floats  # [P] per unit of quarterly capacity
    entry_process: Ints  # [E]
    entry_node: Ints  # [E]
    entry_amount: Floats  # [E]
    node_site: Ints  # [N]
    node_material: Ints  # [N]
    storage_limit: Floats  # [N]
    storage_cost: Floats  # [N] per unit on hand at the end of a quarter
    exit_cost: Floats  # [N]
    arc_from: Ints  # [A] site
    arc_to: Ints  # [A] site
    arc_lag: Ints  # [A] quarters
    arc_capacity: Floats  # [A]
    arc_cost: Floats  # [A] per unit
    flow_arc: Ints  # [F]
    flow_material: Ints  # [F]
    flow_from: Ints  # [F] node
    flow_to: Ints  # [F] node
    demand_node: Ints  # [D]
    demand: Floats  # [D, T]
    price: Floats  # [D] cost of a unit not met
    quota_flow: Ints  # [n] flow that counts
    quota_group: Ints  # [n] and under which group
    quota: Floats  # [G, Y]
    discount: Floats  # [T]

    @property
    def years(self) -> int:
        """Whole years of the horizon."""
        return self.quota.shape[1]


def make(quarters: int = 20, dense: bool = False, seed: int = 7) -> Case:
    """Draw the case.

    ``quarters`` is the number of periods, a multiple of four. Raises ``ValueError`` for another number.

    >>> case = make(8)
    >>> len(case.kinds), len(case.processes), case.demand.shape
    (60, 190, (48, 8))
    """
    if quarters < 4 or quarters % 4:
        raise ValueError(f"quarters must be a multiple of 4, got {quarters}")
    rng = np.random.default_rng(seed)
    kinds = tuple(kind for kind, count in SITES.items() for _ in range(count))
    country = rng.choice(6, len(kinds), p=[0.4, 0.15, 0.15, 0.1, 0.1, 0.1])
    processes = tuple(p for site, kind in enumerate(kinds) for p in _processes(rng, site, kind))
    makes: list[set[int]] = [set() for _ in kinds]
    takes: list[set[int]] = [set() for _ in kinds]
    for p in processes:
        for material, amount in p.recipe.items():
            (makes if amount > 0 else takes)[p.site].add(POSITION[material])
    arcs = _arcs(rng, kinds)
    lag = (country[arcs[:, 0]] != country[arcs[:, 1]]).astype(np.int64)
    if dense:
        nodes = [(s, m) for s in range(len(kinds)) for m in range(len(MATERIALS))]
        flows = [(a, m) for a in range(len(arcs)) for m in range(len(MATERIALS))]
    else:
        nodes = [(s, m) for s in range(len(kinds)) for m in sorted(makes[s] | takes[s])]
        flows = [
            (a, m)
            for a, (i, j) in enumerate(arcs.tolist())
            for m in sorted(makes[i] & (takes[j] | (makes[j] if kinds[j] == "sx" else set())))
        ]
    node_at = np.full((len(kinds), len(MATERIALS)), -1, dtype=np.int64)
    node_site, node_material = np.array(nodes, dtype=np.int64).T
    node_at[node_site, node_material] = np.arange(len(nodes))
    flow_arc, flow_material = np.array(flows, dtype=np.int64).T
    entries = [(p, int(node_at[q.site, POSITION[m]]), v) for p, q in enumerate(processes) for m, v in q.recipe.items()]
    demand_node, demand, price = _demand(rng, kinds, node_at, quarters)
    quota_flow, quota_group = _quota_members(country[arcs[:, 0]], country[arcs[:, 1]], flow_arc, flow_material)
    cost = np.array([p.cost for p in processes])
    return Case(
        quarters=quarters,
        kinds=kinds,
        processes=processes,
        site=np.array([p.site for p in processes]),
        capacity=np.array([p.capacity for p in processes]),
        cost=cost,
        expansion_cost=9 * cost,
        entry_process=np.array([e[0] for e in entries]),
        entry_node=np.array([e[1] for e in entries]),
        entry_amount=np.array([e[2] for e in entries]),
        node_site=node_site,
        node_material=node_material,
        storage_limit=np.full(len(nodes), 15.0),
        storage_cost=np.full(len(nodes), 0.05),
        exit_cost=np.full(len(nodes), 0.02),
        arc_from=arcs[:, 0],
        arc_to=arcs[:, 1],
        arc_lag=lag,
        arc_capacity=20 * (1 + 0.2 * rng.random(len(arcs))),
        arc_cost=0.2 + 0.6 * lag,
        flow_arc=flow_arc,
        flow_material=flow_material,
        flow_from=node_at[arcs[flow_arc, 0], flow_material],
        flow_to=node_at[arcs[flow_arc, 1], flow_material],
        demand_node=demand_node,
        demand=demand,
        price=price,
        quota_flow=quota_flow,
        quota_group=quota_group,
        quota=np.tile(np.array([[6.0], [5.0], [2.0], [8.0]]), (1, quarters // 4)),
        discount=QUARTER_DISCOUNT ** np.arange(quarters),
    )


def _processes(rng: np.random.Generator, site: int, kind: str) -> list[Process]:
    """What a site of a kind can run. The order of the draws is part of the case: a seed means these numbers."""

    def jitter() -> float:
        return 1 + 0.1 * float(rng.standard_normal())

    if kind == "mine":
        return [Process(site, {ORES[site % 3]: 1.0}, 40 * jitter(), jitter())]
    if kind == "conc":
        goods = zip(ORES, CONCENTRATES, (0.09, 0.12, 0.06), strict=True)
        return [Process(site, {ore: -1.0, con: y * jitter()}, 30 * jitter(), 0.8 * jitter()) for ore, con, y in goods]
    if kind == "crack":
        return [
            Process(site, {"con_bas": -1.0, "mix_l": 0.60 * jitter()}, 4 * jitter(), 2 * jitter()),
            Process(site, {"con_mon": -1.0, "mix_l": 0.50 * jitter(), "mix_h": 0.04}, 4 * jitter(), 2.2 * jitter()),
            Process(site, {"con_iac": -1.0, "mix_h": 0.85 * jitter()}, 2 * jitter(), 1.5 * jitter()),
        ]
    if kind == "sx":
        return [_separation(rng, site, feed, share, jitter) for feed, share in (("mix_l", LIGHT), ("mix_h", HEAVY))]
    if kind == "metal":
        return _metals(site, jitter)
    if kind == "mag":
        return _magnets(site, jitter)
    if kind == "use":
        return _uses(site, jitter)
    recovered = {"scrap": -1.0, "Nd_ox": 0.22, "Pr_ox": 0.06, "Dy_ox": 0.02, "Tb_ox": 0.002}
    return [Process(site, recovered, 1.5 * jitter(), 7 * jitter())]


def _separation(rng: np.random.Generator, site: int, feed: str, share: tuple[float, ...], jitter: Callable[[], float]) -> Process:
    """One feed into all oxides at once, 96 % of it recovered."""
    content = np.array(share) * (1 + 0.05 * rng.standard_normal(len(ELEMENTS)))
    content *= 0.96 / content.sum()
    recipe = {feed: -1.0, **dict(zip(OXIDES, content.tolist(), strict=True))}
    return Process(site, recipe, 3 * jitter(), 5 * jitter())


def _metals(site: int, jitter: Callable[[], float]) -> list[Process]:
    made: list[tuple[Recipe, str]] = [
        ({"Nd_ox": -0.93, "Pr_ox": -0.27}, "NdPr_m"),
        ({"Dy_ox": -1.2}, "Dy_m"),
        ({"Tb_ox": -1.2}, "Tb_m"),
        ({"Sm_ox": -1.2}, "Sm_m"),
        ({"Gd_ox": -1.2}, "Gd_m"),
        ({"La_ox": -0.6, "Ce_ox": -0.6}, "LaCe_m"),
    ]
    return [Process(site, {**used, out: 1.0}, (0.8 if out == "NdPr_m" else 0.12) * jitter(), 6 * jitter()) for used, out in made]


def _magnets(site: int, jitter: Callable[[], float]) -> list[Process]:
    found = []
    for out, dy, tb in (("mag_N", 0.0, 0.0), ("mag_H", 0.03, 0.002), ("mag_UH", 0.06, 0.008)):
        recipe = {"NdPr_m": -0.40 + dy, out: 1.0, "scrap": 0.25}
        if dy:
            recipe |= {"Dy_m": -dy, "Tb_m": -tb}
        found.append(Process(site, recipe, 3 * jitter(), 12 * jitter()))
    return [*found, Process(site, {"Sm_m": -0.35, "mag_SmCo": 1.0}, 0.3 * jitter(), 14 * jitter())]


def _uses(site: int, jitter: Callable[[], float]) -> list[Process]:
    made: list[tuple[Recipe, str]] = [
        ({"mag_H": -0.6, "mag_UH": -0.4}, "EV"),
        ({"mag_N": -0.7, "mag_H": -0.3}, "wind"),
        ({"mag_N": -0.8, "mag_SmCo": -0.05}, "elec"),
        ({"La_ox": -0.5, "Ce_ox": -0.5}, "cat"),
        ({"Eu_ox": -0.04, "Y_ox": -0.8, "Tb_ox": -0.02}, "phos"),
        ({"Ce_ox": -1.0}, "polish"),
    ]
    return [Process(site, {**used, out: 1.0}, 2.5 * jitter(), 3 * jitter()) for used, out in made]


def _arcs(rng: np.random.Generator, kinds: tuple[str, ...]) -> Ints:
    """Ways between sites ``[A, 2]``, drawn per pair of kinds so that nobody is isolated."""
    arcs: list[tuple[int, int]] = []
    for start, end, count in LINKS:
        origins = [i for i, kind in enumerate(kinds) if kind == start]
        targets = [i for i, kind in enumerate(kinds) if kind == end]
        pairs = [(i, j) for i in origins for j in targets if i != j]
        chosen = {pairs[q] for q in rng.permutation(len(pairs))[:count]}
        for i in origins:
            if not any(x == i for x, _ in chosen):
                chosen.add((i, targets[rng.integers(len(targets))]) if start != end else pairs[0])
        for j in targets:
            if not any(y == j for _, y in chosen):
                chosen.add((origins[rng.integers(len(origins))], j) if start != end else pairs[0])
        arcs += sorted(chosen)
    return np.array(arcs, dtype=np.int64)


def _demand(rng: np.random.Generator, kinds: tuple[str, ...], node_at: Ints, quarters: int) -> tuple[Ints, Floats, Floats]:
    """Demand of every use at every user: node ``[D]``, quantity ``[D, T]``, price of a unit not met ``[D]``."""
    users = [s for s, kind in enumerate(kinds) if kind == "use"]
    node = np.array([node_at[s, POSITION[use]] for s in users for use in USES])
    first = np.array([1.0, 0.7, 0.6, 0.9, 0.25, 1.1] * len(users)) * (1 + 0.2 * rng.standard_normal(len(node)))
    growth = np.array([0.03, 0.02, 0.01, 0.005, 0.0, 0.0] * len(users))
    price = np.array([90.0, 80.0, 85.0, 20.0, 120.0, 12.0] * len(users))
    return node, first[:, None] * (1 + growth[:, None]) ** np.arange(quarters), price


def _quota_members(origin: Ints, destination: Ints, flow_arc: Ints, flow_material: Ints) -> tuple[Ints, Ints]:
    """Flows out of country 0 that count under the quota of their group: flow ``[n]``, group ``[n]``."""
    group_of = np.full(len(MATERIALS), -1, dtype=np.int64)
    for group, materials in enumerate(QUOTA_GROUPS):
        group_of[[POSITION[m] for m in materials]] = group
    counts = (origin == 0) & (destination != 0)
    flow = np.flatnonzero(counts[flow_arc] & (group_of[flow_material] >= 0))
    return flow, group_of[flow_material[flow]]
