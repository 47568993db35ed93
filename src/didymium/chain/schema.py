"""The schema as data: tables, columns, units, bounds, references. Checks and pages are made from it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

GRADES = ("official", "company", "derived", "assumed")


@dataclass(frozen=True)
class Column:
    """One column of one table."""

    table: str
    name: str
    kind: str  # id | text | number | integer | flag | period
    key: bool
    required: bool
    unit: str
    minimum: float | None
    maximum: float | None
    refers: tuple[str, str] | None  # table, column
    choices: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, provenance last."""

    name: str
    columns: dict[str, Column]

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that name a row."""
        return tuple(c.name for c in self.columns.values() if c.key)


def _provenance(table: str) -> list[Column]:
    """Columns that every table carries."""
    return [
        Column(table, "source", "text", False, True, "", None, None, None, (), "Short name of the source"),
        Column(table, "source_year", "text", False, False, "", None, None, None, (), "Year of the source"),
        Column(table, "grade", "text", False, True, "", None, None, None, GRADES, "How good the row is"),
        Column(table, "note", "text", False, False, "", None, None, None, (), "What a reader should know"),
    ]


@cache
def schema() -> dict[str, Table]:
    """All tables by name, in the order in which they are read.

    >>> schema()["lines"].columns["capacity"].unit
    'activity/year'
    >>> schema()["compositions"].key
    ('commodity', 'element')
    """
    return read_schema(resources.files("didymium.chain").joinpath("schema.csv").read_text(encoding="utf-8"))


def read_schema(text: str) -> dict[str, Table]:
    """Tables as a CSV text describes them, a row a column; provenance is added to each."""
    columns: dict[str, list[Column]] = {}
    for row in csv.DictReader(text.splitlines()):
        refers = tuple(row["refers"].split(".")) if row["refers"] else None
        columns.setdefault(row["table"], []).append(
            Column(
                table=row["table"],
                name=row["column"],
                kind=row["kind"],
                key=row["key"] == "yes",
                required=row["required"] == "yes",
                unit=row["unit"],
                minimum=float(row["minimum"]) if row["minimum"] else None,
                maximum=float(row["maximum"]) if row["maximum"] else None,
                refers=(refers[0], refers[1]) if refers else None,
                choices=tuple(row["choices"].split()),
                description=row["description"],
            )
        )
    return {name: Table(name, {c.name: c for c in [*own, *_provenance(name)]}) for name, own in columns.items()}


def reference_page() -> str:
    """The reference page of all tables in Markdown, made from the schema."""
    head = ["# Tables of a chain", "", "Made from the schema; every table also has source, source_year, grade and note.", ""]
    return "\n".join([*head, *described(schema())])


def described(tables: Mapping[str, Table]) -> list[str]:
    """Sections of a reference page, one a table, as lines of Markdown."""
    lines = []
    for table in tables.values():
        lines += [f"## {table.name}", "", "| column | kind | needed | unit | allowed | meaning |", "| --- | --- | --- | --- | --- | --- |"]
        for c in list(table.columns.values())[:-4]:
            needed = ("key" if c.required else "key, or empty") if c.key else "yes" if c.required else "no"
            lines.append(f"| {c.name} | {c.kind} | {needed} | {c.unit} | {_allowed(c)} | {c.description} |")
        lines.append("")
    return lines


def _allowed(column: Column) -> str:
    """What a cell may hold, in words."""
    if column.choices:
        return ", ".join(column.choices)
    if column.refers:
        return f"{column.refers[0]}.{column.refers[1]}"
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return "" if low is None else f"at least {low:g}"
