"""didymium stress, cover and events: contract, folder, resumption, workers, bad input."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import didymium
from didymium.app.error import AskError
from didymium.chain import ChainError, load
from didymium.disruption import EventError, engine
from didymium.disruption.event import read, shipped
from tests.mini import write_mini

PRESS = {"id": "press", "start": "2026", "weeks": 52, "action": [{"kind": "outage", "lines": ["press"], "share": 0.5}]}


def ask(event=PRESS, **options):
    """A small run on works."""
    return didymium.stress(
        "works", event, **{"draws": 8, "governance": "nobody", "measures": False, "choke": False, "levers": False, **options}
    )


def test_the_contract():
    found = ask(governance="both", draws=4, choke=True, levers=True)
    told = json.loads(json.dumps(found.to_json()))
    assert set(told) >= {
        "event",
        "draws",
        "seed",
        "seconds",
        "loss",
        "first_short",
        "coordination_value",
        "prices",
        "choke_points",
        "dependence",
        "run",
    }
    assert set(told["loss"][0]) == {"use", "region", "governance", "low", "mid", "high", "unit"}
    assert {"use", "region", "week_low", "week_mid", "week_high"} <= set(told["first_short"][0])
    assert set(told["coordination_value"]) == {"low", "mid", "high", "unit"}
    assert {row["governance"] for row in told["loss"]} <= {"nobody", "everybody"}
    assert told["choke_points"][0]["loss"] > 0
    for row in told["dependence"]:
        assert row["low"] <= row["mid"] <= row["high"]
        assert (row["net"] is None) == (row["on"] != "all")
    assert told["closure"] < 1e-9


def test_the_folder_is_whole(tmp_path):
    found = ask(out=tmp_path / "run", measures=True)
    names = {p.name for p in (tmp_path / "run").iterdir()}
    assert {"index.html", "stress.xlsx", "manifest.json", "loss.parquet", "first_short.parquet", "shortage.parquet"} <= names
    page = (tmp_path / "run" / "index.html").read_text(encoding="utf-8")
    assert "SYNTHETIC" in page
    assert "What helps per dollar" in page
    assert [p.name for p in tmp_path.iterdir()] == ["run"], "nothing is left beside the folder"
    assert pl.read_parquet(tmp_path / "run" / "loss.parquet").equals(found.tables["loss"])
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["seed"] == 0


def test_a_stopped_run_goes_on_to_the_same_result(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BLOCK", 4)
    whole = ask(draws=12, seed=5)
    once = engine.run
    count = 0

    def stopping(*args):
        nonlocal count
        count += 1
        if count == 2:
            raise KeyboardInterrupt
        return once(*args)

    monkeypatch.setattr(engine, "run", stopping)
    with pytest.raises(KeyboardInterrupt):
        ask(draws=12, seed=5, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert len(list(next(tmp_path.iterdir()).iterdir())) == 1, "the block that was done is kept"
    again = ask(draws=12, seed=5, out=tmp_path / "run")
    assert count == 4
    assert again.tables["loss"].equals(whole.tables["loss"])
    assert (again.outcomes["nobody"].lost == whole.outcomes["nobody"].lost).all()


@pytest.mark.parametrize("count", [2, 4])
def test_workers_do_not_matter(count):
    one, two = ask(draws=130, seed=3), ask(draws=130, seed=3, workers=count)
    assert (one.outcomes["nobody"].lost == two.outcomes["nobody"].lost).all()
    assert one.tables["prices"].equals(two.tables["prices"])


def test_a_killed_run_goes_on_to_the_same_result(tmp_path):
    """SIGKILL while draws are run: what was done is kept, no folder bears the name, the next run ends as one that was never killed."""
    event = tmp_path / "press.toml"
    event.write_text('start = "2026"\nweeks = 52\n[[action]]\nkind = "outage"\nlines = ["press"]\nshare = 0.5\n', encoding="utf-8")
    draws = 64 * 100
    asked = ["stress", str(event), "--chain", "works", "--draws", str(draws), "--governance", "nobody", "--out", str(tmp_path / "run")]
    process = subprocess.Popen([sys.executable, "-m", "didymium", *asked], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 90
    while (done := len(list(tmp_path.glob(".run.*.blocks/*.npz")))) < 3 and time.monotonic() < until and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL, "it was over before it could be killed"
    assert done >= 3
    assert not (tmp_path / "run").exists()
    kept = len(list(tmp_path.glob(".run.*.blocks/*.npz")))
    assert 3 <= kept < 100
    again = ask(event, draws=draws, out=tmp_path / "run")
    whole = ask(event, draws=draws)
    assert (again.outcomes["nobody"].lost == whole.outcomes["nobody"].lost).all()
    assert again.tables["loss"].equals(whole.tables["loss"])
    assert {p.name for p in tmp_path.iterdir()} == {"press.toml", "run"}


def test_hindsight_is_said(monkeypatch):
    """A number that was measured in the year of the event, or later, is named; this event begins in 2026."""
    from didymium.disruption import behaviour as module

    assert not [n for n in ask().notes if "hindsight" in n]
    how = module.behaviour()
    later = replace(how.parameters["spot_share"], known="2026")
    monkeypatch.setattr(engine, "behaviour", lambda: replace(how, parameters={**how.parameters, "spot_share": later}))
    assert [n for n in ask().notes if n.startswith("spot share was measured in 2026")]


def test_seeds_do():
    assert not ask(seed=1).tables["loss"].equals(ask(seed=2).tables["loss"])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"draws": 0}, "draws: 0 is too few"),
        ({"weeks": 0}, "weeks: 0 is out of range"),
        ({"governance": "some"}, "governance: 'some' is unknown"),
        ({"workers": 0}, "workers: 0 is too few"),
    ],
)
def test_bad_questions(options, says):
    with pytest.raises(AskError, match=says):
        ask(**options)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (
            {"kind": "licence", "actor": ["CHN"], "share": 0.5},
            r"action\[0\].actor: 'CHN' is not among the regions of works; regions of works are",
        ),
        (
            {"kind": "licence", "actor": ["INL"], "share": 1.5},
            r"action\[0\].share: 1.5 is out of range; write numbers in rising order between 0 and 1",
        ),
        ({"kind": "licence", "actor": ["INL"], "share": 0.5, "forms": ["oxyde"]}, "'oxyde' is unknown; did you mean oxide"),
        ({"kind": "licence", "actor": ["INL"], "share": 0.5, "elements": ["Xx"]}, "'Xx' is unknown; known are La"),
        ({"kind": "outage", "lines": ["pres"], "share": 0.5}, "'pres' is not among the lines of works; did you mean press"),
        ({"kind": "outage", "lines": ["press"]}, "an outage needs share"),
        ({"kind": "stop", "share": 0}, "'stop' is no kind of action"),
        ({"kind": "outage", "lines": ["press"], "share": 0, "end": "2025"}, "no later than it starts"),
        ({"kind": "outage", "lines": ["press"], "share": {"low": 0.5, "high": 0.2}}, "out of range"),
        ({"kind": "outage", "lines": ["press"], "share": "half"}, "is no number"),
        ({"kind": "outage", "lines": ["press"], "share": 0, "ramp": 3}, "unknown entry 'ramp'"),
        ({"kind": "quota", "actor": ["INL"]}, "a quota needs tonnes or share"),
    ],
)
def test_bad_events(action, says):
    with pytest.raises(EventError, match=says):
        ask({"start": "2026", "action": [action]})


def test_an_event_file_names_its_line(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('start = "2026"\n\n[[action]]\nkind = "outage"\nlines = ["press"]\nshare = 7\n', encoding="utf-8")
    with pytest.raises(EventError, match=r"mine.toml:6: action\[0\].share"):
        read(path)
    path.write_text("start = \n", encoding="utf-8")
    with pytest.raises(EventError, match=r"mine.toml:1: not readable as TOML"):
        read(path)


def test_dates_outside_the_calendar():
    with pytest.raises(EventError, match="week 0 is in 2010-07, works wants goods from 2026 to 2028"):
        ask({**PRESS, "start": "2010-07"})
    with pytest.raises(EventError, match="no such event; did you mean quota-2010"):
        ask("quota-2011")


def test_events_are_listed_and_run_on_the_world():
    listed = didymium.events()
    assert [e.name for e in listed.listed[:-1]] == shipped()
    assert all(e.title and e.grade for e in listed.listed)
    world = load("world")
    for name in ("licences-2025", "kachin-2024", "outage/lynas_lamp"):
        ready = engine.prepare(world, read(name), weeks=30)
        block = engine.run(ready, engine.drawn(ready, 2, 0))
        assert block.closure.max() < 1e-9


BOM = "part,mass,mass_unit,grade,region,stock,stock_unit,per_week\n"


def bom(tmp_path, *rows):
    path = tmp_path / "bom.csv"
    path.write_text(BOM + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_cover_lasts_as_long_as_its_stock(tmp_path):
    """Nothing is made any more: a part with k weeks of stock is short k weeks after what is on the way has come."""
    path = bom(tmp_path, "thin,1,kg,magnet,COA,2,weeks,", "thick,1,kg,magnet,COA,21,days,", "many,500,g,magnet,COA,40,parts,8")
    stop = {"start": "2026", "weeks": 30, "action": [{"kind": "outage", "lines": ["press"], "share": 0.0}]}
    found = didymium.cover("works", path, stop, draws=4)
    first = {p.part: p for p in reversed(found.parts)}
    assert first["thin"].stock_weeks == 2
    assert first["thick"].stock_weeks == 3
    assert first["many"].stock_weeks == 5
    assert first["thin"].low < first["thick"].low < first["many"].low
    assert first["thick"].low - first["thin"].low == pytest.approx(1, abs=1e-9)
    assert first["thin"].element == "Nd"
    assert first["thin"].kg == pytest.approx(sum(p.kg for p in found.parts if p.part == "many" and p.element == "Nd") * 2)
    assert "thin is short first" in found.text()
    assert found.to_json()["parts"][0]["part"] == "thin"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "bom.csv:1: the bill of materials is empty"),
        (["a,1,kg,Q9,COA,2,weeks,"], "bom.csv:2: grade: 'Q9' is no grade"),
        (["a,1,lb,magnet,COA,2,weeks,"], "bom.csv:2: mass_unit: 'lb' is unknown; known are g, kg, t"),
        (["a,1,kg,magnet,COA,,weeks,"], "bom.csv:2: stock: stock is empty"),
        (["a,-1,kg,magnet,COA,2,weeks,"], "'-1' is no number of at least 0"),
        (["a,1,kg,magnet,CAO,2,weeks,"], "'CAO' is unknown; did you mean COA"),
        (["a,1,kg,magnet,COA,2,parts,"], "per_week is empty"),
        (["a,1,kg,magnet,COA,2,weeks,", "a,1,kg,magnet,COA,2,weeks,"], "bom.csv:3: part: part 'a' stands there already"),
        (["a,1,kg,magnet,INL,2,weeks,"], "INL buys no magnets of grade 'magnet'"),
    ],
)
def test_bad_bills(tmp_path, rows, says):
    with pytest.raises(ChainError, match=says):
        didymium.cover("works", bom(tmp_path, *rows), PRESS, draws=1)


def test_a_bill_that_is_not_there(tmp_path):
    with pytest.raises(AskError, match="no such file"):
        didymium.cover("works", tmp_path / "none.csv", PRESS)


def test_measures_are_tried_in_the_same_draws():
    found = ask(draws=16, measures=True)
    table = found.tables["measures"]
    more = table.filter(pl.col("measure").str.contains("magnets at their users"))
    assert more["low"].item() > 0
    assert found.text().count("what helps") == 1
    assert np.isfinite(table["per_dollar"].to_numpy()).all()


def test_a_small_chain_of_its_own(tmp_path):
    chain = load(write_mini(tmp_path / "mini"))
    found = didymium.stress(
        chain, {"start": "2026", "action": [{"kind": "outage", "lines": ["sx"], "share": 0}]}, draws=2, governance="nobody"
    )
    assert found.closure < 1e-9


def test_both_cases_stand_beside_each_other_over_the_same_weeks_and_draws():
    """The year and the draws that both cover, whatever the run's own length; what is saved adds up to the gap's mean."""
    found = ask(governance="both", weeks=60, draws=40)
    table = found.tables["beside"]
    c = found.coordination
    assert (c.weeks, c.draws) == (52, 32)
    assert set(table["draws"]) == {32}
    assert table["weeks"].to_numpy() == pytest.approx(52, abs=0.5)
    alone = found.outcomes["nobody"].lost[:32].astype(float)
    row = dict(zip(found.outcomes["nobody"].users, range(alone.shape[1]), strict=True))
    for use, region, mid in table.select("use", "region", "mid").iter_rows():
        lost = alone[:, row[use, region]]
        assert lost[:, :52].sum(axis=1).mean() <= lost.sum(axis=1).mean() + 1e-9
        assert mid == pytest.approx(float(np.median(lost[:, :52].sum(axis=1))), rel=0.02, abs=1e-6)
    assert c.low <= c.mid <= c.high


@pytest.mark.parametrize("weeks", [0, 105])
def test_a_coordinated_case_of_no_or_too_many_weeks_is_refused(weeks):
    with pytest.raises(AskError, match="1 to 104 weeks"):
        ask(together=weeks)
