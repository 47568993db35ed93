"""Prices as intervals, per kg where a price is per tonne. Shadow prices are not market prices."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.reporting.holding import MAGNET
from didymium.reporting.input import BriefInput
from didymium.reporting.number import listed, per_kg, span


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
    def interval(self) -> str:
        """The interval in words, without the unit."""
        return span(self.low, self.high, self.at_least)

    @property
    def text(self) -> str:
        """The interval in words and whether it is calibrated, without the unit."""
        return self.interval + (" (calibrated)" if self.calibrated else "")


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


def shown(b: BriefInput) -> list[str]:
    """Up to three commodities for a reader in a hurry: NdPr, Dy, Tb where their names say so, else the dearest."""
    names = dict.fromkeys((p.commodity, p.name) for p in prices(b))
    found: list[str] = []
    for symbol in MAGNET:
        words = {symbol.lower(), b.element(symbol).lower()}
        found += [c for c, n in names if words & {*c.lower().split("_"), n.lower().split(" ")[0]} and c not in found][:1]
    return (found + [c for c, _ in names if c not in found])[:3]


def verdict(b: BriefInput) -> str:
    """The finding in a sentence: the shown commodities in their first place at the first period; empty without prices."""
    every = prices(b)
    if not every:
        return ""
    first = every[0].period
    found = [next((p for p in every if p.commodity == goods and p.period == first), None) for goods in shown(b)]
    ones = [p for p in found if p is not None]
    places = {p.region_name for p in ones}
    where = f" in {ones[0].region_name}" if len(places) == 1 else ""
    parts = [f"{p.name} {p.interval} {p.unit}{'' if where else f' ({p.region_name})'}" for p in ones]
    fitted = sum(p.calibrated for p in ones)
    tail = "" if not fitted else "; calibrated, so no finding" if fitted == len(ones) else f"; {fitted} of these calibrated, so no finding"
    return f"What one more unit is worth to the plan in {first}{where}: {listed(parts)}{tail}"
