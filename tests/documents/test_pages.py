"""What ``didymium read --out`` leaves: the page in a real browser, the workbook, JSON Lines; a quote never runs in any of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from didymium import read
from didymium.cli.run import run
from tests.browser import Look
from tests.documents.conftest import ITEM
from tests.mini import write_mini

SEEN = (Path(__file__).parents[1] / "reporting" / "seen.js").read_text(encoding="utf-8")
ATTACK = '<script>document.title="run"</script><img src=x onerror=alert(1)> =HYPERLINK("http://evil.example") {{ 7*7 }} </mark>'
HOSTILE = f"""SYNTHETIC ITEM, made up for tests.
Example Metals Daily, 12 March 2026
The firm Acme Corp. said {ATTACK} it produced 1,200 tonnes of NdPr oxide in 2024.
Northern Rare Earth will build {ATTACK} a refinery in Baotou by 2028, the company said.
"""
LONG = "A sentence that goes on about nothing in particular and only fills the space around the others. " * 8


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Two made-up items and a damaged file, read against the world, with their report."""
    folder = tmp_path_factory.mktemp("press")
    (folder / "item.txt").write_text(f"{ITEM}\n{LONG}\nLynas Malaysia has a capacity of 10,500 tonnes of NdPr oxide a year.\n{LONG}")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "bad.xlsx").write_bytes(b"PK\x03\x04 no archive")
    return read(folder, "world", out=tmp_path_factory.mktemp("out") / "run")


@pytest.fixture(scope="module")
def page_text(found) -> str:
    return (found.run / "index.html").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "light"), (1000, "dark"), (1400, "light")])
def test_nothing_is_cut_off_unlabelled_or_faint(look: Look, page_text: str, width: int, scheme: str) -> None:
    page = look(page_text.replace("<details>", "<details open>"), width, scheme)
    assert page.evaluate(SEEN, "") == []
    assert page.title() == "What the documents say"  # no script of a quote has run


@pytest.mark.browser
def test_every_claim_stands_beside_its_words(look: Look, page_text: str, found) -> None:
    page = look(page_text.replace("<details>", "<details open>"))
    for told in found.claims:
        assert page.locator(f"#claim-{told.id} mark").text_content() == told.text
    assert page.locator("#source img, #source script, #source mark script").count() == 0
    shown = page.locator(f"#claim-{next(c.id for c in found.claims if c.value == 10_500)} blockquote").inner_text()
    assert shown.startswith("…")
    assert shown.endswith("…")
    words = shown.strip("…").split()
    assert {words[0], words[-1]} <= set(LONG.split())  # no word is cut


def test_the_page_tells_who_exceeds_what_and_what_was_not_read(page_text: str, found) -> None:
    assert "lynas, 10,500 tonnes: exceeds the chain: as oxide, capacity" in page_text
    assert "bad.xlsx" in page_text
    assert "not read: is a damaged ZIP file" in page_text
    assert found.input.origins == 1  # both items name one paper; what was not read has no origin
    assert ">None<" not in page_text
    assert "of None" not in page_text


def test_a_page_without_any_claim_is_still_a_page(tmp_path) -> None:
    (tmp_path / "empty.txt").write_text("Nothing.\n")
    empty = read(tmp_path / "empty.txt", "works", out=tmp_path / "run")
    page = (empty.run / "index.html").read_text(encoding="utf-8")
    assert "No quantity in 1 document can be set against the chain" in page
    assert "SYNTHETIC DATA" in page
    assert (empty.run / "claims.jsonl").read_text() == ""
    assert load_workbook(empty.run / "claims.xlsx").sheetnames[0] == "About"


def test_the_workbook_has_all_claims_with_units_and_no_formula(found) -> None:
    book = load_workbook(found.run / "claims.xlsx")
    assert book.sheetnames[:3] == ["About", "claims", "verdicts"]
    head, *rows = book["claims"].iter_rows(values_only=True)
    assert {"Value", "Low", "High", "Unit", "Start, characters", "End, characters"} <= set(head)
    assert all(head)
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert set(by_id) == {c.id for c in found.claims}
    for told in found.claims:
        row = by_id[told.id]
        assert row["Quote"] == told.text
        assert (row["Value"], row["Unit"]) == (told.value, told.unit)
        assert (row["Start, characters"], row["End, characters"]) == (told.start, told.end)
        assert told.value is None or row["Unit"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    outside = [c.hyperlink.target for c in cells if c.hyperlink and c.hyperlink.target]
    assert outside == []
    for sheet in book:
        first = next(sheet.iter_rows(values_only=True))
        assert sheet.title == "About" or all(first)


def test_json_lines_hold_every_claim_whole_and_quotes_as_they_stand(found) -> None:
    raw = {d.id: d.raw for d in found.documents}
    lines = [json.loads(line) for line in (found.run / "claims.jsonl").read_text(encoding="ascii").splitlines()]
    assert [x["id"] for x in lines] == [c.id for c in found.claims]
    for line, told in zip(lines, found.claims, strict=True):
        assert raw[line["document"]][line["start"] : line["end"]] == line["quote"] == told.quote
    assert any("<script>" in x["quote"] for x in lines)  # data, not markup


@pytest.mark.parametrize("command", [["read"], ["watch"]])
def test_a_quote_with_markup_and_escapes_is_plain_in_the_terminal(tmp_path, capsys, command) -> None:
    path = tmp_path / "x.txt"
    path.write_text(HOSTILE.replace("<script>", "\x1b[31m\x07<script>"), encoding="utf-8")
    mine = write_mini(tmp_path / "mine")
    assert run([*command, str(path), "--chain", str(mine)]) == 0
    told = capsys.readouterr().out
    assert "refinery" in told or "Northern" in told or "northern" in told
    assert not set(told) & set(map(chr, [*range(9), *range(11, 32), 127]))
    assert run([*command, str(path), "--chain", str(mine), "--json"]) == 0
    answer = capsys.readouterr().out
    assert answer.isascii()
    assert json.loads(answer)
