"""Plans of equal cost: which is shown, and how far a shown quantity could move among them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from didymium.planning import Plan, leaders, solve
from didymium.planning.face import face, order, ranges
from tests.places import BASE

#: 48 t of feed for two circuits of 80 and 40 t that cost the same
TWO = {
    "lines": ["mine,Mine,pit,mine,48,,,,1,,", *BASE["lines"][1:], "sx2,Other circuit,plant,separation,40,,,,1,,"],
    "recipes": [*BASE["recipes"], "split2,Separation,t REO in feed,0.1"],
    "recipe_flows": [*BASE["recipe_flows"], "split2,feed,in,1,", "split2,nd,out,0.25,1", "split2,ce,out,0.75,1"],
    "recipe_costs": [*BASE["recipe_costs"], "split2,,reagents,3"],
    "modes": [*BASE["modes"], "sx2,split2,1"],
}


@pytest.fixture
def plan(make) -> Plan:
    return solve(make(**TWO), quarters=0)


def activity(plan: Plan) -> dict[str, float]:
    return dict(plan.tables["activity"].select("line", "quantity").iter_rows())


def test_equal_circuits_are_used_evenly(plan):
    """Two fifths of each: 32 and 16 t."""
    ran = activity(plan)
    assert (ran["sx"], ran["sx2"]) == pytest.approx((32, 16))


@pytest.mark.parametrize("named", [("sx", "sx2"), ("zz", "aa")])
def test_order_of_rows_changes_no_quantity(make, plan, named):
    """Rows the other way round give the same plan line by line; under other names only what is still a draw may move."""
    rows = {t: [r.replace("sx2,", f"{named[1]},").replace("sx,", f"{named[0]},") for r in table[::-1]] for t, table in TWO.items()}
    ran = activity(solve(make(**rows), quarters=0))
    assert (ran[named[0]], ran[named[1]]) == pytest.approx((32, 16))


def test_range_of_a_quantity(plan):
    """The larger circuit could take from 8 t (the smaller one full) to all 48; the sum of both is certain."""
    lp = plan.live.lp
    weights = []
    for lines in (("sx",), ("sx", "sx2")):
        weight = np.zeros(len(lp.cost))
        for a, unit in enumerate(lp.network.act_unit.tolist()):
            if lp.network.lines[np.flatnonzero(lp.network.line_unit == unit)[0]] in lines:
                weight[lp.columns["act"][a]] = 1.0
        weights.append(weight)
    found = ranges(plan.live, plan.solution, weights)
    assert found[0] == pytest.approx((8, 48))
    assert found[1] == pytest.approx((48, 48))


def test_the_plan_shown_costs_no_more_and_its_duals_hold(plan):
    """The plan shown lies on the face: same cost, duality and closure as of any optimum."""
    lp, x = plan.live.lp, plan.solution.x
    assert float(lp.cost @ x) == pytest.approx(plan.live.base.objective, rel=1e-12)
    assert plan.duality < 1e-12
    assert plan.closure < 1e-12
    edge = face(lp, plan.solution)
    assert (x >= edge.lower - 1e-9).all()
    assert (x <= edge.upper + 1e-9).all()
    assert plan.fallbacks == ()


def test_order_follows_names(make, plan):
    """The weight of a column is that of its names, in any order of rows."""
    turned = solve(make(**{name: table[::-1] for name, table in TWO.items()}), quarters=0)
    one, two = (order(p.live.lp)[p.live.lp.columns["act"]].ravel() for p in (plan, turned))
    assert sorted(one) == sorted(two)
    assert ((one >= 0) & (one < 1)).all()


def test_leaders_with_their_range(make):
    """Half the feed can be parted in A, half in B at the same cost: A's share is one half, between nothing and all of it."""
    rows = {
        **TWO,
        "regions": [*BASE["regions"], "C,Gamma,region"],
        "sites": [*BASE["sites"], "far,Far plant,C,co"],
        "lines": ["mine,Mine,pit,mine,64,,,,1,,", *BASE["lines"][1:], "sx2,Other circuit,far,separation,80,,,,1,,"],
        "lanes": ["a_b,A,B,1,0,", "a_c,A,C,0,0,", "c_b,C,B,1,0,"],
        "lane_goods": ["a_b,nd,", "a_c,feed,", "c_b,nd,"],
    }
    found = leaders(solve(make(**rows), quarters=0)).filter((pl.col("stage") == "separation") & (pl.col("element") == "NdPr"))
    assert found.select("share", "low", "high").row(0) == pytest.approx((0.5, 0, 1), abs=1e-9)
