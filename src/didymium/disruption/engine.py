"""The uncoordinated engine: prepare a chain and an event once, run blocks of draws, join them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain, ChainError
from didymium.chain.model import Finding
from didymium.disruption import setup
from didymium.disruption.base import Base, base, base_year, within
from didymium.disruption.behaviour import Behaviour, behaviour
from didymium.disruption.cover import BomPart
from didymium.disruption.draws import Draws, draw, unknowns
from didymium.disruption.event import Event, against
from didymium.disruption.gates import Gates, gates
from didymium.disruption.plant import Plant
from didymium.disruption.setup import Axes
from didymium.disruption.system import System, system
from didymium.disruption.users import Guest, users

Floats = NDArray[np.float64]
Single = NDArray[np.float32]
Ints = NDArray[np.int64]
ACTED = ("licence", "quota", "closure", "tariff", "outage")  # kinds whose actor withholds
TINY = 1e-6  # of what a region buys: parts that are looked at beside must not matter
BLOCK = 64  # draws that run side by side; fixed, so that results do not depend on how work is split


@dataclass(frozen=True)
class Prepared:
    """A chain and an event, ready to run; the same for every draw."""

    event: Event
    weeks: int
    behaviour: Behaviour
    system: System
    axes: Axes
    extra: Floats  # [H] weeks of cover on top: stocks that a measure adds
    plant: Plant | None = None  # one that a measure builds


@dataclass(frozen=True)
class Given:
    """What a measure brings to holders in each week: ``holder[n]``, ``units[n, W, D]``; a last axis of one is the same in every draw."""

    holder: Ints
    units: Floats


@dataclass(frozen=True)
class Block:
    """What a run of D draws leaves; the last axis of every array is the draw.

    ``lost[U, W, D]`` units, ``short[n, W, D]`` units of the goods of ``holders[n]`` (holders that are never short are left
    out), ``shipped[F, W, D]`` units, ``scarcity[X, W, D]`` offered over needed, ``wedge[W, D]`` USD/t, ``closure[D]``.
    """

    lost: Single
    holders: Ints
    short: Single
    shipped: Single
    scarcity: Single
    wedge: Single
    closure: Floats

    @property
    def draws(self) -> int:
        """Number of draws."""
        return int(self.lost.shape[-1])


def prepare(
    chain: Chain,
    event: Event,
    weeks: int | None = None,
    how: Behaviour | None = None,
    week: Base | None = None,
    parts: Sequence[BomPart] = (),
) -> Prepared:
    """Check ``event`` against ``chain``, plan the base year and build the arrays of the run.

    ``week`` is a base week that is known already; ``parts`` of a bill of materials are looked at beside the users.
    Raises ``EventError`` for names or dates that the chain does not know.
    """
    against(event, chain)
    within(event, weeks or event.weeks)
    rules = how or behaviour()
    year = week or base(chain, base_year(event, chain))
    found = system(year, rules.flagged("joint"), guests(year, parts, rules.flagged("joint")))
    return Prepared(event, weeks or event.weeks, rules, found, setup.axes(found, event), np.zeros(len(found.holder_good)))


def guests(week: Base, parts: Sequence[BomPart], joint: frozenset[str]) -> tuple[Guest, ...]:
    """Parts as users: each buys the magnet of its grade that its region buys most of; raises ``ChainError`` where none is bought."""
    if not parts:
        return ()
    net = week.network
    bought: dict[tuple[str, str], tuple[float, int]] = {}
    people, _ = users(week, joint)
    for u, n, q in zip(people.leaf_user.tolist(), people.leaf_node.tolist(), people.leaf_amount.tolist(), strict=True):
        key = (net.commodities[net.node_commodity[n]], net.regions[net.node_region[n]])
        bought[key] = (bought.get(key, (0.0, n))[0] + q * float(people.wanted[u]), n)
    found, wrong = [], []
    for part in parts:
        open_to = [bought[g, part.region] for g in part.goods if (g, part.region) in bought]
        if not open_to:
            where = sorted({r for g, r in bought if g in part.goods})
            message = f"{part.region} buys no magnets of grade {part.grade!r} in the base year"
            fix = f"regions that do are {', '.join(where)}" if where else "name another grade"
            wrong.append(Finding("error", "bom", "bill of materials", part.line, "grade", message, fix))
            continue
        amount, node = max(open_to)
        found.append(Guest(part.name, node, amount * TINY, part.stock_weeks))
    if wrong:
        raise ChainError(wrong)
    return tuple(found)


def drawn(ready: Prepared, count: int, seed: int) -> Draws:
    """Draws of everything that is uncertain in a prepared run."""
    return draw(unknowns(ready.behaviour, ready.event, ready.system.base.network.chain), count, seed)


def run(ready: Prepared, draws: Draws, given: Given | None = None) -> Block:
    """Run all draws week by week, with what is ``given`` from outside the chain; slow once, while the kernel is compiled."""
    parts = [_run(ready, draws, given, i, min(i + BLOCK, draws.count)) for i in range(0, draws.count, BLOCK)]
    return join(parts)


def _run(ready: Prepared, draws: Draws, given: Given | None, first: int, last: int) -> Block:
    some = draws.part(first, last)
    gate = gates(ready.system, ready.event, ready.weeks, some)
    if given is not None:
        more = np.broadcast_to(given.units, (*given.units.shape[:2], draws.count))[..., first:last]
        gate = replace(gate, release_at=np.concatenate([gate.release_at, given.holder]), release=np.concatenate([gate.release, more]))
    return gated(ready, some, gate)


def gated(ready: Prepared, draws: Draws, gate: Gates) -> Block:
    """Run a block of draws side by side under given limits."""
    from didymium.disruption.week import weeks

    gate = gate if ready.plant is None else ready.plant.limits(gate)
    fixed = setup.fixed(ready.system, ready.event, ready.behaviour, gate, ready.axes)
    x = setup.drawn(ready.system, ready.behaviour, gate, draws, ready.extra)
    state = setup.opening(ready.system, x)
    r = setup.record(ready.system, ready.axes, ready.weeks, draws.count)
    weeks(ready.weeks, fixed, x, state, r)
    least = 1e-6 * np.maximum(ready.system.outflow, 1e-12)
    holders = np.flatnonzero(r.short_kept.max(axis=(1, 2), initial=0.0) > least)
    one = np.ones(draws.count)
    level = np.array([draws.values.get(f"demand/{use}", one) for use, _ in ready.axes.users]).reshape(-1, 1, draws.count)
    scarcity = np.divide(r.offered, r.needed, out=np.ones_like(r.offered), where=r.needed > 0)
    return Block(
        lost=(r.lost * level).astype(np.float32),
        holders=holders,
        short=r.short_kept[holders],
        shipped=r.shipped,
        scarcity=np.minimum(scarcity, 1.0).astype(np.float32),
        wedge=gate.wedge.astype(np.float32),
        closure=r.closure,
    )


def join(parts: Sequence[Block]) -> Block:
    """Blocks of draws side by side, in the order given."""
    if len(parts) == 1:
        return parts[0]
    holders = np.unique(np.concatenate([p.holders for p in parts]))
    weeks = parts[0].lost.shape[1]
    short = np.zeros((len(holders), weeks, sum(p.draws for p in parts)), dtype=np.float32)
    first = 0
    for p in parts:
        short[np.searchsorted(holders, p.holders), :, first : first + p.draws] = p.short
        first += p.draws

    def side(name: str) -> NDArray[np.float32]:
        return np.concatenate([getattr(p, name) for p in parts], axis=-1)

    return replace(
        parts[0],
        holders=holders,
        short=short,
        lost=side("lost"),
        shipped=side("shipped"),
        scarcity=side("scarcity"),
        wedge=side("wedge"),
        closure=np.concatenate([p.closure for p in parts]),
    )
