"""A block of a report: a question, the finding in a sentence, and what carries it: words, figures, tables.

Both the page and the workbook are made of blocks, so that a number stands in both or in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from didymium.reporting.figures import Figure
from didymium.reporting.number import amount, money, percent, signed

Value = str | float | int | bool | None
Kind = Literal["text", "number", "gap", "share", "change", "usd", "integer", "year", "unit"]


@dataclass(frozen=True)
class Column:
    """A column: its name, kind and unit. A column of kind unit holds the unit of the number before it.

    ``gap`` is a quantity and ``change`` a share whose sign matters; ``usd`` is in USD, shown in thousands or millions.
    ``empty`` is what the page shows where a value is missing: unknown is not zero, but some cells do not apply.
    """

    name: str
    kind: Kind = "text"
    unit: str = ""
    empty: str = ""

    @property
    def head(self) -> str:
        """Name with the unit.

        >>> Column("Short", "number", "t").head, Column("Share", "share").head
        ('Short, t', 'Share')
        """
        return f"{self.name}, {self.unit}" if self.unit else self.name

    @property
    def right(self) -> bool:
        """Whether the column is set to the right."""
        return self.kind not in ("text", "unit")

    def show(self, value: Value) -> str:
        """The value for a reader: rounded, with its sign where it is a change.

        >>> Column("Error", "change").show(0.07), Column("Worth", "usd").show(1.2e9), Column("Limit", "share").show(None)
        ('+7.0 %', '1.2 bn USD', '')
        """
        if value is None:
            return self.empty
        if isinstance(value, str):
            return value
        if self.kind == "year":
            return f"{value:.0f}"
        if self.kind == "integer":
            return f"{value:,.0f}"
        if self.kind == "gap":
            return f"{'+' if value > 0 else ''}{amount(value)}"
        form = {"number": amount, "share": percent, "change": signed, "usd": money}[self.kind]
        return form(float(value))


Where = Literal["both", "page", "book"]


@dataclass(frozen=True)
class Table:
    """Rows of values under columns.

    ``cites[i]`` gives, by column number, the chain row (``table/id``) that a cell of row ``i`` rests on. ``folded``
    tables open on demand, and of others rows after the ``first`` do; ``where`` says whether the table stands on the
    page, in the workbook or in both.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    cites: tuple[Mapping[int, str], ...] = ()
    note: str = ""
    folded: bool = False
    first: int = 12
    where: Where = "both"

    def __post_init__(self) -> None:
        wide = {len(row) for row in self.rows} - {len(self.columns)}
        if wide or (self.cites and len(self.cites) != len(self.rows)):
            raise ValueError(f"table {self.id!r}: rows and columns do not match")

    @property
    def part(self) -> str:
        """Which template draws it."""
        return "table"


@dataclass(frozen=True)
class Words:
    """Paragraphs, or a list of points under a title."""

    lines: tuple[str, ...]
    title: str = ""

    @property
    def part(self) -> str:
        """Which template draws it."""
        return "words"


@dataclass(frozen=True)
class Shares:
    """One bar cut into named parts: name and fraction of each, and how many there are of what."""

    id: str
    title: str
    parts: tuple[tuple[str, float, str], ...]

    @property
    def part(self) -> str:
        """Which template draws it."""
        return "shares"


@dataclass(frozen=True)
class Commands:
    """Commands worth typing next, each with what it answers."""

    rows: tuple[tuple[str, str], ...]

    @property
    def part(self) -> str:
        """Which template draws it."""
        return "commands"


@dataclass(frozen=True)
class Chart:
    """A figure in its place."""

    figure: Figure

    @property
    def part(self) -> str:
        """Which template draws it."""
        return "chart"


Part = Table | Words | Shares | Commands | Chart


@dataclass(frozen=True)
class Block:
    """A question and its answer. ``planned`` marks results of the coordinated plan, which must never stand unlabelled."""

    id: str
    label: str
    finding: str
    parts: tuple[Part, ...]
    planned: bool = True

    @property
    def tables(self) -> tuple[Table, ...]:
        """Tables of the block."""
        return tuple(p for p in self.parts if isinstance(p, Table))


def block(id: str, label: str, finding: str, parts: list[Part | None], planned: bool = True) -> Block | None:
    """A block of the parts that hold something; ``None`` when none does: no empty boxes.

    >>> block("a", "Is it?", "It is.", [None, Table("t", "T", (Column("X"),), ())]) is None
    True
    """
    kept = tuple(p for p in parts if p is not None and (not isinstance(p, Table) or p.rows))
    return Block(id, label, finding, kept, planned) if kept else None
