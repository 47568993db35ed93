"""From a case with constant separation factors to arrays: elements in extraction order, factors, moles; and refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from didymium.chain.model import Finding
from didymium.separation.cascade_kernel import Array
from didymium.separation.case import Case
from didymium.separation.constants import factors as factors_of
from didymium.separation.constants import system
from didymium.separation.factors import Factors, given
from didymium.separation.section import CaseError, Section

OPEN = "--assume"


@dataclass(frozen=True)
class Basis:
    """Elements of the feeds in extraction order, their separation factors, and the moles of every feed (feeds x elements).

    ``moles`` are per mol of all feeds; ``flow`` is mol/h of all feeds.
    """

    names: tuple[str, ...]
    beta: Array
    moles: Array
    flow: float
    factors: Factors

    @property
    def z(self) -> Array:
        """Mole fractions of all feeds together."""
        return np.asarray(self.moles.sum(axis=0))


def basis(case: Case) -> Basis:
    """The basis of a case; raises :class:`CaseError` where the factors do not cover the feed."""
    factors = _factors(case)
    missing = [name for name in case.elements if name not in factors.levels]
    if missing:
        where = "beta" if case.beta else "system"
        top = top_section(case)
        for name in missing:
            near = get_close_matches(name, list(factors.levels), n=1)
            have = ", ".join(factors.order)
            fix = f"did you mean {near[0]!r}?" if near else f"write its separation factor into beta; {factors.system} has {have}"
            top.wrong(where, f"{name} stands in the feed and has no separation factor", fix)
        raise CaseError(top.findings)
    names = tuple(name for name in factors.order if name in case.elements)
    per_feed = np.array([[feed.moles.get(name, 0.0) for name in names] for feed in case.feeds])
    flow = float(per_feed.sum())
    beta = factors.beta
    least = min(beta[name] for name in names)
    return Basis(names, np.array([beta[name] / least for name in names]), per_feed / flow, flow, factors)


def _factors(case: Case) -> Factors:
    """Factors as given, or those of the system."""
    top = top_section(case)
    if case.system is None and not case.beta:
        top.wrong("beta", "no separation factors", "write beta = {La = 1.0, Ce = 8.0, ...}, or system = ... for the factors of a system")
        raise CaseError(top.findings)
    try:
        if not case.beta:
            return factors_of(case.system or "")
        if case.system is not None:
            system(case.system)
    except KeyError as error:
        top.wrong("system", f"{case.system!r} is not known", str(error.args[0]))
        raise CaseError(top.findings) from error
    return given(case.beta)


def top_section(case: Case) -> Section:
    """A section to note findings about the whole case in."""
    return Section(case.file, "", {}, case.text)


def refuse_weak(case: Case, factors: Factors, pairs: Sequence[tuple[str, str]], assume: bool) -> tuple[Finding, ...]:
    """Warnings about key pairs that rest on interpolated or assumed levels; raises a refusal unless ``assume``."""
    top = top_section(case)
    seen: set[tuple[str, str]] = set()
    for light, heavy in pairs:
        weak = factors.weak(light, heavy)
        if not weak or (light, heavy) in seen:
            continue
        seen.add((light, heavy))
        what = " and ".join(f"{level.element} is {level.basis}" for level in weak)
        message = f"the cut {heavy}/{light} rests on a separation factor of {factors.pair(light, heavy):.3g} that nobody measured: {what}"
        fix = f"give measured factors as beta = {{...}}, or accept it with {OPEN}"
        top.wrong("system", message, fix, "warning" if assume else "error")
    if top.findings and not assume:
        raise CaseError(top.findings, refused=True)
    return tuple(top.findings)


def refuse_outside(case: Case, values: Mapping[str, float], assume: bool) -> tuple[Finding, ...]:
    """Warnings where a cascade with a system's factors is run outside the range they hold for; a refusal unless ``assume``.

    ``values``: ``loading`` (mol/L of rare earth in the solvent) and the like, by quantity of the constants.
    """
    if case.beta or case.system is None:
        return ()
    known, top = system(case.system), top_section(case)
    for quantity, value in values.items():
        span = known.span(quantity)
        if span is not None and not span[0] <= value <= span[1]:
            message = f"{quantity} {value:.3g} mol/L lies outside {span[0]:g} to {span[1]:g}, for which the factors of {known.name} hold"
            fix = f"change it, give factors as beta = {{...}}, or accept it with {OPEN}"
            top.wrong("system", message, fix, "warning" if assume else "error")
    if top.findings and not assume:
        raise CaseError(top.findings, refused=True)
    return tuple(top.findings)
