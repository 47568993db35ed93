"""When things happen, by hand and as identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.chain.calendar import grid
from didymium.network.timing import arrivals, discount, opened, overlap

MIXED = grid("2026", "2028", quarters=4)  # four quarters and two years


def test_discount_is_from_the_middle_of_the_first_period():
    factor = discount(MIXED, 0.10)
    assert factor[0] == 1.0
    np.testing.assert_allclose(factor[:4], 1.1 ** -np.array([0, 0.25, 0.5, 0.75]))
    np.testing.assert_allclose(factor[4:], 1.1 ** -np.array([1.375, 2.375]))
    assert (discount(MIXED, 0.0) == 1.0).all()


def test_overlap_by_hand():
    shared = overlap(np.array([2026.25, 2020.0, 2030.0]), np.array([2027.5, 2040.0, 2031.0]), MIXED)
    np.testing.assert_allclose(shared[0], [0, 0.25, 0.25, 0.25, 0.5, 0])
    np.testing.assert_allclose(shared[1], [0.25] * 4 + [1, 1])
    assert (shared[2] == 0).all()


@pytest.mark.parametrize(
    ("start", "ramp", "share"),
    [
        (2020.0, 0.0, [1, 1, 1, 1, 1, 1]),
        (2026.5, 0.0, [0, 0, 1, 1, 1, 1]),
        (2026.125, 0.0, [0.5, 1, 1, 1, 1, 1]),
        (2026.0, 1.0, [0.125, 0.375, 0.625, 0.875, 1, 1]),
        (2026.5, 1.0, [0, 0, 0.125, 0.375, 0.875, 1]),
        (2027.0, 4.0, [0, 0, 0, 0, 0.125, 0.375]),
        (2040.0, 1.0, [0] * 6),
    ],
)
def test_opening_and_ramp_by_hand(start, ramp, share):
    np.testing.assert_allclose(opened(np.array([start]), np.array([ramp]), MIXED)[0], share, atol=1e-12)


def test_arrivals_by_hand():
    """Half a quarter on the way: half of each quarter's goods come in it, half in the next; of a year's, seven eighths."""
    share, way = arrivals(0.125, MIXED)
    np.testing.assert_allclose(np.diag(share), [0.5] * 4 + [0.875] * 2)
    np.testing.assert_allclose(np.diag(share, 1), [0.5] * 4 + [0.125])
    np.testing.assert_allclose(way, [0] * 5 + [0.125])


def test_goods_out_for_longer_than_the_grid_never_come():
    share, way = arrivals(10.0, MIXED)
    assert (share == 0).all()
    assert (way == 1).all()


@given(st.floats(0, 4), st.integers(0, 12), st.integers(0, 4))
def test_what_is_sent_comes_or_is_on_the_way(lag, quarters, more):
    periods = grid("2026", str(2026 + more), quarters)
    share, way = arrivals(lag, periods)
    np.testing.assert_allclose(share.sum(axis=1) + way, 1.0, atol=1e-9)
    assert (share >= 0).all()
    assert (way >= -1e-9).all()
    assert (np.tril(share, -1) == 0).all()  # nothing comes before it is sent


@given(st.floats(2020, 2035), st.floats(0, 6), st.integers(0, 12))
def test_output_over_the_horizon_does_not_depend_on_the_grid(start, ramp, quarters):
    """Years of full output of something that opens are the same on any grid."""
    coarse, fine = grid("2026", "2030", 0), grid("2026", "2030", quarters)
    years = [float(opened(np.array([start]), np.array([ramp]), g)[0] @ [p.end - p.start for p in g]) for g in (coarse, fine)]
    assert years[0] == pytest.approx(years[1], abs=1e-9)


@given(st.lists(st.tuples(st.floats(2020, 2035), st.floats(0, 10)), min_size=1, max_size=5), st.integers(0, 12))
def test_overlap_adds_up(spans, quarters):
    """Periods share with an interval what the whole grid shares with it."""
    starts, lengths = (np.array(v) for v in zip(*spans, strict=True))
    shared = overlap(starts, starts + lengths, grid("2026", "2029", quarters)).sum(axis=1)
    np.testing.assert_allclose(shared, np.maximum(np.minimum(starts + lengths, 2030) - np.maximum(starts, 2026), 0), atol=1e-9)
