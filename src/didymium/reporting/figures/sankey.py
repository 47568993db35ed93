"""One element through the chain, with switches for the element and the year."""

from __future__ import annotations

from didymium.reporting.figures.figure import Control, Figure, Value, View, number
from didymium.reporting.figures.palette import OTHER, region_colours
from didymium.reporting.flows import Flow, flow, years
from didymium.reporting.holding import elements, finding
from didymium.reporting.input import BriefInput
from didymium.reporting.number import amount, percent


def sankey(b: BriefInput) -> Figure | None:
    """The figure; ``None`` without flows."""
    colours = region_colours(b)
    views: dict[str, View] = {}
    have: dict[str, None] = {}
    for element in elements(b):
        for year in years(b):
            picture = flow(b, element, year)
            if picture.bands:
                views[f"{element}|{year}"] = _view(b, picture, colours)
                have[element] = None
    if not views:
        return None
    # every setting of the switches needs a view: years in which an element does not flow show nothing moved
    span = [str(y) for y in years(b)]
    for element in have:
        for y in span:
            still = f"{heading(b, element)}, {y}: nothing moves"
            views.setdefault(f"{element}|{y}", View(still, f"{still}.", {"nodes": [], "bands": [], "legend": []}, ()))
    first = "Dy" if "Dy" in have else next(iter(have))
    return Figure(
        id="flows",
        kind="sankey",
        controls=(
            Control("element", "Element", tuple((e, e) for e in have)),
            Control("year", "Year", tuple((y, f"{y} (backcast)" if b.is_past(int(y)) else y) for y in span)),
        ),
        views=views,
        first=f"{first}|{span[0]}",
        head=("From", "To", "Tonnes (as metal)", "Most of the source stage", "Its share"),
        numeric=(2, 4),
        caption="Tonnes of the element from stage to stage; “back” marks the two halves of a loop",
        source="result tables sankey and holders",
    )


def heading(b: BriefInput, element: str) -> str:
    """Name of an element at the head of a sentence."""
    name = b.element(element)
    return name[:1].upper() + name[1:]


def _view(b: BriefInput, picture: Flow, colours: dict[str, int]) -> View:
    index = {n.name: i for i, n in enumerate(picture.nodes)}
    nodes = [
        {
            "name": n.name,
            "depth": n.depth,
            "tonnes": f"{amount(n.tonnes)} t",
            "colour": colours.get(n.holder, OTHER) if n.holder else None,
            "ring": n.ringed,
            "holder": f"{n.holder_name} {percent(n.share)}" if n.holder else "",
        }
        for n in picture.nodes
    ]
    own = {n.holder: n.holder_name for n in picture.nodes if n.holder}
    legend: list[Value] = [{"name": own[r], "colour": i} for r, i in colours.items() if r in own]
    if len(legend) < len(own):
        legend.append({"name": "other regions", "colour": OTHER})
    bands = [[index[x.source], index[x.target], number(x.tonnes), int(x.back)] for x in picture.bands]
    held_by = finding(b, picture.element, picture.year)
    busiest = f"{amount(max(n.tonnes for n in picture.nodes))} t pass the busiest stage"
    title = f"{heading(b, picture.element)}, {picture.year}: {held_by or busiest}"
    held = {n.name: n for n in picture.nodes}
    rows = tuple(
        (
            x.source,
            x.target,
            amount(x.tonnes),
            held[x.source].holder_name,
            percent(held[x.source].share) if held[x.source].share is not None else "",
        )
        for x in picture.bands
    )
    words = f"Flow picture of {picture.element} in {picture.year} with {len(nodes)} stages and {len(bands)} flows. {title}. "
    return View(title, words + "The table below holds every flow.", {"nodes": nodes, "bands": bands, "legend": legend}, rows)
