"""How far is too far: limits that a family of charts passes by chance in one of a hundred reviews.

A review looks at many charts at once, so that each gets the share of the alarm that Sidak's inequality allows. Families are
independent reasons for an alarm: the mass balance, custody, lines, safety, purchases, tolls.
"""

from __future__ import annotations

import math

ALARM = 0.01  # of reviews without a fault would bring a finding, a family


def each(n: int, alarm: float = ALARM) -> float:
    """The probability that each of ``n`` tests may have so that one of them alarms with ``alarm``.

    >>> round(each(1), 6), round(each(100), 7)
    (0.01, 0.0001005)
    """
    return float(-math.expm1(math.log1p(-alarm) / max(n, 1)))


def normal(n: int) -> float:
    """What the size of the largest of ``n`` standard normal values exceeds with probability ``ALARM``.

    >>> round(normal(1), 2), round(normal(1000), 2)
    (2.58, 4.42)
    """
    from scipy.special import ndtri

    return float(-ndtri(each(n) / 2.0))


def student(n: int, dof: float) -> float:
    """The same for Student's t with ``dof`` degrees of freedom.

    >>> round(student(1, 10), 2)
    3.17
    """
    from scipy.special import stdtrit

    return float(-stdtrit(dof, each(n) / 2.0))


def cusum(charts: int, months: int) -> float:
    """Decision interval, in standard errors, of two-sided CUSUM charts with the reference value one half.

    Each chart runs ``charts * months / ALARM`` months between false alarms, by the approximation of D. Siegmund, Sequential
    Analysis (1985): exp(b) - b - 1 months with b = h + 1.166.

    >>> round(cusum(1, 1), 2), round(cusum(18, 3), 2)
    (3.49, 7.43)
    """
    run = charts * months / ALARM
    b = math.log(run + 1.0)
    for _ in range(50):
        b = math.log(run + 1.0 + b)
    return b - 1.166
