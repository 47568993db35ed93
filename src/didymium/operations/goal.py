"""Targets against what came: met, missed or not measured; and how far orders have become targets, results and owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.operations.figure import Book, Target
from didymium.operations.metric import METRICS
from didymium.operations.span import Span
from didymium.operations.total import Known, direct, total

CLOSE = 1e-9  # of the target: what is nearer counts as equal


@dataclass(frozen=True)
class Goal:
    """A target with what came about (None where it was not measured), in the unit of the target."""

    target: Target
    actual: float | None
    status: str  # met | missed | not measured
    known: Known | None

    @property
    def gap(self) -> float | None:
        """Actual less target."""
        return None if self.actual is None else self.actual - self.target.asked.written


def goals(book: Book, now: Span) -> list[Goal]:
    """The targets of a period with their status, from figures of periods that had ended by then."""
    return [goal(book, t, now.end) for t in book.targets if t.asked.span == now]


def goal(book: Book, target: Target, until: int) -> Goal:
    """A target with what came about, from figures of periods that had ended when month ``until`` began."""
    f = target.asked
    figures = [g for g in book.of(f.entity, f.metric, f.product, until) if g.measure.currency == f.measure.currency]
    figures = [g for g in figures if g.measure.other == f.measure.other and g.measure.basis == f.measure.basis]
    known = (total if METRICS[f.metric].adds else direct)(figures, f.span)
    if known is None:
        return Goal(target, None, "not measured", None)
    gap = known.value - f.value
    near = abs(gap) <= CLOSE * max(abs(f.value), 1e-12)
    met = near or (gap > 0 and target.sense == ">=") or (gap < 0 and target.sense == "<=")
    return Goal(target, known.value / f.measure.factor, "met" if met else "missed", known)


@dataclass(frozen=True)
class Orders:
    """How many directives there are, have a target, have a result, and have nobody who answers for them."""

    all: int
    with_target: int
    with_result: int
    without_owner: int

    @property
    def text(self) -> str:
        """In a line.

        >>> Orders(7, 3, 2, 2).text
        '7 directives: 3 with a target, 2 with results, 2 without an owner'
        """
        head = "1 directive" if self.all == 1 else f"{self.all} directives"
        return f"{head}: {self.with_target} with a target, {self.with_result} with results, {self.without_owner} without an owner"


def orders(book: Book, until: Span) -> Orders:
    """Count directives; a result is a target whose period has ended and that was measured."""
    known: Sequence[Goal] = [goal(book, t, until.end) for t in book.targets if t.asked.span.end <= until.end]
    results = {g.target.directive for g in known if g.actual is not None}
    aimed = {t.directive for t in book.targets}
    return Orders(
        len(book.directives),
        sum(d.id in aimed for d in book.directives),
        sum(d.id in results for d in book.directives),
        sum(not d.owner for d in book.directives),
    )
