"""Projects, demands, taxes and market steps as arrays, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.chain.calendar import grid
from didymium.network import build
from tests.places import BASE, TOML

LONG = TOML.replace('end = "2026"', 'end = "2028"')
YEARS = tuple(grid("2026", "2028", quarters=0))
MIXED = tuple(grid("2026", "2028", quarters=4))


def project(make, row: str, periods=YEARS, **tables):
    net = build(make(LONG, projects=[row], **tables), periods)
    return net.project_capacity[0], float(net.project_capex[0]), bool(net.project_committed[0])


def test_project_opens_and_ramps(make):
    """40 t/yr from the middle of 2026, full after a year: 5 t, then 35 t, then 40 t."""
    added, _, committed = project(make, "p,,sx,40,2026,2026Q3,1,100,0,listed,")
    assert added == pytest.approx([5, 35, 40])
    assert not committed


def test_project_takes_the_availability_of_its_line(make):
    lines = [row.replace("separation,80,,,,1,0.5,", "separation,80,,,,0.9,,") for row in BASE["lines"]]
    assert project(make, "p,,sx,40,2026,2026,0,0,0,committed,", lines=lines)[0] == pytest.approx([36] * 3)


@pytest.mark.parametrize(
    ("decide", "life", "status", "capex"),
    [
        ("2026", 0, "listed", 100),  # paid in the middle of the first period
        ("2027", 0, "listed", 100 / 1.08),  # a year later
        ("2028Q1", 0, "listed", 100 / 1.08**1.625),  # in the middle of the quarter
        ("2020", 0, "committed", 0),  # spent already
        ("2020", 0, "listed", 100),  # listed, and not yet paid
        ("2027", 4, "listed", 100 / 1.08 - 100 * 0.75 / 1.08**2.5),  # a year used of four by the end of 2028
        ("2026", 2, "listed", 100 - 100 * 0.5 / 1.08**2.5),  # opens 2028: one of two years is left
    ],
)
def test_money_of_a_project(make, decide, life, status, capex):
    _, spent, _ = project(make, f"p,,sx,40,{decide},2028,0,100,{life},{status},")
    assert spent == pytest.approx(capex)


def test_replaced_line_closes_as_the_project_opens(make):
    """A replacement that opens in the middle of 2027 closes half of that year's 80 t and all of the next."""
    lines = [*BASE["lines"], "new,New circuit,plant,separation,0,,,,1,,"]
    chain = make(LONG, lines=lines, modes=[*BASE["modes"], "new,split,1"], projects=["p,,new,90,2026,2027Q3,0,0,0,committed,sx"])
    net = build(chain, YEARS)
    assert net.replaced_capacity.tolist() == [[0, 40, 80]]
    assert net.lines[int(np.flatnonzero(net.line_unit == net.replaced_unit[0])[0])] == "sx"


def test_demand_in_steps(make):
    """30 t at 30 USD/t: half of it pays twice that."""
    net = build(make(), tuple(grid("2026", "2026", quarters=4)))
    assert net.demand_quantity.tolist() == [[7.5] * 4]
    assert net.step_quantity.tolist() == [[3.75] * 4, [3.75] * 4]
    assert net.step_price.tolist() == [[60] * 4, [30] * 4]


def test_the_finest_label_wins(make):
    """A year, one of its quarters and one of its months each say something: the month holds in the month."""
    rows = ["B,use,2026,12,30,two", "B,use,2026Q1,24,60,two", "B,use,2026-02,48,90,two"]
    net = build(make(demands=rows), tuple(grid("2026", "2026", quarters=4)))
    assert net.demand_quantity[0, 1:].tolist() == pytest.approx([3, 3, 3])
    finest = 48 / 12
    assert net.demand_quantity[0, 0] == pytest.approx(finest + 24 / 6)  # the quarter holds in its other two months


def test_demand_of_a_year_and_its_quarter_on_years(make):
    """On a grid of years the quarter holds for a quarter and the year for the rest; the price is their mean by quantity."""
    net = build(make(demands=["B,use,2026,12,30,two", "B,use,2026Q1,24,60,two"]), tuple(grid("2026", "2026", quarters=0)))
    assert net.demand_quantity[0, 0] == pytest.approx(12 * 0.75 + 24 * 0.25)
    assert net.step_price[1, 0] == pytest.approx((9 * 30 + 6 * 60) / 15)


def tax(make, *rows: str, lanes=None):
    """Tax on the only flow, Nd (value 50) from A to B, by period of the mixed grid."""
    return build(make(LONG, taxes=list(rows)), MIXED).flow_tax[0].tolist()


@pytest.mark.parametrize(
    ("row", "taxed"),
    [
        ("x,A,export,,oxide,,0.1,,", [5] * 6),
        ("x,A,export,,,nd,0.1,,", [5] * 6),
        ("x,B,import,,oxide,,0.1,,", [5] * 6),
        ("x,A,export,B,oxide,,0.1,,", [5] * 6),
        ("x,A,export,A,oxide,,0.1,,", [0] * 6),
        ("x,B,export,,oxide,,0.1,,", [0] * 6),
        ("x,A,export,,metal,,0.1,,", [0] * 6),
        ("x,A,export,,,ce,0.1,,", [0] * 6),
        ("x,A,export,,oxide,,-0.02,,", [-1] * 6),
        ("x,A,export,,oxide,,0.1,2026Q2,2026Q4", [0, 5, 5, 0, 0, 0]),
        ("x,A,export,,oxide,,0.1,2027Q2,", [0, 0, 0, 0, 3.75, 5]),
        ("x,A,export,,oxide,,0.1,,2026-02", [5 / 3, 0, 0, 0, 0, 0]),
    ],
)
def test_tax_by_hand(make, row, taxed):
    assert tax(make, row) == pytest.approx(taxed)


def test_taxes_add_up(make):
    assert tax(make, "x,A,export,,oxide,,0.1,,", "y,B,import,A,,nd,0.04,,") == pytest.approx([7] * 6)


def test_market_steps(make):
    """50 t/yr offered in 2026 alone, and 10 t/yr that must leave whatever the price."""
    chain = make(LONG, markets=["m,B,nd,2026,sells,50,20", "f,A,ce,,fixed,-10,0"])
    net = build(chain, MIXED)
    assert net.market_name == ("m", "f")
    assert net.market_side == ("sells", "fixed")
    assert net.market_sign.tolist() == [1, 0]
    assert net.market_quantity.tolist() == [[12.5] * 4 + [0, 0], [-2.5] * 4 + [-10, -10]]
    assert net.market_price.tolist() == [20, 0]


def test_costs_of_a_region_override(make):
    """Running the circuit costs 3 USD/t everywhere and 7 in A."""
    costs = [*BASE["recipe_costs"], "split,A,reagents,7"]
    net = build(make(recipe_costs=costs), YEARS)
    recipes = net.chain.tables["recipes"]["id"].to_list()
    assert net.act_cost[[recipes[r] for r in net.act_recipe].index("split")] == 7


def test_recipe_entries_carry_the_recovery(make):
    flows = [row.replace("dig,feed,out,1,1", "dig,feed,out,2,0.75") for row in BASE["recipe_flows"]]
    net = build(make(recipe_flows=flows), YEARS)
    assert net.entry_amount[0] == pytest.approx(1.5)


def test_any_grid_has_the_same_axes(make):
    """Sets depend on the chain alone: the plan of the first year and of the horizon speak of the same columns."""
    chain = make(LONG, projects=["p,,sx,40,2027,2028,0,0,0,listed,"], markets=["m,B,nd,2028,sells,50,20"])
    one, all_ = (build(chain, tuple(grid("2026", end, quarters))) for end, quarters in (("2026", 0), ("2028", 12)))
    assert one.size[1:] == all_.size[1:]
    for name in ("flow_from", "flow_to", "act_unit", "market_node", "node_commodity", "stock_node", "step_demand"):
        np.testing.assert_array_equal(getattr(one, name), getattr(all_, name))
