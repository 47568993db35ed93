"""When a claim is about, and how far what it says has come: its period and its modality."""

from __future__ import annotations

import re

from didymium.evidence import cue
from didymium.evidence.amount import Quantity
from didymium.evidence.meaning import Sense
from didymium.evidence.period import Period, before, bounds, closing, completed, periods
from didymium.evidence.piece import Piece
from didymium.evidence.sentence import finite

#: quantities that belong to a period; purity, rank, share and scale hold as such
TIMED = frozenset({"mass", "money", "count", "compute", "power", "energy", "volume"})
#: quantities of what goes on or changes
CHANGING = TIMED | {"share", "ratio", "price", "percentage_point", "rate", "acidity", "concentration", "grade", "length", "area"}
#: what holds as such, whatever period stands near
STANDING = frozenset({"capacity", "resource", "ownership", "duration", "plan_window", "rank", "purity", "scale", "market_share"})
#: "1,400 t a year earlier", "$5 m in the previous quarter"
_EARLIER = re.compile(
    r"[^,;.]{0,40}?\b(?:an?|one)\s+(?P<unit>year|quarter)\s+(?:earlier|before|ago|prior|previously)\b"
    r"|[^,;.]{0,25}?\b(?:an?|one)\s+(?P<unit3>week|month)\s+(?:earlier|before|ago|prior|previously)\b"
    r"|[^,;.]{0,40}?\bin\s+the\s+(?:previous|prior|preceding)\s+(?P<unit2>year|quarter)\b",
    re.IGNORECASE,
)
_DISTANT = 130  # characters from which on a period in front no longer belongs to a quantity


def period_of(
    sentence: str,
    piece: Piece,
    amount: Quantity | None,
    part: Piece,
    published: str | None,
    year: str | None,
    lead: Period | None,
    modality: str,
    carried: Period | None = None,
    predicate: str = "",
) -> tuple[str | None, str]:
    """Label and basis of a claim's period: stated beside it, before it in its piece, once in its sentence, or by the list's lead.

    A missing year is filled in with ``year``. A price without a date is of the day of publication; what flows or changes
    takes the period ``carried`` over from the sentence before. (None, "unknown") where the text gives none.
    """
    if amount is not None and amount.kind == "window" and amount.low is not None and amount.high is not None:
        return f"{int(amount.low)}/{int(amount.high)}", "plan_window"
    past = modality not in ("planned", "target", "directed", "speculated")

    def whole_of(period: Period) -> Period:
        return completed(period, year, None if modality == "asserted" else past, published)

    every = list(periods(sentence, published))
    if amount is not None and amount.kind not in ("window", "attainment"):
        low, high = piece.start + amount.start, piece.start + amount.end
        every = [p for p in every if p.end <= low or p.start >= high]
    if amount is not None:
        every = [p for p in every if not _compared(sentence, p, piece.start + amount.end)]
    if amount is not None and lead is not None and past and _REPORTED.search(sentence, part.start, part.end):
        return lead.label, "inferred"
    chosen = _nearest(every, piece, amount, part)
    back = None if amount is None else _EARLIER.match(sentence, piece.start + amount.end)
    change = (
        back is not None
        and amount is not None
        and amount.kind in ("share", "ratio")
        and re.search(r"\b(?:from|than|over|on)\b", back.group())
    )
    if back is not None and not change and not any(part.start <= p.start < part.end for p in every):
        near = carried or lead
        base = whole_of(chosen).label if chosen is not None else published if back["unit3"] else near.label if near else None
        label = before(base, (back["unit"] or back["unit2"] or back["unit3"]).lower()) if base else None
        return (label, "relative") if label else (None, "unknown")
    if chosen is not None:
        whole = whole_of(chosen)
        return (whole.label, whole.basis) if whole.whole else (None, "unknown")
    cell = amount is not None and piece.end - piece.start == len(sentence) and amount.end - amount.start == len(sentence)
    if cell and lead is not None:
        return lead.label, "inferred"
    if amount is not None and amount.kind == "price" and past and published and len(published) == 10 and "market" in predicate:
        return published, "inferred"
    if (
        amount is not None
        and amount.kind in ("price", "money", "share")
        and published
        and len(published) == 10
        and _TRADED.search(sentence)
    ):
        return published, "inferred"
    if amount is not None and lead is not None and _CLOSING.search(sentence):
        return closing(lead.label) or lead.label, "inferred"
    loose = amount is None and finite(sentence) is None
    if lead is not None and modality != "directed" and (loose or cell or (amount is not None and amount.kind in TIMED)):
        return lead.label, "inferred"
    if amount is not None and amount.kind in CHANGING and predicate not in STANDING:
        about = carried or (lead if past else None)
        if about is not None and (
            (past and not _ahead(about.label, published)) or (not past and about.label[:4] >= (published or about.label)[:4])
        ):
            return about.label, "inferred"
    return None, "unknown"


#: words behind which a period is only compared with
_COMPARED = re.compile(r"\b(?:compared\s+(?:with|to)|versus|vs\.?|against|than|up\s+from|down\s+from)\s")
_ONLY_COMPARED = re.compile(r"\b(?:compared\s+(?:with|to)|versus|vs\.?|against|than)\s+(?:[A-Za-z’'-]+\s+){0,5}$", re.IGNORECASE)


def _compared(sentence: str, period: Period, at: int) -> bool:
    """Whether a quantity at ``at`` is only compared with what was so in a period."""
    if _ONLY_COMPARED.search(sentence[: period.start]):
        return True
    return period.start > at and bool(_COMPARED.search(sentence[at : period.start]))


#: what shares and goods cost and move by on the day
_TRADED = re.compile(
    r"\b(?:shares?|stock)\b[^.;]{0,60}\b(?:fell|rose|lost|gained|dropped|jumped|closed|closing|ended|trad\w+|up|down)\b|\bearly\s+trading\b"
)
_REPORTED = re.compile(
    r"\b(?:during|in|for|over|this)\s+(?:the\s+)?(?:quarter|period|half|half-year)\b(?!\s+(?:of|ended|ending|to)\b)", re.IGNORECASE
)
_CLOSING = re.compile(
    r"\b(?:at|by|to)\s+(?:the\s+)?(?:quarter|period|half[-\s]year|year)[-\s]?end\b|\bend\s+of\s+(?:the\s+)?(?:quarter|period)\b",
    re.IGNORECASE,
)


def _nearest(every: list[Period], piece: Piece, amount: Quantity | None, part: Piece) -> Period | None:
    own = [p for p in every if part.start <= p.start < part.end]
    every = list({p.label: p for p in reversed(every)}.values())[::-1]
    inside = [p for p in every if piece.start <= p.start < piece.end]
    if amount is None:
        return inside[0] if inside else every[0] if len(every) == 1 and piece.kind != "apposition" else None
    at = piece.start + amount.start
    if own:
        return min(own, key=lambda p: min(abs(p.start - at), abs(p.end - at)))
    before = [p for p in inside if p.end <= at and at - p.end < _DISTANT]
    if before and len(before) == 1:
        return before[0]
    if len(inside) == 1:
        return inside[0]
    near = (
        every[0].end <= piece.start
        if len(every) == 1 and piece.kind in ("main", "coordinate")
        else piece.kind in ("participle", "relative")
    )
    if not inside and len(every) == 1 and near:
        return every[0]
    return None


def _ahead(label: str, published: str | None) -> bool:
    """Whether a period begins after the day of publication."""
    own, day = bounds(label), bounds(published) if published else None
    return own is not None and day is not None and own[0] > day[1]


def modality_of(text: str, amount: Quantity, found: Sense | None, piece: Piece, lead: Sense | None, official: bool = False) -> str:
    """How far a quantity is claimed: achieved, ongoing, planned, a target, directed, speculated or only asserted.

    What a notice or an order (``official``) says to be so, it directs.
    """
    told = _modality(text, amount, found, piece, lead)
    return "directed" if official and told in ("asserted", "target", "planned") and amount.kind not in ("rank", "window") else told


#: somebody expects something of the market
_EXPECTS = re.compile(
    r"\b(?:expects?|sees?|forecasts?|predicts?|projects?|estimates?)\s+(?:[\w’'-]+\s+){0,3}?(?:prices?|demand|supply|the\s+market|consumption|growth)\b"
)


#: what nobody decides, so that what is said to come is a forecast
_OUTLOOK = re.compile(
    r"\W*(?:the\s+)?(?:(?:[\w’'-]+\s+){0,4}?(?:demand|consumption|prices?|markets?|supply|deficit|surplus)"
    r"|(?:global|world(?:wide|[’']s)?)\s(?:[\w-]+\s+){0,3}?(?:production|output|capacity))\b",
    re.IGNORECASE,
)


#: words of a plan that stay one beside a verb of the past: "agreed to build", "approved a plan to"
_PLANS_MADE = re.compile(
    r"\b(?:to|will|would|plans?\s+to|due|set|expected|scheduled|aim\w*|intend\w*|target\w*|pledg\w*|commit\w*|promis\w*|propos\w*|guid\w+)\s+(?:to|for|of|in|by|[a-z]+)\b"
)


def _modality(text: str, amount: Quantity, found: Sense | None, piece: Piece, lead: Sense | None) -> str:
    if amount.kind in ("attainment", "window"):
        return "achieved" if amount.kind == "attainment" else "asserted"
    if re.search(
        r"\b(?:targets?|goals?|guidance)\s+(?:of|for|to|is|at)\b[^,;]{0,20}$"
        r"|\btarget\w*\s*$",
        text[max(0, amount.start - 40) : amount.start],
        re.IGNORECASE,
    ):
        return "target"
    loose = finite(text, headed=piece.head is not None) is None
    if lead is not None and lead.kind in ("fact", "commitment") and loose:
        return lead.modality
    if found is not None and found.kind == "commitment":
        return "achieved" if loose and lead is None and found.modality == "directed" and piece.head is None else found.modality
    around = text[max(0, amount.start - 70) : amount.end] + re.split(r",\s", text[amount.end : amount.end + 40])[0]
    main = finite(text, headed=piece.head is not None)
    if main is not None and main.modal == "would" and not cue.JUDGED.search(text):
        return "planned"
    if main is not None and main.modal == "can":
        return "achieved"
    if _EXPECTS.search(text[: amount.start]) or (
        _OUTLOOK.match(text) and main is not None and (main.modal or cue.PLANNED.search(text[main.start :]))
    ):
        return "speculated"
    guessed = found is not None and found.kind == "assessment" and found.modality == "speculated"
    if guessed or re.search(r"\b(?:could|may|might)\b", around):
        return "speculated"
    done = main is not None and not main.modal and main.verb is not None and "past" in main.verb.forms and not _PLANS_MADE.search(around)
    if cue.PLANNED.search(around) and not done and not re.search(r"\bagreed to \w+ed\b", around):
        return "planned"
    if piece.kind == "apposition" and amount.kind == "rank":
        return "asserted"
    return _tense(text, piece, lead)


def _tense(text: str, piece: Piece, lead: Sense | None) -> str:
    main = finite(text, headed=piece.head is not None)
    if main is None:
        return "achieved" if re.match(r"\W*[A-Za-z]+ing\b", text) else "asserted"
    if lead is not None and lead.kind == "fact":
        return "achieved"
    if main.modal:
        return "planned"
    if re.search(r"\b(?:is|are)\s+(?:\w+ly\s+)?\w+ing\b", text):
        return "ongoing"
    past = main.verb is not None and bool(main.verb.forms & {"past", "participle"}) and not re.match(r"(?:is|are)\b", text[main.start :])
    return "achieved" if past or re.match(r"(?:has|have|had|was|were)\b", text[main.start :]) else "asserted"
