"""The words of a sentence between commas, dashes and colons."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPLIT = re.compile(
    r"(?P<mark>;\s+|:\s+|,\s+|\s?—\s?|\s[–-]{1,2}\s|\s?…\s|\s\.\.\.\s|\s+and\s+(?=(?:[A-Z][\w’']+\s+){1,4}(?:[a-z]+ed|has"
    r"|have|will|is|are|was|were|rose|fell|won|sold|bought|built|made)\s))"
)


@dataclass
class Chunk:
    """Words between two marks."""

    start: int
    end: int
    mark: str
    text: str


def chunks_of(text: str) -> list[Chunk]:
    """Words between marks that stand outside brackets."""
    found: list[Chunk] = []
    at, mark = 0, ""
    depth = 0
    depths = []
    for c in text:
        depth = depth + 1 if c in "([" else max(0, depth - 1) if c in ")]" else depth
        depths.append(depth)
    for split in _SPLIT.finditer(text):
        if depths[split.start()] or _legal(text, split):
            continue
        _add(found, text, at, split.start(), mark)
        at, mark = split.end(), split["mark"].strip().replace("...", "…").replace("--", "–")
    _add(found, text, at, len(text), mark)
    return found


def _legal(text: str, split: re.Match[str]) -> bool:
    """Whether a comma belongs to a name, a date or a list of adjectives: "Acme Co., Ltd.", "May 5, 2025", "Perth, Australia"."""
    if split["mark"].strip() != ",":
        return False
    after = text[split.end() : split.end() + 12]
    return bool(
        re.match(
            r"(?:Ltd|Inc|LLC|Limited|Corp|Co\b|Jr|Sr)\b|(?:19"
            r"|20)\d\d\b",
            after,
        )
    ) and bool(re.search(r"\w\.?$", text[: split.start()]))


def _add(found: list[Chunk], text: str, start: int, end: int, mark: str) -> None:
    while start < end and text[start] in " \n\t":
        start += 1
    while end > start and text[end - 1] in " \n\t.!?…":
        end -= 1
    if end > start:
        found.append(Chunk(start, end, mark, text[start:end]))
