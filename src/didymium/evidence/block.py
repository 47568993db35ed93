"""Blocks of a document: what is title, heading, paragraph, item, table cell, and what is around the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from didymium.evidence.cue import cue

KINDS = ("title", "heading", "paragraph", "item", "cell", "navigation", "boilerplate")

#: whole lines that pages put around an article; matched on short lines only
_AROUND = re.compile(rf"^\W*(?:{cue('around').pattern})\W*$", re.IGNORECASE)
#: what a language model says about its own answer
_CHATTER = re.compile(rf"^\W*(?:{cue('chatter').pattern})$", re.IGNORECASE)
#: headings after which a page tells nothing more about its subject
_TAIL = re.compile(rf"^\W*(?:{cue('tail').pattern})\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A stretch of clean text, ``[start, end)``; ``lead`` is the block that introduces it, ``row`` numbers table rows."""

    kind: str
    start: int
    end: int
    lead: int | None = None
    row: int | None = None
    column: int | None = None  # of a cell, from 0

    @property
    def told(self) -> bool:
        """Whether it belongs to what the document says, not to the page around it."""
        return self.kind not in ("navigation", "boilerplate")


def around(line: str) -> bool:
    """Whether a line belongs to the page and not to the text: buttons, counters, cookie notes, a model's chatter.

    >>> around("0 Comments"), around("Here's the information as a list:"), around("Output rose 5 %.")
    (True, True, False)
    """
    return len(line) < 160 and bool(_AROUND.match(line) or _CHATTER.match(line))


def ends_text(line: str) -> bool:
    """Whether a heading opens the tail of a page: contacts, cautions, related articles."""
    return len(line) < 120 and bool(_TAIL.match(line))


def is_heading(line: str) -> bool:
    """Whether a line reads as a heading: short, without a full stop, mostly in capitals or capitalised.

    >>> is_heading("Key Directives: Cost and Safety"), is_heading("The plant opened in May.")
    (True, False)
    """
    words = re.findall(r"[^\W\d_][\w’'&.-]*", line)
    if not words or len(words) > 16 or len(line) > 130 or re.search(r"[.!?;,:]['”\"]?$", line) or "|" in line:
        return False
    long = [w for w in words if len(w) > 3]
    head = line.split("(", maxsplit=1)[0]
    return head.isupper() or (len(words) <= 12 and sum(w[0].isupper() for w in long) >= 0.7 * max(1, len(long)))
