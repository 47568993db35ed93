"""The residual of 2024: what each scarce oxide lacks or has to spare at its observed price, and the steps around it."""

from __future__ import annotations

from pathlib import Path

from didymium.chain import load
from didymium.planning.residual import steps, unexplained
from tools.world.book import Book, assumed
from tools.world.facts import Facts
from tools.world.observed import CALIBRATED

YEAR = 2024
VAT = 0.13
#: share of the steps of supply above the observed price that is left in each year; none from 2030 on
FADE = {2024: 1.0, 2025: 1.0, 2026: 0.8, 2027: 0.6, 2028: 0.4, 2029: 0.2}


def prices(facts: Facts) -> dict[str, float]:
    """Price inside China without tax (USD/t): the FOB quote carries the value added tax that is not refunded."""
    found = {}
    for oxide in CALIBRATED:
        row = facts.price(oxide, YEAR)
        assert row is not None, oxide
        found[f"ox_{oxide}"] = round(1000 * float(row["value"]) / (1 + VAT), 2)
    return found


def write(book: Book, facts: Facts, folder: Path) -> None:
    """Solve 2024 with open trade at observed prices and add the residuals and the market steps."""
    at = prices(facts)
    found = unexplained(load(folder), YEAR, at, "CHN")
    for good, tonnes, _, share in found.iter_rows():
        note = assumed(f"chain of {YEAR} with open trade at {at[good] / 1000:,.1f} USD/kg in China: this is the gap in the data")
        book.add(
            "residuals",
            note,
            commodity=good,
            period=YEAR,
            element=good.removeprefix("ox_"),
            tonnes=round(tonnes, 1),
            share=round(share or 0.0, 4),
        )
    note = assumed(f"residual of {YEAR} carried on as a fixed flow, with steps of supply and demand around the observed price")
    for row in steps(found, at, "CHN"):
        if row["side"] != "sells":
            book.add("markets", note, **row)
            continue
        for year, left in FADE.items():
            faded = note.noting(
                f"{note.note}; {left:.0%} of the step in {year}: supply that no row of the chain explains fades as inertia does"
            )
            values = {**row, "id": f"{row['id']}_{year}", "period": year, "quantity": round(float(str(row["quantity"])) * left, 3)}
            book.add("markets", faded, **values)
