"""Imports: what is wrong is named by file, line and field with the mend, and nothing of the file is recorded."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium import access, actuals, audit, init, review
from didymium.app.error import AskError
from didymium.chain import ChainError
from didymium.records import Denied, RecordsError
from didymium.records.scope import Scope
from tests.records.folder import write_csv, write_folder

GOOD = ["north,revenue,all,2025Q1,10,AUD m", "north,sold,nd,2025Q1,100,t"]
MAP = """[columns]
entity = "Plant"
metric = "Item"
product = "Good"
period = "When"
value = "Amount"
unit = "Unit"
[constants]
source = "ledger"
grade = "company"
[values.metric]
Umsatz = "revenue"
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("fresh") / "home")


@pytest.fixture
def home(fresh: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fresh, tmp_path / "home"))


def take(home: Path, rows: list[str], **options: object) -> object:
    return actuals("import", file=write_csv(home.parent / "f.csv", rows), chain=home, by="anna", **options)  # type: ignore[call-overload]


def refused(home: Path, **options: object) -> tuple[str, int, str, str, str]:
    """The one finding of an import of which nothing was recorded."""
    before = audit(chain=home, by="dora")
    with pytest.raises(ChainError) as raised:
        actuals("import", chain=home, by="anna", **options)  # type: ignore[call-overload]
    assert audit(chain=home, by="dora") == before
    (f,) = raised.value.findings
    assert f.fix
    return f.file, f.line, f.column, f.message, f.fix


@pytest.mark.parametrize(
    ("row", "column", "said", "mend"),
    [
        ("north,sold,nd,2025Q2,-1,t", "value", "is negative", "at least 0"),
        ("north,grade,nd,2025Q2,101,%", "value", "above 100 %", "at most 1"),
        ("nowhere,sold,nd,2025Q2,1,t", "entity", "may not propose for 'nowhere', or there is none", "there are north"),
        ("south,sold,nd,2025Q2,1,t", "entity", "may not propose for 'south', or there is none", "there are north"),
        ("north,energy,all,2025Q2,1,USD m", "unit", "in USD where the folder reports in AUD", "exchange_rate"),
        ("north,revenue,all,2025Q2,1,USD m", "unit", "is in USD m here and in AUD m in line 2", "in one currency"),
        ("north,revenue,all,2025Q1,12,AUD m", "period", "stands in line 2 too", "delete it"),
        ("north,sold,=HYPERLINK(1),2025Q2,1,t", "product", "is formula text", "paste its value"),
        ("north,sold,nd,2025W31,1,t", "period", "is a week", "write a month"),
        ("north,sold,nd,soon,1,t", "period", "is no period", "2026Q3"),
        ("north,gold,nd,2025Q2,1,t", "metric", "is not allowed", "choose one of"),
        ("north,sold,nd,2025Q2,many,t", "value", "is no number", "plain number"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_recorded(home: Path, row: str, column: str, said: str, mend: str) -> None:
    found = refused(home, file=write_csv(home.parent / "f.csv", [*GOOD, row]))
    assert found[:3] == ("f.csv", 4, column)
    assert said in found[3]
    assert mend in found[4]


def test_an_entity_that_is_not_there_and_one_that_is_anothers_are_told_the_same(home: Path) -> None:
    found = [refused(home, file=write_csv(home.parent / "f.csv", [f"{e},sold,nd,2025Q2,1,t"])) for e in ("south", "nowhere")]
    assert found[0][3].replace("south", "X") == found[1][3].replace("nowhere", "X")
    assert found[0][4] == found[1][4]


def test_masses_and_assays_are_checked_as_such(home: Path) -> None:
    streams = "stream,period,from_node,to_node,mass,sd,stock,source,grade"
    good = ["feed,2025-07,,mill,100,1,,scale,company", "out,2025-07,mill,,99,1,,scale,company"]
    bad = write_csv(home.parent / "s.csv", [*good, "loss,2025-07,mill,,-1,1,,scale,company"], streams)
    assert refused(home, file=bad, table="streams", entity="north")[:4] == ("s.csv", 4, "mass", "loss of -1 t is negative")
    file = write_csv(home.parent / "s.csv", good, streams)
    assert refused(home, file=file, table="streams")[2:4] == ("entity", "streams does not say whose its rows are")
    assert actuals("import", file=file, table="streams", entity="north", chain=home, by="anna").rows == 2
    assays = "stream,period,component,value,sd,source,grade"
    bad = write_csv(home.parent / "a.csv", ["feed,2025-07,Nd,1.2,0.01,lab,company"], assays)
    assert refused(home, file=bad, table="assays", entity="north")[:4] == ("a.csv", 2, "value", "1.2 is above 1")
    bad = write_csv(home.parent / "a.csv", ["mud,2025-07,Nd,0.2,0.01,lab,company"], assays)
    assert refused(home, file=bad, table="assays", entity="north")[3] == "there is no stream 'mud' in 2025-07"
    good = [f"{s},2025-07,Nd,0.2,0.01,lab,company" for s in ("feed", "out")]
    actuals("import", file=write_csv(home.parent / "a.csv", good, assays), table="assays", entity="north", chain=home, by="anna")
    assert actuals("reconcile", "2025-07", home, by="eve").measured.lines["feed"] == "records:s.csv:2"


def test_any_table_of_actuals_is_recorded_and_checked(home: Path) -> None:
    head = "id,ordered,period,supplier,item,quantity,unit,price,requested_by,approved_by,source,grade"
    good = "o1,2025-07-03,2025-07,acme,soda,10,t,300,otto,ida,orders,company"
    bad = write_csv(home.parent / "p.csv", [good.replace("2025-07-03", "July")], head)
    assert refused(home, file=bad, table="purchases", entity="north")[:4] == ("p.csv", 2, "ordered", "'July' is no day")
    file = write_csv(home.parent / "p.csv", [good], head)
    actuals("import", file=file, table="purchases", entity="north", chain=home, by="anna")
    take(home, ["north,sold,nd,2025-07,1,t"])
    assert [r["id"] for r in review(home, "2025-07", by="eve").book.rows("purchases")] == ["o1"]
    assert review(home, "2025-07", by="dora").book.rows("purchases")
    with pytest.raises(AskError, match="has no figure of 2025-08"):
        review(home, "2025-08", by="eve")


def test_a_line_that_the_chain_does_not_have_is_named(tmp_path: Path) -> None:
    home = tmp_path / "mine"
    init(home)
    access("start", chain=home, by="kim")
    for name in ("anna", "dora"):
        access("person", name, home, by="kim")
    access("grant", "anna", home, role="proposer", entity="inland", by="kim")
    access("grant", "dora", home, role="reader", by="kim")
    take(home, ["cascade,made,nd,2026Q1,1,t"])  # a line of inland, hence below it
    found = refused(home, file=write_csv(home.parent / "f.csv", ["cascade9,made,nd,2026Q1,1,t"]))
    assert found[:3] == ("f.csv", 2, "entity")
    assert "cascade" in found[4]


def test_a_mapping_brings_names_columns_and_words_under_ours(home: Path) -> None:
    (home.parent / "m.toml").write_text(MAP, encoding="utf-8")
    file = home.parent / "theirs.csv"
    file.write_text("Plant,Item,Good,When,Amount,Unit,Colour\nnorth,Umsatz,all,2025Q1,10,AUD m,red\n", encoding="utf-8")
    found = actuals("import", file=file, mapping=home.parent / "m.toml", chain=home, by="anna")
    assert (found.rows, found.unread, found.entities) == (1, ("Colour",), ("north",))
    (figure,) = review(home, "2025Q1", by="eve").book.figures
    assert (figure.metric, figure.value, figure.source, figure.file, figure.line) == ("revenue", 10.0, "ledger", "records:theirs.csv", 2)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said", "mend"),
    [
        ('"Amount"', '"Ammount"', 6, "value", "theirs.csv has no column 'Ammount'", "did you mean 'Amount'?"),
        ("value =", "valeu =", 6, "valeu", "figures has no column 'valeu'", "did you mean value?"),
        ('"Amount"', "3", 6, "value", "of the wrong kind", "text in quotes"),
        ("[columns]", "[column]", 1, "column", "unknown entry 'column'", "known are"),
        ("[columns]", 'table = "figs"\n[columns]', 1, "table", "unknown table 'figs'", "tables of actuals"),
        ('source = "ledger"', 'unit = "t"', 7, "unit", "stands under columns and under constants", "delete one"),
        ("[columns]", "[columns", 0, "", "not readable as TOML", "mend it there"),
    ],
)
def test_a_wrong_mapping_is_named_by_its_own_line(home: Path, old: str, new: str, line: int, column: str, said: str, mend: str) -> None:
    (home.parent / "m.toml").write_text(MAP.replace(old, new, 1), encoding="utf-8")
    file = home.parent / "theirs.csv"
    file.write_text("Plant,Item,Good,When,Amount,Unit\nnorth,Umsatz,all,2025Q1,10,AUD m\n", encoding="utf-8")
    with pytest.raises(ChainError) as raised:
        actuals("import", file=file, mapping=home.parent / "m.toml", chain=home, by="anna")
    f = raised.value.findings[0]
    assert (f.file, f.line, f.column) == ("m.toml", line, column)
    assert said in f.message
    assert mend in f.fix


def test_a_fault_of_a_mapped_file_is_told_under_its_own_header(home: Path) -> None:
    (home.parent / "m.toml").write_text(MAP, encoding="utf-8")
    file = home.parent / "theirs.csv"
    file.write_text("Plant,Item,Good,When,Amount,Unit\nnorth,Umsatz,all,2025Q1,-10,AUD m\n", encoding="utf-8")
    assert refused(home, file=file, mapping=home.parent / "m.toml")[:3] == ("theirs.csv", 2, "Amount (value)")


def book(path: Path, *rows: list[object]) -> Path:
    made = openpyxl.Workbook()
    for row in (["entity", "metric", "product", "period", "value", "unit", "source", "grade"], *rows):
        made.active.append(row)
    made.save(path)
    return path


def test_a_workbook_is_read_and_its_formulas_are_refused(home: Path) -> None:
    row = ["north", "sold", "nd", "2025Q1", 100, "t", "ledger", "company"]
    path = home.parent / "f.xlsx"
    assert actuals("import", file=book(path, row), chain=home, by="anna").rows == 1
    for at, text in ((4, "=SUM(A1:A9)"), (6, "=cmd|' /C calc'!A0"), (6, "@SUM(1)"), (2, "+1+1")):
        bad = [*row[:at], text, *row[at + 1 :]]
        bad[3] = "2025Q2"
        found = refused(home, file=book(path, bad))
        assert found[:2] == ("f.xlsx", 2)
        assert "formula" in found[3]


def test_a_period_that_is_recorded_is_written_anew_with_a_reason_only(home: Path) -> None:
    take(home, GOOD)
    for options in ({}, {"preliminary": True}):
        with pytest.raises(ChainError, match=r"f\.csv:2: period: is recorded already, from f\.csv:2 on \d{4}-"):
            take(home, ["north,revenue,all,2025Q1,12,AUD m"], **options)
    with pytest.raises(RecordsError, match="give --why"):
        take(home, ["north,revenue,all,2025Q1,12,AUD m"], reason="typing")
    with pytest.raises(RecordsError, match="'whim' is no reason"):
        take(home, ["north,revenue,all,2025Q1,12,AUD m"], reason="whim", why="x")
    with pytest.raises(ChainError, match="the same row is recorded already"):
        take(home, GOOD[:1], reason="typing", why="a slip")
    assert take(home, ["north,revenue,all,2025Q1,12,AUD m"], reason="typing", why="a slip").replaced == 1
    assert {f.value for f in review(home, "2025Q1", by="eve").book.figures} == {12.0, 100.0}


def test_a_final_value_replaces_a_preliminary_one(home: Path) -> None:
    assert take(home, GOOD, preliminary=True).preliminary == 2
    found = review(home, "2025Q1", by="eve")
    assert [f.text for f in found.findings if f.kind == "preliminary"] == ["north: 2 of 2 figures are preliminary"]
    assert take(home, GOOD).replaced == 2
    assert [f for f in review(home, "2025Q1", by="eve").findings if f.kind == "preliminary"] == []


def test_a_figure_of_the_folder_cannot_be_recorded_beside_itself(tmp_path: Path) -> None:
    home = write_folder(tmp_path / "home", GOOD)
    found = refused(home, file=write_csv(tmp_path / "f.csv", GOOD[:1]))
    assert found[:3] == ("f.csv", 2, "period")
    assert "stands in actuals/figures.csv:2 too" in found[3]


def test_who_may_not_and_who_is_not_there_are_refused(home: Path) -> None:
    file = write_csv(home.parent / "f.csv", GOOD)
    with pytest.raises(ChainError, match="ben may not propose for 'north', or there is none"):
        actuals("import", file=file, chain=home, by="ben")
    with pytest.raises(Denied, match="nobody here is called 'zoe'"):
        actuals("import", file=file, chain=home, by="zoe")
    with pytest.raises(AskError, match="keeps no records"):
        actuals("import", file=file, chain="works", by="anna")


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)


@settings(max_examples=30)
@given(st.lists(st.lists(cells, min_size=8, max_size=8), max_size=4))
def test_whatever_a_file_holds_it_is_recorded_whole_or_named(rows: list[list[str]]) -> None:
    import csv
    import tempfile

    with tempfile.TemporaryDirectory() as tmp:
        home = _shared()
        before = audit(chain=home, by="dora").head
        path = Path(tmp) / "any.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([["entity", "metric", "product", "period", "value", "unit", "source", "grade"], *rows])
        try:
            actuals("import", file=path, chain=home, by="anna")
        except (ChainError, RecordsError, AskError):
            assert audit(chain=home, by="dora").head == before


_HOME: list[Path] = []


def _shared() -> Path:
    """One folder for all examples: making it takes longer than an import."""
    import tempfile

    if not _HOME:
        _HOME.append(write_folder(Path(tempfile.mkdtemp()) / "home"))
    return _HOME[0]


def test_every_query_takes_a_scope() -> None:
    """Public functions that read take the scope first, or the change that holds it."""
    import inspect

    from didymium.records import Change, audit, periods, tasks, told, versions
    from didymium.records import access as rights

    for module in (audit, rights, periods, tasks, told, versions):
        for name, found in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or found.__module__ != module.__name__:
                continue
            kinds = [str(p.annotation) for p in inspect.signature(found).parameters.values()]
            if (module.__name__.split(".")[-1], name) in {
                ("access", "start"),
                ("audit", "append"),
                ("audit", "last_moment"),
                ("audit", "guards"),
            }:
                continue  # the first change of all, and what the chain itself is made of
            assert kinds, name
            assert kinds[0] in (Scope.__name__, Change.__name__), f"{module.__name__}.{name}"


def test_nothing_is_selected_outside_the_scope_and_the_chain() -> None:
    """``select`` stands where scope is applied, and where the chain is written and verified over everything."""
    import ast

    import didymium.records

    house = Path(didymium.records.__file__).parent
    for path in house.glob("*.py"):
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        used = {n.func.id for n in calls if isinstance(n.func, ast.Name)} | {
            n.func.attr for n in calls if isinstance(n.func, ast.Attribute)
        }
        if path.name not in ("scope.py", "audit.py", "write.py", "store.py", "access.py"):
            assert not used & {"select", "execute", "text"}, path.name
    text = (house / "access.py").read_text(encoding="utf-8")
    assert text.count(".execute(") == 2  # start: is there nobody yet, and the first person
