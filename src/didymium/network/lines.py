"""Lines that run something, their capacity over time, and the units that twins form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period, parse
from didymium.chain.each import each
from didymium.chain.holdings import controlled
from didymium.network.columns import FOREVER, codes, edges, number
from didymium.network.timing import overlap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """Lines ``[L]`` and units ``[U]``."""

    name: tuple[str, ...]  # [L]
    row: Ints  # [L] row in the lines table
    unit: Ints  # [L]
    region: Ints  # [L]
    capacity: Floats  # [L, T] nan where uncapped
    first: Ints  # [U] first line of each unit
    unit_capacity: Floats  # [U, T] inf where uncapped
    modes: tuple[tuple[tuple[str, float], ...], ...]  # [U] recipes, and capacity that a unit of activity takes


def lines(chain: Chain, r_of: dict[str, int], periods: tuple[Period, ...]) -> Lines:
    """Lines with a mode; twins (same region, stage, recipes and quotas, and nothing that names one alone) run as one."""
    t = chain.tables
    years = np.array([p.end - p.start for p in periods])
    running = set(t["modes"]["line"].to_list())
    all_lines = t["lines"]["id"].to_list()
    row = np.array([i for i, line in enumerate(all_lines) if line in running], dtype=np.int64)
    name = [all_lines[i] for i in row]
    table = t["lines"][row.tolist()] if len(row) else t["lines"].head(0)
    region_of = dict(zip(t["sites"]["id"].to_list(), t["sites"]["region"].to_list(), strict=True))
    region = codes([region_of[s] for s in table["site"].to_list()], r_of)
    start, end = edges(table, "start", "end", chain.settings.fiscal_start)
    open_share = overlap(start, end, periods) / years
    uncapped = table["uncapped"].fill_null(False).to_numpy().astype(bool)
    yearly: Floats = np.where(uncapped, np.nan, number(table, "capacity") * number(table, "availability"))
    capacity = yearly[:, None] * open_share * _ramped(chain, name, periods) * years

    modes: dict[str, list[tuple[str, float]]] = {line: [] for line in name}
    for line, recipe, use in each(t["modes"], "line", "recipe", "capacity_use"):
        modes[line].append((recipe, use))
    single, quota = _single_lines(chain), _quota_key(chain)
    keys: dict[object, int] = {}
    unit = np.empty(len(name), dtype=np.int64)
    for i, (line, stage) in enumerate(zip(name, table["stage"].to_list(), strict=True)):
        key: object = (region[i], stage, tuple(sorted(modes[line])), bool(uncapped[i]), quota.get(line, ()))
        unit[i] = keys.setdefault(line if line in single else key, len(keys))
    first = np.full(len(keys), -1, dtype=np.int64)
    first[unit[::-1]] = np.arange(len(name))[::-1]
    unit_capacity = np.zeros((len(keys), len(periods)))
    np.add.at(unit_capacity, unit, np.where(np.isnan(capacity), np.inf, capacity))
    ran = tuple(tuple(sorted(modes[name[i]])) for i in first.tolist())
    return Lines(tuple(name), row, unit, region, capacity, first, unit_capacity, ran)


def _ramped(chain: Chain, names: list[str], periods: tuple[Period, ...]) -> Floats:
    """Mean ramp factor of each line in each period ``[L, T]``: 1 before the first row of a line."""
    factor = np.ones((len(names), len(periods)))
    rows: dict[str, list[tuple[float, float]]] = {}
    table = chain.tables["ramps"]
    for line, label, value in zip(table["line"].to_list(), table["period"].to_list(), table["factor"].to_list(), strict=True):
        rows.setdefault(line, []).append((parse(label, chain.settings.fiscal_start).start, value))
    length = np.array([p.end - p.start for p in periods])
    for i, line in enumerate(names):
        if line in rows:
            steps = sorted(rows[line])
            starts = np.array([-FOREVER] + [s for s, _ in steps])
            ends = np.array([s for s, _ in steps] + [FOREVER])
            values = np.array([1.0] + [v for _, v in steps])
            factor[i] = values @ overlap(starts, ends, periods) / length
    return factor


def _single_lines(chain: Chain) -> set[str]:
    """Lines that are never merged with a twin: a project, a permit, or a row that names them hangs on each."""
    t = chain.tables
    named = set(t["projects"]["line"].to_list())
    for cell in t["projects"]["replaces"].drop_nulls().to_list():
        named.update(part.strip() for part in cell.split(";"))
    permitted = set(t["permits"]["site"].to_list())
    asked = {entity for name in ("targets", "calibration", "scored") for entity in t[name]["entity"].drop_nulls()}
    owners = {operator for entity in asked for operator in controlled(chain, entity)}
    entity = dict(zip(t["sites"]["id"].to_list(), t["sites"]["entity"].to_list(), strict=True))
    for line, site, load in each(t["lines"], "id", "site", "min_load"):
        if site in permitted or entity[site] in owners or load is not None:
            named.add(line)
    return named


def _quota_key(chain: Chain) -> dict[str, tuple[str, ...]]:
    """Line -> the quotas that it counts under, with the mode where only one counts."""
    rows = chain.tables["quota_members"].filter(pl.col("line").is_not_null())
    key: dict[str, tuple[str, ...]] = {}
    for quota, line, mode in each(rows, "quota", "line", "recipe"):
        key[line] = tuple(sorted((*key.get(line, ()), f"{quota}/{mode or ''}")))
    return key
