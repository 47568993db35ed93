"""Every part of a review, in the order in which it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.operations import Book, Remark, Span
    from didymium.reporting.review import Section


def everything(book: Book, now: Span) -> tuple[list[Section], list[Remark]]:
    """Sections whose data are there, and the findings of all of them."""
    from didymium.app.parts.custody import custody

    sections: list[Section] = []
    remarks: list[Remark] = []
    for part in (custody,):
        more, found = part(book, now)
        sections += more
        remarks += found
    return sections, remarks
