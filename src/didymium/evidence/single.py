"""One number with its unit, its currency, or what it counts."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from didymium.evidence.amount import Quantity, finished, plain
from didymium.evidence.counted import counted
from didymium.evidence.number import MONEY, Number
from didymium.evidence.unit import SIGN, SIGNS, Unit, base_at, unit_at

_SHARE_OF = re.compile(
    r"\s+(?!of\s+(?:19|20)\d\d\b|(?:of\s+)?the\s+(?:story|world|battle|truth|internet)\b|of\s+it\b)"
    r"(?:of|the|its|their|all|global|world|chin|total|that|what|as\s+(?:much|many))\b",
    re.IGNORECASE,
)
_ROUGH = re.compile(r"\b(?:over|more\s+than|less\s+than|under|nearly|almost|about|around|roughly|only|just|at\s+least)\s+$", re.IGNORECASE)
_VERB = re.compile(
    r"\s+(?:is|are|was|were|will|would|has|have|had|comes?|came|goes|went|remains?|remained|belongs?|stays?|to\s+be)\b", re.IGNORECASE
)
_OPENS = re.compile(r"(?:^|[,;:.(]\s*|\b(?:of\s+which|of\s+whom|and|but|while|where|that)\s+)[\"“]?$", re.IGNORECASE)
#: what follows a share that names no whole: a verb, a mark, the end
_BARE_SHARE = re.compile(
    r"\s*(?:$|[.,;:)—–”\"])|\s+(?:is|are|was|were|will|would|has|have|had|comes?|came|goes|went|remains?|remained|in|from|by|this|last|since|now"
    r"|today|to|belongs?|stays?)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:past|(?<!will\s)(?<!to\s)(?<!would\s)(?<!should\s)(?<!could\s)(?<!may\s)(?<!can\s)(?<!might\s)(?<!must\s)last"
    r"|next|previous|coming|recent|first|preceding|following|every|prior|the)\s+$",
    re.IGNORECASE,
)
#: how long something lasts, as what is spoken of: "two years of campaigning have not rid them of it"
_BEGINS = re.compile(r"^\W*$")
_AGO = re.compile(
    r"\s+(?:ago|earlier|later|old|before|after|out|away|on\b(?!\s+average)|long\b|apart|running)\b|[-\s]old\b|[-\s](?:year\s+)?(?:plan|high"
    r"|low)\b",
    re.IGNORECASE,
)
_PURE = re.compile(r"[-\s]*(?:\(?\d?N\d?\)?\s+)?(?:pur(?:e|ity)|rare\s+earth\s+purity|grade\s+purity)\b", re.IGNORECASE)
_PURITY_OF = re.compile(r"\b(?:purit(?:y|ies)|pure)\b[^.;]{0,30}$", re.IGNORECASE)


LARGEST_MT = 1_000  # no mine of the chain has more million tonnes: what is written so are metric tonnes


def unit_behind(text: str, end: int) -> tuple[Unit, int] | None:
    unit = unit_at(text, end)
    if unit is None or (unit[0].dimension == "time" and text[end : end + 1].isalpha()):
        return None
    return unit


def one(text: str, number: Number, sign: str | None = None) -> Quantity | None:
    """The quantity of one number, or None when it measures nothing."""
    signed = SIGN.search(text[: number.start])
    if signed or sign:
        return _money(text, number, signed.group().strip() if signed else str(sign), signed.start() if signed else number.start)
    unit = unit_behind(text, number.end)
    if unit is None:
        spaced = re.match(r"\s+(?:US\s+)?(?=(?:million|billion)\b)", text[number.end :])
        unit = None if spaced is None else unit_at(text, number.end + spaced.end())
    if unit is not None:
        return _with_unit(text, number, *unit)
    whole = re.match(r"\s+an?(?=\s)", text[number.end :]) if number.kind == "fraction" else None
    unit = unit_at(text, number.end + whole.end()) if whole else None
    if unit is not None and unit[0].dimension != "time":
        return _with_unit(text, number, *unit)  # "half a ton"
    if number.kind == "fraction" and number.value is not None and number.value > 1:
        return counted(text, number)  # "half a million cars"
    if number.kind == "fraction":
        if _BARE_SHARE.match(text, number.end) and (
            _ROUGH.search(text[: number.start]) or (_VERB.match(text, number.end) and _OPENS.search(text[: number.start]))
        ):
            return plain(text, number, "fraction", "share")
        if re.search(r"\bby\s+(?:about\s+|nearly\s+|almost\s+|more\s+than\s+)?$", text[: number.start], re.IGNORECASE):
            return plain(text, number, "fraction", "share")
        if not _SHARE_OF.match(text, number.end) or re.search(
            r"\b(?:first|second|back|same|other|latter|better|each|per|every|this|last|next"
            r"|the)[\s-]+$",
            text[: number.start],
            re.IGNORECASE,
        ):
            return None
        return plain(text, number, "fraction", "share")
    if number.kind == "vague":
        follows = re.match(r"\s+of\s+", text[number.end :])
        unit = unit_at(text, number.end + follows.end() - 1) if follows else None
        if unit is not None:
            return _with_unit(text, number, *unit)
    return counted(text, number)


def _with_unit(text: str, number: Number, unit: Unit, end: int) -> Quantity | None:
    """A number and its unit."""
    kind = unit.dimension
    if kind == "time":
        if (
            unit.unit == "minute"
            or (number.kind == "words" and _BEGINS.search(text[: number.start]))
            or _SPAN.search(text[: number.start])
            or _AGO.match(text, end)
            or (number.value is not None and number.kind == "words" and number.value == 1)
        ):
            return None
        half = re.match(r"\s+and\s+a\s+half\b", text[end:], re.IGNORECASE)
        if half and number.value is not None:
            return finished(text, _raw(text, replace(number, value=number.value + Decimal("0.5")), unit, end + half.end(), kind))
    if (
        kind == "ratio"
        and number.value is not None
        and text[number.end : end].strip() in ("times", "x")
        and re.match(r"\s+(?:table|a\s+\w+|that(?!\s+(?:at|of|in)\b)|when|in)\b", text[end:])
    ):
        return None
    quantity = _raw(text, number, unit, end, kind)
    if quantity.unit == "fraction" and (
        _PURE.match(text, end)
        or (_PURITY_OF.search(text[: number.start]) and not re.search(r"[,;]", text[max(0, number.start - 3) : number.start]))
    ):
        quantity = replace(quantity, kind="purity")
    return finished(text, quantity)


def _raw(text: str, number: Number, unit: Unit, end: int, kind: str) -> Quantity:
    """Value times factor, with the time base or "per kg" that follows."""
    metric = unit.factor >= 1_000_000 and unit.dimension == "mass" and number.value is not None and number.value >= LARGEST_MT
    factor = Decimal(1) if metric else unit.factor  # "6,000 MTPA" are metric tonnes
    value, low, high = (None if x is None else float(x * factor) for x in (number.value, number.low, number.high))
    name, per = unit.unit, unit.per
    base = base_at(text, end) if not per and kind in ("mass", "money", "volume", "energy", "length") else None
    if base is not None and base[0] == "mass" and kind == "money":
        name, kind, end = f"{name}/{base[1]}", "price", base[2]
    elif base is not None and base[0] == "time":
        per, end = base[1], base[2]
    return Quantity(
        number.start, end, value, low, high, "order_of_magnitude" if value is None else "exact", name, text[number.start : end], kind, per
    )


DEAREST = 5_000  # no share of the industry costs more
_SHARE_PRICE = re.compile(
    r"\b(?:shares?|stock|price\s+target)\b(?:(?!\b(?:ndpr|oxides?|metals?|magnets?|prices?)\b)[^;])*\b(?:at|to|from|of)\s+(?:an?\s+\w+\s+of\s+)?$",
    re.IGNORECASE,
)


def _money(text: str, number: Number, sign: str, start: int) -> Quantity | None:
    """An amount of money behind its sign; None for a mere scale: "A$000"."""
    if number.value == 0 and text[number.start : number.end] == "000":
        return None
    value, end = number.value, number.end
    letter = re.match(r"\s?(mm|MM|[mMbBK])(?![A-Za-z])|(t)(?![A-Za-z/])", text[end:])
    scale = Decimal(1)
    if letter:
        scale = Decimal(MONEY[letter.group(1) or letter.group(2)])
        end += letter.end()
    named = re.match(r"\s?(?:US|AU|CAD|AUD|USD|CNY|RMB)\b", text[end:])
    unit = Unit(SIGNS.get(sign, SIGNS.get(sign.upper(), "USD")), scale, "money")
    quantity = _raw(text, number, unit, end + (named.end() if named else 0), "money")
    small = number.value is not None and number.value < DEAREST and scale == 1 and quantity.kind == "money"
    if small and _SHARE_PRICE.search(text[max(0, start - 90) : start]):
        quantity = replace(quantity, unit=f"{unit.unit}/share", kind="price")
    return finished(
        text, replace(quantity, start=start, written=text[start : quantity.end], value=None if value is None else quantity.value)
    )
