"""Capacity by region and what opens, over time, one stage at a time."""

from __future__ import annotations

from didymium.reporting.building import StageCapacity, capacities
from didymium.reporting.figures.figure import Control, Figure, View, number
from didymium.reporting.figures.palette import OTHER, region_colours
from didymium.reporting.input import BriefInput
from didymium.reporting.number import amount, count, percent

FIRST = ("separation", "magnet", "works")


def capacity(b: BriefInput) -> Figure | None:
    """The figure; ``None`` without capacity."""
    every = capacities(b)
    if not every:
        return None
    colours = region_colours(b)
    names = [s.label for s in every]
    first = next((s.label for wanted in FIRST for s in every if s.stage == wanted), names[0])
    return Figure(
        id="capacity",
        kind="capacity",
        controls=(Control("stage", "Stage", tuple((s, s) for s in names)),),
        views={s.label: _view(b, s, colours) for s in every},
        first=first,
        head=("Period", "Region", "Capacity, per year", "Share of stage"),
        numeric=(2, 3),
        caption="Capacity by region at a yearly rate",
        source="result tables capacity and build",
    )


def _view(b: BriefInput, s: StageCapacity, colours: dict[str, int]) -> View:
    own = [(r, values) for r, values in s.by_region if r in colours]
    rest = [values for r, values in s.by_region if r not in colours]
    bars = [{"name": b.name("regions", r), "colour": colours[r], "values": [number(v) for v in values]} for r, values in own]
    if rest:
        label = b.name("regions", next(r for r, _ in s.by_region if r not in colours)) if len(rest) == 1 else f"{len(rest)} other regions"
        together = [number(sum(v)) for v in zip(*rest, strict=True)]
        bars.append({"name": label, "colour": OTHER, "values": together})
    total = s.total
    listed = [p for p in s.projects if p.status != "committed"]
    taken = sum(p.outcome != "not built" for p in listed)
    title = f"{s.stage[:1].upper()}{s.stage[1:]}: "
    if abs(total[-1] - total[0]) < 0.005 * max(total[0], 1e-9):
        title += f"capacity stays at {amount(total[0])} {s.unit}/yr"
    else:
        way = "grows" if total[-1] > total[0] else "shrinks"
        title += f"capacity {way} from {amount(total[0])} to {amount(total[-1])} {s.unit}/yr"
    use = percent(s.activity[-1] / total[-1]) if total[-1] > 0 else "0 %"
    title += f" by {s.periods[-1]}, {use} of it used"
    if listed:
        title += f"; {taken or 'none'} of {count(len(listed), 'listed project')} built in whole or in part"
    opens = [[number(v) for v in values] for values in s.opens]
    told: list[list[str]] = [[] for _ in s.periods]
    for p in s.projects:
        for i, span in enumerate(b.periods):
            if p.at is not None and span.start - 1e-9 <= p.at < span.end - 1e-9:
                told[i].append(f"{p.name}: {percent(p.fraction)} of {amount(p.capacity)} ({p.outcome})")
    data = {
        "unit": f"{s.unit}/yr",
        "periods": s.periods,
        "bars": bars,
        "used": [number(v) for v in s.activity],
        "opens": opens if any(any(v) for v in s.opens) else [],
        "told": told,
    }
    rows = tuple(
        (p, b.name("regions", r), amount(values[i]), percent(values[i] / total[i]) if total[i] > 0 else "")
        for i, p in enumerate(s.periods)
        for r, values in s.by_region
        if values[i] > 0
    )
    words = f"Stacked columns of capacity by region, with use as a line, and below them what opens in each period. {title}. "
    return View(title, words + "The table below holds every figure.", data, rows)
