"""Whatever the bytes: a table loads or is refused with findings; never another error, and never a number changed."""

from __future__ import annotations

import csv
import io
import math
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from didymium.chain import ChainError, load
from didymium.chain.calendar import grid, parse
from didymium.chain.cast import cast
from didymium.chain.head import read_head
from didymium.chain.override import apply_set, overlay
from didymium.chain.read import read
from didymium.chain.schema import schema
from tests.places import BASE, HEAD, write_places

TABLES = sorted(schema())


def sheet(rows: list[list[Any]], name: str = "Sheet1", more: dict[str, list[list[Any]]] | None = None) -> bytes:
    """A workbook with one sheet, or several."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for title, cells in {name: rows, **(more or {})}.items():
            page = book.add_worksheet(title)
            for r, row in enumerate(cells):
                for c, value in enumerate(row):
                    page.write(r, c, value)
    return out.getvalue()


def survives(table: str, file: str, content: bytes) -> None:
    """Reading and casting end in a frame or in findings that say where and how to mend."""
    raw, found = read(file, table, content)
    assert raw is not None or found
    if raw is not None:
        frame, more = cast(schema()[table], raw, 1)
        found += more
        assert frame.height == len(raw.rows) or more
    for finding in found:
        assert (finding.severity, finding.table, finding.file) == ("error", table, file)
        assert finding.line >= 0
        assert finding.message
        assert finding.fix


@given(st.sampled_from(TABLES), st.binary(max_size=400))
@example("lines", b"")
@example("lines", b"\xef\xbb\xbf")
@example("lines", b"\x00,\x00\n")
@example("lines", b'"')
@example("lines", b"\r\r\n\n")
def test_any_bytes_as_csv(table: str, content: bytes) -> None:
    survives(table, f"{table}.csv", content)


@settings(max_examples=60)
@given(st.sampled_from(TABLES), st.data())
def test_any_cells_under_the_right_header(table: str, data: st.DataObject) -> None:
    columns = list(schema()[table].columns)
    cells = st.one_of(
        st.text(max_size=12), st.sampled_from(["", "1", "-1", "1e400", "nan", "2026Q3", "yes", "assumed", "=1+1", "9" * 5000])
    )
    rows = data.draw(st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=4))
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    survives(table, f"{table}.csv", out.getvalue().encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64)  # an old or a protected workbook
def test_any_bytes_as_workbook(content: bytes) -> None:
    survives("lanes", "lanes.xlsx", content)


WHOLE = sheet([[*schema()["lanes"].columns], ["a_b", "A", "B", 1, 0, "", "x", "", "assumed", ""]])


@settings(max_examples=80)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(0, len(WHOLE)))
def test_a_damaged_workbook(place: int, byte: int, end: int) -> None:
    """One byte changed, or the end cut off."""
    survives("lanes", "lanes.xlsx", WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :])
    survives("lanes", "lanes.xlsx", WHOLE[:end])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_means_itself(value: float) -> None:
    """Every float that Python writes comes back bit for bit."""
    column = schema()["targets"].columns["value"]
    header = list(schema()["targets"].columns)
    row = ["" if c != column.name else repr(value) for c in header]
    raw, _ = read("targets.csv", "targets", (",".join(header) + "\n" + ",".join(row) + "\n").encode())
    assert raw is not None
    frame, _ = cast(schema()["targets"], raw, 1)
    assert frame["value"].to_list() == [value]
    assert math.copysign(1, frame["value"][0]) == math.copysign(1, value)


@pytest.mark.parametrize("cell", ["1,5", "1 000", "1_000", "12%", "~5", "1e999", "inf", "nan", "--1", "0x10", "1.2.3", "five"])
def test_what_is_no_number(cell: str) -> None:
    header = list(schema()["lanes"].columns)
    row = {"cost": f'"{cell}"', "lag_days": "1"}
    raw, _ = read("lanes.csv", "lanes", (",".join(header) + "\n" + ",".join(row.get(c, "a") for c in header) + "\n").encode())
    assert raw is not None
    _, found = cast(schema()["lanes"], raw, 1)
    assert [f.line for f in found if f.column == "cost"] == [2]


years = st.integers(1000, 9000)
labels = st.one_of(
    years.map(str),
    st.tuples(years, st.integers(1, 4)).map(lambda p: f"{p[0]}Q{p[1]}"),
    st.tuples(years, st.integers(1, 12)).map(lambda p: f"{p[0]}-{p[1]:02}"),
    st.tuples(years, st.integers(1, 52)).map(lambda p: f"{p[0]}W{p[1]:02}"),
    st.integers(0, 99).map(lambda y: f"FY{y:02}"),
    st.tuples(st.integers(0, 99), st.integers(1, 4)).map(lambda p: f"FY{p[0]:02}Q{p[1]}"),
)


@given(labels, st.integers(1, 12))
def test_labels_are_intervals(label: str, fiscal: int) -> None:
    span = parse(label, fiscal)
    assert span.label == label
    assert 0.018 < span.end - span.start < 1.001
    assert parse(span.label, fiscal) == span


@given(years, st.integers(1, 12))
def test_parts_fill_the_whole(year: int, fiscal: int) -> None:
    """Quarters and months join up to the year; fiscal quarters to the fiscal year; weeks follow each other."""
    for parts, whole in (
        ([f"{year}Q{q}" for q in range(1, 5)], f"{year}"),
        ([f"{year}-{m:02}" for m in range(1, 13)], f"{year}"),
        ([f"FY26Q{q}" for q in range(1, 5)], "FY26"),
    ):
        spans = [parse(part, fiscal) for part in parts]
        ends = [parse(whole, fiscal).start, *(s.end for s in spans)]
        assert [s.start for s in spans] == pytest.approx(ends[:-1], abs=1e-9)
        assert ends[-1] == pytest.approx(parse(whole, fiscal).end, abs=1e-9)
    assert parse(f"{year}W02").start == pytest.approx(parse(f"{year}W01").end, abs=1e-9)


@given(st.integers(1900, 2100), st.integers(0, 12), st.integers(0, 60))
def test_a_grid_has_no_holes(first: int, more: int, quarters: int) -> None:
    periods = grid(str(first), str(first + more), quarters)
    assert periods[0].start == first
    assert periods[-1].end == first + more + 1
    assert all(a.end == b.start for a, b in pairwise(periods))
    assert [parse(p.label) for p in periods] == periods


@given(st.text(max_size=10))
def test_any_text_is_a_period_or_is_told_so(label: str) -> None:
    try:
        span = parse(label)
    except ValueError as error:
        said = str(error)
    else:
        said = "is no period"
        assert span.end > span.start
    assert "is no period" in said


@given(st.binary(max_size=300))
@example(b"[" * 3000)
@example(b'name = "a"\nhorizon = 3\n')
@example(b"price_year = true\ndiscount_rate = inf\n")
def test_any_bytes_as_head(content: bytes) -> None:
    with pytest.raises(ChainError) as raised:
        read_head(content)
    assert all(f.file == "didymium.toml" and f.fix for f in raised.value.findings)


@pytest.fixture
def places(tmp_path: Path) -> Path:
    return write_places(tmp_path / "c")


def as_workbook(folder: Path, table: str, edit: Any = None, **more: Any) -> Path:
    """Turn a table's CSV into XLSX with numbers as numbers; ``edit`` changes a cell on the way."""
    file = folder / "chain" / f"{table}.csv"
    rows: list[list[Any]] = [[_number(cell) for cell in row] for row in csv.reader(file.read_text(encoding="utf-8").splitlines())]
    if edit is not None:
        edit(rows)
    file.unlink()
    target = file.with_suffix(".xlsx")
    target.write_bytes(sheet(rows, **more))
    return target


def _number(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def test_a_workbook_says_what_csv_says(places: Path) -> None:
    """Every table as XLSX: the same cells, the same types, and the row numbers of the sheet."""
    plain = load(places)
    for table in BASE:
        as_workbook(places, table)
    books = load(places)
    for name, frame in plain.tables.items():
        assert frame.drop("_file").equals(books.tables[name].drop("_file")), name


def test_a_month_typed_into_a_spreadsheet(places: Path) -> None:
    """A spreadsheet turns 2026-07 into the first of July; the month is meant."""

    def july(rows: list[list[Any]]) -> None:
        rows[1][2] = datetime(2026, 7, 1)

    as_workbook(places, "demands", july)
    assert load(places).tables["demands"]["period"].to_list() == ["2026-07"]


BAD_CELLS = [
    ("a formula", "=1+1", "cost", "cell D2 holds a formula"),
    ("an error", "#N/A", "cost", "'#N/A' is no number"),
    ("a day", date(2026, 7, 14), "cost", "'2026-07-14' is no number"),
    ("words", "dear", "cost", "'dear' is no number"),
]


@pytest.mark.parametrize(("value", "column", "said"), [row[1:] for row in BAD_CELLS], ids=[row[0] for row in BAD_CELLS])
def test_bad_cells_in_a_workbook(places: Path, value: Any, column: str, said: str) -> None:
    def spoil(rows: list[list[Any]]) -> None:
        rows[1][3] = value

    as_workbook(places, "lanes", spoil)
    with pytest.raises(ChainError) as raised:
        load(places)
    (found, *_) = raised.value.findings
    assert (found.file, found.line, found.column) == ("lanes.xlsx", 2, column)
    assert said in found.message


@pytest.mark.parametrize(
    ("value", "kind", "said"), [("=HYPERLINK(1)", "s", "cell B3 holds a formula"), ("#N/A", "e", "cell B3 holds the error #N/A")]
)
def test_text_that_a_spreadsheet_would_run_or_could_not(places: Path, value: str, kind: str, said: str) -> None:
    """Text that begins with =, and an error value: refused wherever they stand."""
    import openpyxl

    file = as_workbook(places, "sites")
    book = openpyxl.load_workbook(file)
    cell = book.worksheets[0]["B3"]
    cell.value, cell.data_type = value, kind
    book.save(file)
    with pytest.raises(ChainError) as raised:
        load(places)
    (found,) = raised.value.findings
    assert (found.file, found.line, found.column, found.message) == ("sites.xlsx", 3, "name", said)


def test_the_sheet_is_chosen_by_name(places: Path) -> None:
    as_workbook(places, "lanes", name="lanes", more={"notes": [["who", "what"], ["me", "why"]]})
    assert load(places).tables["lanes"].height == 1


def test_two_sheets_and_none_bears_the_name(places: Path) -> None:
    as_workbook(places, "lanes", more={"notes": [["who", "what"]]})
    with pytest.raises(ChainError, match="2 sheets hold cells: Sheet1, notes"):
        load(places)


def test_an_empty_sheet_beside_is_nothing(places: Path) -> None:
    as_workbook(places, "lanes", more={"Sheet2": []})
    assert load(places).tables["lanes"].height == 1


def test_a_workbook_without_cells(places: Path) -> None:
    as_workbook(places, "lanes", lambda rows: rows.clear())
    with pytest.raises(ChainError, match=r"lanes\.xlsx:1: no sheet holds a cell"):
        load(places)


def test_a_cell_outside_the_table(places: Path) -> None:
    """A remark to the right of the table, and a gap between rows."""

    def remark(rows: list[list[Any]]) -> None:
        rows.insert(1, [None] * len(rows[0]))
        rows[2].append("look here")

    as_workbook(places, "lanes", remark)
    with pytest.raises(ChainError) as raised:
        load(places)
    (found,) = raised.value.findings
    assert (found.line, found.message) == (3, "cell I3 stands under no column name")


keys = st.sampled_from(["a", "b", "c", "d"])
rows_drawn = st.dictionaries(keys, st.floats(0, 100), max_size=4)


def regions(values: dict[str, float], file: str) -> Any:
    header = ["id", "cost", "lag_days", "from_region", "to_region", "source", "grade"]
    text = ",".join(header) + "\n" + "".join(f"{k},{v!r},0,A,B,{file},assumed\n" for k, v in values.items())
    raw, _ = read(file, "lanes", text.encode())
    assert raw is not None
    return cast(schema()["lanes"], raw, 1)[0]


@given(rows_drawn, rows_drawn)
def test_an_overlay_replaces_and_adds(base: dict[str, float], top: dict[str, float]) -> None:
    from didymium.chain.cast import empty

    tables = {name: empty(table) for name, table in schema().items()}
    below, above = {**tables, "lanes": regions(base, "base.csv")}, {**tables, "lanes": regions(top, "top.csv")}
    merged = overlay(below, above)["lanes"]
    assert dict(merged.select("id", "cost").iter_rows()) == {**base, **top}
    assert {row["id"] for row in merged.iter_rows(named=True) if row["_file"] == "top.csv"} == set(top)
    assert overlay(below, tables)["lanes"].equals(below["lanes"])
    again = overlay(overlay(below, above), above)["lanes"]
    assert dict(again.select("id", "cost").iter_rows()) == {**base, **top}


@given(st.text(max_size=30), st.text(max_size=20))
@example("lanes.a.cost", "=1")
@example("lanes..cost", "1")
@example("cells.x.value", "1")
def test_any_set_is_applied_or_refused(path: str, value: str) -> None:
    from didymium.chain.cast import empty

    tables = {name: empty(table) for name, table in schema().items()}
    tables["lanes"] = regions({"a": 1.0}, "base.csv")
    _, found = apply_set(tables, {path: value}, 1)
    assert all(f.fix and f.message for f in found)


def test_overlay_on_works(tmp_path: Path) -> None:
    """An overlay with one changed lane is works with that lane, and works itself is untouched."""
    works = load("works")
    (tmp_path / "chain").mkdir()
    toml = (works.folder / "didymium.toml").read_text(encoding="utf-8")
    lines = toml.splitlines()
    lines.insert(next(i for i, line in enumerate(lines) if line.startswith("version")), f'extends = "works@{works.version}"')
    (tmp_path / "didymium.toml").write_text("\n".join(lines), encoding="utf-8")
    line = works.tables["lines"].filter(works.tables["lines"]["capacity"].is_not_null()).row(0, named=True)
    columns = list(schema()["lines"].columns)
    row = {**line, "capacity": 1.0, "source": "a letter"}
    cells = [{None: "", True: "yes", False: "no"}[row[c]] if row[c] is None or isinstance(row[c], bool) else row[c] for c in columns]
    out = io.StringIO()
    csv.writer(out).writerows([columns, cells])
    (tmp_path / "chain" / "lines.csv").write_text(out.getvalue(), encoding="utf-8")
    over = load(tmp_path)
    changed = over.tables["lines"].filter(over.tables["lines"]["id"] == line["id"])
    assert (changed["capacity"].item(), changed["source"].item()) == (1.0, "a letter")
    assert over.rows == works.rows
    assert over.hash != works.hash
    assert load("works").hash == works.hash


def test_headers_of_every_table_are_enough_to_be_read() -> None:
    """A table with its header alone is an empty table."""
    for name, table in schema().items():
        raw, found = read(f"{name}.csv", name, (",".join(table.columns) + "\n").encode())
        assert found == []
        assert raw is not None
        frame, found = cast(table, raw, 1)
        assert (frame.height, found) == (0, [])
    assert set(HEAD) <= set(schema())
