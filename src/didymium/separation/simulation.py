"""A case with constant separation factors to a simulation: the cascade, and what leaves it in the unit of the feed."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from didymium.chain.model import Finding
from didymium.separation.basis import Basis, basis, refuse_outside, refuse_weak
from didymium.separation.cascade import Cascade, NotConverged, Steady, solve
from didymium.separation.cascade_kernel import Array
from didymium.separation.case import Case
from didymium.separation.cost import shipped
from didymium.separation.feed import UNITS, mole_per_unit
from didymium.separation.result import Simulation, Stage
from didymium.separation.section import CaseError

CHARGE = 3.0
RATIO = 20.0  # organic over aqueous, or the inverse, beyond which mixer-settlers do not work


@dataclass(frozen=True)
class Streams:
    """Litres per hour of each phase that leave the stages (N each); None where results are no concentrations."""

    aqueous: Array
    organic: Array


def simulate(case: Case, assume: bool = False) -> Simulation:
    """The steady state of a case; raises :class:`CaseError` for what cannot be computed.

    >>> from didymium.separation.case import read
    >>> entries = {"beta": {"A": 5.0, "B": 1.0}, "feed": {"A": 0.7, "B": 0.3},
    ...            "circuit": {"stages": 18, "feed_stage": 8, "S": 1.2663842712, "W": 0.5663442632}}
    >>> found = simulate(read(entries))
    >>> found.converged, round(found.raffinate["B"], 8), round(found.extract["A"], 8)
    (True, 0.99992798, 0.99991199)
    """
    began = time.perf_counter()
    found = basis(case)
    built = _cascade(case, found)
    loading, strength = _solutions(case)
    try:
        steady = solve(built)
    except NotConverged as error:
        raise CaseError([Finding("error", "", case.file, 0, "circuit", str(error), "change S, W or the stages slightly")]) from error
    notes = refuse_weak(case, found.factors, _parted(found, steady), assume) + refuse_outside(case, {"loading": loading}, assume)
    streams = _streams(case, built, loading, strength, found.flow) if UNITS[case.unit] == "L/h" else None
    warnings = [*(str(f) for f in (*case.warnings, *notes)), *_ratios(streams)]
    return _simulation(case, found, steady, streams, time.perf_counter() - began, tuple(warnings))


def _cascade(case: Case, found: Basis) -> Cascade:
    """The cascade of a case; every missing or impossible number of the circuit is a finding."""
    circuit, section = case.circuit, case.section("circuit")
    section.finish(("stages", "feed_stage", "S", "W", "outlet", "beta"))
    for name, value in (("stages", circuit.stages), ("S", circuit.S)):
        if value is None and not any(f.column.endswith(name) for f in section.findings):
            section.wrong(name, f"{name} is missing", f"write {name} = ... under [circuit]")
    if any(f.severity == "error" for f in section.findings):
        raise CaseError(section.findings)
    assert circuit.stages is not None
    assert circuit.S is not None
    stages, S, W = circuit.stages, circuit.S, circuit.W or 0.0
    given = {phase: np.zeros((len(found.names), stages)) for phase in ("aqueous", "organic")}
    for feed, moles in zip(case.feeds, found.moles, strict=True):
        at = feed.stage or circuit.feed_stage or stages
        given[feed.phase][:, at - 1] += moles
    drawn = {phase: np.zeros(stages) for phase in ("aqueous", "organic")}
    for outlet in circuit.outlets:
        drawn[outlet.phase][outlet.stage - 1] += outlet.flow
    built = Cascade(found.beta, given["aqueous"], given["organic"], S, W, drawn["aqueous"], drawn["organic"])
    _flows(case, built)
    return built


def _flows(case: Case, built: Cascade) -> None:
    """Findings where some stage would be left without one of the phases."""
    V, L = built.flows
    section = case.section("circuit")
    if V[0] <= built.out_a[0]:
        message = f"S = {built.S:g} takes up more than comes in: nothing is left for the raffinate"
        section.wrong("S", message, f"write S below {built.S + V[0]:.6g}")
    if L[-1] <= built.out_o[-1]:
        message = f"W = {built.W:g} returns more than the solvent carries: nothing is left for the extract"
        section.wrong("W", message, f"write W below {built.W + L[-1]:.6g}")
    inner_a, inner_o = V[1:] - built.out_a[1:], L[:-1] - built.out_o[:-1]
    if not section.findings and np.any(inner_a <= 0.0):
        at = int(np.argmax(inner_a <= 0.0)) + 2
        message = f"no rare earth is left in the aqueous of stage {at}"
        fix = "write W above 0, feed the last stage, or draw less" if built.W == 0.0 else "draw less there"
        section.wrong("W" if built.W == 0.0 else "outlet", message, fix)
    if not section.findings and np.any(inner_o <= 0.0):
        section.wrong("outlet", f"no rare earth is left in the organic of stage {int(np.argmax(inner_o <= 0.0)) + 1}", "draw less there")
    if any(f.severity == "error" for f in section.findings):
        raise CaseError(section.findings)


def _solutions(case: Case) -> tuple[float, float]:
    """Loading of the solvent and strength of the acid, mol/L."""
    solvent, acid = case.section("solvent"), case.section("acid")
    loading = solvent.number("loading", above=0.0, default=shipped()["loading"].value)
    strength = acid.number("strength", above=0.0, default=shipped()["strength"].value)
    for section in (solvent, acid):
        section.finish()
    findings = [*solvent.findings, *acid.findings]
    if loading is None or strength is None or any(f.severity == "error" for f in findings):
        raise CaseError(findings)
    return loading, strength


def _parted(found: Basis, steady: Steady) -> list[tuple[str, str]]:
    """Neighbours between which the share extracted passes one half."""
    z = found.z
    share = steady.extract / np.where(z > 0.0, z, 1.0)
    return [(found.names[i - 1], found.names[i]) for i in range(1, len(found.names)) if share[i] >= 0.5 > share[i - 1]]


def _streams(case: Case, built: Cascade, loading: float, strength: float, flow: float) -> Streams:
    """Flows of the phases: the acid and the aqueous feeds down, the solvent and the organic feeds up."""
    stages = built.out_a.size
    into = {phase: np.zeros(stages) for phase in ("aqueous", "organic")}
    for feed in case.feeds:
        into[feed.phase][(feed.stage or case.circuit.feed_stage or stages) - 1] += feed.flow
    V, L = built.flows
    aqueous, organic = np.empty(stages), np.empty(stages)
    down = built.W * flow * CHARGE / strength
    for j in range(stages - 1, -1, -1):
        aqueous[j] = down + into["aqueous"][j]
        down = aqueous[j] * (1.0 - built.out_a[j] / V[j])
    up = built.S * flow / loading
    for j in range(stages):
        organic[j] = up + into["organic"][j]
        up = organic[j] * (1.0 - built.out_o[j] / L[j])
    return Streams(aqueous, organic)


def _ratios(streams: Streams | None) -> list[str]:
    """Warnings about phase ratios that mixer-settlers do not do."""
    if streams is None:
        return []
    ratio = streams.organic / streams.aqueous
    off = np.flatnonzero((ratio > RATIO) | (ratio < 1.0 / RATIO))
    if off.size == 0:
        return []
    j = int(off[0])
    text = f"O/A is {ratio[j]:.3g} in stage {j + 1}, outside 1:{RATIO:g} to {RATIO:g}:1"
    more = f", as in {off.size - 1} more stages" if off.size > 1 else ""
    return [f"warning: circuit: {text}{more}; change S, the loading or the acid's strength"]


def _simulation(case: Case, found: Basis, steady: Steady, streams: Streams | None, seconds: float, warnings: tuple[str, ...]) -> Simulation:
    built = steady.cascade
    V, L = built.flows
    side_a, side_o = steady.side

    def litres(phase: str, j: int, part: float = 1.0) -> float | None:
        return None if streams is None else part * float((streams.aqueous if phase == "aqueous" else streams.organic)[j])

    leaving: dict[str, tuple[Array, float | None]] = {
        "raffinate": (steady.raffinate, litres("aqueous", 0)),
        "extract": (steady.extract, litres("organic", -1)),
    }
    for outlet in case.circuit.outlets:
        j = outlet.stage - 1
        moles, total = (side_a[:, j], V[j]) if outlet.phase == "aqueous" else (side_o[:, j], L[j])
        leaving[outlet.name] = (moles, litres(outlet.phase, j, outlet.flow / float(total)))
    told = {name: composition(case, found, moles, flow) for name, (moles, flow) in leaving.items()}
    into = found.z
    return Simulation(
        converged=True,
        iterations=steady.steps,
        seconds=seconds,
        imbalance=steady.imbalance,
        unit=case.unit,
        raffinate=told.pop("raffinate"),
        extract=told.pop("extract"),
        stages=tuple(
            Stage(
                stage=j + 1,
                aqueous=composition(case, found, steady.aqueous[:, j], litres("aqueous", j)),
                organic=composition(case, found, steady.organic[:, j], litres("organic", j)),
            )
            for j in range(V.size)
        ),
        outlets=told,
        flow={name: _size(case, found, moles, flow) for name, (moles, flow) in leaving.items()},
        recovery={
            name: {e: float(m / t) for e, m, t in zip(found.names, moles, into, strict=True) if t > 0.0}
            for name, (moles, _) in leaving.items()
        },
        warnings=warnings,
        extra={"S": built.S, "W": built.W, "residual": steady.residual, "feed_stage": case.circuit.feed_stage or V.size},
    )


def composition(case: Case, found: Basis, moles: Array, litres: float | None) -> dict[str, float]:
    """A stream in the unit of the feed: shares of it, or concentrations in its litres per hour."""
    values = {name: float(m) * found.flow / mole_per_unit(case.unit, name, case.masses) for name, m in zip(found.names, moles, strict=True)}
    total = sum(values.values()) if litres is None else litres
    return {name: value / total for name, value in values.items()} if total > 0.0 else values


def _size(case: Case, found: Basis, moles: Array, litres: float | None) -> float:
    """Flow of an outlet: mol/h, L/h or t REO a year."""
    if litres is not None:
        return litres
    return sum(float(m) * found.flow / mole_per_unit(case.unit, name, case.masses) for name, m in zip(found.names, moles, strict=True))
