"""Who says it: "X said that …", "…, X told Reuters", "according to X"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from didymium.evidence.cue import SPEECH
from didymium.evidence.entity import Mention, slug
from didymium.evidence.piece import Piece
from didymium.evidence.sentence import finite
from didymium.evidence.subject import Context

_TITLED = (
    r"(?:chief|managing|vice|deputy|executive|spokes\w+|president|chairman|chairwoman|director|minister|analyst|manager|founder|head"
    r"|professor|senior)[\w\s]*\s[A-Z][^,;:.—]{1,60}?"
)
_WHO = (
    rf"(?P<who>(?:[a-z]+\s+){{0,3}}[A-Z](?:[^,;:.—(]|\([^()]{{2,30}}\)){{1,90}}?|(?:the|a|an|its)\s+[A-Za-z][^,;:.—]{{2,80}}?|{_TITLED}|[Ii]t|[Hh]e|[Ss]he|[Tt]hey|executives"
    r"|officials|analysts|authorities|sources)"
)
_WHEN = (
    r"(?:\s+(?:on|in|at|late|earlier|last|this|during|to|by)\s+[^,;:.“”]{2,60}?"
    r"|\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday))?"
)
_LEADING = re.compile(
    rf"^\W*(?:(?i:however|meanwhile|also|but|and|on\s+\w+day|(?:citing|in|at|after|speaking|during|last"
    rf"|as)\s[^,“”;]{{2,80}}),?\s+)?{_WHO}(?:,\s+[^,;:“”.\d]{{3,70}},)?\s+(?:has\s+|have\s+|had\s+|also\s+)?{SPEECH}{_WHEN}(?:\s+that\s+|[,:]?\s+[“\"‘]"
    rf"|\s+(?=(?:it|its|the|they|he|she|there|[A-Z])\b))"
)
_HEARERS = (
    r"(?:\s+(?:[A-Z][\w’' ]{1,40}|(?:reporters|parliament|lawmakers|analysts|investors|journalists"
    r"|shareholders|us|(?:the|this)\s+(?:reporter|paper|newspaper|magazine|broadcaster|outlet|agency|newsletter))\b|an?\s+[^,;:“”\d]{3,50}?))?"
)
#: verbs of saying that stand before their subject: "…, said the minister"
_INVERTED = (
    r"\b(?:said|says|added|adds|noted|notes|wrote|writes|explained|explains|warned|warns|argued|argues|insisted|according\s+to|reports?"
    r"|believes)\b"
)
_TRAILING = re.compile(
    rf"[,”\"’]+\s*(?:{_WHO}\s+(?:also\s+)?{SPEECH}{_HEARERS}|{_INVERTED}\s+(?P<who2>(?![^,;:]*\d)(?:[A-Z]|the\s"
    rf"|an?\s|(?:[a-z-]+\s+){{1,5}}(?=[A-Z]))[^,;:]{{2,90}}?)){_WHEN}(?:\s+(?:in|to|at)\s+[^,;“”]{{2,60}})?"
    r"(?:,\s+(?:who|requiring|speaking|declining|referring|citing|asking)\b[^“”]{2,160}|,\s+(?!adding|noting|and\b|but\b|while|saying|after)"
    r"[^“”\".;:\d]{2,150}|,\s+\d\d)?[^\w)]*$"
)
_MIDDLE = re.compile(
    r",\s+(?P<who>(?:the\s+)?[A-Z][^,;:“”]{2,70}?)\s+(?:estimates?|estimated|says|said|reports?|reported|calculates?"
    r"|believes),\s"
)
_ACCORDING = re.compile(
    r"(?P<lead>^\W*)?\baccording\s+to\s+(?P<who>[^,;()—]{2,90}?)(?=,|;|—|\.?$|\)|\s+(?:and|which|that)\s)"
    r"|^\W*(?:as\s+(?:reported|quoted|cited)\s+by|citing)\s+(?P<who2>(?-i:[A-Z])[^,;()—]{2,90}?)(?=,|;|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """Somebody says part of a sentence: who, and the words ``[start, end)`` that only tell so."""

    speaker: str
    start: int
    end: int
    at_start: bool

    def covers(self, piece: Piece) -> bool:
        """Whether a piece holds words that only tell who speaks."""
        return piece.start < self.end and self.start < piece.end

    def content(self, piece: Piece) -> Piece:
        """The piece without them."""
        if self.at_start:
            return replace(piece, start=min(max(piece.start, self.end), piece.end))
        return replace(piece, end=max(min(piece.end, self.start), piece.start))


def said(text: str, names: Sequence[Mention], context: Context) -> Said | None:
    """Who says a sentence, where it tells that; None where it does not.

    >>> found = said("Acme said that output rose.", [Mention(0, 4, "Acme", "acme", "company")], Context())
    >>> found.speaker, found.end
    ('acme', 15)
    """
    match = _TRAILING.search(text[-260:])
    shift = max(0, len(text) - 260)
    if match is not None and match.start() + shift > 10 and (match["who"] or finite(match["who2"]) is None):
        who = match["who"] or match["who2"] or ""
        at = match.start("who") if match["who"] else match.start("who2")
        return Said(_speaker(who, at + shift, names, context), match.start() + shift + 1, len(text), False)
    middle = _MIDDLE.search(text)
    if middle is not None:
        return Said(_speaker(middle["who"], middle.start("who"), names, context), 0, 0, True)
    match = _LEADING.match(text)
    if match is not None:
        end = match.end() - (1 if text[match.end() - 1 : match.end()] in '“"‘' else 0)
        return Said(_speaker(match["who"], match.start("who"), names, context), 0, end, True)
    match = _ACCORDING.search(text)
    if match is not None:
        group = "who" if match["who"] else "who2"
        speaker = _speaker(match[group], match.start(group), names, context)
        opens = not text[: match.start()].strip(" “\"'")
        return (
            Said(speaker, match.start(), match.end(), opens)
            if opens
            else Said(speaker, match.start(), match.end(), False)
            if match.end() >= len(text) - 2
            else Said(speaker, 0, 0, True)
        )
    return None


def _speaker(who: str, at: int, names: Sequence[Mention], context: Context) -> str:
    """Entity behind the words that name a speaker; what a description stands for, else its words."""
    inside = [m for m in names if at - 1 <= m.start < at + len(who)]
    people = [m for m in inside if m.kind in ("person", "name")]
    if people:
        return people[-1].entity
    if inside:
        return inside[0].entity
    low = who.strip().lower()
    if low in ("it", "they", "the company", "the group", "the miner", "the firm"):
        return context.last.get("firm") or context.main or slug(who)
    if low in ("he", "she"):
        return context.last.get("person") or slug(who)
    return slug(who.removeprefix("the ").removeprefix("a "))


#: what tells the content of a paper or a ruling, with the clause that tells it
_TELLS = re.compile(
    rf"^\W*(?P<who>[^;:“”]{{3,140}}?)\s+(?:{SPEECH}|sets?\s+out|provid(?:es?|ed)|stipulat(?:es?|ed)|specif(?:y|ies|ied)|show(?:s|ed|n)?|found|ruled"
    rf"|learned|heard|(?:is|are)\s+(?:\w+\s+)?(?:pleased|proud|delighted|happy|excited|thrilled|honou?red)\s+to\s+(?:announce|report|confirm|advise|share)){_WHEN}\s+(?:(?:by|in|through|over)\s+[\w’'-]+(?:\s[\w’'-]+){{0,3}}\s+)?that\s+"
)


def within(text: str, piece: Piece, names: Sequence[Mention], context: Context) -> Said | None:
    """Who says what a piece tells, where the piece itself says so: "its director said by telephone that it would sell"."""
    words = text[piece.start : piece.end]
    match = _TELLS.match(words) if " that " in words else None
    if match is None or finite(text[piece.start + match.end() : piece.end]) is None:
        return None
    end = piece.start + match.end()
    if piece.head is not None and match["who"].lower() in ("has", "have", "had", "also", "then"):
        return Said(_speaker(text[piece.head[0] : piece.head[1]], piece.head[0], names, context), piece.start, end, True)
    return Said(_speaker(match["who"], piece.start + match.start("who"), names, context), piece.start, end, True)


def speech(text: str, piece: Piece, names: Sequence[Mention], context: Context) -> Said | None:
    """Who speaks in a piece whose subject stands before it: "Acme, a maker of magnets, said it plans …"."""
    match = re.match(rf"\W*{SPEECH}{_WHEN}(?:\s+that)?\s+(?=\w)", text[piece.start : piece.end])
    if match is None or piece.head is None:
        return None
    return Said(_speaker(text[piece.head[0] : piece.head[1]], piece.head[0], names, context), piece.start, piece.start + match.end(), True)
