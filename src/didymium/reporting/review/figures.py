"""The waterfall of a review: from the base, factor by factor, to the period."""

from __future__ import annotations

from didymium.reporting.figures.figure import Figure, Value, View, number
from didymium.reporting.review.input import ReviewInput
from didymium.reporting.review.words import FACTORS, fixed, headline, places


def waterfall(r: ReviewInput) -> Figure | None:
    """The figure; None without a bridge."""
    if r.start is None or r.end is None:
        return None
    n = places(r)
    bars: list[Value] = [_bar(r.base, 0.0, r.start, "total", fixed(r.start, n))]
    at = r.start
    for s in r.steps:
        bars.append(_bar(FACTORS[s.factor], at, at + s.value, "up" if s.value >= 0 else "down", fixed(s.value, n, sign=True)))
        at += s.value
    bars.append(_bar(r.period, 0.0, r.end, "total", fixed(r.end, n)))
    rows = [(r.base, "", fixed(r.start, n))]
    at = r.start
    for s in r.steps:
        at += s.value
        rows.append((FACTORS[s.factor], fixed(s.value, n, sign=True), fixed(at, n)))
    rows.append((r.period, fixed(r.end - r.start, n, sign=True), fixed(r.end, n)))
    title = headline(r)
    words = f"Waterfall from {r.base} to {r.period} in {r.unit}. {title} The table below holds every figure."
    return Figure(
        id="waterfall",
        kind="waterfall",
        controls=(),
        views={"": View(title, words, {"bars": bars, "unit": r.unit}, tuple(rows))},
        first="",
        head=("Step", f"Change, {r.unit}", f"After it, {r.unit}"),
        numeric=(1, 2),
        caption=f"What each factor contributed to the change of {r.measure}, averaged over all orders of change (Shapley)",
        source="the figures below",
    )


def _bar(name: str, start: float, end: float, kind: str, text: str) -> Value:
    return {"name": name, "from": number(start), "to": number(end), "kind": kind, "text": text.replace("-", "\u2212")}
