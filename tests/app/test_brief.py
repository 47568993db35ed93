"""The brief: shape, files, trust."""

from __future__ import annotations

import json

from didymium import brief

KEYS = {"chain", "status", "objective", "seconds", "size", "backcast", "holders", "unmet", "report"}


def test_json_is_as_agreed(mini):
    found = brief(mini, quarters=4, out=None)
    answer = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert set(answer) == KEYS
    assert answer["chain"] == {"name": "mini", "version": "1", "rows": found.chain.rows, "assumed_share": 1.0}
    assert set(answer["seconds"]) == {"load", "check", "build", "solve", "report"}
    assert set(answer["size"]) == {"rows", "columns", "nonzeros"}
    assert {row["year"] for row in answer["backcast"]} == {2024, 2025}
    assert set(answer["backcast"][0]) == {"year", "series", "region", "source", "observed", "model", "error", "kind"}
    assert set(answer["holders"][0]) == {"stage", "element", "period", "holder", "share"}
    by_place: dict[tuple[str, str, str], float] = {}
    for row in answer["holders"]:
        place = (row["stage"], row["element"], row["period"])
        by_place[place] = by_place.get(place, 0.0) + row["share"]
    assert all(abs(total - 1) < 1e-9 for total in by_place.values())
    assert answer["report"] is None
    assert answer["holders"][0]["period"] == "2024"
    planned = {row["period"] for row in answer["holders"]} - {"2024"}
    assert planned == set(found.plan.tables["holders"]["period"])


def test_text_is_short_and_says_what_it_is(mini):
    text = brief(mini, quarters=4, out=None).text(100)
    assert len(text.splitlines()) <= 40
    assert max(len(line) for line in text.splitlines() if not line.startswith("  didymium ")) <= 100
    assert "SYNTHETIC" in text
    assert "IF EVERYONE COORDINATED AND KNEW" in text
    assert "WHO HOLDS WHAT in 2024, from the backcast" in text
    assert "-20" in text  # the miss of 2025


def test_folder_holds_report_and_tables(mini, tmp_path):
    found = brief(mini, quarters=4, out=tmp_path / "report")
    names = {p.name for p in (tmp_path / "report").iterdir()}
    assert {"index.html", "brief.xlsx", "manifest.json", "met.parquet", "backcast.parquet"} <= names
    about = json.loads((tmp_path / "report" / "manifest.json").read_text(encoding="utf-8"))
    assert {"index.html", "brief.xlsx"} == set(about["files"])
    assert found.to_json()["report"] == str(tmp_path / "report" / "index.html")
    again = brief(mini, quarters=4, out=tmp_path / "report")
    assert again.report == found.report
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
