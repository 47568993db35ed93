"""Two prices for each element: what contracts pay, and what is asked in the thin spot market, each with its share.

Contract prices follow a lasting shift slowly. An ask rises with scarcity by the short-run elasticity of demand, up to a
cap: the lost output of the user who gives up first; what saving a kilogram costs where makers can do it today (diffusion
of Dy and Tb, Nd in the place of cheaper elements), from half a year on where they must learn it; after a year and a half
what designing the element out costs. Shadow prices of the plan are no market prices and are not used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.disruption.draws import Draws
from didymium.disruption.event import Event
from didymium.disruption.process import TRACE
from didymium.disruption.setup import Axes
from didymium.disruption.system import System
from didymium.elements import oxide_to_metal

Floats = NDArray[np.float64]
DIFFUSED = ("Dy", "Tb")  # elements that grain-boundary diffusion saves
DILUTED = "Nd"  # in whose place cheaper elements stand in magnets: it can take theirs at any time
SHORT, MIDDLE, LONG = 13.0, 26.0, 78.0  # weeks: lost output below the first, thrift from the second, redesign from the third
EXCESS = 0.95  # below this share of what is needed an element counts as scarce
SINTERED = "magnet"
LITTLE = 2e-3  # t of element per t of magnet: less is a trace


@dataclass(frozen=True)
class Prices:
    """USD per kg of oxide ``[W, D]`` for one element in one region; ``spot_share[D]`` of the volume goes at the ask."""

    contract: Floats
    spot: Floats
    weighted: Floats


def reference(system: System) -> dict[str, float]:
    """Price of each element's oxide before the event, USD/kg, where the chain has one.

    >>> from didymium.chain import load
    >>> from didymium.disruption.base import base
    >>> from didymium.disruption.system import system
    >>> reference(system(base(load("works"), "2026")))["Ce"]
    1.0
    """
    net = system.base.network
    table = net.chain.tables["commodities"]
    found: dict[str, float] = {}
    for k, (form, element) in enumerate(table.select("form", "element").iter_rows()):
        if form == "oxide" and element is not None and np.isfinite(net.value[k]):
            found.setdefault(element, float(net.value[k]) / 1000.0)
    return found


def margins(system: System, element: str) -> tuple[Floats, Floats]:
    """What users would pay above today's price for a kilogram of oxide, in rising order, and the share of use below.

    USD/kg ``[n]`` and cumulative share ``[n]`` of the element's end use: the user who gives up first comes first.
    """
    net, people = system.base.network, system.users
    if element not in system.elements:
        return np.zeros(1), np.ones(1)
    content = np.zeros(len(system.holder_good))
    mine = system.content_element == system.elements.index(element)
    content[system.content_holder[mine]] = system.content[mine]
    form = net.chain.tables["commodities"]["form"].to_list()
    least = np.array([TRACE if form[k] == "material" else LITTLE for k in system.holder_good.tolist()])
    content[content < least] = 0.0
    steps: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for s, d in enumerate(net.step_demand.tolist()):
        node = int(net.demand_node[d])
        key = (int(net.node_region[node]), net.commodities[net.node_commodity[node]])
        if net.step_quantity[s, 0] > 0:
            steps.setdefault(key, []).append((float(net.step_price[s, 0]), float(net.step_quantity[s, 0])))
    paid, amount = [], []
    per_user = np.zeros(len(people.use))
    np.add.at(per_user, people.leaf_user, people.leaf_amount * content[system.nodes :])
    for u, kg in enumerate(per_user.tolist()):
        if kg <= 1e-9:
            continue
        curve = steps[int(people.region[u]), people.use[u]]
        total = sum(q for _, q in curve)
        today = min(p for p, _ in curve) / 1.1  # the lowest step lies a tenth above what the good costs
        for price, q in curve:
            paid.append(max(price - today, 0.0) / (1000.0 * kg / oxide_to_metal(element)))
            amount.append(people.wanted[u] * kg * q / total)
    if not paid:
        return np.zeros(1), np.ones(1)
    order = np.argsort(paid, kind="stable")
    share = np.cumsum(np.array(amount)[order])
    return np.array(paid)[order], share / share[-1]


def saving_at_hand(system: System, element: str, draws: Draws) -> Floats:
    """What saving a kilogram of an element's oxide costs with what makers do today, USD/kg ``[D]``; infinite without.

    By diffusion: cost share times price over saving, over the magnets alloyed with the element. An element that stands in
    magnets because it is cheaper than Nd is replaced by Nd.
    """
    net = system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    price = reference(system)
    magnets = [h for h in np.flatnonzero(system.outflow > 0).tolist() if form[system.holder_good[h]] == SINTERED]
    mine: set[int] = set()
    if element in system.elements:
        mine = set(system.content_holder[system.content_element == system.elements.index(element)].tolist())
    if element in price and price[element] < price.get(DILUTED, 0.0) and mine & set(magnets):
        return np.full(draws.count, price[DILUTED])
    if element not in DIFFUSED or element not in system.elements:
        return np.full(draws.count, np.inf)
    e = system.elements.index(element)
    worth, held = 0.0, 0.0
    for h, c, q in zip(system.content_holder.tolist(), system.content_element.tolist(), system.content.tolist(), strict=True):
        k = int(system.holder_good[h])
        if c == e and h >= system.nodes and form[k] == SINTERED and q > LITTLE and np.isfinite(net.value[k]):
            worth += system.outflow[h] * float(net.value[k]) / 1000.0
            held += system.outflow[h] * q / oxide_to_metal(element)
    if held <= 0:
        return np.full(draws.count, np.inf)
    return np.asarray(draws.values["diffusion_cost"] * worth / (draws.values["diffusion_saves"] * held))


def duration(scarce: NDArray[np.bool_]) -> Floats:
    """Weeks for which scarcity has lasted, in each week ``[W, D]``; a pause runs it down at the same pace.

    >>> duration(np.array([[True], [True], [False], [True]])).ravel().tolist()
    [1.0, 2.0, 1.0, 2.0]
    """
    run = np.zeros(scarce.shape)
    level = np.zeros(scarce.shape[1:])
    for t in range(len(scarce)):
        level = np.where(scarce[t], level + 1.0, np.maximum(level - 1.0, 0.0))
        run[t] = level
    return run


def cap(contract: Floats, depth: Floats, weeks: Floats, margin: tuple[Floats, Floats], saving: Floats, redesign: Floats) -> Floats:
    """Highest ask that finds a buyer, USD/kg ``[W, D]``, for a shortage of ``depth`` that has lasted ``weeks``."""
    paid, share = margin
    lost = contract + paid[np.minimum(np.searchsorted(share, depth), len(paid) - 1)]
    at_hand = np.isfinite(saving)
    ready = np.where(at_hand, 1.0, np.clip((weeks - SHORT) / (MIDDLE - SHORT), 0.0, 1.0))
    other = np.minimum(lost, contract + np.where(at_hand, saving, np.where(np.isfinite(redesign), redesign, np.inf)))
    thrift = lost + (other - lost) * ready
    return np.asarray(np.where(weeks >= LONG, np.minimum(thrift, contract + redesign), thrift))


def two_tier(
    base: float,
    scarcity: Floats,
    draws: Draws,
    margin: tuple[Floats, Floats],
    saving: Floats,
    redesign: Floats,
    wedge: Floats,
    floor: float = 0.0,
) -> Prices:
    """Prices of one element in one region, given its scarcity ``[W, D]`` (offered over needed, at most 1).

    ``ask = min(cap, contract * scarcity ** (1 / elasticity))``; ``wedge`` (USD/kg ``[W, D]``) comes on top of every price,
    ``floor`` (USD/kg) below none.
    """
    elasticity, share, lag = draws.values["elasticity"], draws.values["spot_share"], draws.values["contract_lag"]
    weeks = duration(scarcity < EXCESS)
    contract, spot = np.empty_like(scarcity), np.empty_like(scarcity)
    level = np.full(scarcity.shape[1], max(base, floor))
    for t in range(len(scarcity)):
        now = np.maximum(level + wedge[t], floor)
        wanted = now * np.maximum(scarcity[t], 1e-3) ** (1.0 / elasticity)
        top = cap(now, 1.0 - scarcity[t], weeks[t], margin, saving, redesign)
        contract[t] = now
        spot[t] = np.where(scarcity[t] < 1.0 - 1e-9, np.maximum(np.minimum(wanted, top), now), now)
        level = level + (share * (spot[t] - now) - (level - max(base, floor))) / lag
    return Prices(contract, spot, contract + share * (spot - contract))


def all_prices(
    system: System, event: Event, rows: Axes, scarcity: NDArray[np.float32], wedge: Floats, draws: Draws
) -> dict[tuple[str, str], Prices]:
    """Prices of every element and region of the record that the chain has an oxide price for."""
    base = reference(system)
    actors = {r for a in event.actions if a.kind == "quota" for r in a.actor}
    named = {e for a in event.actions if a.kind == "quota" for e in a.elements}
    floors = {e: float(a.severity.middle) for a in event.actions if a.kind == "floor" for e in a.elements}
    found = {}
    known: dict[str, tuple[tuple[Floats, Floats], Floats, Floats]] = {}
    for k, (element, region) in enumerate(rows.scarce):
        if element not in base:
            continue
        if element not in known:
            known[element] = (margins(system, element), saving_at_hand(system, element, draws), _redesign(system, element, draws))
        margin, saving, redesign = known[element]
        hit = region not in actors and (not named or element in named)
        extra = wedge / 1000.0 if hit and actors else np.zeros_like(wedge)
        series = scarcity[k].astype(float)
        found[element, region] = two_tier(
            base[element], series, draws, margin, saving, redesign, extra.astype(float), floors.get(element, 0.0)
        )
    return found


def _redesign(system: System, element: str, draws: Draws) -> Floats:
    """What designing an element out of a magnet costs per kg of its oxide, USD/kg ``[D]``; infinite where no magnet holds it."""
    net = system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    if element not in system.elements:
        return np.full(draws.count, np.inf)
    e = system.elements.index(element)
    whole, held = 0.0, 0.0
    for h, c, q in zip(system.content_holder.tolist(), system.content_element.tolist(), system.content.tolist(), strict=True):
        if c == e and h >= system.nodes and form[system.holder_good[h]] == SINTERED and q > LITTLE:
            whole += float(system.outflow[h])
            held += float(system.outflow[h]) * q / oxide_to_metal(element)
    if held <= 0:
        return np.full(draws.count, np.inf)
    return np.asarray(draws.values["redesign_cost"] * whole / held)
