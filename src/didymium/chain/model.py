"""A loaded chain, its settings, and what a check finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class Finding:
    """Something to mend, or to know: where it stands, what is wrong, how to mend it."""

    severity: str  # error | warning
    table: str
    file: str
    line: int
    column: str
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{place}: {self.column}: " if self.column else f"{place}: "
        return f"{self.severity}: {where}{self.message}; {self.fix}"


class ChainError(ValueError):
    """The folder is no valid chain; ``findings`` says why, each with file, line, column and mend."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [f for f in self.findings if f.severity == "error"]
        shown = [str(f) for f in errors[:20]]
        more = [f"... and {len(errors) - 20} more"] if len(errors) > 20 else []
        super().__init__("\n".join([*shown, *more]))


@dataclass(frozen=True)
class Settings:
    """What ``didymium.toml`` says: money, calendar, horizon."""

    currency: str
    price_year: int
    discount_rate: float
    synthetic: bool
    start: str
    end: str
    pipeline: str  # steady | empty
    fiscal_start: int


@dataclass(frozen=True)
class Chain:
    """A chain that passed its checks: one frame a table, with ``_file`` and ``_line`` of every row."""

    name: str
    title: str
    version: str
    folder: Path
    settings: Settings
    tables: dict[str, pl.DataFrame]
    hash: str
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.height for table in self.tables.values())

    @property
    def assumed_share(self) -> float:
        """Share of rows that are graded *assumed*."""
        assumed = sum(int((table["grade"] == "assumed").sum() or 0) for table in self.tables.values())
        return assumed / self.rows if self.rows else 0.0
