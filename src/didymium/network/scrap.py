"""Scrap that comes back from goods in use: how much of it can be collected where and when, and at what cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period
from didymium.chain.cohorts import Life, leaving
from didymium.chain.sold import lives_at, rows_of, sold
from didymium.network.columns import number

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST = 1e-9  # units in a period: below it there is no scrap to speak of


@dataclass(frozen=True)
class Scrap:
    """Steps of scrap supply ``[J]``: a good with a life, a region that bought it, the scrap that it leaves."""

    row: Ints  # [J] row in the lives table
    name: tuple[str, ...]  # [J] good/region/scrap
    commodity: Ints  # [J]
    region: Ints  # [J]
    quantity: Floats  # [J, T] at most, in the period
    price: Floats  # [J] USD/unit
    since: Floats  # [J, T] mean year in which the goods behind it were sold; nan where there is no scrap


def scrap(chain: Chain, k_of: dict[str, int], r_of: dict[str, int], periods: tuple[Period, ...]) -> Scrap:
    """What leaves use in each period, times scrap per unit, times the share collected.

    Scrap that is not taken in its period is gone: nobody stores old motors. Which steps there are does not depend on the
    periods, so that networks of one chain on two grids have the same axes.
    """
    lives = chain.tables["lives"]
    if lives.height == 0:
        none, steps = np.empty(0, np.int64), np.empty((0, len(periods)))
        return Scrap(none, (), none, none, steps, np.empty(0), steps)
    history = sold(chain.tables, chain.settings.fiscal_start)
    rows = rows_of(lives)
    pairs = [(g, i) for g, place in enumerate(history.places) for i in lives_at(rows, lives, place)]
    which = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    length = np.array([c.end - c.start for c in history.cohorts])
    put = np.nan_to_num(history.rate) * length  # [G, C]
    gone = put[which[:, 0], :, None] * _share(chain, history.cohorts, periods)[which[:, 1]]  # [J, C, T]
    units = gone.sum(axis=1)
    middle = np.array([(c.start + c.end) / 2 for c in history.cohorts])
    since = np.divide(np.einsum("jct,c->jt", gone, middle), units, out=np.full_like(units, np.nan), where=units > LEAST)
    each = (number(lives, "scrap_per_unit") * number(lives, "collected"))[which[:, 1]]
    quantity = np.where(units > LEAST, units, 0.0) * each[:, None]
    keep = (each > 0) & (put[which[:, 0]].sum(axis=1) > LEAST)
    which, quantity, since = which[keep], quantity[keep], since[keep]
    goods = lives["scrap"].to_list()
    place = [history.places[g] for g in which[:, 0].tolist()]
    left = [goods[i] for i in which[:, 1].tolist()]
    return Scrap(
        row=which[:, 1],
        name=tuple(f"{good}/{region}/{name}" for (good, region), name in zip(place, left, strict=True)),
        commodity=np.array([k_of[name] for name in left], dtype=np.int64),
        region=np.array([r_of[region] for _, region in place], dtype=np.int64),
        quantity=quantity,
        price=number(lives, "cost")[which[:, 1]],
        since=since,
    )


def _share(chain: Chain, cohorts: tuple[Period, ...], periods: tuple[Period, ...]) -> Floats:
    """Share of each cohort that leaves in each period, for each row of ``lives``: ``[rows, C, T]``."""
    lives = chain.tables["lives"]
    mean, sd = number(lives, "mean"), number(lives, "sd")
    form = np.array(lives["distribution"].to_list(), dtype=object)
    share = np.zeros((lives.height, len(cohorts), len(periods)))
    for kind in sorted(set(form.tolist())):
        same = np.flatnonzero(form == kind)
        share[same] = leaving(Life(kind, mean[same], sd[same]), cohorts, periods)
    return share
