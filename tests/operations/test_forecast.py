"""The year's end: bands hold as often as they say on made-up series, and short history is said to be short."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from didymium import review
from didymium.operations import Span, forecasts
from didymium.operations.conformal import LEVEL, reach
from didymium.operations.forecast import DONE, PLAN, REPEAT, record
from tests.operations.made import quarters

EXAMPLES = Path(__file__).parents[2] / "examples"


def series(rng: np.random.Generator, n: int) -> list[float]:
    """Quarters of a plant: a level, a season, errors that last, nothing below a tenth of the level."""
    noise = np.zeros(n)
    for i in range(1, n):
        noise[i] = 0.5 * noise[i - 1] + rng.normal(0, 0.12)
    season = 0.08 * np.sin(np.arange(n) * np.pi / 2 + rng.uniform(0, 6))
    return [float(v) for v in np.maximum(100.0 * np.exp(noise + season), 10.0)]


@pytest.mark.parametrize("seed", [1, 2])
def test_bands_of_90_percent_hold_85_to_95_percent_of_a_thousand_quarters(seed):
    rng = np.random.default_rng(seed)
    held = []
    for _ in range(40):
        values = dict(enumerate(series(rng, 48)))
        for h in (1, 2, 3):
            _, past, _ = record(values, 47, h, {})
            held += [b.inside for b in past if b.level == LEVEL]
    assert len(held) >= 1000
    assert 0.85 <= np.mean(held) <= 0.95


def test_a_band_uses_only_what_was_known_then():
    """Bands stated before a break do not change when the break comes."""
    calm = {i: 100.0 + i % 3 for i in range(16)}
    _, before, _ = record(calm, 15, 2, {})
    _, after, _ = record({**calm, 16: 900.0, 17: 5.0}, 17, 2, {})
    assert after[: len(before)] == before
    assert len(after) == len(before) + 2


def test_few_misses_give_the_level_that_they_allow_or_no_band():
    assert reach([0.1] * 3) is None
    assert reach([0.1, 0.3, 0.2, 0.1]).level == pytest.approx(0.8)
    assert reach([0.1] * 8).level == pytest.approx(8 / 9)
    assert reach([0.1] * 9).level == LEVEL


def test_the_rest_of_the_year_repeats_the_last_period():
    (found,), missing = forecasts(quarters([10, 11, 12, 13, 20]), Span(12 * 2001, 12 * 2001 + 3))
    assert (found.known, found.mid, found.rule, missing) == (20, 80, REPEAT, [])
    assert (found.low, found.level, found.n) == (None, None, 2)


def test_with_a_plan_the_rest_is_the_plan_times_what_came_of_it():
    book = quarters([8, 16, 8, 16, 8], plan=[10, 20, 10, 20, 10, 20, 10, 20])
    (found,), _ = forecasts(book, Span(12 * 2001, 12 * 2001 + 3))
    assert found.rule == PLAN
    assert found.mid == pytest.approx(8 + 0.8 * 50)


def test_later_figures_are_not_looked_at():
    early, late = ([10, 11, 12, 13, 14, 15], [10, 11, 12, 13, 14, 15, 99, 1, 50])
    now = Span(12 * 2001 + 3, 12 * 2001 + 6)
    assert forecasts(quarters(early), now) == forecasts(quarters(late), now)


def test_a_complete_year_is_what_it_is():
    (found,), _ = forecasts(quarters([10, 11, 12, 13]), Span(12 * 2000 + 9, 12 * 2001))
    assert (found.mid, found.low, found.high, found.rule) == (46, 46, 46, DONE)


def test_values_below_zero_make_bands_of_differences():
    values = {i: float((-1) ** i) for i in range(14)}
    misses, past, ratios = record(values, 13, 1, {})
    assert not ratios
    assert misses == [2.0] * 13
    assert (past[-1].low, past[-1].high) == (pytest.approx(-1.0), pytest.approx(3.0))


def test_a_year_with_a_hole_has_no_forecast_and_says_so():
    book = quarters([10, 11, 12, 13, 14, 15])
    holed = replace(book, figures=tuple(f for f in book.figures if f.span.first != 12 * 2001))
    found, missing = forecasts(holed, Span(12 * 2001 + 3, 12 * 2001 + 6))
    assert found == []
    assert missing == ["co: no end of 2001 for made of nd: earlier periods of the year are not published"]


@pytest.mark.parametrize(("name", "period"), [("lynas", "FY26Q2"), ("mp", "2026Q1"), ("northern", "2025Q3")])
def test_the_record_on_real_quarters_is_told_with_its_number(name, period):
    found = review(EXAMPLES / name, period)
    past = [h for o in found.input.outlooks for h in o.record]
    said = f"of {len(past)} past band" if past else "no band was stated for an earlier period: history is too short"
    assert said in found.text()
    for o in found.input.outlooks:
        assert (o.low is None) == (o.misses < 4)
        if o.low is not None:
            assert o.level == pytest.approx(min(LEVEL, o.misses / (o.misses + 1)))
            assert o.known <= o.low <= o.mid <= o.high
