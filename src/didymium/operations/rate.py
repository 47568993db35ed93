"""Exchange rates of a period, as the book holds them."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.operations.figure import Figure
from didymium.operations.span import Span


def rate(figures: Sequence[Figure], entity: str, source: str, wanted: str, span: Span) -> float | None:
    """How many ``wanted`` one ``source`` costs in a period, directly, the other way round, or over a third; else None.

    A rate of the entity goes before one of another.
    """
    if source == wanted:
        return 1.0
    known: dict[tuple[str, str], float] = {}
    rows = [f for f in figures if f.metric == "exchange_rate" and f.span == span and f.taken and f.value > 0]
    for f in sorted(rows, key=lambda f: f.entity == entity):  # the entity's own last, so that they hold
        known[f.measure.other, f.measure.currency] = f.value
        known[f.measure.currency, f.measure.other] = 1.0 / f.value
    if (source, wanted) in known:
        return known[source, wanted]
    for third in sorted({b for a, b in known if a == source}):
        if (third, wanted) in known:
            return known[source, third] * known[third, wanted]
    return None
