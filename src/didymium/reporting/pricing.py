"""Prices as intervals, per kg where a price is per tonne. Shadow prices are not market prices."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.reporting.input import BriefInput
from didymium.reporting.number import per_kg, span


@dataclass(frozen=True)
class Price:
    """The interval of one price at the end of one year."""

    commodity: str
    name: str
    region: str
    region_name: str
    period: str
    low: float | None
    value: float | None
    high: float | None
    unit: str
    calibrated: bool
    at_least: bool

    @property
    def text(self) -> str:
        """The interval in words, without the unit."""
        return span(self.low, self.high, self.at_least) + (" (calibrated)" if self.calibrated else "")


def prices(b: BriefInput) -> list[Price]:
    """Prices in the order of the grid, the dearest commodity first, its regions together."""
    order = [p.label for p in b.periods]
    found = []
    for r in b.table("price").iter_rows(named=True):
        unit = r["unit"] or ""
        low, shown = per_kg(r["low"], unit)
        value, high = per_kg(r["value"], unit)[0], per_kg(r["high"], unit)[0]
        found.append(
            Price(
                commodity=r["commodity"],
                name=b.name("commodities", r["commodity"]),
                region=r["region"],
                region_name=b.name("regions", r["region"]),
                period=r["period"],
                low=low,
                value=value,
                high=high,
                unit=shown,
                calibrated=bool(r["calibrated"]),
                at_least=bool(r["at_least"]),
            )
        )
    dearest: dict[str, float] = {}
    for p in found:
        dearest[p.commodity] = max(dearest.get(p.commodity, 0.0), p.value or 0.0)

    def key(p: Price) -> tuple[int, float, str, str]:
        return (order.index(p.period) if p.period in order else len(order), -dearest[p.commodity], p.commodity, p.region)

    return sorted(found, key=key)


def periods(b: BriefInput) -> list[str]:
    """Periods that have prices, in the order of the grid."""
    return list(dict.fromkeys(p.period for p in prices(b)))
