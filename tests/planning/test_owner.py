"""An owner's own plan: it does in its own interest what the whole plan has it do, and trades only at its edge."""

from __future__ import annotations

import re

import polars as pl
import pytest

from didymium.chain import Chain, load
from didymium.planning import Plan, restrict, solve

OWNERS = ("inland", "coast", "motors", "twin", "INL", "COA")


@pytest.fixture(scope="module")
def works() -> Chain:
    return load("works")


@pytest.fixture(scope="module")
def whole(works: Chain) -> Plan:
    return solve(works, quarters=0, detail=False)


def ran(plan: Plan, lines: list[str]) -> dict[tuple[str, str, str], float]:
    rows = plan.tables["activity"].filter(pl.col("line").is_in(lines))
    return {(line, recipe, period): q for line, recipe, period, q in rows.select("line", "recipe", "period", "quantity").iter_rows()}


@pytest.mark.parametrize("owner", OWNERS)
def test_every_owner_runs_as_in_the_whole_plan(works: Chain, whole: Plan, owner: str) -> None:
    """At the whole plan's prices nobody gains by leaving it; a hair's breadth settles where it would just break even."""
    chain = restrict(works, whole, owner)
    own = solve(chain, quarters=0, detail=False)
    lines = chain.tables["modes"]["line"].unique().to_list()
    expected = ran(whole, lines)
    assert ran(own, lines) == pytest.approx(expected, rel=1e-6)
    assert own.closure < 1e-9
    assert own.objective >= -1e-6


def trade(chain: Chain, period: str = "2026") -> dict[tuple[str, str], float]:
    """What the outside sells (+) and buys (-) at the whole plan's prices, by (commodity, region)."""
    rows = chain.tables["markets"].filter(pl.col("id").str.ends_with(f"_{period}_1"))
    return {(k, r): (q if side == "sells" else -q) for k, r, side, q in rows.select("commodity", "region", "side", "quantity").iter_rows()}


def test_what_is_made_for_oneself_meets_no_market(works: Chain, whole: Plan) -> None:
    inland, twin = (restrict(works, whole, owner) for owner in ("inland", "twin"))
    assert trade(inland) == pytest.approx({("swarf", "INL"): 105, ("ndpr_metal", "INL"): -168, ("seg", "INL"): -40, ("la", "INL"): -120})
    assert trade(twin) == pytest.approx({("magnet", "COA"): -420, ("seg", "INL"): -40, ("la", "INL"): -120})
    inside = {"ore", "concentrate", "carbonate", "ndpr_raw", "ndpr"}
    assert not inside & set(inland.tables["markets"]["commodity"])
    assert not (inside | {"ndpr_metal", "swarf"}) & set(twin.tables["markets"]["commodity"])


def test_targets_of_what_it_controls_come_along(works: Chain, whole: Plan) -> None:
    kept = {owner: restrict(works, whole, owner).tables["targets"].height for owner in OWNERS}
    assert kept == {"inland": 1, "twin": 1, "INL": 1, "coast": 0, "motors": 0, "COA": 0}


def test_twins_of_two_owners_are_told_apart(make) -> None:
    """Two like circuits run as one unit; each owner buys the feed and sells the products of its own."""
    lines = ["mine,Mine,pit,mine,100,,,,1,,", "sx,Circuit,plant,separation,60,,,,1,,", "sy,Circuit,other,separation,20,,,,1,,"]
    chain = make(
        entities=["grp,The Group,group,A", "co,The Company,company,A", "by,The Neighbour,company,A"],
        sites=["pit,Pit,A,co", "plant,Plant,A,co", "shop,Shop,B,co", "other,Other,A,by"],
        lines=[*lines, "fit,Fitting,shop,use,,yes,,,1,,"],
        modes=["mine,dig,1", "sx,split,1", "sy,split,1", "fit,fit,1"],
    )
    whole = solve(chain, quarters=0, detail=False)
    assert len(whole.live.lp.network.unit_region) == 3
    own = restrict(chain, whole, "by")
    assert trade(own) == pytest.approx({("feed", "A"): 20, ("nd", "A"): -5})
    assert ran(solve(own, quarters=0, detail=False), ["sy"]) == pytest.approx({("sy", "split", "2026"): 20})


@pytest.mark.parametrize(
    ("word", "said"), [("Beta", "did you mean B?"), ("The Compnay", "did you mean co?"), ("zzz", "see `didymium find zzz`")]
)
def test_an_owner_that_is_none_is_told_at_once(make, word, said):
    """By the name or nearly the id of one; before anything is solved."""
    from didymium.app.error import AskError
    from didymium.app.plan import plan

    with pytest.raises(AskError, match=re.escape(f"{word} is neither an entity nor a region of mini: {said}")):
        plan(make(), owner=word, quarters=0, progress=pytest.fail)
