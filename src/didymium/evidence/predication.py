"""What a clause with a finite verb states: an order, a plan, a judgement, what is absent, what happened."""

from __future__ import annotations

import re

from didymium.evidence import cue
from didymium.evidence.meaning import Sense, Setting, event
from didymium.evidence.opinion import judges
from didymium.evidence.piece import Piece
from didymium.evidence.sentence import Finite
from didymium.evidence.subject import about_firm


def clause(text: str, piece: Piece, main: Finite, setting: Setting) -> Sense | None:
    """A clause with a finite verb."""
    subject = text[: main.start]
    kinds = main.verb.kinds if main.verb else frozenset()
    abstract = bool(cue.ABSTRACT.search(text))
    market = bool(cue.MARKET.search(subject))
    judged = bool(cue.JUDGED.search(_SCARE.sub(" ", text)))
    conjecture = (not (setting.official and main.modal == "may") and main.modal in ("may", "might", "could")) or (
        main.modal == "would" and not setting.spoken
    )
    opinion = Sense(
        "assessment",
        "forecast" if cue.CONJECTURE.search(text) else "assessment",
        "speculated" if cue.CONJECTURE.search(text) else "asserted",
    )
    if piece.kind == "relative":
        if re.search(r"\bserves?\s+as\b", text) or (cue.ROLE.search(text) and re.search(r"\b(?:is|was|serves?|leads|heads)\b", text)):
            return Sense("fact", "holds_role", "achieved")
        if judged or "judge" in kinds or conjecture:
            return None
    if (abstract and not setting.spoken) or (market and (cue.CONJECTURE.search(text) or judged)):
        return opinion
    if main.negated and not main.modal:
        return _negated(text, main, opinion)
    if cue.DIRECTED.search(text[max(0, main.start - 2) :]) and not (main.modal == "should" and not setting.spoken and judged):
        if re.search(
            r"\b(?:analysts?|investors?|observers?"
            r"|western\s+policymakers)\b",
            subject,
            re.IGNORECASE,
        ) or (re.search(r"^\W*(?:this|that|it)\s", text, re.IGNORECASE) and judged):
            return opinion
        predicate = "policy_call" if re.search(r"\b(?:call(?:ed|s)?\s+(?:on|for)|stressed|urged\s+the)\b", text) else "directive"
        return Sense("commitment", predicate, "directed")
    if setting.official and main.modal in ("may", "can", "will") and not judged:
        return Sense("commitment", "directive", "directed")
    if main.verb is None and main.word in ("do", "does", "did"):
        return None
    if _KIND.match(text) and main.modal and not setting.official:
        return opinion
    if _MUSED.match(text) or (main.verb is not None and main.verb.lemma in _DOUBTS):
        return opinion
    if setting.spoken and main.modal in ("cannot", "can't") and re.match(r"\W*(?:we|you|they|nobody)\b", subject, re.IGNORECASE):
        return opinion
    plan = _plans(text, main) or (main.modal == "would" and setting.spoken)
    if plan and not (setting.named or cue.FIELD.search(text) or setting.head):
        return None
    if plan and not conjecture and not market:
        near = subject.rsplit(", ", 1)[-1]
        actor = (
            about_firm(text)
            or about_firm(near)
            or re.match(r"\W*(?:(?:[Tt]he\s+)?[A-Z][\w&.’'-]+\s+(?:[A-Z]\w|of\s+[A-Z])|[Ww]e\s)", subject)
        )
        if (judged and not setting.own) or ("judge" in kinds and (judged or (main.modal in ("will", "would") and not actor))):
            return opinion
        return Sense(
            "commitment", "expansion" if cue.EXPANSION.search(text) else "plan_measure" if main.modal or main.verb else "focus", "planned"
        )
    if conjecture or _LIKELY.search(text):
        return opinion
    if (
        "judge" in kinds
        and main.word
        not in (
            "demonstrated",
            "helped",
            "supported",
            "supports",
            "enhanced",
            "accelerated",
            "proved",
            "threatened",
            "benefited",
            "challenged",
            "highlights",
            "highlighted",
            "frame",
        )
    ) or judged:
        return (
            opinion
            if not (main.word in ("highlights", "highlighted") and cue.MEETING.search(text))
            else Sense("fact", "held_event", "achieved")
        )
    if judges(text, main):
        return opinion if piece.kind != "relative" else None
    if _POINTING.match(subject) and not main.passive:
        return None  # "that has changed": of what stands before
    if _MYSELF.match(subject):
        return None
    ongoing = bool(_ONGOING.search(text))
    past = (
        main.word not in ("is", "are", "has", "have") and (main.verb is not None and bool(main.verb.forms & {"past", "participle"}))
    ) or bool(re.search(r"\b(?:has|have|had|was|were)\b", text[main.start : main.end + 1]))
    told = event(text, "ongoing" if ongoing else "achieved" if past else "asserted")
    return told if told.predicate != "event" or setting.named or cue.FIELD.search(text) or cue.FIELD.search(setting.head) else None


_LIKELY = re.compile(r"\b(?:likely|unlikely|appears?\s+to|seems?\s+to|suggests?)\b")
_ONGOING = re.compile(r"\b(?:is|are)\s+(?:\w+ly\s+)?\w+ing\b")
#: verbs that make a plan of the noun behind them: "has plans", "announced a target"
_LIGHT = frozenset(
    {"have", "announce", "unveil", "outline", "set", "approve", "confirm", "reaffirm", "present", "publish", "make", "keep", "adopt"}
)
_LIGHT |= {
    "draw",
    "release",
    "maintain",
    "stand",
    "stick",
    "detail",
    "launch",
    "reveal",
    "give",
    "sign",
    "lay",
    "map",
    "raise",
    "advance",
    "pursue",
}


def _plans(text: str, main: Finite) -> bool:
    """Whether the verb of a clause tells a plan, or makes one of the noun behind it; a plan merely spoken of is none."""
    for found in cue.PLANNED.finditer(text, main.start, main.end + 30):
        noun = re.fullmatch(
            r"(?:plans?|aims?|targets?|promis\w+|commit\w*|pledg\w+|propos\w+|vow\w+|roadmap.*)", found.group(), re.IGNORECASE
        )
        if found.start() >= main.end and found.group().lower() in ("will", "shall", "won't", "won’t", "will not"):
            continue  # of somebody else: "is a place that no tariff will undo"
        if found.start() < main.end or noun is None or main.verb is None or main.verb.lemma in _LIGHT:
            return True
    return False


#: a word or two in quotation marks: somebody else's
_SCARE = re.compile(r"“[^”]{1,24}”|\"[^\"]{1,24}\"")
_KIND = re.compile(r"\W*(?:this|that|such|these|those)\s+(?:kinds?|types?|sorts?)\s+of\b", re.IGNORECASE)
#: a subject that only points back
_POINTING = re.compile(r"\W*(?:and\s+|but\s+|so\s+)?(?:this|that|it\s+all|everything|something|all|much|little)\s*$", re.IGNORECASE)
_DOUBTS = frozenset({"doubt", "fear", "believe", "think", "hope", "suspect", "worry", "feel", "wonder"})
#: somebody's own thought
_MUSED = re.compile(
    r"\W*(?:and\s+|but\s+)?(?:perhaps|maybe|possibly|presumably|(?:I|we)(?:\s+(?:am|are)|[’'](?:m|re))\s+(?:\w+\s+)?(?:confident|convinced|sure|certain|optimistic|hopeful)"
    r"|(?:I|we)\s+(?:\w+\s+)?(?:believe|think|hope|feel|doubt|suspect))\b",
    re.IGNORECASE,
)
_MYSELF = re.compile(r"\W*(?:and\s+|but\s+|so\s+|as\s+)?I\s*$")


_VIEWS = frozenset(
    {"accept", "agree", "believe", "think", "see", "expect", "consider", "regard", "know", "understand", "want", "like", "share"}
)


def _negated(text: str, main: Finite, opinion: Sense) -> Sense | None:
    """What was not done is absent; what is not so is a judgement, what somebody does not do a fact."""
    if main.verb is None or "judge" in main.verb.kinds or main.verb.lemma in _VIEWS:
        return opinion
    if main.verb.kinds & {"speech", "plan"} or cue.TOLD.search(text[main.start :]):
        return Sense("absence", "no_announcement", "negated")
    return Sense("fact", "event", "negated")
