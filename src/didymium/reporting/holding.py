"""Who holds what: the largest holders of an element at each stage."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from didymium.reporting.input import ELEMENTS, BriefInput, stage_order
from didymium.reporting.trust import element_order

HALF = 0.5


@dataclass(frozen=True)
class Holder:
    """One holder: region or entity, tonnes of the element as metal in the year, share of the stage (fraction)."""

    id: str
    name: str
    tonnes: float
    share: float


@dataclass(frozen=True)
class Stage:
    """Holders of one element at one stage in one year, the largest first."""

    stage: str
    element: str
    year: int
    tonnes: float
    holders: tuple[Holder, ...]

    @property
    def above_half(self) -> bool:
        """Whether one holder has more than half."""
        return bool(self.holders) and self.holders[0].share > HALF


def elements(b: BriefInput) -> list[str]:
    """Rare earths that the holders or the flows know, NdPr first where it can be put together; tracers left out."""
    seen = set(b.table("holders")["element"]) | set(b.table("sankey")["element"])
    if {"Nd", "Pr"} <= seen:
        seen.add("NdPr")
    return sorted((e for e in seen if e == "NdPr" or e in ELEMENTS), key=element_order)


def parts_of(element: str, present: set[str]) -> list[str]:
    """Elements that add up to an element: Nd and Pr for NdPr unless the table has it.

    >>> parts_of("NdPr", {"Nd", "Pr"}), parts_of("Dy", {"Dy"})
    (['Nd', 'Pr'], ['Dy'])
    """
    return ["Nd", "Pr"] if element == "NdPr" and "NdPr" not in present else [element]


def stages(b: BriefInput, element: str, year: int, kind: str = "region") -> list[Stage]:
    """Holders of an element at every stage in a year, in process order; ``kind`` is region or entity."""
    table = b.by_year("holders")
    wanted = parts_of(element, set(table["element"]))
    rows = (
        table.filter(
            pl.col("element").is_in(wanted), pl.col("year") == year, pl.col("holder_kind") == kind, pl.col("tonnes") > 0
        )
        .group_by("stage", "holder")
        .agg(pl.col("tonnes").sum())
        .sort(["stage", "tonnes", "holder"], descending=[False, True, False])
    )
    names = "regions" if kind == "region" else "entities"
    found = []
    for (stage,), part in rows.group_by(["stage"], maintain_order=True):
        total = float(part["tonnes"].sum())
        holders = tuple(
            Holder(h, b.name(names, h), t, t / total) for h, t in part.select("holder", "tonnes").iter_rows()
        )
        found.append(Stage(str(stage), element, year, total, holders))
    return sorted(found, key=lambda s: stage_order(s.stage))


def heaviest(b: BriefInput, element: str, year: int, kind: str = "region") -> tuple[int, int, Stage | None]:
    """How many stages one holder has above half, of how many, and the stage where the largest share is highest."""
    found = stages(b, element, year, kind)
    top = max(found, key=lambda s: s.holders[0].share, default=None)
    return sum(s.above_half for s in found), len(found), top
