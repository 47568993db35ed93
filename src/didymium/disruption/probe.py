"""Many small what-ifs in one run: each draw is another case, all other numbers at their middle, and no event beside it.

A case shuts processes, links or both from the first week on. Draws do not know their neighbours, so a run of sixty cases
costs what a run of sixty draws costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from didymium.disruption import engine, setup
from didymium.disruption.engine import BLOCK, Block, Prepared
from didymium.disruption.gates import Gates

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NONE: Ints = np.empty(0, np.int64)


@dataclass(frozen=True)
class Case:
    """What stands still: processes and links of the system by their rows."""

    processes: Ints = field(default_factory=lambda: NONE)
    links: Ints = field(default_factory=lambda: NONE)


def quiet(ready: Prepared, weeks: int) -> Prepared:
    """The same chain without any event, every number certain."""
    event = replace(ready.event, actions=())
    middle = ready.behaviour.fixed(demand_spread=0.0)
    return replace(
        ready, event=event, behaviour=middle, weeks=weeks, axes=setup.axes(ready.system, event), extra=np.zeros_like(ready.extra)
    )


def probe(calm: Prepared, cases: Sequence[Case], off: int, say: Callable[[int, int], None] | None = None) -> Block:
    """Run ``cases``, one a draw; what a case names stands still in the first ``off`` weeks. ``calm`` is of :func:`quiet`."""
    parts = []
    for first in range(0, len(cases), BLOCK):
        some = cases[first : first + BLOCK]
        parts.append(engine.gated(calm, engine.drawn(calm, len(some), 0), _gates(calm, some, off)))
        if say is not None:
            say(min(first + BLOCK, len(cases)), len(cases))
    return engine.join(parts)


def _gates(calm: Prepared, cases: Sequence[Case], off: int) -> Gates:
    """Limits of all cases: a row for each set of cases in which the same things stand still."""
    s, weeks, count = calm.system, calm.weeks, len(cases)

    def rows(named: Sequence[Ints], size: int) -> tuple[Ints, Floats]:
        hit = np.zeros((size, count), dtype=bool)
        for d, which in enumerate(named):
            hit[which, d] = True
        at = np.full(size, -1, dtype=np.int64)
        some = np.flatnonzero(hit.any(axis=1))
        sets, of = np.unique(hit[some], axis=0, return_inverse=True)
        at[some] = of.ravel()
        runs = np.ones((len(sets), weeks, count))
        runs[:, :off] = np.where(sets[:, None], 0.0, 1.0)
        return at, runs

    link, gate = rows([c.links for c in cases], len(s.origin))
    process, outage = rows([c.processes for c in cases], len(s.rate))
    none = np.zeros((0, weeks, count))
    nobody = np.full(len(s.users.use), -1, dtype=np.int64)
    unaware = np.full(len(s.holder_good), -1, dtype=np.int64)
    return Gates(link, gate, process, outage, nobody, none, unaware, none, NONE, none, np.zeros((weeks, count)))
