"""Instability of suppliers in a year: of countries as published, of the regions of a chain as the mean of theirs."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib import resources

import polars as pl

from didymium.disruption.statistics import Statistics


@cache
def countries() -> dict[str, tuple[str, ...]]:
    """Countries behind each region that is none itself.

    >>> countries()["SEA"]
    ('THA', 'PHL')
    """
    text = resources.files("didymium.disruption").joinpath("data", "region_countries.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        found[row["region"]] = (*found.get(row["region"], ()), row["country"])
    return found


def instability(tables: Statistics, partners: Iterable[str], year: int) -> tuple[dict[str, float], list[str]]:
    """Instability (0 to 1) of the partners that are known, Taiwan among them, and remarks for the reader.

    A year after the last one published takes the last. Regions of several countries take the plain mean.

    >>> from didymium.disruption.statistics import statistics
    >>> known, notes = instability(statistics(), ["CHN", "EUR"], 2024)
    >>> sorted(known), notes
    (['CHN', 'EUR', 'TWN'], [])
    """
    table, notes = tables.governance, []
    last = int(str(table["year"].max()))
    if year > last:
        notes.append(f"governance of {last}, the last published, stands for {year}")
        year = last
    published = dict(table.filter(pl.col("year") == year).select("country", "instability").iter_rows())
    known, missing = {}, []
    for partner in sorted({*partners, "TWN"}):
        members = [published[c] for c in countries().get(partner, (partner,)) if c in published]
        if members:
            known[partner] = sum(members) / len(members)
        elif partner not in ("TWN", "S19"):
            missing.append(partner)
    if missing:
        notes.append(f"no governance figure for {', '.join(missing)}: counted as 0.5")
    return known, notes
