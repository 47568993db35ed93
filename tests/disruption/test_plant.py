"""Measures on the chain of two places: a new plant by hand, nothing avoided where nothing happens, more never worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from didymium.disruption import engine
from didymium.disruption.behaviour import behaviour
from didymium.disruption.gates import gates
from didymium.disruption.measure import measures, worth
from didymium.disruption.plant import plant
from tests.disruption.test_engine import NOTHING, QUIET, event, two_makers

WEEKS = 80
STOP = {"kind": "licence", "actor": ["A"], "share": 0.0}


def magnets():
    """The chain of two makers, with magnets made to order in the place of oxide, and a plant of C that is planned."""
    tables = two_makers()
    goods = ["nd,Magnets,magnet,oxide,t,Nd,50,1" if row.startswith("nd,") else row for row in tables["commodities"]]
    return {**tables, "commodities": goods, "projects": ["more,More,sx2,40,2026,2027,0.5,400000,10,listed,"]}


def prepared(chain, what):
    return engine.prepare(chain, event(**what), WEEKS, behaviour().fixed(**QUIET))


def outside(ready):
    return np.array([region != "A" for region in ready.system.base.network.regions])


def test_a_plant_takes_its_time_and_its_cost_from_the_projects(make):
    ready = prepared(make(**magnets()), STOP)
    new = plant(ready.system, "separation", outside(ready), 0.25)
    assert new is not None
    assert new.begins == pytest.approx(365.25 / 7)
    assert new.ramp == pytest.approx(365.25 / 14)
    annuity = 0.08 / (1 - 1.08**-10)
    assert new.cost == pytest.approx(0.25 * 40 * 400000 / 40 * annuity, rel=1e-6)
    assert plant(ready.system, "separation", ~outside(ready), 0.25) is None, "A plans none"
    assert plant(ready.system, "magnet", outside(ready), 0.25) is None


def test_capacity_grows_from_its_week_on(make):
    ready = prepared(make(**magnets()), {"kind": "outage", "lines": ["sx2"], "share": 0.5})
    new = replace(plant(ready.system, "separation", outside(ready), 0.25), begins=10.0, ramp=20.0)
    gate = new.limits(gates(ready.system, ready.event, WEEKS, engine.drawn(ready, 2, 0)))
    (grown,) = np.flatnonzero(new.grows > 0).tolist()
    share = gate.outage[gate.process[grown]][:, 0]
    assert share[[0, 10, 20, 30, 79]] == pytest.approx([0.5, 0.5, 0.625, 0.75, 0.75])


def test_where_nothing_happens_nothing_is_avoided(make):
    ready = prepared(make(**magnets()), NOTHING)
    rows = worth(ready, engine.drawn(ready, 2, 0), np.zeros(2), lambda _: None)
    assert len(rows) >= 4
    for row in rows:
        assert row["low"] == row["mean"] == row["high"] == 0, row["measure"]


def test_more_of_a_measure_never_raises_the_loss(make):
    """Twice as much of stock, recycling and plant loses at most what half of it loses, and that at most what nothing does."""
    ready = prepared(make(**magnets()), STOP)
    draws = engine.drawn(ready, 1, 0)
    listed = measures(ready)
    none = engine.run(ready, draws).lost.sum()
    assert none > 0
    tried = 0
    for size in ("extra", "steady", "plant"):
        for measure in (m for m in listed if getattr(m, size) is not None):
            lost = []
            for times in (1.0, 2.0):
                run, given = ready, None
                if measure.extra is not None:
                    run = replace(ready, extra=times * measure.extra)
                elif measure.plant is not None:
                    run = replace(ready, plant=replace(measure.plant, grows=times * measure.plant.grows, begins=5.0))
                else:
                    holder = np.flatnonzero(measure.steady > 0)
                    given = engine.Given(holder, np.repeat(times * measure.steady[holder][:, None, None], WEEKS, axis=1))
                block = engine.run(run, draws, given)
                assert block.closure.max() < 1e-9
                lost.append(block.lost.sum())
            assert lost[1] <= lost[0] * (1 + 1e-6), measure.name
            assert lost[0] <= none * (1 + 1e-6), measure.name
            tried += 1
    assert tried >= 3


def test_a_plant_with_feed_makes_goods(make):
    """Of what users lack, the new plant makes what the feed in stock allows, and no more."""
    ready = prepared(make(**magnets()), STOP)
    draws = engine.drawn(ready, 1, 0)
    new = replace(plant(ready.system, "separation", outside(ready), 0.25), begins=5.0, ramp=0.0)
    before, after = engine.run(ready, draws), engine.run(replace(ready, plant=new), draws)
    less = before.lost.sum() - after.lost.sum()
    net = ready.system.base.network
    feed = (ready.system.holder_good == net.commodities.index("feed")) & outside(ready)[ready.system.holder_region]
    held = behaviour().parameters["cover/mixed"].spread.middle * ready.system.outflow[feed].sum()
    assert 0 < less <= 0.25 * held * (1 + 1e-6)
