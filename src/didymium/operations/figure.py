"""A figure that was reported or asked for, with its place and who says so; and the book of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from didymium.operations.span import Span
from didymium.operations.unit import Unit


@dataclass(frozen=True)
class Figure:
    """A number of an entity, metric, product and period: ``value`` in m of its currency, currency per t, t or fraction.

    ``written`` and ``unit`` as in the file; ``taken`` is False for a figure that disagrees with the one taken, ``preliminary``
    is True until a final value replaces it.
    """

    entity: str
    metric: str
    product: str
    span: Span
    value: float
    written: float
    unit: str
    measure: Unit
    source: str
    year: str
    grade: str
    note: str
    file: str
    line: int
    taken: bool = True
    preliminary: bool = False


@dataclass(frozen=True)
class Target:
    """What is asked: a figure with its relation, and the directive that it serves."""

    id: str
    sense: str
    asked: Figure
    directive: str = ""


@dataclass(frozen=True)
class Directive:
    """An order: what, by whom, who answers for it, by when."""

    id: str
    text: str
    ordered_by: str
    owner: str
    due: str


@dataclass(frozen=True)
class Book:
    """What a folder reports: its head and its rows, checked. ``currency`` is the one that it reports in.

    ``tables`` are the frames of all tables that hold a row, by name.
    """

    name: str
    title: str
    folder: Path
    currency: str
    fiscal_start: int
    synthetic: bool
    digest: str
    figures: tuple[Figure, ...]
    targets: tuple[Target, ...] = ()
    directives: tuple[Directive, ...] = ()
    version: str = ""
    files: tuple[str, ...] = field(default=())
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict, compare=False)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table; none where it is not there."""
        return list(self.tables[table].iter_rows(named=True)) if table in self.tables else []

    @property
    def entities(self) -> tuple[str, ...]:
        """Who reports, in order."""
        return tuple(dict.fromkeys(f.entity for f in self.figures))

    def of(self, entity: str, metric: str, product: str, until: int) -> tuple[Figure, ...]:
        """Figures taken of a metric and product that were known when month ``until`` had begun."""
        return tuple(
            f
            for f in self.figures
            if f.taken and f.entity == entity and f.metric == metric and f.product == product and f.span.end <= until
        )

    def products(self, entity: str, metric: str) -> tuple[str, ...]:
        """Products for which an entity reports a metric, in order."""
        return tuple(dict.fromkeys(f.product for f in self.figures if f.taken and f.entity == entity and f.metric == metric))
