"""Plans: shape, folder, differences, owners."""

from __future__ import annotations

import hashlib
import json

import polars as pl
import pytest

from didymium import load, plan
from didymium.app.error import AskError

KEYS = {"status", "objective", "size", "seconds", "unmet", "prices", "targets", "run"}


def test_json_is_as_agreed(mini):
    found = plan(mini, quarters=0).to_json()
    assert set(found) == KEYS
    assert set(found["size"]) == {"rows", "columns", "nonzeros"}
    assert {"load", "build", "solve"} <= set(found["seconds"])
    assert found["status"] == "optimal"
    assert found["run"] is None
    (short,) = (u for u in found["unmet"] if u["period"] == "2026")
    assert set(short) == {"use", "region", "period", "quantity", "unit", "reason"}
    assert (short["use"], short["region"], short["unit"]) == ("use", "B", "t")
    assert short["quantity"] == pytest.approx(10)
    assert "Circuit is full" in short["reason"]
    assert set(found["prices"][0]) == {"commodity", "region", "period", "low", "high", "unit", "calibrated"}
    assert found["targets"][0]["id"] == "floor"
    json.dumps(found, allow_nan=False)


def test_what_a_change_does(mini):
    found = plan(mini, set={"lines.sx.capacity": "40"}, quarters=0)
    moved = found.to_json()["differences"]
    (row,) = (r for r in moved["unmet"] if r["period"] == "2026")
    assert (row["before"], row["after"], row["unit"]) == (pytest.approx(10), pytest.approx(20), "t")
    assert moved["objective"]["change"] == pytest.approx(found.objective - found.before.objective)
    assert moved["objective"]["change"] < 0
    assert {r["line"] for r in moved["activity"]} >= {"mine", "sx"}
    assert plan(mini, quarters=0).to_json()["objective"] == pytest.approx(found.before.objective)


def test_no_change_no_difference(mini):
    moved = plan(mini, set={"lines.sx.capacity": "80"}, quarters=0).to_json()["differences"]
    assert moved["objective"]["change"] == pytest.approx(0)
    assert not any(moved[k] for k in ("unmet", "prices", "targets", "build", "activity"))


def test_run_folder_holds_every_table_and_its_hash(mini, tmp_path):
    found = plan(mini, quarters=0, out=tmp_path / "a" / "run", set={"lines.sx.capacity": "40"})
    about = json.loads((found.run / "manifest.json").read_text(encoding="utf-8"))
    chain = load(mini)
    assert about["chain"]["hash"] == chain.hash
    assert about["set"] == {"lines.sx.capacity": "40"}
    assert about["command"] == f"didymium plan {mini} --set lines.sx.capacity=40 --quarters 0"
    assert about["objective"] == pytest.approx(found.objective)
    assert {"python", "platform", "seed", "seconds", "packages"} <= set(about)
    assert set(about["tables"]) == set(found.tables) | {f"before_{name}" for name in found.before.tables}
    for name, entry in about["tables"].items():
        content = (found.run / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert pl.read_parquet(content).height == entry["rows"], name
    assert {p.name for p in found.run.iterdir()} == {"manifest.json", "plan.xlsx", *(e["file"] for e in about["tables"].values())}
    assert found.to_json()["run"] == str(found.run)


def test_an_owner_has_a_plan_of_its_own(mini):
    found = plan(mini, owner="co", quarters=0)
    assert found.owner == "co"
    assert set(found.tables["activity"]["line"]) <= {"mine", "sx", "fit"}
    with pytest.raises(AskError, match="didymium find nobody"):
        plan(mini, owner="nobody", quarters=0)


def test_progress_is_told(mini):
    said: list[str] = []
    plan(mini, owner="co", quarters=0, progress=said.append)
    assert any(line.startswith("whole chain: ") for line in said)
    assert any(line.startswith("solving ") for line in said)
