"""Charts of a stress test: weeks to shortage, uncoordinated above coordinated; what a dollar buys."""

from __future__ import annotations

from didymium.reporting.figures import Figure
from didymium.reporting.figures.figure import View, number
from didymium.reporting.number import amount, count, money, percent
from didymium.reporting.stress.input import StressInput
from didymium.reporting.stress.text import WORDS

HALVES = ("nobody", "everybody")


def weeks(s: StressInput) -> Figure | None:
    """Share of what hit users want that they lack, week by week: nobody upward, everybody downward; a case not run takes no room."""
    shown = [h for h in HALVES if s.fraction.get(h)]
    if not shown:
        return None
    halves, rows = [], []
    for name in shown:
        series = s.fraction[name]
        step = s.step[name]
        halves.append({"name": WORDS[name], "step": number(step), "band": [[number(v) for v in point] for point in series]})
        rows += [(WORDS[name], amount(i * step, 3), *(percent(v) for v in point)) for i, point in enumerate(series)]
    first = s.fraction[shown[0]]
    worst = max(range(len(first)), key=lambda i: first[i][1])
    title = f"At the worst, in week {amount(worst * s.step[shown[0]], 2)}, users lack {percent(first[worst][1])} of what they want"
    missing = "".join(f" The {WORDS[h]} case was not run." for h in HALVES if h not in shown)
    words = f"Bands over the weeks, {' above '.join(WORDS[h] for h in shown)}. {title}.{missing} The table below holds every figure."
    if s.coordination is not None and s.coordination.weeks < s.weeks:
        missing += f" The coordinated case covers the first {count(s.coordination.weeks, 'week')}."
    data = {"halves": halves, "weeks": s.weeks}
    return Figure(
        id="weeks",
        kind="weeks",
        controls=(),
        views={"": View(title, words, data, tuple(rows))},
        first="",
        head=("Case", "Week", "Lacking (low)", "Lacking", "Lacking (high)"),
        numeric=(1, 2, 3, 4),
        caption=f"Share of what the users that are hit want and do not get; band of 80 % of the draws.{missing}".removesuffix("."),
        source="result tables loss and first_short",
    )


def dollar(s: StressInput) -> Figure | None:
    """Loss avoided per dollar of each measure."""
    if not s.measures:
        return None
    best = s.measures[0]
    title = f"A dollar buys most as {best.name}: {amount(best.per_dollar, 2)} dollars of loss avoided"
    bars = [
        {"name": m.name, "value": number(m.per_dollar), "text": f"{amount(m.per_dollar, 2)} · {money(m.cost)}", "share": percent(m.share)}
        for m in s.measures
    ]
    rows = tuple(
        (m.name, money(m.cost), money(m.mean), money(m.low), money(m.high), percent(m.share), amount(m.per_dollar)) for m in s.measures
    )
    words = f"Bars of {count(len(s.measures), 'measure')}. {title}. The table below holds every figure."
    return Figure(
        id="dollar",
        kind="dollar",
        controls=(),
        views={"": View(title, words, {"bars": bars}, rows)},
        first="",
        head=("Measure", "Cost", "Avoids (mean)", "Avoids (low)", "Avoids (high)", "Share of the loss", "Per dollar, USD"),
        numeric=(1, 2, 3, 4, 5, 6),
        caption="Loss avoided per dollar over the run, mean of the same draws with and without the measure; cost beside it",
        source="result table measures",
    )
