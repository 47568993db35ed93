"""Observed against model: signed errors, in fit and out of fit, with "as before" beside; what is no test set apart."""

from __future__ import annotations

from didymium.reporting.figures.figure import Figure, Value, View, number
from didymium.reporting.input import BriefInput
from didymium.reporting.number import amount, count, percent, signed
from didymium.reporting.trust import KINDS, MEANING, Comparison, comparisons, label, worst_misses

NEAR = 0.1


def backcast(b: BriefInput) -> Figure | None:
    """The figure; ``None`` without a comparison."""
    every = comparisons(b)
    if not any(c.error is not None for c in every):
        return None
    lines: list[Value] = []
    for kind in (*KINDS, *sorted({c.kind for c in every} - set(KINDS))):
        part = [c for c in every if c.kind == kind and c.error is not None]
        if not part:
            continue
        words = "Scored" if kind == "scored" else f"No test, {kind}"
        lines.append({"head": f"{words}: {MEANING.get(kind, 'not scored')}"})
        for what in dict.fromkeys(c.what for c in part):
            same = [c for c in part if c.what == what]
            lines.append(
                {
                    "label": label(b, same[0]),
                    "test": kind == "scored",
                    "limit": next((c.limit for c in same if c.limit is not None), None),
                    "points": [point for c in same for point in _points(c)],
                }
            )
    view = View(
        title=title(b),
        words=f"Dot chart of {count(len(every), 'comparison')}: signed error of the model against what was observed, in per "
        f"cent, by series. {title(b)}. The table below holds every figure.",
        data={"lines": lines},
        rows=tuple(_row(b, c) for c in every),
        cites=tuple(c.seen or c.key for c in every),
    )
    seen = ("When", "Series", "Region", "Kind", "Observed", "Model", "Unit", "Error", "Limit")
    return Figure(
        id="backcast",
        kind="backcast",
        controls=(),
        views={"": view},
        first="",
        head=(*seen, "“As before”", "Its error", "Source", "Remark"),
        numeric=(4, 5, 7, 9, 10),
        caption="What was observed, what the model gives, and what “as before” would have said",
        source="tables scored and series of the chain; the backcast",
        cited=4,
    )


def title(b: BriefInput) -> str:
    """The finding in a sentence: how near the scored figures come, and which is furthest off."""
    scored = [c for c in comparisons(b) if c.kind == "scored" and c.error is not None]
    if not scored:
        return "Nothing is scored: every row is put in, held or follows from data"
    near = sum(abs(c.error or 0.0) <= NEAR for c in scored)
    worst = worst_misses(b, 1)[0]
    return (
        f"{near} of {count(len(scored), 'scored figure')} within {percent(NEAR)}; "
        f"furthest off: {label(b, worst)}, {worst.period}, {signed(worst.error)}"
    )


def _points(c: Comparison) -> list[Value]:
    text = f"{c.period}: observed {amount(c.observed)}, model {amount(c.model)} {c.unit}".rstrip()
    mark = "in" if c.fitted else "out"
    points: list[Value] = [{"mark": mark, "at": number(100 * (c.error or 0.0)), "text": f"{text}: {signed(c.error)}"}]
    if c.naive_error is not None and c.kind == "scored" and not c.fitted:
        words = f"{c.period}: “as before” {amount(c.persistence)} {c.unit}".rstrip()
        points.append({"mark": "naive", "at": number(100 * c.naive_error), "text": f"{words}: {signed(c.naive_error)}"})
    return points


def _row(b: BriefInput, c: Comparison) -> tuple[str, ...]:
    limit = "" if c.limit is None else percent(c.limit) + (" (missed)" if c.within is False else "")
    return (
        c.period,
        label(b, c, region=False),
        b.name("regions", c.region),
        f"{c.kind}, {'in fit' if c.fitted else 'out of fit'}",
        amount(c.observed, 5),
        amount(c.model, 5),
        c.unit,
        signed(c.error),
        limit,
        "" if c.persistence is None else amount(c.persistence, 5),
        "" if c.naive_error is None else signed(c.naive_error),
        c.source,
        c.note,
    )
