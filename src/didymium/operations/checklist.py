"""Ten principles of metal accounting, and what the tables of a folder can show of each.

The principles are those of the AMIRA P754 code as its users sum it up in public, in our own words; the code itself was not read, so
that this is no statement of compliance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from didymium.operations.culprit import Cause
from didymium.operations.figure import Book
from didymium.operations.meters import Month
from didymium.operations.span import Span, span

SHOWN, PART, NOT, SILENT = "shown", "in part", "not shown", "tables cannot show it"


@dataclass(frozen=True)
class Item:
    """A principle, how far the tables show it (shown, in part, not shown, tables cannot show it), and what they show."""

    principle: str
    status: str
    what: str


def checklist(book: Book, months: list[Month], now: Span, causes: list[Cause], head: str | None = None) -> list[Item]:
    """The ten principles over the months of a period; ``head`` is that of the audit chain where records are kept."""
    inside = [m for m in months if now.first <= m.span.first and m.span.end <= now.end]
    if not inside:
        return []
    real = [(m.plant, ~m.plant.signed) for m in inside]
    streams = sum(int(keep.sum()) for _, keep in real)
    weighed = sum(int(np.isfinite(p.mass[keep]).sum()) for p, keep in real)
    sampled = sum(int(np.isfinite(p.assay[keep]).all(axis=1).sum()) for p, keep in real)
    errors = sum(int((np.isfinite(p.mass[keep]) & (p.mass_sd[keep] > 0)).sum()) for p, keep in real)
    counted = sum(_counted(m) for m in inside)
    areas = sum(len(m.plant.areas) for m in inside)
    rows = [r for table in ("streams", "assays") for r in book.rows(table)]
    sourced = sum(bool(r["source_year"]) for r in rows)
    closed = sum(now.first <= s.first and s.end <= now.end for s in (span(r["period"], book.fiscal_start) for r in book.rows("closings")))
    lost = len(causes)
    own = [f for f in book.figures if now.first <= f.span.first and f.span.end <= now.end]
    early = sum(f.preliminary for f in own)
    return [
        Item("What crosses a boundary is weighed and sampled", _share(weighed + sampled, 2 * streams), _of(weighed, streams, "weighed")),
        Item("Measurements are as accurate as their purpose asks", _share(errors, weighed), _of(errors, weighed, "with a stated error")),
        Item("The source of every input is plain", _share(sourced, len(rows)), f"{sourced:,} of {len(rows):,} rows with source and year"),
        Item(
            "Procedures are written down and leave a trail",
            PART if head else SILENT,
            f"changes leave a trail, its head is {head[:12]}; procedures stand elsewhere" if head else "no records are kept",
        ),
        Item("Audits are held regularly, inside and from outside", SILENT, "no table holds audits"),
        Item("Figures flow one way, from the account to reports", PART, f"this report is made from files with sha256 {book.digest[:12]}"),
        Item(
            "Preliminary figures are marked, and replaced in time",
            SHOWN if closed and not early else PART if closed or early else NOT,
            f"{early} of {len(own)} figures preliminary; {closed or 'no'} months recorded as closed",
        ),
        Item("The accuracy to reach is set for every stream", _share(errors, weighed), "the test holds meters against their stated errors"),
        Item("Stock is taken whenever books are closed", _share(counted, areas), _of(counted, areas, "with a stock-take", "areas a month")),
        Item(
            "Unexpected losses are flagged and followed up",
            PART if lost else SHOWN,
            f"{lost} named; actions say who follows them up" if lost else "every account is tested; none stands out",
        ),
    ]


def _share(part: int, whole: int) -> str:
    return SHOWN if whole and part == whole else PART if part else NOT


def _of(part: int, whole: int, what: str, of: str = "streams a month") -> str:
    return f"{part} of {whole} {of} {what}"


def _counted(month: Month) -> int:
    """Areas whose stock was taken."""
    plant = month.plant
    taken = plant.signed & np.isfinite(plant.mass)
    return int(((plant.sign != 0) & taken).any(axis=1).sum())
