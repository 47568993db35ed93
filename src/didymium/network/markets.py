"""Steps at which the chain trades with parties outside it, and takes scrap from goods in use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period
from didymium.network.columns import codes, number, within
from didymium.network.scrap import scrap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SIGN = {"sells": 1, "buys": -1, "fixed": 0}


@dataclass(frozen=True)
class Markets:
    """Market steps ``[M]``: the rows of the markets table, then scrap."""

    row: Ints  # [M] row in the markets table, or for scrap in the lives table
    name: tuple[str, ...]  # [M]
    side: tuple[str, ...]  # [M] sells, buys, fixed or scrap
    commodity: Ints  # [M]
    region: Ints  # [M]
    sign: Ints  # [M]
    quantity: Floats  # [M, T]
    price: Floats  # [M]
    since: Floats  # [M, T]


def markets(chain: Chain, k_of: dict[str, int], r_of: dict[str, int], periods: tuple[Period, ...]) -> Markets:
    """Every step with the most that it takes or gives in each period."""
    table = chain.tables["markets"]
    side = table["side"].to_list()
    old = scrap(chain, k_of, r_of, periods)
    quantity = number(table, "quantity")[:, None] * within(chain, table["period"].to_list(), periods)
    return Markets(
        row=np.concatenate([np.arange(table.height), old.row]),
        name=(*table["id"].to_list(), *old.name),
        side=(*side, *("scrap",) * len(old.name)),
        commodity=np.concatenate([codes(table["commodity"].to_list(), k_of), old.commodity]),
        region=np.concatenate([codes(table["region"].to_list(), r_of), old.region]),
        sign=np.array([SIGN[s] for s in side] + [1] * len(old.name), dtype=np.int64),
        quantity=np.concatenate([quantity, old.quantity]),
        price=np.concatenate([number(table, "price"), old.price]),
        since=np.concatenate([np.full(quantity.shape, np.nan), old.since]),
    )
