"""What stands in front of the first words of an item: agency slugs, datelines, services; and how notices begin."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"\W*(?:[A-Z][A-Za-z .,/]{2,60}?,?\s+)?(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+(?:20\d\d\s*)?)?(?:[–—-]{1,2}\s*)?"
    r"\(?/?[A-Z][\w ]{1,30}/?\)\s*(?:/\s*)?[–—-]{1,2}\s*"
)
#: the place, service and date that a release begins with
_RELEASE = re.compile(
    r"\W*[A-Z][^()\n]{1,70}?(?:--|—|–|\s/|\s-|,|\s)\s?(?:\((?:[^()]{3,60})\)|/[^/\n]{3,40}/)\s*(?:--|—|–|-)+\s*(?=[A-Z“\"])"
)
_PLACED = re.compile(r"\W*[A-Z][A-Z .’'-]{2,30}(?:,\s+[A-Z][a-z]+\.?)?,\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,\s+20\d\d)?\s*(?:--|—|–|-)\s*")
_SERVICE = re.compile(r"\W*\([A-Z][^()]{2,30}\)\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,?\s+20\d\d)?\s*(?:--|—|–)\s*")
_TOWN = re.compile(r"\W*[A-Z][A-Z.’'-]+(?:\s[A-Z][A-Z.’'-]+){0,3}(?:,\s(?:[A-Z][\w.]+\s?){1,3})?\s+[—–]\s+(?=[A-Z“\"])")
#: what an agency puts in front of its headline
_SLUG = re.compile(
    r"\W*(?:UPDATE|WRAPUP|RPT|REFILE|CORRECTED|EXCLUSIVE|FACTBOX|ANALYSIS|FOCUS|FEATURE|COLUMN|BREAKING|INSIGHT)\b(?:\s*\d+)?(?:\s*\([^)]{0,80}\))?\s*[–—:-]+\s*"
)
#: how notices, orders and laws begin
_OFFICIAL = re.compile(
    r"\W*(?:(?:interim|provisional|implementing|administrative|ministerial|joint|public)\s+)*(?:notice|decree|order|regulations?|measures|directive"
    r"|ordinance|circular|announcement\s+no|decision\s+of|law\s+(?:on|of)|act\s+(?:on|of)|rules\s+(?:on|for)|opinions\s+(?:on|of))\b",
    re.IGNORECASE,
)


def masthead(words: str, opens: bool) -> int:
    """Characters of a block that only say where and by whom it was written; a slug counts only where a text ``opens``.

    >>> masthead("UPDATE 2 (adds detail) - Acme opens mine", True), masthead("PERTH, Aug 28 (Newswire) - Acme said", True)
    (25, 27)
    """
    found = (
        (_SLUG.match(words) if opens else None)
        or _PLACED.match(words)
        or _SERVICE.match(words)
        or _TOWN.match(words)
        or _RELEASE.match(words)
        or _DATELINE.match(words)
    )
    return found.end() if found else 0


def official(words: str) -> bool:
    """Whether words open a notice, an order or a law.

    >>> official("Notice on the first batch of quotas"), official("Acme notices a rise")
    (True, False)
    """
    return bool(_OFFICIAL.match(words))
