"""A cut designed with constant factors, run by mass action: same stages, solvent, scrub acid and separation factors.

What is not constant then is how much the solvent carries in each stage, and the acid that stays free. The base is trimmed until
as much leaves with the extract as was designed, as an operator would who watches the assay of the raffinate; purity follows.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from didymium.separation.battery import Levels, NotConverged, solve
from didymium.separation.case import read
from didymium.separation.constants import System, system, systems
from didymium.separation.cost import Rates
from didymium.separation.design import Design
from didymium.separation.plant import plant
from didymium.separation.plumbing import flows
from didymium.separation.section import CaseError
from didymium.separation.solved import Solved

CHARGE = 3.0
FEED_PH = 2.0
DEGREE = 0.4  # share of the extractant that is saponified where the system does not say
TRIM = (0.4, 1.1)  # of the designed base, within which it is looked for
CLOSE = 1e-9  # of the extract


@dataclass(frozen=True)
class Checked:
    """A design by mass action. ``purity`` of raffinate and extract (mole fraction), beside that of the design as ``promised``.

    ``base``: what it takes of the designed base; ``pH`` of raffinate and feed stage; ``loading``: largest share of the sites.
    """

    system: str
    purity: Mapping[str, float]
    promised: Mapping[str, float]
    base: float
    pH: tuple[float, float]
    loading: float
    imbalance: float
    seconds: float


def verify(design: Design, rates: Rates, flow: float, name: str | None) -> Checked | None:
    """A design fed ``flow`` mol/h in the system ``name`` by mass action; None where there is no such law for its elements.

    Feeds that come with the solvent are not checked.

    >>> from didymium.separation import read
    >>> from didymium.separation.proposal import propose
    >>> entries = {"task": "design", "system": "P507", "beta": {"Pr": 1.0, "Nd": 1.45}, "feed": {"Pr": 0.25, "Nd": 0.75},
    ...            "targets": {"raffinate": {"element": "Pr", "purity": 0.99}, "extract": {"element": "Nd", "purity": 0.99}}}
    >>> made = propose(read(entries))
    >>> found = verify(made.design, made.rates, made.flow, "P507")
    >>> found.system, found.imbalance < 1e-10
    ('P507 chloride', True)
    """
    began = time.perf_counter()
    law = _law(name)
    levels = _levels(law, design) if law is not None else None
    if law is None or levels is None or design.cut.phase != "aqueous":
        return None
    start: Levels | None = None
    wanted = design.cut.extract

    def extract(trim: float) -> tuple[float, Solved]:
        nonlocal start
        assert law is not None
        assert levels is not None
        made = plant(read(_entries(law, levels, design, rates, flow, trim)))
        through = flows(made)
        steady = solve(made.chemistry.law, through, start)
        start = steady.levels
        found = Solved(made, through, steady)
        share = found.recovery["extract"]
        return sum(float(z) * share[n] for n, z in zip(design.cut.names, design.cut.z, strict=True)), found

    try:
        trim, found = _trimmed(extract, wanted)
    except (NotConverged, CaseError, ValueError):
        return None
    purity = _purity(design, found)
    pH = found.pH
    return Checked(
        law.name, purity, dict(zip(("raffinate", "extract"), _promised(design), strict=True)), trim,
        (float(pH[0] or 0.0), float(pH[design.feed_stage - 1] or 0.0)), float(found.loading.max()), found.imbalance,
        time.perf_counter() - began,
    )  # fmt: skip


def _law(name: str | None) -> System | None:
    """The system in which metal is exchanged for protons, of the same extractant and medium."""
    if name is None:
        return None
    asked = system(name)
    same = (s for s in systems() if (s.extractant, s.anion, s.mechanism) == (asked.extractant, "Cl", "exchange"))
    return next(same, None)


def _levels(law: System, design: Design) -> dict[str, float] | None:
    """Levels with the design's separation factors, anchored on the element next to the cut that the system knows."""
    cut = design.cut
    known = [i for i, name in enumerate(cut.names) if law.level(name) is not None]
    if not known:
        return None
    anchor = min(known, key=lambda i: abs(i - cut.at))
    row = law.level(cut.names[anchor])
    assert row is not None
    assert row.value is not None
    return {name: row.value + math.log10(float(b / cut.beta[anchor])) for name, b in zip(cut.names, cut.beta, strict=True)}


def _entries(law: System, levels: Mapping[str, float], design: Design, rates: Rates, flow: float, trim: float) -> dict[str, object]:
    """The design as a case of mass action: loading, acid and feed at the strengths that its cost counts with."""
    degree = law.value("saponification") or DEGREE
    strength = CHARGE * rates["loading"] / degree  # of the extractant, so that the soap alone takes up the loading
    acid = rates["strength"]
    feed = {name: rates["feed"] * float(z) for name, z in zip(design.cut.names, design.cut.z, strict=True)}
    return {
        "model": "mass_action",
        "system": law.name,
        "constants": dict(levels),
        "feed": {"unit": "mol/L", "flow": flow / rates["feed"], "pH": FEED_PH, **feed},
        "organic": {"unit": "mol/L", "flow": design.S * flow / rates["loading"], law.extractant: strength},
        "saponification": {"base": rates.base, "degree": degree * trim},
        "scrub": {"unit": "mol/L", "flow": CHARGE * design.W * flow / acid, "HCl": acid},
        "circuit": {"stages": design.stages, "feed_stage": design.feed_stage},
    }


def _trimmed(extract: Callable[[float], tuple[float, Solved]], wanted: float) -> tuple[float, Solved]:
    """The trim of the base at which as much leaves with the extract as wanted."""
    from scipy.optimize import brentq

    kept: dict[float, Solved] = {}

    def miss(trim: float) -> float:
        amount, kept[trim] = extract(trim)
        return amount - wanted

    trim = float(brentq(miss, *TRIM, xtol=1e-12, rtol=CLOSE))
    if trim not in kept:
        miss(trim)
    return trim, kept[trim]


def _purity(design: Design, found: Solved) -> dict[str, float]:
    cut = design.cut
    told: dict[str, float] = {}
    for end, own in (("raffinate", slice(0, cut.at)), ("extract", slice(cut.at, None))):
        moles = [float(z) * found.recovery[end][name] for name, z in zip(cut.names, cut.z, strict=True)]
        told[end] = sum(moles[own]) / sum(moles)
    return told


def _promised(design: Design) -> tuple[float, float]:
    cut, steady = design.cut, design.steady
    raffinate, extract = steady.raffinate, steady.extract
    return float(raffinate[: cut.at].sum() / raffinate.sum()), float(extract[cut.at :].sum() / extract.sum())
