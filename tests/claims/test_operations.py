"""Claims of reviews: a real quarter, and planted faults on seeds that were not looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools.works_ops.measure import measure

from didymium import review
from tests.evidence import Say

pytestmark = pytest.mark.claim
EXAMPLES = Path(__file__).parents[2] / "examples"
COMMAND = "python -m tools.works_ops.measure 1000 1049"


def test_a_real_quarter(evidence: Say) -> None:
    bridge = review(EXAMPLES / "lynas", "FY26Q2").compared.bridge
    assert bridge is not None
    found = {s.factor: round(s.value, 1) for s in bridge.steps}
    result = f"volume {found['volume']:+}, price {found['price']:+}, together {bridge.total:+.1f} AUD m"
    claim = "Revenue of Lynas moves by -92.9 by volume and +94.6 by price from FY26Q1 to FY26Q2, in AUD m, and nothing is left over"
    reached = found == {"volume": -92.9, "price": 94.6} and abs(sum(s.value for s in bridge.steps) - bridge.total) < 1e-9
    evidence(claim, "didymium review FY26Q2 --chain examples/lynas", result, "lynas@1", reached)


def told() -> dict[str, float]:
    """What the one run said; one of its works is measured again."""
    *lines, last = (EXAMPLES / "works_ops" / "expected" / "unseen_seeds.txt").read_text(encoding="utf-8").splitlines()
    again = measure(1042)
    assert f"1042: missed none; false {len(again.false)} {list(again.false)}" in lines
    found: dict[str, float] = json.loads(last)
    return found


def test_planted_faults(evidence: Say) -> None:
    found = told()
    result = f"all four in {found['all_four']} of {found['seeds']}; {found['false_per_plant_year']:.2f} false alarms a plant-year"
    claim = "Four faults planted in simulated works are named on each of fifty unseen seeds, with less than one false alarm a plant-year"
    evidence(claim, COMMAND, result, "synthetic", found["all_four"] == found["seeds"] and found["false_per_plant_year"] < 1)


def test_no_plant_year_has_more_than_one(evidence: Say) -> None:
    found = told()
    more, years = found["plant_years_with_more_than_one"], found["plant_years"]
    evidence("No plant-year of them has more than one false alarm", COMMAND, f"{more} of {years} have more", "synthetic", more == 0)
