"""Forms and stages of the chain, elements, and what a quantity measures, told from the words around it."""

from __future__ import annotations

import re

from didymium.elements import ELEMENTS

#: the first that matches nearest to the quantity wins; longer words stand first
_FORMS: tuple[tuple[str, str, str], ...] = (
    ("finished_magnet", "magnet", r"finished\s+(?:\w+\s+){0,2}magnets?"),
    ("blank", "magnet", r"(?:magnet\s+)?blanks?|sintered\s+blocks?"),
    ("alloy", "alloy", r"(?:\w+\s+)?magnet(?:ic)?[-\s](?:material\s+)?alloys?|strip[-\s]cast\w*|alloy\s+flakes?|alloys?|hydrogen[-\s]storage\s+alloys?"),
    ("magnet", "magnet", r"(?:permanent[-\s]|sintered\s+|bonded\s+|rare[-\s]earth\s+|ndfeb\s+|neodymium\s+)*magnets?|magnetic\s+materials?|magnet-making|magnet\s+\w+"),
    ("metal", "metal", r"(?:rare[-\s]earth\s+)?metals?(?=\s|[.,;)]|$)(?!\s+(?:mining|market|exchange|prices?))|mischmetal|metalli[sz]ation|metal-making"),
    ("carbonate", "crack", r"(?:mixed\s+)?(?:rare[-\s]earth\s+)?carbonates?|mrec|mixed\s+(?:rare[-\s]earth\s+)?(?:chloride|oxide|compounds?)"),
    ("oxide", "separation", r"oxides?|separated\s+(?:rare[-\s]earth\s+)?products?|ndpr(?!\s+(?:metal|alloy|magnet))|reo\b|treo\b"),
    ("concentrate", "concentrate", r"concentrates?|monazite|bastn\w+|xenotime"),
    ("ore", "mine", r"\bores?\b|run[-\s]of[-\s]mine|mineral\s+resource|ore\s+reserves?|deposit|reserves\s+of"),
    ("scrap", "recycling", r"scrap|swarf|end-of-life|recycled\s+\w+"),
)
_STAGES: tuple[tuple[str, str], ...] = (
    ("recycling", r"recycl\w+|scrap|end-of-life"),
    ("magnet", r"magnet[-\s](?:making|production|plant|factory|facility|manufactur\w+|output|supply)|magnets?\b"),
    ("alloy", r"alloy\w*|strip[-\s]cast\w*"),
    ("metal", r"metalli[sz]\w+|metal-?(?:making|processing)|metal\s+(?:production|plant)|smelter"),
    ("separation", r"separat\w+|smelting|refin\w+|solvent\s+extraction|processing|oxides?"),
    ("crack", r"crack\w*|leach\w*|carbonates?"),
    ("concentrate", r"beneficiat\w+|flotation|concentrat\w+"),
    ("mine", r"\bmin(?:e|es|ed|ing|er|ers)\b|\bores?\b|exploration|deposit|drill\w*|open[-\s]pit"),
    ("use", r"\bmotors?\b|vehicles?|\bEVs?\b|wind\s+turbines?|end[-\s]use"),
)
_FORM = [(name, stage, re.compile(rf"\b(?:{body})\b" if not body.startswith(r"\b") else body, re.IGNORECASE)) for name, stage, body in _FORMS]
_STAGE = [(name, re.compile(body, re.IGNORECASE)) for name, body in _STAGES]
_ELEMENT = re.compile(
    r"\b(?P<ndpr>NdPr|Nd-?Pr|neodymium[\s-]+(?:and[\s-]+)?praseodymium|PrNd|Pr-Nd|didymium)\b"
    rf"|\b(?P<name>{'|'.join(e.name for e in ELEMENTS.values())})\b|\b(?P<symbol>Dy|Tb|Nd|Pr|Sm|Gd|Eu|Ho|La|Ce|Sc)(?=\s|[,;.)/-]|$|\d?O)",
    re.IGNORECASE,
)
_PREDICATES: tuple[tuple[str, str], ...] = (
    ("ownership", r"\b(?:stake|equity|shareholding|owned|owns?|shares?\s+(?:in|of)\s+(?:the\s+)?(?:company|equity|capital)|interest\s+in)\b"),
    ("market_share", r"\b(?:market\s+share|of\s+(?:the\s+)?(?:global|world|world[’']s|china[’']s|domestic|total|its|all|us|u\.s\.|european)|global\s+market|market|worldwide|of\s+(?:the\s+)?\w+\s+(?:supply|production|output|exports|imports|demand|capacity))\b"),
    ("capacity", r"\b(?:capacit\w+|nameplate|capable\s+of|able\s+to\s+(?:produce|process|make)|designed\s+to|throughput)\b"),
    ("quota", r"\bquotas?\b"),
    ("price", r"\b(?:pric\w+|per\s+kilogram|per\s+tonne|/kg|quoted|floor)\b"),
    ("resource", r"\b(?:reserves?|resources?|deposits?|grade|grading)\b"),
    ("export", r"\bexport\w*\b|\bship(?:ped|ments?)\b"),
    ("import", r"\bimport\w*\b"),
    ("sales", r"\b(?:sales|sold|sell\w*|offtake|off-take|purchas\w+|buy\w*|bought|suppl(?:y|ied|ies)|deliver\w*)\b"),
    ("demand", r"\b(?:demand|consum\w+|needs?|requires?)\b"),
    ("stock", r"\b(?:stock(?:pile\w*|s)?|inventor\w+|warehouse\w*)\b"),
    ("investment", r"\b(?:invest\w*|capex|capital\s+(?:expenditure|cost)|spend\w*|spent|cost\w*|fund\w*|loan\w*|grant\w*|financ\w+|rais\w+|award\w*|worth|valued|contract)\b"),
    ("revenue", r"\b(?:revenue\w*|profit\w*|earnings|ebitda|income|turnover|cash|loss(?:es)?|margin\w*|dividend\w*|market\s+cap\w*|receipts)\b"),
    ("workforce", r"\b(?:workers|employees|jobs|staff|people|engineers)\b"),
    ("recovery", r"\b(?:recover(?:y|ies)|yields?)\b"),
    ("production", r"\b(?:produc\w+|output|mined|made|manufactur\w+|process\w*|recycl\w+|separat\w+|generat\w+|yield\w*)\b"),
    ("growth", r"\b(?:increas\w*|ris\w*|rose|grew|grow\w*|up|jump\w*|surg\w*|climb\w*|gain\w*|higher|expand\w*)\b"),
    ("decline", r"\b(?:decreas\w*|fell|fall\w*|down|drop\w*|declin\w*|slump\w*|slip\w*|lower|plung\w*|slid\w*|cut\w*|reduc\w*)\b"),
)  # fmt: skip
_PREDICATE = [(name, re.compile(body, re.IGNORECASE)) for name, body in _PREDICATES]
#: which predicates a kind of quantity can have; the rest keep the kind's own name
ALLOWED = {
    "mass": ("capacity", "quota", "resource", "export", "import", "sales", "demand", "stock", "production"),
    "share": ("ownership", "market_share", "recovery", "growth", "decline", "capacity", "demand", "resource", "production", "export", "import", "sales", "price"),
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
        (found.start() - end if found.start() >= end else start - found.end(), name) for name, pattern in _STAGE for found in pattern.finditer(text)
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
