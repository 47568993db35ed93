"""The plan of works as it is solved by hand in the docs, figure by figure."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from didymium.chain import load
from didymium.planning import Plan, solve
from tests.docs.pages import DOCS, tables

PAGE = DOCS / "explanation" / "works_by_hand.md"
PERIODS = ("2026", "2027")
#: key -> result table, the columns that the rest of the key fills, the column of the figure
PLACES = {
    "activity": ("activity", ("line", "recipe"), "quantity"),
    "made": ("made", ("line", "commodity"), "quantity"),
    "flow": ("flow", ("lane", "commodity"), "quantity"),
    "market": ("market", ("id",), "quantity"),
    "met": ("met", ("region", "use"), "met"),
    "unmet": ("met", ("region", "use"), "unmet"),
    "exit": ("exit", ("region", "commodity"), "quantity"),
    "stock": ("stock", ("region", "commodity"), "quantity"),
    "price": ("shadow", ("region", "commodity"), "price"),
}
BLOCKS = ("served", "market", "act", "flow", "exit", "miss", "build")


def given() -> list[tuple[str, str, str, float]]:
    """(change, key, period, figure) of every number on the page."""
    found = []
    for header, *rows in tables(PAGE):
        assert header[0].startswith("key"), header
        change = header[0].split("`")[1] if "`" in header[0] else ""
        assert tuple(header[1:3]) == PERIODS
        for cells in rows:
            found += [
                (change, cells[0].strip("`"), period, float(cell.replace(",", "")))
                for period, cell in zip(PERIODS, cells[1:3], strict=True)
                if cell != "-"
            ]
    return found


def figure(plan: Plan, key: str, period: str) -> float:
    """What the program finds for a key of the page."""
    kind, *rest = key.split("/")
    if kind in PLACES:
        table, columns, value = PLACES[kind]
        return _quantity(plan, table, dict(zip(columns, rest, strict=True)), period, value)
    if kind == "rent":
        return _rent(plan, rest[0], "/".join(rest[1:]), period)
    if kind == "money":
        return sum(_money(plan, block, period) for block in BLOCKS if rest[0] in (block, "all"))
    table, column, value = {"build": ("build", "project", "fraction"), "target": ("target", "id", "actual")}[kind]
    return float(plan.tables[table].filter(pl.col(column) == rest[0])[value].item())


def _quantity(plan: Plan, table: str, where: dict[str, str], period: str, value: str) -> float:
    frame = plan.tables[table]
    rows = frame.filter(pl.col("period") == period, *(pl.col(c) == v for c, v in where.items()))
    if rows.height == 0:  # nothing of it in this period: then its parts must at least be known
        known = {str(v) for name in ("lines", "recipes", "commodities", "regions", "markets") for v in plan.chain.tables[name]["id"]}
        assert set(where.values()) <= known, where
    return float(rows[value].sum())


def _rent(plan: Plan, table: str, ident: str, period: str) -> float:
    lp, y = plan.live.lp, plan.solution.y
    if table == "lines":
        return float(plan.tables["capacity"].filter(pl.col("line") == ident, pl.col("period") == period)["rent"].item())
    if table == "targets":
        return float(plan.tables["target"].filter(pl.col("id") == ident)["rate"].item())
    worth = lp.network.discount[PERIODS.index(period)]
    (cap,) = [c for c, cap in enumerate(lp.caps) if f"{cap.kind}s" == table and cap.name == ident and cap.period == period]
    return float(-y[lp.rows["cap"][cap, 0]] / worth)


def _money(plan: Plan, block: str, period: str) -> float:
    """Income less cost of a block of columns in a period, not discounted; projects are paid in 2026, the target counts in 2027."""
    lp = plan.live.lp
    paid = -lp.cost[lp.columns[block]] * plan.solution.x[lp.columns[block]]
    t = PERIODS.index(period)
    if block in ("build", "miss"):
        return float(paid.sum()) / float(lp.network.discount[t]) if t == ("build", "miss").index(block) else 0.0
    return float(np.sum(paid[:, t]) / lp.network.discount[t])


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    changes = {change for change, *_ in given()}
    return {change: solve(load("works", dict([change.split("=")]) if change else None), quarters=0) for change in changes}


def test_every_figure_of_the_page(plans: dict[str, Plan]) -> None:
    figures = given()
    assert len(figures) > 100
    wrong = [
        f"{key} {period} {change}: {number:,.10g} on the page, {found:,.10g} in the plan"
        for change, key, period, number in figures
        if (found := figure(plans[change], key, period)) != pytest.approx(number, rel=1e-9, abs=1e-6)
    ]
    assert not wrong


def test_the_objective_of_the_page(plans: dict[str, Plan]) -> None:
    assert plans[""].objective == pytest.approx(31_404_400)
    assert "31,404,400" in PAGE.read_text(encoding="utf-8")
    assert plans[""].tables["target"]["cost"].item() == pytest.approx(80_000)


def test_reasons_are_the_rows_that_bind_by_hand(plans: dict[str, Plan]) -> None:
    def roots(plan: Plan, use: str) -> dict[str, tuple[str, str]]:
        rows = plan.tables["reason"].filter(pl.col("kind") == "unmet", pl.col("subject") == use)
        return {period: (table, ident) for period, table, ident in rows.select("period", "root_table", "root_id").iter_rows()}

    assert roots(plans[""], "motor") == {"2026": ("quotas", "mining"), "2027": ("permits", "valley/residue")}
    changed = roots(plans["lines.cascade.capacity=600"], "motor")
    assert changed["2027"] == ("lines", "cascade")


def test_mass_closes_and_duals_agree(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        assert plan.closure < 1e-9
        assert plan.duality < 1e-8
        residual = plan.tables["netback"].filter(pl.col("kind") == "residual")["usd"].abs().max()
        assert residual is not None
        assert float(residual) < 1e-6  # type: ignore[arg-type]
