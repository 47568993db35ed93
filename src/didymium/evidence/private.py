"""What is told of a person and is none of the industry."""

from __future__ import annotations

import re

from didymium.evidence import cue
from didymium.evidence.record import Place
from didymium.evidence.sentence import finite

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
