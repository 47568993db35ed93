"""What a stress test shows: units at every number, no empty block, nothing cut off; and which questions are none."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import openpyxl
import polars as pl
import pytest

import didymium
from didymium.app.error import UsageError
from didymium.app.stress import Stress
from didymium.cli.run import run
from didymium.disruption import EventError
from didymium.disruption.base import within
from didymium.disruption.event import read
from didymium.reporting.stress import StressInput
from didymium.reporting.stress.blocks import blocks
from didymium.reporting.stress.html import stress_html
from didymium.reporting.stress.xlsx import stress_xlsx
from tests.browser import Look
from tests.reporting.test_browser import complaints

PRESS = {"start": "2026", "weeks": 52, "action": [{"kind": "outage", "lines": ["press"], "share": 0.5}]}
WITHOUT_UNIT = {"What stands still", "Uncertain numbers", "Of them assumed", "Week", "week"}  # texts and counts of themselves


@cache
def found() -> Stress:
    """Everything that a stress test has, on the small works."""
    return didymium.stress("works", PRESS, draws=8)


@cache
def told() -> StressInput:
    """What its report is made from, with asks that double: nothing is dear in the works."""
    asks = pl.when(pl.col("tier") == "spot").then(2).otherwise(1)
    tables = found().input.tables
    return replace(found().input, tables={**tables, "prices": tables["prices"].with_columns(pl.col("low", "mid", "high") * asks)})


def test_every_number_has_its_unit_in_its_head():
    every = [t for b in blocks(told()) for t in b.tables]
    wanted = {"first_short", "beside", "loss", "measures", "dependence", "survival", "choke_points", "asks", "worst_weeks"}
    assert {*wanted, "prices", "shortage"} <= {t.id for t in every}
    for table in every:
        heads = [c.head for c in table.columns]
        assert len(set(heads)) == len(heads), f"{table.id}: two columns of one name"
        for column in table.columns:
            if column.right and column.kind != "share" and column.name not in WITHOUT_UNIT:
                assert column.unit, f"{table.id}: {column.name} has no unit"
            assert column.kind != "unit", f"{table.id}: a unit behind one number leaves the others without"


def test_units_that_differ_stand_in_each_row_before_the_numbers():
    first, *others = told().loss
    for table in (t for b in blocks(replace(told(), loss=(replace(first, unit="m2"), *others))) for t in b.tables if t.id == "loss"):
        names = [c.name for c in table.columns]
        assert names[3:5] == ["Unit", "Lost"]
        assert {row[3] for row in table.rows} == {"m2", others[0].unit}
        assert table.rows[0][4] == first.mid
        assert table.columns[4].unit == ""


def test_no_block_of_the_page_is_empty():
    for each in blocks(told()):
        assert [p for p in each.parts if p.part == "chart" or (p.part == "table" and p.where != "book")], each.id
        assert each.finding.endswith(".")


def test_the_worst_week_of_each_element_is_a_row_of_the_table():
    (table,) = (t for b in blocks(told()) for t in b.tables if t.id == "worst_weeks")
    most = dict(told().tables["shortage"].group_by("element").max().select("element", "mid").iter_rows())
    assert {row[0]: row[5] for row in table.rows} == most
    rows = set(told().tables["shortage"].select("element", "week", "mid", "low", "high").iter_rows())
    assert all((row[0], *row[4:]) in rows for row in table.rows)


def test_the_workbook_has_the_same_heads(tmp_path):
    stress_xlsx(told(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [c.value for c in book["loss"][1]][3:6] == ["Lost, unit", "Lost (low), unit", "Lost (high), unit"]
    assert [c.value for c in book["measures"][1]][1:4] == ["Cost, USD", "Avoids (mean), USD", "Avoids (low), USD"]
    assert [c.value for c in book["prices"][1]][4:] == [f"{end}, USD/kg oxide" for end in ("low", "mid", "high")]
    assert [c.value for c in book["shortage"][1]][5:] == [f"{end}, t of element a week" for end in ("low", "mid", "high")]


def test_the_terminal_has_units_and_drops_no_word():
    text = found().text(100)
    assert "per dollar, USD" in text
    (spread,) = (line for line in text.splitlines() if line.startswith("spread of the loss: "))
    assert "..." not in spread


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_of_the_page_is_cut_off(look: Look, width: int):
    page = look(stress_html(told()), width)
    assert page.locator(".draw svg").count() == 2
    assert complaints(page) == []
    for section in page.locator("main section").all():
        assert section.locator("table, svg").count() > 0
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert complaints(page) == []


@pytest.mark.browser
def test_on_a_phone_zero_is_not_drawn_through_the_names(look: Look):
    """With a measure that does harm, zero lies inside the picture, and names above the bars."""
    worse = replace(told().measures[-1], name="a measure that does harm", per_dollar=-told().measures[0].per_dollar)
    page = look(stress_html(replace(told(), measures=(*told().measures[:-1], worse))), 390)
    crossed = page.evaluate(
        """() => {
          const svg = document.querySelector("[data-figure=dollar] .draw svg");
          const lines = [...svg.querySelectorAll("line.zero")].map((l) => l.getBoundingClientRect());
          const names = [...svg.querySelectorAll("text.strong")].map((t) => [t.textContent, t.getBBox()]);
          const box = svg.getBoundingClientRect();
          return names.filter(([, n]) => lines.some((l) =>
            l.x - box.x >= n.x && l.x - box.x <= n.x + n.width && l.y - box.y < n.y + n.height - 4 && l.bottom - box.y > n.y + 4,
          )).map(([name]) => name);
        }"""
    )
    assert page.locator("[data-figure=dollar] line.zero").count() > 0
    assert crossed == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--draws", "0"], "draws: 0 is too few: ask for at least 1"),
        (["--draws", "-3"], "draws: -3 is too few"),
        (["--draws", "2000000"], "draws: 2,000,000 is too many"),
        (["--weeks", "0"], "weeks: 0 is out of range: ask for 1 to 520"),
        (["--weeks", "-5"], "weeks: -5 is out of range"),
        (["--weeks", "521"], "weeks: 521 is out of range"),
        (["--workers", "0"], "workers: 0 is too few"),
        (["--governance", "some"], "governance: 'some' is unknown"),
        (["--seed", "-1"], "seed: -1 is negative: give 0 or more"),
    ],
)
def test_a_question_that_is_none_is_a_usage_error(options, says, tmp_path, capsys):
    assert run(["stress", "licences-2025", "--out", str(tmp_path / "run"), *options, "--json"]) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert json.loads(out)["kind"] == "usage"
    assert list(tmp_path.iterdir()) == []


def test_so_it_is_for_cover_and_hindcast(tmp_path):
    assert run(["cover", str(tmp_path / "none.csv"), "--draws", "0"]) == 2
    assert run(["hindcast", "2010", "--draws", "15"]) == 2
    assert run(["cover", str(tmp_path / "none.csv")]) == 1, "a file that is not there is no question of usage"
    with pytest.raises(UsageError, match="seed: -1 is negative"):
        didymium.hindcast("2010", seed=-1)


def test_dates_outside_the_calendar_name_their_line(tmp_path, capsys):
    path = tmp_path / "mine.toml"
    late = 'weeks = 52\n\n[[action]]\nkind = "outage"\nlines = ["press"]\nshare = 0.5\nstart = "2028-04"\n'
    path.write_text(f'id = "mine"\n\nstart = "2099-04"\n{late.replace("2028", "2099")}', encoding="utf-8")
    assert run(["stress", str(path), "--chain", "works", "--out", str(tmp_path / "run")]) == 1
    assert (
        "mine.toml:3: start: week 0 is in 2099-04, works wants goods from 2026 to 2028; start the event there, or name another chain"
        in capsys.readouterr().err
    )
    path.write_text(f'id = "mine"\n\nstart = "2026-01"\n{late}', encoding="utf-8")
    with pytest.raises(EventError, match=r"mine.toml:10: action\[0\].start: 2028-04 is after the last of 52 weeks; start earlier"):
        didymium.stress("works", path)
    within(read(path), 130)  # asked for so many weeks, the action acts
    path.write_text(f'start = "2026-01"\n{late.replace("press", "pres").replace("2028", "2026")}', encoding="utf-8")
    with pytest.raises(EventError, match=r"mine.toml:6: action\[0\].lines: 'pres' is not among the lines of works; did you mean press"):
        didymium.stress("works", path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.toml"]
