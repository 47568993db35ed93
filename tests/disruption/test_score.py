"""Scores and rivals by hand, and the observations as the facts have them."""

from __future__ import annotations

import csv
import math
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.disruption.rivals import changes, no_change, spread_of_logs
from didymium.disruption.score import Forecast, coverage, interval_score, rank_agreement, rmse

FACTS = Path(__file__).parents[3] / "shared" / "facts"
HOME = resources.files("didymium.disruption").joinpath("hindcasts")


def point(low: float, mid: float, high: float, observed: float | None) -> Forecast:
    return Forecast("exports", "world", "all", "2025-05", low, mid, high, "t", observed)


def test_scores_by_hand():
    points = [point(1, 2, 3, 2.5), point(1, 2, 3, 0.0), point(0, 5, 9, None)]
    assert rmse(points) == pytest.approx(math.sqrt((0.25 + 4.0) / 2))
    assert interval_score(points) == pytest.approx((2.0 + 2.0 + 10.0 * 1.0) / 2)
    assert coverage(points) == 0.5
    assert math.isnan(rmse([]))
    assert math.isnan(coverage([points[2]]))
    assert rank_agreement([1, 2, 3], [3, 2, 1]) == -1.0


@given(st.floats(0, 10), st.floats(0, 10), st.floats(-20, 20))
def test_a_band_that_holds_the_truth_scores_its_width(low, wide, observed):
    score = interval_score([point(low, low, low + wide, observed)])
    assert score >= wide - 1e-9
    if low <= observed <= low + wide:
        assert score == pytest.approx(wide, abs=1e-9)


def test_no_change_keeps_the_last_value_and_widens():
    one, four = no_change([point(0, 0, 0, 1.0)] * 2, last=10.0, sd=0.2, steps=[1.0, 4.0])
    assert one.mid == four.mid == 10.0
    assert four.high / four.mid == pytest.approx((one.high / one.mid) ** 2)
    assert spread_of_logs([5.0]) == 0.0
    assert changes([1.0, 2.0, 6.0]) == [2.0, 3.0]


@pytest.mark.parametrize("year", ["2010", "2025"])
def test_observations_have_a_source_and_a_grade(year):
    rows = list(csv.DictReader(HOME.joinpath(f"observed_{year}.csv").read_text(encoding="utf-8").splitlines()))
    assert rows
    for row in rows:
        assert row["source"]
        assert row["grade"] in ("official", "company", "derived", "assumed")
        assert float(row["value"]) >= 0
    declared = tomllib.loads(HOME.joinpath("declared.toml").read_text(encoding="utf-8"))[year]
    assert set(declared["test"]) <= {row["series"] for row in rows}


def test_held_out_months_are_not_there():
    rows = csv.DictReader(HOME.joinpath("observed_2025.csv").read_text(encoding="utf-8").splitlines())
    assert max(row["period"] for row in rows if row["series"] == "magnet exports" and len(row["period"]) == 7) == "2025-07"


@pytest.mark.local_data
@pytest.mark.skipif(not FACTS.is_dir(), reason="local_data: the facts lie beside the checkout on a developer's machine")
def test_made_anew_from_the_facts(tmp_path):
    from tools import hindcast_data, world_2009

    for year, make in (("2010", hindcast_data.quota_years), ("2025", hindcast_data.licence_months)):
        hindcast_data.write(tmp_path / "made.csv", make(FACTS))
        assert (tmp_path / "made.csv").read_text() == HOME.joinpath(f"observed_{year}.csv").read_text(encoding="utf-8")
    world_2009.main(FACTS, tmp_path / "chain")
    shipped = Path(str(resources.files("didymium.chain").joinpath("world-2009")))
    made = sorted(p.relative_to(tmp_path / "chain") for p in (tmp_path / "chain").rglob("*.*"))
    assert made
    for file in made:
        assert (tmp_path / "chain" / file).read_text() == (shipped / file).read_text(), file
