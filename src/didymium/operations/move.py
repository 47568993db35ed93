"""Figures of two periods side by side, whatever is known of either."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.operations.figure import Book
from didymium.operations.metric import METRICS
from didymium.operations.span import Span
from didymium.operations.total import Known, direct, total


@dataclass(frozen=True)
class Move:
    """A metric of a product now and before, in ``unit``; None where it is not published; ``derived`` where put together."""

    entity: str
    metric: str
    product: str
    unit: str
    base: float | None
    now: float | None
    derived: bool

    @property
    def change(self) -> float | None:
        """Change as a share of what was before; None where a side is unknown or nothing was before."""
        return None if self.base is None or self.now is None or self.base <= 0 else self.now / self.base - 1.0


def moves(book: Book, before: Book, now: Span, base: Span) -> list[Move]:
    """Every metric known in either period; ``before`` is the book of the base. Later figures are not looked at."""
    found = []
    until = max(now.end, base.end)
    for entity in book.entities:
        for metric in METRICS.values():
            products = dict.fromkeys((*book.products(entity, metric.name), *before.products(entity, metric.name)))
            for product in products if metric.name != "exchange_rate" else ():
                find = total if metric.adds else direct
                new = find(book.of(entity, metric.name, product, now.end), now)
                old = find(before.of(entity, metric.name, product, until), base)
                if new is not None or old is not None:
                    found.append(_move(entity, metric.name, product, old, new))
    return found


def _move(entity: str, metric: str, product: str, old: Known | None, new: Known | None) -> Move:
    """Both sides in the unit of the newer; a side in another currency is left empty."""
    told = new if new is not None else old
    assert told is not None
    first = told.figures[0]
    values = [
        None if k is None or k.figures[0].measure.currency != first.measure.currency else k.value / first.measure.factor for k in (old, new)
    ]
    derived = any(k is not None and k.derived for k in (old, new))
    return Move(entity, metric, product, first.unit, values[0], values[1], derived)
