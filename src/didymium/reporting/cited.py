"""Rows of the chain that a report points at, numbered in the order in which they come up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from didymium.reporting.block import Block, Chart, Table, Where
from didymium.reporting.input import BriefInput, Source


@dataclass(frozen=True)
class Cited:
    """A row that is pointed at: its number, key (``table/id``) and origin."""

    number: int
    key: str
    source: Source

    @property
    def assumed(self) -> bool:
        """Whether nobody says so: the reader must see the word."""
        return self.source.grade == "assumed"

    @property
    def title(self) -> str:
        """Who says so and where the row stands, on one line."""
        said = ", ".join(p for p in (self.source.text, self.source.year, self.source.grade) if p) or "no source"
        return f"{said} – {self.source.file}:{self.source.line} ({self.key})"


def cited(b: BriefInput, blocks: Iterable[Block], left_out: Where) -> dict[str, Cited]:
    """Rows by key; tables that stand only in ``left_out`` do not count, nor do keys without a known origin."""
    found: dict[str, Cited] = {}
    for key in _keys(blocks, left_out):
        source = b.source(key)
        if source is not None and key not in found:
            found[key] = Cited(len(found) + 1, key, source)
    return found


def _keys(blocks: Iterable[Block], left_out: Where) -> Iterator[str]:
    for block in blocks:
        for part in block.parts:
            if isinstance(part, Table) and part.where != left_out:
                for row in part.cites:
                    yield from (row[i] for i in sorted(row))
            elif isinstance(part, Chart):
                for view in part.figure.views.values():
                    yield from view.cites
