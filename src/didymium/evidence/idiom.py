"""Quantities without a figure beside a unit: "kilogram-scale", "doubled", "five nines", "a year and a half"."""

from __future__ import annotations

import re
from decimal import Decimal

from didymium.evidence.amount import Quantity, bounded
from didymium.evidence.folded import Folded
from didymium.evidence.hint import hint
from didymium.evidence.number import TENS, UNITS
from didymium.evidence.unit import SIGNS

_SCALE = re.compile(
    r"\b(?P<unit>gram|kilogram|kilo|kg|ton|tonne|megawatt|MW|gigawatt|GW|hundred-ton|hundred-tonne|thousand-ton|thousand-tonne"
    r"|ten-thousand-ton|ten-thousand-tonne)s?[-\s](?:scale|level|class)\b",
    re.IGNORECASE,
)
_SCALES = {
    "gram": (1, "g"),
    "kilogram": (1, "kg"),
    "kilo": (1, "kg"),
    "kg": (1, "kg"),
    "ton": (1, "t"),
    "tonne": (1, "t"),
    "megawatt": (1, "MW"),
    "mw": (1, "MW"),
}
_SCALES |= {"gigawatt": (1000, "MW"), "gw": (1000, "MW"), "hundred-ton": (100, "t"), "hundred-tonne": (100, "t")}
_SCALES |= {
    "thousand-ton": (1000, "t"),
    "thousand-tonne": (1000, "t"),
    "ten-thousand-ton": (10_000, "t"),
    "ten-thousand-tonne": (10_000, "t"),
}
_TIMES = re.compile(
    r"\b(?P<word>(?:more\s+than\s+|nearly\s+|almost\s+|roughly\s+|about\s+)?(?:(?:doubl|tripl|quadrupl|trebl|halv|quintupl)(?:ed|ing)|(?:doubl|tripl|quadrupl|trebl)es)"
    r"|(?:more\s+than|nearly|almost|roughly|about|will|to|would|could|should|may)\s+(?:double|triple|quadruple|treble|halve)|(?:twice|thrice)(?=\s+(?:as|the|that|what|its|their|his|her|this|last|more|our)\b)(?![-\s]as\b(?!\s(?:many|much|large|big|high|fast|long|dear|expensive)\b)))\b"
    r"(?![-\s](?:digit|down|as\s(?:an?|the)\s|an?\s|per\s|annually|weekly|monthly|daily)\b)",
    re.IGNORECASE,
)
_FACTORS = {"doub": 2.0, "trip": 3.0, "treb": 3.0, "quad": 4.0, "halv": 0.5, "quin": 5.0, "twic": 2.0, "thri": 3.0}
_NINES = re.compile(r"\b(?P<n>[2-7])N(?P<five>5)?\b(?=[\s,.)/-]|$)|\b(?P<w>three|four|five|six)[-\s]nines?\b")


def scales(text: str) -> list[Quantity]:
    """ "Kilogram-scale": at least one, less than a thousand."""
    found = []
    for m in _SCALE.finditer(text):
        if re.search(r"\d[\s-]?$", text[: m.start()]):
            continue
        size, unit = _SCALES[m["unit"].lower()]
        found.append(
            Quantity(
                m.start(),
                m.end(),
                float(size),
                float(size),
                1000.0 * size if size == 1 else 10.0 * size,
                "order_of_magnitude",
                unit,
                m.group(),
                "scale",
            )
        )
    return found


def times(text: str) -> list[Quantity]:
    """ "Doubled", "more than tripled", "twice"."""
    found = []
    for m in _TIMES.finditer(text):
        words = m["word"].lower()
        value = next(f for stem, f in _FACTORS.items() if stem in words)
        bound = "at_least" if words.startswith("more") else "about" if re.match(r"nearly|almost|roughly|about", words) else "exact"
        found.append(Quantity(m.start(), m.end(), value, value, None if bound == "at_least" else value, bound, "ratio", m.group(), "ratio"))
    return found


_FOLD = re.compile(
    r"(?<!\bis\s)(?<!\bare\s)(?<!\bwas\s)\b"
    r"(?P<n>two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|hundred|\d{1,4})[\s-]?fold\b",
    re.IGNORECASE,
)


def folds(text: str) -> list[Quantity]:
    """ "Tenfold": a multiple."""
    found = []
    for m in _FOLD.finditer(text):
        word = m["n"].lower()
        value = float(word) if word.isdigit() else 100.0 if word == "hundred" else float({**UNITS, **TENS}[word])
        found.append(Quantity(m.start(), m.end(), value, value, value, "exact", "ratio", m.group(), "ratio"))
    return found


def nines(text: str) -> list[Quantity]:
    """ "5N", "four nines": a purity."""
    found = []
    for m in _NINES.finditer(text):
        count = int(m["n"]) if m["n"] else {"three": 3, "four": 4, "five": 5, "six": 6}[m["w"].lower()]
        value = float(1 - Decimal(10) ** -count + (Decimal(5) * Decimal(10) ** -(count + 1) if m["five"] else 0))
        found.append(Quantity(m.start(), m.end(), value, value, 1.0, "at_least", "fraction", m.group(), "purity"))
    return found


_TO_ONE = re.compile(
    r"(?<![\d.:])(?P<n>\d{1,3}(?:\.\d+)?)(?:\s?:\s?|\s+to\s+(?=1\b(?!\s?(?:%|per|million|billion|percent))))1(?![\d:.]\d|\d)"
)


def ratios(text: str) -> list[Quantity]:
    """ "3.4:1", "9.4 to 1": a ratio to one."""
    return [Quantity(m.start(), m.end(), v := float(m["n"]), v, v, "exact", "ratio", m.group(), "ratio") for m in _TO_ONE.finditer(text)]


_LOSS = re.compile(
    r"(?P<sign>(?:US|A|C|AU|NZ|HK)?\$|€|£)\s?\((?P<n>\d[\d,]*(?:\.\d+)?)\)\s?(?P<scale>thousand|million|billion|m|bn)?\b|"
    r"\((?P<sign2>(?:US|A|C)?\$|€|£)\s?(?P<n2>\d[\d,]*(?:\.\d+)?)\s?(?P<scale2>thousand|million|billion|m|bn)\)"
)
_TIMES_OF = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9}


def losses(text: str) -> list[Quantity]:
    """ "$(3.2) million": a negative amount, as accounts write it."""
    found = []
    for m in _LOSS.finditer(text):
        if m["n2"] and not re.search(r"\b(?:loss|deficit|outflow)\b[^.;]{0,40}$", text[: m.start()], re.IGNORECASE):
            continue
        figure, scale = m["n"] or m["n2"], m["scale"] or m["scale2"] or ""
        value = -float(figure.replace(",", "")) * _TIMES_OF.get(scale, 1.0)
        unit = SIGNS.get(m["sign"] or m["sign2"], "USD")
        found.append(Quantity(m.start(), m.end(), value, value, value, "exact", unit, m.group(), "money"))
    return found


_HALVES = re.compile(
    r"\b(?:an?|one)\s+(?P<unit>year|month|week|hour)\s+and\s+a\s+half\b|\bhalf\s+an?\s+(?P<half>year|month|hour"
    r"|day)\b",
    re.IGNORECASE,
)


def halves(text: str) -> list[Quantity]:
    """ "A year and a half"."""
    found = []
    for m in _HALVES.finditer(text):
        value = 1.5 if m["unit"] else 0.5
        found.append(Quantity(m.start(), m.end(), value, value, value, "exact", (m["unit"] or m["half"]).lower(), m.group(), "time"))
    return found


_PARTS = "one|two|three|four|five|six|seven|eight|nine|ten"
_SHARE = re.compile(
    rf"\b(?P<a>{_PARTS}|\d{{1,2}})\s+(?:out\s+of|in)\s+(?:every\s+)?(?P<b>{_PARTS}|\d{{1,3}})\s+(?!(?:per|%|million|thousand|percent|of)\b)[a-z]+",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    rf"\b(?P<n>once|twice|thrice|(?P<word>{_PARTS}|\d{{1,3}})\s+times)\s+(?:an?|per|each|every)\s+(?P<per>year|month|week|day|quarter|hour)\b",
    re.IGNORECASE,
)
_ACID = re.compile(r"\bpH\s+(?:value\s+)?(?:of\s+|at\s+|was\s+|is\s+)?(?P<n>\d{1,2}(?:\.\d+)?)\b")
_SIZES = {w: i for i, w in enumerate(_PARTS.split("|"), start=1)}


def _size(word: str) -> float:
    return float(_SIZES.get(word.lower()) or word)


def shares(text: str) -> list[Quantity]:
    """ "Three out of four magnets"."""
    found = []
    for m in _SHARE.finditer(text):
        a, b = _size(m["a"]), _size(m["b"])
        if 0 < a < b:
            value = round(a / b, 6)
            end = m.end("b")
            found.append(Quantity(m.start(), end, value, value, value, "exact", "fraction", text[m.start() : end], "share"))
    return found


def often(text: str) -> list[Quantity]:
    """ "Twice a year"."""
    found = []
    for m in _OFTEN.finditer(text):
        value = {"once": 1.0, "twice": 2.0, "thrice": 3.0}.get(m["n"].lower()) or _size(m["word"] or "1")
        bound, start = bounded(text, m.start())
        suffix = "yr" if m["per"].lower() == "year" else m["per"].lower()
        high = None if bound == "at_least" else value
        found.append(
            Quantity(start, m.end(), value, value, high, bound, f"count/{suffix}", text[start : m.end()], "frequency", m["per"].lower())
        )
    return found


def acidities(text: str) -> list[Quantity]:
    """ "A pH of 3.9"."""
    return [Quantity(m.start(), m.end(), v := float(m["n"]), v, v, "exact", "pH", m.group(), "acidity") for m in _ACID.finditer(text)]


_EVERY = (_SCALE, _TIMES, _FOLD, _NINES, _TO_ONE, _LOSS, _HALVES, _SHARE, _OFTEN, _ACID)
#: wherever an idiom is: most texts hold none, and are asked once instead of eleven times
_HINT = Folded(hint(pattern.pattern for pattern in _EVERY))


def idioms(text: str) -> list[Quantity]:
    """Every quantity without a figure beside a unit, kind by kind.

    >>> [q.written for q in idioms("output doubled in a year and a half")]
    ['doubled', 'a year and a half']
    """
    if not _HINT.search(text):
        return []
    kinds = (scales, times, nines, halves, ratios, losses, often, folds, acidities, shares)
    return [q for find in kinds for q in find(text)]
