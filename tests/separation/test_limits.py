"""Kremser, Fenske and Underwood against the same closed forms in fifty digits, and finite cascades between them."""

from __future__ import annotations

import mpmath
import pytest

from didymium.separation.cascade import cascade, solve
from didymium.separation.limits import fenske, kremser, minimum_solvent, underwood_root

mpmath.mp.dps = 50


def exact(number: float | str) -> mpmath.mpf:
    """A number as it is written, not as a double holds it."""
    return mpmath.mpf(str(number))


@pytest.mark.parametrize(
    ("factor", "stages", "known"),
    [(1.5, 5, 0.0481203007519), (0.8, 10, 0.2187942860639), (2.0, 3, 0.0666666666667), (1.0, 9, 0.1)],
)
def test_kremser(factor, stages, known):
    E = exact(factor)
    left = 1 / mpmath.mpf(stages + 1) if factor == 1.0 else (E - 1) / (E ** (stages + 1) - 1)
    assert kremser(factor, stages) == pytest.approx(float(left), rel=1e-9)
    assert kremser(factor, stages) == pytest.approx(known, abs=1e-12)


@pytest.mark.parametrize("factor", [1e-3, 0.3, 1 - 1e-9, 1 + 1e-12, 3.0, 50.0])
@pytest.mark.parametrize("stages", [1, 7, 120])
def test_kremser_far_out_and_near_one(factor, stages):
    E = mpmath.mpf(factor)  # as the double holds it: near one the difference counts
    assert kremser(factor, stages) == pytest.approx(float((E - 1) / (E ** (stages + 1) - 1)), rel=1e-9)


@pytest.mark.parametrize(("beta", "stages"), [(1.7, 4), (4.0, 12)])
def test_traces_in_a_cascade_follow_kremser(beta, stages):
    """A trace beside one element that carries both phases meets a constant factor: extraction only, clean solvent."""
    S, trace = 0.6, 1e-14
    found = solve(cascade([1.0, beta], [1.0 - trace, trace], stages, stages, S, 0.0))
    E = beta * S  # the aqueous passes all stages but the first with one mole, and leaves that one with 1 - S
    left = 1.0 + beta * S / (1.0 - S)
    for _ in range(stages - 1):
        left = 1.0 + E * left
    assert found.raffinate[1] / trace == pytest.approx(1.0 / left, rel=1e-9)
    # that is Kremser's for the other stages, and what the first one holds on top
    assert left == pytest.approx(1.0 / kremser(E, stages - 1) + E ** (stages - 1) * beta * S / (1.0 - S), rel=1e-9)


@pytest.mark.parametrize(
    ("beta", "extract", "raffinate", "known"),
    [(1.5, 0.999, 0.999, 34.0683), (2.0, 0.9995, 0.9999, 24.2526), (5.0, 0.9999, 0.9999, 11.4453), (1.05, 0.9, 0.999, None)],
)
def test_fenske(beta, extract, raffinate, known):
    b, e, r = exact(beta), exact(extract), exact(raffinate)
    stages = mpmath.log(e / (1 - e) * r / (1 - r)) / mpmath.log(b)
    assert fenske(beta, extract, raffinate) == pytest.approx(float(stages), rel=1e-9)
    if known is not None:
        assert fenske(beta, extract, raffinate) == pytest.approx(known, abs=5e-5)


@pytest.mark.parametrize("beta", [1.5, 2.0, 5.0])
def test_a_cascade_at_total_reflux_is_fenske(beta):
    """With flows far beyond the feed the ends differ by beta to the number of stages, to what the flows leave open."""
    stages, flow = 12, 1e11
    found = solve(cascade([1.0, beta], [0.5, 0.5], stages, 6, flow, flow - 0.5))
    ratio = (found.extract[1] / found.extract[0]) * (found.raffinate[0] / found.raffinate[1])
    assert mpmath.log(mpmath.mpf(ratio)) / mpmath.log(beta) == pytest.approx(stages, rel=1e-9)
    pure = float(found.extract[1] / found.extract.sum()), float(found.raffinate[0] / found.raffinate.sum())
    assert fenske(beta, *pure) == pytest.approx(stages, rel=1e-8)


#: sum of beta z / (beta - theta) = 0 (aqueous feed) or 1 (organic), for a complete split after element ``cut``
CASES = [
    ((1.0, 1.5), (0.5, 0.5), 1, "aqueous", 2.5),
    ((1.0, 2.0), (0.7, 0.3), 1, "aqueous", 1.3),
    ((1.0, 5.0), (0.3, 0.7), 1, "aqueous", 0.95),
    ((1.0, 2.0), (0.7, 0.3), 1, "organic", 1.0),
    ((1.0, 6.83, 13.8649, 21.490595, 227.800307), (0.2, 0.2, 0.2, 0.2, 0.2), 3, "aqueous", 1.1186483143),
    ((1.0, 1.9, 2.1, 40.0), (0.4, 0.1, 0.3, 0.2), 2, "aqueous", None),
    ((1.0, 1.9, 2.1, 40.0), (0.4, 0.1, 0.3, 0.2), 2, "organic", None),
]


@pytest.mark.parametrize(("beta", "z", "cut", "phase", "known"), CASES)
def test_underwood(beta, z, cut, phase, known):
    b, f = [exact(v) for v in beta], [exact(v) for v in z]
    wanted = mpmath.mpf(0 if phase == "aqueous" else 1)

    def excess(theta: mpmath.mpf) -> mpmath.mpf:
        return sum(x * y / (x - theta) for x, y in zip(b, f, strict=True)) - wanted

    width = b[cut] - b[cut - 1]
    ends = (b[cut - 1] + width * mpmath.mpf("1e-30"), b[cut] - width * mpmath.mpf("1e-30"))
    theta = mpmath.findroot(excess, ends, solver="anderson", tol=1e-60, maxsteps=400, verify=False)
    assert abs(excess(theta)) < 1e-25
    assert underwood_root(beta, z, beta[cut - 1], beta[cut], phase) == pytest.approx(float(theta), rel=1e-9)
    solvent = sum(x * y / (x - theta) for x, y in zip(b[cut:], f[cut:], strict=True)) - wanted
    into = [0.0] * cut + list(z[cut:])
    assert minimum_solvent(beta, z, into, phase) == pytest.approx(float(solvent), rel=1e-9)
    if known is not None:
        assert minimum_solvent(beta, z, into, phase) == pytest.approx(known, rel=1e-9)


@pytest.mark.parametrize(("beta", "z", "cut", "phase", "known"), CASES)
def test_cascades_lie_on_either_side_of_underwood(beta, z, cut, phase, known):
    """Above the least solvent more stages come as near to the split as one likes; below it they soon gain nothing more."""
    into = sum(z[cut:])
    least = minimum_solvent(beta, z, [0.0] * cut + list(z[cut:]), phase)

    def lost(S: float, stages: int) -> float:
        """The least of the heavy elements that ends in the raffinate, over some feed stages."""
        W = S - into + (1.0 if phase == "organic" else 0.0)
        at = (stages // 4, stages // 2, 3 * stages // 4)
        return min(float(solve(cascade(beta, z, stages, n, S, W, phase)).raffinate[cut:].sum()) for n in at)

    above = [lost(1.15 * least, stages) for stages in (20, 80)]
    below = [lost(0.85 * least, stages) for stages in (120, 240)]
    assert above[1] < 0.4 * above[0]
    assert 0.7 * below[0] < below[1]
    assert below[1] > 1e-2
