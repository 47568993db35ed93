"""The facts: graded CSV files in one folder, read once."""

from __future__ import annotations

import csv
from functools import cached_property
from pathlib import Path

Row = dict[str, str]


class Facts:
    """Rows of the fact files by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, name: str) -> list[Row]:
        """All rows of a file."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def sites(self) -> dict[str, Row]:
        """Sites by id."""
        return {row["site_id"]: row for row in self.rows("sites")}

    @cached_property
    def compositions(self) -> dict[str, dict[str, Row]]:
        """Rows by deposit and element."""
        found: dict[str, dict[str, Row]] = {}
        for row in self.rows("deposits_composition"):
            if row["reo_pct_normalised"]:
                found.setdefault(row["deposit_id"], {})[row["element"]] = row
        return found

    @cached_property
    def _production(self) -> list[Row]:
        return self.rows("production")

    def production(self, series: str, region: str, period: str, product: str = "", group: str = "") -> Row:
        """The one row of a production series. Raises ``LookupError`` unless exactly one fits."""
        found = [
            r
            for r in self._production
            if r["series"] == series
            and r["region"] == region
            and r["period"] == period
            and (not product or r["product"] == product)
            and (not group or r["group_or_partner"] == group)
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} rows for {series}, {region}, {period}, {product}, {group}")
        return found[0]

    @cached_property
    def demand(self) -> list[Row]:
        """Demand rows."""
        return self.rows("demand")

    def wanted(self, series: str, use: str, item: str = "", period: str = "", region: str = "World") -> Row:
        """The one row of a demand series. Raises ``LookupError`` unless exactly one fits."""
        found = [
            r
            for r in self.demand
            if r["series"] == series
            and r["end_use"] == use
            and r["region"] == region
            and (not item or r["item"] == item)
            and (not period or r["period"] == period)
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} rows for {series}, {use}, {item}, {period}")
        return found[0]

    def price(self, product: str, year: int) -> Row | None:
        """The yearly FOB price of an oxide, None where none is quoted."""
        basis = "ex-works China" if product == "Sc" else "FOB China annual average"
        for r in self._prices:
            if r["product"] == product and r["form"] == "oxide" and r["basis"] == basis and r["period"] == str(year):
                return r
        return None

    @cached_property
    def _prices(self) -> list[Row]:
        return self.rows("prices")

    @cached_property
    def quarters(self) -> list[Row]:
        """Rows of company quarters."""
        return self.rows("company_quarters")

    def quarter(self, company: str, period: str, metric: str, product: str) -> Row:
        """A figure of a company and period: the first row that fits. Raises ``LookupError`` where there is none."""
        for r in self.quarters:
            if r["company"] == company and r["fiscal_period"] == period and r["metric"] == metric and r["product"] == product:
                return r
        raise LookupError(f"no {metric} of {product}, {company}, {period}")
