"""Each block of the programme on the chain that can be solved in the head, and golden figures of its matrix."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from didymium.chain.calendar import grid
from didymium.network import build
from didymium.planning import Plan, assemble, restrict, solve
from tests.places import BASE

TWO_YEARS = """name = "mini"
title = "Two years"
version = "1"
schema = 1
currency = "USD"
price_year = 2024
discount_rate = 0.08
synthetic = true
[horizon]
start = "2026"
end = "2027"
pipeline = "{pipeline}"
"""


def total(plan: Plan, table: str, **where: str) -> float:
    """Sum of the quantity column of a result table."""
    frame = plan.tables[table]
    for column, value in where.items():
        frame = frame.filter(pl.col(column) == value)
    return float(frame["quantity" if "quantity" in frame.columns else "met"].sum())


def test_base_by_hand(make):
    """80 t of feed give 20 t Nd; 15 go to buyers at 60, 5 at 30; Ce leaves at 1 USD/t."""
    plan = solve(make(), quarters=0)
    assert total(plan, "met") == pytest.approx(20)
    assert total(plan, "exit", commodity="ce") == pytest.approx(60)
    expected = 15 * 60 + 5 * 30 - 80 * (2 + 3) - 60 * 1 - 20 * 1
    assert plan.objective == pytest.approx(expected)
    assert plan.closure < 1e-9
    assert plan.duality < 1e-8


def test_price_and_netback(make):
    """The price in B is the last buyer's, 30; in A one less freight; the circuit earns what its capacity is worth."""
    plan = solve(make(), quarters=0)
    shadow = plan.tables["shadow"]
    price = {(k, r): p for k, r, p in shadow.select("commodity", "region", "price").iter_rows()}
    assert price["nd", "B"] == pytest.approx(30)
    assert price["nd", "A"] == pytest.approx(29)
    assert price["ce", "A"] == pytest.approx(-1)
    assert price["feed", "A"] == pytest.approx(2)
    terms = plan.tables["netback"].filter(pl.col("recipe") == "split")
    assert terms.filter(pl.col("kind") == "residual")["usd"].item() == pytest.approx(0, abs=1e-9)
    rent = 0.25 * 29 - 0.75 * 1 - 2 - 3
    assert terms.filter(pl.col("kind") == "capacity")["usd"].item() == pytest.approx(-rent)


def test_reason_names_the_full_circuit(make):
    """10 t of demand stay unmet because the circuit is full."""
    reasons = solve(make(), quarters=0).tables["reason"].filter(pl.col("kind") == "unmet")
    assert reasons["quantity"].to_list() == pytest.approx([10.0])
    assert reasons["root_table"].to_list() == ["lines"]
    assert reasons["root_id"].to_list() == ["sx"]
    assert "Circuit is full" in reasons["text"].item()


def test_interval_brackets_a_kink(make):
    """With exactly 15 t of Nd the price lies anywhere between the two buyers' 30 and 60."""
    chain = make(lines=["mine,Mine,pit,mine,100,,,,1,,", "sx,Circuit,plant,separation,60,,,,1,,", "fit,Fitting,shop,use,,yes,,,1,,"])
    price = solve(chain, quarters=0).tables["price"].filter(pl.col("commodity") == "nd")
    assert price["low"].item() == pytest.approx(29)
    assert price["high"].item() == pytest.approx(59)


def test_lag_splits_between_years(make):
    """A quarter of a year on the way: with an empty pipeline a quarter of the first year's goods arrives in the next."""
    chain = make(
        TWO_YEARS.format(pipeline="empty"),
        lanes=["a_b,A,B,1,91.3125,"],
        demands=["B,use,2026,30,60,two", "B,use,2027,30,60,two"],
    )
    plan = solve(chain, quarters=0)
    met = dict(plan.tables["met"].select("period", "met").iter_rows())
    assert met["2026"] == pytest.approx(15)
    assert met["2027"] == pytest.approx(20)
    assert plan.closure < 1e-9


def test_steady_pipeline_of_one_period_only_costs_nothing(make):
    """With a steady pipeline a single period is as if there were no lag."""
    lag = make(TWO_YEARS.format(pipeline="steady").replace("2027", "2026"), lanes=["a_b,A,B,1,91.3125,"])
    assert solve(lag, quarters=0).objective == pytest.approx(solve(make(), quarters=0).objective)


def test_quota_over_quarters_is_one_yearly_row(make):
    """A yearly quota of 40 t of feed holds over the sum of four quarters."""
    chain = make(quotas=["mining,2026,40"], quota_members=["mining,mine,,"])
    plan = solve(chain, quarters=4)
    assert total(plan, "activity", line="mine") == pytest.approx(40)
    assert plan.live.lp.matrix.shape[0] == plan.live.lp.rows["target"].size + sum(
        plan.live.lp.rows[k].size for k in ("balance", "capacity", "lane", "cap", "pattern")
    )
    reasons = plan.tables["reason"].filter(pl.col("kind") == "unmet")
    assert set(reasons["root_table"].to_list()) == {"quotas"}


def test_permit_limits_what_a_site_makes(make):
    """A permit for 30 t of Ce a year lets 40 t of feed through."""
    plan = solve(make(permits=["plant,ce,2026,30"]), quarters=0)
    assert total(plan, "activity", line="sx") == pytest.approx(40)


def test_tax_is_on_the_reference_value(make):
    """5 % on a value of 50 makes 2.5 USD/t, and moves the price in A down by as much."""
    plan = solve(make(taxes=["vat,A,export,,oxide,,0.05,,"]), quarters=0)
    shadow = plan.tables["shadow"]
    price = shadow.filter((pl.col("commodity") == "nd") & (pl.col("region") == "A"))["price"].item()
    assert price == pytest.approx(30 - 1 - 2.5)


def test_stock_carries_from_a_good_year_to_a_dear_one(make):
    """Nd of the first year is kept for a second year whose buyers pay four times as much and whose mine stands."""
    chain = make(
        TWO_YEARS.format(pipeline="empty"),
        lines=["mine,Mine,pit,mine,100,,,2027,1,,", "sx,Circuit,plant,separation,80,,,,1,,", "fit,Fitting,shop,use,,yes,,,1,,"],
        demands=["B,use,2026,30,30,two", "B,use,2027,10,240,two"],
        stocks=["A,nd,2,8,1,0"],
    )
    plan = solve(chain, quarters=0)
    assert total(plan, "stock", period="2026") == pytest.approx(8)
    met = dict(plan.tables["met"].select("period", "met").iter_rows())
    assert met == pytest.approx({"2026": 14.0, "2027": 8.0})


def test_project_is_a_fraction_and_pays_for_itself(make):
    """A project of 80 t/yr for 100 USD is built only as far as the mine's 100 t can feed it."""
    chain = make(projects=["wider,Wider circuit,sx,80,2026,2026,0,100,0,listed,"])
    build = solve(chain, quarters=0).tables["build"]
    assert build["fraction"].item() == pytest.approx(20 / 80)


def test_project_replaces_a_line(make):
    """A committed circuit of 80 t that replaces the old one adds nothing."""
    chain = make(
        lines=[
            "mine,Mine,pit,mine,100,,,,1,,",
            "sx,Circuit,plant,separation,80,,,,1,,",
            "new,New circuit,plant,separation,0,,,,1,,",
            "fit,Fitting,shop,use,,yes,,,1,,",
        ],
        modes=["mine,dig,1", "sx,split,1", "new,split,1", "fit,fit,1"],
        projects=["new,New,new,80,2025,2026,0,100,20,committed,sx"],
    )
    plan = solve(chain, quarters=0)
    assert total(plan, "activity", line="sx") == pytest.approx(0)
    assert total(plan, "activity", line="new") == pytest.approx(80)


def test_first_fill_swallows_feed(make):
    """A new line of 73.05 t/yr with a first fill of 50 days keeps 10 t of feed."""
    chain = make(
        lines=["mine,Mine,pit,mine,100,,,,1,,", "sx,Circuit,plant,separation,0,,,,1,,50", "fit,Fitting,shop,use,,yes,,,1,,"],
        projects=["new,New,sx,73.05,2025,2026,0,100,20,committed,"],
    )
    plan = solve(chain, quarters=0)
    assert total(plan, "activity", line="mine") == pytest.approx(10 + total(plan, "activity", line="sx"))
    assert plan.closure < 1e-9


def test_min_load_is_shown(make):
    """A circuit held to a quarter of its capacity runs below its least steady load of one half, and says so."""
    plan = solve(make(quotas=["q,2026,20"], quota_members=["q,mine,,"]), quarters=0)
    broken = plan.tables["capacity"].filter(pl.col("min_load_broken"))
    assert broken["line"].to_list() == ["sx"]


def test_target_costs_what_it_costs(make):
    """Having to run the mine full costs 20 t x (2 + 1) USD: dig and get rid of it."""
    plan = solve(make(targets=["full,co,,output,mine,feed,,,2026,>=,100,must,"]), quarters=0)
    row = plan.tables["target"].row(0, named=True)
    assert row["met"]
    assert row["cost"] == pytest.approx(20 * 3)


def test_ratio_target(make):
    """Not more than 0.6 t of Ce made per t of feed mined: the mine must dig more than the circuit takes."""
    plan = solve(make(targets=["r,co,,output,,ce,output,feed,2026,<=,0.6,must,"]), quarters=0)
    assert plan.tables["target"]["actual"].item() == pytest.approx(0.6)
    assert total(plan, "activity", line="mine") == pytest.approx(100)


def test_priced_target_may_be_missed(make):
    """A target worth 1 USD a unit is missed when keeping it costs 3."""
    plan = solve(make(targets=["full,co,,output,mine,feed,,,2026,>=,100,priced,1"]), quarters=0)
    row = plan.tables["target"].row(0, named=True)
    assert not row["met"]
    assert "target" in plan.tables["reason"]["kind"].to_list()


def test_inertia_keeps_a_dear_line_running_and_fades(make):
    """Held at half its capacity by 200 USD/t (a quarter left in 2026) a circuit gives way by one step; it stands once that has faded."""
    dear = ["dig,,other,2", "split,,reagents,30"]
    hold = ["c,A,separation,,0.5,200,2027"]
    chain = make(
        TWO_YEARS.format(pipeline="empty"), recipe_costs=dear, calibration=hold, demands=["B,use,2026,30,30,two", "B,use,2027,30,30,two"]
    )
    plan = solve(chain, quarters=0)
    ran = dict(plan.tables["activity"].filter(pl.col("line") == "sx").select("period", "quantity").iter_rows())
    assert ran["2026"] == pytest.approx(0.45 * 80)
    assert ran.get("2027", 0.0) == pytest.approx(0)
    assert plan.inertia_share > 0


def test_owner_plan_meets_the_world_at_its_prices(make):
    """The circuit's own plan buys feed and sells Nd at the whole plan's prices, so it runs as it did."""
    chain = make()
    whole = solve(chain, quarters=0)
    own = solve(restrict(chain, whole, "co"), quarters=0)
    assert total(own, "activity", line="sx") == pytest.approx(80)
    with pytest.raises(KeyError, match="neither an entity nor a region"):
        restrict(chain, whole, "nobody")


def test_golden_matrix(make):
    """Rows, columns, nonzeros and checksum of each block of the base programme."""
    chain = make()
    lp = assemble(build(chain, tuple(grid("2026", "2026", quarters=4))))
    assert lp.size == {"rows": 20 + 12 + 4, "columns": 12 + 4 + 8 + 20, "nonzeros": 24 + 8 + 8 + 20 + 8}
    assert {k: v.shape for k, v in lp.rows.items() if v.size} == {"balance": (5, 4), "capacity": (3, 4), "lane": (1, 4)}
    assert float(lp.matrix.sum()) == pytest.approx(4 * (1 - 1 + 0.25 + 0.75 - 1 + 1 - 1 + 1 - 2 - 5 + 2))
    assert np.isfinite(lp.cost).all()


def test_half_periods_leave_the_year_unchanged(make):
    """Four quarters and one year give the same activities and demand met: nothing in the chain knows of quarters."""
    year, quarters = solve(make(), quarters=0), solve(make(), quarters=4)
    assert total(year, "activity", line="sx") == pytest.approx(total(quarters, "activity", line="sx"), rel=1e-6)
    assert total(year, "met") == pytest.approx(total(quarters, "met"), rel=1e-6)


def test_order_and_names_change_nothing(make):
    """Rows in reverse order give the same objective, demand met and narrow prices."""

    turned = make(**{name: rows[::-1] for name, rows in BASE.items()})
    one, two = solve(make(), quarters=4), solve(turned, quarters=4)
    assert one.objective == pytest.approx(two.objective, rel=1e-9)
    key = ["region", "use", "period"]
    assert one.tables["met"].sort(key).select("met").to_series().to_list() == pytest.approx(
        two.tables["met"].sort(key).select("met").to_series().to_list()
    )


def test_every_re_solve_equals_a_fresh_one(make):
    """A closed mine re-solved on the live model gives what a new model gives, and leaves the base as it was."""
    from didymium.planning import Change, Live

    lp = assemble(build(make(), tuple(grid("2026", "2026", quarters=4))))
    live = Live(lp)
    base = live.solve()
    rows = lp.rows["capacity"][0]
    shut = Change(rows, np.full(4, -np.inf), np.zeros(4))
    moved = live.resolve(shut)
    assert moved.objective > base.objective
    again = live.resolve(Change())
    assert again.objective == pytest.approx(base.objective, rel=1e-12)


def test_a_nudge_from_the_factors_equals_a_re_solve(make):
    """Every balance moved a little to either side: the factors of the basis and the solver tell the same plan and price."""
    from didymium.planning import Change, Live

    live = Live(assemble(build(make(), tuple(grid("2026", "2026", quarters=4)))))
    live.solve()
    told = set()
    for row in live.lp.rows["balance"].ravel().tolist():
        for by in (-1e-3, 1e-3, -30.0):
            side = np.array([live.lp.row_lower[row] + by])
            quick, slow = live.nudge(row, by), live.resolve(Change(np.array([row]), side, side))
            told.add(quick.path)
            assert quick.objective == pytest.approx(slow.objective, rel=1e-12)
            if quick.path == "base basis" and slow.iterations == 0:
                assert quick.x == pytest.approx(slow.x, rel=1e-9, abs=1e-9)
                assert quick.y[row] == pytest.approx(slow.y[row], rel=1e-9)
    assert told == {"base basis", "warm simplex"}


def test_costs_of_any_size_leave_a_basis_to_start_from(make):
    """A chain in dollars and the same in thousandths of a cent: the re-solve under no change takes no iteration."""
    from dataclasses import replace

    from didymium.planning import Change, Live

    lp = assemble(build(make(), tuple(grid("2026", "2026", quarters=4))))
    plain, dear = Live(lp), Live(replace(lp, cost=lp.cost * 1e5))
    assert dear.solve().objective == pytest.approx(1e5 * plain.solve().objective, rel=1e-12)
    assert plain.resolve(Change()).iterations == dear.resolve(Change()).iterations == 0


@pytest.mark.parametrize("turned", [False, True])
def test_a_draw_between_buyers_has_one_answer(make, turned):
    """20 t of Nd for two places that pay 3,000 and lie equally far: the one that wants more is served first, in any order of rows."""
    rows = {
        "regions": [*BASE["regions"], "C,Gamma,region"],
        "sites": [*BASE["sites"], "shop2,Shop,C,co"],
        "lines": [*BASE["lines"], "fit2,Fitting,shop2,use,,yes,,,1,,"],
        "modes": [*BASE["modes"], "fit2,fit,1"],
        "lanes": [*BASE["lanes"], "a_c,A,C,1,0,"],
        "lane_goods": [*BASE["lane_goods"], "a_c,nd,"],
        "curves": ["two,1,1,1"],
        "demands": ["B,use,2026,15,3000,two", "C,use,2026,18,3000,two"],
    }
    plan = solve(make(**{name: table[::-1] if turned else table for name, table in rows.items()}), quarters=0)
    assert dict(plan.tables["met"].select("region", "met").iter_rows()) == pytest.approx({"B": 2, "C": 18})
    assert plan.objective == pytest.approx(20 * 3000 - 80 * 5 - 60 - 20, rel=1e-12)
