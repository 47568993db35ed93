"""Numbers of things: "five mines", "more than 300 workers"."""

from __future__ import annotations

import re

from didymium.evidence.amount import Quantity, plain
from didymium.evidence.number import Number
from didymium.evidence.words import words

_NOT_COUNT = words("not_counted")
_IRREGULAR = words("irregular_plural")
_LINKING = words("linking")
_ANAPHOR = re.compile(
    r"\b(?:the|these|those|other|any|its|their|our|last|first|next|past|such|every|remaining|latter|former"
    r"|which)\s+(?:[a-z]+\s+)?$",
    re.IGNORECASE,
)


#: what stands before and behind a number that leaves out what it counts: "rose to 5,200 from 4,800", "will employ 320 by May"
_BEFORE_BARE = re.compile(
    r"\b(?:to|of|from|at|by|(?:re)?employ(?:s|ed|ing)?|hir(?:e|es|ed|ing)|reach(?:es|ed|ing)?|total(?:s|l?ed|l?ing)?|about|around|some|nearly"
    r"|almost|over|than|least|only|roughly|approximately|be|was|were|is|are|up\s+to|hit|number(?:s|ed|ing)?|averag(?:e|ed|ing))\s+$",
    re.IGNORECASE,
)
_AFTER_BARE = re.compile(
    r"\s*(?:$|[.;)”\"](?:\s|$|[\"”])|,\s)|\s+(?:by|in|from|at|this|last|next|a\s+year|while|compared|versus|against|today|now|on|since|locally)\b"
)
_NO_AMOUNT = re.compile(
    r"\b(?:pages?|no|nos|route|section|chapter|article|resolution|aged?|number|code|tel|telephone|room|box|street|road|issue|vol|version"
    r"|(?:he|she|who)\s+(?:is|was)|phase|stage|line|unit|call|reply|item|figure|table|under|form|rule|act|at\s+age)\W+(?:\w+\s+)?$",
    re.IGNORECASE,
)
#: what a bare number is of that counts nothing: "a mean of 6.6", "a separation factor of 1.92"
_MEAN = re.compile(
    r"\b(?:mean|average|median|limit|factor|ratio|index|coefficient|score|value|figure|reading|rate|[A-Z]{3,6})\s+(?:(?:\w+\s+){0,6}(?:is|was|are|were)|of|at)\s+$"
)
_BEGINS = re.compile(r"(?:^|[.;:,]\s+|\b(?:and|but|of\s+which|of\s+whom|while|only|just)\s+)[\"“]?$", re.IGNORECASE)
_OF_THEM = re.compile(r"\s+of\s+(?:them|those|these|which|whom)\b")
_DOES = re.compile(r"\s+(?:of\s+(?:them|those|these|which|whom)\b|(?:had|have|has|were|was|are|will|did)\s+(?!he\b|she\b|it\b|they\b))")
_CHANGED = re.compile(
    r"\b(?:grow[ns]?|grew|ris(?:en|es|ing)|rose|fall(?:en|s|ing)?|fell|increas\w+|decreas\w+|declin\w+|up|down|climb\w+|drop\w+|cut|rais\w+|lower\w*)"
    r"\s(?:[^.;]{0,40}\s)?(?:from|to)\s+$"
)
#: a line that is a label and its number: "Jobs: 65"
_LABELLED = re.compile(r"\W*[A-Z][A-Za-z -]{2,40}:\s*$")
#: a bare decimal beside what it is compared with; "212 of the 290 million"
_THAN = re.compile(r"\b(?:compared\s+(?:with|to)|against|versus|up\s+from|down\s+from|rather\s+than)\s+$", re.IGNORECASE)
_THEN = re.compile(r"\s*(?:$|[.,;)])|\s+(?:before|earlier|previously|then|in|a\s+year|last|for)\b")
_THE = re.compile(r"\b(?:of|the|its|from|to)\s+$", re.IGNORECASE)
_OF_THE = re.compile(r"\s+of\s+(?:the|its|a\s+planned)\s+[$€£]?\d")
SMALLEST = 20  # a bare number below is more often a list number, an age or a score


#: what looks like a number of things and is none: a year that names nothing, a slogan ("two rare earth bases")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SLOGAN = re.compile(r"[\"“‘'](?:one|two|three|four|five|six|seven|eight|nine|ten)\s[^\"”’',.;!?]{3,50}[\"”’']", re.IGNORECASE)


def _bare(text: str, number: Number) -> Quantity | None:
    """A number that counts what was named before."""
    if number.kind not in ("digits", "words") or number.value is None or _YEAR.fullmatch(text[number.start : number.end]):
        return None
    opens = number.value > 1 and number.value % 1 == 0 and _BEGINS.search(text[max(0, number.start - 60) : number.start])
    if opens and _DOES.match(text, number.end):
        return plain(text, number, "count", "count")
    changed = _CHANGED.search(text[max(0, number.start - 60) : number.start])
    if number.value < SMALLEST and not changed and not _OF_THEM.match(text, number.end):
        return None
    before, behind = text[max(0, number.start - 60) : number.start], text[number.end : number.end + 20]
    if not _BEFORE_BARE.search(before) or not _AFTER_BARE.match(behind) or _NO_AMOUNT.search(before):
        return None
    return plain(text, number, "count", "count")


def counted(text: str, number: Number) -> Quantity | None:
    """A number of things: the number, at most three words, and a plural."""
    if number.value is not None and _MEAN.search(text[max(0, number.start - 40) : number.start]) and _AFTER_BARE.match(text, number.end):
        return plain(text, number, "ratio", "ratio")
    before = text[max(0, number.start - 40) : number.start]
    if number.value is not None and number.value % 1 and _THAN.search(before) and _THEN.match(text, number.end):
        return plain(text, number, "ratio", "ratio")
    if number.value is not None and (number.value <= 1 or number.value % 1):
        return None
    if _SLOGAN.match(text, max(0, number.start - 1)):
        return None
    scaled = re.search(r"[a-z]$", text[number.start : number.end]) and number.kind == "digits"
    if (scaled and _THE.search(before) and _AFTER_BARE.match(text, number.end)) or _OF_THE.match(text, number.end):
        return plain(text, number, "count", "count")
    if _LABELLED.match(text[: number.start]) and not text[number.end :].strip(" ."):
        return plain(text, number, "count", "count")
    return _named(text, number) or _bare(text, number)


def _named(text: str, number: Number) -> Quantity | None:
    following = re.match(r"(?:\s+of)?((?:\s+[A-Za-z][\w’'&-]*){1,7})", text[number.end : number.end + 120])
    if following is None:
        return None
    small = number.kind == "words" or (number.value is not None and number.value <= 10)
    if small and _ANAPHOR.search(text[: number.start]) and not re.search(r"(?:^|[,;:]\s)[Oo]f\s$", text[: number.start]):
        return None
    if (
        number.kind == "digits"
        and re.search(r"[A-Z]\w*\s$", text[: number.start])
        and not re.search(
            r"(?:^|[.:;—–-]\s*|\b(?=Nearly|About|Almost|Some|Over|Around|Only|Roughly|Another))[A-Z]\w*\s$", text[: number.start]
        )
    ):
        return None
    words = following.group(1).split()
    for i, word in enumerate(words[:6]):
        low = word.lower()
        if low in ("and", "or") and 0 < i < len(words) - 1:
            continue
        if low in _LINKING:
            return None
        if _plural(word) and not (i + 1 < len(words) and _plural(words[i + 1])):
            end = number.end + following.start(1) + re.search(rf"(?<!\S){re.escape(word)}(?!\S)", following.group(1)).end()  # type: ignore[union-attr]
            return plain(text, number, "count", "count", low, end)
    return None


def _plural(word: str) -> bool:
    """Whether a word reads as the plural of a thing."""
    if word.lower() in _IRREGULAR or re.fullmatch(r"[A-Z]{2,}s", word):
        return True
    word = word.lower()
    return word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is", "'s", "’s")) and word not in _NOT_COUNT
