"""Offices told beside a name: "Mines Minister Teodor Brasz", "Lena Ostrov, an analyst at Greywater Research"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from didymium.evidence.folded import Folded
from didymium.evidence.hint import hint

_OFFICE = (
    r"(?:[Mm]inister|[Cc]hief(?=\s+(?!Executive|Financial|Operating|Techn|Commercial|Marketing|Legal|Strategy|Scien|Geolog|Investment|Economist)[A-Z][a-z]+\s+[A-Z])|[Ss]ecretary|[Pp]resident|[Cc]hair(?:man|woman|person)?|[Cc]hief\s+[A-Za-z]+(?:\s+[Oo]fficer)?|CEO|CFO|COO|CTO|ceo|cfo|coo|cto|[Dd]irector"
    r"|[Mm]anager|[Hh]ead|[Gg]overnor|[Mm]ayor|[Ss]enator|[Aa]mbassador|[Cc]ommissioner|[Ss]pokes(?:man|woman|person)|[Aa]nalyst|[Pp]rofessor"
    r"|[Ff]ounder|[Oo]wner|[Aa]uthor|[Cc]oordinator|[Cc]ampaigner|[Ee]ngineer|[Ss]cientist|[Ee]conomist|[Oo]fficial|[Ll]eader|[Pp]artner"
    r"|[Ss]trategist|[Cc]onsultant|[Tt]rader|[Ee]xecutive|[Ee]ditor|[Cc]onvenor|[Rr]epresentative|[Gg]eologist|[Oo]fficer|[Aa]cademician|[Dd]ean|[Ii]nspector|[Jj]udge|[Tt]reasurer|[Tt]rustee|[Ll]ecturer|[Rr]esearcher|[Ss]uperintendent|[Gg]eneral)"
)
_NAME = r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?:\s+(?:(?:de|van|von|la|bin|al|el)\s+)?(?:[A-Z][\w’'-]+|[A-Z]\.)){1,3}"
#: what may stand before an office: a name, or what kind of office it is
_BESIDE = (
    r"(?:[A-Z][\w’'&-]*|deputy|vice|acting|former|senior|assistant|managing|executive|plant|project|purchasing|sales|finance|trade|mining|mines?|energy"
    r"|foreign|prime|party|board|company|group|site|general|press|ministry|union|regional|local|national|chief|lead|research|investment|commodity"
    r"|equity|metals?|operations|marketing|communications|industry|environment|external|public|affairs|technical|and|of|for|the|company’s|company's)"
)
_BEFORE = re.compile(
    rf"(?:\b(?:the|its|an?)\s+)?(?:\b{_BESIDE}\s+){{0,5}}?\b{_OFFICE}"
    rf"(?:\s+(?:and|for|of)\s+[\w’' ]{{2,40}}?)?,?\s+(?P<name>{_NAME})"
)
_AFTER = re.compile(
    rf"(?P<name>{_NAME}),\s+(?:(?:an?|the|its|who\s+is|formerly)\s+)?(?:[\w’'&-]+\s+){{0,6}}?{_OFFICE}\b"
    r"(?:\s+(?:of|at|for|with|in|to)\s+[^,;”\"“]{2,70}?)?(?=[,;.”\"]|\s+(?:said|told|says)\b|$)"
)
#: somebody who speaks for a body: "says Felicitas Orth of the Institute"
_FROM = re.compile(
    rf"(?<=said\s|says\s)(?P<name>{_NAME})\s+(?:of|at|from)\s+(?:the\s+)?[A-Z][\w’'&-]*(?:\s+(?:(?:of|for|and|the|on)\s+)*[A-Z][\w’'&-]*){{0,6}}"
)
_ANY = re.compile(_OFFICE)
#: wherever an office is: its letters in any case
_HINT = Folded(hint([_OFFICE]))
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
    if not is_office(words):
        return None
    said = _SAYING.search(words)
    for begin in ([said.end()] if said else []) + [0]:
        for pattern in (_AFTER, _BEFORE):
            found = pattern.search(words, begin)
            if found is not None:
                at = found.start() + len(found.group()) - len(found.group().lstrip())
                return Role(start + at, start + found.end(), found["name"])
    return None


def is_office(words: str) -> bool:
    """Whether words name an office.

    >>> is_office("Chief Executive Officer"), is_office("South Harrow")
    (True, False)
    """
    return bool(_HINT.search(words) and _ANY.search(words))


def every(text: str) -> list[Role]:
    """All offices told beside a name, in order, without overlap.

    >>> [r.name for r in every("Deputy Minister Le Quoc Trung met Lena Ostrov, an analyst at Bolt.")]
    ['Le Quoc Trung', 'Lena Ostrov']
    """
    found: list[Role] = []
    patterns = (_AFTER, _BEFORE, _FROM) if is_office(text) else (_FROM,)
    for m in sorted((m for pattern in patterns for m in pattern.finditer(text)), key=lambda m: m.start()):
        begin = next((s.end() for s in _SAYING.finditer(text, m.start(), m.start("name")) if s.end() <= m.start("name")), m.start())
        if not is_office(m["name"]) and not any(r.start < m.end() and begin < r.end for r in found):
            found.append(Role(begin, m.end(), m["name"]))
    return found


def holders(text: str) -> frozenset[str]:
    """Names beside which a text tells an office.

    >>> sorted(holders("Lena Ostrov, an analyst at Bolt, and plant manager Dale Whitcomb met."))
    ['Dale Whitcomb', 'Lena Ostrov']
    """
    return frozenset(m["name"] for pattern in (_AFTER, _BEFORE) for m in pattern.finditer(text)) if is_office(text) else frozenset()
