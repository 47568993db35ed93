"""The simulated works: balances close, a seed makes its files, its four faults are named, its clean twin is left alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from tools.works_ops.faults import draw, none
from tools.works_ops.folder import HEAD, SHIPPED, folder
from tools.works_ops.material import balance, simulate
from tools.works_ops.measure import FAULTS, measure

from didymium import review
from didymium.cli.run import run
from didymium.operations import read
from tests.reporting.test_html import sections

WORKS = Path(__file__).parents[2] / "examples" / "works_ops"
PARTS = ["directives", "custody", "checklist", "costs", "sisters", "charts", "safety", "permits", "records", "disclosure", "roadmap"]


@pytest.fixture(scope="module")
def last():
    return review(WORKS, "2025Q4")


def test_what_is_simulated_closes_but_for_what_is_lost():
    rng = np.random.default_rng(7)
    assert balance(simulate(rng, none(np.random.default_rng(7)))) < 1e-9
    planted = draw(np.random.default_rng(7))
    lost = simulate(np.random.default_rng(7), planted)
    assert balance(lost) < 1e-9  # nothing comes from nowhere; what is lost is missing


def test_a_seed_makes_the_same_files_and_says_that_they_are_synthetic():
    one, planted = folder(3)
    two, again = folder(3)
    assert (one, planted) == (two, again)
    assert one["didymium.toml"] == HEAD.format(seed=3)
    assert "synthetic = true" in one["didymium.toml"]
    for path, text in one.items():
        if path.startswith("actuals/"):
            assert all(line.endswith(",assumed,synthetic") for line in text.splitlines()[1:]), path


def test_the_shipped_works_shows_its_four_faults_and_the_parts_of_a_review(last):
    _, planted = folder(SHIPPED)
    named = {f.kind: f.text for f in last.findings}
    assert named["meter"].startswith(f"the meter of {planted.meter} reads")
    assert f"{100 * planted.bias:+.1f}" in named["meter"]
    assert named["loss"].startswith(f"{planted.keeper} (")
    assert named["line"].startswith(f"{planted.line} (")
    assert planted.item in named["line"]
    assert [s.id for s in last.sections] == PARTS
    assert "SYNTHETIC DATA" in last.text()
    found = measure(SHIPPED)
    assert all(found.found[f] is not None for f in FAULTS)
    assert len(found.false) <= 3


def test_findings_carry_their_rows(last):
    book = read(WORKS)
    lines = {name: (WORKS / name).read_text(encoding="utf-8").splitlines() for name in book.files}
    for f in last.findings:
        if f.kind in ("meter", "loss", "line", "missed", "overdue"):
            assert f.rows
            for row in f.rows:
                file, _, line = row.partition(":")
                assert 1 < int(line) <= len(lines[file])
    meter = next(f for f in last.findings if f.kind == "meter")
    assert all(lines[r.split(":")[0]][int(r.split(":")[1]) - 1].startswith("raw,2025-1") for r in meter.rows)


def test_the_directives_line_is_that_of_the_meeting(last):
    text = last.text()
    assert "7 directives: 3 with a target, 2 with results, 2 without an owner; 5 actions: 3 done, 2" in text
    assert last.to_json()["directives"] == {"all": 7, "with_target": 3, "with_result": 2, "without_owner": 2}
    (late,) = [f for f in last.findings if f.kind == "overdue"]
    assert late.text.startswith("Re-leach")


def test_the_next_quarter_is_planned_from_what_was_counted(last):
    part = last.to_json()["sections"]["roadmap"]
    (stock,) = part["tables"]["counted"]
    assert (stock["Stock"], stock["In the chain"]) == ("INL/ndpr", 8.0)
    assert stock["Counted"] == read(WORKS).tables["counts"].filter(period="2025-12")["quantity"].item()
    by = {r["Line"]: r for r in part["tables"]["roadmap"]}
    assert by["pit"]["Change"] > 0  # what is not in stock is dug
    assert by["cells"]["Change"] == 0  # full either way
    (why,) = [f for f in review(WORKS, "2025Q3").findings if f.kind == "no roadmap"]
    assert "begins in 2026" in why.text


def test_page_and_workbook_hold_every_part(tmp_path):
    assert run(["review", "2025Q4", "--chain", str(WORKS), "--out", str(tmp_path / "report")]) == 0
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert [s for s in sections(page) if s in PARTS] == PARTS
    assert page.index('data-figure="waterfall"') < page.index('data-figure="cusum"')
    book = openpyxl.load_workbook(tmp_path / "report" / "review.xlsx")
    assert {"custody", "costs", "sisters", "charts", "safety", "permits", "rules", "disclosure", "roadmap"} <= set(book.sheetnames)
    assert "SYNTHETIC DATA" in str([c.value for row in book["About"].iter_rows() for c in row])
    json.dumps(json.loads((tmp_path / "report" / "manifest.json").read_text(encoding="utf-8")), allow_nan=False)


def test_an_early_quarter_looks_at_nothing_later():
    """What comes later changes no earlier review."""
    early = review(WORKS, "2023Q2")
    assert not [f for f in early.findings if f.kind in ("meter", "loss", "line", "split", "custody")]
    assert {s.id for s in early.sections} >= {"custody", "costs", "safety", "permits"}
    assert "charts" not in {s.id for s in early.sections}  # the first year is the baseline
    seen = {r["Incident"]: r["Day"] for s in early.sections if s.id == "safety" for r in s.record["tables"]["incidents"]}
    assert seen
    assert max(seen.values()) < "2023-07-01"


def test_where_nothing_was_planted_little_is_found():
    found = measure(4, faulty=False)
    assert found.found == dict.fromkeys(FAULTS)
    assert len(found.false) <= 3


def test_what_was_measured_on_unseen_seeds_is_what_the_docs_say_and_can_be_measured_again():
    *lines, last_line = (WORKS / "expected" / "unseen_seeds.txt").read_text(encoding="utf-8").splitlines()
    told = json.loads(last_line)
    assert len(lines) == told["seeds"] == 50
    assert sum(int(line.split("false ")[1].split()[0]) for line in lines) == told["false_alarms"]
    page = (WORKS.parents[1] / "docs" / "explanation" / "planted_faults.md").read_text(encoding="utf-8")
    for fault, name in (("meter", "biased meter"), ("custodian", "leaking custodian"), ("line", "drifting line"), ("split", "split order")):
        assert f"| {name} named | {told[fault]} |" in page
    rate = f"**{told['false_per_plant_year']:.2f} a plant-year**"
    said = f"| false alarms | {told['false_alarms']} in {told['plant_years']} plant-years: {rate} |"
    assert said in page
    assert f"| plant-years with more than one | **{told['plant_years_with_more_than_one']} of {told['plant_years']}** |" in page
    again = measure(1017)
    assert f"1017: missed none; false {len(again.false)} {list(again.false)}" in lines


def test_who_may_see_one_entity_sees_no_table_that_does_not_say_whose_it_is(tmp_path, capsys):
    place = tmp_path / "works"
    shutil.copytree(WORKS, place)
    for words in (("start",), ("person", "anna"), ("grant", "anna", "reader", "--entity", "inland")):
        assert run(["access", *words, "--chain", str(place), "--as", "kim"]) == 0
    capsys.readouterr()
    assert run(["review", "2025Q4", "--chain", str(place), "--as", "anna", "--json"]) == 0
    told = capsys.readouterr().out
    assert set(json.loads(told)["sections"]) <= {"directives"}
    for name in ("Tarn Supply", "K. Brandt", "cells_a", "outfall", "Fjord", "maintenance"):
        assert name not in told
