"""Write what the hindcasts say into the documentation: ``python -m tools.hindcast_docs`` (some minutes).

``docs/hindcasts/2025.csv`` is the forecast from August 2025 on, to be scored later; ``docs/hindcasts/results.md`` the
points, scores and misses; ``hindcasts/results.csv`` of the package what a brief shows of them.
"""

from __future__ import annotations

import csv
from pathlib import Path

from didymium.app.hindcast import Hindcast, hindcast
from didymium.disruption.score import Forecast

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "hindcasts"
RESULTS = ROOT / "src" / "didymium" / "disruption" / "hindcasts" / "results.csv"


def number(value: float | None) -> str:
    """Three figures, whole from a hundred on."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def row(p: Forecast) -> str:
    """A point as a row of a table."""
    mark = {True: "inside", False: "**miss**", None: ""}[p.inside]
    cells = [p.series, p.region, p.item, p.period, number(p.low), number(p.mid), number(p.high), number(p.observed), p.unit, mark]
    return "| " + " | ".join(cells) + " |"


def section(found: Hindcast) -> list[str]:
    """One hindcast."""
    scored = found.scored
    known = [p for p in scored.points if p.inside is not None]
    lines = [
        f"## {scored.case}",
        "",
        *([f"Event: {found.writing}.", ""] if found.writing else []),
        f"{found.draws} draws, seed {found.seed}. {len(scored.misses)} of {len(known)} points lie outside their 80 % band.",
        "",
        "| series | place | item | period | low | mid | high | observed | unit | |",
        "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |",
        *(row(p) for p in scored.points),
        "",
        "| series | score | points | model | rival | refitted | |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for score, again in zip(scored.scores, found.refitted.scores, strict=True):
        word = {True: "hit" if score.measure == "coverage" else "better", False: "**miss**", None: ""}[score.better]
        figures = " | ".join(number(v) for v in (score.model, score.rival, again.model))
        lines.append(f"| {score.series} | {score.measure} | {score.points} | {figures} | {word} |")
    if scored.checks:
        lines += ["", "| check | model | asked for | |", "| --- | ---: | --- | --- |"]
        lines += [f"| {c.name} | {number(c.value)} | {c.low:g} to {c.high:g} | {'hit' if c.hit else '**miss**'} |" for c in scored.checks]
    return [*lines, "", *writings(found)]


def writings(found: Hindcast) -> list[str]:
    """The declared test under every writing of the event, and what was chosen with scores in view."""
    if not found.others:
        return []
    series = found.scored.scores[0].series
    measures = ("rmse", "interval score", "coverage")
    lines = [
        "### The same test under other writings of the event",
        "",
        f"| {series} | {' | '.join(measures)} | points inside |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for label, scored in ((f"**{found.writing}**", found.scored), *((o.label, o.scored) for o in found.others)):
        figures = {s.measure: s.model for s in scored.scores if s.series == series}
        tests = [p for p in scored.points if p.series == series]
        cells = " | ".join(number(figures[m]) for m in measures)
        lines.append(f"| {label} | {cells} | {sum(bool(p.inside) for p in tests)} of {len(tests)} |")
    rival = {s.measure: s.rival for s in found.scored.scores if s.series == series}
    known = [p for p in found.scored.rival if p.series == series]
    cells = " | ".join(number(rival[m]) for m in measures)
    lines += [f"| no change | {cells} | {sum(bool(p.inside) for p in known)} of {len(known)} |", ""]
    return [*lines, f"In one line: {found.chosen}.", ""]


def main() -> None:
    """Write all three."""
    OUT.mkdir(parents=True, exist_ok=True)
    found = [hindcast(case) for case in ("2010", "2025")]
    head = [
        "# Results of the hindcasts",
        "",
        "Made by `python -m tools.hindcast_docs`. What they rest on and why they miss: [Hindcasts](../explanation/hindcasts.md).",
        "",
    ]
    text = "\n".join([*head, *(line for f in found for line in section(f))])
    (OUT / "results.md").write_text(text, encoding="utf-8")
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "writing", "series", "place", "period", "low", "mid", "high", "observed", "naive", "unit"])
        for f in found:
            naive = {(p.series, p.region, p.item, p.period): p.mid for p in f.scored.rival}
            for label, scored in (("", f.scored), *((o.label, o.scored) for o in f.others)):
                for p in scored.points:
                    if p.observed is not None:
                        rival = naive.get((p.series, p.region, p.item, p.period))
                        name = p.series if p.item == "all" else f"{p.series} of {p.item}"
                        figures = [f"{v:.5g}" for v in (p.low, p.mid, p.high, p.observed)]
                        last = ["" if rival is None else f"{rival:.5g}", p.unit]
                        writer.writerow([scored.case, label, name, p.region, p.period, *figures, *last])
    if (OUT / "2025.csv").exists():  # stays as it was committed until it is scored
        return
    with (OUT / "2025.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["month", "destination", "low", "mid", "high"])
        for p in sorted((p for _, p in found[1].ahead), key=lambda p: (p.region != "world", p.period)):
            writer.writerow([p.period, p.region, *(round(v) for v in (p.low, p.mid, p.high))])


if __name__ == "__main__":
    main()
