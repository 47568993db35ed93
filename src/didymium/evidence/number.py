"""Numbers as the press writes them: digits, words, scales, fractions; every one with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from didymium.evidence.folded import Folded

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
UNITS = {word: i for i, word in enumerate(_SMALL.split())}
TENS = {w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)}
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
    "lakh": 10**5,
    "crore": 10**7,
}
SHORT = {"mn": 10**6, "mln": 10**6, "mio": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12, "trn": 10**12, "k": 10**3}
MONEY = {"m": 10**6, "M": 10**6, "mm": 10**6, "MM": 10**6, "b": 10**9, "B": 10**9, "t": 10**12, "K": 10**3}  # letters that scale money only
LARGEST = 10**18  # no figure of the press is larger; longer rows of digits are codes
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}

_WORD = "|".join(sorted([*UNITS, *TENS, *SCALES], key=len, reverse=True))
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d{1,3}(?:[ ']\d{3})+(?![\d,.]*\d)"
    r"|\d+,\d{1,2}(?![\d,])|\d+\s?[¼½¾⅓⅔⅛]|[¼½¾⅓⅔⅛]|\d+(?:\.\d+)?|\.\d+"
)
_VULGAR = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75"), "⅓": Decimal(1) / 3, "⅔": Decimal(2) / 3, "⅛": Decimal("0.125")}
_SCALE = rf"(?:[\s-]?(?:{'|'.join(SCALES)})s?\b|\s?(?:{'|'.join(SHORT)})\b)"
_ONE = rf"(?:{_DIGITS})(?:{_SCALE})?"
_WORDS = rf"\b(?:{_WORD})s?\b(?:(?:-|\s+|\s+and\s+)(?:{_WORD})\b)*"
_TENS_OF = (
    r"\b(?:(?:several|a few|some)\s+)?(?:tens|dozens|hundreds|thousands|millions|billions)\b(?:\s+of\s+(?:hundreds|thousands"
    r"|millions|billions)\b)*"
)
_FEW = r"\b(?:several|a\s+few|a\s+couple\s+of)\s+(?:hundred|thousand|million|billion|dozen)\b"
_PART = (
    rf"\b(?:(?P<times>one|two|three|four|five|seven|nine|a|an)[\s-]+(?P<part>{'|'.join(PARTS)})s?|(?P<half>half))\b"
    r"(?:\s+an?\s+(?P<of>hundred|thousand|million|billion|trillion|dozen)\b)?"
)
_AND_HALF = r"(?:\s+and\s+(?:a|one)[\s-]+(?P<extra>half|quarter)\b)?"
_CODES = "|".join(rf"(?<=\b{code})" for code in ("USD", "CNY", "RMB", "AUD", "CAD", "EUR", "GBP", "INR", "JPY", "MYR", "RM", "Rs"))
_ARTICLE = r"\b(?:a|an)\s+(?:hundred|thousand|million|billion|trillion|dozen)\b"
_PATTERN = Folded(
    rf"(?P<vague>{_TENS_OF}|{_FEW})|(?P<digits>(?=[\d.¼½¾⅓⅔⅛])(?:(?<![\w.,])(?:{_ONE})|(?<=[$€£¥₹~≈<>≥≤+(/–—-])(?:{_ONE})|(?:(?<=\$US)|(?<=\$A)"
    rf"|{_CODES})(?:{_ONE})))"
    rf"|(?P<article>{_ARTICLE})|(?P<fraction>{_PART})|(?P<words>{_WORDS}){_AND_HALF}"
)
_VAGUE = {
    "tens": (10, 100),
    "dozens": (24, 100),
    "hundreds": (100, 1000),
    "thousands": (1000, 10_000),
    "millions": (10**6, 10**7),
    "billions": (10**9, 10**10),
}


@dataclass(frozen=True)
class Number:
    """A number at ``[start, end)`` of a text; a vague one ("tens of thousands") has bounds and no value."""

    start: int
    end: int
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    kind: str = "digits"  # digits | words | fraction | vague


def numbers(text: str) -> Iterator[Number]:
    """Numbers of a text in order.

    >>> [(str(n.value), text[n.start : n.end]) for text in ("1,250.5 t and Thirty-six", ) for n in numbers(text)]
    [('1250.5', '1,250.5'), ('36', 'Thirty-six')]
    >>> n, = numbers("tens of thousands of tons")
    >>> n.value, int(n.low), int(n.high)
    (None, 10000, 100000)
    """
    at = 0
    while True:
        found = _PATTERN.search(text, at)
        if found is None:
            return
        number = _number(text, found)
        if number is not None and number.value is not None and number.value > LARGEST:
            at = found.end()
            continue
        if number is not None and number.end > number.start:
            yield number
            at = number.end
        else:
            at = found.end() if found.end() > found.start() else found.end() + 1


def _number(text: str, found: re.Match[str]) -> Number | None:
    start, end = found.span()
    if found["vague"]:
        low, high = _vague(found["vague"].lower().split())
        return Number(start, end, None, low, high, "vague")
    if found["digits"]:
        return Number(start, end, digits(found["digits"]))
    if found["article"]:
        return Number(start, end, Decimal(SCALES[found["article"].lower().split()[1]]), kind="words")
    if found["words"]:
        value, length = _spelled(found["words"].lower())
        if value is None:
            return None
        if found["extra"] and length == len(found["words"]):
            return Number(start, end, value + 1 / Decimal(PARTS[found["extra"].lower()]), kind="words")
        return Number(start, start + length, value, kind="words")
    times = (found["times"] or "a").lower()
    value = Decimal(UNITS.get(times, 1)) / PARTS[(found["part"] or "half").lower()]
    return Number(start, end, value * SCALES.get((found["of"] or "").lower(), 1), kind="fraction")


def digits(text: str) -> Decimal:
    """Value of a number in digits, with its scale.

    >>> digits("1,250.5"), digits("34 billion"), digits("2,5"), digits("5.6bn")
    (Decimal('1250.5'), Decimal('34000000000'), Decimal('2.5'), Decimal('5600000000.0'))
    """
    plain = re.match(rf"(?:{_DIGITS})", text)
    if plain is None:
        raise ValueError(f"{text!r} begins with no number")
    figure = plain.group().replace(" ", "").replace("'", "")
    extra = _VULGAR.get(figure[-1], Decimal(0))
    figure = figure.rstrip("".join(_VULGAR)) or "0"
    figure = figure.replace(",", ".") if re.fullmatch(r"\d+,\d{1,2}", figure) else figure.replace(",", "")
    word = text[plain.end() :].strip(" -\n\t").lower()
    scale = SHORT.get(word) or SCALES.get(word) or SCALES.get(word.removesuffix("s")) or 1
    return (Decimal(figure) + extra) * scale


def _vague(words: list[str]) -> tuple[Decimal, Decimal]:
    """Bounds of "tens of thousands", "several hundred"."""
    known = [w for w in words if w in _VAGUE or w in SCALES]
    if known and known[0] in SCALES:
        return Decimal(2 * SCALES[known[0]]), Decimal(10 * SCALES[known[0]])
    low, high = (Decimal(x) for x in _VAGUE[known[0]])
    for word in known[1:]:
        low, high = low * _VAGUE[word][0], high * _VAGUE[word][0]
    return low, high


def _spelled(text: str) -> tuple[Decimal | None, int]:
    """Value of number words and how many characters of the text belong to it: "five and six" ends after five."""
    total = group = 0
    end = 0
    last = 0  # size of the last word: what may follow must be smaller, or a scale
    for word in re.finditer(rf"and|{_WORD}", text):
        name = word.group()
        if name == "and":
            if last < 100:
                break
            continue
        if name in SCALES:
            scale = SCALES[name]
            if scale == 100:
                group = max(1, group) * 100
                last = 100
            else:
                if total and scale >= last >= 1000:
                    break
                total, group, last = total + max(1, group) * scale, 0, scale
        else:
            size = UNITS.get(name, TENS.get(name, 0))
            if last and not ((name in UNITS and size < 10 and 20 <= last < 100) or last >= 100):
                break
            group += size
            last = size if size >= 20 else 1
        end = word.end()
        if text[end : end + 1] == "s":
            end += 1
    return (Decimal(total + group), end) if end else (None, 0)
