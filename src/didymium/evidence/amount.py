"""A quantity: its value, bound, unit and time base, and the words around a number that tell the last three."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from didymium.evidence.folded import Folded
from didymium.evidence.number import Number


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


_LEFT: tuple[tuple[str, str], ...] = (
    ("at_least", r"more\s+than|over|above|at\s+least|exceed(?:s|ed|ing)?|in\s+excess\s+of|not\s+less\s+than|no\s+less\s+than"
        r"|no\s+fewer\s+than|a\s+minimum\s+of|upwards?\s+of|greater\s+than|beyond|surpass(?:es|ed|ing)?|topp(?:ed|ing)|tops"
        r"|north\s+of|just\s+over|well\s+over|slightly\s+over|[>≥]"),
    ("at_most", r"up\s+to|as\s+much\s+as|as\s+many\s+as|at\s+most|no\s+more\s+than|not\s+more\s+than|less\s+than|fewer\s+than|under|below"
        r"|a\s+maximum\s+of|just\s+under|nearly|almost|close\s+to|approaching|[<≤]"),
    ("about", r"about|around|approximately|roughly|some|circa|c\.|ca\.|an?\s+estimated|an?\s+average\s+of|estimated\s+at"
        r"|an?\s+approximate|the\s+equivalent\s+of|equivalent\s+to|more\s+or\s+less|[~≈±]"),
)  # fmt: skip
_NEAR = {"nearly", "almost", "close to", "approaching"}  # a little less: about, not at most
_BOUND = Folded("|".join(f"(?P<{name}>(?:{body}))" for name, body in _LEFT))
_OPEN = re.compile(r"\s*(?:\+|or\s+(?:more|above|higher)|plus)(?![\w])", re.IGNORECASE)
_CLOSED = re.compile(r"\s*or\s+(?:less|below|fewer|under)\b", re.IGNORECASE)
_YEARLY = re.compile(
    r"\b(?:annual(?:ly|ised|ized)?|yearly|per\s+annum|a\s+year|per\s+year|each\s+year|every\s+year|/yr"
    r"|p\.?a\.?)\b",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r"\b(?:production|output|capacity|throughput|supply|sales?|exports?|imports?|demand|consumption|rate|run[-\s]rate"
    r"|produc\w+|quota)\b",
    re.IGNORECASE,
)


#: "200 t of dysprosium and terbium a year", "1,150 cars a day"
_OF_A_YEAR = re.compile(
    r"(?:\s+of)?(?:\s+[A-Za-z][\w-]*){0,7}?\s+(?:an?|per|each)\s+(?P<per>year|day|week|month)\b(?!\s+(?:earlier|ago|before|later))"
)
_OTHER = re.compile(r"\b(?:is|are|was|were|in|by|from|to|at|which|that|while|but|for|than)\b")
_PER = {"year": "year", "day": "day", "week": "week", "month": "month"}


def plain(text: str, number: Number, unit: str, kind: str, noun: str = "", end: int | None = None) -> Quantity:
    value, low, high = (None if x is None else float(x) for x in (number.value, number.low, number.high))
    end = number.end if end is None else end
    bound = "order_of_magnitude" if value is None else "exact"
    return finished(text, Quantity(number.start, end, value, low, high, bound, unit, text[number.start : end], kind, "", noun))


def finished(text: str, q: Quantity) -> Quantity:
    """The quantity with its bound, the words that say it, and its time base."""
    bound, start = bounded(text, q.start)
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
    unit = (
        f"{q.unit}/{suffix}" if per and q.kind in ("mass", "volume", "energy", "money", "count", "length") and "/" not in q.unit else q.unit
    )
    return replace(q, start=start, value=value, low=low, high=high, bound=bound, unit=unit, time_base=per)


def with_base(text: str, q: Quantity) -> Quantity:
    """The quantity with the time base that the words around all of it give: "annual capacity of 3,000 to 3,500 t"."""
    per = "" if q.time_base or "/" in q.unit else _yearly(text, q)
    return replace(q, unit=f"{q.unit}/yr", time_base=per) if per else q


def _yearly(text: str, q: Quantity) -> str:
    """A time base that stands apart from the unit: "5,000 tonnes of annual output", "an annual capacity of 5,000 t"."""
    if q.kind not in ("mass", "count", "volume", "energy"):
        return ""
    apart = _OF_A_YEAR.match(text, q.end)
    if apart is not None and not _OTHER.search(apart.group()):
        return _PER[apart["per"].lower()] if apart["per"].lower() == "year" or q.kind == "count" else ""
    after = re.split(r"[.;]|,\s|\b(?:and|while|but|from|in|by)\b", text[q.end : q.end + 90])[0]
    before = re.split(r"[.;]|,\s|\b(?:and|while|but)\b", text[max(0, q.start - 70) : q.start])[-1]
    for part in (after, before):
        if re.search(r"\b(?:a|per|each)\s+year\s+(?:earlier|ago|before|later|old)\b", part):
            continue
        if _YEARLY.search(part) and (_FLOW.search(part) or part is after):
            return "year"
    return ""


def bounded(text: str, start: int) -> tuple[str, int]:
    """Bound in the words before a quantity, and where they begin."""
    before = text[max(0, start - 40) : start]
    for found in _BOUND.finditer(before):
        if not before[found.end() :].strip() and (found.start() == 0 or not before[found.start() - 1].isalnum()):
            name = found.lastgroup or "exact"
            if " ".join(found.group().split()) in _NEAR:
                name = "about"
            return name, max(0, start - 40) + found.start()
    return "exact", start
