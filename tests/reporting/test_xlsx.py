"""Workbooks: what they are, units, typed values, and text that never runs."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from didymium.reporting import BriefInput
from didymium.reporting.block import Column, Table
from didymium.reporting.schema import columns
from didymium.reporting.workbook import write_workbook
from didymium.reporting.xlsx import LONG, brief_xlsx, plan_xlsx
from tests.reporting.conftest import HOSTILE


@pytest.fixture(scope="module")
def book(b: BriefInput, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    file = tmp_path_factory.mktemp("book") / "brief.xlsx"
    brief_xlsx(b, file)
    return openpyxl.load_workbook(file)


def rows(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_first_sheet_says_what_it_is(book: openpyxl.Workbook) -> None:
    about = rows(book.worksheets[0])
    assert book.sheetnames[0] == "About"
    assert about[0][0] == "Brief: An invented chain for tests"
    assert about[1][0].startswith("SYNTHETIC DATA")
    lines = {a: c for a, c in about if a and c}
    assert lines["Command"] == "didymium brief fixture --quarters 8"
    assert lines["If everyone coordinated and knew"].endswith("(if everyone coordinated and knew)")
    assert set(book.sheetnames[1:]) <= set(lines)


def test_every_sheet_has_a_frozen_head_with_units_and_rows(book: openpyxl.Workbook) -> None:
    wanted = {"scores", "backcast", "unexplained", "holders by region", "unmet", "projects", "prices", "value by stage"}
    assert wanted <= set(book.sheetnames)
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2", sheet.title
        assert sheet.max_row > 1, sheet.title
        assert all(cell.value for cell in sheet[1]), sheet.title
        assert sheet.auto_filter.ref, sheet.title
    assert [c.value for c in book["unexplained"][1]] == ["Element", "Unexplained, t", "Of the supply"]
    assert [c.value for c in book["value by stage"][1]][2:] == ["Value added, USD", "Per kg of product, USD/kg"]


def test_numbers_are_whole_and_what_is_unknown_is_empty(b: BriefInput, book: openpyxl.Workbook) -> None:
    head, *body = rows(book["backcast"])
    observed = {(r[0], r[1], r[2]): dict(zip(head, r, strict=True)) for r in body}
    one = observed[("2025", "recycled NdPr", None)]
    assert one["Observed"] == pytest.approx(26504.0 * 1.06, rel=1e-12)
    assert observed[("2024", "recycled NdPr", None)]["“As before”"] is None
    assert book["backcast"].cell(2, head.index("Error") + 1).number_format == "+0.0%;-0.0%;0.0%"
    shares = [r[-1] for r in rows(book["holders by region"])[1:] if r[:3] == [2026, "Dy", "mine"]]
    assert sum(shares) == pytest.approx(1.0)


def test_rows_lead_to_their_source(b: BriefInput, book: openpyxl.Workbook) -> None:
    head, *body = rows(book["projects"])
    assert head[-2:] == ["Row of the chain", "Who says so"]
    key = body[0][-2]
    assert b.sources[key].text in body[0][-1]
    assert key in {r[0] for r in rows(book["sources"])[1:]}


def test_orders_in_data_stay_text(hostile: BriefInput, tmp_path: Path) -> None:
    for write in (brief_xlsx, plan_xlsx):
        write(hostile, tmp_path / "a.xlsx")
        seen = 0
        for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (sheet.title, cell.coordinate)
                    if isinstance(cell.value, str) and cell.value.startswith("="):
                        seen += 1
                        assert cell.quotePrefix, (sheet.title, cell.coordinate)
        assert seen > 20
        with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
            assert not [n for n in parts.namelist() if "externalLink" in n or "vba" in n]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", HOSTILE])
def test_a_leading_sign_is_kept_and_quoted(text: str, tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", "A", [], [Table("t", "T", (Column("Who"),), ((text,),))])
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["t"]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.replace("_x001B_", "\x1b") == text


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", "A", [], [Table("t", "T", (Column("Who"),), (("x" * 40_000,),))])
    value = openpyxl.load_workbook(tmp_path / "a.xlsx")["t"]["A2"].value
    assert len(value) == 32_767
    assert value.endswith("…")


def test_a_table_longer_than_a_sheet_is_named_not_cut(b: BriefInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("didymium.reporting.xlsx.LONG", 500)
    plan_xlsx(b, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert "holders" not in book.sheetnames
    assert "met" in book.sheetnames
    assert any("holders" in str(r[1]) for r in rows(book["About"]) if r[0] == "Left to Parquet")


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("didymium.reporting.workbook.ROWS", 2)
    with pytest.raises(ValueError, match="'t' has 3 rows and a sheet holds 2"):
        write_workbook(tmp_path / "a.xlsx", "A", [], [Table("t", "T", (Column("N", "number"),), ((1.0,), (2.0,), (3.0,)))])


def test_a_plan_has_one_sheet_a_result_table(b: BriefInput, tmp_path: Path) -> None:
    plan_xlsx(b, tmp_path / "a.xlsx", before={"met": b.tables["met"]})
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    short = [n.replace("_", " ") for n, frame in b.tables.items() if frame.height <= LONG]
    assert book.sheetnames == ["About", *short, "before met", "columns"]
    head, *body = rows(book["met"])
    assert head == ["region", "use", "period", "demanded", "met", "unmet", "unit", "price, USD/unit"]
    assert len(body) == b.tables["met"].height
    assert body[0][3] == b.tables["met"]["demanded"][0]
    flags = {r[head.index("calibrated")] for head in [rows(book["price"])[0]] for r in rows(book["price"])[1:]}
    assert flags == {"yes", "no"}


def test_a_file_that_cannot_be_written_is_an_os_error(b: BriefInput, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file or directory"):
        brief_xlsx(b, tmp_path / "none" / "a.xlsx")


def test_not_a_number_is_empty(b: BriefInput, tmp_path: Path) -> None:
    tables = {"met": b.tables["met"].with_columns(pl.lit(float("nan")).alias("price"), pl.lit(float("inf")).alias("unmet"))}
    plan_xlsx(replace(b, tables=tables), tmp_path / "a.xlsx")
    assert {r[7] for r in rows(openpyxl.load_workbook(tmp_path / "a.xlsx")["met"])[1:]} == {None}


def test_every_column_of_the_results_is_described(b: BriefInput) -> None:
    for name, frame in b.tables.items():
        assert set(frame.columns) <= {c.name for c in columns()[name]}, name
