"""Scrap from goods in use, on the chain of two places: 30 t of magnets a year sold in B live for ten years."""

from __future__ import annotations

import polars as pl
import pytest

from didymium.chain.calendar import grid
from didymium.elements import oxide_to_metal
from didymium.network import build
from didymium.planning import restrict, solve
from tests.places import BASE, TOML

OLD = {
    "commodities": [*BASE["commodities"], "old,Old magnets,scrap,oxide,t,Nd,5,1"],
    "lives": ["use,,old,1,normal,10,0.1,0.5,5"],
    "inflows": [f"B,use,{year},30" for year in range(2010, 2026)],
    "lines": [*BASE["lines"], "rec,Recycler,shop,recycling,100,,,,1,,"],
    "recipes": [*BASE["recipes"], "strip,Stripping,t scrap,0.2"],
    "recipe_flows": [*BASE["recipe_flows"], "strip,old,in,1,", "strip,nd,out,1,0.9"],
    "recipe_costs": [*BASE["recipe_costs"], "strip,,reagents,10"],
    "modes": [*BASE["modes"], "rec,strip,1"],
    "demands": ["B,use,2026,60,30,two"],
}


def test_by_hand(make):
    """15 t of scrap at 5 + 10 USD/t give 13.5 t Nd beside the circuit's 20: 30 t go to buyers at 60, 3.5 to those at 30."""
    plan = solve(make(**OLD), quarters=0)
    met = float(plan.tables["met"]["met"].sum())
    assert met == pytest.approx(33.5)
    old = plan.tables["market"].filter(pl.col("side") == "scrap").row(0, named=True)
    assert (old["id"], old["region"], old["commodity"], old["price"]) == ("use/B/old", "B", "old", 5)
    assert old["quantity"] == pytest.approx(15)
    dug = 80 * (2 + 3) + 60 + 20
    assert plan.objective == pytest.approx(30 * 60 + 3.5 * 30 - dug - 15 * 15)


def test_elements_close_with_scrap(make):
    """The ledger counts it as scrap, neither mined nor bought."""
    plan = solve(make(**OLD), quarters=4)
    nd = plan.tables["balance"].filter(pl.col("element") == "Nd")
    assert float(nd["scrap"].sum()) == pytest.approx(15 * oxide_to_metal("Nd"))
    assert float(nd["bought"].sum()) == 0
    assert plan.closure < 1e-9
    assert plan.duality < 1e-8
    terms = plan.tables["netback"].filter((pl.col("recipe") == "strip") & (pl.col("kind") == "residual"))
    assert terms["usd"].abs().max() < 1e-9


def only_scrap(make):
    """The chain with no other source of Nd than scrap."""
    flows = [row for row in OLD["recipe_flows"] if not row.startswith("split,nd")]
    loss = [row.replace("Separation,t REO in feed,0.1", "Separation,t REO in feed,1") for row in OLD["recipes"]]
    return make(**OLD | {"recipe_flows": flows, "recipes": loss})


def test_reason_names_the_goods_behind_the_scrap(make):
    """Where only scrap gives Nd, what is unmet is for want of scrap, and the reason says of which goods."""
    reasons = solve(only_scrap(make), quarters=0).tables["reason"].filter(pl.col("kind") == "unmet")
    assert "scrap of Magnet use in B from goods sold around 2016 is used up" in reasons["text"].item()
    assert (reasons["root_table"].item(), reasons["root_id"].item()) == ("lives", "use//old")


def test_scrap_comes_when_lives_end(make):
    """Ten years to the day: what 2016 sold comes back through 2026 in four equal parts, and in 2027 half of 20 t."""
    sold = ["B,use,2016,30", "B,use,2017,20", *(f"B,use,{year},0" for year in range(2018, 2026))]
    short = ["use,,old,1,normal,10,0.01,0.5,5"]
    chain = make(TOML.replace('end = "2026"', 'end = "2027"'), **OLD | {"inflows": sold, "lives": short})
    net = build(chain, tuple(grid("2026", "2027", quarters=4)))
    assert net.market_name == ("use/B/old",)
    assert net.market_quantity[0] == pytest.approx([3.75] * 4 + [10], rel=0.02)
    assert net.market_since[0].astype(int).tolist() == [2016, 2016, 2016, 2016, 2017]


def test_demand_of_the_chain_itself_comes_back(make):
    """Without a history the demand of 2026, as wanted, is all that can come back: a life of one year returns it in 2027."""
    chain = make(
        TOML.replace('end = "2026"', 'end = "2027"'),
        **OLD | {"inflows": [], "lives": ["use,,old,1,normal,1,0.01,0.5,5"], "demands": ["B,use,2026,60,30,two", "B,use,2027,40,30,two"]},
    )
    assert [f.table for f in chain.findings] == ["lives"]
    net = build(chain, tuple(grid("2026", "2027", quarters=0)))
    assert net.market_quantity[0] == pytest.approx([0, 30], abs=0.3)


def test_steps_do_not_depend_on_the_grid(make):
    """Scrap of 2027 alone is a step of 2026 too, of nothing: plans of one chain speak of the same columns."""
    sold = ["B,use,2017,20", *(f"B,use,{year},0" for year in range(2018, 2026))]
    chain = make(TOML.replace('end = "2026"', 'end = "2027"'), **OLD | {"inflows": sold, "lives": ["use,,old,1,normal,10,0.01,0.5,5"]})
    one, two = (build(chain, tuple(grid("2026", end, quarters=0))) for end in ("2026", "2027"))
    assert one.market_name == two.market_name == ("use/B/old",)
    assert one.market_quantity[0] == pytest.approx([0], abs=0.1)
    assert two.market_quantity[0] == pytest.approx([0, 10], abs=0.1)


def test_a_region_of_its_own_overrides(make):
    """Where B collects nothing there is no scrap, whatever holds elsewhere."""
    lives = [*OLD["lives"], "use,B,old,1,weibull,10,0.01,0,5"]
    net = build(make(**OLD | {"lives": lives}), tuple(grid("2026", "2026", quarters=0)))
    assert net.market_name == ()


def test_scrap_reaches_demand(make):
    """A demand that only scrap can meet is reachable."""
    assert float(solve(only_scrap(make), quarters=0).tables["met"]["met"].sum()) == pytest.approx(13.5)


def test_an_owner_buys_scrap_from_outside(make):
    """In an owner's own plan scrap is part of the outside, counted once."""
    chain = make(**OLD)
    own = restrict(chain, solve(chain, quarters=0, detail=False), "co")
    first = own.tables["markets"].filter((pl.col("commodity") == "old") & pl.col("id").str.ends_with("_1")).row(0, named=True)
    assert (first["side"], first["quantity"]) == ("sells", pytest.approx(15))
    assert own.tables["lives"].height == own.tables["inflows"].height == 0
    assert set(solve(own, quarters=0, detail=False).tables["market"]["side"]) <= {"sells", "buys"}


@pytest.mark.parametrize(
    ("table", "rows", "severity", "column", "said"),
    [
        ("inflows", ["B,use,2016,30", "B,use,2020Q1,0", *OLD["inflows"][10:]], "error", "period", "between 2017 and 2020"),
        ("inflows", ["B,use,2016,30"], "error", "period", "between 2017 and 2026"),
        ("inflows", [*OLD["inflows"], "B,nd,2016,1"], "warning", "commodity", "nd has no row in lives"),
        ("lives", ["use,,old,3,weibull,10,2,0.5,5"], "warning", "scrap_per_unit", "leaves 2.572 t Nd as scrap and holds 0.8574 t"),
        ("lives", [*OLD["lives"], "nd,,old,2,normal,10,2,0.5,5"], "error", "scrap_per_unit", "a unit of nd leaves"),
        ("lives", ["use,,old,1,gamma,10,2,0.5,5"], "error", "distribution", "'gamma' is not allowed"),
        ("lives", ["use,,old,1,weibull,10,0,0.5,5"], "error", "sd", "0 is below 0.01"),
        ("lives", ["use,,old,1,weibull,10,2,1.5,5"], "error", "collected", "1.5 is above 1"),
    ],
)
def test_what_is_wrong_is_named(make, table, rows, severity, column, said):
    from didymium.chain import ChainError

    try:
        findings = make(**OLD | {table: rows}).findings
    except ChainError as error:
        findings = error.findings
    (found,) = (f for f in findings if f.column == column)
    assert (found.severity, found.table, found.file) == (severity, table, f"{table}.csv")
    assert found.line >= 2
    assert said in found.message
    assert found.fix
