"""Standings: ranks and firsts, targets met, plan windows. They are quantities without a unit of measure."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from didymium.evidence.amount import Quantity
from didymium.evidence.folded import Folded
from didymium.evidence.hint import hint
from didymium.evidence.period import periods
from didymium.evidence.sentence import finite

_NTH = r"(?P<nth>second|third|fourth|fifth|sixth|2nd|3rd|4th|5th)"
_WHOSE = (
    r"(?:(?:the\s+)?(?:world|globe|country|nation|region|industry|province|state|continent)[’']s"
    r"|[A-Z][\w.]*(?:\s+[A-Z][\w.]*)?[’']s|the\s+(?:global|national|european|asian|western|chinese|american|australian|u\.?s\.?"
    r"|african|domestic)|the)"
)
_TOP = r"(?:largest|biggest|highest|richest|leading|foremost|top|no\.?\s?1|number\s+one)"
_RANK = re.compile(
    rf"(?:(?P<one_of>one\s+of\s+)?(?P<whose>{_WHOSE})\s+(?:{_NTH}[\s-]+)?(?P<top>{_TOP})\b"
    rf"|\b{_NTH.replace('nth', 'nth2')}[\s-](?P<top2>largest|biggest|highest)\b"
    rf"|(?:the\s+)?(?:{_WHOSE}\s+)?(?P<first>first)(?=[\s-]+(?:[\w-]+\s+){{0,7}}?(?:in|of)\s+(?:the\s+)?(?:world|country|nation"
    rf"|China|Europe|Asia|Africa|America|Australia|United\s+States|its\s+kind|state|province|region|county|industry|bloc|hemisphere|EU|UK|U\.?S\.?)\b)"
    rf"|(?:the\s+)?(?:world|country|nation|Asia|Europe|Africa|America|Australia|China)[’']s\s+(?P<first2>first)\b"
    r"|(?-i:[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)[’']s\s+(?P<first4>first)(?=\s+(?!lady|half|quarter|day|week|month|year|time)[a-z])"
    r"|\bthe\s+(?P<first5>first)(?=\s+(?!half|quarter|day|week|month|year|time|phase|stage|step)(?:[\w-]+\s+){1,5}?to\s+(?!the\b|a\b|an\b|its\b|[A-Z0-9])[a-z]+)"
    r"|\b(?P<first3>(?:an?\s+)?(?:national|world|global|industry|european)[\s-]first)\b(?![\s-]class)"
    rf"|\b(?P<leads>lead(?:s|ing)?\s+(?:the\s+)?(?:world|globe|country|nation|industry|field)\b|rank(?:s|ed"
    rf"|ing)?\s+(?:as\s+)?(?:the\s+)?(?P<nth3>first|second|third|fourth|fifth|no\.?\s?\d+|number\s+\w+)))",
    re.IGNORECASE,
)
#: a text without any of these holds no standing
_HINT = Folded(
    r"largest|biggest|highest|richest|leading|foremost|top|first|\bno\.?\s?\d|number|lead|rank|targets?|goals?|plan|guidance|quota|objective|budget|fyp|five"
)
_ORDER = {
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "5th": 5,
    "first": 1,
    "one": 1,
    "two": 2,
    "three": 3,
}
#: what makes a superlative a statement: it stands in apposition, as predicate, or as the object of making something
_CLAIMS = re.compile(
    r"(?:[,;:(|]|[—–]|\s-|^|\b(?:is|are|was|were|be|been|being|has|have|had|boasts?|became|becomes?|remains?|remained|as|now|already|currently|also"
    r"|still|home\s+to|into|to\s+become"
    r"|launch(?:e[sd]|ing)?|build(?:s|ing)?|built|commission(?:ed|ing|s)?|open(?:ed|ing|s)?|complet(?:ed|es?|ing)|unveil(?:ed|ing"
    r"|s)?|creat(?:ed|es?|ing)|develop(?:ed|ing|s)?"
    r"|produc(?:ed|es?|ing)|operat(?:ed|es?|ing)|owns?|owned|runs?|ran|own(?:ed|ing)?|establish(?:ed|es|ing)?|made|makes?|making"
    r"|achiev(?:ed|es?|ing)|deliver(?:ed|s|ing)?"
    r"|start(?:ed|s|ing)?|put|holds?|host(?:s|ed|ing)?|including|includes?|and|form(?:ed|s|ing)?|ship(?:ped|s|ping)?|sign(?:ed|s"
    r"|ing)?|mark(?:ed|s|ing)?|represent(?:ed|s|ing)?))\s*$",
    re.IGNORECASE,
)
_MET = re.compile(
    r"(?<!\bto\s)(?<!\bwill\s)(?<!\bwould\s)(?<!\bcould\s)(?<!\bcan\s)(?<!\bshould\s)(?<!\bmust\s)(?<!\bmay\s)(?<!\bnot\s)\b(?P<how>largely|basically|broadly|mostly|nearly|almost|fully|successfully|partly|partially|comfortably|narrowly)?\s*\b"
    r"(?<!\bto\s)(?P<verb>met|meets?|meeting|hit|achieved|attained|fulfilled|reached|exceeded|beat|surpassed|outperformed|missed"
    r"|fell\s+short\s+of|completed)\s+"
    r"(?:(?:its|their|the|his|our|all|both)\s+){0,2}(?:[\w-]+\s+){0,6}?(?:targets?|goals?|plans?|guidance|quotas?|objectives?|budget)\b",
    re.IGNORECASE,
)
_SHARES = {
    "largely": (0.9, 1.0),
    "basically": (0.9, 1.0),
    "broadly": (0.9, 1.0),
    "mostly": (0.8, 1.0),
    "nearly": (0.9, 1.0),
    "almost": (0.9, 1.0),
}
_SHARES |= {"partly": (0.0, 1.0), "partially": (0.0, 1.0)}


def standings(text: str) -> list[Quantity]:
    """Ranks that are claimed, targets said to be met or missed, and plans named with their years.

    What only praises ("the leading producer", "the best answer", "the biggest problem") is none.

    >>> [(q.kind, q.value) for q in standings("Acme, the world's second-largest producer, largely met its 2024 goals")]
    [('rank', 2.0), ('attainment', None)]
    >>> [q.written for q in standings("no other mine is one of the largest, and the biggest problem remains")]
    ['no other', 'one of the largest']
    """
    sole = [_first(m) for m in _SOLE.finditer(text)] if _SOLE_HINT.search(text) else []
    sole += [_rank_of(m, _place(m.group().lower())) for m in _NO_OTHER.finditer(text)] if _NO_OTHER_HINT.search(text) else []
    if not _HINT.search(text):
        return sole
    found = [*sole, *(q for m in _RANK.finditer(text) if (q := _rank(text, m)) is not None)]
    found += [_great(m) for m in _GREATEST.finditer(text) if _stated(text, m, found)]
    found += [_met(m) for m in _MET.finditer(text)]
    found += _windows(text)
    return sorted(found, key=lambda q: q.start)


def _rank(text: str, m: re.Match[str]) -> Quantity | None:
    if m["one_of"]:
        return None
    word = (m["nth"] or m["nth2"] or m["nth3"] or "first").lower()
    figure = re.search(r"\d+", word)
    value = float(figure.group()) if figure else float(_ORDER.get(word.split()[-1], 1))
    before = text[: m.start()]
    if m["first4"] or m["first5"]:
        return _rank_of(m, 1.0)
    if not m["leads"] and not _CLAIMS.search(before) and not (_scoped(text, m) and finite(before) is not None):
        return None
    if not before.strip(" “\"'(|") and not m["leads"] and not m["first2"] and not m["first3"] and _goes_on(text[m.end() :]):
        return None  # the subject of the sentence
    praised = (m["top"] or "").lower() in ("leading", "foremost", "top")
    if praised and not (_RANKED.match(text, m.end()) and (m["whose"].lower() != "the" or _EVERYWHERE.search(text, m.end(), m.end() + 60))):
        return None
    if m["top"] and m["whose"] and m["whose"].lower() == "the" and not _SCOPE.search(text, m.end(), m.end() + 90):
        return None
    return Quantity(m.start(), m.end(), value, value, value, "exact", "rank", m.group(), "rank")


#: the largest of its kind; what is no firm, place or thing of the industry may be large in any way
_GREATEST = re.compile(
    rf"\b(?P<one_of>(?:one|some|two|three)\s+of\s+)?(?:the|its|their|whose|our|\w+[’']s)\s+(?:{_NTH}[\s-]+)?(?:single\s+)?(?:largest|biggest)\b"
    r"(?!\s+(?:[\w-]+\s+){0,2}?(?:econom\w+|powers?|threats?|risks?|challenges?|problems?|issues?|questions?|obstacles?|concerns?|hurdles?|winners?"
    r"|losers?|surprises?|parts?|differences?|mistakes?|worry|worries|names?|news|story|impact|advantages?|weakness\w*|drivers?|factors?|reasons?))",
    re.IGNORECASE,
)
#: an order without a superlative: "no other mine", "more than anyone else", "number one"
_NO_OTHER = re.compile(
    r"\bno\s+other(?=\s+(?:[\w-]+\s+){0,4}?(?:mine|producer|country|company|firm|plant|nation|supplier|maker|place|refinery|deposit|project|group|works|facility|region|state)\b)|\b(?:more(?!\s+\w+ly\b)|larger|bigger|richer|higher)\s+[^.;,]{0,60}?than\s+any(?:one|body|where)?(?:\s+(?:other|else))\b"
    r"|\bnumber\s+(?:one|two|three)\b|\bsecond\s+only\s+to\b"
    r"|\b(?:no|none|nobody|nowhere)\b(?=\s+(?!longer|doubt|word|sign|more\b|less\s+than)(?:[\w’'-]+\s+){0,5}?(?:more|larger|bigger|richer|stronger|higher|lower|cheaper)\b"
    r"(?=\s+[a-z])(?!\s+likely)(?!\s+than\s+(?:a\s+)?\w*\d))",
    re.IGNORECASE,
)
_NO_OTHER_HINT = Folded(hint([_NO_OTHER.pattern]))


def _place(words: str) -> float:
    """The place that an order without a superlative tells: "second only to China" is the second."""
    last = words.rsplit(maxsplit=1)[-1]
    return float(_ORDER.get(last, 2 if "only" in words else 1))


def _stated(text: str, m: re.Match[str], found: list[Quantity]) -> bool:
    """Whether a superlative that no other rule took says what something is, and does not only name it."""
    before = text[: m.start()].removesuffix("by far ")
    if any(f.start < m.end() and m.start() < f.end for f in found) or not _CLAIMS.search(before):
        return False
    return bool(before.strip(" “\"'(|")) or not _goes_on(text[m.end() :])


def _great(m: re.Match[str]) -> Quantity:
    if m["one_of"]:
        return replace(_rank_of(m, 1.0), value=None, high=None, bound="at_least")
    return _rank_of(m, float(_ORDER.get((m["nth"] or "first").lower(), 1)))


def _rank_of(m: re.Match[str], place: float) -> Quantity:
    return Quantity(m.start(), m.end(), place, place, place, "exact", "rank", m.group(), "rank")


#: among whom something is first
_SCOPE = re.compile(r"\b(?:in|of|on)\s+(?:the\s+)?[A-Za-z]|\bworldwide\b|\banywhere\b")


#: what "leading" and "top" rank; else they only praise
_RANKED = re.compile(
    r"(?:\s[\w-]+){0,4}?\s(?:producer|supplier|maker|miner|exporter|importer|processor|refiner|manufacturer|consumer|source|buyer|seller)s?\b"
)
_EVERYWHERE = re.compile(r"\bin\s+the\s+(?:world|country)\b|\bworldwide\b|\banywhere\b|\bon\s+earth\b")


def _scoped(text: str, m: re.Match[str]) -> bool:
    """Whether a superlative says among whom: "the world's largest", "the largest mine in Laos"."""
    owned = bool(m["whose"]) and (m["whose"].lower() != "the" or _SCOPE.search(text, m.end(), m.end() + 60) is not None)
    return owned or bool(m["first"])


_SOLE_HINT = Folded(
    r"the only|the sole|the one|record|all-time|a first|(?:the|its|their)\s+(?:high|larg|bigg|low|small|long|be|wor|strong|weak)\w*st\b"
)
#: what is alone or ahead of all: "the only producer in Europe", "its highest ever", "record output"
_SOLE = re.compile(
    r"\b(?P<only>the\s+(?:only|sole|one(?=\s+(?:company|firm|mine|country|producer|plant|nation|place|supplier|maker)\b)))"
    r"(?!\s+(?:way|thing|question|reason|problem|option|solution|exception|answer|hope|choice|issue)\b)"
    r"(?=\s+(?:[^.;,]{3,80}\b(?:in|outside|on|where|of|that|with|to|which|who|whose)\b"
    r"|(?:[\w-]+\s+){0,5}?(?:mine|producer|supplier|plant|company|refinery|source|maker|deposit|miner|manufacturer|supply|country|buyer|alternative)\b))"
    r"|\b(?P<most>(?:the|its|their)\s+(?:highest|largest|biggest|lowest|smallest|longest|best|worst|strongest|weakest))(?=\s(?:[^.,;]{0,60}\s)?(?:ever|on\s+record|has\s|have\s"
    r"|since\s|in\s+(?:its|the)\s+history|in\s+(?:\w+|more\s+than\s+\w+)\s+years)\b)"
    r"|\b(?P<one>a\s+first)(?=\s+(?:for|in)\s+(?:the|its|[A-Z]))"
    r"|\b(?P<peak>(?:an?\s+)?(?:all-time|record)[\s-](?:high|low)s?\b)|\b(?P<record>(?:an?\s+)?(?:all-time\s+)?record)(?=\s+(?:[\w-]+\s+){0,3}?(?:output|production|sales|revenue|profit|quarter|year|shipments|exports|imports|high|low|volumes?|deliveries))",
    re.IGNORECASE,
)


def _first(m: re.Match[str]) -> Quantity:
    name = next(n for n in ("only", "most", "peak", "record", "one") if m[n])
    return Quantity(*m.span(name), 1.0, 1.0, 1.0, "exact", "rank", m[name], "rank")


def _goes_on(rest: str) -> bool:
    """Whether a sentence follows that has the superlative as its subject."""
    return bool(
        re.search(
            r"\b(?:is|are|was|were|has|have|had|will|would|said|says|sets?|plans?|aims?|expects?|could|may|must"
            r"|\w{3,}ed)\b",
            rest,
        )
    )


def _met(m: re.Match[str]) -> Quantity:
    how, verb = (m["how"] or "").lower(), m["verb"].lower()
    low, high, bound, value = 1.0, 1.0, "exact", None
    if verb in ("exceeded", "beat", "surpassed", "outperformed"):
        low, high, bound = 1.0, None, "at_least"  # type: ignore[assignment]
    elif verb in ("missed",) or verb.startswith("fell"):
        low, high, bound = 0.0, 1.0, "at_most"
    elif how in _SHARES:
        low, high = _SHARES[how]
        bound = "about"
    else:
        value = 1.0
    return Quantity(m.start(), m.end(), value, low, high, bound, "fraction_of_target", m.group(), "attainment")


def _windows(text: str) -> list[Quantity]:
    """Plans that are named together with their years."""
    every = periods(text)
    found = []
    for a, b in pairwise(every):
        years = b if a.basis == "plan_window" else a
        if (
            {a.basis, b.basis} == {"plan_window", "stated"}
            and "/" in years.label
            and len(text[a.end : b.start].strip(" ”\"'(,PplLaAnN")) == 0
        ):
            low, high = (float(y[:4]) for y in years.label.split("/"))
            close = b.end + (1 if text[b.end : b.end + 1] == ")" else 0)
            found.append(Quantity(a.start, close, None, low, high, "range", "year", text[a.start : close], "window"))
    return found
