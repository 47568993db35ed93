"""Closing a period: final figures, joined stocks, somebody else; afterwards an amendment with a reason, and closed again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from didymium import access, action, actuals, audit, review
from didymium.app.error import AskError
from didymium.chain import ChainError
from didymium.records import FILE, Denied, Records
from didymium.records import audit as chain
from tests.records.folder import write_csv, write_folder

Q1 = ["north,made,nd,2025Q1,100,t", "north,opening_stock,nd,2025Q1,5,t", "north,closing_stock,nd,2025Q1,7,t"]
Q2 = ["north,made,nd,2025Q2,110,t", "north,opening_stock,nd,2025Q2,7,t", "north,closing_stock,nd,2025Q2,4,t"]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = write_folder(tmp_path_factory.mktemp("first") / "home")
    take(home, Q1)
    return home


@pytest.fixture
def home(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "home"))


def take(home: Path, rows: list[str], name: str = "f.csv", by: str = "anna", **options: object) -> object:
    return actuals("import", file=write_csv(home.parent / name, rows), chain=home, by=by, **options)  # type: ignore[call-overload]


def shut(home: Path, period: str, by: str = "ben", **options: object) -> object:
    return actuals("close", period, home, by=by, **options)  # type: ignore[call-overload]


def kept_open(home: Path, period: str) -> tuple[str, str, str]:
    """Column, message and mend of the one finding that keeps a period open."""
    before = audit(chain=home, by="dora")
    with pytest.raises(ChainError) as raised:
        shut(home, period)
    assert audit(chain=home, by="dora") == before
    (f,) = raised.value.findings
    assert f.file.startswith("records:")
    return f.column, f.message, f.fix


def test_a_period_is_closed_once_and_the_next_opens_with_its_stocks(home: Path) -> None:
    (closed,) = shut(home, "2025Q1").periods
    assert (closed.entity, closed.label, closed.state, closed.closings) == ("north", "2025Q1", "closed", 1)
    with pytest.raises(AskError, match="2025Q1 is closed already for north"):
        shut(home, "2025Q1")
    take(home, Q2)
    assert shut(home, "2025Q2").periods[0].closings == 1
    with Records(home / FILE) as records, records.reading("eve") as scope:
        from didymium.records.schema import balances

        rows = scope.rows(balances)
        assert [(r.product, r.opening, r.closing, r.prior_id) for r in rows] == [("nd", 5.0, 7.0, None), ("nd", 7.0, 4.0, rows[0].id)]


@pytest.mark.parametrize(
    ("rows", "said", "mend"),
    [
        ([Q2[0], "north,opening_stock,nd,2025Q2,6,t", Q2[2]], "nd opens with 6 t where 2025Q1 closed with 7 t", "carry 7 t on"),
        ([Q2[0], Q2[2]], "nd closed 2025Q1 with 7 t and opens with nothing", "report opening_stock 7 t"),
        ([Q2[0]], "nd closed 2025Q1 with 7 t and opens with nothing", "report opening_stock 7 t"),
    ],
)
def test_an_opening_that_does_not_join_keeps_the_period_open(home: Path, rows: list[str], said: str, mend: str) -> None:
    shut(home, "2025Q1")
    take(home, rows)
    column, message, fix = kept_open(home, "2025Q2")
    assert column == "opening_stock"
    assert said in message
    assert mend in fix


def test_a_stock_that_is_told_for_the_first_time_is_brought_in(home: Path) -> None:
    shut(home, "2025Q1")
    take(home, [*Q2, "north,opening_stock,ce,2025Q2,3,t"])
    assert shut(home, "2025Q2")


def test_preliminary_figures_and_an_open_period_before_keep_it_open(home: Path) -> None:
    take(home, Q2)
    assert kept_open(home, "2025Q2")[1:] == ("2025Q1 of north is not closed", "close 2025Q1 first")
    take(home, ["north,sold,nd,2025Q1,90,t"], preliminary=True)
    assert kept_open(home, "2025Q1") == ("preliminary", "sold of nd of north is preliminary", "import its final value")


def test_who_reported_cannot_close_also_not_by_a_right_that_was_lent(home: Path) -> None:
    access("delegate", "anna", home, role="approver", start="2000-01-01", end="2999-01-01", by="ben")
    with pytest.raises(Denied, match="anna took part in it"):
        shut(home, "2025Q1", by="anna")
    with pytest.raises(AskError, match="fred sees no figures in the records"):
        shut(home, "2025Q1", by="fred")
    with pytest.raises(Denied, match="fred may not approve for 'north', or there is no such entity"):
        shut(home, "2025Q1", by="fred", entity="north")
    assert shut(home, "2025Q1")


def test_after_closing_only_an_amendment_with_a_reason_and_then_it_waits(home: Path) -> None:
    shut(home, "2025Q1")
    with pytest.raises(ChainError, match="2025Q1 of north is closed; amend it with --reason"):
        take(home, ["north,sold,nd,2025Q1,90,t"])
    with pytest.raises(ChainError, match="2025Q1 of north is closed"):
        take(home, ["north,sold,nd,2025-02,30,t"])  # a month of it
    take(home, ["north,sold,nd,2026Q1,90,t"])  # another year
    take(home, ["north,closing_stock,nd,2025Q1,8,t"], reason="stocktake", why="a bag was counted twice")
    found = review(home, "2025Q1", by="eve")
    (late,) = [f for f in found.findings if f.kind == "after close"]
    assert late.text.startswith("north: closing_stock, nd was recorded by anna on ")
    assert late.text.endswith("after the period was closed (stocktake: a bag was counted twice)")
    assert late.rows == ("records:f.csv:2",)
    assert [r["period"] for r in found.book.rows("closings")] == ["2025-01", "2025-02", "2025-03"]
    assert "north: 2025Q1 was amended after it was closed, and is not closed again" in [f.text for f in found.findings]
    take(home, Q2)
    told = {f.message for f in findings(home, "2025Q2")}
    assert told == {"north: 2025Q1 was amended and is not closed again"}
    (again,) = shut(home, "2025Q1").periods
    assert again.closings == 2
    assert "nd opens with 7 t where 2025Q1 closed with 8 t" in kept_open(home, "2025Q2")[1]


def findings(home: Path, period: str) -> tuple[object, ...]:
    with pytest.raises(ChainError) as raised:
        shut(home, period)
    return raised.value.findings


def test_entities_are_closed_together_or_not_at_all(home: Path) -> None:
    access("grant", "ben", home, role="approver", entity="south", by="kim")
    take(home, ["south,sold,nd,2025Q1,90,t"], by="cora", preliminary=True)
    assert kept_open(home, "2025Q1")[0] == "preliminary"
    take(home, ["south,sold,nd,2025Q1,91,t"], by="cora")
    assert [p.entity for p in shut(home, "2025Q1").periods] == ["north", "south"]


def test_a_review_prints_the_head_and_holds_what_was_known_then(home: Path) -> None:
    take(home, ["north,revenue,all,2024Q4,10,AUD m", "north,revenue,all,2025Q1,12,AUD m"])
    with Records(home / FILE) as records, records.reading("dora") as scope:
        head, then = chain.head(scope), chain.last_moment(scope._connection)
    found = review(home, "2025Q1", by="eve")
    assert found.to_json()["audit_head"] == head
    assert f"audit head: {head}" in found.text()
    assert "north: 2025Q1 is not closed" in [f.text for f in found.findings]
    take(home, ["north,revenue,all,2025Q1,13,AUD m"], reason="restated", why="a credit note")
    assert review(home, "2025Q1", by="eve").to_json()["bridge_total"] == pytest.approx(3.0)
    assert review(home, "2025Q1", by="eve", known=then).to_json()["bridge_total"] == pytest.approx(2.0)
    assert review(home, "2025Q1", by="eve", known="2999-01-01").to_json()["bridge_total"] == pytest.approx(3.0)
    with pytest.raises(AskError, match="is no day"):
        review(home, "2025Q1", by="eve", known="yesterday")
    assert audit(head=head, chain=home, by="eve").holds


def test_a_review_reads_the_folder_and_the_records_as_one(tmp_path: Path) -> None:
    home = write_folder(tmp_path / "home", ["north,revenue,all,2024Q4,10,AUD m", "south,revenue,all,2024Q4,70,AUD m"])
    take(home, ["north,revenue,all,2025Q1,12,AUD m"])
    found = review(home, "2025Q1", by="dora")
    assert found.to_json()["bridge_total"] == pytest.approx(2.0)
    assert {f.file for f in found.book.figures} == {"actuals/figures.csv", "records:f.csv"}
    assert {f.entity for f in review(home, "2025Q1", by="eve").book.figures} == {"north"}
    with pytest.raises(Denied, match="nobody here is called"):
        review(home, "2025Q1", by="zoe")


def test_closings_of_the_folder_and_of_the_records_are_one(home: Path) -> None:
    shut(home, "2025Q1")
    (home / "actuals").mkdir()
    write_csv(home / "actuals" / "closings.csv", ["2025-02,2025-03-12,x,company"], "period,closed,source,grade")
    rows = review(home, "2025Q1", by="dora").book.rows("closings")
    assert sorted((r["period"], r["_file"]) for r in rows) == [
        ("2025-01", "records:periods"),
        ("2025-02", "actuals/closings.csv"),
        ("2025-03", "records:periods"),
    ]
    with pytest.raises(AskError, match="are kept by `didymium actuals close`"):
        take(home, ["2025-04"], table="closings")


def test_an_action_is_closed_with_evidence_and_overdue_ones_are_findings(home: Path) -> None:
    from didymium.records import RecordsError

    (held,) = action("add", "calibrate the scale", home, "north", "otto", "2001-01-01", by="anna").actions
    assert held.overdue
    assert "north: calibrate the scale (otto, due 2001-01-01)" in [f.text for f in review(home, "2025Q1", by="eve").findings]
    for left_out in ({"owner": ""}, {"due": "soon"}, {"what": " "}):
        with pytest.raises(RecordsError):
            action("add", **{"what": "x", "chain": home, "entity": "north", "owner": "o", "due": "2026-01-01", "by": "anna", **left_out})
    with pytest.raises(RecordsError, match="evidence"):
        action("close", held.code, home, by="anna")
    with pytest.raises(Denied, match=f"may not change an action '{held.code}', or there is none"):
        action("close", held.code, home, evidence="x", by="cora")
    assert action("close", held.code, home, evidence="certificate 4711", by="anna").actions[0].state == "closed"
    with pytest.raises(Denied, match="is closed"):
        action("close", held.code, home, evidence="again", by="anna")
    assert action(chain=home, by="eve").actions[0].evidence == "certificate 4711"
    assert action(chain=home, by="fred").actions == ()
