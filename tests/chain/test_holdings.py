"""Roll-ups down the holdings: by hand, dated, and adding up."""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.chain import Chain, load
from didymium.chain.calendar import grid
from didymium.chain.holdings import controlled, edges, equity, groups, rollup
from didymium.planning import solve

#: a state behind two groups; a 51/49 venture of both; a float on the exchange; a merger in the middle of 2027
ENTITIES = [
    "state,The State,state,A",
    "north,North Group,group,A",
    "south,South Group,group,A",
    "co,The Venture,company,A",
    "mine_co,Mining,company,A",
    "float,The Exchange,institute,B",
]
HOLDINGS = [
    "state,north,2010,,0.6,yes,",
    "state,south,2010,,1,yes,",
    "float,north,2010,,0.3,no,",
    "north,co,2020,,0.51,yes,",
    "south,co,2020,,0.49,no,",
    "south,mine_co,2015,2027Q3,1,yes,",
    "north,mine_co,2027Q3,,1,yes,",
]
SITES = ["pit,Pit,A,mine_co", "plant,Plant,A,co", "shop,Shop,B,co"]


@pytest.fixture
def chain(make) -> Chain:
    return make(entities=ENTITIES, holdings=HOLDINGS, sites=SITES)


def test_control_by_hand(chain: Chain) -> None:
    assert controlled(chain, "north") == {"north", "co"}
    assert controlled(chain, "north", 2028.0) == {"north", "co", "mine_co"}
    assert controlled(chain, "state") == {"state", "north", "south", "co", "mine_co"}
    assert groups(chain)["co"] == "north"
    assert groups(chain)["mine_co"] == "south"
    assert groups(chain, 2027.5)["mine_co"] == "north"
    assert groups(chain)["state"] == "state"
    assert groups(chain)["float"] == "float"


def test_edges_are_half_open(chain: Chain) -> None:
    before = {(e.owner, e.owned) for e in edges(chain, 2027.4999)}
    after = {(e.owner, e.owned) for e in edges(chain, 2027.5)}
    assert before - after == {("south", "mine_co")}
    assert after - before == {("north", "mine_co")}


def test_equity_by_hand(chain: Chain) -> None:
    """Of the venture the state has 0.51 x 0.6 + 0.49 = 0.796, the exchange 0.51 x 0.3; a tenth of North is nobody's."""
    assert equity(chain)["co"] == pytest.approx({"state": 0.796, "float": 0.153, "north": 0.051})
    assert equity(chain)["mine_co"] == pytest.approx({"state": 1.0})
    assert equity(chain, 2028.0)["mine_co"] == pytest.approx({"state": 0.6, "float": 0.3, "north": 0.1})
    assert equity(chain)["float"] == {"float": 1.0}


def test_a_share_that_is_not_known_stays_with_the_entity(make) -> None:
    chain = make(entities=ENTITIES, holdings=["north,co,2020,,,yes,", "south,co,2020,,0.2,no,"], sites=SITES)
    assert equity(chain)["co"] == pytest.approx({"co": 0.8, "south": 0.2})


def test_cross_holdings_go_round(make) -> None:
    """a and b hold a half and a fifth of each other: what is left to each, over what goes round."""
    held = ["north,south,2020,,0.5,no,", "south,north,2020,,0.2,no,"]
    part = equity(make(entities=ENTITIES, holdings=held, sites=SITES))["south"]
    assert part == pytest.approx({"south": 0.5 / 0.9, "north": 0.5 * 0.8 / 0.9})


def test_tonnes_add_up_down_every_split(chain: Chain) -> None:
    """What the operators make is what regions, operators, groups and shareholders have, period by period."""
    held = solve(chain, quarters=0).tables["holders"]
    assert set(held["holder_kind"]) == {"region", "entity", "operated", "equity"}
    totals = held.group_by("stage", "element", "period", "holder_kind").agg(pl.col("tonnes"), pl.col("share").sum())
    assert totals["share"].to_list() == pytest.approx([1.0] * totals.height, rel=1e-12)
    for _, kinds in totals.group_by("stage", "element", "period"):
        sums = [math.fsum(tonnes) for tonnes in kinds["tonnes"].to_list()]
        assert sums == pytest.approx([sums[0]] * 4, rel=1e-12)
    equity_of_oxide = held.filter(pl.col("stage") == "separation", pl.col("element") == "Nd", pl.col("holder_kind") == "equity")
    assert dict(equity_of_oxide.select("holder", "share").iter_rows()) == pytest.approx({"state": 0.796, "float": 0.153, "north": 0.051})


def test_rollup_follows_the_merger(chain: Chain) -> None:
    table = rollup(chain, grid("2027", "2027", quarters=4)).filter(pl.col("entity") == "mine_co", pl.col("kind") == "controlled")
    assert table.sort("period")["holder"].to_list() == ["south", "south", "north", "north"]


WORKS = load("works")
shares = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0, 1)), max_size=12)


@given(shares)
def test_parts_always_add_up(edges_drawn: list[tuple[int, int, float]]) -> None:
    """Whatever the shares, cross-holdings too: every entity's parts are positive and add up to one."""
    names = [f"e{i}" for i in range(6)]
    given_away = dict.fromkeys(range(6), 0.0)
    rows = []
    for owner, owned, share in edges_drawn:
        part = min(share, 0.95 - given_away[owned])
        if owner != owned and part > 0:
            given_away[owned] += part
            rows.append({"owner": names[owner], "owned": names[owned], "from": "2020", "to": None, "share": part, "control": False})
    words = dict.fromkeys(("owner", "owned", "from", "to"), pl.String)
    holdings = pl.DataFrame(rows, schema={**words, "share": pl.Float64, "control": pl.Boolean})
    entities = pl.DataFrame({"id": names, "kind": ["company"] * 6})
    for parts in equity(replace(WORKS, tables={**WORKS.tables, "holdings": holdings, "entities": entities})).values():
        assert all(part > 0 for part in parts.values())
        assert math.fsum(parts.values()) == pytest.approx(1.0, abs=1e-12)
