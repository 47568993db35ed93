"""The exact cascade: published and closed-form answers, invariants, a random sweep, traces against many digits."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from didymium.separation.cascade import Cascade, Steady, batch, cascade, flat, solve
from didymium.separation.cascade_kernel import amounts
from didymium.separation.limits import fenske, minimum_solvent, xu


def purities(found: Steady) -> tuple[float, float]:
    """Of the light element in the raffinate and the heavy one in the extract, for two elements heavy first."""
    return float(found.raffinate[1] / found.raffinate.sum()), float(found.extract[0] / found.extract.sum())


@pytest.mark.parametrize(
    ("beta", "share", "pure", "stages", "expected"),
    [
        (1.5, 0.5, (0.999, 0.999), (30, 34), (0.99711859, 0.99711859)),
        (2.0, 0.3, (0.9995, 0.9999), (25, 16), (0.99980771, 0.99928474)),
        (5.0, 0.7, (0.9999, 0.9999), (8, 10), (0.99992798, 0.99991199)),
    ],
)
def test_the_exact_cascade_at_the_stages_of_the_shortcut(beta, share, pure, stages, expected):
    short = xu(beta, share, *pure)
    assert short.stages == sum(stages)
    found = solve(cascade([beta, 1.0], [share, 1.0 - share], sum(stages), stages[0], short.S, short.W))
    assert purities(found) == pytest.approx(expected, abs=1.5e-8)


@pytest.mark.parametrize(
    ("beta", "share", "pure", "S", "n", "m"),
    [
        (1.5, 0.5, (0.999, 0.999), 2.724745, 29.144, 33.068),
        (2.0, 0.3, (0.9995, 0.9999), 1.689756, 24.130, 15.976),
        (5.0, 0.7, (0.9999, 0.9999), 1.266384, 7.200, 9.392),
    ],
)
def test_the_shortcut(beta, share, pure, S, n, m):
    found = xu(beta, share, *pure)
    assert (found.S, found.extraction, found.scrub) == pytest.approx((S, n, m), abs=6e-4)


@pytest.mark.parametrize(
    ("beta", "share", "phase", "S"),
    [(1.5, 0.5, "aqueous", 2.5), (2, 0.3, "aqueous", 1.3), (5, 0.7, "aqueous", 0.95), (2, 0.3, "organic", 1.0)],
)
def test_the_least_solvent_of_two_elements(beta, share, phase, S):
    assert minimum_solvent([1.0, beta], [1 - share, share], [0.0, share], phase) == pytest.approx(S, abs=1e-9)


@pytest.mark.parametrize("beta", [1.3, 2.0, 6.0])
def test_finite_cascades_lie_between_the_limits(beta):
    """At hardly less than endless solvent Fenske's stages do, and one less does not; below the least solvent none do."""
    stages = int(np.ceil(fenske(beta, 0.99, 0.99)))
    for count, done in ((stages, True), (stages - 1, False)):
        best = max(min(purities(solve(cascade([beta, 1.0], [0.5, 0.5], count, at, 1e6, 1e6 - 0.5)))) for at in range(1, count + 1))
        assert (best >= 0.99 - 1e-6) is done
    least = minimum_solvent([1.0, beta], [0.5, 0.5], [0.0, 0.5])
    many = [min(purities(solve(cascade([beta, 1.0], [0.5, 0.5], 200, 100, S, S - 0.5)))) for S in (0.98 * least, 1.2 * least)]
    assert many[0] < 0.99 < many[1]


def test_more_solvent_parts_better():
    S = np.linspace(1.4, 3.0, 9)
    reached = [purities(solve(cascade([2.0, 1.0], [0.3, 0.7], 20, 10, s, s - 0.3)))[1] for s in S]
    assert np.all(np.diff(reached) > 0)


def test_a_cascade_read_backwards_is_the_cascade_of_the_inverse_factors():
    """Turn the stages round and swap the phases: the solvent is now the water, the organic feed an aqueous one."""
    rng = np.random.default_rng(3)
    beta, z = np.exp(rng.normal(0, 1, 5)), rng.dirichlet(np.ones(5))
    there = solve(cascade(beta, z, 23, 9, 1.7, 1.2))
    back = solve(cascade(1.0 / beta, z, 23, 15, 1.2, 1.7, "organic"))
    assert back.organic[:, ::-1] == pytest.approx(there.aqueous, rel=1e-9)


def random_case(rng: np.random.Generator) -> Cascade:
    """2 to 15 elements, 5 to 120 stages, loads and acids that leave something at both ends."""
    count, stages = int(rng.integers(2, 16)), int(rng.integers(5, 121))
    beta = np.exp(np.cumsum(rng.uniform(np.log(1.1), np.log(4.0), count)))
    z = rng.dirichlet(np.full(count, rng.choice([0.3, 1.0, 5.0]))) + 1e-12
    flow = rng.uniform(0.05, 8.0)
    other = flow - rng.uniform(0.01, 0.99) * min(1.0, flow)
    phase = str(rng.choice(["aqueous", "organic"]))
    S, W = (flow, other) if phase == "aqueous" else (other, flow)
    return cascade(beta, z, stages, int(rng.integers(1, stages + 1)), S, W, phase)


def test_a_thousand_random_cascades_close():
    rng = np.random.default_rng(2026)
    found = batch([random_case(rng) for _ in range(1000)])
    assert len(found) == 1000
    assert all(np.isfinite(s.aqueous).all() and np.isfinite(s.organic).all() for s in found)
    assert max(s.imbalance for s in found) <= 1e-12
    assert max(s.residual for s in found) <= 1e-12
    for s in found[:50]:
        V, L = s.cascade.flows
        assert s.aqueous.sum(axis=0) == pytest.approx(V, rel=1e-10)
        assert s.organic.sum(axis=0) == pytest.approx(L, rel=1e-8)
        x, y = s.aqueous / V, s.organic / L
        assert y == pytest.approx(s.cascade.beta[:, None] * x / (s.cascade.beta @ x), rel=1e-8)


def test_a_warm_start_ends_where_a_cold_one_does():
    cold = solve(cascade([1.0, 2.0, 9.0], [0.3, 0.3, 0.4], 40, 20, 1.6, 1.0))
    near = solve(cascade([1.0, 2.0, 9.0], [0.31, 0.29, 0.4], 40, 20, 1.62, 1.02))
    warm = solve(cold.cascade, near.w)
    assert warm.aqueous == pytest.approx(cold.aqueous, rel=1e-9)
    assert warm.steps <= cold.steps
    lost = solve(cold.cascade, np.full(40, 50.0))  # a start that leads nowhere is given up for a fresh one
    assert lost.aqueous == pytest.approx(cold.aqueous, rel=1e-9)


def test_several_feeds_and_side_outlets():
    beta = np.array([1.0, 3.0, 9.0])
    aqueous, organic = np.zeros((3, 30)), np.zeros((3, 30))
    aqueous[:, 9] = [0.3, 0.2, 0.1]
    organic[:, 19] = [0.05, 0.15, 0.2]
    out_a, out_o = np.zeros(30), np.zeros(30)
    out_a[14], out_o[22] = 0.1, 0.05
    found = solve(Cascade(beta, aqueous, organic, 1.4, 1.1, out_a, out_o))
    side_a, side_o = found.side
    assert side_a.sum() == pytest.approx(0.1, rel=1e-10)
    assert side_o.sum() == pytest.approx(0.05, rel=1e-8)
    into = (aqueous + organic).sum(axis=1)
    assert found.raffinate + found.extract + side_a.sum(axis=1) + side_o.sum(axis=1) == pytest.approx(into, rel=1e-12)


def test_a_stage_without_flow_is_no_cascade():
    with pytest.raises(ValueError, match="flow"):
        solve(cascade([2.0, 1.0], [0.5, 0.5], 10, 5, 2.0, 0.5))


def test_garbage_in_memory_is_never_read():
    """Amounts before a time step count nothing where there is no hold-up, whatever stands there."""
    n = 4
    E, feed, zero = np.full((1, n), 0.5), np.zeros((1, n)), np.zeros(n)
    feed[0, 2] = 1.0
    ends_a, ends_o = np.zeros(n), np.zeros(n)
    ends_a[0] = ends_o[-1] = 1.0
    a, esc = np.full((1, n), np.nan), np.full((1, n), np.nan)
    amounts(E, ends_a, ends_o, feed, zero, np.zeros((1, n)), a, esc)
    assert a[0, 0] + 0.5 * a[0, -1] == pytest.approx(1.0, rel=1e-15)


def exact(found: Steady, digits: int = 60) -> list[list[mpmath.mpf]]:
    """The same cascade by Newton's method in many digits, with a Jacobian from plain balances."""
    mpmath.mp.dps = digits
    c, n = found.aqueous.shape
    mp = mpmath.mpf
    beta = [mp(float(b)) for b in found.cascade.beta / found.cascade.beta.max()]
    feed = [[mp(float(x)) for x in row] for row in found.cascade.aqueous + found.cascade.organic]
    S, W = mp(found.cascade.S), mp(found.cascade.W)
    into = [sum(mp(float(found.cascade.aqueous[i, j])) for i in range(c)) for j in range(n)]
    V = [W + sum(into[j:]) for j in range(n)]
    V[0] -= S
    w = [mp(float(x)) for x in found.w]
    for _ in range(3):
        held, slope = [mp(0)] * n, [[mp(0)] * n for _ in range(n)]
        amounts_ = []
        for i in range(c):
            E = [beta[i] * mpmath.e**x for x in w]
            # balance of each stage: a[j] (1 + E[j]) - a[j+1] - E[j-1] a[j-1] = feed, eliminated from below
            pivot, right = [1 + E[0]], [feed[i][0]]
            for j in range(1, n):
                pivot.append(1 + E[j] - E[j - 1] / pivot[j - 1])
                right.append(feed[i][j] + E[j - 1] * right[j - 1] / pivot[j - 1])
            a = [mp(0)] * n
            a[-1] = right[-1] / pivot[-1]
            for j in range(n - 2, -1, -1):
                a[j] = (right[j] + a[j + 1]) / pivot[j]
            amounts_.append(a)
            up = [mp(1)]  # pattern of a below a source, and above it
            for j in range(n - 1):
                up.append(E[j] * up[j] + 1)
            down = [mp(0)] * n
            down[-1] = 1 / E[-1]
            for j in range(n - 2, -1, -1):
                down[j] = (down[j + 1] + 1) / E[j]
            for k in range(n):
                rate = E[k] * a[k] / (up[k + 1] + down[k + 1] if k < n - 1 else E[-1] * up[-1] + 1)
                for j in range(n):
                    slope[j][k] += -rate * up[j] if j <= k or k == n - 1 else rate * down[j]
            held = [h + x for h, x in zip(held, a, strict=True)]
        A, r = mpmath.matrix(n, n), mpmath.matrix(n, 1)
        for j in range(n):
            r[j] = -mpmath.log(held[j] / V[j])
            for k in range(n):
                A[j, k] = slope[j][k] / held[j]
        step = mpmath.lu_solve(A, r)
        w = [x + d for x, d in zip(w, step, strict=True)]
    assert max(abs(d) for d in step) < mp(10) ** -30
    return amounts_


def test_traces_keep_their_digits():
    """Twenty cascades, every amount above 1e-30 against sixty digits."""
    rng = np.random.default_rng(5)
    least = 1.0
    for k in range(20):
        count, stages = int(rng.integers(2, 6)), int(rng.integers(12, 30))
        beta = np.exp(np.cumsum(rng.uniform(np.log(2), np.log(20), count)))
        z = rng.dirichlet(np.ones(count)) * np.where(np.arange(count) == 0, 10.0 ** -(k % 10), 1.0)
        S = rng.uniform(1.0, 4.0)
        found = solve(cascade(beta, z, stages, int(rng.integers(3, stages - 2)), S, S - rng.uniform(0.1, 0.9)))
        for row, many in zip(found.aqueous, exact(found), strict=True):
            for value, true in zip(row, many, strict=True):
                if true > 1e-30:
                    least = min(least, float(true))
                    assert abs(float(value / true - 1)) <= 1e-9
    assert least < 1e-27


def test_a_flat_start_counts_every_element():
    z = np.array([[0.0, 0.5], [0.0, 0.5]])
    w = flat(np.array([1.0, 3.0]), z, np.array([1.0, 1.0]), np.array([2.0, 2.0]))
    assert w == pytest.approx(np.log(2.0 / 2.0) * np.ones(2))
