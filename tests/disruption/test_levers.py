"""Levers both ways on the chain of two places, where one place makes and the other uses."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.disruption import engine
from didymium.disruption.levers import levers
from didymium.disruption.outcome import value_lost
from tests.disruption.test_engine import QUIET, behaviour, event, two_makers

WEEKS = 60
COVER, LAG = 6, 1


def pulled(chain):
    ready = engine.prepare(chain, event(kind="floor", price=1.0, elements=["Nd"]), WEEKS, behaviour().fixed(**QUIET))
    return ready, levers(ready, 2, 0, lambda _: None)


def test_the_only_maker_takes_all_from_the_user(make):
    """What is lost is what is wanted in the weeks after what was on the way and the stock are gone."""
    ready, table = pulled(make())
    row = table.filter(actor="A", on="all").row(0, named=True)
    net = ready.system.base.network
    gone = np.full((1, 1, WEEKS - LAG - COVER), ready.axes.wanted[0])
    assert row["mid"] == pytest.approx(value_lost(ready.system, ready.axes.users, gone)[0], rel=1e-6)
    assert row["low"] == pytest.approx(row["high"])
    sent = ready.system.usual * net.value[ready.system.holder_good[ready.system.origin]]
    start, end = ready.system.holder_region[ready.system.origin], ready.system.holder_region[ready.system.destination]
    here = net.regions.index("A")
    assert row["cost_to_actor"] == pytest.approx(float(sent[(start == here) & (end != here)].sum()) * WEEKS)
    assert row["net"] == pytest.approx(row["mid"] - row["cost_to_actor"])


def test_rows_of_regions_add_up_and_the_smaller_maker_hurts_less(make):
    _, table = pulled(make(**two_makers()))
    for actor in ("A", "C"):
        mine = table.filter(actor=actor)
        assert mine.filter(on="all")["mid"].item() == pytest.approx(mine.filter(mine["on"] != "all")["mid"].sum())
    assert table.filter(actor="A", on="all")["mid"].item() > table.filter(actor="C", on="all")["mid"].item() > 0
