"""What states nothing about the industry: questions, courtesies, the reporter's own steps, bare "X said"."""

from __future__ import annotations

import re

from didymium.evidence.cue import SPEECH, cue
from didymium.evidence.sentence import finite

_HUSH = cue("hush")
_TAIL = (
    r"(?:\s+(?:reporters|parliament|lawmakers|investors|analysts|us|the\s+\w+|[A-Z]\w+))?"
    r"(?:\s+(?:in|on|at|to|during|last|this|late|earlier|by|from)\s+[\w\s’'.&-]+)?"
)
_NOT_PASSIVE = r"(?<!was\s)(?<!were\s)(?<!is\s)(?<!are\s)(?<!been\s)(?<!be\s)"
_SAYS = re.compile(rf"^\W*(?:[\w’'&.-]+,?\s+){{1,12}}?{_NOT_PASSIVE}(?:{SPEECH}|shows?|showed|learned|understood|found|finds){_TAIL}\W*$")
_INVERTED = re.compile(r",\s+(?:says?|said)\s+[A-Z][\w’' ]+$")
_QUESTION = re.compile(r"\?[\"”’')\]]*\s*$")

#: words that open a mere condition
CONDITION = re.compile(
    r"\W*(?:if|unless|whether|once|when|after|before|until|although|though|while|because|since|as|even\s+(?:if|though)"
    r"|so\s+that)\s",
    re.IGNORECASE,
)


def hushed(text: str) -> bool:
    """Whether words of a sentence state nothing, whatever verbs are in them.

    >>> hushed("Shareholders are reminded that the report is on the website"), hushed("ministry figures show"), hushed("Output rose")
    (True, True, False)
    """
    said = _INVERTED.search(text)
    if said is not None and finite(text[: said.start()]) is None:
        return True
    return bool(_HUSH.search(text) or (len(text) < 140 and _SAYS.match(text)))


def asks(sentence: str) -> bool:
    """Whether a sentence is a question.

    >>> asks("Who are those customers?"), asks("To ask the Minister whether the mine will open."), asks("It opened.")
    (True, True, False)
    """
    return bool(_QUESTION.search(sentence) or _ASKED.search(sentence))


_ASKED = re.compile(
    r"^\W*(?:q\s?[:.]\s|question\b[^.]{0,60}:\s|(?:\(?[a-z0-9]{1,3}\)\s*)?(?:whether\b|if\s+(?:he|she|they)\s+will\b)"
    r"|(?:[^:.]{2,60}\s)?asked\s+the\s+(?:minister|secretary)\b|(?:mr|mrs|ms|dr|senator|lord|hon\.?)\s[^:]{2,60}\s+asked\b)"
    r"|\bto\s+ask\s+(?:the|her|his|what|whether|how)\b",
    re.IGNORECASE,
)
