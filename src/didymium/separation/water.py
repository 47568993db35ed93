"""Water of a circuit, stream by stream: what comes with feed, acids and base, and with what it leaves.

A litre of solution counts as a litre of water; soda frees one molecule of water for every proton that it binds, ammonia
none. Precipitation and washing are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from didymium.separation.cost import CHARGE, Bill, Rates
from didymium.separation.design import Design
from didymium.separation.sequence import AQUEOUS, Found, Node, cut_of, key_of

if TYPE_CHECKING:
    from didymium.separation.solved import Solved

FORMED = {"soda": 18.015e-6, "ammonia": 0.0}  # m3 of water per mol of base
BASE, FREED, SPENT = "base solution", "set free by soda", "spent base liquor"


@dataclass(frozen=True)
class Water:
    """m3/h of water by stream, in and out."""

    into: Mapping[str, float]
    out: Mapping[str, float]

    @property
    def imbalance(self) -> float:
        """|in - out| over what comes in."""
        into = sum(self.into.values())
        return abs(into - sum(self.out.values())) / into if into > 0.0 else 0.0


def _with_base(into: dict[str, float], out: dict[str, float], rates: Rates, base: float) -> Water:
    """The same with the base (mol/h), whose liquor leaves by itself; streams that carry nothing are left out."""
    liquor, freed = base / rates["liquor"] / 1e3, base * FORMED[rates.base]
    into |= {BASE: liquor, FREED: freed}
    out |= {SPENT: liquor + freed}
    return Water({k: v for k, v in into.items() if v > 0.0}, {k: v for k, v in out.items() if v > 0.0})


def of_plant(solved: Solved, rates: Rates, bill: Bill, stripped: float) -> Water:
    """Water of a plant at steady state: what its streams bring, and what its stages give off for good.

    ``stripped``: mol/h of acid that an extract takes which the plant itself does not strip.
    """
    plant, q = solved.plant, solved.flows
    into = {"feed": 0.0}
    for at, stream in plant.streams:
        name = "feed"
        if stream is plant.scrub:
            name = "scrub acid"
        elif plant.strip is not None and stream is plant.strip.acid and at == plant.total:
            name = "strip acid"
        into[name] = into.get(name, 0.0) + stream.flow / 1e3
    gone = (q.aqueous - q.down) / 1e3  # of every stage
    out = {outlet.name: outlet.flow / 1e3 for outlet in plant.outlets if outlet.phase == "aqueous"}
    for outlet in plant.outlets:
        if outlet.phase == "aqueous":
            gone[outlet.stage - 1] -= outlet.flow / 1e3
    out["raffinate"] = float(gone[: plant.stages].sum())
    out["strip liquor"] = float(gone[plant.stages :].sum())
    if stripped > 0.0:
        into["strip acid"] = out["strip liquor"] = stripped / rates["strength"] / 1e3
    return _with_base(into, out, rates, bill.base)


def of_cut(design: Design, rates: Rates, flow: float, base: float) -> Water:
    """Water of a designed cut fed ``flow`` mol/h, and of the stripping of its extract; ``base`` mol/h."""
    feed = flow / rates["feed"] / 1e3 if design.cut.phase == AQUEOUS else 0.0
    scrub = _acid(rates, design.W * flow)
    strip = _acid(rates, design.cut.extract * flow)
    into = {"feed": feed, "scrub acid": scrub, "strip acid": strip}
    return _with_base(into, {"raffinate": feed + scrub, "strip liquor": strip}, rates, base)


def of_sequence(found: Found, root: Node, names: Mapping[int, str], base: float) -> Water:
    """Water of a whole sequence; ``names`` of its products. Raffinates and liquors that feed a next cut are brought to its
    concentration: what is evaporated or added for that stands as a stream of its own.
    """
    train, rates = found.train, found.train.rates
    into = {"feed": 0.0, "scrub acid": 0.0, "strip acid": 0.0, "added between cuts": 0.0}
    out = {"evaporated between cuts": 0.0}

    def feed_of(node: Node) -> float:
        _, flow = cut_of(train, key_of(node))
        return 0.0 if node.linked else flow / rates["feed"] / 1e3

    def on(litres: float, node: Node | None, product: int) -> None:
        if node is None:
            out[names[product]] = out.get(names[product], 0.0) + litres
            return
        more = litres - feed_of(node)
        out["evaporated between cuts"] += max(0.0, more)
        into["added between cuts"] += max(0.0, -more)

    for node in root.nodes():
        cut, flow = cut_of(train, key_of(node))
        scrub = _acid(rates, found.designs[key_of(node)].W * flow)
        into["scrub acid"] += scrub
        on(feed_of(node) + scrub, node.light, node.first)
        if node.heavy is None or node.heavy.stripped:
            moles = cut.heavy * flow
            into["strip acid"] += _acid(rates, moles)
            on(_acid(rates, moles), node.heavy, node.last)
    if root.stripped:  # a loaded feed that is stripped first
        into["strip acid"] += _acid(rates, train.flow)
        on(_acid(rates, train.flow), root, 0)
    else:
        into["feed"] = feed_of(root)
    return _with_base(into, out, rates, base)


def _acid(rates: Rates, moles: float) -> float:
    """m3/h of acid that takes ``moles`` of rare earth (mol/h)."""
    return moles * CHARGE / rates["strength"] / 1e3
