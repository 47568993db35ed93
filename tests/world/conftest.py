from __future__ import annotations

import pytest

from didymium import check, load
from didymium.app.check import Check
from didymium.chain import Chain
from didymium.planning import Plan, solve


@pytest.fixture(scope="session")
def world() -> Chain:
    return load("world")


@pytest.fixture(scope="session")
def plan(world: Chain) -> Plan:
    """The world over four quarters and four years, with prices, netbacks and reasons."""
    return solve(world, quarters=4)


@pytest.fixture(scope="session")
def past(world: Chain) -> Check:
    """2024 and 2025 beside what was observed."""
    return check(world, backcast=(2024, 2025))
