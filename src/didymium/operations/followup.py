"""From an order to its evidence: targets set for it, results measured, actions taken, what shows that they were done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from didymium.operations.figure import Book, Directive
from didymium.operations.goal import Goal, goal
from didymium.operations.span import Span


@dataclass(frozen=True)
class Task:
    """An action: whom it serves, who does it, by when, when it was done (empty while open) and what shows it."""

    id: str
    directive: str
    text: str
    owner: str
    due: str
    done: str
    evidence: str
    place: str


@dataclass(frozen=True)
class Followed:
    """A directive with its targets, those of them that were measured by the period's end, and its actions."""

    directive: Directive
    targets: int
    results: tuple[Goal, ...]
    tasks: tuple[Task, ...]

    @property
    def stands(self) -> str:
        """How far it has come, in words."""
        if self.results:
            met = sum(g.status == "met" for g in self.results)
            return f"{met} of {len(self.results)} results met"
        if self.targets:
            return "a target, no result yet"
        return "actions, no target" if self.tasks else "nothing yet"


@dataclass(frozen=True)
class Line:
    """How many actions there are, were done, have evidence, are overdue, have no owner."""

    all: int
    done: int
    with_evidence: int
    overdue: int
    without_owner: int

    @property
    def text(self) -> str:
        """In a line.

        >>> Line(5, 3, 2, 1, 0).text
        '5 actions: 3 done, 2 of them with evidence, 1 overdue, 0 without an owner'
        """
        head = "1 action" if self.all == 1 else f"{self.all} actions"
        done = f"{self.done} done, {self.with_evidence} of them with evidence"
        return f"{head}: {done}, {self.overdue} overdue, {self.without_owner} without an owner"


def tasks(book: Book, now: Span) -> list[Task]:
    """Actions of the folder as they stood at the period's end: what was done later is open."""
    last = _last(now)
    found = []
    for r in book.rows("actions"):
        done = r["done"] if r["done"] is not None and r["done"] < last else ""
        evidence = (r["evidence"] or "") if done else ""
        place = f"{r['_file']}:{r['_line']}"
        found.append(Task(r["id"], r["directive"] or "", r["text"], r["owner"] or "", r["due"] or "", done, evidence, place))
    return found


def followed(book: Book, now: Span, every: Sequence[Task]) -> list[Followed]:
    """Every directive with what came of it by the end of the period."""
    found = []
    for d in book.directives:
        own = [t for t in book.targets if t.directive == d.id]
        known = [goal(book, t, now.end) for t in own if t.asked.span.end <= now.end]
        results = tuple(g for g in known if g.actual is not None)
        found.append(Followed(d, len(own), results, tuple(t for t in every if t.directive == d.id)))
    return found


def overdue(task: Task, now: Span) -> bool:
    """Whether an action was due by the period's end and is open."""
    return not task.done and bool(task.due) and task.due < _last(now)


def line(every: Sequence[Task], now: Span) -> Line:
    """Actions counted."""
    return Line(
        len(every),
        sum(bool(t.done) for t in every),
        sum(bool(t.done and t.evidence) for t in every),
        sum(overdue(t, now) for t in every),
        sum(not t.owner for t in every),
    )


def _last(now: Span) -> str:
    """The day after the period."""
    return date(now.end // 12, now.end % 12 + 1, 1).isoformat()
