"""Exact Shapley values: what each factor contributes, averaged over all orders in which factors could change.

Method: L. S. Shapley, A value for n-person games (1953), by the sum over subsets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def shapley(value: Callable[[Bools], Floats], n: int) -> Floats:
    """Contribution of each of ``n`` factors ``[n]``; they sum to ``value(all) - value(none)``.

    ``value`` takes which factors are changed ``[2**n, n]`` and returns a number for each row. Cost: 2**n rows, once.

    >>> shapley(lambda on: np.where(on[:, 0], 2.0, 1.0) * np.where(on[:, 1], 3.0, 1.0), 2).tolist()
    [2.0, 3.0]
    """
    codes = np.arange(2**n)
    on = ((codes[:, None] >> np.arange(n)) & 1).astype(bool)
    values = value(on)
    size = on.sum(axis=1)
    weights = np.array([factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)])
    found = np.zeros(n)
    for i in range(n):
        without = codes[~on[:, i]]
        found[i] = float(np.sum(weights[size[without]] * (values[without | (1 << i)] - values[without])))
    return found


def in_order(value: Callable[[Bools], Floats], order: Sequence[int]) -> Floats:
    """Contributions ``[n]`` when factors change one at a time in ``order``: another order gives another answer.

    >>> product = lambda on: np.where(on[:, 0], 2.0, 1.0) * np.where(on[:, 1], 3.0, 1.0)
    >>> in_order(product, [0, 1]).tolist(), in_order(product, [1, 0]).tolist()
    ([1.0, 4.0], [3.0, 2.0])
    """
    on = np.zeros((len(order) + 1, len(order)), dtype=bool)
    for step, factor in enumerate(order, start=1):
        on[step:, factor] = True
    steps = np.diff(value(on))
    found = np.zeros(len(order))
    found[list(order)] = steps
    return found
