"""Reconciliation: measurements moved as little as their errors allow, until mass and every component close.

Weighted least squares under the bilinear balances, linearised until they close; what nobody measured is taken out by
projection (C. M. Crowe, AIChE J. 32, 616, 1986). The sum of squared adjustments over errors is chi-square with as many degrees of
freedom as there are balances to spare. Where it is too large, the meter with the largest standardised adjustment (R. S. H. Mah,
A. C. Tamhane, AIChE J. 28, 828, 1982) is set aside as a suspect, and the rest reconciled again, until the rest agrees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from didymium.operations.balance import Bools, Floats, Plant

NOTHING = np.zeros(0, dtype=np.int64)
GROSS = 1000.0  # chi-square per degree of freedom: one mass in another unit, rather than an error of a meter
ALARM = 0.05  # of plants without a fault would be told to disagree
STEPS = 60
CLOSED = 1e-12  # of the throughput: reached, or no further step helps
ACCEPTED = 1e-10
TIED = 1e-6  # adjustments nearer to each other than this cannot be told apart
RANK = 1e-9  # singular values below it, of the largest, are none


class ReconcileError(ValueError):
    """The balances cannot be closed on these measurements."""


@dataclass(frozen=True)
class Suspect:
    """A meter set aside: ``index`` into the variables, its standardised adjustment, and how far it reads off by the rest."""

    index: int
    z: float
    off: float


@dataclass(frozen=True)
class Reconciled:
    """Values of all variables (NaN where measurements do not determine them), adjustments over standard errors, and the test.

    ``chi2`` on ``dof`` degrees of freedom has probability ``p`` to be that large without a fault. Where ``suspects`` were set aside
    the values are those of the others, and ``rest_p`` is their probability; of the meters ``tied`` one is off, and the balances
    cannot tell which. ``closure``: the largest imbalance over throughput.
    """

    plant: Plant
    values: Floats
    moved: Floats
    sd: Floats
    chi2: float
    dof: int
    p: float
    closure: float
    steps: int
    suspects: tuple[Suspect, ...] = ()
    rest_p: float = 1.0
    tied: tuple[int, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the meters agree within their errors."""
        return self.p >= ALARM


def reconcile(plant: Plant) -> Reconciled:
    """Reconcile a plant and name suspects where its meters disagree. Raises :class:`ReconcileError` where nothing closes.

    >>> nan, none = np.full((3, 0), np.nan), np.zeros(3, dtype=bool)
    >>> mass, sd = np.array([100.0, 60.0, 45.0]), np.ones(3)
    >>> splitter = Plant(("s",), ("feed", "a", "b"), (), np.array([[1.0, -1.0, -1.0]]), mass, sd, nan, nan, none)
    >>> found = reconcile(splitter)
    >>> found.values.round(3).tolist(), round(found.chi2, 3), found.dof
    ([101.667, 58.333, 43.333], 8.333, 1)
    """
    try:
        first = _fit(plant, NOTHING)
    except ReconcileError:
        first = _gross(plant)
    else:
        if first.agrees or first.dof == 0:
            return first
        if first.chi2 > GROSS * first.dof:
            first = _gross(plant, first)
    if first.suspects or first.tied:
        return first
    aside: list[Suspect] = []
    now, rest = plant, first
    tied: tuple[int, ...] = ()
    while not rest.agrees and rest.dof > 0:
        scores = _scores(now, rest)
        worst = int(np.nanargmax(np.abs(scores)))
        if not abs(scores[worst]) > _limit(int(np.isfinite(scores).sum())):
            break
        alike = np.flatnonzero(np.abs(scores) > (1.0 - TIED) * abs(scores[worst]))
        if len(alike) > 1:
            tied = tuple(int(i) for i in alike)
            break
        now = _unmeasured(now, worst)
        try:
            rest = _fit(now, NOTHING)
        except ReconcileError:  # without it nothing closes: it cannot be set aside
            break
        raw = plant.measured[0][worst]
        aside.append(Suspect(worst, float(scores[worst]), float(raw - rest.values[worst])))
    if not aside:
        return replace(first, tied=tied)
    raw, sd = plant.measured
    moved = rest.moved.copy()
    for s in aside:
        moved[s.index] = (rest.values[s.index] - raw[s.index]) / sd[s.index]
    told = replace(rest, plant=plant, moved=moved, chi2=first.chi2, dof=first.dof, p=first.p)
    return replace(told, suspects=tuple(aside), rest_p=rest.p, tied=tied)


def _gross(plant: Plant, first: Reconciled | None = None) -> Reconciled:
    """The plant without the one mass that is grossly off (kg for t): with it the balances may not even close.

    Every mass is set aside in turn. Where the rest then agrees for one alone, that one is the suspect; where for several, one of
    them is. Where for none, it is what ``first`` says; raises :class:`ReconcileError` where there is none either. The chi-square of
    all meters is then taken at the values of the rest, which is no less than its least value.
    """
    fits: dict[int, Reconciled] = {}
    for i in np.flatnonzero(np.isfinite(plant.mass) & (plant.mass_sd > 0)).tolist():
        try:
            found = _fit(_unmeasured(plant, i), NOTHING)
        except ReconcileError:
            continue
        if found.agrees and np.isfinite(found.values[i]):
            fits[i] = found
    if not fits:
        if first is None:
            raise ReconcileError("the balances do not close on these measurements, nor without any one mass")
        return first
    raw, sd = plant.measured
    best = min(fits, key=lambda i: fits[i].chi2)
    rest = fits[best]
    moved = rest.moved.copy()
    moved[best] = (rest.values[best] - raw[best]) / sd[best]
    chi2 = float(np.nansum(moved**2))
    told = replace(rest, plant=plant, moved=moved, chi2=chi2, dof=rest.dof + 1, p=_p(chi2, rest.dof + 1), rest_p=rest.p)
    if len(fits) > 1:
        return replace(told, tied=tuple(fits))
    return replace(told, suspects=(Suspect(best, float(-moved[best]), float(raw[best] - rest.values[best])),))


def _unmeasured(plant: Plant, index: int) -> Plant:
    """The plant with one meter set aside."""
    mass, assay = plant.mass.copy(), plant.assay.copy()
    if index < len(mass):
        mass[index] = np.nan
    else:
        assay.ravel()[index - len(mass)] = np.nan
    return replace(plant, mass=mass, assay=assay)


def _fit(plant: Plant, at_zero: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Reconciled:
    """The weighted fit; variables ``at_zero`` are held there, and those that come out negative are added to them."""
    raw, sd = plant.measured
    known = np.isfinite(raw)
    y = np.where(known, raw, _guess(plant))
    steps, closure = 0, np.inf
    while steps < STEPS:
        steps += 1
        try:
            new = _step(raw, sd, known, y, *_rows(plant, y, at_zero))
        except np.linalg.LinAlgError as error:
            raise ReconcileError(f"the balances cannot be solved on these measurements: {error}") from error
        size = np.abs(new - y).max(initial=0.0) / max(1e-12, np.abs(y).max(initial=0.0))
        y, before, closure = new, closure, plant.closure(new)
        if closure <= CLOSED and size <= 1e-9:
            break
        if closure <= ACCEPTED and closure >= before and size <= 1e-7:
            break
    if closure > ACCEPTED:
        raise ReconcileError(f"the balances do not close: {closure:.0e} of the throughput is left after {steps} steps")
    negative = np.flatnonzero((y < -1e-12) & ~np.concatenate([plant.signed, np.zeros(plant.assay.size, dtype=bool)]))
    fresh = np.setdiff1d(negative, at_zero)
    if len(fresh):
        return _fit(plant, np.concatenate([at_zero, fresh]))
    spread, determined, dof = _spread(_rows(plant, y, at_zero)[1], sd, known)
    moved = np.where(known & (sd > 0), (y - raw) / np.where(sd > 0, sd, 1.0), np.where(known, 0.0, np.nan))
    chi2 = float(np.nansum(moved**2))
    free = dof - len(at_zero)  # a bound that holds is no balance to spare
    return Reconciled(
        plant, np.where(determined, y, np.nan), moved, spread, chi2, free, _p(chi2, free), closure, steps, rest_p=_p(chi2, free)
    )


def _rows(plant: Plant, y: Floats, at_zero: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[Floats, Floats]:
    """Imbalances and their slopes, each row on the scale of what its measurements allow, so that rank knows no units."""
    hold = np.zeros((len(at_zero), len(y)))
    hold[np.arange(len(at_zero)), at_zero] = 1.0
    gap, slope = np.concatenate([plant.imbalance(y), y[at_zero]]), np.concatenate([plant.slope(y), hold])
    raw, sd = plant.measured
    size = np.sqrt(((slope * np.where(np.isfinite(raw) & (sd > 0), sd, np.maximum(np.abs(y), 1e-12))) ** 2).sum(axis=1))
    size = np.where(size > 0, size, 1.0)
    return gap / size, slope / size[:, None]


def _guess(plant: Plant) -> Floats:
    """A start where nobody measured: the mean mass, the mean assay of the component."""
    masses = plant.mass[np.isfinite(plant.mass)]
    mass = float(np.abs(masses).mean()) if len(masses) else 1.0
    counted = np.isfinite(plant.assay)
    sums = np.where(counted, plant.assay, 0.0).sum(axis=0)
    means = np.divide(sums, counted.sum(axis=0), out=np.full(len(plant.components), 0.5), where=counted.any(axis=0))
    return np.concatenate([np.full(len(plant.streams), mass), np.tile(means, len(plant.streams))])


def _project(slope: Floats, known: Bools) -> tuple[Floats, Floats, int]:
    """Balances freed of what nobody measured ``[R, M]``, the balances of those ``[B, U]``, and their rank."""
    loose = slope[:, ~known]
    scaled, _ = _scaled(loose)
    if scaled.shape[1] == 0:
        return slope[:, known], loose, 0
    u, s, _ = np.linalg.svd(scaled, full_matrices=True)
    rank = int((s > RANK * s.max(initial=0.0)).sum()) if len(s) else 0
    return u[:, rank:].T @ slope[:, known], loose, rank


def _scaled(matrix: Floats) -> tuple[Floats, Floats]:
    """Columns on one scale, so that rank does not depend on units."""
    size = np.sqrt((matrix**2).sum(axis=0))
    size = np.where(size > 0, size, 1.0)
    return np.asarray(matrix / size), np.asarray(size)


def _step(raw: Floats, sd: Floats, known: Bools, y: Floats, gap: Floats, slope: Floats) -> Floats:
    """The next point: the weighted least squares solution of the balances linearised at ``y``."""
    target = slope @ y - gap  # slope @ new = target
    loose = slope[:, ~known]
    scaled, size = _scaled(loose)
    left = np.eye(len(slope))
    if scaled.shape[1]:
        u, s, _ = np.linalg.svd(scaled, full_matrices=True)
        left = u[:, int((s > RANK * s.max(initial=0.0)).sum()) :].T if len(s) else left
    tight, wanted = left @ slope[:, known], left @ target
    weight = tight * sd[known]
    residual = wanted - tight @ raw[known]
    moved = np.linalg.lstsq(weight, residual, rcond=RANK)[0]
    new = y.copy()
    new[known] = raw[known] + sd[known] * moved
    if scaled.shape[1]:
        rest = target - slope[:, known] @ new[known] - loose @ y[~known]
        new[~known] = y[~known] + np.linalg.lstsq(scaled, rest, rcond=RANK)[0] / size
    return new


def _spread(slope: Floats, sd: Floats, known: Bools) -> tuple[Floats, Bools, int]:
    """Standard errors after reconciliation (NaN where not determined), which variables are determined, degrees of freedom."""
    tight, loose, _ = _project(slope, known)
    weight = tight * sd[known]
    _, s, v = np.linalg.svd(weight, full_matrices=False)
    rank = int((s > RANK * s.max(initial=0.0)).sum()) if len(s) else 0
    kept = np.eye(int(known.sum())) - v[:rank].T @ v[:rank]  # covariance of the measured, in standard errors
    spread = np.full(len(known), np.nan)
    spread[known] = sd[known] * np.sqrt(np.clip(np.diag(kept), 0.0, None))
    determined = known.copy()
    if loose.shape[1]:
        scaled, size = _scaled(loose)
        inverse = np.linalg.pinv(scaled, rcond=RANK)
        free = np.eye(loose.shape[1]) - inverse @ scaled
        fixed = np.abs(free).max(axis=1) < 1e-6
        determined[~known] = fixed
        root = -(inverse @ (slope[:, known] * sd[known]) @ kept) / size[:, None]
        spread[~known] = np.where(fixed, np.sqrt((root**2).sum(axis=1)), np.nan)
    return spread, determined, rank


def _scores(plant: Plant, found: Reconciled) -> Floats:
    """Adjustments over their own standard errors; NaN where a measurement has nothing to check it."""
    _, sd = plant.measured
    known = np.isfinite(plant.measured[0])
    full = np.where(np.isfinite(found.values), found.values, _guess(plant))
    tight, _, _ = _project(_rows(plant, full, np.zeros(0, dtype=np.int64))[1], known)
    _, s, v = np.linalg.svd(tight * sd[known], full_matrices=False)
    rank = int((s > RANK * s.max(initial=0.0)).sum()) if len(s) else 0
    share = np.sqrt(np.clip((v[:rank] ** 2).sum(axis=0), 0.0, None))  # of each error that the balances see
    scores = np.full(len(known), np.nan)
    scores[known] = np.divide(found.moved[known], share, out=np.full(int(known.sum()), np.nan), where=share > 1e-6)
    return scores


def _limit(n: int) -> float:
    """What the largest of ``n`` standardised adjustments exceeds with probability ``ALARM`` (Sidak)."""
    from scipy.special import ndtri

    each = 1.0 - (1.0 - ALARM) ** (1.0 / max(n, 1))
    return float(ndtri(1.0 - each / 2.0))


def _p(chi2: float, dof: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(dof, chi2)) if dof > 0 else 1.0
