"""What one draw allows in each month: bounds and right-hand sides of the coordinated programme, from the weekly arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain.calendar import Period
from didymium.disruption.arrays import Drawn
from didymium.disruption.gates import Gates
from didymium.disruption.programme import STEP, Programme
from didymium.network.timing import overlap
from didymium.planning import Change

Floats = NDArray[np.float64]
MOST = 4.0  # times the usual on a link, as no buyer of the other engine orders more


@dataclass(frozen=True)
class Limits:
    """Upper bounds by block ``[.., M]`` of one draw, and what is there at the start.

    ``opening[H]`` units on hand, ``usual[H]`` on hand and on the way in a usual week: what should be there at the end.
    """

    act: Floats
    ship: Floats
    serve: Floats
    save: Floats
    come: Floats
    sell: Floats
    release: Floats  # [H, M]
    opening: Floats
    usual: Floats


def limits(p: Programme, gate: Gates, x: Drawn, d: int, lead: int, known: int) -> Limits:
    """Limits of draw ``d``. Week 0 is the first of month ``lead``; thrift, requalification and ramps start in month ``known``."""
    s, people = p.system, p.system.users
    month = np.arange(len(p.months))
    weeks = x.gate.shape[1] if x.gate.size else max((a.shape[1] for a in (x.outage, x.surge, x.release) if a.size), default=1)
    grid = _weights(len(p.months), lead, weeks)  # [M, W] weeks of each month inside the event's own
    outside = STEP - grid.sum(axis=1)  # usual weeks: before the event

    def monthly(rows: Floats) -> Floats:
        """Mean over each month of weekly rows ``[rows, W]``, 1 before the event."""
        return np.asarray((rows @ grid.T + outside) / STEP)

    since = np.maximum((month - known + 0.5) * STEP, 0.0)  # weeks since it was known, in the middle of the month
    ready = np.clip((since - x.requalify_lag[d]) / max(float(x.requalify_weeks[d]), 1e-9), 0.0, 1.0)
    need = s.outflow[s.destination]
    free = np.where(s.usual > 0, MOST * s.usual, MOST * need)[:, None] * np.ones(len(month))
    free = np.where((s.qualified & (s.usual <= 0))[:, None], MOST * need[:, None] * ready, free)
    ship = free * STEP
    if gate.gate.size:
        held = np.flatnonzero(gate.link >= 0)
        share = x.gate[gate.link[held], :, d]
        let = np.where(share >= 1.0, 1.0, 0.0) @ grid.T + outside
        past = np.where(share >= 1.0, 0.0, share + x.leak[d] * (1.0 - share)) @ grid.T
        ship[held] = free[held] * let + s.usual[held][:, None] * past
    reach = 1.0 + np.minimum(x.climb[:, d][:, None] * since, np.minimum(s.slack, x.spare[d])[:, None])
    source = np.ones(len(s.rate), dtype=bool)
    source[s.input_process] = False
    reach[source] = 1.0
    act = s.rate[:, None] * STEP * reach
    down = np.flatnonzero(gate.process >= 0)
    if down.size:
        act[down] *= monthly(x.outage[gate.process[down], :, d])
    serve = people.wanted[:, None] * STEP * np.ones(len(month))
    up = np.flatnonzero(gate.user >= 0)
    if up.size:
        serve[up] *= monthly(x.surge[gate.user[up], :, d])
    thrift = np.minimum(x.thrift_cap[:, d][:, None], x.thrift_rate[d] * np.maximum(since - x.thrift_lag[d], 0.0))
    save = people.leaf_amount[:, None] * serve[people.leaf_user] * thrift
    release = np.zeros((len(s.holder_good), len(month)))
    for row, h in enumerate(gate.release_at.tolist()):
        release[h] += x.release[row, :, d] @ grid.T
    usual = x.target[:, d].copy()
    np.add.at(usual, s.destination, s.usual * s.lag)
    opening = x.target[:, d].copy()
    opening[: s.nodes] += s.early
    return Limits(
        act=act,
        ship=ship,
        serve=serve,
        save=save,
        come=s.external[p.source][:, None] * STEP * np.ones(len(month)),
        sell=-s.external[p.sink][:, None] * STEP * np.ones(len(month)),
        release=release,
        opening=opening,
        usual=usual,
    )


def _weights(months: int, lead: int, weeks: int) -> Floats:
    """Weeks of the event that fall into each month ``[M, W]``; after its last week things stay as they were in it."""
    cells = tuple(Period("", float(t), float(t + 1)) for t in range(weeks))
    start = (np.arange(months, dtype=np.float64) - lead) * STEP
    found = overlap(np.asarray(start), np.asarray(start + STEP), cells)
    found[:, -1] += np.maximum(start + STEP - np.maximum(start, float(weeks)), 0.0)
    return found


def change(p: Programme, limit: Limits, landed: Floats) -> Change:
    """The limits as a change of the live programme; ``landed[H, M]`` arrives of what was on the way at the start."""
    columns, rows = p.lp.columns, p.lp.rows
    blocks = ("act", "ship", "serve", "save", "come", "sell")
    at = np.concatenate([columns[block].ravel() for block in blocks])
    upper = np.concatenate([getattr(limit, block).ravel() for block in blocks])
    side = np.zeros(p.lp.matrix.shape[0])
    side[rows["balance"]] = -(landed + limit.release)
    side[rows["balance"][:, 0]] -= limit.opening
    side[rows["close"][:, 0]] = limit.usual
    row_upper = side.copy()
    row_upper[rows["close"]] = np.inf
    return Change(np.arange(len(side)), side, row_upper, at, np.zeros(len(at)), upper)


def landing(p: Programme) -> Floats:
    """What arrives in each month of usual shipments sent before the first ``[H, M]``."""
    s = p.system
    found = np.zeros((len(s.holder_good), len(p.months)))
    start = np.zeros(len(s.lag))
    weeks = overlap(start, s.lag.astype(float), _steps(len(p.months)))
    np.add.at(found, s.destination, s.usual[:, None] * weeks)
    return found


def _steps(months: int) -> tuple[Period, ...]:
    return tuple(Period("", m * STEP, (m + 1) * STEP) for m in range(months))
