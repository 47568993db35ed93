"""A case to a designed cut: which elements part, how much may go astray, the cascade that does it, and what it costs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from didymium.chain.model import Finding
from didymium.separation.basis import Basis, basis, refuse_outside, refuse_weak
from didymium.separation.case import Case, Target
from didymium.separation.cost import Bill, Rates, bill, oxide_mass, rates, strip_bill
from didymium.separation.cut import Cut, astray
from didymium.separation.design import Design, OutOfReach, cheapest, fewest, with_stages
from didymium.separation.limits import Shortcut, xu
from didymium.separation.result import Simulation
from didymium.separation.section import CaseError
from didymium.separation.simulation import simulate
from didymium.separation.verify import Checked
from didymium.separation.water import Water, of_cut


@dataclass(frozen=True)
class Proposal:
    """A designed cut. ``purity`` and ``recovery`` are of the raffinate's and the extract's elements, as mole fractions.

    ``S_min`` is the certificate: with less solvent no number of stages will do. ``shortcut`` is what Xu's formulae say at
    the same S, None where they do not apply (organic feed). ``bills`` in USD per hour: the cascade and the stripping of
    the extract; ``flow`` mol/h of the feed, ``oxide`` g per mol of it. ``checked``: the same circuit by mass action, where asked for.
    """

    design: Design
    S_min: float
    purity: Mapping[str, float]
    recovery: Mapping[str, float]
    shortcut: Shortcut | None
    bills: tuple[Bill, ...]
    rates: Rates
    flow: float
    oxide: float
    seconds: float
    warnings: tuple[str, ...] = ()
    checked: Checked | None = None

    @property
    def stages(self) -> int:
        """Stages of the cascade, without those that strip."""
        return self.design.stages

    @property
    def tonnes(self) -> float:
        """t REO per hour in the feed."""
        return self.flow * self.oxide / 1e6

    @property
    def cost(self) -> float:
        """USD per t REO in the feed."""
        return sum(b.total for b in self.bills) / self.tonnes

    @property
    def fed(self) -> dict[str, float]:
        """mol per hour of each element in the feed."""
        cut = self.design.cut
        return {name: float(z) * self.flow for name, z in zip(cut.names, cut.z, strict=True)}

    @property
    def water(self) -> Water:
        """Water by stream, m3/h."""
        return of_cut(self.design, self.rates, self.flow, sum(b.base for b in self.bills))

    @property
    def outlets(self) -> dict[str, tuple[float, float]]:
        """Of each outlet's elements: t per t REO in the feed, and the share of them that arrives."""
        cut = self.design.cut
        weights = cut.z * [oxide_mass(name, {}) for name in cut.names]
        light = float(weights[: cut.at].sum() / weights.sum())
        return {"raffinate": (light, self.recovery["raffinate"]), "extract": (1.0 - light, self.recovery["extract"])}


def propose(case: Case, assume: bool = False) -> Proposal:
    """The design that a case asks for: of least cost; or with the fewest stages for a given S; or for given stages.

    Raises :class:`CaseError` for what cannot be asked, or not be reached.

    >>> from didymium.separation.case import read
    >>> entries = {"task": "design", "beta": {"A": 5.0, "B": 1.0}, "feed": {"A": 0.7, "B": 0.3},
    ...            "targets": {"raffinate": {"element": "B", "purity": 0.9999}, "extract": {"element": "A", "purity": 0.9999}},
    ...            "circuit": {"S": 1.2663842712, "W": 0.5663442632}}
    >>> found = propose(read(entries))
    >>> found.design.stages, found.shortcut.stages, round(found.S_min, 4)
    (18, 18, 0.9497)
    """
    began = time.perf_counter()
    found = basis(case)
    section, cost_section = case.section("circuit"), case.section("cost")
    section.finish(("stages", "feed_stage", "S", "W", "outlet", "beta"))
    figures = rates(cost_section)
    if len(case.feeds) > 1:
        section.wrong("", "a design takes one feed", "simulate the circuit with several, or mix them into one")
    _raise([*section.findings, *cost_section.findings])
    at = _parted(case, found)
    names, z = _present(found)
    cut = _cut(case, found, at)
    notes = refuse_weak(case, found.factors, [(names[cut.at - 1], names[cut.at])], assume)
    notes += refuse_outside(case, {"loading": figures["loading"]}, assume)
    oxide = float(z @ [oxide_mass(name, case.masses) for name in names])
    flow = found.flow if case.feeds[0].sized else figures["throughput"] * 1e6 / oxide / figures["hours"]
    linked = cut.phase == "organic"

    def cost(stages: int, S: float, W: float) -> float:
        return bill(figures, flow, oxide, S, W, stages, linked).total

    circuit = case.circuit
    try:
        if circuit.S is not None:
            design = fewest(cut, circuit.S)
        elif circuit.stages is not None:
            design = with_stages(cut, circuit.stages)
        else:
            design = cheapest(cut, cost)
    except OutOfReach as error:
        section.wrong("S" if circuit.S is not None else "stages", str(error), "ask for less purity, or give more solvent or stages")
        raise CaseError(section.findings) from error
    raffinate, extract = design.steady.raffinate, design.steady.extract
    light, heavy = float(raffinate[: cut.at].sum()), float(extract[cut.at :].sum())
    return Proposal(
        design=design,
        S_min=cut.least_solvent,
        purity={"raffinate": light / float(raffinate.sum()), "extract": heavy / float(extract.sum())},
        recovery={"raffinate": light / cut.light, "extract": heavy / cut.heavy},
        shortcut=_shortcut(cut, design.S),
        bills=(bill(figures, flow, oxide, design.S, design.W, design.stages, linked), strip_bill(figures, cut.extract * flow, oxide)),
        rates=figures,
        flow=flow,
        oxide=oxide,
        seconds=time.perf_counter() - began,
        warnings=tuple(str(f) for f in (*case.warnings, *notes)),
    )


def _raise(findings: list[Finding]) -> None:
    if any(f.severity == "error" for f in findings):
        raise CaseError(findings)


def _present(found: Basis) -> tuple[tuple[str, ...], np.ndarray]:
    """Elements of which the feed holds something, and their mole fractions."""
    kept = np.flatnonzero(found.z > 0.0)
    return tuple(found.names[i] for i in kept), found.z[kept]


def _parted(case: Case, found: Basis) -> str:
    """The first element that goes to the extract."""
    names, _ = _present(found)
    ends = {"raffinate": case.targets.raffinate, "extract": case.targets.extract}
    section = case.section("targets")
    place = {name: i for i, name in enumerate(names)}
    for end, target in ends.items():
        for name in target.elements if target else ():
            if name not in place:
                section.wrong(end, f"the {end} is to hold {name}, of which the feed has none", f"choose among {', '.join(names)}")
    if not any(ends.values()):
        fix = 'write raffinate = {element = "Pr", purity = 0.999} and extract = {element = "Nd", purity = 0.999} under [targets]'
        section.wrong("", "no target says where to cut", fix)
    _raise(section.findings)
    low = max((place[n] for n in ends["raffinate"].elements), default=None) if ends["raffinate"] else None
    high = min((place[n] for n in ends["extract"].elements), default=None) if ends["extract"] else None
    at = high if low is None else low + 1
    if at is None:  # there is a target, so one of the two was set
        raise AssertionError
    order = " < ".join(names)
    if low is not None and high is not None and high <= low:
        message = f"{names[high]} is extracted less than {names[low]}, or as much: it cannot leave with the extract"
        section.wrong("extract", message, f"the order is {order}: swap the two")
    elif low is not None and high is not None and high > low + 1:
        between = ", ".join(names[low + 1 : high])
        message = f"between {names[low]} and {names[high]} stands {between}, which belongs to neither outlet"
        section.wrong("extract", message, "list it with one of them, such as element = [...]")
    elif not 0 < at < len(names):
        section.wrong("", "one outlet would hold every element", f"the order is {order}: cut between two of them")
    _raise(section.findings)
    return names[at]


def _cut(case: Case, found: Basis, first: str) -> Cut:
    """The cut with what may go astray, from purities and recoveries, and from S and W where both are given."""
    names, z = _present(found)
    kept = np.flatnonzero(found.z > 0.0)
    beta = found.beta[kept] / found.beta[kept[0]]
    at = names.index(first)
    light, heavy = float(z[:at].sum()), float(z[at:].sum())
    phase = case.feeds[0].phase
    raffinate, extract = (t or Target(()) for t in (case.targets.raffinate, case.targets.extract))
    section, circuit = case.section("targets"), case.circuit
    for end, target, share in (("raffinate", raffinate, light), ("extract", extract, heavy)):
        if target.purity is not None and target.purity <= share:
            message = f"the feed holds {share:.6g} of it already: a purity of {target.purity:g} asks for nothing"
            section.wrong(f"{end}.purity", message, f"ask for more than {share:.6g}")
    _raise(section.findings)
    if circuit.S is not None and circuit.W is not None:
        out = circuit.S - circuit.W + (1.0 if phase == "organic" else 0.0)
        most_lost = min((1.0 - (raffinate.purity or 0.0)) * (1.0 - out), (1.0 - (extract.recovery or 0.0)) * heavy)
        most_stray = min((1.0 - (extract.purity or 0.0)) * out, (1.0 - (raffinate.recovery or 0.0)) * light)
        lost = min(most_lost, most_stray + heavy - out)
        stray = out - heavy + lost
        if not (0.0 < out < 1.0 and lost > 0.0 and stray > 0.0):
            message = f"S and W leave {out:.6g} mol per mol of feed to the extract, which the targets do not allow"
            section = case.section("circuit")
            section.wrong("W", message, f"they allow {heavy - most_lost:.6g} to {heavy + most_stray:.6g}: change W by the difference")
            _raise(section.findings)
        return Cut(names, beta, z, at, lost, stray, phase)
    allowed = astray(light, heavy, raffinate.purity, raffinate.recovery, extract.purity, extract.recovery)
    if allowed is None:
        fix = "give a purity or a recovery for both outlets, or both figures for one, each above what the feed has already"
        section.wrong("", "the targets do not fix both outlets", fix)
        raise CaseError(section.findings)
    return Cut(names, beta, z, at, min(allowed[0], 0.5 * heavy), min(allowed[1], 0.5 * light), phase)


def _shortcut(cut: Cut, S: float) -> Shortcut | None:
    """Xu's formulae for the two keys at the same S; None where they give nothing."""
    if cut.phase == "organic":
        return None
    raffinate, extract = cut.purity
    try:
        return xu(cut.key_beta, cut.heavy, extract, raffinate, S)
    except (ValueError, ZeroDivisionError):
        return None


def simulation_of(case: Case, proposal: Proposal) -> Simulation:
    """The designed cascade as a simulation, in the unit of the feed."""
    design = proposal.design
    circuit = replace(case.circuit, stages=design.stages, feed_stage=design.feed_stage, S=design.S, W=design.W, outlets=())
    return simulate(replace(case, circuit=circuit), assume=True)
