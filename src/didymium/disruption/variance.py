"""Which uncertain numbers carry the spread of a result: Sobol indices over groups of them.

All numbers of a group move together, so that few groups stand for many numbers and a group answers "if we knew this".
Method: Saltelli's estimators as in ``scipy.stats.sobol_indices``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import sobol_indices, uniform

from didymium.disruption import engine
from didymium.disruption.draws import Draws, Unknown, at, unknowns
from didymium.disruption.engine import Prepared
from didymium.disruption.outcome import value_lost

Floats = NDArray[np.float64]
WORDS = {
    "cover": "stocks in the chain",
    "user_cover": "stocks at users",
    "severity": "how much the event lets through",
    "delay": "how long it takes to decide",
    "recovery": "how long recovery takes",
    "demand": "level of demand",
    "hoard": "hoarding",
    "leak": "leaks",
    "adjust": "how fast gaps are closed",
    "spare": "spare capacity",
    "climb": "how fast capacity is reached",
    "requalify_lag": "time to qualify another maker",
    "requalify_weeks": "time to qualify another maker",
    "thrift_lag": "when thrift begins",
    "thrift_rate": "how fast thrift goes",
    "thrift_cap": "how far thrift goes",
}


@dataclass(frozen=True)
class Share:
    """A group: its share of the variance alone (``first``) and with all it acts with (``total``); numbers in it, how many assumed."""

    group: str
    first: float
    total: float
    numbers: int
    assumed: int


def groups(ready: Prepared) -> dict[str, tuple[Unknown, ...]]:
    """Uncertain numbers that move losses, by group; prices have none."""
    found: dict[str, list[Unknown]] = {}
    for u in unknowns(ready.behaviour, ready.event, ready.system.base.network.chain):
        free = u.sd > 0 or (u.spread is not None and not u.spread.fixed)
        word = WORDS.get(u.key.split("/")[0])
        if free and word is not None and not _idle(ready, u):
            found.setdefault(word, []).append(u)
    return {word: tuple(members) for word, members in found.items()}


def _idle(ready: Prepared, u: Unknown) -> bool:
    """Whether an action's severity is certain: its own draw then moves nothing."""
    kind, _, number = u.key.partition("/")
    if kind != "severity":
        return False
    action = ready.event.actions[int(number)]
    return action.severity.fixed and all(share.fixed for _, share in action.approvals)


def shares(ready: Prepared, seed: int, n: int = 64, say: Callable[[str], None] | None = None) -> tuple[Share, ...]:
    """Shares of the variance of the loss (USD) by group, the largest total first; ``n`` a power of two, ``n * (2 + groups)`` draws.

    Empty where nothing is uncertain or nothing is lost.
    """
    by_group = groups(ready)
    names = tuple(by_group)
    middle = {u.key: at(u, np.zeros(1))[0] for u in unknowns(ready.behaviour, ready.event, ready.system.base.network.chain)}

    def loss(x: Floats) -> Floats:
        flat = x.reshape(len(names), -1)
        count = flat.shape[1]
        if say is not None:
            say(f"variance: {count} draws")
        values = {key: np.full(count, value) for key, value in middle.items()}
        for i, name in enumerate(names):
            z = ndtri(np.clip(flat[i], 1e-9, 1 - 1e-9))
            values |= {u.key: at(u, z) for u in by_group[name]}
        block = engine.run(ready, Draws(count, seed, values, ()))
        found = value_lost(ready.system, ready.axes.users, np.moveaxis(block.lost, -1, 0))
        return np.asarray(found.reshape(x.shape[1:]))

    if not names:
        return ()
    first, total = np.ones((2, 1))  # one group carries all of it
    if len(names) > 1:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = sobol_indices(func=loss, n=n, dists=[uniform()] * len(names), rng=np.random.default_rng(seed))
        first, total = found.first_order, found.total_order
    if not np.isfinite(total).all():
        return ()
    grade = {p.key: p.grade for p in ready.behaviour.parameters.values()}
    rows = []
    for i, name in enumerate(names):
        assumed = sum(grade.get(u.key, "assumed") == "assumed" for u in by_group[name])
        rows.append(Share(name, float(first[i]), float(total[i]), len(by_group[name]), assumed))
    return tuple(sorted(rows, key=lambda r: (-r.total, r.group)))
