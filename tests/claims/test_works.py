"""Claims that the made-up works is enough to show."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from didymium import check, init
from didymium.chain import load
from didymium.planning import Plan, solve
from tests.docs.test_works_by_hand import figure, given
from tests.evidence import Say

pytestmark = pytest.mark.claim
DATA = "works@1"
PLAN = "didymium plan works --quarters 0"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(load("works"), quarters=0)


def test_on_paper(plan: Plan, evidence: Say) -> None:
    figures = [(key, period, number) for change, key, period, number in given() if not change]
    equal = sum(figure(plan, key, period) == pytest.approx(number, rel=1e-9, abs=1e-6) for key, period, number in figures)
    result = f"{equal} of {len(figures)} figures; objective {plan.objective:,.0f} USD"
    reached = equal == len(figures) and round(plan.objective) == 31_404_400
    evidence("The plan of `works` is the one that is found on paper, in every figure", PLAN, result, DATA, reached)


def test_accounts(plan: Plan, evidence: Say) -> None:
    residual = float(plan.tables["netback"].filter(pl.col("kind") == "residual")["usd"].abs().max())  # type: ignore[arg-type]
    result = f"largest gap {plan.closure:.0e} of what came in; duality {plan.duality:.0e}; netback off by {residual:.0e} USD/t"
    reached = plan.closure < 1e-9 and plan.duality < 1e-8 and residual < 1e-6
    claim = "Mass closes for every element, prices and quantities agree, and what a running line earns is what it pays"
    evidence(claim, PLAN, result, DATA, reached)


#: table, text and what it becomes, line and column of the finding
DAMAGE: tuple[tuple[str, str, str, int, str], ...] = (
    ("lines", "availability", "availabilty", 1, "availability"),
    ("lines", ",750,", ",-750,", 5, "capacity"),
    ("sites", "INL,inland", "INN,inland", 2, "region"),
    ("recipe_flows", "float,concentrate,out,1,0.8", "float,concentrate,out,1,1.8", 4, "recovery"),
    ("recipe_flows", "split,ndpr_raw,out,0.2", "split,ndpr_raw,out,0.3", 8, "amount"),
    ("compositions", "seg,Eu,0.1", "seg,Eu,0.3", 28, "fraction"),
    ("projects", "2026Q4,2027Q3", "2028Q4,2027Q3", 2, "start"),
    ("demands", "COA,motor,2027", "COA,motor,2026", 3, "region"),
    ("commodities", "Ore,ore,reo,t", "Ore,ore,reo,tonne", 2, "unit"),
    ("demands", "150,1000", ",1000", 4, "quantity"),
)


def test_damage(tmp_path: Path, evidence: Say) -> None:
    named = 0
    for i, (table, old, new, line, column) in enumerate(DAMAGE):
        folder = tmp_path / f"c{i}"
        init(folder)
        file = folder / "chain" / f"{table}.csv"
        text = file.read_text(encoding="utf-8")
        assert old in text, old
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        found = check(folder)
        places = {(f.file, f.line, f.column) for f in found.findings if f.severity == "error"}
        named += not found.ok and found.chain is None and (file.name, line, column) in places
    claim = "A broken table is named by file, line and column, and nothing is planned on it"
    evidence(claim, "didymium check FOLDER", f"{named} of {len(DAMAGE)} kinds of damage named", DATA, named == len(DAMAGE))


def test_order_and_names(plan: Plan, tmp_path: Path, evidence: Say) -> None:
    rng = np.random.default_rng(3)
    worst = 0.0
    for edit in (lambda rows: [rows[i] for i in rng.permutation(len(rows))], _renamed):
        folder = _edited(tmp_path / f"c{len(list(tmp_path.iterdir()))}", edit)
        other = solve(load(folder), quarters=0)
        pairs = [(plan.objective, other.objective)]
        for table, value in (("shadow", "price"), ("met", "met"), ("made", "quantity"), ("build", "fraction")):
            pairs += zip(sorted(plan.tables[table][value]), sorted(other.tables[table][value]), strict=True)
        worst = max(worst, *(abs(a - b) / max(abs(a), 1.0) for a, b in pairs))
    result = f"largest difference {worst:.0e} after shuffling all rows, and after renaming all ids"
    evidence("The order of rows and the names of things change no result", PLAN, result, DATA, worst < 1e-9)


Rows = list[dict[str, str]]


def _edited(folder: Path, edit: Callable[[Rows], Rows]) -> Path:
    """A copy of works with the rows of each table edited."""
    init(folder)
    for file in (folder / "chain").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text)
            columns, rows = list(reader.fieldnames or ()), list(reader)
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, columns)
            writer.writeheader()
            writer.writerows(edit(rows))
    return folder


def _renamed(rows: Rows) -> Rows:
    """Every id of lines, recipes, goods and sites under a name that sorts the other way."""
    works = load("works").tables
    names = {v: f"x{999 - i}" for table in ("lines", "recipes", "commodities", "sites") for i, v in enumerate(works[table]["id"])}
    kept = {"name", "stage", "form", "item", "source", "note", "table", "column"}
    return [{c: v if c in kept else "/".join(names.get(part, part) for part in v.split("/")) for c, v in row.items()} for row in rows]
