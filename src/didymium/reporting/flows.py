"""One element through the chain: stages as nodes, tonnes as bands, loops split so that a Sankey can draw them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from didymium.reporting.holding import HALF, parts_of, stages
from didymium.reporting.input import BriefInput, stage_order

LEFT = "unsold or stocked"
ENDS = (LEFT, "final use")


@dataclass(frozen=True)
class Node:
    """A stage: tonnes of the element through it, its column, and who has most of what leaves it."""

    name: str
    tonnes: float
    depth: int
    holder: str = ""
    holder_name: str = ""
    share: float | None = None

    @property
    def ringed(self) -> bool:
        """Whether one holder has more than half."""
        return self.share is not None and self.share > HALF


@dataclass(frozen=True)
class Band:
    """Tonnes of the element from one node to another; ``back`` when it goes against the process (half of a loop)."""

    source: str
    target: str
    tonnes: float
    back: bool = False


@dataclass(frozen=True)
class Flow:
    """The picture of one element in one year."""

    element: str
    year: int
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


def split_loops(bands: list[Band]) -> list[Band]:
    """Cut every band that goes back up the process: it ends in a node of its own and starts again from another.

    Both halves carry the same tonnes and are marked ``back``. What remains has no loop, because every band that is
    left goes forward in the order of the stages.

    >>> for b in split_loops([Band("metal", "magnet", 9.0), Band("magnet", "recycling", 2.0), Band("recycling", "metal", 2.0)]):
    ...     print(f"{b.source} -> {b.target}", b.tonnes, b.back)
    metal -> magnet 9.0 False
    magnet -> back to recycling 2.0 True
    back from magnet -> recycling 2.0 True
    recycling -> metal 2.0 False
    """
    found: list[Band] = []
    for b in bands:
        if b.target in ENDS or stage_order(b.source) < stage_order(b.target):
            found.append(b)
        else:
            found.append(Band(b.source, f"back to {b.target}", b.tonnes, back=True))
            found.append(Band(f"back from {b.source}", b.target, b.tonnes, back=True))
    together: dict[tuple[str, str, bool], float] = {}
    for b in found:
        together[(b.source, b.target, b.back)] = together.get((b.source, b.target, b.back), 0.0) + b.tonnes
    return [Band(s, t, tonnes, back) for (s, t, back), tonnes in together.items()]


def depths(bands: list[Band]) -> dict[str, int]:
    """Column of each node: the longest way to it; a node that nothing enters stands just before what it feeds, an end
    in the last column. Expects bands without a loop.

    >>> depths([Band("mine", "metal", 1.0), Band("metal", "magnet", 1.0), Band("back from magnet", "magnet", 1.0)])
    {'mine': 0, 'metal': 1, 'magnet': 2, 'back from magnet': 1}
    """
    into: dict[str, list[str]] = {}
    out: dict[str, list[str]] = {}
    for b in bands:
        into.setdefault(b.target, []).append(b.source)
        out.setdefault(b.source, []).append(b.target)
    known: dict[str, int] = {}

    def longest(name: str) -> int:
        if name not in known:
            known[name] = max((longest(s) + 1 for s in into.get(name, [])), default=0)
        return known[name]

    names = list(dict.fromkeys(n for b in bands for n in (b.source, b.target)))
    column = {n: longest(n) for n in names}
    last = max(column.values(), default=0)
    for n in names:
        if n not in into:
            column[n] = max(0, min(column[t] for t in out[n]) - 1)
        elif n in ENDS:
            column[n] = last
    return column


def years(b: BriefInput) -> list[int]:
    """Years with flows."""
    return sorted(set(b.by_year("sankey")["year"].unique()))


def flow(b: BriefInput, element: str, year: int, least: float = 0.002) -> Flow:
    """Flows of an element in a year; bands below ``least`` of the largest are left out of the picture."""
    table = b.by_year("sankey")
    present = b.kept("flowing elements", lambda: set(table["element"].unique()))
    rows = table.filter(pl.col("year") == year, pl.col("element").is_in(parts_of(element, present)))
    summed = rows.group_by("source", "target").agg(pl.col("tonnes").sum()).sort("source", "target")
    bands = [Band(s, t, q) for s, t, q in summed.iter_rows() if s and t and q > 0]
    floor = least * max((x.tonnes for x in bands), default=0.0)
    bands.sort(key=lambda x: (stage_order(x.source), stage_order(x.target)))
    split = split_loops([x for x in bands if x.tonnes >= floor])
    column = depths(split)
    into, out = dict.fromkeys(column, 0.0), dict.fromkeys(column, 0.0)
    for x in split:
        out[x.source] += x.tonnes
        into[x.target] += x.tonnes
    holder = {s.stage: (s.holders[0].id, s.holders[0].name, s.holders[0].share) for s in stages(b, element, year)}
    for r in rows.filter(pl.col("top_region").is_not_null()).sort("tonnes", descending=True).iter_rows(named=True):
        holder.setdefault(r["source"], (r["top_region"], b.name("regions", r["top_region"]), r["top_share"]))
    nodes = [
        Node(n, max(into[n], out[n]), d, *holder.get(n, ("", "", None)))
        for n, d in sorted(column.items(), key=lambda i: (i[1], stage_order(i[0])))
    ]
    return Flow(element, year, tuple(nodes), tuple(split))
