"""Backcast: one past year solved as it stood, set against what was observed.

Rows say what they are: *imposed* (a parameter is the observation), *inertia* (held by a priced pattern), *identity*
(the observation was derived from an input of the chain) and *scored* (a test of the model). Only scored rows count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import parse
from didymium.network.timing import overlap
from didymium.planning.face import ranges
from didymium.planning.measure import Measure, measure
from didymium.planning.price import shadow
from didymium.planning.solve import Plan, say_nothing, solve

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Backcast:
    """Rows (year, id, series, region, source, observed, model, low, high, error, kind, limit, persistence) and the unexplained
    balance (element, commodity, tonnes, share) of a year; ``plan`` is what the model did.

    ``low`` and ``high`` are the least and most that the model's quantity could be among all plans that cost the same; empty for a
    price, and where there is no end."""

    year: int
    rows: pl.DataFrame
    unexplained: pl.DataFrame
    plan: Plan


def backcast(chain: Chain, year: int, progress: Callable[[str], None] = say_nothing) -> Backcast:
    """Solve ``year`` and compare; errors are model over observed less one, persistence is last year's figure likewise.

    The year is cut into quarters where a comparison is for a part of it; a month takes its share of the quarter.
    A comparison without an observation of its own region, commodity and period is an error that names the row.
    """
    progress(f"backcast {year}")
    fiscal = chain.settings.fiscal_start
    spans = [parse(label, fiscal) for label in chain.tables["scored"]["period"].to_list()]
    parts = any(year <= s.start < year + 1 and s.end - s.start < 1 for s in spans)
    plan = solve(chain, quarters=4 if parts else 0, start=str(year), end=str(year), progress=progress, detail=False)
    observed = {
        (s, r, k, p): (value, source)
        for s, r, k, p, value, source in chain.tables["series"]
        .select("series", "region", "commodity", "period", "value", "source")
        .iter_rows()
    }
    rows: list[dict[str, object]] = []
    asked: list[Floats] = []  # a weight of each column for each quantity, whose range is asked at the end
    places: list[tuple[int, float]] = []  # the row of each and its factor
    for row in chain.tables["scored"].iter_rows(named=True):
        span = parse(row["period"], fiscal)
        if not year <= span.start < year + 1:
            continue
        key = (row["series"], row["series_region"], row["series_commodity"], row["period"])
        if key not in observed:
            raise KeyError(
                f"{row['_file']}:{row['_line']}: scored {row['id']}: no series row for {key}: add it to series.csv or mend the row"
            )
        value, source = observed[key]
        weight = overlap(np.array([span.start]), np.array([span.end]), plan.live.lp.network.periods)[0] / plan.live.lp.network.length
        weight = np.round(weight, 12)
        what = _measured(plan, row)
        if what is None:
            model = _price(plan, row, weight) * row["factor"]
        else:
            model = float(what.value(plan.solution.x, plan.live.lp.columns) @ weight) * row["factor"]
            asked.append(what.weights(plan.live.lp.columns, weight, len(plan.live.lp.cost)))
            places.append((len(rows), row["factor"]))
        before = observed.get((*key[:3], str(year - 1))) if row["period"] == str(year) else None
        rows.append(
            {
                "year": year,
                "id": row["id"],
                "series": row["series"],
                "region": row["region"],
                "source": source,
                "observed": value,
                "model": model,
                "low": None,
                "high": None,
                "error": model / value - 1.0 if value else None,
                "kind": row["kind"],
                "limit": row["limit"],
                "persistence": before[0] / value - 1.0 if before is not None and value else None,
            }
        )
    for (at, factor), ends in zip(places, ranges(plan.live, plan.solution, asked), strict=True):
        found = [None if end is None else end * factor for end in ends]
        rows[at] |= {"low": found[0], "high": found[1]}
    words = dict.fromkeys(("id", "series", "region", "source"), pl.String)
    numbers = dict.fromkeys(("observed", "model", "low", "high", "error"), pl.Float64)
    schema = {"year": pl.Int64, **words, **numbers, "kind": pl.String, "limit": pl.Float64, "persistence": pl.Float64}
    table = chain.tables["residuals"]
    unexplained = table.select("element", "commodity", "period", "tonnes", "share")
    return Backcast(year, pl.DataFrame(rows, schema=schema), unexplained, plan)


def _price(plan: Plan, row: dict[str, object], weight: Floats) -> float:
    """The model's price for a comparison row; ``weight`` is the share of each grid period inside the row's ``[T]``."""
    lp = plan.live.lp
    node = lp.network.node().get((lp.network.commodities.index(str(row["commodity"])), lp.network.regions.index(str(row["region"]))))
    return float("nan") if node is None else float(shadow(lp, plan.solution)[node] @ weight / weight.sum())


def _measured(plan: Plan, row: dict[str, object]) -> Measure | None:
    """The columns behind a comparison row; None for a price."""
    if row["measure"] == "price":
        return None
    words = [None if row[name] is None else str(row[name]) for name in ("commodity", "region", "entity", "stage")]
    return measure(plan.live.lp.network, str(row["measure"]), *words)
