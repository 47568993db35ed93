"""Two numbers that share a unit: a range, a change, or two amounts side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from didymium.evidence.amount import Quantity, bounded, finished, with_base
from didymium.evidence.number import Number
from didymium.evidence.single import one, unit_behind
from didymium.evidence.unit import SIGN

_JOIN = re.compile(
    r"\s?(?P<dash>[–—-]|\s?~\s?)\s?(?=[$€£¥A-Z]{0,4}\$?\d)|\s+(?P<word>to|and|or)\s+(?=(?:about\s+|around\s+|nearly\s+"
    r"|over\s+)?[$€£¥]?[A-Za-z\d])|\s?(?P<slash>[/,])\s?(?=[$€£¥]?\d)"
)

#: a year and no amount: "the same quarter of 2011 and 97 per cent"
_YEAR = re.compile(r"\b(?:of|in|from|since|by|than)\s+(?:19|20)\d\d$")


#: what each price of a range may repeat: "$250/kg - $310/kg"
_PER = re.compile(r"\s?(?:/|per\s|a\s)\s?(?:kg|kilo|kilogram|t|tonne|ton|lb|pound)\b")


def pair(text: str, every: list[Number], i: int) -> list[Quantity] | None:
    """Two numbers with one unit: a range, or two amounts side by side."""
    if i + 1 >= len(every):
        return None
    first, second = every[i], every[i + 1]
    if first.kind == "fraction":
        return None
    signed = SIGN.search(text[: first.start])
    join = _JOIN.match(text, first.end)
    priced = _PER.match(text, first.end) if join is None and signed else None
    if priced is not None:
        join = _JOIN.match(text, priced.end())
    if join is None:
        own = unit_behind(text, first.end)
        if own is None or own[0].dimension in ("time",):
            return None
        join = _JOIN.match(text, own[1])
        word = (join["word"] or "").lower() if join else ""
        if join is None or not (join["dash"] or word == "to" or (word == "and" and _between(text[: first.start]))):
            return None
        other = unit_behind(text, second.end)
        if other is None or other[0].dimension != own[0].dimension:
            return None
    if (join["word"] or "").lower() == "and" and _YEAR.search(text[: first.end]):
        return None
    gap = text[join.end() : second.start]
    if len(gap) > 8 or re.search(r"[A-Za-z]{3}(?<!USD)(?<!CNY)(?<!AUD)(?<!EUR)(?<!RMB)", re.sub(r"about|around|nearly|over", "", gap)):
        return None
    last = one(text, second, signed.group().strip() if signed else None)
    if last is None or (last.kind == "count" and not join["dash"] and (join["word"] or "").lower() != "to"):
        return None
    if last.value is None or first.value is None:
        return None
    scale = _shared(text, first, second, last)
    value = float(first.value * scale)
    before = text[: first.start]
    ranged = (
        bool(join["dash"])
        or ((join["word"] or "").lower() == "to" and not _from(before))
        or ((join["word"] or "").lower() == "and" and _between(before))
        or ((join["word"] or "").lower() == "or" and 0 < last.value - value <= max(2.0, value) and second.kind == first.kind == "words")
    )
    start = signed.start() if signed else first.start
    if ranged and value <= last.value:
        written = text[start : last.end]
        both = replace(last, start=bounded(text, start)[1], value=None, low=value, high=last.value, bound="range", written=written)
        return [with_base(text, both)]
    if ranged:
        return None
    return [finished(text, replace(last, start=start, end=first.end, value=value, written=text[start : first.end])), last]


_CHANGES = re.compile(
    r"\b(?:increas|ris|rose|grew|grow|fell|fall|declin|dropp?|decreas|improv|climb|jump|cut|lower|rais|gain|los)\w*\s+(?:by\s+)?[$€£¥A-Z]*\s?$"
)


def _from(before: str) -> bool:
    """Whether "from 10 to 20", "rose 2 to 12" tells a change."""
    return bool(_CHANGES.search(before[-40:])) or (
        bool(
            re.search(
                r"\bfrom\s+(?:about\s+|around\s+"
                r"|some\s+)?[$€£¥A-Z]*\s?$",
                before,
            )
        )
        and not re.search(r"\b(?:rang\w*|vary|vari\w*|runs?|anything|anywhere|yield|somewhere)\s+from", before[-40:])
    )


def _between(before: str) -> bool:
    return bool(re.search(r"\bbetween\s+(?:about\s+|around\s+)?(?:[$€£¥A-Z]*|Rs\.?)\s?$", before))


def _shared(text: str, first: Number, second: Number, last: Quantity) -> Decimal:
    """What the first number of a pair is multiplied by to come in the unit and scale of the second."""
    assert second.value is not None
    assert last.value is not None
    if first.kind == "fraction":
        return Decimal(1)
    written = re.match(r"[\d,.' ]*\d", text[second.start : second.end])
    bare = (
        Decimal(written.group().replace(",", "").replace(" ", "").replace("'", "")) if written and second.kind == "digits" else second.value
    )
    own = re.search(r"[A-Za-z]", text[first.start : first.end])
    factor = Decimal(str(last.value)) / (second.value if own else bare) if (second.value if own else bare) else Decimal(1)
    return factor
