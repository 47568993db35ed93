"""What is found wherever a pattern is, and quicker to look for: its alternatives in another order."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PART = re.compile(r"\\.|\[\^?\]?[^\]]*\]|[()|]|[^\\\[()|]+", re.DOTALL)
_LETTER = re.compile(r"[a-z](?![?*+{])")
_NAME = re.compile(r"\(\?P<\w+>")


def hint(patterns: Iterable[str]) -> str:
    r"""A pattern for where any of ``patterns`` is, by how their alternatives begin; those that begin a word by their first letter.

    The order of alternatives decides what a match holds, but not whether there is one. What begins every alternative of a
    kind is then looked at once, not once for each of them.

    >>> print(hint([r"\bore|\boxide", "^note", r"\b(?P<n>\d)"]))
    ^(?:note)|\b(?:(?:ore|oxide)|(?:(?:\d)))
    """
    ways = [way for pattern in patterns for way in alternatives(_NAME.sub("(?:", pattern))]
    opening = [way[1:] for way in ways if way.startswith("^")]
    letters: dict[str, list[str]] = {}
    for way in (way[2:] for way in ways if way.startswith(r"\b")):
        letters.setdefault(way[0] if _LETTER.match(way) else "", []).append(way)
    found = [way for way in ways if not way.startswith(("^", r"\b"))]
    found += [f"^{_any(opening)}"] if opening else []
    found += [rf"\b{_any(map(_any, letters.values()))}"] if letters else []
    return "|".join(found)


def _any(ways: Iterable[str]) -> str:
    return f"(?:{'|'.join(ways)})"


def alternatives(pattern: str) -> list[str]:
    """A pattern parted at the bars that stand in no brackets.

    >>> alternatives(r"ores?|(?:a|b)c[|]")
    ['ores?', '(?:a|b)c[|]']
    """
    out, depth = [""], 0
    for part in _PART.findall(pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            out.append("")
        else:
            out[-1] += part
    return out
