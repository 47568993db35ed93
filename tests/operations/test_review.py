"""The review end to end: command line, JSON, page, workbook, examples made from the facts."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from tools.quarters import files
from tools.world.facts import Facts

from didymium import review
from didymium.cli.run import run
from tests.actuals import FIGURES, write_actuals
from tests.reporting.test_html import plain, sections

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FACTS = ROOT.parent / "shared" / "facts"
TARGETS = [
    "t1,co,sold,nd,2025Q2,>=,160,t,d1",
    "t2,co,energy,all,2025Q2,<=,0.6,AUD m,d1",
    "t3,co,grade,all,2025Q2,=,48,%,d2",
    "t4,co,made,nd,2025Q2,>=,1,t,",
    "t5,co,sold,nd,2025Q1,>=,1,t,d3",
]
DIRECTIVES = ["d1,Sell more and use less energy,board,sales,2025", "d2,Keep the grade,board,,", "d3,Begin,board,works,", "d4,Train,board,,"]


@pytest.fixture
def says(capsys):
    """Run a command line: exit code, stdout, stderr."""

    def run_and_read(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        return code, *capsys.readouterr()

    return run_and_read


def test_the_contract(says):
    code, out, err = says("review", "FY26Q2", "--chain", EXAMPLES / "lynas", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert list(found)[:5] == ["chain", "period", "against", "base", "currency"]
    assert set(found) >= {"period", "targets", "bridge", "bridge_total", "forecast", "findings", "directives", "audit_head"}
    assert {s["factor"]: round(s["value"], 1) for s in found["bridge"]} == {"volume": -92.9, "price": 94.6}
    assert round(found["bridge_total"], 1) == 1.7
    assert found["audit_head"] is None
    assert all(f["source"] and f["year"] and f["grade"] and f["place"] for f in found["figures"])


def test_targets_and_directives(says, tmp_path):
    folder = write_actuals(tmp_path / "a", targets=TARGETS, directives=DIRECTIVES)
    code, out, _ = says("review", "2025Q2", "--chain", folder, "--json")
    assert code == 0
    found = json.loads(out)
    told = {t["id"]: (t["status"], t["actual"], t["gap"]) for t in found["targets"]}
    assert told["t1"] == ("missed", 150.0, -10.0)
    assert told["t2"] == ("met", pytest.approx(0.5), pytest.approx(-0.1))
    assert told["t3"] == ("met", pytest.approx(48.0), pytest.approx(0.0))
    assert told["t4"] == ("not measured", None, None)
    assert found["directives"] == {"all": 4, "with_target": 3, "with_result": 3, "without_owner": 2}
    assert [f["rows"] for f in found["findings"] if f["kind"] == "missed"] == [["actuals/targets.csv:2", "actuals/figures.csv:3"]]
    code, out, _ = says("review", "2025Q2", "--chain", folder, "--against", "target")
    assert code == 0
    assert "against targets of 2025Q2" in out
    assert "4 directives: 3 with a target, 3 with results, 2 without an owner" in out
    assert "SYNTHETIC DATA" in out


def test_the_current_folder_is_reviewed(says, tmp_path, monkeypatch):
    monkeypatch.chdir(write_actuals(tmp_path / "a"))
    code, out, err = says("review", "2025Q2")
    assert code == 0, err
    assert out.startswith("Review of 2025Q2: A works, made up (actual@1), against 2025Q1")
    assert "reading the actuals" in err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("2031Q1",), 1, "there are 2025Q1, 2025Q2"),
        (("2025Q2", "--currency", "EUR"), 1, "unit EUR/AUD"),
        (("2025Q2", "--chain", "works"), 1, "holds no actuals"),
        (("2025Q2", "--chain", "nowhere"), 1, "no didymium.toml there"),
        (("2025Q2", "--against", "budget"), 2, "budget"),
        ((), 2, "PERIOD"),
    ],
)
def test_what_cannot_be_answered(says, tmp_path, monkeypatch, words, code, said):
    monkeypatch.chdir(write_actuals(tmp_path / "a"))
    got, _, err = says("review", *words)
    assert got == code
    assert said in err
    assert "Traceback" not in err


def test_a_bad_table_is_exit_code_1_and_leaves_nothing(says, tmp_path):
    folder = write_actuals(tmp_path / "a", [*FIGURES, "co,sold,x,2025Q1,,-1,t,"])
    code, out, err = says("review", "2025Q2", "--chain", folder, "--out", tmp_path / "report", "--json")
    assert code == 1
    assert f"actuals/figures.csv:{len(FIGURES) + 2}: value" in err
    assert json.loads(out)["findings"][0]["column"] == "value"
    assert not (tmp_path / "report").exists()


def test_the_report(says, tmp_path):
    code, _, err = says("review", "FY26Q2", "--chain", EXAMPLES / "lynas", "--out", tmp_path / "report")
    assert code == 0, err
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert sections(page) == ["bridge", "moves", "forecast", "findings", "figures"]
    assert page.index('data-figure="waterfall"') < page.index('<section id="moves"')
    text = plain(page)
    for said in (
        "3,993 t",
        "85.6 AUD/kg",
        "+94.6",
        "−92.9",
        "201.9",
        "Lynas quarterly activities reports via trade press",
        "3,933 t stands against 3,993",
    ):
        assert said in text, said
    book = openpyxl.load_workbook(tmp_path / "report" / "review.xlsx")
    assert book.sheetnames == ["About", "bridge", "moves", "forecast", "past bands", "findings", "figures"]
    assert [round(row[1].value, 1) for row in book["bridge"].iter_rows(min_row=2)] == [-92.9, 94.6]
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["answer"]["bridge_total"] == pytest.approx(1.7)
    assert set(manifest["files"]) == {"index.html", "review.xlsx"}


def test_a_hostile_table_stays_text(tmp_path):
    bad = "<script>alert(1)</script>"
    rows = [*FIGURES, f"=1+1,made,{bad},2025Q1,,1,t,", f"=1+1,made,{bad},2025Q2,,2,t,"]
    found = review(write_actuals(tmp_path / "a", rows), "2025Q2", out=tmp_path / "report")
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert bad not in page
    assert "\x1b" not in found.text()
    sheet = openpyxl.load_workbook(tmp_path / "report" / "review.xlsx")["figures"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.local_data
@pytest.mark.skipif(not FACTS.is_dir(), reason="local_data: the facts lie beside the checkout on a developer's machine")
def test_the_examples_are_what_the_facts_make():
    for path, text in files(Facts(FACTS)).items():
        assert (EXAMPLES / path).read_text(encoding="utf-8") == text, f"{path}: run python -m tools.quarters"


@pytest.mark.parametrize("name", ["lynas", "mp", "northern"])
def test_every_period_of_an_example_can_be_reviewed(name):
    from didymium.operations import label, read

    book = read(EXAMPLES / name)
    for months in sorted({f.span for f in book.figures if f.span.months in (3, 12)}):
        for against in ("previous", "year", "target"):
            found = review(EXAMPLES / name, label(months, book.fiscal_start), against)
            bridge = found.compared.bridge
            assert bridge is None or sum(s.value for s in bridge.steps) == pytest.approx(bridge.total, abs=1e-9)
            assert found.text()
            json.dumps(found.to_json(), allow_nan=False)
