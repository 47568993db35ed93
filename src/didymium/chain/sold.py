"""What was put into use when: past inflows, then the chain's own demand as it is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain.calendar import Period, parse
from didymium.chain.content import ELEMENTS, contents
from didymium.chain.each import each
from didymium.chain.model import Finding
from didymium.chain.timeline import lay

Floats = NDArray[np.float64]
Tables = dict[str, pl.DataFrame]
Place = tuple[str, str]  # commodity, region


@dataclass(frozen=True)
class Sold:
    """Goods put into use: cohorts that join up ``[C]``, places ``[G]``, units per year ``rate[G, C]``.

    ``rate`` is nan where neither an inflow nor a demand says anything.
    """

    cohorts: tuple[Period, ...]
    places: tuple[Place, ...]
    rate: Floats


def sold(tables: Tables, fiscal: int) -> Sold:
    """Every good with a life in every region that bought it: ``inflows``, and ``demands`` where they are silent.

    Demand counts as wanted, met or not: scrap must not depend on the plan that it feeds, and lives are long beside a
    horizon. Where labels overlap the finest counts.
    """
    goods = set(tables["lives"]["commodity"].to_list())
    rows = [
        (place, parse(label, fiscal), quantity, name == "inflows")
        for name in ("inflows", "demands")
        for *place, label, quantity in each(tables[name], "commodity", "region", "period", "quantity")
        if place[0] in goods
    ]
    places = tuple(dict.fromkeys((good, region) for (good, region), *_ in rows))
    at = {place: g for g, place in enumerate(places)}
    edges, row = lay(
        np.array([at[good, region] for (good, region), *_ in rows], dtype=np.int64),
        np.array([span.start for _, span, *_ in rows]),
        np.array([span.end for _, span, *_ in rows]),
        [past for *_, past in rows],
    )
    cohorts = tuple(Period(f"{a:g}", float(a), float(b)) for a, b in pairwise(edges))
    quantity = np.array([*(quantity for _, _, quantity, _ in rows), np.nan])
    return Sold(cohorts, places, quantity[row])


def rows_of(lives: pl.DataFrame) -> dict[Place, list[int]]:
    """Rows of ``lives`` for a good in a region, or under region ``""`` for every region without a row of its own."""
    found: dict[Place, list[int]] = {}
    for i, (good, region) in enumerate(each(lives, "commodity", "region")):
        found.setdefault((good, region or ""), []).append(i)
    return found


def lives_at(found: dict[Place, list[int]], lives: pl.DataFrame, place: Place) -> list[int]:
    """Rows that hold at a place: its own ones, and the general ones for scrap that it has no row for."""
    own = found.get(place, [])
    named = {lives["scrap"][i] for i in own}
    return own + [i for i in found.get((place[0], ""), []) if lives["scrap"][i] not in named]


def leaves(tables: Tables) -> set[Place]:
    """Scrap that can come back, and where."""
    found = rows_of(tables["lives"])
    scrap = tables["lives"]["scrap"].to_list()
    goods = {good for good, _ in found}
    places = {place for name in ("inflows", "demands") for place in each(tables[name], "commodity", "region")}
    return {(scrap[i], place[1]) for place in places if place[0] in goods for i in lives_at(found, tables["lives"], place)}


def findings(tables: Tables, fiscal: int) -> list[Finding]:
    """Gaps in the history of what was sold, goods without history or life, and scrap that holds more than its good."""
    if tables["lives"].height == 0 and tables["inflows"].height == 0:
        return []
    return [*_gaps(tables, fiscal), *_lifeless(tables), *_silent(tables), *_heavy(tables)]


def _at(severity: str, table: str, row: dict[str, object], column: str, message: str, fix: str) -> Finding:
    return Finding(severity, table, str(row["_file"]), int(str(row["_line"])), column, message, fix)


def _gaps(tables: Tables, fiscal: int) -> list[Finding]:
    """Years between two inflows, or between the last inflow and the first demand, of which nothing is said."""
    history = sold(tables, fiscal)
    first_demand: dict[Place, float] = {}
    for good, region, label in each(tables["demands"], "commodity", "region", "period"):
        start = parse(label, fiscal).start
        first_demand[good, region] = min(start, first_demand.get((good, region), start))
    rows = {(r["commodity"], r["region"]): r for r in tables["inflows"].iter_rows(named=True)}
    found = []
    for g, place in enumerate(history.places):
        if place not in rows:
            continue
        known = np.flatnonzero(np.isfinite(history.rate[g]))
        inside = [
            c
            for c in range(known[0], known[-1])
            if np.isnan(history.rate[g, c]) and history.cohorts[c].start < first_demand.get(place, np.inf)
        ]
        for run in np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1) if inside else []:
            a, b = history.cohorts[run[0]].start, history.cohorts[run[-1]].end
            message = f"nothing is said about {place[0]} sold in {place[1]} between {a:g} and {b:g}"
            fix = "write the inflow of these years, 0 where nothing was sold; if nobody knows it, grade your assumption assumed"
            found.append(_at("error", "inflows", rows[place], "period", message, fix))
    return found


def _lifeless(tables: Tables) -> list[Finding]:
    """Inflows of goods that have no life are never read."""
    known = set(tables["lives"]["commodity"].to_list())
    seen: set[str] = set()
    found = []
    for row in tables["inflows"].iter_rows(named=True):
        if row["commodity"] not in known and row["commodity"] not in seen:
            seen.add(row["commodity"])
            message = f"{row['commodity']} has no row in lives: what was sold of it never comes back"
            found.append(_at("warning", "inflows", row, "commodity", message, "add its life to lives, or delete these rows"))
    return found


def _silent(tables: Tables) -> list[Finding]:
    """Goods with a life of which no sale before the first demand is known: their scrap is too little."""
    known = set(tables["inflows"]["commodity"].to_list())
    found = []
    for row in tables["lives"].unique("commodity", keep="first", maintain_order=True).iter_rows(named=True):
        if row["commodity"] not in known:
            message = f"no inflow of {row['commodity']} is known: only what the chain's demand puts into use comes back"
            found.append(_at("warning", "lives", row, "commodity", message, "write what was sold in past years into inflows"))
    return found


def _heavy(tables: Tables) -> list[Finding]:
    """Scrap holds no more of an element than its good: what it contains, or what the recipes that make it are fed."""
    if tables["lives"].height == 0:
        return []
    inside = contents(tables["commodities"], tables["compositions"])
    k_of = {k: i for i, k in enumerate(tables["commodities"]["id"].to_list())}
    most = inside.copy()
    fed: dict[str, Floats] = {}
    made: dict[str, list[tuple[str, float]]] = {}
    flows = tables["recipe_flows"].select("recipe", "commodity", "direction", "amount", "recovery")
    for recipe, good, direction, amount, recovery in flows.iter_rows():
        if direction == "in":
            fed[recipe] = fed.get(recipe, np.zeros(len(ELEMENTS))) + amount * inside[k_of[good]]
        elif amount * recovery > 0:
            made.setdefault(good, []).append((recipe, amount * recovery))
    for good, recipes in made.items():
        if not inside[k_of[good]].any():
            parts = [fed.get(recipe, np.zeros(len(ELEMENTS))) / amount for recipe, amount in recipes]
            most[k_of[good]] = np.max(parts, axis=0)
    found = []
    for row in tables["lives"].iter_rows(named=True):
        has, leaves = most[k_of[row["commodity"]]], row["scrap_per_unit"] * inside[k_of[row["scrap"]]]
        over = np.flatnonzero(leaves > has * 1.01 + 1e-9)
        if has.any() and over.size:
            e = int(over[np.argmax(leaves[over] - has[over])])
            message = f"a unit of {row['commodity']} leaves {leaves[e]:.4g} t {ELEMENTS[e]} as scrap and holds {has[e]:.4g} t today"
            severity = "error" if inside[k_of[row["commodity"]]].any() else "warning"
            fix = "lower scrap_per_unit, or name a scrap that holds less; older goods may hold more: then say so in the note"
            found.append(_at(severity, "lives", row, "scrap_per_unit", message, fix))
    return found
