"""Quantities: a number with its unit, bound and time base. What only looks like one (5G, Phase 2, 2026) is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from didymium.evidence.number import MONEY, Number, numbers
from didymium.evidence.period import periods
from didymium.evidence.unit import SIGN, SIGNS, Unit, base_at, unit_at


@dataclass(frozen=True)
class Quantity:
    """A quantity at ``[start, end)`` of a text, in its canonical unit.

    ``value`` is what is written, ``low`` and ``high`` what it bounds; ``bound`` is exact, at_least, at_most, about,
    range or order_of_magnitude; ``time_base`` is year, month, week, day or empty. ``kind`` says what it measures: mass,
    share, money, price, time, count, rank, purity, scale, ratio, window, attainment or another dimension of its unit.
    """

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    bound: str
    unit: str
    written: str
    kind: str
    time_base: str = ""
    noun: str = ""


_MASK = re.compile(
    r"""https?://\S+ | www\.\S+ | \S+@\S+\.\w+ | \b\d{1,2}:\d\d\b | \b\d{1,2}(?:\.\d\d)?\s?(?:a\.?m\.?|p\.?m\.?)(?!\w)
    | \b(?:phase|stage|step|train|line|kiln|unit|block|lot|zone|pit|cell|reactor|tier|level|class|type|grade|group|section|article|chapter|rule|form|schedule|annex|appendix
      |exhibit|figure|fig|table|page|pp?|note|slide|item|number|no|nos|vol|volume|issue|bill|act|route|highway|flight|category|version|model|series|announcement|notice|order|decree
      |resolution|paragraph|clause|question|case|part|day|week|episode|top|scope|gen|generation|iso|ni|jorc|hs|code|catalogue)\.?\s?[-#]?\s?\(?\d+(?:[.-]\d+)*(?![\d,.%]*\s?(?:%|per\ cent|percent|t\b|tonnes|tons))
    | \(\s?[A-Z]{2,8}\s?:\s?[A-Z0-9.]+[^)]{0,20}\)
    | \(\s?(?:[A-Z]{2,8}\s?:\s?)?[A-Z0-9]{1,8}(?:[.:][A-Z]{1,4})?\s?\)
    | \b(?:ASX|NYSE|NASDAQ|Nasdaq|TSX|TSXV|LSE|AIM|SSE|SZSE|HKEX|OTCQB|OTCQX|OTC|SHA|SHE)\s?:\s?[A-Z0-9]+
    | \b\d{6}\.(?:SH|SZ|SS)\b | \b\d{4}\.HK\b
    | \b(?:G|C|B|F|A|M|N|P|S|T|U|V|X|Z|Gen|COVID|Covid|MiG|Su|SC|AI|CO|Nd|Sm|La)[-]?\d+[A-Za-z]*\b(?!,\d)
    | (?<![$])\b(?!(?:USD|CNY|RMB|AUD|CAD|EUR|GBP|INR|JPY|MYR|RM|Rs)\d)[A-Z][A-Za-z]*\d[\w.-]*\b | \b\d+[A-Z]{1,2}\b(?<!\dP)(?<!\dMW)(?<!\dGW)(?<!\dMT)(?<!\dMt)(?<!\dKG)(?<!\dM)(?<!\dB)(?<!\dK)(?<!\dN) | \b\d{3}[-.\s]\d{3,4}[-.\s]\d{4}\b | \+\d[\d\s()-]{7,}
    | \b24/7\b | \b(?:19|20)\d\ds?-(?:era|vintage)\b | \b\d+(?:st|nd|rd|th)\b | \bnet[-\s]zero\b | \bNo\.?\s?\d+\b | \b\d{1,2}/\d{1,2}/\d{2,4}\b
    """,
    re.VERBOSE,
)
_LEFT: tuple[tuple[str, str], ...] = (
    ("at_least", r"more\s+than|over|above|at\s+least|exceed(?:s|ed|ing)?|in\s+excess\s+of|not\s+less\s+than|no\s+less\s+than|no\s+fewer\s+than|a\s+minimum\s+of|upwards?\s+of|greater\s+than|beyond|surpass(?:es|ed|ing)?|topp(?:ed|ing)|tops|north\s+of|just\s+over|well\s+over|slightly\s+over|[>≥]"),
    ("at_most", r"up\s+to|as\s+much\s+as|as\s+many\s+as|at\s+most|no\s+more\s+than|not\s+more\s+than|less\s+than|fewer\s+than|under|below|a\s+maximum\s+of|just\s+under|nearly|almost|close\s+to|approaching|[<≤]"),
    ("about", r"about|around|approximately|roughly|some|circa|c\.|ca\.|an?\s+estimated|an?\s+average\s+of|estimated\s+at|an?\s+approximate|the\s+equivalent\s+of|equivalent\s+to|more\s+or\s+less|[~≈±]"),
)  # fmt: skip
_NEAR = {"nearly", "almost", "close to", "approaching"}  # a little less: about, not at most
_BOUND = re.compile("|".join(f"(?P<{name}>(?:{body}))" for name, body in _LEFT), re.IGNORECASE)
_OPEN = re.compile(r"\s*(?:\+|or\s+(?:more|above|higher)|plus)(?![\w])", re.IGNORECASE)
_CLOSED = re.compile(r"\s*or\s+(?:less|below|fewer|under)\b", re.IGNORECASE)
_JOIN = re.compile(r"\s?(?P<dash>[–—-]|\s?~\s?)\s?(?=[$€£¥A-Z]{0,4}\$?\d)|\s+(?P<word>to|and|or)\s+(?=(?:about\s+|around\s+|nearly\s+|over\s+)?[$€£¥]?[A-Za-z\d])|\s?(?P<slash>[/,])\s?(?=[$€£¥]?\d)")
_YEARLY = re.compile(r"\b(?:annual(?:ly|ised|ized)?|yearly|per\s+annum|a\s+year|per\s+year|each\s+year|every\s+year|/yr|p\.?a\.?)\b", re.IGNORECASE)
_FLOW = re.compile(r"\b(?:production|output|capacity|throughput|supply|sales?|exports?|imports?|demand|consumption|rate|run[-\s]rate|produc\w+|quota)\b", re.IGNORECASE)
_SHARE_OF = re.compile(r"\s+(?:of|the|its|their|all|global|world|chin|total|that|what|as\s+(?:much|many))\b", re.IGNORECASE)
_NOT_COUNT = frozenset(
    "is was has does its this as us plus versus thus always perhaps besides across previous various serious business process progress access success loss less unless class"
    " press across basis analysis crisis series news ways things sides ends hands fronts times others ones theirs hours ours yes mass gas status focus bonus campus virus"
    " towards afterwards nowadays whereas overseas years months weeks days states nations says plans goods works".split()
)
_IRREGULAR = frozenset("people men women staff personnel children aircraft vessels employees patents".split())
_LINKING = frozenset(
    "of in to for and from with by at on is are was were be been has have had will would can could may might that which who or but than as into over under per if while when since".split()
)
_ANAPHOR = re.compile(r"\b(?:the|these|those|all|other|any|its|their|our|last|first|next|past|of|such|every|remaining|latter|former|which)\s+(?:[a-z]+\s+)?$", re.IGNORECASE)
_SPAN = re.compile(r"\b(?:past|last|next|previous|coming|recent|first|preceding|following|every|prior)\s+$", re.IGNORECASE)
_AGO = re.compile(r"\s+(?:ago|earlier|later|old|before|after|out|away|on\b|long\b|apart|running)\b|[-\s]old\b|[-\s](?:year\s+)?(?:plan|high|low)\b", re.IGNORECASE)
_SCALE = re.compile(
    r"\b(?P<unit>gram|kilogram|kilo|kg|ton|tonne|megawatt|MW|gigawatt|GW|hundred-ton|hundred-tonne|thousand-ton|thousand-tonne|ten-thousand-ton|ten-thousand-tonne)s?[-\s](?:scale|level|class)\b", re.IGNORECASE
)
_SCALES = {"gram": (1, "g"), "kilogram": (1, "kg"), "kilo": (1, "kg"), "kg": (1, "kg"), "ton": (1, "t"), "tonne": (1, "t"), "megawatt": (1, "MW"), "mw": (1, "MW")}
_SCALES |= {"gigawatt": (1000, "MW"), "gw": (1000, "MW"), "hundred-ton": (100, "t"), "hundred-tonne": (100, "t")}
_SCALES |= {"thousand-ton": (1000, "t"), "thousand-tonne": (1000, "t"), "ten-thousand-ton": (10_000, "t"), "ten-thousand-tonne": (10_000, "t")}
_TIMES = re.compile(r"\b(?P<word>(?:more\s+than\s+|nearly\s+|almost\s+|roughly\s+|about\s+)?(?:doubl|tripl|quadrupl|trebl|halv|quintupl)(?:ed|ing)|(?:more\s+than|nearly|almost|roughly|about|will|to|would|could|should|may)\s+(?:double|triple|quadruple|treble|halve)|twice|thrice)\b(?![-\s](?:digit|down))", re.IGNORECASE)
_FACTORS = {"doub": 2.0, "trip": 3.0, "treb": 3.0, "quad": 4.0, "halv": 0.5, "quin": 5.0, "twic": 2.0, "thri": 3.0}
_NINES = re.compile(r"\b(?P<n>[2-7])N(?P<five>5)?\b(?=[\s,.)/-]|$)|\b(?P<w>three|four|five|six)[-\s]nines?\b")
_PURE = re.compile(r"[-\s]*(?:\(?\d?N\d?\)?\s+)?(?:pur(?:e|ity)|rare\s+earth\s+purity|grade\s+purity)\b", re.IGNORECASE)
_PURITY_OF = re.compile(r"\b(?:purit(?:y|ies)|pure)\b[^.;]{0,30}$", re.IGNORECASE)


def quantities(text: str) -> list[Quantity]:
    """Quantities of a text in order, without ranks (see :mod:`didymium.evidence.standing`).

    >>> q, = quantities("produced more than 1,200 tonnes a year")
    >>> q.value, q.unit, q.bound, q.low, q.high
    (1200.0, 't/yr', 'at_least', 1200.0, None)
    >>> [(q.value, q.unit) for q in quantities("34 billion yuan, half of global output, a year and a half")]
    [(34000000000.0, 'CNY'), (0.5, 'fraction'), (1.5, 'year')]
    >>> quantities("In 2026, Phase 2 of the 5G mine began under the 14th Five-Year Plan.")
    []
    """
    masked = [m.span() for m in _MASK.finditer(text)]
    masked += [(p.start, p.end) for p in periods(text, "2000-01-01") if not _measured(text, p.start, p.end)]
    found = [*_scales(text), *_times(text), *_nines(text), *_halves(text)]
    every = [n for n in numbers(text) if not any(a < n.end and n.start < b for a, b in masked)]
    i = 0
    while i < len(every):
        quantity, used = _measure(text, every, i)
        found += [q for q in quantity if not any(f.start < q.end and q.start < f.end for f in found)]
        i += used
    return sorted(found, key=lambda q: q.start)


def _measured(text: str, start: int, end: int) -> bool:
    """Whether what looks like a year is an amount: "2025 tonnes"."""
    return text[start:end].strip().isdigit() and (_unit(text, end) is not None or bool(SIGN.search(text[:start])))


def _unit(text: str, end: int) -> tuple[Unit, int] | None:
    unit = unit_at(text, end)
    if unit is None or unit[0].dimension == "time" and text[end : end + 1].isalpha():
        return None
    return unit


def _measure(text: str, every: list[Number], i: int) -> tuple[list[Quantity], int]:
    """Quantities that begin with number ``i``, and how many numbers they use."""
    first = every[i]
    pair = _pair(text, every, i)
    if pair is not None:
        return pair, 2
    one = _one(text, first)
    if one is not None:
        return [one], 1
    return [], 1


def _pair(text: str, every: list[Number], i: int) -> list[Quantity] | None:
    """Two numbers with one unit: a range, or two amounts side by side."""
    if i + 1 >= len(every):
        return None
    first, second = every[i], every[i + 1]
    if first.kind == "fraction":
        return None
    signed = SIGN.search(text[: first.start])
    join = _JOIN.match(text, first.end)
    if join is None:
        own = _unit(text, first.end)
        if own is None or own[0].dimension in ("time",):
            return None
        join = _JOIN.match(text, own[1])
        word = (join["word"] or "").lower() if join else ""
        if join is None or not (join["dash"] or word == "to" or word == "and" and _between(text[: first.start])):
            return None
        other = _unit(text, second.end)
        if other is None or other[0].dimension != own[0].dimension:
            return None
    gap = text[join.end() : second.start]
    if len(gap) > 8 or re.search(r"[a-z]{3}", gap.replace("about", "").replace("around", "").replace("nearly", "").replace("over", "")):
        return None
    last = _one(text, second, signed.group().strip() if signed else None)
    if last is None or last.kind == "count" and not join["dash"] and not (join["word"] or "").lower() == "to":
        return None
    if last.value is None or first.value is None:
        return None
    scale = _shared(text, first, second, last)
    value = float(first.value * scale)
    before = text[: first.start]
    ranged = bool(join["dash"]) or (join["word"] or "").lower() == "to" and not _from(before) or (join["word"] or "").lower() == "and" and _between(before)
    start = signed.start() if signed else first.start
    if ranged and value <= last.value:
        return [replace(last, start=_bounded(text, start)[1], value=None, low=value, high=last.value, bound="range", written=text[start : last.end])]
    if ranged:
        return None
    return [_finished(text, replace(last, start=start, end=first.end, value=value, written=text[start : first.end])), last]


def _from(before: str) -> bool:
    """Whether "from 10 to 20" tells a change."""
    return bool(re.search(r"\bfrom\s+(?:about\s+|around\s+|some\s+)?[$€£¥A-Z]*\s?$", before)) and not re.search(r"\b(?:rang|vary|vari)\w*\s+from", before[-40:])


def _between(before: str) -> bool:
    return bool(re.search(r"\bbetween\s+(?:about\s+|around\s+)?[$€£¥A-Z]*\s?$", before))


def _shared(text: str, first: Number, second: Number, last: Quantity) -> Decimal:
    """What the first number of a pair is multiplied by to come in the unit and scale of the second."""
    assert second.value is not None
    assert last.value is not None
    if first.kind == "fraction":
        return Decimal(1)
    written = re.match(r"[\d,.' ]*\d", text[second.start : second.end])
    bare = Decimal(written.group().replace(",", "").replace(" ", "").replace("'", "")) if written and second.kind == "digits" else second.value
    own = re.search(r"[A-Za-z]", text[first.start : first.end])
    factor = Decimal(str(last.value)) / (second.value if own else bare) if (second.value if own else bare) else Decimal(1)
    return factor


def _one(text: str, number: Number, sign: str | None = None) -> Quantity | None:
    """The quantity of one number, or None when it measures nothing."""
    signed = SIGN.search(text[: number.start])
    if signed or sign:
        return _money(text, number, signed.group().strip() if signed else str(sign), signed.start() if signed else number.start)
    unit = _unit(text, number.end)
    if unit is None:
        spaced = re.match(r"\s+(?:US\s+)?(?=(?:million|billion)\b)", text[number.end :])
        unit = None if spaced is None else unit_at(text, number.end + spaced.end())
    if unit is not None:
        return _with_unit(text, number, *unit)
    if number.kind == "fraction":
        if not _SHARE_OF.match(text, number.end) or re.search(r"\b(?:first|second|other|latter|better|each|per|every|this|last|next|the)[\s-]+$", text[: number.start], re.IGNORECASE):
            return None
        return _plain(text, number, "fraction", "share")
    if number.kind == "vague":
        follows = re.match(r"\s+of\s+", text[number.end :])
        unit = unit_at(text, number.end + follows.end() - 1) if follows else None
        if unit is not None:
            return _with_unit(text, number, *unit)
    return _count(text, number)


def _with_unit(text: str, number: Number, unit: Unit, end: int) -> Quantity | None:
    """A number and its unit."""
    kind = unit.dimension
    if kind == "time":
        if _SPAN.search(text[: number.start]) or _AGO.match(text, end) or number.value is not None and number.kind == "words" and number.value == 1:
            return None
        half = re.match(r"\s+and\s+a\s+half\b", text[end:], re.IGNORECASE)
        if half and number.value is not None:
            return _finished(text, _raw(text, replace(number, value=number.value + Decimal("0.5")), unit, end + half.end(), kind))
    if kind == "ratio" and number.value is not None and text[number.end : end].strip() in ("times", "x") and re.match(r"\s+(?:table|a\s+\w+|that|when|in)\b", text[end:]):
        return None
    quantity = _raw(text, number, unit, end, kind)
    if quantity.unit == "fraction" and (_PURE.match(text, end) or _PURITY_OF.search(text[: number.start]) and not re.search(r"[,;]", text[max(0, number.start - 3) : number.start])):
        quantity = replace(quantity, kind="purity")
    return _finished(text, quantity)


def _raw(text: str, number: Number, unit: Unit, end: int, kind: str) -> Quantity:
    """Value times factor, with the time base or "per kg" that follows."""
    value, low, high = (None if x is None else float(x * unit.factor) for x in (number.value, number.low, number.high))
    name, per = unit.unit, unit.per
    base = base_at(text, end) if not per and kind in ("mass", "money", "volume", "energy", "length") else None
    if base is not None and base[0] == "mass" and kind == "money":
        name, kind, end = f"{name}/{base[1]}", "price", base[2]
    elif base is not None and base[0] == "time":
        per, end = base[1], base[2]
    return Quantity(number.start, end, value, low, high, "order_of_magnitude" if value is None else "exact", name, text[number.start : end], kind, per)


def _money(text: str, number: Number, sign: str, start: int) -> Quantity:
    """An amount of money behind its sign."""
    value, end = number.value, number.end
    letter = re.match(r"\s?(mm|MM|[mMbBK])(?![A-Za-z])|(t)(?![A-Za-z/])", text[end:])
    scale = Decimal(1)
    if letter:
        scale = Decimal(MONEY[letter.group(1) or letter.group(2)])
        end += letter.end()
    named = re.match(r"\s?(?:US|AU|CAD|AUD|USD|CNY|RMB)\b", text[end:])
    unit = Unit(SIGNS.get(sign, SIGNS.get(sign.upper(), "USD")), scale, "money")
    quantity = _raw(text, number, unit, end + (named.end() if named else 0), "money")
    return _finished(text, replace(quantity, start=start, written=text[start : quantity.end], value=None if value is None else quantity.value))


def _plain(text: str, number: Number, unit: str, kind: str, noun: str = "", end: int | None = None) -> Quantity:
    value, low, high = (None if x is None else float(x) for x in (number.value, number.low, number.high))
    end = number.end if end is None else end
    bound = "order_of_magnitude" if value is None else "exact"
    return _finished(text, Quantity(number.start, end, value, low, high, bound, unit, text[number.start : end], kind, "", noun))


def _count(text: str, number: Number) -> Quantity | None:
    """A number of things: the number, at most three words, and a plural."""
    if number.value is not None and (number.value <= 1 or number.value % 1):
        return None
    following = re.match(r"(?:\s+of)?((?:\s+[A-Za-z][\w’'&-]*){1,7})", text[number.end : number.end + 120])
    if following is None:
        return None
    small = number.kind == "words" or number.value is not None and number.value <= 10
    if small and _ANAPHOR.search(text[: number.start]):
        return None
    if number.kind == "digits" and re.search(r"[A-Z]\w*\s$", text[: number.start]) and not re.search(r"(?:^|[.:;]\s*)[A-Z]\w*\s$", text[: number.start]):
        return None
    words = following.group(1).split()
    for i, word in enumerate(words[:6]):
        low = word.lower()
        if low in ("and", "or") and 0 < i < len(words) - 1:
            continue
        if low in _LINKING:
            return None
        if _plural(word) and not (i + 1 < len(words) and _plural(words[i + 1])):
            end = number.end + following.start(1) + re.search(rf"(?<!\S){re.escape(word)}(?!\S)", following.group(1)).end()  # type: ignore[union-attr]
            return _plain(text, number, "count", "count", low, end)
    return None


def _plural(word: str) -> bool:
    """Whether a word reads as the plural of a thing."""
    if word.lower() in _IRREGULAR or re.fullmatch(r"[A-Z]{2,}s", word):
        return True
    word = word.lower()
    return word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is", "'s", "’s")) and word not in _NOT_COUNT


def _finished(text: str, q: Quantity) -> Quantity:
    """The quantity with its bound, the words that say it, and its time base."""
    bound, start = _bounded(text, q.start)
    value, low, high = q.value, q.low, q.high
    if q.bound == "exact" and value is not None:
        after = text[q.end : q.end + 12]
        if bound == "exact" and _OPEN.match(after):
            bound = "at_least"
        elif bound == "exact" and _CLOSED.match(after):
            bound = "at_most"
        top = 1.0 if q.unit == "fraction" and value <= 1 else None
        low = value if bound in ("exact", "about", "at_least") else 0.0
        high = value if bound in ("exact", "about", "at_most") else top
    else:
        bound = q.bound
    per = q.time_base or _yearly(text, q)
    suffix = {"year": "yr", "month": "month", "week": "week", "day": "day", "hour": "hour"}.get(per, per)
    unit = f"{q.unit}/{suffix}" if per and q.kind in ("mass", "volume", "energy", "money", "count", "length") and "/" not in q.unit else q.unit
    return replace(q, start=start, value=value, low=low, high=high, bound=bound, unit=unit, time_base=per)


def _yearly(text: str, q: Quantity) -> str:
    """A time base that stands apart from the unit: "5,000 tonnes of annual output", "an annual capacity of 5,000 t"."""
    if q.kind not in ("mass", "count", "volume", "energy"):
        return ""
    after = re.split(r"[.;]|,\s|\b(?:and|while|but|from|in|by)\b", text[q.end : q.end + 90])[0]
    before = re.split(r"[.;]|,\s|\b(?:and|while|but)\b", text[max(0, q.start - 70) : q.start])[-1]
    for part in (after, before):
        if _YEARLY.search(part) and (_FLOW.search(part) or part is after):
            return "year"
    return ""


def _bounded(text: str, start: int) -> tuple[str, int]:
    """Bound in the words before a quantity, and where they begin."""
    before = text[max(0, start - 40) : start]
    for found in _BOUND.finditer(before):
        if not before[found.end() :].strip() and (found.start() == 0 or not before[found.start() - 1].isalnum()):
            name = found.lastgroup or "exact"
            if " ".join(found.group().lower().split()) in _NEAR:
                name = "about"
            return name, max(0, start - 40) + found.start()
    return "exact", start


def _scales(text: str) -> list[Quantity]:
    """"Kilogram-scale": at least one, less than a thousand."""
    found = []
    for m in _SCALE.finditer(text):
        if re.search(r"\d[\s-]?$", text[: m.start()]):
            continue
        size, unit = _SCALES[m["unit"].lower()]
        found.append(Quantity(m.start(), m.end(), float(size), float(size), 1000.0 * size if size == 1 else 10.0 * size, "order_of_magnitude", unit, m.group(), "scale"))
    return found


def _times(text: str) -> list[Quantity]:
    """"Doubled", "more than tripled", "twice"."""
    found = []
    for m in _TIMES.finditer(text):
        words = m["word"].lower()
        value = next(f for stem, f in _FACTORS.items() if stem in words)
        bound = "at_least" if words.startswith("more") else "about" if re.match(r"nearly|almost|roughly|about", words) else "exact"
        found.append(Quantity(m.start(), m.end(), value, value, None if bound == "at_least" else value, bound, "ratio", m.group(), "ratio"))
    return found


def _nines(text: str) -> list[Quantity]:
    """"5N", "four nines": a purity."""
    found = []
    for m in _NINES.finditer(text):
        count = int(m["n"]) if m["n"] else {"three": 3, "four": 4, "five": 5, "six": 6}[m["w"].lower()]
        value = float(1 - Decimal(10) ** -count + (Decimal(5) * Decimal(10) ** -(count + 1) if m["five"] else 0))
        found.append(Quantity(m.start(), m.end(), value, value, 1.0, "at_least", "fraction", m.group(), "purity"))
    return found


def _halves(text: str) -> list[Quantity]:
    """"A year and a half"."""
    found = []
    for m in re.finditer(r"\b(?:an?|one)\s+(?P<unit>year|month|week|hour)\s+and\s+a\s+half\b|\bhalf\s+an?\s+(?P<half>year|month|hour|day)\b", text, re.IGNORECASE):
        value = 1.5 if m["unit"] else 0.5
        found.append(Quantity(m.start(), m.end(), value, value, value, "exact", (m["unit"] or m["half"]).lower(), m.group(), "time"))
    return found
