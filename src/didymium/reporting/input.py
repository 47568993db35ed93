"""What a report is made from. Reporting knows nothing of solving: all it needs is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from didymium.reporting.number import count
from didymium.reporting.schema import checked, columns

if TYPE_CHECKING:
    from didymium.reporting.claims.input import ClaimsInput
    from didymium.reporting.hindcast import Point
    from didymium.reporting.stress.input import StressInput

T = TypeVar("T")
ELEMENTS = ("Nd", "Pr", "Dy", "Tb", "La", "Ce", "Sm", "Eu", "Gd", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Sc")
STAGES = (
    "mine",
    "concentrate",
    "crack",
    "recycling",
    "separation",
    "finishing",
    "metal",
    "alloy",
    "magnet",
    "material",
    "other",
    "use",
    "final use",
)


@dataclass(frozen=True)
class ChainFacts:
    """The chain that was planned: rows counted over its tables, assumed share of them (fraction), hash of its files, and how many
    warnings its check has."""

    name: str
    title: str
    version: str
    rows: int
    assumed_share: float
    synthetic: bool
    hash: str
    licences: tuple[str, ...] = ()
    warnings: int = 0

    @property
    def warned(self) -> str | None:
        """That the check of the chain has warnings; None when it has none."""
        return f"{count(self.warnings, 'warning')} about the input: didymium check tells" if self.warnings else None


@dataclass(frozen=True)
class Span:
    """A period of the grid: label, first moment and first moment after it, in decimal years."""

    label: str
    start: float
    end: float


@dataclass(frozen=True)
class Source:
    """Where a row of the chain stands and who says so."""

    file: str
    line: int
    text: str = ""
    grade: str = ""
    year: str = ""


@dataclass(frozen=True)
class BriefInput:
    """Everything a brief says, as plain data.

    ``tables`` are the result tables of a plan (see ``assets/tables.csv`` for columns and units; a table that is missing
    leaves its block out); ``backcast`` holds the comparison with what was observed, where ``error`` is model / observed
    - 1 and ``persistence`` what "as before" would have said, in the unit of ``observed``; ``names`` gives readers'
    names and ``sources`` the origin of rows by key ``table/id`` (``lines/kachin``); ``dates`` the decimal year of every
    start label in ``build``; ``fit_years`` the years on which parameters were fitted; ``notes`` the reasons where a
    figure is missed; ``path`` the way of the solver and ``fallbacks`` what it did instead of its first way; ``duality``
    the gap between primal and dual objective and ``inertia_share`` what calibrated rows cost, as fractions of the objective;
    ``stress`` the uncoordinated case, where an event fits; ``hindcast`` the points of past crises that ship with the code;
    ``documents`` what was read beside the chain, where anything was; ``past`` the periods before the grid for which ``holders`` and
    ``sankey`` hold what the backcast put together.

    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, True, "ab12")
    >>> b = BriefInput(facts, "0.1.0", "didymium brief works", "optimal", 1.0, {}, {}, {}, (Span("2026", 2026.0, 2027.0),))
    >>> b.table("price").height, b.name("regions", "CHN"), b.years
    (0, 'CHN', (2026,))
    """

    chain: ChainFacts
    code_version: str
    command: str
    status: str
    objective: float
    seconds: Mapping[str, float]
    size: Mapping[str, int]
    tables: Mapping[str, pl.DataFrame]
    periods: tuple[Span, ...]
    backcast: pl.DataFrame | None = None
    unexplained: pl.DataFrame | None = None
    grades: pl.DataFrame | None = None
    seed: int | None = None
    price_year: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    dates: Mapping[str, float] = field(default_factory=dict)
    fit_years: tuple[int, ...] = (2024,)
    path: str = ""
    iterations: int | None = None
    fallbacks: tuple[str, ...] = ()
    duality: float | None = None
    inertia_share: float | None = None
    notes: tuple[str, ...] = ()
    stress: StressInput | None = None
    hindcast: tuple[Point, ...] = ()
    documents: ClaimsInput | None = None
    past: tuple[Span, ...] = ()

    @cached_property
    def _checked(self) -> dict[str, pl.DataFrame]:
        given = {**self.tables, "backcast": self.backcast, "unexplained": self.unexplained, "grades": self.grades}
        return {name: checked(name, given.get(name)) for name in columns()}

    @cached_property
    def _kept(self) -> dict[str, Any]:
        return {}

    def kept(self, what: str, make: Callable[[], T]) -> T:
        """What ``make`` gives, worked out once for this input."""
        if what not in self._kept:
            self._kept[what] = make()
        found: T = self._kept[what]
        return found

    def table(self, name: str) -> pl.DataFrame:
        """A table with all its columns, empty when it was not given. Raises ``ValueError`` on a wrong shape."""
        return self._checked[name]

    def name(self, table: str, key: str | None) -> str:
        """A reader's name for a row, its id where there is none."""
        if not key:
            return ""
        return self.names.get(f"{table}/{key}", key)

    def element(self, symbol: str) -> str:
        """Name of an element in words, its symbol where no name was given."""
        if symbol == "NdPr" and f"elements/{symbol}" not in self.names:
            nd, pr = self.name("elements", "Nd"), self.name("elements", "Pr")
            return symbol if (nd, pr) == ("Nd", "Pr") else f"{nd}-{pr}"
        return self.name("elements", symbol)

    def source(self, key: str) -> Source | None:
        """Origin of a row by its key; ``None`` where it is not known."""
        return self.sources.get(key)

    @cached_property
    def year_of(self) -> dict[str, int]:
        """Calendar year in which each period begins, of the past and of the grid."""
        return {p.label: int(p.start + 1e-9) for p in (*self.past, *self.periods)}

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the grid."""
        return tuple(sorted({self.year_of[p.label] for p in self.periods}))

    def is_past(self, year: int) -> bool:
        """Whether a year lies before the grid."""
        return year < self.years[0]

    def by_year(self, name: str) -> pl.DataFrame:
        """A table with a column ``year`` (Int64) beside ``period``; rows outside grid and past are left out."""

        def make() -> pl.DataFrame:
            year = pl.col("period").replace_strict(self.year_of, default=None, return_dtype=pl.Int64)
            return self.table(name).with_columns(year.alias("year")).filter(pl.col("year").is_not_null())

        return self.kept(f"{name} by year", make)

    def until(self, label: str) -> float:
        """End of a period of the grid in decimal years; infinity for another label."""
        return next((p.end for p in self.periods if p.label == label), float("inf"))


def stage_order(stage: str) -> tuple[int, str]:
    """Sort key of a stage: its place in the process, unknown ones last by name.

    >>> sorted(["magnet", "mine", "zinc"], key=stage_order)
    ['mine', 'magnet', 'zinc']
    """
    return (STAGES.index(stage) if stage in STAGES else len(STAGES), stage)
