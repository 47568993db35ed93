"""Clauses that judge instead of telling: "is a turning point", "seems overdone", "takes a different view"."""

from __future__ import annotations

import re

from didymium.evidence.cue import MARKET, cue
from didymium.evidence.sentence import Finite

_BE = frozenset(
    {"is", "are", "was", "were", "am", "be", "been", "being", "become", "becomes", "became", "has", "have", "had", "will", "would"}
)
_LINKS = frozenset({"remain", "seem", "look", "feel", "sound", "appear", "stay", "prove", "become"})
_COMPLEMENT = re.compile(r"\W*(?:(?:been|being|be|now|also|still|already|currently|only|just|both|again|not|all|once|today|\w+ly)\s+)*")
#: what stands behind "is" in a plain statement: a place, a state of works or of law, a kind of firm or thing
_STATE = cue("standing")
_VIEW = cue("view")
_SURE = cue("sure")


_PRAISED = re.compile(
    r"\W*(?:an?|the|our|its)\s+(?:[\w-]+\s+)?(?:foundational|significant|important|major|key|critical|great|unique|strategic|proud|tremendous)\b"
)
_LEVEL = re.compile(r"\W*(?:very\s+|still\s+)?(?:low|weak|strong|high|tight|thin|slow|sluggish|firm|soft|robust|flat|volatile)\b")


def judges(text: str, main: Finite) -> bool:
    """Whether a clause with this finite verb is somebody's judgement.

    Behind "is" or "remains" only a place, a state of works or of law, or the kind of a firm or thing tells; all else judges.

    >>> from didymium.evidence.sentence import finite
    >>> t = "The mine is a turning point"; judges(t, finite(t))
    True
    >>> t = "The mine is under construction"; judges(t, finite(t))
    False
    """
    if _VIEW.search(text):
        return True
    linked = main.verb is None and main.word in _BE
    if not linked and (main.verb is None or main.verb.lemma not in _LINKS):
        return False
    skip = _COMPLEMENT.match(text, main.end)
    said = text[skip.end() if skip else main.end :]
    if not said.strip(" .,;”\"'"):
        return False
    if linked and main.word in ("has", "have", "had") and not re.match(r"\s+(?:\w+\s+)?been\b", text[main.end :]):
        return False
    if MARKET.search(text[: main.start]) and _LEVEL.match(said):
        return False  # how demand, prices or supply stand is told, not judged
    if _PRAISED.match(said):
        return True
    return not _STATE.match(said) and not re.match(r"\W*\d", said)


def sure(text: str) -> bool:
    """Whether somebody only says what he believes, hopes, fears or argues."""
    return bool(_SURE.search(text))
