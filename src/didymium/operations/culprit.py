"""Whose fault it is: a meter that reads off or an area that loses, from the balances of many months together.

Every cause leaves its own mark on the balances: a meter between two areas makes one lack what the other has too much; a loss
makes only one lack, in the proportions of what lies there. Each cause from each month on is fitted by generalised least squares, and
the likeliest is taken (generalised likelihood ratios: S. Narasimhan, R. S. H. Mah, AIChE J. 33, 1514, 1987), then the next beside
it, each held against all others again, until what is left can be chance. Chance is judged by the size in standard errors alone. Between
causes that fit as well, the one decides that needs the smaller fault: a scale that is off by four times what is stated of it is likelier
than a slag scale that misses nine tenths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from didymium.operations.alarm import normal
from didymium.operations.balance import Floats, Plant
from didymium.operations.custody import Gap
from didymium.operations.span import Span

LONGEST = 24  # months that are looked back
SHORTEST = 3  # months on which a cause is accused
MOST = 5  # causes at once
OFF = 5.0  # stated errors by which a faulty meter or assay is usually off
GONE = 0.05  # of what enters an area: a usual loss
ALIKE = 0.98  # marks nearer than this (cosine) cannot be told apart
METER, ASSAY, LOSS = "meter", "assay", "loss"


@dataclass(frozen=True)
class Cause:
    """A cause: a meter (``where`` a stream), an assay (of a component) or a loss (``where`` an area), since ``since``.

    ``size`` is the share by which it reads too much, or the tonnes lost a month, with its standard error; ``z`` its size in standard
    errors; ``limit`` what chance reaches; ``others`` what the balances cannot tell from it.
    """

    kind: str
    where: str
    component: str
    since: Span
    size: float
    sigma: float
    z: float
    limit: float
    others: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return named(self.kind, self.where, self.component)


def named(kind: str, where: str, component: str) -> str:
    """A cause in words.

    >>> named(METER, "raw", ""), named(ASSAY, "raw", "Nd"), named(LOSS, "store", "")
    ('the meter of raw', 'the Nd assay of raw', 'a loss in store')
    """
    return {METER: f"the meter of {where}", ASSAY: f"the {component} assay of {where}", LOSS: f"a loss in {where}"}[kind]


@dataclass(frozen=True)
class _Marks:
    """Whitened marks: ``columns[R, K]`` of causes and the month each starts in; ``values[R]`` what the balances lack.

    ``raw[t][H, R]`` are the marks in t before whitening; ``usual[K]`` the size that such a fault usually has.
    """

    causes: tuple[tuple[str, str, str], ...]
    of: tuple[tuple[int, int], ...]  # cause, month
    columns: Floats
    values: Floats
    raw: tuple[Floats, ...]
    usual: Floats


def culprits(gaps: Sequence[Gap]) -> tuple[list[Cause], list[Floats]]:
    """Causes that chance does not explain, the surest first, and what they together explain of every gap (t)."""
    explained = [np.zeros(len(g.lacking)) for g in gaps]
    late = list(gaps)[-LONGEST:]
    marks = _marks(late) if len(late) >= SHORTEST else None
    if marks is None or not marks.of:
        return [], explained
    limit = normal(len(marks.of))
    chosen: list[int] = []
    while len(chosen) < MOST:
        z, likely = _scores(marks, chosen)
        if z.max() <= limit:
            break
        chosen = _settled(marks, [*chosen, int(np.argmax(np.where(z > limit, likely, -np.inf)))])
    while chosen and min(own := [_own(marks, chosen, k) for k in chosen]) <= limit:
        del chosen[own.index(min(own))]
    if not chosen:
        return [], explained
    sizes, errors = _fitted(marks, chosen)
    for k, size in zip(chosen, sizes, strict=True):
        cause, start = marks.of[k]
        for t in range(start, len(late)):
            explained[len(gaps) - len(late) + t] += size * marks.raw[t][cause]
    found = [_cause(marks, late, chosen, k, *fit, limit) for k, fit in zip(chosen, zip(sizes, errors, strict=True), strict=True)]
    return sorted((c for c in found if not _stated(c, late[-1])), key=lambda c: -c.z), explained


def _stated(cause: Cause, last: Gap) -> bool:
    """Whether a meter is off by no more than the standard error that is stated of it."""
    plant = last.plant
    if cause.kind == LOSS or cause.where not in plant.streams:
        return False
    at = plant.streams.index(cause.where)
    value, error = plant.mass[at], plant.mass_sd[at]
    if cause.kind == ASSAY:
        part = plant.components.index(cause.component)
        value, error = plant.assay[at, part], plant.assay_sd[at, part]
    return bool(abs(cause.size) * abs(value) <= error)


def _marks(gaps: Sequence[Gap]) -> _Marks:
    """Marks of every cause from every month on that leaves enough months."""
    plant = gaps[-1].plant
    causes: list[tuple[str, str, str]] = [(METER, s, "") for s, stock in zip(plant.streams, plant.signed, strict=True) if not stock]
    causes += [(ASSAY, s, c) for s, stock in zip(plant.streams, plant.signed, strict=True) if not stock for c in plant.components]
    through = [(LOSS, a, s) for i, a in enumerate(plant.areas) for j, s in enumerate(plant.streams) if plant.sign[i, j]]
    causes += through
    raw, parts, values = [], [], []
    for g in gaps:
        mark = np.array([_mark(g, *cause) for cause in causes])
        keep = np.flatnonzero(g.known)
        cov = g.covariance[np.ix_(keep, keep)]
        size = np.sqrt(np.diag(cov))
        fine = size > 0
        keep, size = keep[fine], size[fine]
        root = np.linalg.cholesky(g.covariance[np.ix_(keep, keep)] / np.outer(size, size) + 1e-9 * np.eye(len(keep)))
        values.append(np.linalg.solve(root, g.lacking[keep] / size))
        parts.append(np.linalg.solve(root, (mark[:, keep] / size).T))
        raw.append(mark)
    edges = np.concatenate([[0], np.cumsum([len(v) for v in values])])
    of = [(h, t) for h in range(len(causes)) for t in range(len(gaps) - SHORTEST + 1)]
    columns = np.zeros((int(edges[-1]), len(of)))
    for k, (h, start) in enumerate(of):
        for t in range(start, len(gaps)):
            columns[edges[t] : edges[t + 1], k] = parts[t][:, h]
    usual = np.array([_usual(plant, *causes[h]) for h, _ in of])
    return _Marks(tuple(causes), tuple(of), columns, np.concatenate(values), tuple(raw), usual)


def _usual(plant: Plant, kind: str, where: str, part: str) -> float:
    """The size that such a fault usually has: a share of a reading, or t a month."""
    if kind == LOSS:
        return GONE * float(np.nansum(plant.mass[plant.sign[plant.areas.index(where)] > 0]))
    j = plant.streams.index(where)
    value, sd = plant.mass[j], plant.mass_sd[j]
    if kind == ASSAY:
        c = plant.components.index(part)
        value, sd = plant.assay[j, c], plant.assay_sd[j, c]
    return float(OFF * sd / abs(value)) if np.isfinite(value) and value and sd > 0 else 1.0


def _mark(g: Gap, kind: str, where: str, part: str) -> Floats:
    """What a cause of size one adds to what the balances lack (t): a meter at twice its value, or a tonne lost."""
    plant = g.plant
    mark = np.zeros(len(g.lacking))
    if kind == LOSS:
        if where not in plant.areas or part not in plant.streams:
            return mark
        i, share = plant.areas.index(where), plant.assay[plant.streams.index(part)]
        mark[i] = 1.0
        at = len(plant.areas) + i * len(plant.components)
        mark[at : at + len(plant.components)] = np.nan_to_num(share)
        return mark
    if where not in plant.streams or part not in ("", *plant.components):
        return mark
    j = plant.streams.index(where)
    if kind == METER:
        return np.asarray(g.slope[:, j] * np.nan_to_num(plant.mass[j]))
    c = plant.components.index(part)
    at = len(plant.streams) + j * len(plant.components) + c
    return np.asarray(g.slope[:, at] * np.nan_to_num(plant.assay[j, c]))


def _apart(columns: Floats, chosen: Floats) -> Floats:
    """Columns without what the chosen ones already explain."""
    if not chosen.shape[1]:
        return columns
    q, _ = np.linalg.qr(chosen)
    return columns - q @ (q.T @ columns)


def _scores(marks: _Marks, chosen: Sequence[int]) -> tuple[Floats, Floats]:
    """Of every cause beside the chosen: its size in standard errors (a loss cannot be negative), and twice its log Bayes factor."""
    fixed = marks.columns[:, list(chosen)]
    columns = _apart(marks.columns, fixed)
    value = _apart(marks.values[:, None], fixed)[:, 0]
    norm = np.sqrt((columns**2).sum(axis=0))
    whole = np.sqrt((marks.columns**2).sum(axis=0))
    seen = norm > 1e-3 * np.maximum(whole, 1e-12)
    z = np.divide(columns.T @ value, norm, out=np.zeros(len(norm)), where=seen)
    losses = np.array([marks.causes[h][0] == LOSS for h, _ in marks.of])
    z = np.where(losses, np.maximum(z, 0.0), np.abs(z))
    ratio = np.where(seen, (marks.usual * norm) ** 2, 0.0)
    return z, z**2 * ratio / (1.0 + ratio) - np.log1p(ratio)


def _settled(marks: _Marks, chosen: list[int]) -> list[int]:
    """Each chosen cause held against all others beside the rest, until none is better."""
    for _ in range(6):
        before = list(chosen)
        for i in range(len(chosen)):
            rest = [k for j, k in enumerate(chosen) if j != i]
            _, likely = _scores(marks, rest)
            best = int(np.argmax(likely))
            if likely[best] > likely[chosen[i]] + 1e-9:
                chosen[i] = best
        if chosen == before:
            break
    return chosen


def _own(marks: _Marks, chosen: Sequence[int], k: int) -> float:
    """Size in standard errors of one chosen cause beside the others."""
    return float(_scores(marks, [j for j in chosen if j != k])[0][k])


def _fitted(marks: _Marks, chosen: Sequence[int]) -> tuple[Floats, Floats]:
    """Sizes of the chosen causes together, and their standard errors."""
    columns = marks.columns[:, list(chosen)]
    inverse = np.linalg.pinv(columns.T @ columns)
    return inverse @ columns.T @ marks.values, np.sqrt(np.diag(inverse))


def _cause(marks: _Marks, gaps: Sequence[Gap], chosen: Sequence[int], k: int, size: float, error: float, limit: float) -> Cause:
    """A chosen cause with what cannot be told from it."""
    h, start = marks.of[k]
    kind, where, part = marks.causes[h]
    rest = marks.columns[:, [j for j in chosen if j != k]]
    same = [j for j, (_, t) in enumerate(marks.of) if t == start]
    columns = _apart(marks.columns[:, same], rest)
    own = columns[:, same.index(k)]
    norm = np.sqrt((columns**2).sum(axis=0)) * np.sqrt((own**2).sum())
    cosine = np.abs(np.divide(columns.T @ own, norm, out=np.zeros(len(same)), where=norm > 0))
    name = named(kind, where, "" if kind == LOSS else part)
    alike = [marks.causes[marks.of[j][0]] for j, c in zip(same, cosine, strict=True) if c > ALIKE]
    names = dict.fromkeys(named(a, b, "" if a == LOSS else c) for a, b, c in alike)
    z = _own(marks, chosen, k)
    component = "" if kind == LOSS else part
    return Cause(kind, where, component, gaps[start].span, float(size), float(error), z, limit, tuple(n for n in names if n != name))
