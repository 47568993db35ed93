"""Rules that cannot hold together: a minimal set of them, by file and line, with what they run into."""

from __future__ import annotations

import pytest

from didymium.planning import Infeasible, solve
from didymium.planning.conflict import Conflict

EASY = "easy,co,,output,mine,feed,,,2026,>=,10,must,"
MORE = "more,co,,output,separation,nd,,,2026,>=,15,must,"  # takes 60 t of feed, which make 45 t of Ce
LESS = "less,co,,output,separation,ce,,,2026,<=,30,must,"
FAR = "far,co,,output,separation,nd,,,2026,>=,22,must,"  # takes 88 t of feed, and the circuit is full at 80
PRICED = "priced,co,,output,separation,nd,,,2026,>=,99,priced,1"
BUYS = "buys,B,nd,,fixed,-12,0"
MUCH = "much,B,nd,,fixed,-25,0"


def conflict(make, **tables) -> Conflict:
    with pytest.raises(Infeasible) as raised:
        solve(make(**tables), quarters=0)
    return raised.value.conflict


def test_two_that_conflict_among_four(make):
    """15 t of Nd bring 45 t of Ce, and no more than 30 are allowed; the other two rules stand aside."""
    found = conflict(make, targets=[EASY, MORE, LESS, PRICED])
    assert [(r.table, r.key, r.file, r.line) for r in found.rules] == [
        ("targets", "more", "targets.csv", 3),
        ("targets", "less", "targets.csv", 4),
    ]
    assert found.shortfall == pytest.approx(5)  # 5 t of Nd, or 15 t of Ce: the cheaper miss


def test_one_that_the_chain_cannot_reach(make):
    """22 t of Nd are too much for the circuit alone, which is named."""
    found = conflict(make, targets=[EASY, FAR, LESS])
    assert [r.key for r in found.rules] == ["far"]
    assert [(r.table, r.key) for r in found.limits] == [("lines", "sx")]
    assert found.shortfall == pytest.approx(2)
    text = str(found)
    assert "targets.csv:3: targets far: output of nd >= 22 in 2026" in text
    assert "lines.csv:3: lines sx: its capacity is full" in text
    assert "lower one" in text


def test_a_quota_is_what_it_runs_into(make):
    found = conflict(make, targets=[MORE], quotas=["q,2026,40"], quota_members=["q,mine,,"])
    assert [r.key for r in found.rules] == ["more"]
    assert ("quotas", "q") in {(r.table, r.key) for r in found.limits}


def test_a_fixed_sale_that_nothing_can_supply(make):
    found = conflict(make, markets=[MUCH, "sells,B,ce,,sells,5,1"])
    assert [(r.table, r.key, r.line) for r in found.rules] == [("markets", "much", 2)]
    assert found.shortfall == pytest.approx(5)


def test_a_fixed_sale_and_a_target_together(make):
    """Either alone is possible: 12 t sold take 48 t of feed; 30 t of Ce allow 40."""
    found = conflict(make, markets=[BUYS], targets=[EASY, LESS])
    assert {(r.table, r.key) for r in found.rules} == {("markets", "buys"), ("targets", "less")}


@pytest.mark.parametrize(
    "tables", [{"targets": [EASY, MORE, LESS, FAR]}, {"targets": [LESS, MORE], "markets": [BUYS]}, {"targets": [FAR], "markets": [MUCH]}]
)
def test_the_set_is_minimal(make, tables):
    """The named rules alone conflict, and without any one of them there is a plan."""
    found = conflict(make, **tables)
    named = {(r.table, r.key) for r in found.rules}

    def only(kept: set[tuple[str, str]]) -> dict[str, list[str]]:
        return {name: [row for row in rows if (name, row.split(",")[0]) in kept] for name, rows in tables.items()}

    assert {(r.table, r.key) for r in conflict(make, **only(named)).rules} == named
    for one in named:
        assert solve(make(**only(named - {one})), quarters=0).status == "optimal"


def test_two_projects_that_close_one_line_are_bad_data(make):
    """The line would have to close twice: told when the chain is loaded, not by the solver."""
    from didymium.chain import ChainError

    projects = ["p,,mine,1,2025,2026,0,0,0,committed,sx", "q,,mine,1,2025,2026,0,0,0,committed,sx"]
    with pytest.raises(ChainError, match=r"projects\.csv:3: replaces: p replaces sx already"):
        make(projects=projects)
