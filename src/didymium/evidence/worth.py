"""Whether a clause says enough to be a claim of the industry."""

from __future__ import annotations

import re

from didymium.evidence import cue
from didymium.evidence.hush import CONDITION
from didymium.evidence.lines import INTRODUCES
from didymium.evidence.meaning import Sense
from didymium.evidence.record import Place
from didymium.evidence.sentence import finite

#: a headline that only names something
_NAMING = re.compile(r"\W*(?:the|an?|one|why|how)\s[^,:]{2,50}\s(?:that|who|which)\s", re.IGNORECASE)
#: what a person does in the industry
_CAREER = frozenset(
    {
        "found",
        "leave",
        "join",
        "replace",
        "succeed",
        "head",
        "lead",
        "own",
        "hold",
        "sell",
        "buy",
        "acquire",
        "sign",
        "run",
        "chair",
        "name",
        "elect",
    }
)


def private(text: str, subject: str | None, place: Place) -> bool:
    """Whether a clause tells of a person something that is none of the industry: no word of it, nothing said or decided."""
    person = bool(re.match(r"\W*(?:he|she|his|her)\b", text, re.IGNORECASE)) or any(
        m.entity == subject and m.kind == "person" for m in place.names
    )
    main = finite(text, headed=True)
    acts = main is not None and main.verb is not None and bool(main.verb.kinds & {"speech", "plan", "direct"} or main.verb.lemma in _CAREER)
    first = re.match(r"\W*([a-z]+)ing\b", text)
    acts = acts or first is not None
    return person and not acts and not cue.FIELD.search(text) and not cue.ROLE.search(text)


def worth(text: str, place: Place, found: Sense) -> bool:
    """Whether words say enough: not a line that only introduces a list, not a mere condition."""
    if place.block.kind == "title":
        asked = re.match(r"\W*(?:what|why|how|who|when|where)\b", text, re.IGNORECASE)
        return found.kind in ("commitment", "fact") and not asked and not _NAMING.match(text)
    if found.kind in ("fact", "commitment") and re.match(r"\W*(?:what|how|why|where|whether)\s", text) and text[:1].islower():
        return False  # what is asked or known of
    if len(text.split()) < 3 or (CONDITION.match(text) and "," not in text and found.kind != "commitment"):
        return False
    if not text.rstrip().endswith(INTRODUCES):
        return True
    return len(text.split()) > 6 and (found.kind == "fact" or not re.search(r"\b(?:following|below|include|stand\s+out|are|is)\b", text))
