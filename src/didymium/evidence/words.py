"""Lists of words, kept as data in ``words.csv``."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = resources.files("didymium.evidence").joinpath("words.csv").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["list"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in found.items()}


def words(name: str) -> frozenset[str]:
    """The words of a list.

    >>> sorted(words("modal"))[:3]
    ['can', "can't", 'cannot']
    """
    return _lists()[name]
