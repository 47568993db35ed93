"""Rows of the chain's tables as they are collected, each with its provenance, and the files they become."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from didymium.chain.schema import schema

GRADES = {"A": "official", "B": "company", "C": "derived", "D": "assumed"}
RECALL = "general knowledge, to verify"


@dataclass(frozen=True)
class Source:
    """Who says so: source, year, grade and a note."""

    text: str
    year: str
    grade: str
    note: str = ""

    def noting(self, note: str) -> Source:
        """The same source with a note of ours in place of its own."""
        return replace(self, note=note)

    def as_assumed(self, note: str) -> Source:
        """The same source where we had to assume something beside it."""
        return replace(self, grade="assumed", note=note)


def of(row: Mapping[str, str], note: str = "") -> Source:
    """Provenance of a row of the facts."""
    text = row["source"].replace(RECALL, "analyst recall, to verify")
    return Source(text, row["source_year"], GRADES[row["confidence"]], note)


def assumed(note: str) -> Source:
    """An assumption of this chain, with its reason."""
    return Source("assumption of the world chain", "2026", "assumed", note)


def derived(text: str, year: int, note: str = "") -> Source:
    """A figure worked out from sourced ones."""
    return Source(text, str(year), "derived", note)


class Book:
    """Collects rows by table and writes one CSV a table, columns in the order of the schema."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {}

    def add(self, table: str, source: Source, **cells: object) -> None:
        """Add a row. Raises ``KeyError`` for a column that the schema does not know."""
        known = schema()[table].columns
        row = {name.rstrip("_"): _text(value) for name, value in cells.items()}
        for name in row:
            if name not in known:
                raise KeyError(f"{table} has no column {name}")
        row |= {"source": source.text, "source_year": source.year, "grade": source.grade, "note": source.note}
        self.rows.setdefault(table, []).append(row)

    def write(self, folder: Path) -> None:
        """Write every table into ``folder/chain``; a table that has no row any more loses its file."""
        target = folder / "chain"
        target.mkdir(parents=True, exist_ok=True)
        for name, table in schema().items():
            path = target / f"{name}.csv"
            rows = self.rows.get(name, [])
            if not rows:
                path.unlink(missing_ok=True)
                continue
            used = [c for c in table.columns if any(row.get(c) for row in rows) or table.columns[c].required]
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, used, restval="", lineterminator="\n", extrasaction="ignore")
                writer.writeheader()
                writer.writerows(rows)


def _text(value: object) -> str:
    """A cell: numbers with eight figures, yes and no for flags."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.8g}"
    return str(value)
