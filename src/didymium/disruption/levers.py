"""Levers both ways, when nobody coordinates: what each region's withholding costs the others, and what it costs itself.

Every lever is pulled alone, for the weeks of the run and in the same draws. Reagents, equipment and end markets are levers
too; the chain does not hold them, so they are not in these numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.disruption import engine
from didymium.disruption.engine import ACTED, Prepared
from didymium.disruption.event import read
from didymium.disruption.outcome import value_lost
from didymium.disruption.result import band

Floats = NDArray[np.float64]
MOST = 6  # regions that are tried, beside those that act in the event
SCHEMA = {
    "actor": pl.String,
    "on": pl.String,
    **dict.fromkeys(("low", "mid", "high", "cost_to_actor", "net"), pl.Float64),
    "forms": pl.String,
}


def levers(ready: Prepared, draws: int, seed: int, say: Callable[[str], None]) -> pl.DataFrame:
    """Loss of end use (USD over the run) when a region keeps all its goods at home, by region hurt; ``on`` *all* sums them.

    Columns actor, on, low, mid, high (80 % band of what it costs ``on``), cost_to_actor (end use lost at home, and sales
    abroad of usual weeks, all of them not made), net (mid of all less that; none for one region, since its price is paid once
    for all), forms withheld. Actors of the event come first, then
    those whose goods abroad are worth most.
    """
    acting = [r for action in ready.event.actions if action.kind in ACTED for r in action.actor]
    sent = _sent(ready)
    tried = list(dict.fromkeys([*(r for r in acting if r in sent), *list(sent)[:MOST]]))
    rows: list[tuple[object, ...]] = []
    for done, actor in enumerate(tried):
        say(f"levers: {done + 1} of {len(tried)}")
        rows += _pulled(ready, actor, sent[actor], draws, seed)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _sent(ready: Prepared) -> dict[str, tuple[float, str]]:
    """Region -> USD that it sends abroad in a usual week, and in which forms; the largest first."""
    system, net = ready.system, ready.system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    start, end = system.holder_region[system.origin], system.holder_region[system.destination]
    worth = system.usual * np.nan_to_num(net.value[system.holder_good[system.origin]], nan=0.0)
    found = {}
    for r, region in enumerate(net.regions):
        mine = (start == r) & (end != r) & (system.usual > 0)
        if worth[mine].sum() > 0:
            found[region] = (
                float(worth[mine].sum()),
                "; ".join(sorted({form[k] for k in system.holder_good[system.origin[mine]].tolist()})),
            )
    return dict(sorted(found.items(), key=lambda item: (-item[1][0], item[0])))


def _pulled(ready: Prepared, actor: str, sent: tuple[float, str], draws: int, seed: int) -> list[tuple[object, ...]]:
    """Rows of one actor."""
    base = ready.system.base
    what = {"start": ready.event.start.label, "weeks": ready.weeks, "action": [{"kind": "licence", "actor": [actor], "share": 0.0}]}
    alone = engine.prepare(base.network.chain, read({"id": f"withholding of {actor}", **what}), ready.weeks, ready.behaviour, base)
    block = engine.run(alone, engine.drawn(alone, draws, seed))
    lost = np.moveaxis(block.lost, -1, 0)
    users = alone.axes.users
    by_region: dict[str, Floats] = {}
    for region in dict.fromkeys(r for _, r in users):
        mine = [u for u, (_, r) in enumerate(users) if r == region]
        by_region[region] = value_lost(alone.system, tuple(users[u] for u in mine), lost[:, mine])
    home = float(np.median(by_region.pop(actor, np.zeros(draws))))
    own = home + sent[0] * ready.weeks
    every = {"all": np.sum(list(by_region.values()), axis=0), **by_region}
    rows: list[tuple[object, ...]] = []
    for region, loss in sorted(every.items(), key=lambda item: (item[0] != "all", -float(np.median(item[1])), item[0])):
        low, mid, high = (float(v) for v in band(loss))
        if region == "all" or mid > 0:
            rows.append((actor, region, low, mid, high, own, mid - own if region == "all" else None, sent[1]))
    return rows
