"""Make the observations that hindcasts are scored on, from a folder of graded facts.

    python -m tools.hindcast_data FACTS src/didymium/disruption/hindcasts

Chinese magnet exports stop at July 2025: later months are held out for the forecast. The same facts give the same files.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from tools.world.book import Source, derived, of
from tools.world.facts import Facts
from tools.world_2009 import GOODS, trade

HEADER = ("series", "region", "item", "period", "value", "unit", "source", "source_year", "grade", "note")
LAST = "2025-07"  # last month of magnet exports that may be read
YEARS = range(2005, 2013)
PLACES = ("JPN", "USA", "EUR", "ROW")

#: oxide prices of the time by the same publisher: Lynas' table for 2007-09, analyst recall of its later averages
ELEMENTS = ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Tb", "Dy")

Rows = list[tuple[str, ...]]


def row(series: str, region: str, item: str, period: str, value: float, unit: str, source: Source) -> tuple[str, ...]:
    """One observation."""
    return (series, region, item, period, f"{value:.8g}", unit, source.text, source.year, source.grade, source.note)


def quota_years(folder: Path) -> Rows:
    """2005 to 2012: Chinese exports and unit values by place and good, oxide prices, the US unit value."""
    facts, rows = Facts(folder), []
    tonnes, value = trade(folder)
    baci = derived("CEPII BACI", 2026)
    for year in YEARS:
        for place in (*PLACES, "world"):
            keys = [(year, p, good) for p in (PLACES if place == "world" else (place,)) for good in GOODS.values()]
            q, v = sum(tonnes[k] for k in keys), sum(value[k] for k in keys)
            rows.append(row("exports", place, "all", str(year), q, "t", baci))
            rows.append(row("unit value", place, "all", str(year), v / q, "USD/kg", baci))
        for good in GOODS.values():
            q, v = (sum(table[year, p, good] for p in PLACES) for table in (tonnes, value))
            rows.append(row("exports", "world", good, str(year), q, "t", baci))
            rows.append(row("unit value", "world", good, str(year), v / q, "USD/kg", baci))
    for element in ELEMENTS:
        for year in (2009, 2010, 2011, 2012):
            found = facts.price(element, year)
            if found is not None and found["value"]:
                rows.append(row("oxide price", "CHN", element, str(year), float(found["value"]), "USD/kg", of(found, "FOB China")))
    for fact in facts.rows("prices"):
        if fact["product"] == "REO basket" and fact["basis"] == "US unit value" and fact["period"] in ("2009", "2010", "2011", "2012"):
            rows.append(row("US unit value", "USA", "all", fact["period"], float(fact["value"]), "USD/kg", of(fact, "")))
    return rows


def licence_months(folder: Path) -> Rows:
    """2024 and 2025: magnet exports by month, asks, stoppages."""
    facts, rows = Facts(folder), []
    for fact in facts.rows("trade_magnets"):
        month = fact["period"]
        if (
            fact["exporter"] == "China"
            and fact["hs_code"] == "850511"
            and len(month) == 7
            and "2023" <= month <= LAST
            and fact["quantity_t"]
        ):
            place = {"World": "world", "USA": "USA"}.get(fact["importer"])
            if place is not None:
                rows.append(row("magnet exports", place, "all", month, float(fact["quantity_t"]), "t", of(fact, fact["note"])))
    for month in ("2025-04", "2025-05"):
        fact = facts.production("magnet_exports", "China", month, group="World")
        rows.append(row("magnet exports", "world", "all", month, float(fact["value"]), "t", of(fact, fact["note"])))
    press = "China customs through trade press 2025"
    total = derived(press, 2025, "January to May 19,132 t less April and May")
    rows.append(row("magnet exports", "world", "all", "2025Q1", 15265, "t", total))
    for month, was in (("2024-05", 4762), ("2024-06", 5150), ("2024-08", 5326)):
        rows.append(row("magnet exports", "world", "all", month, was, "t", derived(press, 2025, "from the change on the year")))
    for month, was, note in (
        ("2024-04", 4765, "January to May of 2024 (22,384 t) less May and February: a third of it"),
        ("2024-11", 5187, "the year less ten months: a half of it"),
        ("2024-12", 5187, "the year less ten months: a half of it"),
    ):
        rows.append(row("magnet exports", "world", "all", month, was, "t", derived(press, 2025, note)))
    for event in facts.rows("policy_events"):
        if event["event_id"] == "ctl2025apr" and event["observed_metric"] in ("Europe Dy2O3 price USD/kg", "Europe Tb4O7 price USD/kg"):
            element, note = event["observed_metric"][7:9], "ask over the price before; a few transactions"
            rows.append(
                row(
                    "ask ratio", "EUR", element, "2025-05", float(event["value_after"]) / float(event["value_before"]), "1", of(event, note)
                )
            )
    trader = Source("Benchmark through trade press", "2025", "company", "NdPr oxide in Europe 5 % below China")
    rows.append(row("regional price ratio", "EUR", "NdPr", "2025-07", 0.95, "1", trader))
    weighted = Source("Adamas Intelligence through trade press", "2026", "company", "96 % of Dy oxide changed hands at about 224 USD/kg")
    rows.append(row("share traded near the old price", "world", "Dy", "2025", 0.96, "1", weighted))
    smm = Source("SMM daily notes", "2025", "company", "domestic quote of 30 April over that of 26 March")
    rows.append(row("domestic price ratio", "CHN", "Dy", "2025-04", 1600 / 1645, "1", smm))
    rows.append(row("domestic price ratio", "CHN", "Tb", "2025-04", 6735 / 6490, "1", smm))
    komis = Source("KOMIS FOB China daily series", "2026", "company", "30 May over 3 April")
    rows.append(row("fob price ratio", "CHN", "Nd", "2025-05", 61.1 / 61.59, "1", komis))
    rows.append(row("fob price ratio", "CHN", "Ce", "2025-05", 1.0, "1", komis))
    press = "Reuters and CLEPA through trade press"
    stops = (
        ("JPN", 7.4, "Suzuki stopped a model on 26 May 2025, day 52"),
        ("EUR", 8.7, "supplier plants down by 4 June 2025, day 61: at the latest"),
        ("USA", 6.0, "a Ford plant in Chicago idle for a week in May 2025: middle of the weeks 4 to 8"),
    )
    for place, week, note in stops:
        rows.append(row("first short week of car plants", place, "all", "2025", week, "week", Source(press, "2025", "company", note)))
    return rows


def write(path: Path, rows: Rows) -> None:
    """One CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    write(Path(sys.argv[2]) / "observed_2010.csv", quota_years(Path(sys.argv[1])))
    write(Path(sys.argv[2]) / "observed_2025.csv", licence_months(Path(sys.argv[1])))
