"""From a run's arrays to an outcome: losses by use, shortages by element, prices, with bands over the draws."""

from __future__ import annotations

import time

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.disruption.base import weeks_from
from didymium.disruption.draws import Draws
from didymium.disruption.engine import Block, Prepared
from didymium.disruption.price import all_prices
from didymium.disruption.result import PRICES, SHORTAGE, Outcome, band
from didymium.disruption.system import System
from didymium.elements import RARE_EARTHS

Floats = NDArray[np.float64]
LEAST = 1e-3  # t of element a week: less is dust


def outcome(ready: Prepared, found: Block, draws: Draws) -> Outcome:
    """The uncoordinated outcome of a run: governance *nobody*, everyone reacts to what he has seen."""
    began = time.perf_counter()
    net, rows = ready.system.base.network, ready.axes
    unit = dict(net.chain.tables["commodities"].select("id", "unit").iter_rows())
    lost = np.ascontiguousarray(np.moveaxis(found.lost, -1, 0))
    return Outcome(
        engine="uncoordinated",
        governance="nobody",
        belief="myopic",
        steps=weeks_from(ready.event.start, ready.weeks),
        users=rows.users,
        wanted=rows.wanted,
        worth=rows.worth,
        unit=tuple(unit[use] for use, _ in rows.users),
        lost=lost,
        closure=found.closure,
        shortage=shortage(ready, found),
        prices=prices(ready, found, draws),
        objective=value_lost(ready.system, rows.users, lost),
        tables={"shipped": shipped(ready, found)},
        seconds=time.perf_counter() - began,
    )


def value_lost(system: System, users: tuple[tuple[str, str], ...], lost: NDArray[np.float32], step: float = 1.0) -> Floats:
    """What the loss is worth in all, USD ``[D]``: the sum of :func:`values_lost` over users."""
    return np.asarray(values_lost(system, users, lost, step).sum(axis=1))


def values_lost(system: System, users: tuple[tuple[str, str], ...], lost: NDArray[np.float32], step: float = 1.0) -> Floats:
    """What each user's loss is worth, USD ``[D, U]``: in each step the demand that pays least goes first, as in the plan.

    ``lost[D, U, T]`` units in steps of ``step`` weeks. Demand that is not served in a usual week is not lost once more.
    """
    net = system.base.network
    steps: dict[tuple[str, str], list[tuple[float, float]]] = {}
    weeks = 365.25 / 7 * net.length[0] / step
    for s, d in enumerate(net.step_demand.tolist()):
        node = int(net.demand_node[d])
        key = (net.commodities[net.node_commodity[node]], net.regions[net.node_region[node]])
        steps.setdefault(key, []).append((float(net.step_price[s, 0]), float(net.step_quantity[s, 0]) / weeks))
    usual = dict.fromkeys(steps, 0.0)
    for use, r, wanted in zip(system.users.use, system.users.region.tolist(), system.users.wanted.tolist(), strict=True):
        usual[use, net.regions[r]] += wanted * step
    total = np.zeros(lost.shape[:2])
    for u, key in enumerate(users):
        left = lost[:, u].astype(float)
        curve = _served(sorted(steps[key]), usual[key])
        for i, (price, quantity) in enumerate(curve):
            gone = left if i == len(curve) - 1 else np.minimum(left, quantity)
            total[:, u] += price * gone.sum(axis=1)
            left = left - gone
    return total


def _served(curve: list[tuple[float, float]], usual: float) -> list[tuple[float, float]]:
    """Price and quantity of the steps of which ``usual`` is served: those that pay most; in rising order of price.

    >>> _served([(30.0, 15.0), (60.0, 15.0)], 20.0)
    [(30.0, 5.0), (60.0, 15.0)]
    """
    without = max(sum(q for _, q in curve) - usual, 0.0)
    left = []
    for price, quantity in curve:
        gone = min(without, quantity)
        without -= gone
        left.append((price, quantity - gone))
    return left


def shortage(ready: Prepared, found: Block) -> pl.DataFrame:
    """Tonnes of element that users and plants lacked: element, form, actor, use (empty for plants), week, band."""
    system = ready.system
    net = system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    row = {int(h): i for i, h in enumerate(found.holders.tolist())}
    groups: dict[tuple[str, str, str, str], list[tuple[int, float]]] = {}
    for h, e, c in zip(system.content_holder.tolist(), system.content_element.tolist(), system.content.tolist(), strict=True):
        if h in row and system.elements[e] in RARE_EARTHS:
            leaf = h - system.nodes
            use = system.users.use[system.users.leaf_user[leaf]] if leaf >= 0 else ""
            key = (system.elements[e], form[system.holder_good[h]], net.regions[system.holder_region[h]], use)
            groups.setdefault(key, []).append((row[h], c))
    parts = []
    for key in sorted(groups):
        total = sum(c * found.short[i] for i, c in groups[key])
        if np.max(total) < LEAST:
            continue
        low, mid, high = band(np.asarray(total), axis=-1)
        keep = np.flatnonzero(high >= LEAST)
        if keep.size:
            columns = dict(zip(SHORTAGE[:4], ([k] * len(keep) for k in key), strict=True))
            parts.append(pl.DataFrame({**columns, "week": keep, "low": low[keep], "mid": mid[keep], "high": high[keep]}))
    words = dict.fromkeys(SHORTAGE[:4], pl.String)
    empty = pl.DataFrame(schema={**words, "week": pl.Int64, "low": pl.Float64, "mid": pl.Float64, "high": pl.Float64})
    return pl.concat(parts) if parts else empty


def prices(ready: Prepared, found: Block, draws: Draws) -> pl.DataFrame:
    """Bands of prices in every fourth week: contract, spot, volume-weighted (USD/kg oxide), by element and region."""
    series = all_prices(ready.system, ready.event, ready.axes, found.scarcity, found.wedge.astype(float), draws)
    at = np.arange(0, ready.weeks, 4)
    parts = []
    for (element, region), found_prices in series.items():
        for tier in ("contract", "spot", "weighted"):
            low, mid, high = band(getattr(found_prices, tier)[at], axis=-1)
            n = len(at)
            words = {"element": [element] * n, "region": [region] * n, "tier": [tier] * n}
            parts.append(pl.DataFrame({**words, "week": at, "low": low, "mid": mid, "high": high, "unit": ["USD/kg oxide"] * n}))
    schema = {"element": pl.String, "region": pl.String, "tier": pl.String, "week": pl.Int64}
    empty = pl.DataFrame(schema=schema | dict.fromkeys(("low", "mid", "high"), pl.Float64) | {"unit": pl.String})
    return pl.concat(parts).select(PRICES) if parts else empty


def shipped(ready: Prepared, found: Block) -> pl.DataFrame:
    """Bands of what was sent from region to region, by form and week, units a week."""
    parts = []
    for i, (origin, destination, form) in enumerate(ready.axes.shipped):
        if found.shipped[i].max(initial=0.0) <= 0:
            continue
        low, mid, high = band(found.shipped[i].astype(float), axis=-1)
        n = ready.weeks
        words = {"origin": [origin] * n, "destination": [destination] * n, "form": [form] * n}
        parts.append(pl.DataFrame({**words, "week": np.arange(n), "low": low, "mid": mid, "high": high}))
    schema = {"origin": pl.String, "destination": pl.String, "form": pl.String, "week": pl.Int64}
    empty = pl.DataFrame(schema=schema | dict.fromkeys(("low", "mid", "high"), pl.Float64))
    return pl.concat(parts) if parts else empty
