"""Toll yield against guarantee: what someone returns of what is not his."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.operations.alarm import each
from didymium.operations.figure import Book
from didymium.operations.span import Span, span

YEAR = 12  # months


@dataclass(frozen=True)
class Toll:
    """A contract over the twelve months up to the period's end: element fed and returned (t), yield against guarantee.

    ``z`` is the shortfall over its standard error; an alarm above ``limit``.
    """

    contract: str
    custodian: str
    fed: float
    returned: float
    guaranteed: float
    z: float
    limit: float
    rows: tuple[str, ...]

    @property
    def short(self) -> float:
        """Element that the guarantee lacks, t; 0 where it is kept."""
        return max(0.0, self.guaranteed * self.fed - self.returned)

    @property
    def signal(self) -> bool:
        """Whether the shortfall is more than chance."""
        return self.z > self.limit


def tolls(book: Book, now: Span) -> list[Toll]:
    """Contracts with a row in the period."""
    from scipy.special import ndtri

    rows: dict[str, list[tuple[Span, dict[str, object]]]] = {}
    for r in book.rows("tolls"):
        when = span(r["period"], book.fiscal_start)
        if now.end - YEAR <= when.first and when.end <= now.end:
            rows.setdefault(r["contract"], []).append((when, r))
    live = {c: rs for c, rs in rows.items() if any(s.first >= now.first for s, _ in rs) and sum(float(str(r["fed"])) for _, r in rs) > 0}
    limit = float(-ndtri(each(len(live)))) if live else 0.0
    return [_toll(c, rs, limit) for c, rs in live.items()]


def _toll(contract: str, rows: list[tuple[Span, dict[str, object]]], limit: float) -> Toll:
    fed, returned, sd, share = ([float(str(r[k])) for _, r in rows] for k in ("fed", "returned", "sd", "guaranteed"))
    wanted = sum(f * g for f, g in zip(fed, share, strict=True))
    error = sum((f * s) ** 2 for f, s in zip(fed, sd, strict=True)) ** 0.5
    z = (wanted - sum(returned)) / error if error > 0 else 0.0
    places = tuple(f"{r['_file']}:{r['_line']}" for _, r in rows)
    return Toll(contract, str(rows[-1][1]["custodian"]), sum(fed), sum(returned), wanted / sum(fed), z, limit, places)
