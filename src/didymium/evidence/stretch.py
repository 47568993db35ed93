"""A piece to the stretches of it that may each be a claim: all of it, or parts between its joints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from didymium.evidence.meaning import Sense, Setting
from didymium.evidence.piece import Piece, trimmed
from didymium.evidence.record import Place
from didymium.evidence.sentence import finite
from didymium.evidence.verb import verb

LEAST = 3  # words of what stands on either side of a joint
JOINTS = 6  # of one piece that are looked at
NEAR = 40  # characters in front of an amount in which its own phrase may begin
LONGEST = 4  # parts that are taken together, unless it is all of them

#: where a clause, a relative, a second predicate, a purpose, a participle or an apposition may begin
_JOINT = re.compile(
    r"(?=[,;:—\s])(?:"  # with what every joint begins
    r"(?P<clause>,?\s+(?:even\s+)?(?:after|as|while|though|although|because|since|when|before|until|whereas|if|once|so|where"
    r"|(?P<noun>following|amid|despite|due\s+to|thanks\s+to))\s+)"
    r"|(?P<relative>,?\s+(?:which|who|whose|that)\s+)"
    r"|(?P<pair>,?\s+(?:and|but|or|yet)\s+)"
    r"|(?P<aim>,?\s+(?:in\s+order\s+to|so\s+as\s+to|in\s+a\s+bid\s+to|in\s+an?\s+(?:effort|attempt|move)\s+to|aimed\s+at|aiming\s+(?:to|at)"
    r"|with\s+the\s+aim\s+of|to)\s+(?=[a-z]+\b))"
    r"|(?P<means>,?\s+(?:by|through|with|without)\s+(?=[a-z]+ing\b))"
    r"|(?P<reduced>,?\s+(?=[a-z]+(?:ed|wn|en|ght|ade|ilt|old|id)\s+(?:in|by|for|to|at|with|from|on|as)\s))"
    r"|(?P<ing>,\s+(?=[a-z]+ing\s))"
    r"|(?P<mark>,\s+|;\s+|:\s+|\s[–—-]\s|—|\s\())"
)
#: what may stand between a statement and the amount behind it: "raised tariffs | from 10 per cent"
_BEFORE_AMOUNT = re.compile(r",?\s+(?:from|to|of|for|by|with|within|at|in|worth|totall?ing|including|on|as|than|over|up)\s+")
#: a clause behind these is what is said or known, and no relative
_CONTENT = re.compile(r"(?:[a-z]{2,}(?:ed|s)|said|told|found|knew|thought)$")
#: what a part is when it stands by itself, from the joint in front of it
_KIND = {"relative": "relative", "ing": "participle", "mark": "apposition"}


@dataclass(frozen=True)
class Joint:
    """A place where one part ends, at ``end``, and the next begins, at ``start``; ``how`` they are joined."""

    end: int
    start: int
    how: str


@dataclass(frozen=True)
class Stretch:
    """Parts ``first`` to ``last`` of a piece taken together, and where they stand.

    ``how`` tells the joint in front (``whole`` for a beginning), ``parts`` how many the piece has; ``counted`` whether
    the piece holds an amount elsewhere; ``found`` what the rules make of the whole piece.
    """

    text: str
    place: Place
    piece: Piece
    setting: Setting
    first: int = 0
    last: int = 0
    parts: int = 1
    how: str = "whole"
    counted: bool = False
    found: Sense | None = None

    @property
    def whole(self) -> bool:
        """Whether it is all of its piece."""
        return self.first == 0 and self.last == self.parts - 1

    def meets(self, other: Stretch) -> bool:
        """Whether it shares at least half of the shorter of the two with another stretch of its piece."""
        mine, its = self.piece, other.piece
        both = min(mine.end, its.end) - max(mine.start, its.start)
        return both > 0 and both * 2 >= min(mine.end - mine.start, its.end - its.start)

    def overlaps(self, other: Stretch) -> bool:
        """Whether it shares a part with another stretch of its piece."""
        return self.first <= other.last and other.first <= self.last


def joints(text: str, amounts: Sequence[tuple[int, int]] = ()) -> list[Joint]:
    """Where some words may be parted; with the spans of ``amounts`` also in front of the first.

    >>> t = "signed a loan to open a mine that supplies Toyota with oxide"
    >>> [(t[:j.end], j.how) for j in joints(t)]
    [('signed a loan', 'aim'), ('signed a loan to open a mine', 'relative')]
    """
    found = [*_worded(text)]
    if amounts:
        near = _BEFORE_AMOUNT.finditer(text, max(0, amounts[0][0] - NEAR), amounts[0][0])
        found += [Joint(m.start(), m.end(), "amount") for m in near if len(text[: m.start()].split()) >= LEAST]
    out: list[Joint] = []
    for joint in sorted(found, key=lambda j: (j.end, j.start)):
        if joint.end - (out[-1].start if out else 0) >= 6 and len(out) < JOINTS:
            out.append(joint)
    return out


def _worded(text: str) -> Iterator[Joint]:
    for m in _JOINT.finditer(text):
        how = next(k for k, v in m.groupdict().items() if v is not None and k != "noun")
        left, right = text[: m.start()], text[m.end() :]
        if len(left.split()) < LEAST or len(right.split()) < LEAST:
            continue
        word = re.match(r"[A-Za-z’'-]+", right)
        known = verb(word.group()) if word else None
        if how == "clause" and m["noun"] is None and finite(right) is None:
            continue
        if how == "relative" and m.group().strip(" ,") == "that" and _CONTENT.search(left):
            continue
        if how == "pair" and known is None and not right.startswith("to ") and finite(right) is None:
            continue
        if how in ("aim", "reduced", "ing") and (known is None or (how == "aim" and "base" not in known.forms)):
            continue
        yield Joint(m.start(), m.end(), how)


def stretches(
    place: Place, piece: Piece, setting: Setting, found: Sense | None = None, amounts: Sequence[tuple[int, int]] = ()
) -> list[Stretch]:
    """Every stretch of a piece that may be a claim without a number: those that hold no amount, of two words or more."""
    text = place.text[piece.start : piece.end]
    cut = joints(text, amounts)
    begins = [(0, "whole"), *((j.start, j.how) for j in cut)]
    ends = [*(j.end for j in cut), len(text)]
    out = []
    for first, (start, how) in enumerate(begins):
        for last in range(first, len(ends)):
            end = ends[last]
            whole = first == 0 and last == len(ends) - 1
            if (last - first >= LONGEST and not whole) or any(start < b and a < end for a, b in amounts):
                continue
            part = piece
            if not whole:
                kind = piece.kind if first == 0 else _KIND.get(how, "coordinate")
                part = trimmed(place.text, replace(piece, start=piece.start + start, end=piece.start + end, kind=kind))
            words = place.text[part.start : part.end]
            if len(words.split()) > 1:
                out.append(Stretch(words, place, part, setting, first, last, len(ends), how, bool(amounts), found))
    return out
