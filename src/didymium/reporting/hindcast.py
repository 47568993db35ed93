"""Hindcasts of past crises as a report tells them: points with their bands, misses, and what "no change" would have said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.reporting.number import count


@dataclass(frozen=True)
class Point:
    """A point of a hindcast: 80 % band, what was observed, and what "no change" said (``None`` where it was not asked).

    ``writing`` names a writing of the event that stands beside the declared one and is never counted with it.
    """

    case: str
    series: str
    place: str
    period: str
    low: float
    mid: float
    high: float
    observed: float
    naive: float | None
    unit: str
    writing: str = ""

    @property
    def inside(self) -> bool:
        """Whether the band holds what was observed."""
        return self.low <= self.observed <= self.high

    @property
    def error(self) -> float:
        """Mid over observed less one."""
        return self.mid / self.observed - 1.0

    @property
    def naive_error(self) -> float | None:
        """The same of "no change"."""
        return None if self.naive is None else self.naive / self.observed - 1.0

    @property
    def nearer(self) -> bool | None:
        """Whether the model lies nearer than "no change"; ``None`` without a rival."""
        return None if self.naive_error is None else abs(self.error) < abs(self.naive_error)


def verdict(points: Sequence[Point]) -> str:
    """The finding in a sentence, over the declared events alone.

    >>> p = Point("2025", "magnet exports", "world", "2025-05", 1.0, 2.0, 3.0, 2.5, 4.0, "t")
    >>> verdict([p])
    '1 of 1 point of past crises inside its 80 % band; nearer than “no change” on 1 of 1'
    """
    points = [p for p in points if not p.writing]
    inside = sum(p.inside for p in points)
    asked = [p for p in points if p.nearer is not None]
    band = "its 80 % band" if len(points) == 1 else "their 80 % bands"
    won = sum(bool(p.nearer) for p in asked)
    return f"{inside} of {count(len(points), 'point')} of past crises inside {band}; nearer than “no change” on {won} of {len(asked)}"
