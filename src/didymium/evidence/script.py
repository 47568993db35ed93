"""Transcripts: who speaks, as the label before each paragraph tells ("Dale Overgaard – Chief Executive Officer: …")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LABEL = re.compile(
    r"(?P<name>(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?\s+)?[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,3})(?:(?:\s*[–—]\s*|\s-+\s|,\s+|\s*\()(?P<office>[A-Z][^:.?!]{2,70}?)\)?)?\s*:\s+(?=\S)"
)
#: those who only run a call
_CHAIRS = re.compile(r"operator|moderator|unidentified|conference", re.IGNORECASE)
LEAST = 3  # paragraphs with a label from which on a text is a transcript


@dataclass(frozen=True)
class Label:
    """A speaker's label that ends at ``end``; ``told`` is where the name with its office ends."""

    name: str
    office: str
    told: int
    end: int

    @property
    def chairs(self) -> bool:
        """Whether the speaker only runs the call."""
        return bool(_CHAIRS.search(self.name))


@dataclass(frozen=True)
class Script:
    """The names that speak in a transcript; empty for other texts."""

    names: frozenset[str] = frozenset()

    def label(self, words: str) -> Label | None:
        """The label that a paragraph begins with; None where it has none.

        >>> Script(frozenset({"Ann Lee"})).label("Ann Lee – Chief Executive Officer: We sold it.").office
        'Chief Executive Officer'
        """
        found = _LABEL.match(words) if self.names else None
        if found is None or found["name"] not in self.names:
            return None
        return Label(found["name"], found["office"] or "", found.end("office") if found["office"] else found.end("name"), found.end())


def script(paragraphs: Sequence[str]) -> Script:
    """The names that label paragraphs, where enough paragraphs have a label and a name comes back.

    >>> sorted(script(["Ann Lee: Yes.", "Operator: Next.", "Ann Lee: No.", "It rained."]).names)
    ['Ann Lee', 'Operator']
    """
    found = [m["name"] for w in paragraphs if (m := _LABEL.match(w)) and len(m["name"]) > 1]
    return Script(frozenset(found)) if len(found) >= LEAST and len(set(found)) < len(found) else Script()
