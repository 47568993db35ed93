"""Identities of the solved works: nothing is lost, nothing is earned twice, and every split adds up."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from didymium.chain import load
from didymium.planning import Plan, solve

TERMS = ["line", "recipe", "region", "period"]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Works over four quarters and its later years."""
    return solve(load("works"), quarters=4)


def test_it_closes(plan: Plan) -> None:
    """Every element in every period, to a billionth of what entered; every row of the ledger is its own sum."""
    assert plan.closure <= 1e-9
    ledger = plan.tables["balance"]
    came = ledger.select(pl.sum_horizontal("mined", "scrap", "bought", "opening")).to_series()
    went = ledger.select(pl.sum_horizontal("used", "sold", "closing", "exited", "lost")).to_series()
    assert (came - went - ledger["gap"]).abs().max() <= 1e-9 * came.max()
    assert came.max() > 0


def test_strong_duality(plan: Plan) -> None:
    """The objective is the sum of duals times right-hand sides and of reduced costs times bounds, recomputed here."""
    lp, y = plan.live.lp, plan.solution.y
    reduced = lp.cost - lp.matrix.T @ y
    np.testing.assert_allclose(reduced, plan.solution.reduced, atol=1e-6)
    side, bound = np.where(y > 0, lp.row_lower, lp.row_upper), np.where(reduced > 0, lp.lower, lp.upper)
    scale = np.abs(lp.cost).max()
    assert np.abs(y[~np.isfinite(side)]).max(initial=0.0) <= 1e-9 * scale
    assert np.abs(reduced[~np.isfinite(bound)]).max(initial=0.0) <= 1e-9 * scale
    dual = math.fsum(y * np.where(np.isfinite(side), side, 0.0)) + math.fsum(reduced * np.where(np.isfinite(bound), bound, 0.0))
    assert -plan.objective == pytest.approx(dual, rel=1e-8)
    assert plan.duality <= 1e-8


def test_netback_of_every_running_line(plan: Plan) -> None:
    """Products pay for goods, costs and every rent; the terms add up to the residual that is printed, and it is nil."""
    terms = plan.tables["netback"]
    total = terms.group_by(TERMS).agg(
        pl.col("usd").filter(pl.col("kind") != "residual").sum().alias("sum"),
        pl.col("usd").filter(pl.col("kind") == "residual").sum().alias("residual"),
        pl.col("usd").filter(pl.col("kind") == "out").abs().sum().alias("earned"),
    )
    scale = total["earned"].clip(lower_bound=1.0)
    assert ((total["sum"] - total["residual"]).abs() <= 1e-12 * scale).all()
    assert (total["residual"].abs() <= 1e-8 * scale).all()
    assert (terms["amount"] * terms["price"] - terms["usd"]).abs().max() <= 1e-9 * terms["usd"].abs().max()
    ends = {p.label for p in plan.live.lp.network.periods if p.end == round(p.end)}
    ran = plan.tables["activity"].filter(pl.col("period").is_in(sorted(ends)))
    assert set(terms["recipe"]) == set(ran["recipe"])


def test_netback_terms_are_the_tables_own(plan: Plan) -> None:
    """Prices in the netback are the shadow prices, and capacity rents those of the capacity table."""
    shadow = {(k, r, p): v for k, r, p, v in plan.tables["shadow"].select("commodity", "region", "period", "price").iter_rows()}
    rent = {(line, p): v for line, p, v in plan.tables["capacity"].select("line", "period", "rent").iter_rows()}
    for row in plan.tables["netback"].iter_rows(named=True):
        if row["kind"] in ("in", "out"):
            assert row["price"] == shadow[row["item"], row["region"], row["period"]]
        if row["kind"] == "capacity":
            assert -row["price"] == pytest.approx(rent[row["line"], row["period"]], rel=1e-12)


def test_made_follows_activity(plan: Plan) -> None:
    """Goods in and out are activity times recipe, line by line."""
    flows = plan.chain.tables["recipe_flows"].with_columns(
        (pl.col("amount") * pl.when(pl.col("direction") == "out").then(pl.col("recovery")).otherwise(1.0)).alias("each")
    )
    expected = plan.tables["activity"].join(flows, on="recipe").with_columns((pl.col("quantity") * pl.col("each")).alias("expected"))
    keys = ["line", "recipe", "period", "commodity", "direction"]
    both = plan.tables["made"].join(expected.select(*keys, "expected"), on=keys, how="full", coalesce=True)
    assert both.null_count().select("quantity", "expected").sum_horizontal().item() == 0
    assert (both["quantity"] - both["expected"]).abs().max() <= 1e-9 * both["expected"].max()


def test_every_split_adds_up(plan: Plan) -> None:
    """Holders of each kind have all of what leaves a stage; value added by group is that of the lines."""
    held = plan.tables["holders"]
    totals = held.group_by("stage", "element", "period", "holder_kind").agg(pl.col("tonnes").sum(), pl.col("share").sum())
    assert (totals["share"] - 1).abs().max() <= 1e-12
    wide = totals.pivot("holder_kind", index=["stage", "element", "period"], values="tonnes")
    for kind in ("entity", "operated", "equity"):
        assert (wide[kind] - wide["region"]).abs().max() <= 1e-12 * wide["region"].max()


def test_demand_is_met_or_told(plan: Plan) -> None:
    met = plan.tables["met"]
    assert (met["met"] + met["unmet"] - met["demanded"]).abs().max() <= 1e-9 * met["demanded"].max()
    gaps = met.filter(pl.col("unmet") > 0).select("use", "region", "period").rows()
    told = plan.tables["reason"].filter(pl.col("kind") == "unmet").select("subject", "region", "period").rows()
    assert sorted(gaps) == sorted(told)
