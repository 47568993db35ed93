"""Findings and the past."""

from __future__ import annotations

import json

import pytest

from didymium import check
from didymium.app.error import AskError
from tests.mini import MORE, write_mini


def test_json_is_as_agreed(mini):
    found = check(mini, backcast=(2024, 2025))
    answer = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert set(answer) == {"findings", "backcast", "unexplained"}
    assert found.ok
    first, second = answer["backcast"]
    assert set(first) == {"year", "series", "region", "source", "observed", "model", "error", "kind"}
    assert (first["year"], first["kind"], first["observed"]) == (2024, "identity", 20)
    assert first["error"] == pytest.approx(0)
    assert (second["year"], second["kind"]) == (2025, "scored")
    assert second["error"] == pytest.approx(20 / 25 - 1)
    assert answer["unexplained"] == [{"element": "Nd", "tonnes": -2.0, "share": pytest.approx(-0.1)}]


def test_persistence_stands_in_the_unit_of_what_was_observed(mini):
    row = check(mini, backcast=(2025,)).tables["backcast"].row(0, named=True)
    assert row["persistence"] == pytest.approx(20)
    assert (row["unit"], row["key"], row["limit"], row["note"]) == ("t", "scored/nd_2025", 0.1, "kept short")


def test_a_quantity_has_the_range_that_cost_leaves_open(mini):
    """20 t whatever is chosen: nothing of the chain of two places is a draw."""
    row = check(mini, backcast=(2025,)).tables["backcast"].row(0, named=True)
    assert (row["low"], row["high"]) == pytest.approx((row["model"], row["model"]))


def test_no_year_no_backcast(mini):
    answer = check(mini).to_json()
    assert answer == {"findings": [], "backcast": [], "unexplained": []}


def test_a_year_without_observations_is_no_year(mini):
    with pytest.raises(AskError, match="observed are 2024, 2025"):
        check(mini, backcast=(1999,))


def test_a_comparison_without_observation_is_named(tmp_path):
    folder = write_mini(tmp_path / "c", series=MORE["series"][:1])
    with pytest.raises(AskError, match=r"scored\.csv:3: scored nd_2025"):
        check(folder, backcast=(2025,))


def test_what_is_broken_is_a_finding_and_no_exception(tmp_path):
    folder = write_mini(tmp_path / "c", recipe_flows=["dig,feed,out,1,1.2"])
    found = check(folder)
    assert not found.ok
    assert found.chain is None
    finding = found.to_json()["findings"][0]
    assert set(finding) == {"severity", "table", "file", "line", "column", "message", "fix"}
    assert (finding["severity"], finding["file"], finding["line"], finding["column"]) == ("error", "recipe_flows.csv", 2, "recovery")


def test_unexplained_is_summed_by_element(tmp_path):
    rows = ["nd,2024,Nd,-2,-0.1", "feed,2024,Nd,3,0.3"]
    folder = write_mini(tmp_path / "c", residuals=rows)
    (row,) = check(folder, backcast=(2024,)).to_json()["unexplained"]
    assert row == {"element": "Nd", "tonnes": pytest.approx(1), "share": pytest.approx(1 / 30)}
