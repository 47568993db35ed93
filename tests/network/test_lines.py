"""Capacity over time, and twins that run as one."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.chain.calendar import grid
from didymium.network import build
from didymium.planning import solve
from tests.places import BASE, TOML

MIXED = tuple(grid("2026", "2027", quarters=4))
LONG = TOML.replace('end = "2026"', 'end = "2027"')


def sx(row: str) -> list[str]:
    """Base lines with the circuit replaced."""
    return [BASE["lines"][0], row, BASE["lines"][2]]


def capacity(net, line: str) -> list[float]:
    return net.line_capacity[net.lines.index(line)].tolist()


def test_capacity_per_period(make):
    """80 t/yr at 90 % availability make 18 t a quarter and 72 t a year."""
    net = build(make(LONG, lines=sx("sx,Circuit,plant,separation,80,,,,0.9,,")), MIXED)
    assert capacity(net, "sx") == pytest.approx([18] * 4 + [72])
    assert np.isnan(capacity(net, "fit")).all()
    assert np.isinf(net.unit_capacity[net.line_unit[net.lines.index("fit")]]).all()


def test_start_and_end(make):
    """Open from April 2026 to the middle of 2027."""
    net = build(make(LONG, lines=sx("sx,Circuit,plant,separation,80,,2026Q2,2027Q3,1,,")), MIXED)
    assert capacity(net, "sx") == pytest.approx([0, 20, 20, 20, 40])


def test_ramp(make):
    """Half from the middle of the first quarter on, one and a quarter times from 2027 on."""
    from tests.places import HEAD

    assert "ramps" not in HEAD  # the head of this table stands here
    HEAD["ramps"] = "line,period,factor"
    try:
        net = build(make(LONG, ramps=["sx,2026-02,0.5", "sx,2027,1.25"]), MIXED)
    finally:
        del HEAD["ramps"]
    assert capacity(net, "sx") == pytest.approx([20 * (1 / 3 + 2 / 3 * 0.5), 10, 10, 10, 100])


TWIN = "sy,Circuit two,plant,separation,20,,,,1,,"


def twins(make, **tables):
    more = {"lines": [*sx("sx,Circuit,plant,separation,60,,,,1,,"), TWIN], "modes": [*BASE["modes"], "sy,split,1"], **tables}
    return make(**more)


def units(chain) -> int:
    return len(build(chain, tuple(grid("2026", "2026", 0))).unit_region)


def test_twins_run_as_one_and_are_split_after(make):
    """60 and 20 t/yr of one kind: one unit of 80, split three to one."""
    chain = twins(make)
    net = build(chain, tuple(grid("2026", "2026", 0)))
    assert len(net.unit_region) == 3
    assert net.unit_capacity[net.line_unit[net.lines.index("sy")]].tolist() == [80]
    ran = dict(solve(chain, quarters=0).tables["activity"].select("line", "quantity").iter_rows())
    assert ran["sx"] == pytest.approx(60)
    assert ran["sy"] == pytest.approx(20)


def test_splits_add_up_to_the_unit(make):
    """Activity, goods and capacity of the lines sum to those of one line of their size."""
    one, two = solve(make(), quarters=4), solve(twins(make), quarters=4)
    assert two.objective == pytest.approx(one.objective, rel=1e-12)
    for table, column in (("activity", "quantity"), ("made", "quantity"), ("capacity", "activity")):
        assert two.tables[table][column].sum() == pytest.approx(one.tables[table][column].sum(), rel=1e-12)


ALONE = {
    "another recipe": {
        "recipes": [*BASE["recipes"], "split2,Separation,t REO in feed,0.1"],
        "recipe_flows": [*BASE["recipe_flows"], "split2,feed,in,1,", "split2,nd,out,0.25,1", "split2,ce,out,0.75,1"],
        "modes": [*BASE["modes"], "sy,split2,1"],
    },
    "another use of capacity": {"modes": [*BASE["modes"], "sy,split,2"]},
    "a project": {"projects": ["p,,sy,10,2026,2026,0,1,0,listed,"]},
    "replaced": {"projects": ["p,,sx,10,2026,2026,0,1,0,listed,sy"]},
    "a quota": {"quotas": ["q,2026,10"], "quota_members": ["q,sy,,"]},
    "a permit": {"permits": ["plant,ce,2026,30"]},
    "a least load": {"lines": [*sx("sx,Circuit,plant,separation,60,,,,1,,"), TWIN.replace("1,,", "1,0.5,")]},
    "another region": {
        "sites": [*BASE["sites"], "yard,Yard,B,co"],
        "lines": [*sx("sx,Circuit,plant,separation,60,,,,1,,"), TWIN.replace("plant", "yard")],
    },
    "a target of its operator": {"targets": ["t,co,,output,,nd,,,2026,>=,1,must,"]},
    "a target of its group": {"targets": ["t,grp,,output,,nd,,,2026,>=,1,must,"]},
}


@pytest.mark.parametrize("tables", ALONE.values(), ids=ALONE.keys())
def test_what_names_one_line_keeps_it_apart(make, tables):
    assert units(twins(make, **tables)) == 4


def test_a_target_of_a_group_counts_its_companies_alone(make):
    """A twin of another owner is no part of it: 30 t of Nd are out of reach for a group with three quarters of 20 t."""
    tables = {
        "entities": [*BASE["entities"], "rival,Rival,company,A"],
        "sites": [*BASE["sites"], "yard,Yard,A,rival"],
        "lines": [*sx("sx,Circuit,plant,separation,60,,,,1,,"), TWIN.replace("plant", "yard")],
        "targets": ["t,grp,,output,separation,nd,,,2026,>=,99,priced,0.001"],
    }
    plan = solve(twins(make, **tables), quarters=0)
    assert plan.tables["target"]["actual"].item() == pytest.approx(15)


def test_same_quota_same_unit(make):
    assert units(twins(make, quotas=["q,2026,10"], quota_members=["q,sx,,", "q,sy,,"])) == 3
