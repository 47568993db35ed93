"""A piece with several quantities: which words belong to which, and what is left over."""

from __future__ import annotations

import re
from itertools import pairwise

from didymium.evidence.amount import Quantity
from didymium.evidence.sentence import finite

_MARK = re.compile(r"[,;:]\s*|\s\((?=[^)]*\d)|\)\s*|\s+(?:and|to|from|while|but|as|after|because|with|against|versus|or|of)\s+|\s")
_STRONG = re.compile(r"[,;:)]|\s\(|\s+(?:as|while|after|because|and|but|from|to|versus|against)\s")
_LEADING = re.compile(r"(?:[\s,;()]|(?:and|but|while|or|from|to)\s)+")
_TRAILING = re.compile(r"[\s,;(]*(?:\s(?:and|but|while|or|from|to|of|with|against|versus|for|by|in|at|a|an|the))?[\s,;(]*$")


def parts(text: str, amounts: list[Quantity]) -> list[tuple[int, int]]:
    """The part of a piece that belongs to each quantity: the words around it up to a comma, a bracket or "and".

    >>> from didymium.evidence.quantity import quantities
    >>> t = "sold 40 t of oxide and 5 t of metal, helped by a loan"
    >>> [t[a:b] for a, b in parts(t, quantities(t))]
    ['sold 40 t of oxide', '5 t of metal']
    """
    cuts = [0]
    for a, b in pairwise(amounts):
        marks = [m for m in _MARK.finditer(text[: b.start + 200], a.end) if m.end() <= b.start]
        strong = [m for m in marks if _STRONG.match(m.group())]
        chosen = strong[-1] if strong else marks[-1] if marks else None
        cuts.append(chosen.end() if chosen else max(a.end, min(b.start, a.end)))
    cuts.append(len(text))
    return [_around(text, amount, low, max(high, amount.end)) for amount, low, high in zip(amounts, cuts, cuts[1:], strict=False)]


def _around(text: str, amount: Quantity, low: int, high: int) -> tuple[int, int]:
    """The words around a quantity between commas, without connecting words at their ends."""
    start, end = low, high
    for mark in re.finditer(r",\s+|;\s+|\s\((?=[^)]*$)", text[low : amount.start]):
        ahead = text[low : low + mark.start()]
        if ahead.count("(") > ahead.count(")") and ")" in text[low + mark.end() : amount.start]:
            continue  # a comma in brackets: "(Grand Fork, ND)"
        start = low + mark.end()
    inside = "(" in text[max(0, start - 2) : start]
    close = re.search(r"\)" if inside else r",\s+(?!and\b)|;\s", text[amount.end : high])
    if close:
        end = amount.end + close.start()
    if (
        not inside
        and finite(text[start:end]) is None
        and finite(text[low:end]) is not None
        and finite(text[low:start]) is None
        and start - low < 60
    ):
        start = low
    lead = _LEADING.match(text, start, amount.start)
    start = lead.end() if lead else start
    tail = _TRAILING.search(text[start:end])
    end = start + tail.start() if tail else end
    return min(start, amount.start), max(end, amount.end)
