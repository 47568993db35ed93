"""Measures: a common reserve and recycled goods by hand, on works; every one in the same draws."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.chain import load
from didymium.disruption import engine
from didymium.disruption.event import read
from didymium.disruption.measure import WEEKS, measures, shared_out, worth
from didymium.disruption.outcome import value_lost

PRESS = {"id": "press", "start": "2026", "weeks": 52, "action": [{"kind": "outage", "lines": ["press"], "share": 0.5}]}
DRAWS = 8


@pytest.fixture(scope="module")
def ready():
    return engine.prepare(load("works"), read(PRESS))


@pytest.fixture(scope="module")
def before(ready):
    return engine.run(ready, engine.drawn(ready, DRAWS, 0))


@pytest.fixture(scope="module")
def rows(ready, before):
    loss = value_lost(ready.system, ready.axes.users, np.moveaxis(before.lost, -1, 0))
    return {str(row["measure"]): row for row in worth(ready, engine.drawn(ready, DRAWS, 0), loss, lambda _: None)}


def test_stock_in_common_is_worth_what_it_is_at_its_only_user(rows):
    """With one user of magnets a reserve in common and the same stock at its user come to the same, and cost the same."""
    alone = rows[f"{WEEKS:.0f} more weeks of magnets at their users"]
    common = rows[f"{WEEKS:.0f} weeks of magnets held in common"]
    assert common["cost"] == alone["cost"]
    assert common["mean"] == pytest.approx(alone["mean"], rel=0.01)


def test_no_more_is_given_than_was_put_in(ready, before):
    """A reserve of one week of use is all given where more than that lacks, none of it before somebody does."""
    users = np.arange(len(ready.system.holder_good)) >= ready.system.nodes
    pool = np.where(users, ready.system.outflow, 0.0)
    given = shared_out(ready, pool, before)
    lacking = before.short[np.searchsorted(before.holders, given.holder)]
    assert (given.units <= lacking * (1 + 1e-6)).all()
    for good in np.unique(ready.system.holder_good[given.holder]).tolist():
        mine = ready.system.holder_good[given.holder] == good
        put_in = pool[ready.system.holder_good == good].sum()
        total = given.units[mine].sum(axis=(0, 1))
        assert total == pytest.approx(np.minimum(put_in, lacking[mine].sum(axis=(0, 1))), rel=1e-6)


def test_what_is_recycled_is_used(ready, before, rows):
    """Goods that come in each week lower the loss by no more than themselves; mass closes with them."""
    recycling = next(m for m in measures(ready) if m.steady is not None)
    holder = np.flatnonzero(recycling.steady > 0)
    units = np.repeat(recycling.steady[holder][:, None, None], ready.weeks, axis=1)
    helped = engine.run(ready, engine.drawn(ready, DRAWS, 0), engine.Given(holder, units))
    assert helped.closure.max() < 1e-9
    less = before.lost.sum(axis=(0, 1)) - helped.lost.sum(axis=(0, 1))
    uses = ready.system.users
    per = uses.leaf_amount[holder - ready.system.nodes]
    level = np.array([engine.drawn(ready, DRAWS, 0).values[f"demand/{use}"] for use, _ in ready.axes.users]).max(axis=0)
    most = float((recycling.steady[holder] / per).sum()) * ready.weeks * level
    assert (less > 0).all()
    assert (less <= most * 1.02).all(), "users that save make a little more of each tonne"
    assert rows["recycling works for 2 % of the magnets"]["low"] > 0


def test_every_measure_has_a_cost_and_a_band(rows):
    assert len(rows) == 8
    for row in rows.values():
        assert row["cost"] > 0
        assert row["low"] <= row["high"]


def test_given_does_not_depend_on_blocks(ready, before, monkeypatch):
    """What is given draw by draw stays with its draw when blocks are cut otherwise."""
    draws = engine.drawn(ready, DRAWS, 0)
    holder = np.flatnonzero(next(m for m in measures(ready) if m.steady is not None).steady > 0)
    units = np.ones((len(holder), ready.weeks, DRAWS)) * np.arange(DRAWS) * 0.01 * ready.system.outflow[holder[0]]
    whole = engine.run(ready, draws, engine.Given(holder, units))
    monkeypatch.setattr(engine, "BLOCK", 3)
    assert (engine.run(ready, draws, engine.Given(holder, units)).lost == whole.lost).all()
    assert (before.lost[..., 0] == whole.lost[..., 0]).all()
    assert (before.lost[..., -1] != whole.lost[..., -1]).any()
