"""What gets built: projects with the share that the plan takes, and capacity by stage over time."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from didymium.reporting.input import BriefInput, stage_order
from didymium.reporting.number import count, money

WHOLE = 0.999
NOTHING = 0.001
ACTIVITY = "activity"


@dataclass(frozen=True)
class Project:
    """A project: capacity when all of it is built (activity per year), share built, capital spent (USD)."""

    id: str
    name: str
    stage: str
    region: str
    region_name: str
    entity: str
    status: str
    start: str
    at: float | None
    capacity: float
    fraction: float
    capex: float | None
    unit: str

    @property
    def outcome(self) -> str:
        """committed, built, in part or not built."""
        if self.status == "committed":
            return "committed"
        if self.fraction >= WHOLE:
            return "built"
        return "not built" if self.fraction <= NOTHING else "in part"


def projects(b: BriefInput) -> list[Project]:
    """Projects by stage and start."""
    starts = {p.label: p.start for p in b.periods} | dict(b.dates)
    rows = [
        Project(
            id=r["project"],
            name=(r["name"] or b.name("projects", r["project"])).removesuffix(f" ({r['project']})"),
            stage=r["stage"],
            region=r["region"],
            region_name=b.name("regions", r["region"]),
            entity=b.name("entities", r["entity"]),
            status=r["status"],
            start=r["start"],
            at=starts.get(r["start"]),
            capacity=r["capacity"] or 0.0,
            fraction=r["fraction"] or 0.0,
            capex=r["capex"],
            unit=r["unit"] or ACTIVITY,
        )
        for r in b.table("build").iter_rows(named=True)
    ]
    return sorted(rows, key=lambda p: (stage_order(p.stage), p.at if p.at is not None else 1e9, p.start, p.id))


@dataclass(frozen=True)
class StageCapacity:
    """Capacity of a stage at a yearly rate: by region and period, activity beside it, and what opens in each period.

    Lines that count in different units are kept apart; ``label`` is the stage, with the unit where it has several.
    ``by_region`` holds regions by size; ``opens`` rows committed, built, not built, each with one number a period
    (full capacity of the projects starting in it, parted by share built).
    """

    stage: str
    label: str
    unit: str
    periods: tuple[str, ...]
    by_region: tuple[tuple[str, tuple[float, ...]], ...]
    activity: tuple[float, ...]
    opens: tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]
    projects: tuple[Project, ...]

    @property
    def total(self) -> tuple[float, ...]:
        """Capacity of all regions in each period."""
        return tuple(sum(values) for values in zip(*(v for _, v in self.by_region), strict=True))


def capacities(b: BriefInput) -> list[StageCapacity]:
    """Capacity of every stage that has any, in process order. Uncapped lines are left out."""
    labels = [p.label for p in b.periods]
    length = {p.label: p.end - p.start for p in b.periods}
    table = b.table("capacity").filter(pl.col("period").is_in(labels), pl.col("capacity").is_not_null())
    key = ["stage", "unit", "region", "period"]
    grouped = table.with_columns(pl.col("unit").fill_null(ACTIVITY)).group_by(key).agg(pl.col("capacity", "activity").sum())
    rows: dict[tuple[str, str], dict[tuple[str, str], tuple[float, float]]] = {}
    for stage, unit, region, period, capacity, activity in grouped.iter_rows():
        rows.setdefault((stage, unit), {})[(region, period)] = (capacity, activity)
    size = {place: sum(c for c, _ in cells.values()) for place, cells in rows.items()}
    every = projects(b)
    found = []
    for stage, unit in sorted(rows, key=lambda place: (stage_order(place[0]), -size[place], place[1])):
        cells = rows[(stage, unit)]
        regions = sorted({r for r, _ in cells})
        series = [(r, tuple(cells.get((r, p), (0.0, 0.0))[0] / length[p] for p in labels)) for r in regions]
        used = tuple(sum(cells.get((r, p), (0.0, 0.0))[1] for r in regions) / length[p] for p in labels)
        mine = tuple(p for p in every if (p.stage, p.unit) == (stage, unit))
        several = sum(s == stage for s, _ in rows) > 1
        found.append(
            StageCapacity(
                stage=stage,
                label=f"{stage}, {unit}" if several else stage,
                unit=unit,
                periods=tuple(labels),
                by_region=tuple(sorted(series, key=lambda s: (-max(s[1]), s[0]))),
                activity=used,
                opens=_opens(b, mine),
                projects=mine,
            )
        )
    return found


def _opens(b: BriefInput, mine: tuple[Project, ...]) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Capacity that opens in each period: committed, listed and built, listed and not built."""
    committed, built, left = ([0.0] * len(b.periods) for _ in range(3))
    for p in mine:
        if p.at is None:
            continue
        inside = [i for i, span in enumerate(b.periods) if span.start - 1e-9 <= p.at < span.end - 1e-9]
        for i in inside:
            (committed if p.status == "committed" else built)[i] += p.capacity * p.fraction
            left[i] += p.capacity * (1 - p.fraction)
    return tuple(committed), tuple(built), tuple(left)


def verdict(b: BriefInput) -> str:
    """The finding in a sentence; empty without projects."""
    every = projects(b)
    listed = [p for p in every if p.status != "committed"]
    if not every:
        return ""
    spent = money(sum(p.capex or 0.0 for p in every))
    if not listed:
        return f"{count(len(every), 'committed project')}, none to choose; capital {spent}"
    whole, part = (sum(p.outcome == o for p in listed) for o in ("built", "in part"))
    of = f"of {count(len(listed), 'listed project')}"
    text = f"The plan builds {whole or 'none'} {of}" if whole or not part else f"The plan builds {part} {of} in part"
    if whole and part:
        text += f" and {part} in part"
    sure = len(every) - len(listed)
    also = f"; {sure} more {'is' if sure == 1 else 'are'} committed" if sure else ""
    return f"{text}{also}; capital {spent}"
