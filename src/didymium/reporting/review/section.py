"""A part of a review that is there only where its data are: a finding in a sentence, charts and tables."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from didymium.reporting.block import Block, Chart, Part, Table, Words, block
from didymium.reporting.figures import Figure
from didymium.reporting.layout import columns, plain

SHOWN = 8  # rows of a table in a terminal
MOST = 34  # characters of a cell in a terminal


@dataclass(frozen=True)
class Section:
    """``finding`` in a sentence; ``brief`` are the columns of the first table that a terminal shows, none where it is empty."""

    id: str
    label: str
    finding: str
    tables: tuple[Table, ...] = ()
    charts: tuple[Figure, ...] = ()
    words: tuple[str, ...] = ()
    brief: tuple[int, ...] = ()

    @property
    def block(self) -> Block | None:
        """The section on the page and in the workbook."""
        parts: list[Part | None] = [*(Chart(f) for f in self.charts), *self.tables, Words(self.words) if self.words else None]
        return block(self.id, self.label, self.finding, parts, planned=False)

    def text(self, width: int) -> list[str]:
        """The section in a terminal: its finding and the first rows of its first table."""
        lines = ["", *wrap(f"{self.label.lower()}: {plain(self.finding)}", width, subsequent_indent="  ")]
        if not self.brief or not self.tables or not self.tables[0].rows:
            return lines
        table = self.tables[0]
        heads = [table.columns[k] for k in self.brief]
        rows = [[h.head for h in heads]]
        rows += [[_short(table.columns[k].show(row[k])) for k in self.brief] for row in table.rows[:SHOWN]]
        right = [i for i, h in enumerate(heads) if h.right]
        more = [f"  and {len(table.rows) - SHOWN} more: --json has them all"] if len(table.rows) > SHOWN else []
        return [*lines, *columns(rows, right=right), *more]

    @property
    def record(self) -> dict[str, object]:
        """The section for other programs."""
        return {
            "finding": self.finding,
            "tables": {t.id: [{c.name: v for c, v in zip(t.columns, row, strict=True)} for row in t.rows] for t in self.tables},
        }


def _short(text: str) -> str:
    """A cell that leaves room for the others."""
    text = plain(text)
    return text if len(text) <= MOST else f"{text[: MOST - 3]}..."
