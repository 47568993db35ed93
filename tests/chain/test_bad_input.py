"""Every kind of bad input is named by file, line and column, with a mend; all findings at once; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from didymium.chain import ChainError, Finding, load
from tests.places import BASE, HEAD, TOML, Make, write_places

Table = dict[str, list[str]]


def refused(folder: Path) -> tuple[Finding, ...]:
    """Findings of a folder that must not load and must be left as it was."""
    before = {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    with pytest.raises(ChainError) as raised:
        load(folder)
    assert {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()} == before
    for finding in raised.value.findings:
        assert finding.severity in ("error", "warning")
        assert finding.message
        assert finding.fix
        assert str(finding) in str(raised.value) or finding.severity == "warning"
    return tuple(f for f in raised.value.findings if f.severity == "error")


def only(findings: tuple[Finding, ...]) -> tuple[str, int, str, str]:
    (found,) = findings
    return found.file, found.line, found.column, found.message


def with_row(table: str, row: str) -> Table:
    return {table: [*BASE.get(table, []), row]}


def swapped(table: str, old: str, new: str) -> Table:
    """A base table with one row changed."""
    assert sum(old in row for row in BASE[table]) == 1
    return {table: [row.replace(old, new) for row in BASE[table]]}


ONE_CELL: list[tuple[str, Table, tuple[str, int, str], str]] = [
    ("duplicate key", with_row("sites", "pit,Pit again,A,co"), ("sites.csv", 5, "id"), "'pit' stands already in line 2"),
    ("duplicate key of parts", with_row("modes", "sx,split,2"), ("modes.csv", 5, "line"), "'sx/split' stands already in line 3"),
    ("unmatched key", swapped("sites", "plant,Plant,A,co", "plant,Plant,A,coo"), ("sites.csv", 3, "entity"), "'coo' is not in entities"),
    (
        "unmatched list",
        with_row("projects", "p,,sx,1,2026,2026,0,0,0,listed,sx;sy"),
        ("projects.csv", 2, "replaces"),
        "'sy' is not in lines",
    ),
    ("negative capacity", swapped("lines", "mine,100", "mine,-100"), ("lines.csv", 2, "capacity"), "-100 is below 0"),
    (
        "recovery above 1",
        swapped("recipe_flows", "dig,feed,out,1,1", "dig,feed,out,1,1.2"),
        ("recipe_flows.csv", 2, "recovery"),
        "1.2 is above 1",
    ),
    (
        "composition not summing",
        swapped("compositions", "Ce,0.75", "Ce,0.8"),
        ("compositions.csv", 2, "fraction"),
        "fractions of feed sum to 1.05",
    ),
    ("no such element", with_row("compositions", "feed,Xx,0.1"), ("compositions.csv", 4, "element"), "'Xx' is no element"),
    (
        "element created",
        swapped("recipe_flows", "split,nd,out,0.25", "split,nd,out,0.3"),
        ("recipe_flows.csv", 3, "amount"),
        "split creates Nd",
    ),
    (
        "element lost",
        swapped("recipe_flows", "split,nd,out,0.25", "split,nd,out,0.1"),
        ("recipes.csv", 3, "max_loss"),
        "loses 60.0% of its Nd",
    ),
    (
        "unknown unit",
        swapped("commodities", "oxide,oxide,t,Nd", "oxide,oxide,lb,Nd"),
        ("commodities.csv", 3, "unit"),
        "'lb' is not allowed",
    ),
    ("reversed dates", swapped("holdings", "2020,,", "2020,2019,"), ("holdings.csv", 2, "to"), "to 2019 lies before from 2020"),
    (
        "reversed line",
        swapped("lines", "mine,100,,,", "mine,100,,2027,2026Q4"),
        ("lines.csv", 2, "end"),
        "end 2026Q4 lies before start 2027",
    ),
    (
        "spent after it opens",
        with_row("projects", "p,,sx,1,2027,2026,0,0,0,listed,"),
        ("projects.csv", 2, "start"),
        "start 2026 lies before decide 2027",
    ),
    ("no period", swapped("demands", "2026", "20-26"), ("demands.csv", 2, "period"), "'20-26' is no period"),
    ("week 54", swapped("demands", "2026", "2026W54"), ("demands.csv", 2, "period"), "'2026W54' is no period"),
    ("month 13", swapped("demands", "2026", "2026-13"), ("demands.csv", 2, "period"), "'2026-13' is no period"),
    ("empty required cell", swapped("lanes", "A,B,1,0", "A,B,,0"), ("lanes.csv", 2, "cost"), "empty, but required"),
    ("empty key", swapped("modes", "fit,fit,1", ",fit,1"), ("modes.csv", 4, "line"), "a key cannot be empty"),
    ("thousands mark", swapped("lines", "mine,100", 'mine,"1,000"'), ("lines.csv", 2, "capacity"), "'1,000' is no number"),
    ("no number", swapped("lines", "mine,100", "mine,NaN"), ("lines.csv", 2, "capacity"), "'NaN' is no number"),
    ("infinity", swapped("lines", "mine,100", "mine,1e999"), ("lines.csv", 2, "capacity"), "'1e999' is no number"),
    ("no whole number", {"curves": ["two,1,0.5,2", "two,1.5,0.5,1"]}, ("curves.csv", 3, "step"), "'1.5' is no whole number"),
    ("beyond whole numbers", {"curves": ["two,1,0.5,2", f"two,{10**30},0.5,1"]}, ("curves.csv", 3, "step"), "is above"),
    ("no flag", swapped("lines", "use,,yes", "use,,maybe"), ("lines.csv", 4, "uncapped"), "'maybe' is neither yes nor no"),
    ("no choice", swapped("recipe_flows", "fit,nd,in,1,", "fit,nd,inn,1,"), ("recipe_flows.csv", 6, "direction"), "'inn' is not allowed"),
    ("id with a mark", swapped("regions", "A,Alpha", "A/1,Alpha"), ("regions.csv", 2, "id"), "holds / ; or ."),
    ("no capacity", swapped("lines", "mine,100", "mine,"), ("lines.csv", 2, "capacity"), "no capacity, and not uncapped"),
    ("shares of a curve", {"curves": ["two,1,0.5,2", "two,2,0.6,1"]}, ("curves.csv", 2, "share"), "shares of two sum to 1.1"),
    ("factors of a curve", {"curves": ["two,1,0.5,1", "two,2,0.5,2"]}, ("curves.csv", 2, "factor"), "factors of two rise"),
    (
        "two curves of one demand",
        {"curves": [*BASE["curves"], "one,1,1,1"], "demands": [*BASE["demands"], "B,use,2027,30,30,one"]},
        ("demands.csv", 3, "curve"),
        "use in B follows two in another row",
    ),
    ("no curve", swapped("demands", "30,two", "30,one"), ("demands.csv", 2, "curve"), "'one' is not in curves"),
    ("priced without a price", {"targets": ["f,co,,output,,nd,,,2026,>=,5,priced,"]}, ("targets.csv", 2, "penalty"), "without a penalty"),
    (
        "a project for nothing",
        {"projects": ["p,,idle,1,2026,2026,0,0,0,listed,"], "lines": [*BASE["lines"], "idle,,pit,mine,1,,,,1,,"]},
        ("projects.csv", 2, "line"),
        "idle runs no recipe",
    ),
    ("a project for what never binds", {"projects": ["p,,fit,1,2026,2026,0,0,0,listed,"]}, ("projects.csv", 2, "line"), "fit is uncapped"),
    (
        "shares above one",
        with_row("holdings", "co2,co,2021,,0.5,no,") | with_row("entities", "co2,Other,company,A"),
        ("holdings.csv", 3, "share"),
        "shares of co sum to 1.5",
    ),
    ("owner of itself", with_row("holdings", "co,co,2021,,0,no,"), ("holdings.csv", 3, "owned"), "co holds itself"),
    ("circle of control", with_row("holdings", "co,grp,2021,,0.1,yes,"), ("holdings.csv", 3, "control"), "control runs in a circle"),
    ("unknown table in cells", {"cells": ["line,mine,capacity,1,,"]}, ("cells.csv", 2, "table"), "'line' is no table"),
    ("unknown row in cells", {"cells": ["lines,mines,capacity,1,,"]}, ("cells.csv", 2, "key"), "lines has no row 'mines'"),
    ("unknown column in cells", {"cells": ["lines,mine,capacitie,1,,"]}, ("cells.csv", 2, "column"), "lines has no column 'capacitie'"),
    ("cell out of bounds", {"cells": ["lines,mine,availability,1.5,,"]}, ("cells.csv", 2, "value"), "1.5 is above 1"),
    ("cell of words", {"cells": ["lines,mine,stage,1,,"]}, ("cells.csv", 2, "column"), "stage holds no number"),
    ("cell the wrong way round", {"cells": ["lines,mine,capacity,1,5,2"]}, ("cells.csv", 2, "high"), "high 2 lies below low 5"),
]


@pytest.mark.parametrize(("tables", "place", "said"), [row[1:] for row in ONE_CELL], ids=[row[0] for row in ONE_CELL])
def test_one_cell(tmp_path: Path, tables: Table, place: tuple[str, int, str], said: str) -> None:
    file, line, column, message = only(refused(write_places(tmp_path / "c", **tables)))
    assert (file, line, column) == place
    assert said in message


def test_circular_aggregate(tmp_path: Path) -> None:
    """Two lines that sum each other, and one that sums itself."""
    folder = write_places(tmp_path / "c")
    rows = ["all,,pit,mine,,,,,1,,,part", "part,,pit,mine,,,,,1,,,all", "self,,pit,mine,,,,,1,,,self;mine"]
    _write(folder, "lines", HEAD["lines"] + ",aggregate_of", [*(row + "," for row in BASE["lines"]), *rows])
    found = refused(folder)
    assert [(f.file, f.line, f.column) for f in found] == [("lines.csv", line, "aggregate_of") for line in (5, 6, 7)]
    assert all("sums itself" in f.message for f in found)


def test_aggregate_of_nothing(tmp_path: Path) -> None:
    folder = write_places(tmp_path / "c")
    _write(folder, "lines", HEAD["lines"] + ",aggregate_of", [*(row + "," for row in BASE["lines"]), "all,,pit,mine,,,,,1,,,mine;sy"])
    assert only(refused(folder)) == ("lines.csv", 5, "aggregate_of", "'sy' is not in lines")


def test_an_aggregate_never_runs_beside_its_parts(tmp_path: Path) -> None:
    folder = write_places(tmp_path / "c", modes=[*BASE["modes"], "all,dig,1"])
    _write(folder, "lines", HEAD["lines"] + ",aggregate_of", [*(row + "," for row in BASE["lines"]), "all,,pit,mine,5,,,,1,,,mine"])
    file, line, column, message = only(refused(folder))
    assert (file, line, column) == ("modes.csv", 5, "line")
    assert "would count twice" in message


def test_unreachable_demand(tmp_path: Path) -> None:
    """Without a lane nothing can reach the buyers, and the finding says what is lacking."""
    file, line, column, message = only(refused(write_places(tmp_path / "c", lanes=[], lane_goods=[])))
    assert (file, line, column) == ("demands.csv", 2, "commodity")
    assert message == "nothing can supply use in B: recipe fit lacks nd there"


def _write(folder: Path, table: str, header: str, rows: list[str], more: str = "made up,assumed") -> None:
    text = "\n".join([f"{header},source,grade", *(f"{row},{more}" for row in rows)]) + "\n"
    (folder / "chain" / f"{table}.csv").write_text(text, encoding="utf-8")


def test_missing_column(tmp_path: Path) -> None:
    folder = write_places(tmp_path / "c")
    _write(folder, "lanes", "id,from_region,to_region,cost,capacity", ["a_b,A,B,1,"])
    assert only(refused(folder)) == ("lanes.csv", 1, "lag_days", "missing column 'lag_days'")


def test_a_demand_that_stops_before_the_horizon(make: Make) -> None:
    """A year without a row is a year in which nothing is wanted: a warning says which, and a row of 0 settles it."""
    toml = TOML.replace('end = "2026"', 'end = "2028"')
    (found,) = make(toml, demands=["B,use,2026,30,30,two", "B,use,2028,30,30,two"]).findings
    assert (found.severity, found.file, found.line, found.column) == ("warning", "demands.csv", 3, "period")
    assert found.message == "nothing is said of use in B from 2027 to 2028, so nothing is wanted there"
    assert make(toml, demands=["B,use,2026,30,30,two", "B,use,2027,0,30,two", "B,use,2028,30,30,two"]).findings == ()


def test_a_name_where_an_id_is_asked_for(tmp_path: Path) -> None:
    """The mend names the id of what was meant."""
    found = refused(write_places(tmp_path / "c", **swapped("sites", "pit,Pit,A", "pit,Pit,alpha")))
    assert [(f.message, f.fix) for f in found] == [("'alpha' is not in regions", "did you mean A?")]


def test_a_column_that_some_rows_need_is_missed_once(tmp_path: Path) -> None:
    """Outputs need a recovery: with the column left out, one finding says in how many rows; with one cell empty, its row."""
    folder = write_places(tmp_path / "c")
    _write(folder, "recipe_flows", "recipe,commodity,direction,amount", [row.rsplit(",", 1)[0] for row in BASE["recipe_flows"]])
    file, line, column, message = only(refused(folder))
    assert (file, line, column) == ("recipe_flows.csv", 2, "recovery")
    assert message == "an output without recovery, in 4 rows: the column is missing or empty from top to bottom"
    emptied = write_places(tmp_path / "e", recipes=[row.rsplit(",", 1)[0] + "," for row in BASE["recipes"]])
    assert only(refused(emptied))[2:] == ("max_loss", "empty, but required (empty means unknown, never zero), in all 3 rows")
    one = swapped("recipe_flows", "dig,feed,out,1,1", "dig,feed,out,1,")
    assert only(refused(write_places(tmp_path / "d", **one)))[3] == "an output without recovery"


def test_misspelt_and_doubled_columns(tmp_path: Path) -> None:
    folder = write_places(tmp_path / "c")
    _write(folder, "lanes", "id,from_region,to_region,cost,lag_days,capacitie,id", ["a_b,A,B,1,0,,a_b"])
    found = refused(folder)
    assert [(f.line, f.column, f.fix) for f in found if f.message.startswith("unknown")] == [(1, "capacitie", "did you mean capacity?")]
    assert {f.message for f in found if f.column == "id"} == {"column 'id' stands twice"}


def test_missing_provenance(tmp_path: Path) -> None:
    """A row without a source or a grade is no row."""
    folder = write_places(tmp_path / "c")
    _write(folder, "lanes", HEAD["lanes"], ["a_b,A,B,1,0,"], more=",guess")
    found = {(f.line, f.column): f.message for f in refused(folder)}
    assert found[2, "source"].startswith("empty, but required")
    assert found[2, "grade"] == "'guess' is not allowed"


Spoil = Callable[[bytes], bytes]
WHOLE_FILE: list[tuple[str, Spoil, tuple[int, str]]] = [
    ("0 bytes", lambda _: b"", (1, "0 bytes")),
    ("only white space", lambda _: b"\n\n", (1, "")),
    ("ragged row", lambda c: c.replace(b"a_b,A,B,1,0,,", b"a_b,A,B,1,0,"), (2, "7 cells where the header has 8")),
    ("text with a comma", lambda c: c.replace(b"made up", b"made, up"), (2, "9 cells where the header has 8")),
    ("not UTF-8", lambda c: c.replace(b"made up", "gemäß".encode("latin-1")), (2, "is not UTF-8")),
    ("UTF-16", lambda c: c.decode().encode("utf-16"), (1, "is not UTF-8")),
    ("an unclosed quote", lambda c: c.replace(b"made up", b'"made up'), (2, "not readable as CSV")),
    ("semicolons", lambda c: c.replace(b",", b";"), (1, "separated by semicolons")),
    ("tabs", lambda c: c.replace(b",", b"\t"), (1, "separated by semicolons or tabs")),
    ("a merge conflict", lambda c: c.replace(b"a_b", b"<<<<<<< ours\na_b"), (2, "1 cells where the header has 8")),
]


@pytest.mark.parametrize(("spoil", "place"), [row[1:] for row in WHOLE_FILE], ids=[row[0] for row in WHOLE_FILE])
def test_whole_file(tmp_path: Path, spoil: Spoil, place: tuple[int, str]) -> None:
    folder = write_places(tmp_path / "c")
    file = folder / "chain" / "lanes.csv"
    file.write_bytes(spoil(file.read_bytes()))
    found = [f for f in refused(folder) if f.file == "lanes.csv"]
    assert found
    assert found[0].line == place[0]
    assert place[1] in found[0].message


def test_lines_are_counted_through_quoted_breaks(tmp_path: Path) -> None:
    """A note over two lines and empty lines move the count; the finding points at the row's first line in the file."""
    folder = write_places(tmp_path / "c")
    text = 'id,name,kind,source,grade,note\nA,Alpha,region,x,assumed,"over\ntwo lines"\n\n,,,,,\nB,Beta,regions,x,assumed,\n'
    (folder / "chain" / "regions.csv").write_text(text, encoding="utf-8")
    assert only(refused(folder)) == ("regions.csv", 6, "kind", "'regions' is not allowed")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    folder = write_places(tmp_path / "c", **swapped("lines", "mine,100", "mine,-1"), **swapped("lanes", "A,B,1,0", "A,B,x,0"))
    assert {(f.file, f.line) for f in refused(folder)} == {("lines.csv", 2), ("lanes.csv", 2)}


def test_a_wrong_column_is_one_mistake_and_not_a_thousand(tmp_path: Path) -> None:
    rows = [f"p{i},Pit,A,co{i}" for i in range(1000)]
    assert len(refused(write_places(tmp_path / "c", sites=[*BASE["sites"], *rows]))) == 20


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("line.csv", "id\n", "unknown table 'line'"),
        ("lanes.xls", "id\n", "neither CSV nor XLSX"),
        ("Lanes.CSV", "id\n", "unknown table 'Lanes'"),
        ("lanes.CSV", "id\n", "two files of lanes"),
    ],
)
def test_stray_files(tmp_path: Path, name: str, content: str, said: str) -> None:
    folder = write_places(tmp_path / "c")
    (folder / "chain" / name).write_text(content, encoding="utf-8")
    assert any(said in f.message for f in refused(folder))


def test_what_is_no_table_is_left_alone(tmp_path: Path) -> None:
    folder = write_places(tmp_path / "c")
    (folder / "chain" / "README.md").write_text("notes", encoding="utf-8")
    (folder / "chain" / "~$lanes.xlsx").write_bytes(b"lock file of a spreadsheet")
    assert load(folder).name == "mini"


HEAD_FAULTS = [
    ('end = "2026"', 'end = "2025"', 11, "end", "ends in 2025, before it starts in 2026"),
    ('end = "2026"', 'end = "2526"', 11, "end", "too long"),
    ('end = "2026"', 'end = "someday"', 11, "end", "is no period"),
    ('end = "2026"', "end = 2026", 11, "end", "of the wrong kind"),
    ('version = "1"\n', "", 0, "version", "version is missing"),
    ("price_year = 2024", "price_year = true", 6, "price_year", "of the wrong kind"),
    ("price_year = 2024", "price_year = 24", 6, "price_year", "out of range"),
    ("discount_rate = 0.08", "discount_rate = 8", 7, "discount_rate", "out of range"),
    ("discount_rate = 0.08", "discount_rate = nan", 7, "discount_rate", "out of range"),
    ("synthetic = true", 'synthetic = "yes"', 8, "synthetic", "of the wrong kind"),
    ("schema = 1", "schema = 2", 4, "schema", "out of range"),
    ("schema = 1", "schemas = 1", 4, "schemas", "unknown entry 'schemas'"),
    ('pipeline = "empty"', 'pipeline = "full"', 12, "pipeline", "is not known"),
    ("schema = 1", "schema = 1\nfiscal_start = 13", 5, "fiscal_start", "unknown entry"),
    ("schema = 1", "schema 1", 4, "", "not readable as TOML"),
    ("schema = 1", 'extends = "world@1066.10"', 4, "extends", "'world@1066.10', which is not shipped"),
    ("schema = 1", 'extends = "moon"', 4, "extends", "'moon', which is not shipped"),
    ("schema = 1", "extends = 1", 4, "extends", "of the wrong kind"),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "said"), HEAD_FAULTS, ids=[row[1].replace("\n", " ") for row in HEAD_FAULTS])
def test_the_head(tmp_path: Path, old: str, new: str, line: int, column: str, said: str) -> None:
    assert old in TOML
    found = refused(write_places(tmp_path / "c", TOML.replace(old, new)))
    assert ("didymium.toml", line, column) in {(f.file, f.line, f.column) for f in found}
    assert any(said in f.message for f in found)


def test_no_chain_there(tmp_path: Path) -> None:
    (found,) = refused(tmp_path)
    assert "didymium init" in found.fix


def test_a_chain_lacks_a_table(tmp_path: Path) -> None:
    """A folder without a table that every chain needs is told which one to write."""
    found = refused(write_places(tmp_path / "c", modes=[]))
    assert [f.fix for f in found if f.table == "modes"] == ["write chain/modes.csv"]
