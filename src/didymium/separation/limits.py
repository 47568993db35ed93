"""Closed forms that bracket a cascade: Kremser's, Fenske's and Underwood's equations, and Xu's shortcut.

Sources: A. Kremser, Nat. Petrol. News 22 (1930) 42; M. R. Fenske, Ind. Eng. Chem. 24 (1932) 482; A. J. V. Underwood,
Chem. Eng. Prog. 44 (1948) 603 (written for distillation; the cascade's flows obey the same equations); G. Xu's theory of
optimised extraction cascades, of which the two-component form and the minimum solvent are restated in Cheng et al., Adv.
Mater. Phys. Chem. 4 (2014) 275, doi 10.4236/ampc.2014.412030.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from didymium.separation.cascade_kernel import Array


def kremser(factor: float, stages: int) -> float:
    """Fraction that ``stages`` stages with clean solvent leave in the raffinate, at a constant extraction factor D O/A.

    >>> round(kremser(1.5, 5), 13), kremser(1.0, 9)
    (0.0481203007519, 0.1)
    """
    x = math.log(factor)
    return 1.0 / (stages + 1) if x == 0.0 else math.expm1(x) / math.expm1((stages + 1) * x)


def fenske(beta: float, extract: float, raffinate: float) -> float:
    """Fewest stages (at total reflux) for two purities: of the heavy key in the extract, the light one in the raffinate.

    ``beta``: separation factor heavy/light. Raises ``ValueError`` for a beta of at most 1.

    >>> round(fenske(1.5, 0.999, 0.999), 4)
    34.0683
    """
    if beta <= 1.0:
        raise ValueError(f"a separation factor of {beta:g} separates nothing: it must be above 1")
    return math.log(extract / (1.0 - extract) * raffinate / (1.0 - raffinate)) / math.log(beta)


def underwood_root(beta: Sequence[float] | Array, feed: Sequence[float] | Array, light: float, heavy: float, phase: str) -> float:
    """The root theta between ``light`` and ``heavy`` of sum(beta z / (beta - theta)) = 0 (aqueous feed) or 1 (organic)."""
    from scipy.optimize import brentq

    b, z = np.asarray(beta, dtype=float), np.asarray(feed, dtype=float)
    z = z / z.sum()
    known = 0.0 if phase == "aqueous" else 1.0

    def excess(part: float) -> float:
        theta = light + part * (heavy - light)
        # times both distances to the poles: finite at the ends, and with the same root
        near = (b == light) | (b == heavy)
        far = float(np.sum((b * z)[~near] / (b[~near] - theta))) - known
        at_light, at_heavy = (float((b * z)[b == key].sum()) for key in (light, heavy))
        return far * part * (1.0 - part) * (heavy - light) + at_heavy * part - at_light * (1.0 - part)

    part = float(brentq(excess, 0.0, 1.0, xtol=1e-300, rtol=4 * np.finfo(float).eps))
    return light + part * (heavy - light)


def minimum_solvent(
    beta: Sequence[float] | Array,
    feed: Sequence[float] | Array,
    extract: Sequence[float] | Array,
    phase: str = "aqueous",
) -> float:
    """The least S (mol per mol of feed) that can send ``extract`` (mol per mol of feed, by element) to the extract.

    With endless stages it is reached, with less no number of stages will do: the certificate of a design. The cut lies
    between the two neighbours in beta at which the share extracted passes one half.

    >>> round(minimum_solvent([1.0, 1.5], [0.5, 0.5], [0.0, 0.5]), 9)
    2.5
    >>> round(minimum_solvent([1.0, 2.0], [0.7, 0.3], [0.0, 0.3], "organic"), 9)
    1.0
    """
    b, z, p = (np.asarray(v, dtype=float) for v in (beta, feed, extract))
    order = np.argsort(b, kind="stable")
    b, z, p = b[order], z[order], p[order]
    shares = np.where(z > 0.0, p / np.where(z > 0.0, z, 1.0), 0.0)
    cut = next((i for i in range(1, b.size) if shares[i] >= 0.5 > shares[i - 1]), None)
    if cut is None:
        raise ValueError("the extract is no cut of the feed: no neighbours between which the share extracted passes one half")
    return solvent_at(b, z, p, underwood_root(b, z, float(b[cut - 1]), float(b[cut]), phase), phase)


def solvent_at(beta: Array, feed: Array, extract: Array, theta: float, phase: str) -> float:
    """S (mol per mol of feed) at the pinch that belongs to a root theta, for the amounts sent to the extract."""
    total = float(np.sum(beta * extract / (beta - theta))) / float(feed.sum())
    return total if phase == "aqueous" else total - 1.0


@dataclass(frozen=True)
class Shortcut:
    """Xu's shortcut: mixed extraction ratios of the two sections, S and W (mol per mol of feed), stages as they come out.

    ``extraction`` and ``scrub`` are real numbers; ``stages`` rounds each up.
    """

    control: str
    ratio_extraction: float
    ratio_scrub: float
    S: float
    W: float
    extraction: float
    scrub: float

    @property
    def stages(self) -> int:
        """Whole stages of both sections."""
        return math.ceil(self.extraction - 1e-9) + math.ceil(self.scrub - 1e-9)


def xu(beta: float, heavy: float, extract: float, raffinate: float, S: float | None = None) -> Shortcut:
    """Xu's shortcut for an aqueous feed with the mole fraction ``heavy`` of the heavy key, and the purities of two outlets.

    Without ``S`` the optimal extraction ratio of the controlling end sets it. Near the pinch it is optimistic: a design
    iterates the exact cascade. Raises ``ValueError`` where S cannot do it.

    >>> found = xu(1.5, 0.5, 0.999, 0.999)
    >>> found.control, round(found.S, 6), round(found.extraction, 3), round(found.scrub, 3), found.stages
    ('extract', 2.724745, 29.144, 33.068, 64)
    """
    light = 1.0 - heavy
    a = extract / (1.0 - extract) * light / heavy
    b = raffinate / (1.0 - raffinate) * heavy / light
    into_extract = heavy * a * (b - 1.0) / (a * b - 1.0) / extract
    into_raffinate = light * b * (a - 1.0) / (a * b - 1.0) / raffinate
    root = math.sqrt(beta)
    raffinate_rules = into_raffinate > root / (1.0 + root)
    if S is not None:
        first, second = S / (S + into_raffinate), S / (S - into_extract)
    elif raffinate_rules:
        first = 1.0 / root
        second = first * into_raffinate / (first - into_extract)
    else:
        second = root
        first = second * into_extract / (second - into_raffinate)
    solvent = first * into_raffinate / (1.0 - first)
    if not (beta * first > 1.0 and beta > second > 0.0 and a > 1.0 and b > 1.0):
        raise ValueError(f"the shortcut finds no cascade for S = {solvent:g}")
    return Shortcut(
        control="raffinate" if raffinate_rules else "extract",
        ratio_extraction=first,
        ratio_scrub=second,
        S=solvent,
        W=solvent - into_extract,
        extraction=math.log(b) / math.log(beta * first),
        scrub=math.log(a) / math.log(beta / second) - 1.0,
    )
