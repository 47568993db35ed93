"""What helps: measures against an event, each with what it costs and what loss it avoids in the same draws.

Costs are orders of magnitude: what is assumed says so. Recycling works cost what one in Texas was planned at in 2024 (HyProMag:
125 m USD for 750 t of magnets a year, company figure), over 20 years at the chain's discount rate; what they sell is taken to
pay for what they use. New plants cost and take what the chain's own projects of their stage do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.disruption import engine
from didymium.disruption.draws import Draws
from didymium.disruption.engine import Block, Given, Prepared
from didymium.disruption.outcome import value_lost
from didymium.disruption.plant import Plant, plant
from didymium.disruption.result import band

Floats = NDArray[np.float64]
Say = Callable[[str], None]
STORAGE = 0.02  # of the value a year, beside interest: warehouse, insurance, ageing; assumed
QUALIFYING = 0.02  # of a year's purchases: tests and approval of a second maker's part; assumed
READY = 0.05  # of the output's value a year: capacity kept but not used; assumed
WORKS = 125e6 / 750  # USD per t of magnets a year: planned recycling works, short loop; a company's figure of 2024
LIFE = 20  # years; assumed
RECYCLED = 0.02  # of the magnets bought outside: disc drives could give 1 to 3 % (Sprecher 2014)
WEEKS = 4.0
MORE = 0.25
STAGES = ("separation", "magnet")  # of which a plant is added


@dataclass(frozen=True)
class Measure:
    """A measure: its name in words, what it costs over the run (USD), and what it changes."""

    name: str
    cost: float
    extra: Floats | None = None  # [H] weeks of cover on top
    value: tuple[str, float] | None = None  # a number of the draws and what is added to it; at least 0
    steady: Floats | None = None  # [H] units that come in every week
    pool: Floats | None = None  # [H] units put into a reserve of that good, for whoever lacks it
    plant: Plant | None = None


def measures(ready: Prepared) -> tuple[Measure, ...]:
    """What outside the acting regions could be done beforehand: stocks of four weeks by form, the same magnets held in common, a
    second maker, recycling, thrift begun early, spare capacity; and plants decided when the event starts."""
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
            if mask is bought:
                found.append(Measure(f"{WEEKS:.0f} weeks of magnets held in common", cost, pool=extra * system.outflow))
    yearly = float((system.outflow * value)[bought].sum()) * 365.25 / 7
    if yearly > 0:
        found.append(Measure("a second magnet maker qualified beforehand", QUALIFYING * yearly, value=("requalify_lag", -1e9)))
        share = ready.behaviour.parameters["diffusion_cost"].spread.middle
        rate = net.chain.settings.discount_rate
        annual = rate / (1 - (1 + rate) ** -LIFE) if rate > 0 else 1 / LIFE
        steady = np.where(bought, RECYCLED * system.outflow, 0.0)
        built = WORKS * float(steady.sum()) * 365.25 / 7
        found.append(Measure(f"recycling works for {100 * RECYCLED:.0f} % of the magnets", built * annual * years, steady=steady))
        found.append(Measure("thrift and diffusion begun at once", share * yearly * _saved(ready), value=("thrift_lag", -1e9)))
    made = ~system.pushed & outside[system.main]
    output = (system.rate * system.main_yield * value[system.main] * np.minimum(system.slack, MORE))[made]
    if output.sum() > 0:
        cost = READY * float(output.sum()) * 365.25 / 7 * years
        found.append(Measure(f"{100 * MORE:.0f} % more of capacity kept ready", cost, value=("spare", MORE)))
    there = ~np.isin(np.arange(len(net.regions)), [net.regions.index(r) for r in actors])
    for stage in STAGES:
        new = plant(system, stage, there, MORE)
        if new is not None:
            name = f"{100 * MORE:.0f} % more {stage} plants, from week {new.begins:.0f}"
            found.append(Measure(name, new.cost * years, plant=new))
    return tuple(m for m in found if m.cost > 0)  # one without cost does nothing either: thrift at a rate of 0


def _saved(ready: Prepared) -> float:
    """Share of use that thrift reaches within the run, at the middle rate and cap."""
    p = ready.behaviour.parameters
    years = ready.weeks * 7 / 365.25
    return min(p["thrift_rate"].spread.middle * years, p["thrift_cap/heavy"].spread.middle)


def _with(ready: Prepared, draws: Draws, measure: Measure) -> tuple[Prepared, Draws]:
    """The run and its draws under a measure: every other number stays what it was."""
    if measure.extra is not None:
        ready = replace(ready, extra=ready.extra + measure.extra)
    if measure.plant is not None:
        ready = replace(ready, plant=measure.plant)
    if measure.value is not None:
        key, more = measure.value
        draws = replace(draws, values={**draws.values, key: np.maximum(draws.values[key] + more, 0.0)})
    return ready, draws


def shared_out(ready: Prepared, pool: Floats, before: Block) -> Given:
    """A reserve of ``pool[H]`` units, good by good, for those who put in, given week by week to those who lack in ``before``.

    Shares are as needs are; a week later what is left serves whoever lacks then, until nothing is left.
    """
    goods = ready.system.holder_good
    rows = np.flatnonzero(pool[before.holders] > 0)
    holder = before.holders[rows]
    units = np.zeros((len(rows), ready.weeks, before.draws))
    for good in np.unique(goods[holder]).tolist():
        mine = np.flatnonzero(goods[holder] == good)
        left = np.full(before.draws, pool[goods == good].sum())
        for t in range(ready.weeks):
            need = before.short[rows[mine], t].astype(float)
            total = need.sum(axis=0)
            share = np.minimum(left / np.maximum(total, 1e-300), 1.0)
            units[mine, t] = need * share
            left = left - total * share
    return Given(holder, units)


def _given(ready: Prepared, measure: Measure, before: Callable[[], Block]) -> Given | None:
    """What a measure brings in from outside the chain."""
    if measure.steady is not None:
        holder = np.flatnonzero(measure.steady > 0)
        return Given(holder, np.repeat(measure.steady[holder][:, None, None], ready.weeks, axis=1))
    return None if measure.pool is None else shared_out(ready, measure.pool, before())


def worth(ready: Prepared, draws: Draws, before: Floats, say: Say) -> list[dict[str, object]]:
    """Loss avoided by each measure, USD, and per dollar of its cost, over the same draws; best first.

    ``mean`` is what counts: it alone is divided by the cost and by the mean loss; ``low`` and ``high`` hold 80 % of the draws.

    ``before[D]`` is the loss without measures.
    """
    rows: list[dict[str, object]] = []
    listed = measures(ready)
    for i, measure in enumerate(listed):
        say(f"measures: {i + 1} of {len(listed)}")
        block = engine.run(*_with(ready, draws, measure), _given(ready, measure, lambda: engine.run(ready, draws)))
        after = value_lost(ready.system, ready.axes.users, np.moveaxis(block.lost, -1, 0))
        gain = before - after
        gain = np.where(np.abs(gain) > 1e-9 * np.abs(before), gain, 0.0)
        low, _, high = band(gain)
        rows.append(
            {
                "measure": measure.name,
                "cost": measure.cost,
                "mean": float(np.mean(gain)),
                "low": float(low),
                "high": float(high),
                "per_dollar": float(np.mean(gain)) / measure.cost,
                "share": float(np.mean(gain) / max(float(np.mean(before)), 1e-300)),
            }
        )
    return sorted(rows, key=lambda row: -float(str(row["per_dollar"])))
