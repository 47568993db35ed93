"""The best order of cuts for many elements: dynamic programming over groups that are neighbours in extraction order.

A group is cut into two, its light part leaves as raffinate (aqueous), its heavy part as loaded organic, which either feeds
the next cascade as it is (linked extraction) or is stripped first. The cost of a cut is that of its own least-cost design
on the exact cascade. Designs are expensive, so a cut counts with a lower bound (least solvent and least stages at once)
until it stands in one of the best sequences; when all of these rest on designs, no other sequence can be better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from os import cpu_count
from typing import TypeAlias

import numpy as np

from didymium.separation.cascade_kernel import Array
from didymium.separation.cost import Bill, Rates, bill, strip_bill
from didymium.separation.cut import Cut
from didymium.separation.design import Design, OutOfReach, cheapest

BEST = 10
NEAR = 0.98  # share of what a product may hold of others that its two cuts may use; the rest comes from further away
AQUEOUS, ORGANIC = "aqueous", "organic"
Key: TypeAlias = "tuple[int, int, int, str]"  # a cut: first and last product, after which it parts, phase of its feed


@dataclass(frozen=True)
class Train:
    """What is to be parted: elements in extraction order with their mole fractions, and the products they go into.

    ``products``: index of the product of each element; ``purity`` and ``recovery`` of each product. ``flow`` mol/h of the
    feed, ``oxides`` g of oxide per mol of each element.
    """

    names: tuple[str, ...]
    beta: Array
    z: Array
    products: tuple[tuple[int, ...], ...]
    purity: tuple[float, ...]
    recovery: float
    flow: float
    oxides: Array
    rates: Rates
    phase: str = AQUEOUS


@dataclass(frozen=True)
class Node:
    """A cut in a sequence: products ``first`` to ``last`` in, parted after product ``after``; ``linked``: fed as organic.

    ``stripped``: the loaded organic that comes in is stripped first. ``cost`` USD/h is that of this cut alone.
    """

    first: int
    last: int
    after: int
    linked: bool
    stripped: bool
    cost: float
    light: Node | None = None
    heavy: Node | None = None

    def nodes(self) -> Iterable[Node]:
        """This cut and all after it."""
        yield self
        for part in (self.light, self.heavy):
            if part is not None:
                yield from part.nodes()


@dataclass(frozen=True)
class Sequence:
    """A whole sequence: its first cut and what it costs in all, USD/h (with the stripping of loaded products)."""

    cost: float
    root: Node


@dataclass(frozen=True)
class Found:
    """The best sequences, cheapest first, the design of every cut in them, and how many designs and cuts were looked at."""

    train: Train
    best: tuple[Sequence, ...]
    designs: dict[Key, Design]
    cuts: int


@dataclass
class _Book:
    """Costs of cuts: of designs where there is one, else lower bounds."""

    train: Train
    cost: dict[Key, float] = field(default_factory=dict)
    designs: dict[Key, Design] = field(default_factory=dict)
    done: set[Key] = field(default_factory=set)


def best_sequences(train: Train, progress: Callable[[str], None] = lambda _: None, cores: int | None = None) -> Found:
    """The ten cheapest sequences, each cut designed; raises :class:`OutOfReach` where some cut cannot be made at all."""
    book = _Book(train)
    count = len(train.products)
    for first in range(count):
        for last in range(first + 1, count):
            for after in range(first, last):
                for phase in (AQUEOUS, ORGANIC):
                    key = (first, last, after, phase)
                    book.cost[key] = _least(train, key)
    with ThreadPoolExecutor(cores or cpu_count() or 1) as pool:
        while True:
            best = _ranked(book)
            if not best:
                raise OutOfReach("no sequence reaches the purities asked for: lower them, or leave more elements together")
            open_ = [key for key in dict.fromkeys(_keys(best)) if key not in book.done]
            if not open_:
                return Found(train, tuple(best), book.designs, len(book.cost))
            progress(f"designing cuts: {len(book.done) + len(open_)} of {len(book.cost)}")
            for key, design, cost in pool.map(lambda key: _designed(train, key), open_):
                book.done.add(key)
                book.cost[key] = cost
                if design is not None:
                    book.designs[key] = design


def _keys(best: list[Sequence]) -> Iterable[Key]:
    for sequence in best:
        for node in sequence.root.nodes():
            yield key_of(node)


def key_of(node: Node) -> Key:
    """The cut of a node."""
    return (node.first, node.last, node.after, ORGANIC if node.linked else AQUEOUS)


def cut_of(train: Train, key: Key) -> tuple[Cut, float]:
    """A cut of a group on its own, and the mol/h it is fed.

    What a product may hold of its neighbours is shared between the cuts on its two sides, and so is what it may lose.
    """
    first, last, after, phase = key
    members = [i for p in train.products[first : last + 1] for i in p]
    at = sum(len(p) for p in train.products[first : after + 1])
    z = train.z[members]
    total = float(z.sum())
    light, heavy = (float(train.z[list(train.products[p])].sum()) for p in (after, after + 1))
    lost = min(_foreign(train, after) * light, _lost(train, after + 1) * heavy)
    stray = min(_foreign(train, after + 1) * heavy, _lost(train, after) * light)
    names = tuple(train.names[i] for i in members)
    return Cut(names, train.beta[members] / train.beta[members[0]], z / total, at, lost / total, stray / total, phase), total * train.flow


def _sides(train: Train, product: int) -> int:
    return 1 if product in (0, len(train.products) - 1) else 2


def _foreign(train: Train, product: int) -> float:
    """Moles from one side that a mole of a product may hold."""
    return NEAR * (1.0 - train.purity[product]) / train.purity[product] / _sides(train, product)


def _lost(train: Train, product: int) -> float:
    """Share of a product that may go to one side."""
    return (1.0 - train.recovery) / _sides(train, product)


def _oxide(train: Train, first: int, last: int) -> float:
    members = [i for p in train.products[first : last + 1] for i in p]
    return float(train.z[members] @ train.oxides[members] / train.z[members].sum())


def _cost(train: Train, key: Key, flow: float) -> Callable[[int, float, float], float]:
    first, last, _, phase = key
    oxide = _oxide(train, first, last)

    def cost(stages: int, S: float, W: float) -> float:
        return bill(train.rates, flow, oxide, S, W, stages, phase == ORGANIC).total

    return cost


def _least(train: Train, key: Key) -> float:
    """Lower bound of a cut's cost: least solvent and least stages together."""
    cut, flow = cut_of(train, key)
    S = max(cut.least_solvent, cut.extract - (1.0 if cut.phase == ORGANIC else 0.0), 0.0)
    return _cost(train, key, flow)(cut.least_stages, S, max(0.0, cut.flows(S)))


def _designed(train: Train, key: Key) -> tuple[Key, Design | None, float]:
    """The least-cost design of a cut and its cost; endless cost where there is none."""
    cut, flow = cut_of(train, key)
    cost = _cost(train, key, flow)
    try:
        design = cheapest(cut, cost)
    except OutOfReach:
        return key, None, np.inf
    return key, design, cost(design.stages, design.S, design.W)


def bills_of(found: Found, sequence: Sequence) -> list[Bill]:
    """Bills of a sequence: every cut, and every stripping of loaded solvent."""
    train = found.train
    bills: list[Bill] = []

    def strip(first: int, last: int) -> None:
        members = [i for p in train.products[first : last + 1] for i in p]
        bills.append(strip_bill(train.rates, float(train.z[members].sum()) * train.flow, _oxide(train, first, last)))

    for node in sequence.root.nodes():
        key = key_of(node)
        design = found.designs[key]
        _, flow = cut_of(train, key)
        bills.append(bill(train.rates, flow, _oxide(train, node.first, node.last), design.S, design.W, design.stages, node.linked))
        if node.stripped:
            strip(node.first, node.last)
        if node.heavy is None:  # a product that leaves with the solvent
            strip(node.after + 1, node.last)
    return bills


def _strip(train: Train, first: int, last: int) -> float:
    """Cost of stripping a group out of the loaded organic."""
    members = [i for p in train.products[first : last + 1] for i in p]
    return strip_bill(train.rates, float(train.z[members].sum()) * train.flow, _oxide(train, first, last)).total


def _ranked(book: _Book) -> list[Sequence]:
    """The cheapest sequences for the costs as they stand now."""
    train = book.train
    count = len(train.products)
    ways: dict[tuple[int, int, str], list[tuple[float, Node | None]]] = {}
    for size in range(1, count + 1):
        for first in range(count - size + 1):
            last = first + size - 1
            if size == 1:
                ways[first, last, AQUEOUS] = [(0.0, None)]
                ways[first, last, ORGANIC] = [(_strip(train, first, last), None)]
                continue
            ways[first, last, AQUEOUS] = _splits(book, ways, first, last, AQUEOUS)
            strip = _strip(train, first, last)
            stripped = [(cost + strip, replace(node, stripped=True)) for cost, node in ways[first, last, AQUEOUS] if node is not None]
            linked = _splits(book, ways, first, last, ORGANIC)
            ways[first, last, ORGANIC] = nsmallest(BEST, [*linked, *stripped], key=_first)
    return [Sequence(cost, node) for cost, node in ways[0, count - 1, train.phase] if node is not None and np.isfinite(cost)]


def _first(way: tuple[float, Node | None]) -> float:
    return way[0]


def _splits(
    book: _Book, ways: dict[tuple[int, int, str], list[tuple[float, Node | None]]], first: int, last: int, phase: str
) -> list[tuple[float, Node | None]]:
    """The cheapest ways to part a group that comes in one phase."""
    options = []
    for after in range(first, last):
        own = book.cost[first, last, after, phase]
        for light_cost, light in ways[first, after, AQUEOUS]:
            for heavy_cost, heavy in ways[after + 1, last, ORGANIC]:
                options.append((own + light_cost + heavy_cost, after, own, light, heavy))
    chosen = nsmallest(BEST, options, key=lambda option: option[0])
    return [(cost, Node(first, last, after, phase == ORGANIC, False, own, light, heavy)) for cost, after, own, light, heavy in chosen]
