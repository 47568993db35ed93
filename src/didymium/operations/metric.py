"""What is measured: kind of unit, whether periods add up, and what it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """A metric; ``kind`` of its unit: money, price (money a mass), mass, fraction or rate (currency a currency).

    ``adds`` where the year is the sum of its quarters; ``signed`` where it may be negative.
    """

    name: str
    kind: str
    adds: bool
    meaning: str
    signed: bool = False


_ROWS = (
    Metric("revenue", "money", True, "sales of the entity (all) or of a product"),
    Metric("sold", "mass", True, "tonnes sold"),
    Metric("price", "price", False, "average selling price; of all: revenue over tonnes sold"),
    Metric("made", "mass", True, "tonnes made"),
    Metric("opening_stock", "mass", False, "stock at the start of the period; in records it must be the closing stock before"),
    Metric("closing_stock", "mass", False, "stock at its end"),
    Metric("grade", "fraction", False, "what is counted as product in a tonne of feed"),
    Metric("recovery", "fraction", False, "part of it that reaches the products"),
    Metric("transfer_price", "price", False, "price of a tonne of feed bought inside the group"),
    Metric("exchange_rate", "rate", False, "AUD/USD is how many AUD a USD costs"),
    Metric("reagent", "money", True, "reagents of the period"),
    Metric("energy", "money", True, "energy of the period"),
    Metric("other_income", "money", True, "income beside sales, such as price support", signed=True),
    Metric("cash_receipts", "money", True, "cash received from customers"),
    Metric("net_profit", "money", True, "profit after tax", signed=True),
)

METRICS: dict[str, Metric] = {m.name: m for m in _ROWS}
