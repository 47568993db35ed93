"""The hindcast of 2010 to 2012: yearly Chinese exports and unit values by place, under the quota of July 2010.

The first half of 2010 is usual. A unit value is that of 2009 plus what the quota adds to every tonne, weighed by what is
shipped: the price of a quota is the same per kilogram for all goods.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import parse
from didymium.disruption.base import WEEKS
from didymium.disruption.behaviour import Behaviour
from didymium.disruption.engine import Block, Prepared, drawn, prepare, run
from didymium.disruption.event import read
from didymium.disruption.observed import declared, value
from didymium.disruption.score import Forecast

Floats = NDArray[np.float64]
CASE = "2010"
YEARS = ("2010", "2011", "2012")
PLACES = ("JPN", "USA", "EUR", "ROW")


@dataclass(frozen=True)
class Run:
    """Exports ``[years, D]`` (t) and unit values (USD/kg) by place and for the world; what the quota adds ``[years, D]``."""

    exports: dict[str, Floats]
    unit_value: dict[str, Floats]
    wedge: Floats
    ready: Prepared
    block: Block


def simulate(chain: Chain, draws: int, seed: int, how: Behaviour | None = None) -> Run:
    """Run the quota on ``chain`` (``world-2009``) and turn weeks into years."""
    event = read(declared(CASE)["event"])
    weeks = int(np.ceil((2013.0 - event.start.start) * WEEKS))
    ready = prepare(chain, event, weeks=weeks, how=how)
    block = run(ready, drawn(ready, draws, seed))
    spans = _spans(ready, weeks)
    shipped = {place: _usual_and_shipped(ready, block, place) for place in PLACES}
    exports, worth = {}, {}
    for place, (usual, sent) in shipped.items():
        before = np.array([max(event.start.start - parse(y).start, 0.0) for y in YEARS]) * WEEKS  # usual weeks of each year
        exports[place] = spans @ sent + (before * usual)[:, None]
        extra = spans @ (sent * block.wedge.astype(float)) / 1000.0
        was = value(CASE, "unit value", place, "all", "2009")
        assert was is not None
        worth[place] = was + np.divide(extra, exports[place], out=np.zeros_like(extra), where=exports[place] > 0)
    exports["world"] = sum((exports[p] for p in PLACES), np.zeros_like(exports["JPN"]))
    was = value(CASE, "unit value", "world", "all", "2009")
    assert was is not None
    all_extra = sum(((worth[p] - _was(p)) * exports[p] for p in PLACES), np.zeros_like(exports["JPN"]))
    worth["world"] = was + np.divide(all_extra, exports["world"], out=np.zeros_like(all_extra), where=exports["world"] > 0)
    mean = spans @ block.wedge.astype(float) / np.maximum(spans.sum(axis=1, keepdims=True), 1e-9) / 1000.0
    return Run(exports, worth, mean, ready, block)


def forecasts(found: Run) -> list[Forecast]:
    """Bands over draws by place and year, with what was observed."""
    rows = []
    for series, unit, table in (("exports", "t", found.exports), ("unit value", "USD/kg", found.unit_value)):
        for place in (*PLACES, "world"):
            for year, values in zip(YEARS, table[place], strict=True):
                low, mid, high = np.quantile(values, (0.1, 0.5, 0.9)).tolist()
                rows.append(Forecast(series, place, "all", year, low, mid, high, unit, value(CASE, series, place, "all", year)))
    return rows


def rise(found: Run) -> dict[str, float]:
    """Price of each oxide in 2011 over 2009, at the median of what the quota adds per tonne.

    A good that holds one element pays the whole of it, so the cheapest rises most.
    """
    extra = float(np.median(found.wedge[1]))
    prices = {e: value(CASE, "oxide price", "CHN", e, "2009") for e in ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Tb", "Dy")}
    return {e: (p + extra) / p for e, p in prices.items() if p}


def _was(place: str) -> float:
    seen = value(CASE, "unit value", place, "all", "2009")
    assert seen is not None
    return seen


def _spans(ready: Prepared, weeks: int) -> Floats:
    """Weeks of the run in each year ``[years, W]``."""
    start = ready.event.start.start
    edges = np.arange(weeks)
    rows = []
    for year in YEARS:
        span = parse(year)
        first, last = (span.start - start) * WEEKS, (span.end - start) * WEEKS
        rows.append(np.clip(np.minimum(edges + 1, last) - np.maximum(edges, first), 0.0, 1.0))
    return np.array(rows)


def _usual_and_shipped(ready: Prepared, block: Block, place: str) -> tuple[float, Floats]:
    """What China usually ships to a place (t a week), and what it ships ``[W, D]``."""
    system = ready.system
    region = np.array(system.base.network.regions, dtype=object)
    start, end = region[system.holder_region[system.origin]], region[system.holder_region[system.destination]]
    usual = float(system.usual[(start == "CHN") & (end == place)].sum())
    rows = [i for i, (o, d, _) in enumerate(ready.axes.shipped) if (o, d) == ("CHN", place)]
    return usual, block.shipped[rows].sum(axis=0).astype(float)
