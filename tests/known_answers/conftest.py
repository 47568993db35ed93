"""Small chains written as folders, and the reference case planned once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from benchmarks.reference import Case, write

from didymium.chain import Chain, load
from didymium.planning import Plan, solve

Rows = Sequence[Mapping[str, object]]
Tables = Mapping[str, Rows]

# what a textbook does not say and a chain must: filled in where a row is silent
SILENT: dict[str, dict[str, object]] = {
    "regions": {"kind": "region"},
    "entities": {"kind": "company"},
    "commodities": {"form": "material", "basis": "none", "unit": "t", "value": 0, "exit_cost": 0},
    "sites": {"entity": "owner"},
    "lines": {"stage": "other", "availability": 1},
    "recipes": {"activity": "t", "max_loss": 1},
    "recipe_flows": {"recovery": 1},
    "recipe_costs": {"item": "other"},
    "modes": {"capacity_use": 1},
    "lanes": {"lag_days": 0},
    "curves": {"step": 1, "share": 1, "factor": 1},
    "demands": {"curve": "all"},
    "stocks": {"opening": 0, "closing_value": 0},
}
PROVENANCE = {"source": "textbook", "grade": "assumed"}


@pytest.fixture
def chain(tmp_path: Path) -> Callable[..., Chain]:
    """Write and load a chain: ``chain(tables, end="2026", discount_rate=0.0)``; ids serve as names."""

    def make(tables: Tables, end: str = "2026", discount_rate: float = 0.0) -> Chain:
        (tmp_path / "chain").mkdir(exist_ok=True)
        (tmp_path / "didymium.toml").write_text(_settings(end, discount_rate), encoding="utf-8")
        common: dict[str, Rows] = {"entities": [{"id": "owner"}], "curves": [{"curve": "all"}]}
        idle = {} if "lines" in tables else _idle(tables)
        for table, rows in {**common, **idle, **tables}.items():
            _write(tmp_path / "chain" / f"{table}.csv", table, rows)
        return load(tmp_path)

    return make


def _idle(tables: Tables) -> dict[str, Rows]:
    """A line without capacity, for problems of trade alone: a chain has at least one line."""
    good = tables["commodities"][0]["id"]
    return {
        "sites": [{"id": "idle", "region": tables["regions"][0]["id"]}],
        "lines": [{"id": "idle", "site": "idle", "capacity": 0}],
        "recipes": [{"id": "idle"}],
        "recipe_flows": [{"recipe": "idle", "commodity": good, "direction": "out", "amount": 1}],
        "modes": [{"line": "idle", "recipe": "idle"}],
    }


def _settings(end: str, discount_rate: float) -> str:
    head = 'name = "textbook"\ntitle = "Textbook case"\nversion = "1"\nschema = 1\ncurrency = "USD"\nprice_year = 2024\n'
    head += f"discount_rate = {discount_rate}\nsynthetic = true\n"
    return head + f'[horizon]\nstart = "2026"\nend = "{end}"\npipeline = "empty"\nfiscal_start = 1\n'


def _write(path: Path, table: str, rows: Rows) -> None:
    named = table in ("regions", "entities", "commodities", "sites", "recipes")
    full = [{**SILENT.get(table, {}), **({"name": row["id"]} if named else {}), **PROVENANCE, **row} for row in rows]
    columns = list(dict.fromkeys(column for row in full for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(full)


@pytest.fixture(scope="session")
def reference_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Case]:
    """The reference case over eight quarters: its folder and its arrays."""
    folder = tmp_path_factory.mktemp("reference")
    return folder, write(folder, 8)


@pytest.fixture(scope="session")
def reference(reference_folder: tuple[Path, Case]) -> Plan:
    """The plan of the reference case over eight quarters."""
    return solve(load(reference_folder[0]), quarters=8, detail=False)
