"""Lines that drift: an EWMA chart on what is left of a line's specific use when its load is taken out.

The first year is the baseline: the logarithm of use per tonne on the logarithm of what was made. Months stand in a first-order
autoregression whose factor is shared by all charts and estimated on their baselines, for charts of autocorrelated months alarm falsely.
Later months are held against the baseline: an exponentially weighted mean of them (S. W. Roberts, Technometrics 1, 239, 1959) over its own
standard error, the baseline's error in it. Twelve months tell little of a chart's own variance, so that it is moderated by those of all
charts, as much as they are alike (G. K. Smyth, Stat. Appl. Genet. Mol. Biol. 3, 3, 2004); the mean is then Student's t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from didymium.operations.alarm import student
from didymium.operations.balance import Floats
from didymium.operations.figure import Book
from didymium.operations.span import Span, span

BASE = 12  # months
WEIGHT = 0.2  # of the newest month
PARTS = 2  # level and load
FEW = 3  # charts without which no variance is moderated
MOST = 100.0  # degrees of freedom that the others are worth
STICKY = 0.8  # an autoregression beyond it is a baseline that moved


@dataclass(frozen=True)
class Chart:
    """One line and item: months after the baseline, the mean in standard errors, and its limit.

    ``above`` is how much more than the baseline was used in the period, as a share; ``signal`` where a month of the period is beyond.
    """

    line: str
    item: str
    owner: str
    months: tuple[Span, ...]
    values: tuple[float, ...]
    limit: float
    above: float
    since: Span | None
    places: tuple[str, ...]

    @property
    def signal(self) -> bool:
        """Whether chance does not explain it."""
        return self.since is not None


@dataclass(frozen=True)
class _Series:
    line: str
    item: str
    owner: str
    months: tuple[Span, ...]
    use: Floats  # log of use per tonne
    load: Floats  # log of what was made
    places: tuple[str, ...]


def charts(book: Book, now: Span) -> list[Chart]:
    """Charts of reagents and energy of every line with more than a year of months up to the period's end."""
    series = [s for s in _series(book, now.end) if len(s.months) > BASE and s.months[-1].first >= now.first]
    if not series:
        return []
    factor = stickiness([_residuals(s) for s in series])
    months = max(sum(m.first >= now.first for m in s.months[BASE:]) for s in series)
    variances = np.array([_whitened(s.use, _design(s), factor)[1] for s in series])
    own = BASE - PARTS
    prior, prior_dof = moderation(variances, own)
    alike = (own * variances + prior_dof * prior) / (own + prior_dof)
    limit = student(max(1, len(series) * months), own + prior_dof)
    return [_chart(s, factor, float(v), limit, now) for s, v in zip(series, alike, strict=True)]


def moderation(variances: Floats, dof: int) -> tuple[float, float]:
    """What a variance is expected to be before it is seen, and how many degrees of freedom that is worth: by moments of logarithms.

    >>> moderation(np.array([1.0, 1.0, 1.0]), 10)[1] == MOST, moderation(np.array([0.01, 1.0, 100.0]), 10)[1] < 1
    (True, True)
    """
    from scipy.special import digamma, polygamma

    kept = variances[variances > 0]
    if len(kept) < FEW:
        return 0.0, 0.0
    logs = np.log(kept) - digamma(dof / 2) + np.log(dof / 2)
    wide = float(logs.var(ddof=1) - polygamma(1, dof / 2))
    low, high = 0.1, MOST
    if wide <= polygamma(1, MOST / 2):
        return float(np.exp(logs.mean() + digamma(MOST / 2) - np.log(MOST / 2))), MOST
    for _ in range(60):  # the trigamma function falls
        middle = (low + high) / 2
        low, high = (middle, high) if polygamma(1, middle / 2) > wide else (low, middle)
    return float(np.exp(logs.mean() + digamma(low / 2) - np.log(low / 2))), low


def stickiness(residuals: Sequence[Floats]) -> float:
    """The autoregression that series of residuals share, with its bias from short series taken out.

    >>> stickiness([np.array([1.0, -1.0] * 6)]), round(stickiness([np.repeat([1.0, -1.0], 6)]), 2)
    (0.0, 0.8)
    """
    n = min(len(r) for r in residuals)
    top = sum(float(r[1:] @ r[:-1]) for r in residuals)
    bottom = sum(float(r @ r) for r in residuals)
    found = (top / bottom + 1.0 / n) / (1.0 - 3.0 / n) if bottom > 0 and n > 3 else 0.0
    return float(np.clip(found, 0.0, STICKY))


def _series(book: Book, until: int) -> list[_Series]:
    """Logarithms of use and load by line and item, in the order of months."""
    runs = {(r["line"], span(r["period"], book.fiscal_start)): r for r in book.rows("line_runs")}
    rows: dict[tuple[str, str], list[tuple[Span, float, float, str, str]]] = {}
    for r in book.rows("line_use"):
        when = span(r["period"], book.fiscal_start)
        run = runs.get((r["line"], when))
        if r["kind"] not in ("reagent", "energy") or run is None or when.end > until or when.months != 1:
            continue
        if run["made"] > 0 and r["quantity"] > 0:
            place = f"{r['_file']}:{r['_line']}"
            rows.setdefault((r["line"], r["item"]), []).append((when, r["quantity"] / run["made"], run["made"], run["owner"] or "", place))
    found = []
    for (line, item), points in rows.items():
        months, use, made, owners, places = zip(*sorted(points), strict=True)
        found.append(_Series(line, item, owners[-1], months, np.log(use), np.log(made), places))
    return found


def _design(s: _Series) -> Floats:
    """Level and load."""
    return np.stack([np.ones(len(s.load)), s.load - s.load[:BASE].mean()], axis=1)


def _residuals(s: _Series) -> Floats:
    """What the baseline leaves."""
    x, y = _design(s)[:BASE], s.use[:BASE]
    return np.asarray(y - x @ np.linalg.lstsq(x, y, rcond=None)[0])


def _whitened(use: Floats, design: Floats, factor: float) -> tuple[Floats, float, Floats]:
    """What the baseline leaves of later months, freed of the autoregression; the baseline's variance; errors of the former by it."""
    n = len(use)
    at = np.arange(n)
    root = np.linalg.cholesky(factor ** np.abs(at[:, None] - at[None, :]) if factor > 0 else np.eye(n))
    x, y = np.linalg.solve(root, design), np.linalg.solve(root, use)
    inverse = np.linalg.pinv(x[:BASE].T @ x[:BASE])
    left = y - x @ (inverse @ x[:BASE].T @ y[:BASE])
    variance = float(left[:BASE] @ left[:BASE] / (BASE - PARTS))
    return left[BASE:], variance, np.eye(n - BASE) + x[BASE:] @ inverse @ x[BASE:].T


def scored(use: Floats, design: Floats, factor: float, variance: float | None = None) -> Floats:
    """The weighted mean after every later month, in standard errors.

    ``use[T]`` and ``design[T, PARTS]``; ``factor`` is the autoregression from one month to the next. Where no ``variance`` is given it is
    that of the baseline, and values are Student's t with ``BASE - PARTS`` degrees of freedom.
    """
    left, own, error = _whitened(use, design, factor)
    scale, later = np.sqrt(own if variance is None else variance), len(left)
    found = np.zeros(later)
    for t in range(later):
        weights = np.zeros(later)
        weights[: t + 1] = WEIGHT * (1 - WEIGHT) ** np.arange(t, -1, -1)
        size = scale * np.sqrt(weights @ error @ weights)
        found[t] = weights @ left / size if size > 1e-12 else 0.0
    return found


def _chart(s: _Series, factor: float, variance: float, limit: float, now: Span) -> Chart:
    design = _design(s)
    values = scored(s.use, design, factor, variance)
    fit = np.linalg.lstsq(design[:BASE], s.use[:BASE], rcond=None)[0]
    inside = np.array([m.first >= now.first for m in s.months])
    above = float(np.expm1((s.use - design @ fit)[inside].mean()))
    beyond = [bool(abs(v) > limit) for v in values]
    late = [b and i for b, i in zip(beyond, inside[BASE:], strict=True)]
    first = None
    if any(late):
        start = late.index(True)
        while start > 0 and beyond[start - 1]:
            start -= 1
        first = s.months[BASE + start]
    places = tuple(p for p, i in zip(s.places, inside, strict=True) if i)
    return Chart(s.line, s.item, s.owner, s.months[BASE:], tuple(float(v) for v in values), limit, above, first, places)
