"""Separation recipes from circuits: each case is answered by ``separate``, and its rows go into the chain as they are.

What a works costs beside its circuit, and the mode in which cerium is rejected first, rest on assumptions as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from didymium.app.circuit_rows import Row, Stamp, rows_of
from didymium.separation import Arrangement, CaseError, answer, read
from tools.world.book import Book, Source

FOLDER = Path(__file__).parents[2] / "examples" / "separation"
CASES = {"bayan_obo": "baotou.toml", "mount_weld": "lynas.toml"}
YEAR = 2026  # of the chain's version: a clock would make other files every year
REJECTED = 0.92  # cost of the mode without cerium over the full one (assumed: what rejecting it costs is not published)
#: lines of the plants that the cases are drawn after: what their first fill swallows
LINES = {"bayan_obo": ("huamei_old_lines", "huamei_green_ph1", "hefa_baotou"), "mount_weld": ("lynas_lamp",)}


@dataclass(frozen=True)
class Circuit:
    """A designed works: rows by table, as ``separate --save`` writes them, and its stages."""

    rows: Mapping[str, list[Row]]
    stages: int

    @property
    def source(self) -> Source:
        """The run that the rows cite."""
        return _source(self.rows["recipes"][0])


def circuit(file: Path) -> Circuit:
    """The circuit of a case. The run is named by the case's file and the digest of its text, as its report shows it."""
    case = read(file)
    found = answer(case)
    assert isinstance(found, Arrangement)
    assert not found.warnings, found.warnings
    section = case.section("save")
    run = f"{file.stem}-{hashlib.sha256(case.text.encode()).hexdigest()[:8]}"
    rows = rows_of(case, found, section, Stamp(run, YEAR, weak=False))
    if section.findings:
        raise CaseError(section.findings)
    return Circuit(rows, found.stages)


def write(book: Book, deposit: str, made: Circuit, cerium: str) -> None:
    """Rows of a separation and of the same with its cerium rejected before extraction, which ends as ``cerium``."""
    for table in ("recipes", "recipe_flows", "recipe_costs"):
        for row in made.rows[table]:
            _add(book, table, row)
    (recipe,) = made.rows["recipes"]
    poor = f"{recipe['id']}_no_ce"
    name = recipe["name"].replace("heavies undivided", "cerium rejected before extraction")
    _add(book, "recipes", {**recipe, "id": poor, "name": name})
    for row in made.rows["recipe_flows"]:
        _add(book, "recipe_flows", {**row, "recipe": poor, "commodity": cerium if row["commodity"] == "raw_Ce" else row["commodity"]})
    note = f"{REJECTED:g} of the cost of {recipe['id']} (assumed); {recipe['note']}"
    for row in made.rows["recipe_costs"]:
        cost = f"{float(row['cost']) * REJECTED:.5g}"
        _add(book, "recipe_costs", {**row, "recipe": poor, "cost": cost, "grade": "assumed", "note": note})
    (line,) = made.rows["lines"]
    for plant in LINES[deposit]:
        book.add("cells", _source(line), table_="lines", key=plant, column="first_fill_days", value=line["first_fill_days"])


def _source(row: Row) -> Source:
    return Source(row["source"], row["source_year"], row["grade"], row["note"])


def _add(book: Book, table: str, row: Row) -> None:
    """A row with its own provenance."""
    book.add(table, _source(row), **{k: v for k, v in row.items() if k not in ("source", "source_year", "grade", "note")})
