"""Who earns the value added: by stage, per kg of product, and by region and group over the years."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from didymium.reporting.input import BriefInput, stage_order
from didymium.reporting.number import amount, money

ALL = "all stages"
DUST = 1e-9  # of the largest: what prices that cancel leave behind


@dataclass(frozen=True)
class Earner:
    """Value added of one stage, region or group: USD and USD per kg of product in each year."""

    id: str
    name: str
    usd: tuple[float, ...]
    usd_per_kg: tuple[float | None, ...]

    @property
    def total(self) -> float:
        """USD over all years, not discounted."""
        return sum(self.usd)


def years(b: BriefInput) -> list[int]:
    """Years with value added."""
    return sorted(set(b.by_year("value_added")["year"].unique()))


def earners(b: BriefInput, by: str, stage: str = ALL) -> list[Earner]:
    """Value added by ``stage``, ``region`` or ``entity``, of one stage or of all; who earns nothing is left out.

    Stages come in process order, others by what they earn. Over all stages a kg has no one meaning: per kg is empty
    except by stage.
    """
    table = b.by_year("value_added")
    if stage != ALL:
        table = table.filter(pl.col("stage") == stage)
    grouped = table.group_by(by, "year").agg(pl.col("usd").sum(), pl.col("tonnes").sum())
    dust = DUST * max((abs(u) for u in grouped["usd"] if u is not None), default=0.0)
    rows = {(k, y): (u if u is not None and abs(u) > dust else 0.0, t or 0.0) for k, y, u, t in grouped.iter_rows()}
    span = years(b)
    names = {"region": "regions", "entity": "entities"}
    found = []
    for key in sorted({k for k, _ in rows if k is not None}):
        per_kg = [rows[(key, y)][0] / rows[(key, y)][1] / 1000 if rows.get((key, y), (0.0, 0.0))[1] > 0 else None for y in span]
        found.append(
            Earner(
                id=key,
                name=b.name(names[by], key) if by in names else key,
                usd=tuple(rows.get((key, y), (0.0, 0.0))[0] for y in span),
                usd_per_kg=tuple(per_kg if by == "stage" or stage != ALL else [None] * len(span)),
            )
        )
    found = [e for e in found if any(e.usd)]
    if by == "stage":
        return sorted(found, key=lambda e: stage_order(e.id))
    return sorted(found, key=lambda e: (-e.total, e.id))


def stages(b: BriefInput) -> list[str]:
    """Stages with value added, in process order."""
    return [e.id for e in earners(b, "stage")]


@dataclass(frozen=True)
class Netback:
    """Terms of one running line in one period: item, kind and USD per unit of activity; they add up to the residual."""

    line: str
    name: str
    recipe: str
    region: str
    period: str
    terms: tuple[tuple[str, str, float], ...]


def netbacks(b: BriefInput, most: int = 12) -> list[Netback]:
    """For each stage the largest running line of the last period that was traced, in process order."""
    table = b.table("netback")
    order = [p.label for p in b.periods]
    found = sorted(set(table["period"]), key=lambda p: order.index(p) if p in order else -1)
    if not found:
        return []
    last = table.filter(pl.col("period") == found[-1])
    ran = b.table("activity").filter(pl.col("period") == found[-1]).sort("quantity", "line", descending=[True, False])
    chosen: dict[str, tuple[str, str]] = {}
    have = set(last.select("line", "recipe").unique().iter_rows())
    for stage, line, recipe in ran.select("stage", "line", "recipe").iter_rows():
        if (line, recipe) in have:
            chosen.setdefault(stage, (line, recipe))
    out = []
    for stage in sorted(chosen, key=stage_order)[:most]:
        line, recipe = chosen[stage]
        rows = last.filter(pl.col("line") == line, pl.col("recipe") == recipe)
        terms = tuple(
            (b.name("commodities", i) if k in ("in", "out") else i, k, u or 0.0)
            for i, k, u in rows.select("item", "kind", "usd").iter_rows()
        )
        out.append(
            Netback(
                line=line,
                name=b.name("lines", line),
                recipe=b.name("recipes", recipe),
                region=b.name("regions", rows["region"][0]),
                period=found[-1],
                terms=terms,
            )
        )
    return out


def verdict(b: BriefInput) -> str:
    """The finding in a sentence: the region that earns most in the last year, and the stage that adds most per kg."""
    span = years(b)
    if not span:
        return ""
    regions = earners(b, "region")
    total = sum(e.usd[-1] for e in regions)
    top = max(regions, key=lambda e: (e.usd[-1], e.id))
    text = f"In {span[-1]} {top.name} earns {money(top.usd[-1])} of {money(total)} value added"
    per_kg = [(e.usd_per_kg[-1] or 0.0, e.name) for e in earners(b, "stage") if e.usd_per_kg[-1] is not None]
    if per_kg:
        most, stage = max(per_kg)
        text += f"; the stage that adds most per kg of product is {stage}, {amount(most)} USD/kg"
    return text
