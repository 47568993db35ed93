"""What to doubt in a result of mass action: refusals, and warnings about what plants do not do or the model does not know."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from didymium.chain.model import Finding
from didymium.elements import ELEMENTS
from didymium.separation.basis import OPEN, refuse_weak, top_section
from didymium.separation.case import Case
from didymium.separation.exchange_kernel import Array
from didymium.separation.section import CaseError
from didymium.separation.simulation import RATIO
from didymium.separation.solved import Solved

FULL = 0.9  # share of the sites above which a solvent gels or parts in two
CLOUDY = 6.0  # pH above which rare earths begin to precipitate
BARE = 1e-3  # share of a metal left on the solvent below which a strip counts as complete
SOAPS = ("Na", "NH4")  # their level hardly matters


def refuse(case: Case, solved: Solved, assume: bool) -> tuple[Finding, ...]:
    """Warnings of numbers that nobody measured, or that are used where nobody measured; refusals unless ``assume``.

    The keys of a cut are the neighbours between which the share that is extracted passes one half.
    """
    chemistry, at = solved.plant.chemistry, solved.plant.feed_stage - 1
    rare = [name for name in chemistry.metals if name in ELEMENTS and name != "Sc"]
    D = {name: float(solved.steady.y[at, i] / solved.steady.x[at, i]) for i, name in enumerate(chemistry.names) if name in rare}
    factors = chemistry.factors(D)
    share = solved.recovery["extract"]
    order = [name for name in factors.order if name in share]
    keys = [(a, b) for a, b in pairwise(order) if share[b] >= 0.5 > share[a]]
    notes = [*refuse_weak(case, factors, keys, assume), *_out_of_range(case, solved, rare, "warning" if assume else "error")]
    if any(f.severity == "error" for f in notes):
        raise CaseError(notes, refused=True)
    return tuple(notes)


def _out_of_range(case: Case, solved: Solved, rare: list[str], severity: str) -> list[Finding]:
    """Every stage's pH or free anion, free extractant and loading against the ranges of the measurements, where they are known.

    Nothing where levels are given. Stages that strip are only warned of where they leave next to nothing on the solvent: how
    strongly it was held does not show in the result then.
    """
    plant, chemistry = solved.plant, solved.plant.chemistry
    if all(chemistry.levels[name].basis == "given" for name in rare):
        return []
    acidity = [np.nan if p is None else p for p in solved.pH]
    metals = [chemistry.names.index(name) for name in rare]
    states: dict[str, tuple[str, Array]] = {
        "pH": ("pH", np.array(acidity)),
        "anion": ("free anion (mol/L)", solved.anion),
        "extractant": ("free extractant (mol/L)", solved.free),
        "loading": ("rare earth in the solvent (mol/L)", solved.steady.y[:, metals].sum(axis=1)),
    }
    top = top_section(case)
    bare = _stripped(solved, metals)
    for quantity, (what, values) in states.items():
        span = chemistry.system.span(quantity)
        if span is None:
            continue
        off = np.maximum(span[0] - values, values - span[1])
        for name, part in (("", slice(0, plant.stages)), ("strip ", slice(plant.stages, plant.total))):
            beyond = np.flatnonzero(off[part] > 1e-9 * abs(span[1]))
            if beyond.size == 0:
                continue
            at = (part.start or 0) + int(np.argmax(off[part]))
            more = f" ({beyond.size} stages are beyond)" if beyond.size > 1 else ""
            message = f"{what} {values[at]:.3g} in {name}stage {at + 1}{more} lies outside {span[0]:g} to {span[1]:g}"
            message += f", where {chemistry.system.name} was measured"
            if name and bare:
                top.wrong("system", message, "nothing is left on the solvent either way", "warning")
            else:
                top.wrong("system", message, f"change the acid or the solvent, or accept it with {OPEN}", severity)
    return top.findings


def _stripped(solved: Solved, metals: list[int]) -> bool:
    """Whether the strip leaves less than a thousandth of every rare earth on the solvent."""
    q, steady, last = solved.flows, solved.steady, solved.plant.stages - 1
    if solved.plant.strip is None:
        return False
    into = q.organic[last] * steady.y[last, metals]
    return bool(np.all(q.organic[-1] * steady.y[-1, metals] <= BARE * into))


def doubts(solved: Solved) -> list[str]:
    """Warnings."""
    chemistry, q = solved.plant.chemistry, solved.flows
    ratio = q.organic / q.aqueous
    wide = np.maximum(ratio, 1.0 / ratio)
    loading = solved.loading
    acidity = np.array([0.0 if p is None else p for p in solved.pH])
    said = [
        _at("circuit", "O/A is {:.3g}", ratio, wide, RATIO, f"mixer-settlers do 1:{RATIO:g} to {RATIO:g}:1"),
        _at("organic", "metals hold {:.0%} of the solvent", loading, loading, FULL, "it gels or parts in two"),
        _at("circuit", "the pH is {:.2f}", acidity, acidity, CLOUDY, "rare earths precipitate as hydroxides, which is not computed"),
    ]
    assumed = [name for name, level in chemistry.levels.items() if level.basis == "assumed" and name not in SOAPS]
    if assumed:
        fix = "write measured ones into [constants]"
        said.append(f"warning: system: levels of {', '.join(assumed)} in {chemistry.system.name} are assumed; {fix}")
    return [text for text in said if text]


def _at(place: str, what: str, shown: Array, judged: Array, limit: float, why: str) -> str:
    """A warning about the stages where ``judged`` exceeds its limit, with the worst of them; empty where there are none."""
    stages = np.flatnonzero(judged > limit)
    if stages.size == 0:
        return ""
    worst = int(np.argmax(judged))
    more = f" ({stages.size} stages are beyond)" if stages.size > 1 else ""
    return f"warning: {place}: {what.format(float(shown[worst]))} in stage {worst + 1}{more}; {why}"
