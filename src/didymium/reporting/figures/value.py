"""Value added over the years: per kg of product and in all, by stage, region and group."""

from __future__ import annotations

from didymium.reporting.earning import ALL, Earner, earners, stages, years
from didymium.reporting.figures.figure import Control, Figure, Value, View, number
from didymium.reporting.figures.palette import COLOURS, OTHER, region_colours
from didymium.reporting.input import BriefInput
from didymium.reporting.number import amount, money, percent

BY = {"stage": "stage", "region": "region", "entity": "group"}


def value(b: BriefInput) -> Figure | None:
    """The figure; ``None`` without value added."""
    span = years(b)
    if not span:
        return None
    colours = region_colours(b)
    names = stages(b)
    views = {}
    for stage in (ALL, *names):
        for by in BY:
            views[f"{stage}|{by}"] = _view(b, span, stage, by, colours)
    return Figure(
        id="value",
        kind="value",
        controls=(
            Control("of", "Stage", tuple((s, s) for s in (ALL, *names))),
            Control("by", "By", tuple(BY.items())),
        ),
        views=views,
        first=f"{ALL}|stage",
        head=("Who", "Year", "Value added, m USD", "USD per kg of product"),
        numeric=(2, 3),
        caption="Products less goods, reagents and energy taken in, at the plan's own prices, not discounted",
        source="result table value_added",
    )


def _view(b: BriefInput, span: list[int], stage: str, by: str, colours: dict[str, int]) -> View:
    every = earners(b, by, stage)
    shown, rest = every[:COLOURS], every[COLOURS:]
    if by == "stage":
        shown, rest = every, []
    total = sum(e.usd[-1] for e in every)
    series: list[Value] = [
        {
            "name": e.name,
            "share": percent(e.usd[-1] / total) if total > 0 else "",
            "colour": colours.get(e.id, OTHER) if by == "region" else 0,
            "perkg": [number(v) for v in e.usd_per_kg],
            "usd": [number(v / 1e6) for v in e.usd],
        }
        for e in shown
    ]
    if rest:
        sums = [sum(e.usd[i] for e in rest) for i in range(len(span))]
        share = percent(sums[-1] / total) if total > 0 else ""
        usd = [number(v / 1e6) for v in sums]
        series.append({"name": f"{len(rest)} others", "share": share, "colour": OTHER, "perkg": [None] * len(span), "usd": usd})
    title = _title(every, span, stage, by)
    rows = tuple(
        (e.name, str(y), amount(e.usd[i] / 1e6), "" if e.usd_per_kg[i] is None else amount(e.usd_per_kg[i]))
        for e in every
        for i, y in enumerate(span)
    )
    per_kg = any(v is not None for e in shown for v in e.usd_per_kg)
    data = {"years": [str(y) for y in span], "series": series, "perkg": per_kg}
    words = f"Value added by {BY[by]}, {stage}, {span[0]} to {span[-1]}. {title}. The table below holds every figure."
    return View(title, words, data, rows)


def _title(every: list[Earner], span: list[int], stage: str, by: str) -> str:
    last = span[-1]
    total = sum(e.usd[-1] for e in every)
    if by == "stage":
        per_kg = [(e.usd_per_kg[-1], e.name) for e in every if e.usd_per_kg[-1] is not None]
        if per_kg:
            most, name = max((v or 0.0, n) for v, n in per_kg)
            return f"{last}: {name} adds the most per kg of product, {amount(most)} USD/kg; {money(total)} in all"
    top = max(every, key=lambda e: (e.usd[-1], e.id))
    where = "" if stage == ALL else f" at {stage}"
    return f"{last}: {top.name} earns {money(top.usd[-1])} of {money(total)} value added{where}"
