"""What an engine returns: losses by use, shortages by element, form and actor, week by week, with bands over draws."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain.calendar import Period

Floats = NDArray[np.float64]
Single = NDArray[np.float32]
BAND = (0.1, 0.5, 0.9)  # quantiles of low, mid, high: an 80 % band
GOVERNANCES = ("nobody", "everybody")

#: columns of ``Outcome.shortage`` after its quantities: element, form, actor (region), use or "", week
SHORTAGE = ("element", "form", "actor", "use", "week", "low", "mid", "high")
#: columns of ``Outcome.prices``: tier is contract, spot or volume-weighted
PRICES = ("element", "region", "tier", "week", "low", "mid", "high", "unit")


@dataclass(frozen=True)
class Outcome:
    """A run of one engine under one governance rule over D draws, T steps and the users U (use x region).

    ``lost[D, U, T]`` units of the use not served in each step, ``wanted[U]`` units a step, ``worth[U]`` USD per unit.
    ``objective[D]`` is the loss valued as the plan values it (USD), where the engine has it. ``shortage`` and ``prices``
    are tables of bands (:data:`SHORTAGE`, :data:`PRICES`; tonnes of element, USD/kg). ``closure[D]`` is the largest element
    gap of each draw as a share of what moved.
    """

    engine: str  # uncoordinated | coordinated
    governance: str  # nobody | everybody
    belief: str  # myopic | foreseen | surprise
    steps: tuple[Period, ...]
    users: tuple[tuple[str, str], ...]  # (use, region)
    wanted: Floats  # [U] units a step
    worth: Floats  # [U] USD per unit
    unit: tuple[str, ...]  # [U]
    lost: Single  # [D, U, T]
    closure: Floats  # [D]
    shortage: pl.DataFrame
    prices: pl.DataFrame
    objective: Floats | None = None  # [D]
    level: Floats | None = None  # [D, U] level of demand in each draw, which ``lost`` is at; 1 where there is none
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.lost.shape[0])

    def value_lost(self) -> Floats:
        """USD of end use lost in each draw ``[D]``."""
        return np.asarray(np.einsum("dut,u->d", self.lost.astype(float), self.worth))


def band(values: Floats, axis: int = 0) -> Floats:
    """Low, mid and high over draws: quantiles 10, 50 and 90 %.

    >>> band(np.arange(11.0)).tolist()
    [1.0, 5.0, 9.0]
    """
    return np.asarray(np.quantile(values, BAND, axis=axis))


def first_short(lost: Single, wanted: Floats, least: float = 0.02) -> Floats:
    """First step in which a user lacks more than ``least`` of what it wants ``[D, U]``; nan where it never does.

    ``lost[D, U, T]`` and ``wanted[U]`` in units a step.

    >>> first_short(np.array([[[0.0, 0.0, 5.0]]], dtype=np.float32), np.array([10.0])).tolist()
    [[2.0]]
    """
    short = lost > least * np.maximum(wanted, 1e-12)[None, :, None]
    week = short.argmax(axis=2).astype(float)
    return np.where(short.any(axis=2), week, np.nan)
