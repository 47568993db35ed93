"""Forms and stages of the chain, elements, and what a quantity measures, told from the words around it."""

from __future__ import annotations

import re

from didymium.elements import ELEMENTS
from didymium.evidence.cue import cue

#: forms with the stage that makes them; where two stand equally near, the first counts
_FORMS = {
    "finished_magnet": "magnet",
    "blank": "magnet",
    "alloy": "alloy",
    "magnet": "magnet",
    "metal": "metal",
    "carbonate": "crack",
    "oxide": "separation",
    "concentrate": "concentrate",
    "ore": "mine",
    "scrap": "recycling",
}
_STAGES = ("recycling", "magnet", "alloy", "metal", "separation", "crack", "concentrate", "mine", "use")
_FORM = [(name, stage, cue(f"form {name}")) for name, stage in _FORMS.items()]
_STAGE = [(name, cue(f"stage {name}")) for name in _STAGES]
_ELEMENT = re.compile(
    r"\b(?P<ndpr>NdPr|Nd-?Pr|neodymium[\s-]+(?:and[\s-]+)?praseodymium|PrNd|Pr-Nd|didymium)\b"
    rf"|\b(?P<name>{'|'.join(e.name for e in ELEMENTS.values())})\b|\b(?P<symbol>Dy|Tb|Nd|Pr|Sm|Gd|Eu|Ho|La|Ce|Sc)(?=\s|[,;.)/-]|$|\d?O)",
    re.IGNORECASE,
)
_PREDICATES = (
    *("ownership", "market_share", "capacity", "quota", "price", "resource", "export", "import", "sales", "demand", "stock"),
    *("investment", "revenue", "workforce", "recovery", "production", "growth", "decline"),
)
_PREDICATE = [(name, cue(f"predicate {name}")) for name in _PREDICATES]
#: which predicates a kind of quantity can have; the rest keep the kind's own name
ALLOWED = {
    "mass": ("capacity", "quota", "resource", "export", "import", "sales", "demand", "stock", "production"),
    "share": (
        "ownership",
        "market_share",
        "recovery",
        "growth",
        "decline",
        "capacity",
        "demand",
        "resource",
        "production",
        "export",
        "import",
        "sales",
        "price",
    ),
    "money": ("investment", "revenue", "price", "sales"),
    "power": ("capacity", "production"),
    "energy": ("demand", "production"),
    "compute": (),
    "count": ("workforce",),
}
OWN = {
    "mass": "amount",
    "share": "share",
    "money": "money",
    "price": "price",
    "time": "duration",
    "count": "count",
    "rank": "rank",
    "purity": "purity",
    "scale": "scale",
    "ratio": "change",
    "window": "plan_window",
    "attainment": "target_attainment",
    "compute": "compute_capacity",
    "power": "capacity",
    "grade": "grade",
}


def form_near(text: str, start: int, end: int) -> tuple[str | None, str | None]:
    """Form and stage named nearest to a quantity; what follows it counts before what stands in front.

    >>> form_near("output of 5,000 t of magnet alloy and 20 t of oxide", 10, 17)
    ('alloy', 'alloy')
    """
    best: tuple[int, str, str] | None = None
    for name, stage, pattern in _FORM:
        for found in pattern.finditer(text):
            gap = found.start() - end if found.start() >= end else 2 * (start - found.end()) + 10
            gap = max(0, gap)
            if best is None or gap < best[0]:
                best = (gap, name, stage)
    if best is None or best[0] > 160:
        return None, _stage_near(text, start, end)
    return best[1], best[2]


def _stage_near(text: str, start: int, end: int) -> str | None:
    """The stage named nearest to a quantity."""
    places = [
        (found.start() - end if found.start() >= end else start - found.end(), name)
        for name, pattern in _STAGE
        for found in pattern.finditer(text)
    ]
    return min(places)[1] if places else None


def stage_in(text: str) -> str | None:
    """The stage that words are about, the latest in the chain first; None when they name none.

    >>> stage_in("a separation plant in Texas"), stage_in("board meeting") is None
    ('separation', True)
    """
    places = [(found.start(), name) for name, pattern in _STAGE if (found := pattern.search(text))]
    return min(places)[1] if places else None


def element_near(text: str, start: int, end: int) -> str | None:
    """Element named nearest to a quantity: a symbol, or ``NdPr``.

    >>> element_near("600 t of dysprosium oxide", 0, 5), element_near("1677 t of NdPr", 0, 6)
    ('Dy', 'NdPr')
    """
    names = {e.name: symbol for symbol, e in ELEMENTS.items()}
    best: tuple[int, str] | None = None
    for found in _ELEMENT.finditer(text):
        if found["symbol"] and found["symbol"] not in ELEMENTS:
            continue
        symbol = "NdPr" if found["ndpr"] else names.get((found["name"] or "").lower(), found["symbol"] or "")
        gap = found.start() - end if found.start() >= end else 2 * (start - found.end()) + 10
        if best is None or gap < best[0]:
            best = (gap, symbol)
    return best[1] if best else None


def predicate_of(kind: str, text: str, start: int, end: int) -> str:
    """What a quantity measures: the allowed predicate whose words stand nearest, else the name of its kind.

    >>> t = "will invest 34 billion yuan in new capacity"
    >>> predicate_of("money", t, 12, 27)
    'investment'
    """
    best: tuple[int, str] | None = None
    for name, pattern in _PREDICATE:
        if name not in ALLOWED.get(kind, ()):
            continue
        for found in pattern.finditer(text):
            gap = found.start() - end if found.start() >= end else start - found.end()
            if found.start() < end and found.end() > start:
                gap = 0
            if best is None or gap < best[0]:
                best = (gap, name)
    if best is not None and best[0] <= 120:
        return best[1]
    return OWN.get(kind, kind)
