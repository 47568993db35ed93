"""What must not change an answer: the order of rows, the names of things, how a year is cut into periods."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from benchmarks.reference import Case

from didymium.chain import load
from didymium.chain.calendar import Period
from didymium.network import build
from didymium.planning import Live, Plan, assemble, price, solve

Table = list[dict[str, str]]
Edit = Callable[[str, Table], Table]
Reference = tuple[Path, Case]
CERTAIN = 1e-3  # a price whose interval is narrower than this share of it is compared


def rewritten(source: Path, target: Path, edit: Edit) -> Path:
    """Copy a chain folder with each of its tables edited."""
    (target / "chain").mkdir(parents=True)
    (target / "didymium.toml").write_bytes((source / "didymium.toml").read_bytes())
    for path in sorted((source / "chain").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = list(reader.fieldnames or ()), list(reader)
        with (target / "chain" / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(edit(path.stem, rows))
    return target


def new_names(source: Path) -> dict[str, str]:
    """Another name for every id, such that they sort the other way round."""
    ids: set[str] = set()
    for path in (source / "chain").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            ids.update(row["id"] for row in csv.DictReader(file) if "id" in row)
    return {old: f"n{len(ids) - i:05}" for i, old in enumerate(sorted(ids))}


def shuffled(source: Path, target: Path) -> tuple[Path, dict[str, str]]:
    rng = np.random.default_rng(5)
    return rewritten(source, target, lambda _, rows: [rows[i] for i in rng.permutation(len(rows))]), {}


def renamed(source: Path, target: Path) -> tuple[Path, dict[str, str]]:
    names = new_names(source)
    kept = {"name", "source", "grade", "period", "status", "stage", "form", "kind"}

    def edit(_: str, rows: Table) -> Table:
        return [{c: v if c in kept else names.get(v, v) for c, v in row.items()} for row in rows]

    return rewritten(source, target, edit), names


def met(plan: Plan, names: dict[str, str]) -> pl.DataFrame:
    """Demand met, under the names that ``names`` gives."""
    new = {"region": pl.String, "use": pl.String}
    words = [pl.col(c).replace(names).cast(t) for c, t in new.items()]
    return plan.tables["met"].with_columns(words).sort("region", "use", "period")


def certain_prices(plan: Plan, places: list[tuple[str, str]], period: int) -> dict[tuple[str, str], float]:
    """Prices at (commodity, region) in a period, those whose interval is narrow."""
    net = plan.live.lp.network
    node = net.node()
    nodes = [node[net.commodities.index(k), net.regions.index(r)] for k, r in places]
    table = price.intervals(plan.live, plan.solution, nodes, [period])
    return {
        place: row["value"]
        for place, row in zip(places, table.iter_rows(named=True), strict=True)
        if row["high"] - row["low"] <= CERTAIN * abs(row["value"])
    }


@pytest.mark.parametrize("change", [shuffled, renamed])
def test_order_and_names_change_nothing(
    reference: Plan,
    reference_folder: Reference,
    tmp_path: Path,
    change: Callable[[Path, Path], tuple[Path, dict[str, str]]],
) -> None:
    folder, names = change(reference_folder[0], tmp_path / "changed")
    plan = solve(load(folder), quarters=8, detail=False)
    assert plan.objective == pytest.approx(reference.objective, rel=1e-9)
    before, after = met(reference, names), met(plan, {})
    assert before.select("region", "use", "period").equals(after.select("region", "use", "period"))
    np.testing.assert_allclose(after["met"], before["met"], rtol=1e-6, atol=1e-7)
    net = reference.live.lp.network
    some = np.random.default_rng(2).choice(len(net.node_region), 40, replace=False)
    places = [(net.commodities[net.node_commodity[n]], net.regions[net.node_region[n]]) for n in some]
    known = certain_prices(reference, places, period=4)
    found = certain_prices(plan, [(names.get(k, k), names.get(r, r)) for k, r in places], period=4)
    assert len(known) >= 15
    for (k, r), value in known.items():
        assert found[names.get(k, k), names.get(r, r)] == pytest.approx(value, rel=2 * CERTAIN)


def test_halves_add_up(reference_folder: Reference, tmp_path: Path) -> None:
    """A year of constant data without lags, projects or interest: cut into two halves it says the same."""

    def constant(table: str, rows: Table) -> Table:
        if table == "projects":
            return []
        if table == "lanes":
            return [row | {"lag_days": "0"} for row in rows]
        if table == "demands":
            return [row | {"period": "2026"} for row in rows if row["period"] == "2026Q1"]
        return rows

    folder = rewritten(reference_folder[0], tmp_path / "constant", constant)
    settings = (folder / "didymium.toml").read_text(encoding="utf-8").splitlines()
    settings = ["discount_rate = 0" if line.startswith("discount_rate") else line for line in settings]
    (folder / "didymium.toml").write_text("\n".join(settings), encoding="utf-8")
    chain = load(folder)

    def served(*periods: Period) -> tuple[float, np.ndarray[tuple[int], np.dtype[np.float64]]]:
        lp = assemble(build(chain, periods))
        solution = Live(lp).solve()
        return solution.objective, solution.x[lp.columns["served"]].sum(axis=1)

    whole = served(Period("2026", 2026.0, 2027.0))
    halves = served(Period("2026H1", 2026.0, 2026.5), Period("2026H2", 2026.5, 2027.0))
    assert whole[1].sum() > 0
    assert halves[0] == pytest.approx(whole[0], rel=1e-6)
    np.testing.assert_allclose(halves[1], whole[1], rtol=1e-6, atol=1e-9)
