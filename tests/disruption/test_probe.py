"""Time to survive and to recover of nodes, and what a loss is worth, on the chain of two places."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.disruption import engine
from didymium.disruption.behaviour import behaviour
from didymium.disruption.event import read
from didymium.disruption.outcome import value_lost
from didymium.disruption.probe import Case, probe, quiet
from didymium.disruption.survive import OFF, nodes, survival

QUIET = {"hoard": 0.0, "leak": 0.0, "spare": 0.0, "thrift_rate": 0.0}
NOTHING = {"id": "none", "start": "2026-01", "action": [{"kind": "floor", "price": 1.0, "elements": ["Nd"]}]}


def ready(chain, **fixed):
    """A chain with certain numbers."""
    return engine.prepare(chain, read(NOTHING), 60, behaviour().fixed(**{**QUIET, **fixed}))


@pytest.mark.parametrize(("oxide", "user"), [(2.0, 6.0), (4.0, 3.0), (0.0, 5.0)])
def test_a_node_is_survived_for_as_long_as_the_stocks_behind_it_last(make, oxide, user):
    """Without its only maker: the maker's stock of oxide, a week on the way, and the user's stock."""
    table = survival(ready(make(), cover__oxide=oxide, user_cover__other=user))
    row = table.filter(table["form"] == "oxide").row(0, named=True)
    assert row["survive"] == oxide + 1 + user
    assert (row["first_use"], row["first_region"]) == ("use", "B")
    assert row["recover"] >= 1, "a week on the way"
    assert not row["open"]


def test_what_is_not_needed_is_survived_for_ever(make):
    """Where users have stocks for longer than the node is away, nobody is short: no number, not zero."""
    table = survival(ready(make(), user_cover__other=OFF + 2.0))
    row = table.filter(table["form"] == "oxide").row(0, named=True)
    assert row["survive"] is None
    assert row["recover"] is None
    assert row["loss"] == 0


def test_cases_do_not_know_their_neighbours(make):
    """A case beside others is the case alone."""
    calm = quiet(ready(make()), 40)
    cases = [Case(processes=p) for *_, p in nodes(calm)] + [Case(links=np.flatnonzero(~calm.system.home)), Case()]
    together = probe(calm, cases, 20)
    for d, case in enumerate(cases):
        assert (probe(calm, [case], 20).lost[..., 0] == together.lost[..., d]).all()
    assert together.lost[..., -1].max() == 0
    assert together.closure.max() < 1e-9


def test_what_is_not_served_anyway_is_not_lost(make):
    """Of 30 t wanted 20 are made, for those that pay most: all of it lost is 15 t at 60 USD and 5 t at 30."""
    found = ready(make())
    year = (found.axes.wanted * 365.25 / 7)[None, :, None].astype(np.float32)
    assert float(found.axes.wanted[0] * 365.25 / 7) == pytest.approx(20)
    assert value_lost(found.system, found.axes.users, year, 365.25 / 7) == pytest.approx(15 * 60 + 5 * 30, rel=1e-6)
    assert value_lost(found.system, found.axes.users, year / 4, 365.25 / 7) == pytest.approx(5 * 30, rel=1e-6)
