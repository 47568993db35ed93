"""Clauses joined by "and", "but" or "after": each tells something by itself."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.evidence.piece import Piece
from didymium.evidence.sentence import Finite, finite
from didymium.evidence.verb import NOUNS, verb

_AND = re.compile(r",?\s+(?:and|but|yet)\s+(?=[A-Za-z\d])")
#: a clause behind the main one that tells something by itself: "…, after Beijing brought in licences"
_AFTER = re.compile(r",?\s+(?:after|because|while|whereas|although|though)\s+(?=[A-Za-z\d])")
_AGAIN = re.compile(r"(?:(?:the|an?|its|their|his|her|it|he|she|they|we)\s|[A-Z][\w’'-]+\s)(?!\w+ing\b)")
_PAIRED = re.compile(r"\b(?:between|both|either|whether)\b")
_NEW_SUBJECT = re.compile(
    r"(?:the|an?|its|their|his|her|it|he|she|they|we|this|that|no|nothing|some|many|most|two|three"
    r"|four|five|\d[\d,.]*)\s|(?:[A-Z][\w’'&-]*\s+|[a-z-]+\s+){1,4}?(?:is|are|was|were|has|have|had|will|would|can|could|may|must|shall)\s"
    r"|(?:[A-Z][\w’'&-]*\s+){1,4}[a-z]+(?:ed|s)\s"
)
_HELPS = re.compile(r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|does|do|did|won[’']t|cannot)\b")


def side_by_side(text: str, piece: Piece) -> list[Piece]:
    """A clause with two predicates, or two clauses, joined by "and" or "but", as two."""
    if piece.kind not in ("main", "coordinate", "subordinate"):
        return [piece]
    words = text[piece.start : piece.end]
    main = finite(words, headed=piece.head is not None)
    if main is None:
        return [piece]
    if main.modal and main.verb is None:
        return [piece]  # "will together with the customs and the police set up": the verb is further on
    for mark in _AFTER.finditer(words, main.end):
        rest = words[mark.end() :]
        if (
            len(words[main.end : mark.start()].split()) >= 2
            and _AGAIN.match(rest)
            and _clause(rest)
            and not _open_quote(words[: mark.start()])
        ):
            cut = piece.start + mark.end()
            ahead = replace(piece, end=piece.start + mark.start())
            return [*side_by_side(text, ahead), *side_by_side(text, Piece(cut, piece.end, "coordinate"))]
    for mark in _AND.finditer(words, main.end):
        first, rest = words[main.end : mark.start()], words[mark.end() :]
        bare = not first.strip() and main.passive and bool(_HELPS.match(rest))
        if (
            (len(first.split()) < 2 and not bare and not (first.strip() and _NEW_SUBJECT.match(rest)))
            or len(rest.split()) < 2
            or _PAIRED.search(first)
            or _open_quote(first)
            or _unfinished(first)
        ):
            continue
        cut = piece.start + mark.end()
        if _predicate(rest) or (_ahead(main, first) and _base(rest)):
            head = piece.head if main.start == 0 else (piece.start, piece.start + main.start)
            after = replace(piece, start=cut, kind="coordinate", head=head)
        elif _NEW_SUBJECT.match(rest) and _clause(rest):
            after = Piece(cut, piece.end, "coordinate")
        else:
            continue
        return [replace(piece, end=piece.start + mark.start()), *side_by_side(text, after)]
    return [piece]


def _unfinished(first: str) -> bool:
    """Whether words break off in a clause that has no verb yet: "argues that dysprosium"."""
    tail = re.split(r"\b(?:that|whether|which|who|if|because)\s(?!(?:by|in|to|at|from|on|with|of|until|for)\s)", first)
    return len(tail) > 1 and finite(tail[-1], headed=True) is None and len(tail[-1].split()) < 6


def _ahead(main: Finite, first: str) -> bool:
    """Whether a clause has an infinitive that another one may join: "shall inspect …", "urges the firms to build …"."""
    return bool(main.modal) or bool(re.search(r"\bto\s+[a-z]+\s+\S+", first))


def _base(words: str) -> bool:
    """Whether words begin with a bare verb and its object."""
    found = re.match(r"([a-z]+)\s+(\S+)(?:\s+(\S+))?", words)
    known = verb(found.group(1)) if found else None
    if found is None or known is None or "base" not in known.forms or known.lemma != found.group(1):
        return False
    return found.group(1) not in NOUNS or found.group(2) in ("the", "a", "an", "its", "their", "all", "any", "to", "no", "more")


def _open_quote(words: str) -> bool:
    return words.count("“") > words.count("”") or words.count('"') % 2 == 1


def _predicate(words: str) -> bool:
    """Whether words begin with a verb that goes on about the subject before."""
    words = re.sub(r"^(?:also|then|now|still|already|since|later|recently|subsequently|\w+ly)\s+", "", words)
    if _HELPS.match(words):
        return True
    word = re.match(r"[a-z]+\b", words)
    known = verb(word.group()) if word else None
    if known is None or word is None:
        return False
    low = word.group()
    second = re.match(r"[a-z]+\s+(\S+)", words)
    after = second.group(1) if second else ""
    if "past" in known.forms:
        return known.lemma != low or bool(re.match(r"(?:the|an?|its|their|his|her|to|by|from|in|on|no|\d)", after))
    return "third" in known.forms and (low not in NOUNS or after in ("the", "a", "an", "its", "their", "to", "no"))


def _clause(words: str) -> bool:
    """Whether words are a clause of their own: a subject and a verb, with no relative in between."""
    main = finite(words.split(", ", maxsplit=1)[0])
    return main is not None and main.start > 1 and not re.search(r"\b(?:that|which|who|where|whose)\b", words[: main.start])
