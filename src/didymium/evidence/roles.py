"""Offices told beside a name: "Mines Minister Teodor Brasz", "Lena Ostrov, an analyst at Greywater Research"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OFFICE = (
    r"(?:[Mm]inister|[Ss]ecretary|[Pp]resident|[Cc]hair(?:man|woman|person)?|[Cc]hief\s+[A-Za-z]+(?:\s+[Oo]fficer)?|CEO|CFO|COO|CTO|[Dd]irector"
    r"|[Mm]anager|[Hh]ead|[Gg]overnor|[Mm]ayor|[Ss]enator|[Aa]mbassador|[Cc]ommissioner|[Ss]pokes(?:man|woman|person)|[Aa]nalyst|[Pp]rofessor"
    r"|[Ff]ounder|[Oo]wner|[Aa]uthor|[Cc]oordinator|[Cc]ampaigner|[Ee]ngineer|[Ss]cientist|[Ee]conomist|[Oo]fficial|[Ll]eader|[Pp]artner"
    r"|[Ss]trategist|[Cc]onsultant|[Tt]rader|[Ee]xecutive|[Ee]ditor|[Cc]onvenor|[Rr]epresentative|[Gg]eologist|[Oo]fficer)"
)
_NAME = r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?:\s+(?:(?:de|van|von|la|bin|al|el)\s+)?(?:[A-Z][\w’'-]+|[A-Z]\.)){1,3}"
_BEFORE = re.compile(
    rf"(?:(?:the|its|an?)\s+)?(?:[A-Za-z][\w’'&-]*\s+(?:of\s+|for\s+|and\s+)?){{0,5}}?{_OFFICE}"
    rf"(?:\s+(?:and|for|of)\s+[\w’' ]{{2,40}}?)?,?\s+(?P<name>{_NAME})"
)
_AFTER = re.compile(
    rf"(?P<name>{_NAME}),\s+(?:(?:an?|the|its|who\s+is|formerly)\s+)?(?:[\w’'&-]+\s+){{0,6}}?{_OFFICE}\b"
    r"(?:\s+(?:of|at|for|with|in|to)\s+[^,;”\"“]{2,70}?)?(?=[,;.”\"]|\s+(?:said|told|says)\b|$)"
)
_ANY = re.compile(_OFFICE)
_SAYING = re.compile(r"(?:said|says|told|added|wrote|according\s+to|noted|warned|stressed|argued|explained)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Role:
    """An office with its holder at ``[start, end)``."""

    start: int
    end: int
    name: str


def role(text: str, start: int, end: int) -> Role | None:
    """The office told in a stretch of a sentence.

    >>> found = role("said plant manager Dale Whitcomb.", 0, 33)
    >>> found.start, found.name
    (5, 'Dale Whitcomb')
    """
    words = text[start:end]
    if not _ANY.search(words):
        return None
    said = _SAYING.search(words)
    for begin in ([said.end()] if said else []) + [0]:
        for pattern in (_AFTER, _BEFORE):
            found = pattern.search(words, begin)
            if found is not None:
                at = found.start() + len(found.group()) - len(found.group().lstrip())
                return Role(start + at, start + found.end(), found["name"])
    return None
