"""Price intervals by commodity and place at the end of each year."""

from __future__ import annotations

from didymium.reporting.figures.figure import Control, Figure, View, number
from didymium.reporting.input import BriefInput
from didymium.reporting.number import amount, count
from didymium.reporting.pricing import Price, periods, prices


def price(b: BriefInput) -> Figure | None:
    """The figure; ``None`` without prices."""
    every = [p for p in prices(b) if p.value is not None]
    ends = [e for e in periods(b) if any(p.period == e for p in every)]
    if not every:
        return None
    order = {goods: i for i, goods in enumerate(dict.fromkeys(p.commodity for p in every))}
    return Figure(
        id="prices",
        kind="price",
        controls=(Control("period", "At the end of", tuple((e, e) for e in ends)),),
        views={e: _view(sorted((p for p in every if p.period == e), key=lambda p: (order[p.commodity], p.region))) for e in ends},
        first=ends[0],
        head=("Commodity", "Place", "Low", "Value", "High", "Unit", "Remarks"),
        numeric=(2, 3, 4),
        caption="Shadow prices of the plan with the interval in which each may lie; they are not market prices",
        source="result table price",
    )


def _view(rows: list[Price]) -> View:
    top = rows[0]
    calibrated, open_end = sum(p.calibrated for p in rows), sum(p.at_least for p in rows)
    title = f"{top.period}: {top.name} is the dearest, {top.interval} {top.unit} in {top.region_name}"
    drawn = [p for p in rows if p.unit == top.unit]
    remarks = []
    if len(drawn) < len(rows):
        remarks.append(f"{count(len(rows) - len(drawn), 'price')} in other units, in the table only")
    if calibrated:
        remarks.append(f"{calibrated} of {count(len(rows), 'price')} calibrated, so not a finding")
    if open_end:
        remarks.append(f"{open_end} only a lower bound")
    title += "".join(f"; {r}" for r in remarks)
    data = {
        "unit": top.unit,
        "lines": [
            {
                "label": p.name,
                "place": p.region_name,
                "low": number(p.low),
                "value": number(p.value),
                "high": number(p.high),
                "calibrated": p.calibrated,
                "open": p.at_least,
                "text": p.interval,
            }
            for p in drawn
        ],
    }
    table = tuple((p.name, p.region_name, amount(p.low, 4), amount(p.value, 4), amount(p.high, 4), p.unit, _remarks(p)) for p in rows)
    words = f"Range bars of {count(len(rows), 'price interval')} at {top.period}. {title}. The table below holds every figure."
    return View(title, words, data, table)


def _remarks(p: Price) -> str:
    return ", ".join([*(["calibrated"] if p.calibrated else []), *(["at least"] if p.at_least else [])])
