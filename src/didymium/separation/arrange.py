"""A case to the best sequences of cuts, each cut designed, and the purities that the best one keeps when cuts are not sharp."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from didymium.separation.basis import Basis, basis, refuse_outside, refuse_weak
from didymium.separation.cascade_kernel import Array
from didymium.separation.case import Case
from didymium.separation.cost import Bill, Rates, oxide_mass, rates
from didymium.separation.cut import Cut
from didymium.separation.design import OutOfReach, reached
from didymium.separation.section import CaseError
from didymium.separation.sequence import Found, Key, Node, Sequence, Train, best_sequences, bills_of, cut_of, key_of
from didymium.separation.verify import Checked, verify
from didymium.separation.water import Water, of_sequence

PURITY, RECOVERY = 0.999, 0.99
MOST = 15


@dataclass(frozen=True)
class Arrangement:
    """The best sequences of a case. ``purity`` and ``recovery``: of each product, by name, when the best one is run
    through with what its cuts really let pass. ``bills`` of the best one, in USD per hour: its cuts and what strips. ``checked``: those of
    its cuts that an aqueous feeds, by mass action, where the case names a system.
    """

    found: Found
    purity: Mapping[str, float]
    recovery: Mapping[str, float]
    bills: tuple[Bill, ...]
    tonnes: float  # t REO per hour in the feed
    seconds: float
    warnings: tuple[str, ...] = ()
    checked: Mapping[Key, Checked] = field(default_factory=dict)

    @property
    def best(self) -> Sequence:
        """The cheapest sequence."""
        return self.found.best[0]

    @property
    def stages(self) -> int:
        """Stages of the cheapest sequence in all its cuts, without those that strip."""
        return sum(self.found.designs[key_of(node)].stages for node in self.best.root.nodes())

    @property
    def rates(self) -> Rates:
        """Figures behind the costs."""
        return self.found.train.rates

    @property
    def flow(self) -> float:
        """mol per hour of the feed."""
        return self.found.train.flow

    @property
    def fed(self) -> dict[str, float]:
        """mol per hour of each element in the feed."""
        train = self.found.train
        return {name: float(z) * train.flow for name, z in zip(train.names, train.z, strict=True)}

    @property
    def water(self) -> Water:
        """Water of the cheapest sequence by stream, m3/h."""
        names = {i: product_name(self.found.train, i) for i in range(len(self.found.train.products))}
        return of_sequence(self.found, self.best.root, names, sum(b.base for b in self.bills))

    @property
    def outlets(self) -> dict[str, tuple[float, float]]:
        """Of each product: t of its elements per t REO in the feed, and the share of them that arrives."""
        train = self.found.train
        weights = train.z * train.oxides
        shares = [float(weights[list(p)].sum() / weights.sum()) for p in train.products]
        return {name: (share, recovery) for (name, recovery), share in zip(self.recovery.items(), shares, strict=True)}

    def cost(self, sequence: Sequence) -> float:
        """USD per t REO in the feed."""
        return sequence.cost / self.tonnes


def arrange(case: Case, assume: bool = False, progress: Callable[[str], None] = lambda _: None) -> Arrangement:
    """The best sequences of a case; raises :class:`CaseError` for what cannot be asked, or not be reached.

    >>> from didymium.separation.case import read
    >>> entries = {"task": "sequence", "beta": {"La": 1.0, "Ce": 8.0, "Nd": 21.0}, "feed": {"La": 0.3, "Ce": 0.5, "Nd": 0.2}}
    >>> found = arrange(read(entries))
    >>> len(found.found.best), [found.found.train.products[i] for i in range(3)]
    (3, [(0,), (1,), (2,)])
    """
    began = time.perf_counter()
    base = basis(case)
    train = train_of(case, base)
    pairs = [(train.names[p[-1]], train.names[p[-1] + 1]) for p in train.products[:-1]]
    notes = refuse_weak(case, base.factors, pairs, assume) + refuse_outside(case, {"loading": train.rates["loading"]}, assume)
    try:
        found = best_sequences(train, progress)
    except OutOfReach as error:
        section = case.section("targets")
        section.wrong("purity", str(error), "lower the purity, or list elements together in products")
        raise CaseError(section.findings) from error
    amounts = run_through(found, found.best[0].root)
    own = [float(amounts[i][list(p)].sum()) for i, p in enumerate(train.products)]
    names = [product_name(train, i) for i in range(len(train.products))]
    return Arrangement(
        found=found,
        purity={name: o / float(a.sum()) for name, o, a in zip(names, own, amounts, strict=True)},
        recovery={name: o / float(train.z[list(p)].sum()) for name, o, p in zip(names, own, train.products, strict=True)},
        bills=tuple(bills_of(found, found.best[0])),
        tonnes=float(train.z @ train.oxides) * train.flow / 1e6,
        seconds=time.perf_counter() - began,
        warnings=tuple(str(f) for f in (*case.warnings, *notes)),
    )


def checked_of(found: Found, root: Node, system: str | None) -> dict[Key, Checked]:
    """The cuts of a sequence that an aqueous feeds, each run by mass action with what it is designed for."""
    made = {}
    for key in (key_of(node) for node in root.nodes() if system is not None):
        _, flow = cut_of(found.train, key)
        one = verify(found.designs[key], found.train.rates, flow, system)
        if one is not None:
            made[key] = one
    return made


def product_name(train: Train, product: int) -> str:
    """Elements of a product as one word."""
    return "".join(train.names[i] for i in train.products[product])


def train_of(case: Case, base: Basis) -> Train:
    """What a case asks to part, its products checked against the extraction order."""
    section, circuit, cost = case.section("targets"), case.section("circuit"), case.section("cost")
    circuit.finish(("stages", "feed_stage", "S", "W", "outlet", "beta"))
    figures = rates(cost)
    kept = np.flatnonzero(base.z > 0.0)
    names = tuple(base.names[i] for i in kept)
    if not 2 <= len(names) <= MOST:
        section.wrong("", f"the feed holds {len(names)} elements", f"give 2 to {MOST} of them, each with an amount above 0")
    if len(case.feeds) > 1:
        section.wrong("", "a sequence takes one feed", "mix the feeds into one")
    groups = case.targets.products or tuple((name,) for name in names)
    place = {name: i for i, name in enumerate(names)}
    listed = [name for group in groups for name in group]
    for name in listed:
        if name not in place:
            section.wrong("products", f"{name} stands in no feed", f"choose among {', '.join(names)}")
    for name in names:
        if listed.count(name) != 1:
            section.wrong("products", f"{name} stands in {listed.count(name)} products", "list every element of the feed once")
    if not any(f.severity == "error" for f in section.findings):
        groups = tuple(sorted((tuple(sorted(group, key=place.__getitem__)) for group in groups), key=lambda g: place[g[0]]))
        order = " < ".join(names)
        for group in groups:
            if place[group[-1]] - place[group[0]] + 1 != len(group):
                section.wrong("products", f"{', '.join(group)} are no neighbours in extraction order", f"the order is {order}")
        if len(groups) < 2:
            section.wrong("products", "there is one product only", "list at least two")
    words = {"".join(group): group for group in groups} | {group[0]: group for group in groups if len(group) == 1}
    for name in case.targets.purities:
        if name not in words:
            section.wrong("purities", f"{name} is no product", f"products are {', '.join(words)}")
    findings = [*section.findings, *circuit.findings, *cost.findings]
    if any(f.severity == "error" for f in findings):
        raise CaseError(findings)
    z = base.z[kept] / base.z[kept].sum()
    oxides = np.array([oxide_mass(name, case.masses) for name in names])
    flow = base.flow if case.feeds[0].sized else figures["throughput"] * 1e6 / float(z @ oxides) / figures["hours"]
    default = case.targets.purity or PURITY
    return Train(
        names=names,
        beta=base.beta[kept] / base.beta[kept[0]],
        z=z,
        products=tuple(tuple(place[name] for name in group) for group in groups),
        purity=tuple(case.targets.purities.get("".join(group), default) for group in groups),
        recovery=case.targets.recovery or RECOVERY,
        flow=flow,
        oxides=oxides,
        rates=figures,
        phase=case.feeds[0].phase,
    )


def run_through(found: Found, root: Node) -> list[Array]:
    """Moles of every element in every product when each cut takes what the one before really gives.

    Stages stay as designed; solvent and acid follow the feed, as an operator would set them.
    """
    train = found.train
    products: list[Array] = [np.zeros(len(train.names)) for _ in train.products]

    def part(node: Node, feed: Array) -> None:
        key = key_of(node)
        sharp, _ = cut_of(train, key)
        total = float(feed.sum())
        share = float(train.z[[i for p in train.products[node.first : node.last + 1] for i in p]].sum()) / total
        at = train.products[node.after + 1][0]
        cut = Cut(train.names, train.beta, feed / total, at, sharp.lost * share, sharp.stray * share, sharp.phase)
        steady = reached(cut, found.designs[key])
        for moles, child, product in (
            (steady.raffinate * total, node.light, node.first),
            (steady.extract * total, node.heavy, node.last),
        ):
            if child is None:
                products[product] = moles
            else:
                part(child, moles)

    part(root, train.z)
    return products
