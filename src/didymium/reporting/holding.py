"""Who holds what: the largest holders of an element at each stage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from didymium.reporting.input import ELEMENTS, BriefInput, stage_order
from didymium.reporting.number import count, listed, percent
from didymium.reporting.trust import element_order

HALF = 0.5
LOOSE = 1e-3  # of a share: a narrower range among plans of equal cost is none
MAGNET = ("NdPr", "Dy", "Tb")


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
    def shares(self) -> dict[str, float]:
        """Share of each holder by its id."""
        return {h.id: h.share for h in self.holders}

    @property
    def above_half(self) -> bool:
        """Whether one holder has more than half."""
        return bool(self.holders) and self.holders[0].share > HALF


def certainty(b: BriefInput) -> str | None:
    """Whether the largest shares of the plan are those of every plan of least cost, in a sentence; None when it is not known."""
    table = b.table("leaders")
    if table.is_empty():
        return None
    period = table["period"][0]
    loose = table.filter((pl.col("high") - pl.col("low") > LOOSE).fill_null(True))
    if loose.is_empty():
        return (
            f"In {period} the largest share at every stage, of {listed(list(table['element'].unique(maintain_order=True)))}, is the same "
            "in all plans that cost the least. What cost leaves open within it is shared evenly among equal lines."
        )
    parts = [
        f"{b.name('regions', r['holder'])} {r['element']} ({r['stage']}) {percent(r['low'])} to {percent(r['high'])}"
        for r in loose.iter_rows(named=True)
    ]
    return f"In {period} these largest shares could be others at the same cost: {'; '.join(parts)}. Equal lines are used evenly."


def elements(b: BriefInput) -> list[str]:
    """Rare earths that the holders or the flows know, NdPr first where it can be put together; tracers left out."""
    seen = set(b.table("holders")["element"].unique()) | set(b.table("sankey")["element"].unique())
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
    """Holders of an element at every stage in a year, in process order; ``kind`` is region, entity (who
    controls), operated or equity."""
    known = b.kept("holdings", lambda: _holdings(b))
    names = "regions" if kind == "region" else "entities"
    tonnes: dict[str, dict[str, float]] = {}
    for part in parts_of(element, {part for _, part, _ in known}):
        for stage, holder, t in known.get((kind, part, year), ()):
            held = tonnes.setdefault(stage, {})
            held[holder] = held.get(holder, 0.0) + t
    found = []
    for stage in sorted(tonnes, key=stage_order):
        total = sum(tonnes[stage].values())
        largest = sorted(tonnes[stage].items(), key=lambda h: (-h[1], h[0]))
        found.append(Stage(stage, element, year, total, tuple(Holder(h, b.name(names, h), t, t / total) for h, t in largest)))
    return found


def _holdings(b: BriefInput) -> dict[tuple[str, str, int], list[tuple[str, str, float]]]:
    """(stage, holder, tonnes) by kind of holder, element and year."""
    key = ["holder_kind", "element", "year", "stage", "holder"]
    rows = b.by_year("holders").filter(pl.col("tonnes") > 0).group_by(key).agg(pl.col("tonnes").sum()).sort(key)
    found: dict[tuple[str, str, int], list[tuple[str, str, float]]] = {}
    for kind, element, year, stage, holder, tonnes in rows.iter_rows():
        found.setdefault((kind, element, year), []).append((stage, holder, tonnes))
    return found


def shown(b: BriefInput) -> list[str]:
    """Elements for a reader in a hurry: those of magnets, the first three where the chain has none of them."""
    have = elements(b)
    return [e for e in MAGNET if e in have] or have[:3]


def finding(b: BriefInput, element: str, year: int) -> str:
    """Who has more than half of an element, at how many stages, and where the largest share is; empty without holders."""
    found = stages(b, element, year)
    if not found:
        return ""
    top = max(found, key=lambda s: s.holders[0].share)
    most = f"the highest share is {percent(top.holders[0].share)}"
    tally = Counter(s.holders[0].name for s in found if s.above_half)
    if not tally:
        return f"no region has more than half at any of {count(len(found), 'stage')}; {most}, {top.holders[0].name} at {top.stage}"
    if len(tally) == 1:
        (name,) = tally
        return f"{name} has more than half at {tally[name]} of {count(len(found), 'stage')}; {most} at {top.stage}"
    each = ", ".join(f"{name} {n}" for name, n in tally.most_common())
    where = f"{most}, {top.holders[0].name} at {top.stage}"
    return f"one region has more than half at {tally.total()} of {count(len(found), 'stage')} ({each}); {where}"


def verdict(b: BriefInput) -> str:
    """The finding in a sentence: the region that has more than half of the shown elements at most stages."""
    year = first_year(b)
    if year is None:
        return ""
    every = {e: stages(b, e, year) for e in shown(b)}
    every = {e: found for e, found in every.items() if found}
    tally = Counter(s.holders[0].name for found in every.values() for s in found if s.above_half)
    if not tally:
        return f"In {year} no region has more than half of {listed([b.element(e) for e in every])} at any stage"
    name, _ = tally.most_common(1)[0]
    held = {e: sum(s.above_half and s.holders[0].name == name for s in found) for e, found in every.items()}
    stages_of = {len(found) for e, found in every.items() if held[e]}
    of = f" of {count(stages_of.pop(), 'stage')}" if len(stages_of) == 1 else ""
    parts = [f"of {b.element(e)} at {n}{'' if of else f' of {len(every[e])} stages'}" for e, n in held.items() if n]
    return f"In {year} {name} has more than half {listed(parts)}{of}"


def first_year(b: BriefInput) -> int | None:
    """First year with holders, that of the backcast where there is one."""
    table = b.by_year("holders")
    return int(table.select(pl.col("year").min()).item()) if table.height else None
