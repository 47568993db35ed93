"""Orders, suppliers' market, tolls, closings: an honest purchasing office, and one order that was cut in pieces."""

from __future__ import annotations

from calendar import monthrange

import numpy as np

from tools.works_ops.calendar import FIRST, MONTHS, month, table
from tools.works_ops.faults import Faults

LIMIT = 50_000.0  # USD that the head of purchasing may approve alone
#: item -> unit, market price, suppliers, orders a month, usual value in USD
ITEMS: dict[str, tuple[str, float, tuple[str, ...], float, float]] = {
    "acid": ("t", 95.0, ("Tarn Supply", "Corrie Chemicals", "Lowe Acids"), 4.0, 16000.0),
    "ammonia": ("t", 420.0, ("Corrie Chemicals", "Vale Trading"), 3.0, 20000.0),
    "anodes": ("t", 1900.0, ("Vale Trading", "Skerry Carbon"), 2.0, 9000.0),
    "fluoride": ("t", 2100.0, ("Skerry Carbon", "Corrie Chemicals"), 1.5, 7000.0),
    "pumps": ("piece", 6400.0, ("Orrin Spares", "Fell Machines"), 2.5, 14000.0),
    "filters": ("piece", 310.0, ("Orrin Spares", "Fell Machines"), 4.0, 4000.0),
    "haulage": ("t", 24.0, ("Brae Freight", "Moor Lines"), 4.0, 11000.0),
}
PEOPLE = ("requested_by", "approved_by")
HEAD = ("id", "ordered", "entered", "period", "supplier", "item", "quantity", "unit", "price", "limit", "bids", *PEOPLE)
STAFF = ("N. Abel", "O. Birk", "S. Crane", "T. Dunn")
SPREAD = 0.06  # of single prices around the market
TOLLER, FED, GUARANTEED, YIELD, YIELD_SD = "Fjord Recycling", 5.0, 0.94, 0.955, 0.006


def buying(rng: np.random.Generator, faults: Faults) -> dict[str, str]:
    """Tables ``purchases``, ``benchmarks``, ``interests``, ``tolls`` and ``closings``."""
    orders: list[tuple[str, list[object]]] = []
    market: list[list[object]] = []
    level = dict.fromkeys(ITEMS, 0.0)
    for t in range(MONTHS):
        for item, (unit, usual, suppliers, often, value) in ITEMS.items():
            level[item] = 0.9 * level[item] + rng.normal(0, 0.02)
            price = usual * np.exp(level[item])
            market.append([item, month(t), float(price), SPREAD])
            for _ in range(int(rng.poisson(often))):
                supplier = suppliers[rng.integers(len(suppliers))]
                worth = float(value * rng.lognormal(0, 0.6))
                orders.append(_order(rng, t, None, item, supplier, unit, price * np.exp(rng.normal(0, SPREAD)), worth))
            if item == faults.bought and t == faults.split_month and faults.parts:
                asked = STAFF[rng.integers(len(STAFF))]
                for k in range(faults.parts):
                    worth = float(rng.uniform(0.7, 0.97) * LIMIT)
                    paid = price * np.exp(rng.normal(0, SPREAD))
                    orders.append(_order(rng, t, faults.split_day + 3 * k, item, faults.supplier, unit, paid, worth, asked))
    orders.sort(key=lambda o: o[0])
    numbered = [[f"o{i + 1}", *row] for i, (_, row) in enumerate(orders)]
    tolls = [
        ["swarf", month(t), TOLLER, FED, FED * (YIELD + YIELD_SD * rng.standard_normal()), YIELD_SD, GUARANTEED] for t in range(MONTHS)
    ]
    return {
        "purchases": table(HEAD, numbered),
        "benchmarks": table(("item", "period", "price", "sd"), market),
        "interests": table(("person", "supplier"), [["S. Crane", "Hollow Timber"]]),
        "tolls": table(("contract", "period", "custodian", "fed", "returned", "sd", "guaranteed"), tolls),
        "closings": table(("period", "closed"), [[month(t), f"{FIRST + (t + 1) // 12}-{(t + 1) % 12 + 1:02d}-12"] for t in range(MONTHS)]),
    }


def _order(
    rng: np.random.Generator,
    t: int,
    day: int | None,
    item: str,
    supplier: str,
    unit: str,
    price: float,
    worth: float,
    asked: str | None = None,
) -> tuple[str, list[object]]:
    """An order by its day; a piece is a piece, and what is dear is approved higher up."""
    whole = int(worth / price) if asked else round(worth / price)  # who splits an order keeps its parts under the limit
    quantity = max(1.0, whole) if unit == "piece" else round(worth / price, 2)
    length = monthrange(FIRST + t // 12, t % 12 + 1)[1]
    on = int(rng.integers(1, length + 1)) if day is None else min(day, length)
    written = min(on + int(rng.integers(0, 4)), length)
    value = quantity * price
    bids = int(rng.integers(1, 4)) if value < 10_000 else int(rng.integers(2, 5))
    by = asked or STAFF[rng.integers(len(STAFF))]
    above = value >= LIMIT
    row = [
        f"{month(t)}-{on:02d}",
        f"{month(t)}-{written:02d}",
        month(t),
        supplier,
        item,
        quantity,
        unit,
        float(price),
        None if above else LIMIT,
        1 if asked else bids,
        by,
        "director" if above else "head of purchasing",
    ]
    return row[0], row
