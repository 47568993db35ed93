"""Patterns for which capitals do not count, met with a text in small letters: that is several times faster than ``re.IGNORECASE``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

#: what ``re.IGNORECASE`` takes for i and s, and small letters leave alone or spell with two characters
_ODD = str.maketrans({"İ": "i", "ı": "i", "ſ": "s"})
_CAPITAL = re.compile(r"\\.|\(\?P|[A-Z]", re.DOTALL)
_WHOLE = 1 << 30  # where a text ends at the latest


@lru_cache(maxsize=512)  # a sentence meets dozens of patterns one after the other
def small(text: str) -> str:
    """The text in small letters, each character in its place.

    >>> small("Dy and NdPr"), len(small("İ"))
    ('dy and ndpr', 1)
    """
    return text.lower() if text.isascii() else text.translate(_ODD).lower()


class Folded:
    """A pattern whose letters are ASCII, for texts in any letters; what a match holds is in small letters.

    ``hint`` is found wherever the pattern is, and quicker to look for: without it the pattern is not tried.

    >>> Folded("ndpr oxide").search("Prices of NdPr oxide").start()
    10
    """

    def __init__(self, pattern: str, hint: str = "") -> None:
        self.pattern = pattern
        self._hint = _compiled(hint) if hint else None

    @cached_property
    def _exact(self) -> re.Pattern[str]:
        return _compiled(self.pattern)

    def search(self, text: str, start: int = 0, end: int = _WHOLE) -> re.Match[str] | None:
        """The first place of the pattern."""
        low = small(text)
        if self._hint is not None and self._hint.search(low, start, end) is None:
            return None
        return self._exact.search(low, start, end)

    def finditer(self, text: str, start: int = 0, end: int = _WHOLE) -> Iterator[re.Match[str]]:
        """Every place of the pattern, in order."""
        low = small(text)
        if self._hint is not None and self._hint.search(low, start, end) is None:
            return iter(())
        return self._exact.finditer(low, start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The pattern where a text begins."""
        return self._exact.match(small(text), start)


def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern in small letters, its escapes left as they are."""
    return re.compile(_CAPITAL.sub(lambda m: m.group() if len(m.group()) > 1 else m.group().lower(), pattern))
