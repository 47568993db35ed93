"""Custody: what an area lacks by hand, causes told apart, chance left alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.operations.alarm import cusum
from didymium.operations.balance import Plant
from didymium.operations.culprit import LOSS, METER, culprits
from didymium.operations.custody import accounts, gap
from didymium.operations.meters import Month
from didymium.operations.span import Span

AREAS = ("cut", "store", "gate")
STREAMS = ("feed", "oxide", "sold", "out", "stock")
SIGN = np.array([[1.0, -1, 0, 0, 0], [0, 1, -1, 0, -1], [0, 0, 1, -1, 0]])
MASS = np.array([100.0, 100.0, 100.0, 100.0, 0.0])


def month(i: int, rng: np.random.Generator | None = None, bias: float = 0.0, lost: float = 0.0) -> Month:
    """A month of three areas in a row; ``oxide`` reads ``bias`` too much, ``store`` loses ``lost`` t."""
    noise = np.zeros(5) if rng is None else rng.standard_normal(5)
    mass = MASS - np.array([0, 0, lost, lost, 0])
    mass = mass * (1 + 0.005 * noise) + np.array([0, bias * 100, 0, 0, 0.2 * noise[4]])
    sd = np.array([0.5, 0.5, 0.5, 0.5, 0.2])
    share, error = np.full((5, 1), 0.5), np.full((5, 1), 0.001)
    plant = Plant(AREAS, STREAMS, ("Nd",), SIGN, mass, sd, share, error, np.array([False] * 4 + [True]))
    return Month(Span(24000 + i, 24001 + i), plant, {s: f"actuals/streams.csv:{j}" for j, s in enumerate(STREAMS)})


def test_what_is_missing_and_its_error_by_hand():
    (found,) = [gap(month(0, lost=3.0))]
    assert found.lacking == pytest.approx([0.0, 3.0, 0.0, 0.0, 1.5, 0.0])
    assert found.covariance[1, 1] == pytest.approx(0.5**2 + 0.5**2 + 0.2**2)
    assert found.covariance[0, 1] == pytest.approx(-(0.5**2))  # the meter between two areas errs in both, the other way round
    nd = 2 * ((0.5 * 0.5) ** 2 + (100 * 0.001) ** 2) - 0 + (0.5 * 0.2) ** 2
    assert found.covariance[4, 4] == pytest.approx(nd, rel=0.05)


def test_what_nobody_measured_leaves_its_areas_unknown_and_not_zero():
    one = month(0)
    one.plant.mass[1] = np.nan
    assert gap(one).known.tolist() == [False, False, True, False, False, True]
    found = accounts([gap(one)], [np.zeros(6)], {"gate": "R. Quill"}, Span(24000, 24001))
    assert {a.area for a in found} == {"gate"}
    assert found[0].custodian == "R. Quill"


def test_a_sum_of_what_is_missing_by_hand():
    gaps = [gap(month(i, lost=3.0)) for i in range(4)]
    found = {(a.area, a.component): a for a in accounts(gaps, [np.zeros(6)] * 4, {}, Span(24003, 24004))}
    z = 3.0 / np.sqrt(0.54)
    assert found["store", "mass"].cusum == pytest.approx(4 * (z - 0.5))
    assert found["store", "mass"].signal
    assert not found["gate", "mass"].signal
    assert found["store", "mass"].missing == pytest.approx(3.0)


def test_the_average_run_length_is_that_of_the_tables():
    """A two-sided CUSUM with k = 0.5 and h = 5 runs 465 months (Hawkins and Olwell, Cumulative Sum Charts, 1998)."""
    assert cusum(1, 1) < 5.0 < cusum(5, 1)
    run = np.exp(5 + 1.166) - (5 + 1.166) - 1
    assert run == pytest.approx(465, rel=0.02)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_meter_and_a_loss_are_told_apart(seed):
    rng = np.random.default_rng(seed)
    read = [gap(month(i, rng, bias=0.03 if i >= 6 else 0.0)) for i in range(20)]
    causes, _ = culprits(read)
    assert [(c.kind, c.where) for c in causes][:1] == [(METER, "oxide")]
    assert causes[0].size == pytest.approx(0.03, abs=5 * causes[0].sigma)
    lost, explained = culprits([gap(month(i, rng, lost=3.0 if i >= 6 else 0.0)) for i in range(20)])
    assert [(c.kind, c.where) for c in lost][:1] == [(LOSS, "store")]
    assert explained[-1][1] == pytest.approx(3.0, abs=0.6)
    assert explained[0][1] == pytest.approx(0.0, abs=0.6) or lost[0].since.first < 24003


def test_chance_names_nobody_in_most_histories():
    """One in a hundred is allowed: of 100 at most five, which a hundred times as many would pass once in some thousand."""
    named = 0
    for seed in range(100):
        rng = np.random.default_rng(50_000 + seed)
        named += bool(culprits([gap(month(i, rng)) for i in range(15)])[0])
    assert named <= 5


def test_a_meter_within_its_stated_error_is_left_alone():
    causes, _ = culprits([gap(month(i, bias=0.004)) for i in range(24)])
    assert causes == []


def test_too_few_months_accuse_nobody():
    assert culprits([gap(month(i, lost=50.0)) for i in range(2)])[0] == []
