"""Bytes that nobody meant to be read: bounded, told in words, escaped in every output, and the rest of the batch goes on."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from didymium import read
from didymium.evidence import described, extract, read_content
from tests.documents.conftest import ITEM

GOLD = Path(__file__).parent / "gold" / "open"
TEXT = "\n\n".join(p.read_text(encoding="utf-8") for p in sorted(GOLD.glob("*.txt"))[:3])
SECONDS = 90.0  # for a batch of hostile files; each is bounded by itself


def spans_hold(data: bytes) -> int:
    """Every claim of some bytes is a quote of the raw text; returns how many there are."""
    document = described("0" * 64, "x", read_content(data))
    told = extract(document)
    for claim in told:
        assert document.raw[claim.start : claim.end] == claim.quote
        assert claim.quote.strip()
    return len(told)


def _nested(text: str) -> bytes:
    return ("<div><span>" * 300 + "<p>" + text.replace("\n\n", "</p><p>") + "</p>" + "</span></div>" * 300).encode()


def _sheet(text: str) -> bytes:
    book = Workbook()
    sheet = book.active
    for i, line in enumerate(text.splitlines(), start=1):
        for j, cell in enumerate(line.split(". "), start=1):
            sheet.cell(i, j, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    """A PDF of one page with plain text, as small as the format allows."""
    lines = "".join(f"({line.replace(chr(92), '').replace('(', '').replace(')', '')[:200]}) Tj T* " for line in text.splitlines())
    stream = f"BT /F1 9 Tf 12 TL 20 780 Td {lines}ET".encode("latin-1", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for i, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (i, part)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    tail = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(body))
    return body + tail


DAMAGE = {
    "UTF-8": lambda t: t.encode(),
    "UTF-16": lambda t: t.encode("utf-16"),
    "cp1252": lambda t: t.encode("cp1252", "replace"),
    "cp874": lambda t: t.encode("cp874", "replace"),
    "read as cp874": lambda t: t.encode().decode("cp874", "replace").encode(),
    "read twice": lambda t: t.encode().decode("latin-1").encode().decode("latin-1").encode(),
    "lead bytes lost": lambda t: t.replace("’", "โ").replace("“", "โ").encode(),
    "nested HTML": _nested,
    "XLSX": _sheet,
    "PDF": _pdf,
}


@pytest.mark.parametrize("how", DAMAGE)
def test_spans_hold_in_damaged_items(how):
    found = spans_hold(DAMAGE[how](ITEM + "\n\n" + TEXT))
    assert found > 20 or how == "UTF-16"


@given(st.integers(0, 10**9), st.sampled_from(sorted(DAMAGE)), st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_spans_hold_when_bytes_are_struck_at_random(seed, how, blows):
    draw = random.Random(seed)
    data = bytearray(DAMAGE[how](ITEM))
    for _ in range(blows):
        at = draw.randrange(len(data))
        if draw.random() < 0.5:
            data[at] = draw.randrange(256)
        else:
            del data[at : at + draw.randrange(1, 5)]
            if not data:
                return
    spans_hold(bytes(data))


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return out.getvalue()


ATTACK = '<script>alert("x")</script> =HYPERLINK("http://evil.example","x") \x1b[31m {{7*7}}'


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """A folder of hostile files with one plain item among them, read once."""
    folder = tmp_path_factory.mktemp("hostile")
    draw = random.Random(1)
    (folder / "large.txt").write_bytes((ITEM + "\n" + "lorem ipsum dolor sit amet " * 1_900_000)[:50_000_000].encode())
    (folder / "bomb.xlsx").write_bytes(_bomb())
    (folder / "deep.html").write_bytes(b"<div>" * 200_000 + b"<p>Acme Corp. produced 1,200 tonnes of NdPr oxide in 2024.</p>")
    (folder / "line.txt").write_bytes(b"Acme produced 5 t and " * 50_000)
    (folder / "noise.bin").write_bytes(bytes(draw.randrange(256) for _ in range(300_000)))
    attack = f"Acme Corp. {ATTACK} produced 1,200 tonnes of NdPr oxide in 2024, {ATTACK}."
    (folder / "script.txt").write_text(attack, encoding="utf-8")
    (folder / "script.html").write_text(
        "<p>Acme Corp. produced 1,300 tonnes.</p><script>var a = 'Acme produced 9,999 tonnes';</script><p>&lt;img src=x onerror=1&gt; "
        "Acme Corp. produced 1,400 tonnes of oxide.</p>",
        encoding="utf-8",
    )
    (folder / "=cmd.txt").write_text("=1+1 Acme Corp. shipped 77 tonnes of metal in 2025.", encoding="utf-8")
    (folder / "plain.txt").write_text(ITEM, encoding="utf-8")
    start = time.perf_counter()
    found = read(folder, "works", out=tmp_path_factory.mktemp("out") / "run")
    return found, time.perf_counter() - start


def test_a_hostile_batch_is_bounded_and_goes_on(batch):
    found, seconds = batch
    assert seconds < SECONDS
    names = {Path(d.path).name: d for d in found.documents}
    plain = names["plain.txt"].id
    assert any(c.document == plain and c.value == 100_000 for c in found.claims)
    problems = {Path(path).name: text for path, text in found.problems}
    assert "unpacks to" in problems["bomb.xlsx"]
    assert {"large.txt", "noise.bin"} <= set(problems)
    assert any(c.value == 1200 for c in found.claims if c.document == names["deep.html"].id)
    for claim in found.claims:
        document = next(d for d in found.documents if d.id == claim.document)
        assert document.raw[claim.start : claim.end] == claim.quote


def test_scripts_are_never_read_and_never_run(batch):
    found, _ = batch
    assert not any(c.value == 9999 for c in found.claims)
    page = (found.run / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}}" in page or "7*7" not in page


def test_a_terminal_gets_no_control_characters(batch):
    found, _ = batch
    assert "\x1b" not in found.text()


def test_no_cell_of_the_workbook_is_a_formula(batch):
    found, _ = batch
    book = load_workbook(found.run / "claims.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 50
    assert not [c.coordinate for c in cells if c.data_type == "f"]


def test_json_lines_are_lines_of_json(batch):
    found, _ = batch
    lines = (found.run / "claims.jsonl").read_text(encoding="ascii").splitlines()
    assert len(lines) == len(found.claims)
    assert all(json.loads(line)["quote"] for line in lines)
