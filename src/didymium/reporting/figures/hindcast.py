"""Observed against hindcast: signed errors of the model's mid by series and place, "no change" beside."""

from __future__ import annotations

from didymium.reporting.figures.figure import Figure, Value, View, number
from didymium.reporting.hindcast import Point, verdict
from didymium.reporting.input import BriefInput
from didymium.reporting.number import amount, count, signed

#: what a reader must know of the declared event of each crisis: neither is blind in every part
BEHIND = {"2010": "elasticity measured on that crisis", "2025": "text rewritten to the frozen priors"}


def hindcast(b: BriefInput) -> Figure | None:
    """The figure; ``None`` without a hindcast."""
    points = b.hindcast
    if not points:
        return None
    lines: list[Value] = []
    for case, writing in dict.fromkeys((p.case, p.writing) for p in points):
        told = f", {BEHIND[case]}" if case in BEHIND else ""
        lines.append({"head": f"{case}: {writing}" if writing else f"Hindcast of {case}: the declared event{told}"})
        mine = [p for p in points if (p.case, p.writing) == (case, writing)]
        for key in dict.fromkeys((p.series, p.place) for p in mine):
            same = [p for p in mine if (p.series, p.place) == key]
            marks = [mark for p in same for mark in _marks(p)]
            lines.append({"label": f"{key[0]}, {b.name('regions', key[1])}", "test": True, "limit": None, "points": marks})
    title = verdict(points)
    words = f"Dot chart of {count(len(points), 'point')}: signed error of the model's mid, in per cent. {title}. The table below holds all."
    return Figure(
        id="hindcast",
        kind="backcast",
        controls=(),
        views={"": View(title, words, {"lines": lines}, tuple(_row(b, p) for p in points))},
        first="",
        head=("Crisis", "Event", "When", "Series", "Place", "Low", "Mid", "High", "Observed", "Unit", "Error", "“No change”", "Band"),
        numeric=(5, 6, 7, 8, 10, 11),
        caption="What the model would have said of two crises, and what happened; “as before” is the last value before. The title "
        "counts the declared events alone",
        source="hindcasts that ship with the code (docs/explanation/hindcasts.md)",
    )


def _marks(p: Point) -> list[Value]:
    text = f"{p.period}: observed {amount(p.observed)}, model {amount(p.low)} to {amount(p.high)} {p.unit}".rstrip()
    found: list[Value] = [{"mark": "out", "at": number(100 * p.error), "text": f"{text}: {signed(p.error)}"}]
    if p.naive_error is not None:
        words = f"{p.period}: no change {amount(p.naive)} {p.unit}".rstrip()
        found.append({"mark": "naive", "at": number(100 * p.naive_error), "text": f"{words}: {signed(p.naive_error)}"})
    return found


def _row(b: BriefInput, p: Point) -> tuple[str, ...]:
    naive = "" if p.naive is None else amount(p.naive, 4)
    figures = tuple(amount(v, 4) for v in (p.low, p.mid, p.high, p.observed))
    band = "inside" if p.inside else "missed"
    return (
        p.case,
        p.writing or "as declared",
        p.period,
        p.series,
        b.name("regions", p.place),
        *figures,
        p.unit,
        signed(p.error),
        naive,
        band,
    )
