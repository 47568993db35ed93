"""Goods in use against flodym's inflow-driven stock, against draws, and against what must hold whatever the numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from didymium.chain.calendar import Period, grid
from didymium.chain.cohorts import Life, leaving, outflow, stock, weibull

KINDS = ("weibull", "lognormal", "normal")
YEARS = grid("1985", "2045", quarters=0)


def flodym_stock(kind, mean, sd, inflow):
    """Stock and outflow per year of flodym's inflow-driven model, with 10 points in each year of inflow."""
    flodym = pytest.importorskip("flodym")
    years = flodym.Dimension(name="Time", letter="t", items=[int(p.start) for p in YEARS], dtype=int)
    dims = flodym.DimensionSet(dim_list=[years])
    if kind == "weibull":
        shape, scale = weibull(np.array(mean), np.array(sd))
        lives = flodym.WeibullLifetime(dims=dims, n_pts_per_interval=10, weibull_shape=float(shape), weibull_scale=float(scale))
    else:
        model = {"lognormal": flodym.LogNormalLifetime, "normal": flodym.NormalLifetime}[kind]
        lives = model(dims=dims, n_pts_per_interval=10, mean=mean, std=sd)
    model = flodym.InflowDrivenDSM(dims=dims, lifetime_model=lives, inflow=flodym.StockArray(dims=dims, values=inflow))
    model.compute()
    return model.stock.values, model.outflow.values


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("mean", "sd"), [(15.0, 4.0), (8.0, 2.5), (25.0, 6.0)])
def test_equals_flodym(kind, mean, sd):
    inflow = 100.0 * 1.06 ** np.arange(len(YEARS)) * np.random.default_rng(3).uniform(0.7, 1.3, len(YEARS))
    life = Life(kind, np.array(mean), np.array(sd))
    held, gone = flodym_stock(kind, mean, sd, inflow)
    np.testing.assert_allclose(stock(inflow, life, YEARS, YEARS), held, rtol=1e-9)
    np.testing.assert_allclose(outflow(inflow, life, YEARS, YEARS), gone, rtol=1e-9, atol=1e-9 * inflow.max())


@pytest.mark.parametrize("kind", KINDS)
def test_draws_are_one_axis(kind):
    """Every draw alone says what all of them together say, and flodym says the same."""
    rng = np.random.default_rng(11)
    inflow = rng.uniform(50, 150, (7, len(YEARS)))
    mean, sd = rng.uniform(10, 18, 7), rng.uniform(3, 5, 7)
    together = outflow(inflow, Life(kind, mean, sd), YEARS, YEARS)
    held = stock(inflow, Life(kind, mean, sd), YEARS, YEARS)
    assert together.shape == held.shape == (7, len(YEARS))
    for d in range(7):
        alone = Life(kind, np.array(mean[d]), np.array(sd[d]))
        np.testing.assert_allclose(together[d], outflow(inflow[d], alone, YEARS, YEARS), rtol=1e-12)
        np.testing.assert_allclose(held[d], flodym_stock(kind, mean[d], sd[d], inflow[d])[0], rtol=1e-9)


def test_one_life_for_many_inflows_and_the_other_way_round():
    inflow = np.random.default_rng(1).uniform(0, 1, (5, len(YEARS)))
    life = Life("weibull", np.array(12.0), np.array(3.0))
    many = Life("weibull", np.full(5, 12.0), np.full(5, 3.0))
    np.testing.assert_allclose(outflow(inflow, life, YEARS, YEARS), outflow(inflow, many, YEARS, YEARS), rtol=1e-13)
    assert outflow(inflow[0], many, YEARS, YEARS).shape == (5, len(YEARS))


def test_weibull_has_its_mean_and_deviation():
    mean, sd = np.meshgrid([0.5, 3.0, 15.0, 60.0], [0.05, 0.4, 2.0, 10.0, 40.0])
    shape, scale = weibull(mean, sd)
    wide = stats.weibull_min(shape, scale=scale)
    np.testing.assert_allclose(wide.mean(), mean, rtol=1e-9)
    np.testing.assert_allclose(wide.std(), sd, rtol=1e-6)


def test_a_life_without_spread_is_a_delay():
    """Ten years to the day: what was sold through 2010 leaves through 2020, half of it in each half."""
    life = Life("weibull", np.array(10.0), np.array(0.01))
    halves = [Period("2020H1", 2020.0, 2020.5), Period("2020H2", 2020.5, 2021.0)]
    gone = outflow(np.array([100.0]), life, [Period("2010", 2010.0, 2011.0)], halves)
    np.testing.assert_allclose(gone, [50, 50], atol=1.0)


def test_an_unknown_distribution_is_refused():
    with pytest.raises(ValueError, match="weibull, lognormal or normal"):
        leaving(Life("gamma", np.array(1.0), np.array(1.0)), YEARS, YEARS)


spans = st.lists(st.floats(0.05, 3.0), min_size=1, max_size=8).map(lambda w: np.concatenate([[2000.0], 2000.0 + np.cumsum(w)]))


@given(st.sampled_from(KINDS), st.floats(0.5, 40.0), st.floats(0.05, 0.9), spans, st.integers(1, 5))
def test_nothing_is_lost(kind, mean, wide, edges, cuts):
    """What came in is in use or has left; cutting a period changes nothing; nothing comes back."""
    periods = [Period(str(i), a, b) for i, (a, b) in enumerate(pairwise(edges))]
    inflow = np.arange(1.0, len(periods) + 1)
    life = Life(kind, np.array(mean), np.array(wide * mean))
    gone, held = outflow(inflow, life, periods, periods), stock(inflow, life, periods, periods)
    np.testing.assert_allclose(np.cumsum(gone) + held, np.cumsum(inflow), rtol=1e-9)
    assert (gone >= -1e-9).all()
    assert (held >= -1e-9).all()
    whole = [Period("all", edges[0], edges[-1])]
    np.testing.assert_allclose(outflow(inflow, life, periods, whole), gone.sum(), rtol=1e-9, atol=1e-9)
    fine = np.linspace(edges[0], edges[-1], cuts + 1)
    parts = [Period(str(i), a, b) for i, (a, b) in enumerate(pairwise(fine))]
    np.testing.assert_allclose(outflow(inflow, life, periods, parts).sum(), gone.sum(), rtol=1e-9, atol=1e-9)
