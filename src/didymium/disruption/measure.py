"""What helps: measures against an event, each with what it costs and what loss it avoids in the same draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.disruption import engine
from didymium.disruption.draws import Draws
from didymium.disruption.engine import Prepared
from didymium.disruption.outcome import value_lost
from didymium.disruption.result import band

Floats = NDArray[np.float64]
Say = Callable[[str], None]
STORAGE = 0.02  # of the value a year, beside interest: warehouse, insurance, ageing; assumed
QUALIFYING = 0.02  # of a year's purchases: tests and approval of a second maker's part; assumed
READY = 0.05  # of the output's value a year: capacity kept but not used; assumed
WEEKS = 4.0
MORE = 0.25


@dataclass(frozen=True)
class Measure:
    """A measure: its name in words, what it costs over the run (USD), and what it changes."""

    name: str
    cost: float
    extra: Floats | None = None  # [H] weeks of cover on top
    value: tuple[str, float] | None = None  # a number of the draws and what is added to it; at least 0


def measures(ready: Prepared) -> tuple[Measure, ...]:
    """Stocks of four weeks of use by form outside the acting regions, a second maker, thrift begun early, spare capacity."""
    system, net = ready.system, ready.system.base.network
    form = np.array(net.chain.tables["commodities"]["form"].to_list(), dtype=object)[system.holder_good]
    actors = {r for a in ready.event.actions for r in a.actor if a.kind in engine.ACTED}
    outside = ~np.isin(system.holder_region, [net.regions.index(r) for r in actors])
    value = np.nan_to_num(net.value[system.holder_good], nan=0.0)
    years = ready.weeks * 7 / 365.25
    carry = (net.chain.settings.discount_rate + STORAGE) * years
    leaf = np.arange(len(form)) >= system.nodes
    bought = outside & leaf & (form == "magnet")
    found = []
    for name, mask in (
        ("magnets at their users", bought),
        ("alloy and metal at magnet makers", outside & ~leaf & np.isin(form, ["alloy", "metal"])),
        ("oxide at those who use it", outside & ~leaf & (form == "oxide")),
    ):
        extra = np.where(mask, WEEKS, 0.0)
        cost = float((extra * system.outflow * value).sum()) * carry
        if cost > 0:
            found.append(Measure(f"{WEEKS:.0f} more weeks of {name}", cost, extra=extra))
    yearly = float((system.outflow * value)[bought].sum()) * 365.25 / 7
    if yearly > 0:
        found.append(Measure("a second magnet maker qualified beforehand", QUALIFYING * yearly, value=("requalify_lag", -1e9)))
        share = ready.behaviour.parameters["diffusion_cost"].spread.middle
        found.append(Measure("thrift and diffusion begun at once", share * yearly * _saved(ready), value=("thrift_lag", -1e9)))
    made = ~system.pushed & outside[system.main]
    output = (system.rate * system.main_yield * value[system.main] * np.minimum(system.slack, MORE))[made]
    if output.sum() > 0:
        cost = READY * float(output.sum()) * 365.25 / 7 * years
        found.append(Measure(f"{100 * MORE:.0f} % more of capacity kept ready", cost, value=("spare", MORE)))
    return tuple(found)


def _saved(ready: Prepared) -> float:
    """Share of use that thrift reaches within the run, at the middle rate and cap."""
    p = ready.behaviour.parameters
    years = ready.weeks * 7 / 365.25
    return min(p["thrift_rate"].spread.middle * years, p["thrift_cap/heavy"].spread.middle)


def _with(ready: Prepared, draws: Draws, measure: Measure) -> tuple[Prepared, Draws]:
    """The run and its draws under a measure: every other number stays what it was."""
    if measure.extra is not None:
        ready = replace(ready, extra=ready.extra + measure.extra)
    if measure.value is not None:
        key, more = measure.value
        draws = replace(draws, values={**draws.values, key: np.maximum(draws.values[key] + more, 0.0)})
    return ready, draws


def worth(ready: Prepared, draws: Draws, before: Floats, say: Say) -> list[dict[str, object]]:
    """Loss avoided by each measure, USD, and per dollar of its cost, as bands over the same draws; best first.

    ``before[D]`` is the loss without measures.
    """
    rows: list[dict[str, object]] = []
    listed = measures(ready)
    for i, measure in enumerate(listed):
        say(f"measures: {i + 1} of {len(listed)}")
        block = engine.run(*_with(ready, draws, measure))
        after = value_lost(ready.system, ready.axes.users, np.moveaxis(block.lost, -1, 0))
        gain = before - after
        gain = np.where(np.abs(gain) > 1e-9 * np.abs(before), gain, 0.0)
        low, mid, high = band(gain)
        rows.append(
            {
                "measure": measure.name,
                "cost": measure.cost,
                "low": float(low),
                "mid": float(mid),
                "high": float(high),
                "per_dollar": float(np.mean(gain)) / measure.cost,
                "share": float(np.mean(gain) / max(float(np.mean(before)), 1e-300)),
            }
        )
    return sorted(rows, key=lambda row: -float(str(row["per_dollar"])))
