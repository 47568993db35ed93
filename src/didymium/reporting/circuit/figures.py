"""Charts of a circuit: stage profiles on a log scale, McCabe-Thiele for the pair that parts, the tree of a sequence."""

from __future__ import annotations

import math

from didymium.reporting.circuit.input import CircuitInput, CutFacts, Profile
from didymium.reporting.figures import Figure
from didymium.reporting.figures.figure import Control, View, number
from didymium.reporting.number import amount, count

FLOOR = 1e-16  # shares below it are left out of the picture; the workbook holds them
UNITS = {"fraction": "mole fraction", "REO": "share of REO"}


def profile(c: CircuitInput) -> Figure | None:
    """Every element over the stages, one phase at a time; None without stages."""
    p = c.profile
    if p is None:
        return None
    views = {
        "aqueous": _profile(c, p, "aqueous", p.aqueous),
        "organic": _profile(c, p, "organic", p.organic),
    }
    return Figure(
        id="profile",
        kind="profile",
        controls=(Control("phase", "Phase that leaves the stage", (("aqueous", "aqueous"), ("organic", "organic"))),),
        views=views,
        first="aqueous",
        head=("Stage", *p.elements),
        numeric=tuple(range(len(p.elements) + 1)),
        caption=f"What leaves each stage, {UNITS.get(c.unit, c.unit)}, stages counted from the raffinate end",
        source="the solved cascade",
    )


def _profile(c: CircuitInput, p: Profile, phase: str, rows: tuple[tuple[float, ...], ...]) -> View:
    top = max((v for row in rows for v in row), default=1.0)
    lines = []
    for k, name in enumerate(p.elements):
        values = [row[k] for row in rows]
        lines.append({"name": name, "values": [number(v) if v > FLOOR * top else None for v in values]})
    at = rows[p.feed_stage - 1]
    most = p.elements[max(range(len(at)), key=at.__getitem__)]
    title = f"{most} leads at the feed stage, {p.feed_stage} of {len(rows)}"
    if p.light and p.heavy:
        first, last = (dict(zip(p.elements, r, strict=True)) for r in (p.aqueous[0], p.organic[p.loaded - 1]))
        span = f"from {_ratio(first, p)} in the raffinate to {_ratio(last, p)} in the extract"
        title = f"{p.heavy}/{p.light} goes {span} over {p.loaded} stages"
    words = f"Lines of {count(len(p.elements), 'element')} over {len(rows)} stages, {phase} phase, logarithmic. {title}. "
    table = tuple((str(j + 1), *(f"{v:.3e}" for v in row)) for j, row in enumerate(rows))
    data = {"lines": lines, "feed": p.feed_stage, "strip": p.loaded + 0.5 if p.strip else None, "unit": UNITS.get(c.unit, c.unit)}
    return View(title, words + "The table below holds every figure.", data, table)


def _ratio(values: dict[str, float], p: Profile) -> str:
    return amount(values[p.heavy] / values[p.light], 2) if values[p.light] > 0.0 else "endless"


def mccabe_thiele(c: CircuitInput) -> Figure | None:
    """Steps of the pair that parts between equilibrium and operating points; None where no pair does."""
    p = c.profile
    if p is None or not p.light or not p.heavy:
        return None
    points = _pair(p)
    ends = (points[0][0], points[-1][1])
    title = f"{len(points)} stages take {p.heavy}/({p.heavy}+{p.light}) from {_share(ends[0])} to {_share(ends[1])}"
    rows = tuple((str(j + 1), f"{x:.8f}", f"{y:.8f}") for j, (x, y) in enumerate(points))
    base = {"points": [[number(x, 9), number(y, 9)] for x, y in points], "feed": p.feed_stage, "light": p.light, "heavy": p.heavy}
    words = f"McCabe-Thiele diagram of {p.heavy} against {p.light}. {title}. The table below holds every step."
    views = {scale: View(title, words, {**base, "scale": scale, "beta": number(p.beta)}, rows) for scale in ("odds", "linear")}
    return Figure(
        id="steps",
        kind="steps",
        controls=(Control("scale", "Scale", (("odds", "by odds, which shows the ends"), ("linear", "linear"))),),
        views=views,
        first="odds",
        head=("Stage", f"{p.heavy} share in the aqueous", f"{p.heavy} share in the organic"),
        numeric=(0, 1, 2),
        caption=f"{p.heavy} and {p.light} alone: shares of {p.heavy} of the two in both phases, stage by stage",
        source="the solved cascade",
    )


def _pair(p: Profile) -> list[tuple[float, float]]:
    """Share of the heavy one of the two in each phase, by stage."""
    light, heavy = p.elements.index(p.light), p.elements.index(p.heavy)

    def share(row: tuple[float, ...]) -> float:
        both = row[light] + row[heavy]
        return row[heavy] / both if both > 0.0 else math.nan

    return [(share(a), share(o)) for a, o in zip(p.aqueous[: p.loaded], p.organic[: p.loaded], strict=True)]


def _share(x: float) -> str:
    """A share whose distance from its nearer end can be read.

    >>> _share(0.9990138), _share(0.0009862), _share(0.4)
    ('99.901 %', '0.0986 %', '40.0 %')
    >>> _share(1.69e-11), _share(1.0 - 2e-12)
    ('1.7e-09 %', '100 % less 2e-10 %')
    """
    near = min(x, 1.0 - x)
    if 0.0 < near < 1e-7:
        return f"{100 * x:.1e} %" if near == x else f"100 % less {100 * near:.0e} %"
    places = 1 if near <= 0.0 or near > 0.01 else max(1, 1 - math.floor(math.log10(100.0 * near)))
    return f"{100 * x:.{places + (1 if near == x and near < 0.01 else 0)}f} %"


def tree(c: CircuitInput) -> Figure | None:
    """The cuts of the best sequence as a tree; None without cuts."""
    if not c.cuts:
        return None
    total = sum(x.cost for x in c.cuts)
    dearest = max(c.cuts, key=lambda x: x.cost)
    cut = f"{' '.join(dearest.light)} | {' '.join(dearest.heavy)}"
    title = f"{count(len(c.cuts), 'cut')}; the dearest, {cut}, takes {amount(100 * dearest.cost / total, 2)} % of the cost of cuts"
    nodes = [
        {
            "light": list(x.light),
            "heavy": list(x.heavy),
            "feed": x.feed,
            "above": x.above,
            "side": x.side,
            "depth": x.depth,
            "text": f"{x.stages} stages, S {x.S:.2f}",
            "cost": f"{amount(x.cost)} USD/t",
            "share": number(x.cost / total),
        }
        for x in c.cuts
    ]
    rows = tuple(_row(x) for x in c.cuts)
    words = f"Tree of {count(len(c.cuts), 'cut')}, the first on top; raffinates to the left, extracts to the right. {title}. "
    return Figure(
        id="tree",
        kind="tree",
        controls=(),
        views={"": View(title, words + "The table below holds every cut.", {"nodes": nodes}, rows)},
        first="",
        head=("Raffinate", "Extract", "Feed", "Stages", "Feed stage", "S", "W", "Least S", "USD/t REO"),
        numeric=(3, 4, 5, 6, 7, 8),
        caption="Cuts of the best sequence, S and W in mol per mol that the cut is fed",
        source="designs on the exact cascade",
    )


def _row(x: CutFacts) -> tuple[str, ...]:
    return (
        " ".join(x.light),
        " ".join(x.heavy),
        x.feed,
        str(x.stages),
        str(x.feed_stage),
        f"{x.S:.4f}",
        f"{x.W:.4f}",
        f"{x.S_min:.4f}",
        amount(x.cost),
    )
