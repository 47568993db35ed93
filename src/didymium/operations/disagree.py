"""Figures that do not agree: one held against another of the same period, a sum against its parts."""

from __future__ import annotations

from didymium.operations.figure import Book, Figure
from didymium.operations.metric import METRICS
from didymium.operations.remark import Remark, places
from didymium.operations.span import Span, label
from didymium.operations.total import total

GAP = 0.005  # of the figure: a sum further from its parts is told


def disagreements(book: Book, spans: tuple[Span, ...]) -> list[Remark]:
    """Remarks on the figures of ``spans``; figures of later periods are not looked at."""
    until = max(s.end for s in spans)
    found = []
    for f in book.figures:
        if f.span.end > until or not any(f.span.first < s.end and s.first < f.span.end for s in spans):
            continue
        same = book.of(f.entity, f.metric, f.product, until)
        when = label(f.span, book.fiscal_start)
        if not f.taken:
            other = next((g for g in same if g.span == f.span), None)
            if other is not None and other.value != f.value:
                text = f"{f.entity}: {f.metric} of {f.product} in {when}: {f.written:,g} {f.unit} stands against {other.written:,g}"
                found.append(Remark("disagrees", f"{text}, which is taken", places((f, other))))
        elif METRICS[f.metric].adds:
            found += _sum(f, same, when)
    return found


def _sum(f: Figure, same: tuple[Figure, ...], when: str) -> list[Remark]:
    """A figure against its parts."""
    inside = [g for g in same if f.span.first <= g.span.first and g.span.end <= f.span.end]
    parts = total(inside, f.span, without=f)
    if parts is None or abs(parts.value - f.value) <= GAP * max(abs(f.value), abs(parts.value)):
        return []
    made = parts.value / f.measure.factor
    text = f"{f.entity}: {f.metric} of {f.product} in {when}: {f.written:,g} {f.unit}, and {made:,.6g} by its parts"
    return [Remark("disagrees", text, places((f, *parts.figures)))]
