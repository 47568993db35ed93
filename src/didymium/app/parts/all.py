"""Every part of a review, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.operations import Book, Remark, Span
    from didymium.operations.followup import Task
    from didymium.reporting.review import Section


def everything(book: Book, now: Span, base: Span, kept: Sequence[Task] = (), head: str | None = None) -> tuple[list[Section], list[Remark]]:
    """Sections whose data are there, and the findings of all of them; lines are held against ``base``.

    ``kept`` are actions of the records, ``head`` is that of their audit chain.
    """
    from didymium.app.parts.custody import custody
    from didymium.app.parts.directives import directives
    from didymium.app.parts.lines import lines
    from didymium.app.parts.permits import disclosure, permits
    from didymium.app.parts.records import records
    from didymium.app.parts.safety import safety

    found = [directives(book, now, kept), custody(book, now, head), lines(book, now, base), safety(book, now), permits(book, now)]
    found += [records(book, now), disclosure(book, now)]
    return [s for sections, _ in found for s in sections], [r for _, remarks in found for r in remarks]
