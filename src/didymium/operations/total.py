"""The figure of any period, from published sums that overlap: a quarter as the year less the other three, or a year as its quarters.

Published sums are edges between the months where they begin and end; a period is known when a path joins its ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from didymium.operations.figure import Figure
from didymium.operations.span import Span


@dataclass(frozen=True)
class Known:
    """A value (base unit) and the figures that it is made of; derived when it is no figure of its own."""

    value: float
    figures: tuple[Figure, ...]

    @property
    def derived(self) -> bool:
        """Whether it was put together."""
        return len(self.figures) > 1


def total(figures: Sequence[Figure], span: Span, without: Figure | None = None) -> Known | None:
    """The sum over ``span`` from ``figures`` of one metric and product, by the fewest of them; None where they do not tell.

    Leaves ``without`` aside, so that a figure can be held against the others.
    """
    edges: dict[int, list[tuple[int, float, Figure]]] = {}
    for f in figures:
        if f is not without:
            edges.setdefault(f.span.first, []).append((f.span.end, f.value, f))
            edges.setdefault(f.span.end, []).append((f.span.first, -f.value, f))
    reached: dict[int, Known] = {span.first: Known(0.0, ())}
    waiting = deque([span.first])
    while waiting and span.end not in reached:
        at = waiting.popleft()
        for end, value, f in edges.get(at, ()):
            if end not in reached:
                reached[end] = Known(reached[at].value + value, (*reached[at].figures, f))
                waiting.append(end)
    return reached.get(span.end)


def direct(figures: Sequence[Figure], span: Span) -> Known | None:
    """The figure of exactly this period, for what does not add up: prices, grades, recoveries."""
    return next((Known(f.value, (f,)) for f in figures if f.span == span), None)
