"""Dependence both ways: what one actor's withholding costs another, what it costs itself, and what the other could withhold.

Reagents, equipment and technology are levers too; the chain does not hold them, so they are not in these numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.disruption.standing import Standing

Floats = NDArray[np.float64]
SCHEMA = {
    "actor": pl.String,
    "on": pl.String,
    "cost_to_other": pl.Float64,
    "cost_to_actor": pl.Float64,
    "net": pl.Float64,
    "forms": pl.String,
}


def senders(found: Standing) -> list[str]:
    """Regions that send anything abroad in a usual week, those whose goods are worth most first."""
    s = found.programme.system
    net = s.base.network
    start, end = s.holder_region[s.origin], s.holder_region[s.destination]
    worth = s.usual * np.nan_to_num(net.value[s.holder_good[s.origin]], nan=0.0)
    total = np.zeros(len(net.regions))
    np.add.at(total, start[start != end], worth[start != end])
    return [net.regions[r] for r in np.argsort(-total, kind="stable").tolist() if total[r] > 0]


def dependence(found: Standing, actors: Sequence[str], progress: Callable[[int, int], None] | None = None) -> pl.DataFrame:
    """What each of ``actors`` inflicts by keeping all its goods at home for the months of ``found``.

    A row an actor and region hurt, and one for the world (``on`` is *all*): ``cost_to_other`` is end use lost there,
    ``cost_to_actor`` end use lost at home and sales abroad not made (USD), ``net`` the difference, ``forms`` what it
    withholds. Everybody else shares what is left. Raises ``ValueError`` for an actor that the chain does not have.
    """
    s = found.programme.system
    net = s.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    start, end = s.holder_region[s.origin], s.holder_region[s.destination]
    rows = []
    for done, actor in enumerate(actors):
        if actor not in net.regions:
            raise ValueError(f"{actor!r} is no region of {net.chain.name}: {', '.join(net.regions)}")
        here = net.regions.index(actor)
        kept = (start == here) & (end != here)
        ship = found.limit.ship.copy()
        ship[kept] = 0.0
        lost = found.by_region(replace(found.limit, ship=ship))
        sales = s.usual[kept] * np.nan_to_num(net.value[s.holder_good[s.origin[kept]]], nan=0.0)
        weeks = len(found.programme.months) * 365.25 / 7 / 12
        own = float(lost[here] + sales.sum() * weeks)
        words = "; ".join(sorted({form[k] for k in s.holder_good[s.origin[kept & (s.usual > 0)]].tolist()}))
        abroad = float(lost.sum() - lost[here])
        rows.append((actor, "all", abroad, own, abroad - own, words))
        rows += [
            (actor, region, float(lost[r]), own, float(lost[r]) - own, words)
            for r, region in enumerate(net.regions)
            if r != here and lost[r] > 0
        ]
        if progress is not None:
            progress(done + 1, len(actors))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
