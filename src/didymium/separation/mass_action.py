"""A case of mass action to a simulation: the battery at steady state, in the unit of the feed."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from didymium.chain.model import Finding
from didymium.separation.basis import top_section
from didymium.separation.battery import Levels, NotConverged, solve
from didymium.separation.case import Case
from didymium.separation.cost import rates
from didymium.separation.doubt import doubts, refuse
from didymium.separation.duty import Work, work_of
from didymium.separation.exchange_kernel import Flows
from didymium.separation.feed import mole_per_unit
from didymium.separation.plant import Plant, plant, unstripped
from didymium.separation.plumbing import flows
from didymium.separation.result import Simulation, Stage
from didymium.separation.section import CaseError
from didymium.separation.solved import Solved

CLOSED = 1e-10  # largest imbalance of a result


def simulate(case: Case, assume: bool = False, start: Levels | None = None) -> Simulation:
    """The steady state of a case by mass action, from ``start`` where a case like it was solved before.

    ``extra`` holds the ``levels`` to start from, the largest ``loading`` of the solvent, how many of the stages ``strip``, and in
    chloride the ``work`` that reagents, size and cost follow from (see ``duty``). Raises :class:`CaseError` for
    what cannot be computed, and as a refusal where the elements that it parts rest on levels that nobody measured, or
    where it parts them outside the range of the measurements, unless ``assume``.

    >>> from didymium.separation.case import read
    >>> found = simulate(read({"model": "mass_action", "system": "PC88A", "circuit": {"stages": 4},
    ...     "feed": {"unit": "mol/L", "La": 0.02, "Nd": 0.02, "HCl": 0.01}, "organic": {"unit": "mol/L", "PC88A": 1.0}}))
    >>> round(found.recovery["extract"]["Nd"], 3), round(found.recovery["extract"]["La"], 3), found.imbalance < 1e-12
    (0.973, 0.283, True)
    """
    began = time.perf_counter()
    made = plant(case)
    cost = case.section("cost")
    figures = rates(cost)
    if any(f.severity == "error" for f in cost.findings):
        raise CaseError(cost.findings)
    through = flows(made)
    _ran_dry(case, made, through)
    try:
        solved = Solved(made, through, solve(made.chemistry.law, through, start))
    except NotConverged as error:
        raise _failed(case, made, str(error)) from error
    imbalance = solved.imbalance
    if not imbalance <= CLOSED:
        raise _failed(case, made, f"the result does not close: {imbalance:.2g} of a component is missing")
    notes = refuse(case, solved, assume)
    warnings = [*(str(f) for f in (*case.warnings, *notes)), *doubts(solved)]
    return _simulation(case, solved, work_of(solved, figures), imbalance, time.perf_counter() - began, tuple(warnings))


def _failed(case: Case, made: Plant, message: str) -> CaseError:
    """An error, with what most likely stands in the way: metals that the strip does not get out of the solvent."""
    left = unstripped(made)
    fix = "change the flows or the stages slightly"
    if left:
        message += f"; the strip does not get {', '.join(left)} out of a solvent that comes back"
        fix = "write more acid, or stronger acid, into [strip]"
    return CaseError([Finding("error", "", case.file, 0, "strip" if left else "circuit", message, fix)])


def _ran_dry(case: Case, made: Plant, q: Flows) -> None:
    """Findings where a stage is left without one of the phases; the strip's liquor need not go on to the scrub."""
    top = top_section(case)
    down = np.delete(q.down, [0, *([made.stages] if made.strip else [])])
    for name, flows_left in (("aqueous", np.append(q.aqueous, down)), ("solvent", np.append(q.organic, q.up[:-1]))):
        if np.any(flows_left <= 0.0):
            at = int(np.argmax(flows_left <= 0.0)) % q.aqueous.size + 1
            top.wrong("circuit", f"no {name} is left at stage {at}", "draw less at the outlets, or give [scrub]")
    if top.findings:
        raise CaseError(top.findings)


def _simulation(case: Case, solved: Solved, work: Work | None, imbalance: float, seconds: float, warnings: tuple[str, ...]) -> Simulation:
    made, q = solved.plant, solved.flows
    system = made.chemistry.system
    assert case.organic is not None
    extractant = next(name for name in (system.extractant, *system.also) if name in case.organic.amounts)
    masses = {**case.organic.masses, **case.masses}

    def told(stage: int, phase: str) -> dict[str, float]:
        return _in_unit(case.unit, masses, solved.moles(stage, phase, extractant))

    last = made.stages - 1
    ends = {"raffinate": told(0, "aqueous"), "extract": told(last, "organic")}
    litres = {"raffinate": float(q.aqueous[0]), "extract": float(q.organic[last])}
    if made.strip is not None:
        ends["strip"] = told(last + 1, "aqueous")
        litres["strip"] = float(q.aqueous[last + 1]) - made.strip.reflux
    for outlet in made.outlets:
        ends[outlet.name] = told(outlet.stage - 1, outlet.phase)
        litres[outlet.name] = outlet.flow
    return Simulation(
        converged=True,
        iterations=solved.steady.steps,
        seconds=seconds,
        imbalance=imbalance,
        unit=case.unit,
        raffinate=ends.pop("raffinate"),
        extract=ends.pop("extract"),
        stages=tuple(Stage(j + 1, told(j, "aqueous"), told(j, "organic"), pH) for j, pH in enumerate(solved.pH)),
        outlets=ends,
        flow=litres,
        recovery=solved.recovery,
        warnings=warnings,
        extra={
            "feed_stage": made.feed_stage,
            "strip": made.strip.stages if made.strip else 0,
            "loading": float(solved.loading.max()),
            "levels": solved.steady.levels,
            "work": work,
        },
    )


def _in_unit(unit: str, masses: Mapping[str, float], moles: Mapping[str, float]) -> dict[str, float]:
    """mol/L in the unit of the feed; without what has no molar mass, where the unit needs one."""
    told: dict[str, float] = {}
    for name, value in moles.items():
        try:
            told[name] = value / mole_per_unit(unit, name, masses)
        except KeyError:
            continue
    return told
