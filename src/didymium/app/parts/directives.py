"""Directives in a review: from the order over targets and actions to evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.operations import Book, Remark, Span
    from didymium.operations.followup import Task
    from didymium.reporting.review import Section


def directives(book: Book, now: Span, kept: Sequence[Task]) -> tuple[list[Section], list[Remark]]:
    """The section, where there are directives or actions; ``kept`` are actions of the records. What is overdue is a finding."""
    from didymium.operations.followup import overdue, tasks
    from didymium.operations.remark import Remark

    own = tasks(book, now)
    every = [*own, *kept]
    if not (book.directives or every):
        return [], []
    remarks = [Remark("overdue", f"{t.text} ({t.owner or 'no owner'}, due {t.due})", (t.place,)) for t in own if overdue(t, now)]
    return [_section(book, now, every)], remarks


def _section(book: Book, now: Span, every: Sequence[Task]) -> Section:
    from didymium.operations import orders
    from didymium.operations.followup import followed, line, overdue
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.review import Section

    heads = (
        Column("Directive"),
        Column("Ordered by"),
        Column("Owner", empty="nobody"),
        Column("Due"),
        Column("Targets", "integer"),
        Column("Results", "integer"),
        Column("Actions", "integer"),
        Column("Done", "integer"),
        Column("It stands at"),
    )
    rows: list[tuple[Value, ...]] = []
    for f in followed(book, now, every):
        d, done = f.directive, sum(bool(t.done) for t in f.tasks)
        rows.append((d.text, d.ordered_by, d.owner or None, d.due, f.targets, len(f.results), len(f.tasks), done, f.stands))
    told = (
        Column("Action"),
        Column("Directive"),
        Column("Owner", empty="nobody"),
        Column("Due"),
        Column("Done", empty="open"),
        Column("Evidence", empty="none"),
        Column("It"),
        Column("Row"),
    )
    acts: list[tuple[Value, ...]] = []
    for t in every:
        state = "overdue" if overdue(t, now) else "open" if not t.done else "done" if t.evidence else "done, nothing shows it"
        acts.append((t.text, t.directive, t.owner or None, t.due, t.done or None, t.evidence or None, state, t.place))
    text = f"{orders(book, now).text}; {line(every, now).text}." if every else f"{orders(book, now).text}."
    tables = (Table("directives", "Directives", heads, tuple(rows)), Table("actions", "Actions", told, tuple(acts)))
    return Section("directives", "Directives", text, tables, (), (), (0, 2, 4, 5, 6, 8))
