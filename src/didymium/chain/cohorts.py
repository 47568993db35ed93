"""Goods in use: what was sold in a cohort stays for a life and then leaves as scrap.

An inflow-driven stock with a distribution of lives. Each cohort is put into use evenly over its interval, and the share
that has left is the exact mean over that interval, so quarters and years can stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gamma, gammainc, gammaln, ndtr

from didymium.chain.calendar import Period

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Life:
    """Lives of goods: ``distribution`` (weibull, lognormal or normal), mean and standard deviation in years ``[...]``.

    The leading axes of ``mean`` and ``sd`` are free: draws, goods, both.
    """

    distribution: str
    mean: Floats
    sd: Floats


def outflow(inflow: Floats, life: Life, cohorts: Sequence[Period], periods: Sequence[Period]) -> Floats:
    """What leaves use in each period ``[..., T]``, in the unit of ``inflow [..., C]`` (put into use per cohort).

    >>> from didymium.chain.calendar import grid
    >>> sold, asked = grid("2010", "2012", quarters=0), grid("2024", "2025", quarters=0)
    >>> life = Life("weibull", np.array(15.0), np.array(4.0))
    >>> outflow(np.array([100.0, 100.0, 100.0]), life, sold, asked).round(3).tolist()
    [24.414, 26.972]
    """
    gone: Floats = np.einsum("...c,...ct->...t", inflow, leaving(life, cohorts, periods))
    return gone


def stock(inflow: Floats, life: Life, cohorts: Sequence[Period], periods: Sequence[Period]) -> Floats:
    """What is in use at the end of each period ``[..., T]``, in the unit of ``inflow [..., C]``.

    >>> from didymium.chain.calendar import grid
    >>> years = grid("2010", "2012", quarters=0)
    >>> stock(np.array([100.0, 100.0, 100.0]), Life("normal", np.array(2.0), np.array(0.5)), years, years).round(3).tolist()
    [99.576, 180.053, 199.576]
    """
    start, end = _edges(cohorts)
    times = np.array([p.end for p in periods])
    entered = np.clip((times - start[:, None]) / (end - start)[:, None], 0.0, 1.0)
    here = _staying(life, start, end, times) - (1.0 - entered)
    held: Floats = np.einsum("...c,...ct->...t", inflow, here)
    return held


def leaving(life: Life, cohorts: Sequence[Period], periods: Sequence[Period]) -> Floats:
    """Share of each cohort that leaves use in each period ``[..., C, T]``.

    >>> one = [Period("2010", 2010.0, 2011.0)]
    >>> decades = [Period("a", 2010.0, 2020.0), Period("b", 2020.0, 2030.0), Period("c", 2030.0, 2050.0)]
    >>> leaving(Life("lognormal", np.array(12.0), np.array(4.0)), one, decades).round(4).tolist()
    [[0.289, 0.6622, 0.0488]]
    """
    start, end = _edges(cohorts)
    first, last = _edges(periods)
    share: Floats = _staying(life, start, end, first) - _staying(life, start, end, last)
    return share


def _edges(spans: Sequence[Period]) -> tuple[Floats, Floats]:
    return np.array([p.start for p in spans]), np.array([p.end for p in spans])


def _staying(life: Life, start: Floats, end: Floats, times: Floats) -> Floats:
    """Share of each cohort that has not left by a time ``[..., C, n]``; what is not yet sold has not left."""
    until = _years(life, times - start[:, None]) - _years(life, times - end[:, None])
    share: Floats = until / (end - start)[:, None]
    return share


def _years(life: Life, age: Floats) -> Floats:
    """Mean years in use up to an age, the integral of the share that stays, ``[..., C, n]``; the age itself below 0.

    Closed forms of E[min(life, age)]: Klugman, Panjer and Willmot, Loss Models, appendix A (limited expected values).
    """
    mean, sd = (np.asarray(v, dtype=float)[..., None, None] for v in (life.mean, life.sd))
    x = np.maximum(age, 0.0)
    if life.distribution == "weibull":
        shape, scale = weibull(mean, sd)
        with np.errstate(over="ignore"):  # far beyond a narrow life: infinite, and rightly so
            ratio = (x / scale) ** shape
        used = scale * gamma(1 + 1 / shape) * gammainc(1 + 1 / shape, ratio) + x * np.exp(-ratio)
    elif life.distribution == "lognormal":
        spread = np.log1p((sd / mean) ** 2)
        middle, width = np.log(mean) - spread / 2, np.sqrt(spread)
        score = (np.log(np.maximum(x, 1e-300)) - middle) / width
        used = mean * ndtr(score - width) + x * ndtr(-score)
    elif life.distribution == "normal":
        used = sd * (_normal_area((x - mean) / sd) - _normal_area(-mean / sd))
    else:
        raise ValueError(f"unknown distribution {life.distribution!r}: weibull, lognormal or normal")
    years: Floats = np.where(age > 0, used, np.broadcast_to(age, used.shape))
    return years


def _normal_area(score: Floats) -> Floats:
    """Integral of the upper tail of the standard normal distribution, up to a constant."""
    area: Floats = score * ndtr(-score) - np.exp(-(score**2) / 2) / np.sqrt(2 * np.pi)
    return area


def weibull(mean: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """Shape and scale of the Weibull distribution with a mean and a standard deviation, any shape of arrays.

    Newton's method on the square of the coefficient of variation, Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 - 1.

    >>> shape, scale = weibull(np.array(15.0), np.array(4.0))
    >>> round(float(shape), 4), round(float(scale), 4)
    (4.2305, 16.4959)
    """
    goal = np.log1p((np.asarray(sd, float) / mean) ** 2)
    x = np.asarray(sd, float) / mean  # 1 / shape; never below the root, so that Newton comes down to it
    for _ in range(30):
        gap = gammaln(1 + 2 * x) - 2 * gammaln(1 + x) - goal
        step = gap / (2 * (digamma(1 + 2 * x) - digamma(1 + x)))
        x = x - step
        if np.abs(step).max(initial=0.0) <= 1e-15 * np.abs(x).max(initial=1.0):
            break
    return 1 / x, mean / gamma(1 + x)
