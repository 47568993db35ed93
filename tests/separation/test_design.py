"""Designs on the exact cascade: counts re-derived, optima against a search by brute force, certificates that hold."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.separation.cascade import cascade, solve
from didymium.separation.cut import Cut, astray
from didymium.separation.design import Design, OutOfReach, cheapest, fewest, reached, with_stages
from didymium.separation.limits import xu


def two(beta: float, share: float, extract: float, raffinate: float) -> Cut:
    """A cut of two elements with the purities asked for."""
    allowed = astray(1.0 - share, share, raffinate, None, extract, None)
    assert allowed is not None
    return Cut(("B", "A"), np.array([1.0, beta]), np.array([1.0 - share, share]), 1, *allowed)


def purity(found: Design) -> tuple[float, float]:
    """Purity of raffinate and extract as the cascade really gives them."""
    r, e, at = found.steady.raffinate, found.steady.extract, found.cut.at
    return float(r[:at].sum() / r.sum()), float(e[at:].sum() / e.sum())


@pytest.mark.parametrize(
    ("beta", "share", "extract", "raffinate", "stages"),
    [(1.5, 0.5, 0.999, 0.999, 74), (2.0, 0.3, 0.9995, 0.9999, 44), (5.0, 0.7, 0.9999, 0.9999, 18)],
)
def test_fewest_stages_at_the_flows_of_the_shortcut(beta, share, extract, raffinate, stages):
    """74 and 18 are known from elsewhere; for each count every feed stage of one stage less is tried in vain."""
    S = xu(beta, share, extract, raffinate).S
    found = fewest(two(beta, share, extract, raffinate), S)
    assert found.stages == stages
    assert purity(found)[0] >= raffinate
    assert purity(found)[1] >= extract
    for at in range(1, stages):
        less = solve(cascade([1.0, beta], [1 - share, share], stages - 1, at, S, found.W))
        r, e = less.raffinate, less.extract
        assert not (r[0] / r.sum() >= raffinate and e[1] / e.sum() >= extract)


def test_the_74_stages_of_beta_one_and_a_half():
    found = fewest(two(1.5, 0.5, 0.999, 0.999), xu(1.5, 0.5, 0.999, 0.999).S)
    assert (found.feed_stage, found.scrub) == (36, 38)
    assert purity(found) == pytest.approx((0.99901388, 0.99901388), abs=1e-8)


def random_cut(rng: np.random.Generator) -> Cut:
    count = int(rng.integers(2, 8))
    beta = np.exp(np.cumsum(rng.uniform(np.log(1.5), np.log(6.0), count)))
    z = rng.dirichlet(np.ones(count)) + 1e-3
    z /= z.sum()
    at = int(rng.integers(1, count))
    off = 10.0 ** -rng.uniform(2, 3)
    names = tuple(f"E{i}" for i in range(count))
    return Cut(names, beta / beta[0], z, at, off * float(z[at]), off * float(z[at - 1]), str(rng.choice(["aqueous", "organic"])))


@pytest.mark.parametrize("seed", range(6))
def test_no_other_stages_are_cheaper(seed):
    """Every number of stages around, every feed stage: the least solvent of each by bisection on plain cascades."""
    cut = random_cut(np.random.default_rng(seed))

    def cost(stages: int, S: float, W: float) -> float:
        return 0.02 * stages + S

    found = cheapest(cut, cost)
    best = cost(found.stages, found.S, found.W)
    assert cut.least_solvent <= found.S
    assert found.stages >= cut.least_stages
    for stages in range(max(2, found.stages - 2), found.stages + 3):
        for at in range(max(1, found.feed_stage - 3), min(stages, found.feed_stage + 3) + 1):
            S = best - 0.02 * stages - 1e-6  # would be cheaper: it must miss the cut
            if max(cut.extract - (cut.phase == "organic"), 0.0) >= S:
                continue
            lost = solve(cascade(cut.beta, cut.z, stages, at, S, cut.flows(S), cut.phase)).raffinate[cut.at :].sum()
            assert lost > cut.lost


@pytest.mark.parametrize("seed", range(20))
def test_a_design_lets_astray_what_it_may_and_closes(seed):
    cut = random_cut(np.random.default_rng(100 + seed))
    found = cheapest(cut, lambda stages, S, W: 0.01 * stages + S)
    assert found.steady.raffinate[cut.at :].sum() == pytest.approx(cut.lost, rel=1e-8)
    assert found.steady.extract[: cut.at].sum() == pytest.approx(cut.stray, rel=1e-7)
    assert found.steady.imbalance < 1e-12
    assert pytest.approx(cut.flows(found.S), rel=1e-12) == found.W


def test_the_certificate_refuses():
    cut = two(1.5, 0.5, 0.999, 0.999)
    assert cut.least_solvent == pytest.approx(2.495, abs=1e-9)  # 2.5 for a complete split
    with pytest.raises(OutOfReach, match=r"at least 2\.495"):
        fewest(cut, 2.49)
    with pytest.raises(OutOfReach, match="at least 35"):
        with_stages(cut, 34)
    assert fewest(cut, 1.0001 * cut.least_solvent).stages > 1.8 * fewest(cut, 1.1 * cut.least_solvent).stages


def test_given_stages_take_the_least_solvent():
    cut = two(2.0, 0.3, 0.999, 0.999)
    few, many = with_stages(cut, 25), with_stages(cut, 60)
    assert cut.least_solvent < many.S < few.S
    assert purity(few) == pytest.approx((0.999, 0.999), abs=1e-9)


def test_a_design_follows_another_feed():
    cut = two(2.0, 0.3, 0.999, 0.999)
    found = cheapest(cut, lambda stages, S, W: 0.01 * stages + S)
    other = Cut(cut.names, cut.beta, np.array([0.68, 0.32]), 1, cut.lost, cut.stray)
    steady = reached(other, found)
    assert steady.raffinate[1] == pytest.approx(other.lost, rel=1e-8)
    assert steady.aqueous.shape[1] == found.stages


@pytest.mark.parametrize(
    ("asked", "lost", "stray"),
    [
        ((0.99, None, 0.999, None), None, None),
        ((None, 0.9, None, 0.8), 0.06, 0.07),
        ((0.99, 0.9, None, None), 0.99**-1 * 0.01 * 0.63, 0.07),
        ((0.99, 0.999, 0.999, 0.9), None, None),
    ],
)
def test_what_may_go_astray(asked, lost, stray):
    found = astray(0.7, 0.3, *asked)
    assert found is not None
    if lost is not None:
        assert found[0] == pytest.approx(lost, rel=1e-9)
    if stray is not None:
        assert found[1] == pytest.approx(stray, rel=1e-9)
    if asked[0] is not None:
        assert (0.7 - found[1]) / (0.7 - found[1] + found[0]) >= asked[0] - 1e-12
    if asked[2] is not None:
        assert (0.3 - found[0]) / (0.3 - found[0] + found[1]) >= asked[2] - 1e-12


def test_one_figure_leaves_an_end_open():
    assert astray(0.7, 0.3, 0.99, None, None, None) is None
    assert astray(0.7, 0.3, None, None, None, None) is None
