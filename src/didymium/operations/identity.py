"""The accounting identity that a bridge explains, on any mixture of two states.

    result = sum_p W_g(p) * grade * recovery * mix_p * price_p * rate + revenue that nobody split
             - W * transfer price * rate - W * (reagents + energy per t of W) * rate + other income * rate

``W_g = sold_g / (grade * recovery)`` is the feed behind what was sold of basis ``g`` (tonnes sold, where grade and recovery
are not known), and ``mix_p`` the share of a product in the tonnes sold on its basis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FACTORS = (
    "volume",
    "mix",
    "grade",
    "recovery",
    "price",
    "transfer_price",
    "exchange_rate",
    "reagent",
    "energy",
    "other_income",
    "not_split",
)
COSTS = ("transfer_price", "reagent", "energy")
LUMPS = ("other_income", "not_split")


@dataclass(frozen=True)
class Side:
    """One state: tonnes sold and price by product ``[P]`` (currency per t), rates to the currency of the review ``[P]``.

    ``amounts``: transfer price per t of feed; reagents, energy, other income and revenue not split in m. ``rates`` of these.
    """

    sold: Floats
    price: Floats
    rate: Floats
    grade: float
    recovery: float
    amounts: dict[str, float]
    rates: dict[str, float]


@dataclass(frozen=True)
class Pair:
    """Two states of one entity with products in the same order; ``basis`` numbers the basis of each product ``[P]``."""

    base: Side
    now: Side
    products: tuple[str, ...]
    basis: NDArray[np.int64]
    factors: tuple[str, ...]

    def __post_init__(self) -> None:
        if any(c in self.factors for c in COSTS) and len(set(self.basis.tolist())) > 1:
            raise ValueError("costs cannot be charged to tonnes on several bases")


def value(pair: Pair, on: Bools) -> Floats:
    """The result in m ``[M]`` when the factors that are ``on`` ``[M, len(FACTORS)]`` stand as now, the others as before.

    >>> amounts = {"other_income": 0.0}
    >>> one = Side(np.array([3000.0]), np.array([50e3]), np.ones(1), 1.0, 1.0, amounts, {"other_income": 1.0})
    >>> two = Side(np.array([2000.0]), np.array([80e3]), np.ones(1), 1.0, 1.0, amounts, {"other_income": 1.0})
    >>> pair = Pair(one, two, ("all",), np.zeros(1, dtype=np.int64), ("volume", "price"))
    >>> value(pair, np.array([[False] * 11, [True] + [False] * 10, [True] * 11])).tolist()
    [150.0, 100.0, 160.0]
    """
    a, b = pair.base, pair.now
    at = {name: on[:, [i]] for i, name in enumerate(FACTORS)}

    def pick(factor: str, old: object, new: object) -> Floats:
        return np.asarray(np.where(at[factor], np.asarray(new, dtype=float), np.asarray(old, dtype=float)), dtype=float)

    grade, recovery = pick("grade", a.grade, b.grade), pick("recovery", a.recovery, b.recovery)
    feed = pick("volume", _feed(pair, a), _feed(pair, b))  # [M, G]
    mixes = _mix(pair, a), _mix(pair, b)
    # a basis of which nothing was sold on one side has no mix there: it is taken at that of the other
    mix = pick("mix", np.where(np.isnan(mixes[0]), mixes[1], mixes[0]), np.where(np.isnan(mixes[1]), mixes[0], mixes[1]))
    price = pick("price", a.price, b.price) * pick("exchange_rate", a.rate, b.rate)
    sold = feed[:, pair.basis] * grade * recovery * np.nan_to_num(mix)
    found = (sold * price).sum(axis=1) / 1e6
    for name in LUMPS:
        if name in pair.factors:
            amount = pick(name, a.amounts[name], b.amounts[name])
            found = found + (amount * pick("exchange_rate", a.rates[name], b.rates[name]))[:, 0]
    whole = feed.sum(axis=1) if len(pair.products) else np.ones(len(on))
    for name in COSTS:
        if name in pair.factors:
            per = pick(name, *(_per_tonne(pair, side, name) for side in (a, b))) * pick("exchange_rate", a.rates[name], b.rates[name])
            found = found - whole * per[:, 0]
    return np.asarray(found, dtype=float)


def _feed(pair: Pair, side: Side) -> Floats:
    """Feed behind what was sold, by basis ``[G]``."""
    sold = np.bincount(pair.basis, weights=side.sold, minlength=int(pair.basis.max(initial=-1)) + 1)
    return np.asarray(sold / (side.grade * side.recovery), dtype=float)


def _mix(pair: Pair, side: Side) -> Floats:
    """Share of each product in the tonnes of its basis ``[P]``; NaN where the basis sold nothing."""
    sold = np.bincount(pair.basis, weights=side.sold, minlength=int(pair.basis.max(initial=-1)) + 1)[pair.basis]
    return np.asarray(np.divide(side.sold, sold, out=np.full(len(side.sold), np.nan), where=sold > 0), dtype=float)


def _per_tonne(pair: Pair, side: Side, name: str) -> float:
    """Cost in m per t of feed behind what was sold; the whole amount where no product has tonnes."""
    if name == "transfer_price":
        return side.amounts[name] / 1e6
    whole = float(_feed(pair, side).sum()) if len(pair.products) else 1.0
    if whole <= 0:
        raise ValueError(f"{name} cannot be charged: nothing was sold")
    return side.amounts[name] / whole
