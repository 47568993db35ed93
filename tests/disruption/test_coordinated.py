"""The coordinated engine: beliefs in order, mass, usual months and choke points by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from didymium.chain import load
from didymium.disruption import setup
from didymium.disruption.base import WEEKS
from didymium.disruption.behaviour import behaviour
from didymium.disruption.bounds import change, landing, limits
from didymium.disruption.choke import choke_points
from didymium.disruption.coordinated import BELIEFS, coordinate, gap, programmes, run, trajectory
from didymium.disruption.engine import drawn, prepare
from didymium.disruption.event import read
from didymium.disruption.gates import gates
from didymium.disruption.programme import months_from, programme
from didymium.disruption.steady import cost
from didymium.planning import Live, solve

STOP = {
    "title": "China stops compounds and metals",
    "start": "2010-07",
    "weeks": 52,
    "action": [{"kind": "licence", "actor": ["CHN"], "share": {"low": 0.0, "mid": 0.1, "high": 0.2}, "known": "2010-07"}],
}


@pytest.fixture(scope="module")
def ready():
    return prepare(load("world-2009"), read(STOP), weeks=52)


@pytest.fixture(scope="module")
def parts(ready):
    draws = drawn(ready, 4, seed=3)
    gate = gates(ready.system, ready.event, ready.weeks, draws)
    return draws, gate, setup.drawn(ready.system, ready.behaviour, gate, draws, ready.extra)


@pytest.fixture(scope="module")
def outcomes(ready, parts):
    _, gate, x = parts
    found = programmes(ready.system, ready.event, ready.weeks, gate, x)
    return {belief: run(found, gate, x, ready.axes, 4, belief) for belief in BELIEFS}


def test_who_knows_more_loses_less(outcomes):
    """Same step, network and levers, valued the same way: foreseen <= surprise <= myopic in every draw."""
    foreseen, surprise, myopic = (outcomes[b].objective for b in BELIEFS)
    slack = 1e-6 * np.abs(myopic)
    assert (foreseen <= surprise + slack).all()
    assert (surprise <= myopic + slack).all()
    assert (myopic > foreseen).all()


def test_nobody_lacks_more_than_he_wants(ready, outcomes):
    """What is wanted counts for the step of the engine, a month, as what is lost does; units are those of the use."""
    unit = dict(ready.system.base.network.chain.tables["commodities"].select("id", "unit").iter_rows())
    for found in outcomes.values():
        step = (found.steps[0].end - found.steps[0].start) * WEEKS
        assert found.wanted == pytest.approx(ready.axes.wanted * step)
        assert found.lost.max() > 0
        assert (found.lost <= found.wanted[None, :, None] * (1 + 1e-5)).all()
        assert found.unit == tuple(unit[use] for use, _ in found.users)


def test_mass_closes(outcomes):
    for found in outcomes.values():
        assert found.closure.max() < 1e-9


def test_the_bound_holds_for_any_path_within_the_limits(ready, parts):
    """A path that ships what is let through and keeps everything else usual, as far as stocks reach, costs no less."""
    _, gate, x = parts
    found = programmes(ready.system, ready.event, ready.weeks, gate, x)
    best, limit = trajectory(found, gate, x, 0, "foreseen")
    value = cost(found.whole, best, limit.usual)
    for belief in ("surprise", "myopic"):
        path, other = trajectory(found, gate, x, 0, belief)
        assert cost(found.whole, path, other.usual) >= value - 1e-6 * abs(value)


def test_usual_months_lose_nothing(ready):
    """Without any event everybody is served in full, in every draw of stocks and ramps."""
    calm = replace(ready, event=replace(ready.event, actions=()), weeks=26)
    found = coordinate(calm, drawn(calm, 2, seed=3), 2, "foreseen")
    assert found.lost.max() <= 1e-6 * found.wanted.max()


def test_nothing_let_through_and_no_stock_is_all_lost(ready):
    """Closed form: abroad only what is on the way is left, at home nobody lacks anything."""
    how = behaviour().fixed(**{k.replace("/", "__"): 0.0 for k in behaviour().parameters if k.startswith(("cover/", "user_cover/"))})
    how = how.fixed(leak=0.0, spare=0.0, thrift_rate=0.0)
    stop = {**STOP, "action": [{**STOP["action"][0], "share": 0.0}]}
    bare = prepare(load("world-2009"), read(stop), weeks=26, how=how)
    draws = drawn(bare, 1, seed=1)
    gate = gates(bare.system, bare.event, bare.weeks, draws)
    x = setup.drawn(bare.system, how, gate, draws, bare.extra)
    p = programme(bare.system, months_from(bare.event.start, 0, 6))
    limit = limits(p, gate, x, 0, 0, 0)
    land = landing(p)
    setting = change(p, limit, land)
    upper = p.lp.upper.copy()
    upper[setting.columns] = setting.upper
    solved = Live(replace(p.lp, upper=upper, row_lower=setting.row_lower, row_upper=setting.row_upper)).solve()
    served = solved.x[p.lp.columns["serve"]]
    net, people = bare.system.base.network, bare.system.users
    japan, china = (people.region == net.regions.index(r) for r in ("JPN", "CHN"))
    way = land[bare.system.holder_region == net.regions.index("JPN")].sum()
    assert served[japan].sum() == pytest.approx(way, rel=1e-6)
    assert served[china] == pytest.approx(limit.serve[china], rel=1e-6)


def test_a_gap_is_the_value_of_what_one_loses_and_the_other_does_not(ready, outcomes):
    worse, better = outcomes["myopic"], outcomes["foreseen"]
    saved = gap(ready.system, worse, better)
    assert saved.shape == (4,)
    assert (saved >= 0).all()
    assert gap(ready.system, better, better) == pytest.approx(0.0)
    nothing = replace(better, lost=np.zeros_like(better.lost))
    one = replace(nothing, lost=nothing.lost.copy())
    one.lost[:, 0, 5] = 1.0  # a tonne of the first use in one month: the step that pays least goes
    paid = gap(ready.system, one, nothing)
    net = ready.system.base.network
    use, region = better.users[0]
    node = net.node()[net.commodities.index(use), net.regions.index(region)]
    least = min(float(net.step_price[s, 0]) for s, d in enumerate(net.step_demand.tolist()) if int(net.demand_node[d]) == node)
    assert paid == pytest.approx(least, rel=1e-4)


def test_coordinate_takes_the_first_draws(ready):
    draws = drawn(ready, 40, seed=3)
    few = coordinate(ready, draws, count=2)
    assert few.draws == 2
    assert few.engine == "coordinated"
    assert few.belief == "surprise"
    more = coordinate(ready, drawn(ready, 64, seed=3), count=2)
    assert np.array_equal(few.lost, more.lost)


def test_an_unknown_belief_is_said(ready, parts):
    _, gate, x = parts
    with pytest.raises(ValueError, match="no belief"):
        run(programmes(ready.system, ready.event, 8, gate, x), gate, x, ready.axes, 1, "hopeful")


def test_two_nodes_lose_what_the_larger_made():
    """Two-node N-1: when the only Chinese separation stands, all but what is made elsewhere is lost."""
    plan = solve(load("world-2009"), quarters=0, start="2010", end="2010", detail=False)
    table = choke_points(plan)
    row = table.filter((table["kind"] == "region") & (table["name"] == "separation, CHN")).row(0, named=True)
    assert row["loss"] == table["loss"].max()
    assert 0.9 < row["share"] <= 1.0
    elsewhere = table.filter((table["kind"] == "region") & (table["name"] == "separation, ROW")).row(0, named=True)
    assert elsewhere["loss"] < 0.05 * row["loss"]
