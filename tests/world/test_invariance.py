"""The order of rows and the names of things change nothing of the world."""

from __future__ import annotations

import pytest

from didymium.chain import load, locate
from didymium.planning import Plan, solve
from tests.rewriting import assert_same, assert_same_quantities, renamed, shuffled


@pytest.fixture(scope="module")
def before(world) -> Plan:
    return solve(world, quarters=0, detail=False)


@pytest.mark.parametrize("change", [shuffled, renamed])
def test_order_and_names(before, tmp_path, change):
    folder, names = change(locate("world"), tmp_path / "changed")
    after = solve(load(folder), quarters=0, detail=False)
    assert_same(before, after, names, nodes=30, period=0, least=5)
    if change is shuffled:
        assert_same_quantities(before, after)
