"""The uncoordinated engine against closed forms, on the chain of two places and on small changes of it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from didymium.chain import load
from didymium.disruption import engine
from didymium.disruption.behaviour import behaviour
from didymium.disruption.event import read
from didymium.disruption.gates import equal_wedge
from didymium.disruption.result import first_short
from didymium.disruption.spread import Spread
from tests.places import BASE

QUIET = {"hoard": 0.0, "leak": 0.0, "spare": 0.0, "thrift_rate": 0.0, "user_cover__other": 6.0, "demand_spread": 0.0}


def event(**action):
    """An event of one action that starts with the run."""
    return read({"id": "test", "start": "2026-01", "weeks": 60, "action": [{"start": "2026-01", **action}]})


def run(chain, what, weeks=60, draws=1, **fixed):
    """Prepare, draw and run with certain parameters."""
    ready = engine.prepare(chain, what, weeks, behaviour().fixed(**{**QUIET, **fixed}))
    found = engine.drawn(ready, draws, 0)
    return ready, engine.run(ready, found)


NOTHING = {"kind": "floor", "price": 1.0, "elements": ["Nd"]}


def test_a_year_without_an_event_is_steady(make):
    _, block = run(make(), event(**NOTHING), weeks=104)
    assert block.lost.max() == 0
    assert len(block.holders) == 0
    assert block.closure.max() < 1e-12


@pytest.mark.parametrize(("cover", "share"), [(6.0, 0.5), (6.0, 0.0), (4.0, 0.75), (3.0, 0.2), (10.0, 0.6)])
def test_time_to_survive(make, cover, share):
    """A user lives on its stock for cover / (1 - what still comes) weeks, after what is on the way has come in."""
    ready, block = run(make(), event(kind="licence", actor=["A"], share=share), user_cover__other=cover)
    week = first_short(np.moveaxis(block.lost, -1, 0), ready.axes.wanted, least=1e-6)[0, 0]
    lag = int(ready.system.lag.max())
    assert lag == 1
    assert week == lag + math.floor(cover / (1.0 - share) + 1e-9)
    assert block.lost[0, -10:, 0] == pytest.approx(ready.axes.wanted[0] * (1 - share), rel=1e-6)


def two_makers():
    """B buys Nd from A and from C, which share the market as their plants allow."""
    more = dict(BASE)
    more["regions"] = [*BASE["regions"], "C,Gamma,region"]
    more["sites"] = [*BASE["sites"], "pit2,Second pit,C,co", "plant2,Second plant,C,co"]
    more["lines"] = [*BASE["lines"], "mine2,Mine,pit2,mine,100,,,,1,,", "sx2,Circuit,plant2,separation,40,,,,1,,"]
    more["modes"] = [*BASE["modes"], "mine2,dig,1", "sx2,split,1"]
    more["lanes"] = [*BASE["lanes"], "c_b,C,B,1,0,"]
    more["lane_goods"] = [*BASE["lane_goods"], "c_b,nd,"]
    return more


def test_without_the_largest_supplier(make):
    """N-1 with two makers of 20 and 10 t that run full: without the larger one a third of the use is left."""
    ready, block = run(make(**two_makers()), event(kind="outage", lines=["sx"], share=0.0))
    left = 1 - block.lost[0, -1, 0] / ready.axes.wanted[0]
    assert left == pytest.approx(1 / 3, rel=1e-6)


def test_spare_capacity_climbs_and_helps(make):
    """Half of what is wanted is made to order elsewhere: with a pushed plant spare capacity has nothing to work on."""
    chain = make(**two_makers())
    _, none = run(chain, event(kind="outage", lines=["sx"], share=0.5))
    _, half = run(chain, event(kind="outage", lines=["sx"], share=0.0))
    assert none.lost[0, -1, 0] == pytest.approx(half.lost[0, -1, 0] / 2, rel=1e-6)


def test_what_leaks_arrives(make):
    """A leak of a tenth of what is withheld leaves a tenth of the use."""
    ready, block = run(make(), event(kind="licence", actor=["A"], share=0.0), leak=0.1)
    assert block.lost[0, -1, 0] == pytest.approx(0.9 * ready.axes.wanted[0], rel=1e-6)


def test_thrift_after_its_lag(make):
    """Short by half from week 13 on, users save 26 % a year from 10 weeks later on until nothing lacks."""
    what = event(kind="licence", actor=["A"], share=0.5)
    _, plain = run(make(), what, weeks=104)
    _, saved = run(make(), what, weeks=104, thrift_rate=0.26, thrift_lag=10.0, thrift_cap__other=0.5, thrift_cap__heavy=0.5)
    assert (saved.lost[0, :12, 0] == plain.lost[0, :12, 0]).all()
    assert saved.lost[0, 100, 0] < 0.6 * plain.lost[0, 100, 0]
    falls = np.diff(saved.lost[0, 40:100, 0])
    assert (falls <= 1e-6).all()


def test_a_reserve_carries_its_weeks(make):
    """A release of a tenth of a year's use lasts a tenth of a year where nothing comes."""
    none = event(kind="licence", actor=["A"], share=0.0)
    ready, bare = run(make(), none)
    year = ready.axes.wanted[0] * 365.25 / 7
    both = read(
        {
            "id": "both",
            "start": "2026-01",
            "action": [
                {"kind": "licence", "actor": ["A"], "share": 0.0},
                {"kind": "release", "actor": ["B"], "goods": ["nd"], "tonnes": float(year / 10)},
            ],
        }
    )
    _, helped = run(make(), both)
    assert bare.lost.sum() - helped.lost.sum() == pytest.approx(year / 10, rel=1e-4)


def test_home_is_served_first(make):
    """With users in A too, rationing at home first leaves them whole and B with what remains."""
    tables = {
        **BASE,
        "sites": [*BASE["sites"], "shop2,Shop,A,co"],
        "lines": [*BASE["lines"], "fit2,Fitting,shop2,use,,yes,,,1,,"],
        "modes": [*BASE["modes"], "fit2,fit,1"],
        "demands": ["B,use,2026,10,30,two", "A,use,2026,10,30,two"],
    }
    chain = make(**tables)
    half = {"kind": "outage", "lines": ["sx"], "share": 0.5}
    loss = {}
    for rule in ("proportional", "home"):
        ready, block = run(chain, read({"id": rule, "start": "2026-01", "rationing": rule, "action": [half]}))
        loss[rule] = {region: block.lost[i, -1, 0] / ready.axes.wanted[i] for i, (_, region) in enumerate(ready.axes.users)}
    assert loss["proportional"]["A"] == pytest.approx(0.5, abs=0.02)
    assert loss["proportional"]["B"] == pytest.approx(0.5, abs=0.02)
    assert loss["home"]["A"] == pytest.approx(0.0, abs=1e-9)
    assert loss["home"]["B"] == pytest.approx(1.0, abs=1e-6)


def test_a_quota_by_weight_is_a_tax_by_weight():
    """The same USD/t on each good: what is cheap rises most in per cent, and the quota is met."""
    price, sold = np.array([5.0, 5.0, 250.0]), np.array([40.0, 50.0, 1.0])
    for total in (30.0, 60.0, 85.0):
        wedge = equal_wedge(sold, price, np.array([0.25]), np.array([total]))[0]
        left = sold * (1 + wedge / price) ** -0.25
        assert left.sum() == pytest.approx(total, rel=1e-9)
        rise = wedge / price
        assert rise[0] == rise[1] > 40 * rise[2]
    assert equal_wedge(sold, price, np.array([0.25]), np.array([100.0]))[0] == 0


def test_draws_do_not_know_their_neighbours(make):
    """A run in two parts is the run in one, to the last bit; a shorter run holds the first draws of a longer one."""
    ready = engine.prepare(make(**two_makers()), event(kind="outage", lines=["sx"], share=0.3), 52)
    draws = engine.drawn(ready, 100, 7)
    whole = engine.run(ready, draws)
    parts = engine.join([engine.run(ready, draws.part(0, 37)), engine.run(ready, draws.part(37, 100))])
    assert (whole.lost == parts.lost).all()
    assert (whole.scarcity == parts.scarcity).all()
    few = engine.run(ready, engine.drawn(ready, 10, 7))
    assert (few.lost == whole.lost[..., :10]).all()


def test_works_without_an_event():
    _, block = run(load("works"), event(**NOTHING))
    assert block.lost.max() == 0
    assert block.closure.max() < 1e-12


def test_the_only_uncertain_number_carries_all_of_the_spread(make):
    """Sobol indices: one group alone has all of the variance; beside a second it has its part, and both add up."""
    from didymium.disruption.variance import shares

    stop = event(kind="licence", actor=["A"], share=0.0)
    how = behaviour().fixed(**QUIET)
    ready = engine.prepare(make(), stop, 30, how.with_spread(user_cover__other=Spread(2.0, None, 10.0)))
    (only,) = shares(ready, seed=0, n=16)
    assert only.group == "stocks at users"
    assert only.total == 1
    both = engine.prepare(make(), stop, 30, how.with_spread(user_cover__other=Spread(2.0, None, 10.0), leak=Spread(0.0, None, 0.5)))
    found = {s.group: s for s in shares(both, seed=0, n=64)}
    assert set(found) == {"stocks at users", "leaks"}
    assert found["leaks"].total > found["stocks at users"].total > 0.01
    assert shares(engine.prepare(make(), stop, 30, how), seed=0, n=4) == ()
