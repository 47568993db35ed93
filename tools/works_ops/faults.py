"""The four faults that are planted, drawn from the seed: nobody who reads the tables is told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.works_ops.calendar import MONTHS
from tools.works_ops.flows import STREAMS

#: meters between two areas, and areas with a meter on either side; a keeper's own meters are well, for no balance tells a keeper who
#: loses what his own scale reads too much from one who loses nothing
METERS = ("liquor", "raw", "calcined", "to_cells", "to_sale")
KEEPERS = ("cascade", "calciner", "store", "cells")
DRIFTS = (
    ("cascade_a", "acid"),
    ("cascade_b", "acid"),
    ("cascade_a", "ammonia"),
    ("cascade_b", "ammonia"),
    ("cells_a", "power"),
    ("cells_b", "power"),
    ("cells_a", "anodes"),
)
SPLITS = (("Tarn Supply", "acid"), ("Orrin Spares", "pumps"), ("Vale Trading", "anodes"))


@dataclass(frozen=True)
class Faults:
    """A meter that reads off by a share, a custodian who loses a share, a line whose use grows by a share a month, a split order.

    ``*_from`` is the first month; the order is split on days from ``split_day`` of ``split_month`` on.
    """

    meter: str
    bias: float
    meter_from: int
    keeper: str
    loss: float
    loss_from: int
    line: str
    item: str
    drift: float
    drift_from: int
    supplier: str
    bought: str
    parts: int
    split_month: int
    split_day: int


def draw(rng: np.random.Generator) -> Faults:
    """Faults of a seed. Sizes: meters 3 to 5 % off, losses of 3 to 5 % of what passes, drifts of 1 to 2 % a month."""
    keeper = KEEPERS[rng.integers(len(KEEPERS))]
    others = [m for m in METERS if keeper not in STREAMS[m][:2]]
    drift = DRIFTS[rng.integers(len(DRIFTS))]
    split = SPLITS[rng.integers(len(SPLITS))]
    return Faults(
        meter=others[rng.integers(len(others))],
        bias=float(rng.choice([-1.0, 1.0]) * rng.uniform(0.03, 0.05)),
        meter_from=int(rng.integers(12, 22)),
        keeper=keeper,
        loss=float(rng.uniform(0.03, 0.05)),
        loss_from=int(rng.integers(12, 22)),
        line=drift[0],
        item=drift[1],
        drift=float(rng.uniform(0.01, 0.02)),
        drift_from=int(rng.integers(14, 24)),
        supplier=split[0],
        bought=split[1],
        parts=int(rng.integers(3, 5)),
        split_month=int(rng.integers(6, MONTHS - 2)),
        split_day=int(rng.integers(1, 15)),
    )


def none(rng: np.random.Generator) -> Faults:
    """The same draws with every fault of size nothing, to see what is found where there is nothing."""
    f = draw(rng)
    return Faults(
        f.meter,
        0.0,
        MONTHS,
        f.keeper,
        0.0,
        MONTHS,
        f.line,
        f.item,
        0.0,
        MONTHS,
        f.supplier,
        f.bought,
        0,
        f.split_month,
        f.split_day,
    )
