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
    r"\b(?:the|these|those|all|other|any|its|their|our|last|first|next|past|of|such|every|remaining|latter|former"
    r"|which)\s+(?:[a-z]+\s+)?$",
    re.IGNORECASE,
)


def counted(text: str, number: Number) -> Quantity | None:
    """A number of things: the number, at most three words, and a plural."""
    if number.value is not None and (number.value <= 1 or number.value % 1):
        return None
    following = re.match(r"(?:\s+of)?((?:\s+[A-Za-z][\w’'&-]*){1,7})", text[number.end : number.end + 120])
    if following is None:
        return None
    small = number.kind == "words" or (number.value is not None and number.value <= 10)
    if small and _ANAPHOR.search(text[: number.start]):
        return None
    if (
        number.kind == "digits"
        and re.search(r"[A-Z]\w*\s$", text[: number.start])
        and not re.search(r"(?:^|[.:;]\s*)[A-Z]\w*\s$", text[: number.start])
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
