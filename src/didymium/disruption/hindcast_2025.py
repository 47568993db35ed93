"""The hindcast of 2025: Chinese magnet exports by month and the first plants to stop, under the frozen gate.

Exports of a month are those of the same month of 2024 times growth, times what the engine ships of its usual exports.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import parse
from didymium.disruption.base import WEEKS
from didymium.disruption.behaviour import Behaviour, behaviour
from didymium.disruption.draws import Draws
from didymium.disruption.engine import Block, Prepared, drawn, prepare, run
from didymium.disruption.event import Event
from didymium.disruption.licence_gate import LAST
from didymium.disruption.observed import observations, priors, value
from didymium.disruption.price import all_prices, reference
from didymium.disruption.result import first_short
from didymium.disruption.rivals import spread_of_logs
from didymium.disruption.score import Check, Forecast
from didymium.disruption.spread import Spread
from didymium.disruption.system import System
from didymium.disruption.writings import headline

Floats = NDArray[np.float64]
CASE = "2025"
MONTHS = tuple(f"2025-{m:02d}" for m in range(4, 13))
HELD_OUT = "2025-07"  # last month with an observation; later ones are a forecast
CARS = ("use_car", "use_ev")
PLACES = ("world", "USA")
HALF_LIFE = 2.0  # months in which an error fades by half: a round figure, chosen before any later month was known


@dataclass(frozen=True)
class Run:
    """Exports ``[months, D]`` (t) to the world and to the USA, the first week ``[D]`` in which car plants run short, and what
    is asked and paid in Europe in May over what was before, by element ``[D]``; ``world`` is what the world pays for Dy."""

    exports: dict[str, Floats]
    first: dict[str, Floats]
    asked: dict[str, Floats]
    paid: dict[str, Floats]
    world: Floats
    ready: Prepared
    block: Block


def simulate(chain: Chain, draws: int, seed: int, how: Behaviour | None = None, what: Event | None = None) -> Run:
    """Run the declared event (or ``what``) on ``chain`` and turn weeks into months.

    Draws of growth and of the share of the USA come from the same seed, apart from those of the engine.
    """
    ready = prepare(chain, what or headline().event, weeks=LAST, how=frozen(how or behaviour()))
    sample = drawn(ready, draws, seed)
    block = run(ready, sample)
    rng = np.random.default_rng([seed, 2025])
    base = priors()["base"]
    growth = 1.0 + Spread(*base["growth"]).at(rng.random(draws))
    usa = Spread(*base["usa_share"]).at(rng.random(draws))
    exports = {}
    for place in PLACES:
        level = growth * (usa if place == "USA" else 1.0)
        usual = np.array([_before(month) for month in MONTHS])[:, None] * level
        exports[place] = usual * _months(_share(ready, block, place), ready)
    asked, paid, world = _prices(ready, block, sample)
    return Run(exports, _stops(ready, block), asked, paid, world, ready, block)


def frozen(how: Behaviour) -> Behaviour:
    """Behaviour with the prices' numbers as the priors froze them: the shipped share of the spot market was seen afterwards."""
    price = priors()["price"]
    names = {"spot_share": "spot_share", "diffusion_cost": "diffusion_cost_share", "diffusion_saves": "diffusion_saves"}
    return how.with_spread(**{name: Spread(*price[key]) for name, key in names.items()})


def forecasts(found: Run) -> list[Forecast]:
    """Bands over draws for exports by month and for the first short week, with what was observed."""
    rows = []
    for place in PLACES:
        for month, tonnes in zip(MONTHS, found.exports[place], strict=True):
            low, mid, high = np.quantile(tonnes, (0.1, 0.5, 0.9)).tolist()
            seen = value(CASE, "magnet exports", place, "all", month) if month <= HELD_OUT else None
            rows.append(Forecast("magnet exports", place, "all", month, low, mid, high, "t", seen))
    for place, weeks in found.first.items():
        known = np.where(np.isnan(weeks), found.ready.weeks, weeks)
        low, mid, high = np.quantile(known, (0.1, 0.5, 0.9)).tolist()
        seen = value(CASE, "first short week of car plants", place, "all", "2025")
        rows.append(Forecast("first short week of car plants", place, "all", "2025", low, mid, high, "week", seen))
    for element in ("Dy", "Tb"):
        low, mid, high = np.quantile(found.asked[element], (0.1, 0.5, 0.9)).tolist()
        seen = value(CASE, "ask ratio", "EUR", element, "2025-05")
        rows.append(Forecast("ask ratio", "EUR", element, "2025-05", low, mid, high, "1", seen))
    return rows


def checks(found: Run) -> list[Check]:
    """Medians against the ranges in which they are accepted, hit or miss.

    What was observed of the volume's price (96 % of Dy near 224 USD/kg) is of the world's use, most of it in China; what the
    volume pays in Europe stands beside it.
    """
    median = {f"ask ratio of {e} in Europe, May": float(np.median(found.asked[e])) for e in ("Dy", "Tb")}
    rows = [Check(name, v, 2.5, 4.5) for name, v in median.items()]
    rows.append(Check("volume-weighted price of Dy over before, world", float(np.median(found.world)), 0.9, 1.1))
    rows.append(Check("volume-weighted price of Dy over before, Europe", float(np.median(found.paid["Dy"])), 0.9, 1.1))
    rows.append(Check("NdPr in Europe over China", float(np.median(found.paid["Nd"])), 0.9, 1.1))
    for place, weeks in found.first.items():
        rows.append(Check(f"first short week of car plants, {place}", float(np.nanmedian(weeks)), 5.0, 9.0))
    return rows


def ahead(found: Run, seed: int) -> list[Forecast]:
    """The forecast from August 2025 on: draws times the model's error of July, fading by half in two months, and noise.

    The error is that of the median, in logarithms; the noise is the scatter of the months of 2024. It changes no parameter,
    and the hindcast itself is scored without it.
    """
    last = MONTHS.index(HELD_OUT)
    known = [o.value for o in observations(CASE) if o.series == "magnet exports" and o.region == "world" and o.period.startswith("2024-")]
    noise = spread_of_logs(known)
    rng = np.random.default_rng([seed, 8])
    rows = []
    for place in PLACES:
        seen = value(CASE, "magnet exports", place, "all", HELD_OUT)
        assert seen is not None
        error = float(np.log(seen / np.median(found.exports[place][last])))
        for row in range(last + 1, len(MONTHS)):
            carried = error * 0.5 ** ((row - last) / HALF_LIFE)
            tonnes = found.exports[place][row] * np.exp(carried + noise * rng.standard_normal(found.exports[place].shape[1]))
            low, mid, high = np.quantile(tonnes, (0.1, 0.5, 0.9)).tolist()
            rows.append(Forecast("magnet exports", place, "all", MONTHS[row], low, mid, high, "t"))
    return rows


def _prices(ready: Prepared, block: Block, sample: Draws) -> tuple[dict[str, Floats], dict[str, Floats], Floats]:
    """Ask and volume-weighted price in Europe over the price before, mean of the weeks of May ``[D]``, by element; and the
    volume-weighted price of Dy over all regions, each with the oxide that it uses in usual weeks."""
    base = reference(ready.system)
    found = all_prices(ready.system, ready.event, ready.axes, block.scarcity, block.wedge.astype(float), sample)
    may = slice(4, 9)
    asked, paid = {}, {}
    for element in ("Dy", "Tb", "Nd", "Ce", "La", "Y", "Sm", "Gd"):
        prices = found.get((element, "EUR"))
        flat = np.ones(sample.count)
        asked[element] = flat if prices is None else prices.spot[may].mean(axis=0) / base[element]
        paid[element] = flat if prices is None else prices.weighted[may].mean(axis=0) / base[element]
    world = np.zeros(sample.count)
    used = _used(ready.system, "Dy")
    for region, share in used.items():
        prices = found.get(("Dy", region))
        world += share * (1.0 if prices is None else prices.weighted[may].mean(axis=0) / base["Dy"])
    return asked, paid, world


def _used(system: System, element: str) -> dict[str, float]:
    """Share of each region in the element that leaves stocks of oxide for use in usual weeks."""
    net = system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    amount = dict.fromkeys(net.regions, 0.0)
    mine = system.content_element == system.elements.index(element)
    for h, c in zip(system.content_holder[mine].tolist(), system.content[mine].tolist(), strict=True):
        if form[system.holder_good[h]] == "oxide":
            amount[net.regions[system.holder_region[h]]] += float(system.outflow[h]) * c
    whole = sum(amount.values())
    return {region: used / whole for region, used in amount.items() if used > 0}


def _before(month: str) -> float:
    """World exports in the same month of 2024."""
    seen = value(CASE, "magnet exports", "world", "all", f"2024{month[4:]}")
    assert seen is not None
    return seen


def _share(ready: Prepared, block: Block, place: str) -> Floats:
    """Magnets that China ships abroad over what it usually does ``[W, D]``."""
    system = ready.system
    net = system.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    rows = [i for i, (o, d, f) in enumerate(ready.axes.shipped) if o == "CHN" and d != "CHN" and f == "magnet" and place in ("world", d)]
    region = np.array(net.regions, dtype=object)
    start, end = region[system.holder_region[system.origin]], region[system.holder_region[system.destination]]
    made = np.array([form[k] == "magnet" for k in system.holder_good[system.origin].tolist()])
    there = (end != "CHN") if place == "world" else (end == place)
    usual = float(system.usual[(start == "CHN") & there & made].sum())
    return np.asarray(block.shipped[rows].sum(axis=0) / usual, dtype=float)


def _months(share: Floats, ready: Prepared) -> Floats:
    """Means over months ``[months, D]`` of a weekly share ``[W, D]``."""
    start = ready.event.start.start
    rows = []
    for month in MONTHS:
        span = parse(month)
        first, last = (span.start - start) * WEEKS, (span.end - start) * WEEKS
        edges = np.arange(len(share))
        weight = np.clip(np.minimum(edges + 1, last) - np.maximum(edges, first), 0.0, 1.0)
        rows.append(weight @ share / weight.sum())
    return np.array(rows)


def _stops(ready: Prepared, block: Block) -> dict[str, Floats]:
    """First week in which a car plant of a region lacks more than 2 % of what it wants ``[D]``."""
    lost = np.moveaxis(block.lost, -1, 0)
    weeks = first_short(lost, ready.axes.wanted)
    found = {}
    for place in ("JPN", "EUR", "USA"):
        mine = [i for i, (use, region) in enumerate(ready.axes.users) if region == place and use in CARS]
        with np.errstate(all="ignore"):
            found[place] = np.where(
                np.isnan(weeks[:, mine]).all(axis=1), np.nan, np.nanmin(np.where(np.isnan(weeks[:, mine]), np.inf, weeks[:, mine]), axis=1)
            )
    return found
