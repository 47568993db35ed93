"""What a piece states: its class, predicate and modality, told from its verb and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from didymium.evidence import cue
from didymium.evidence.clause import Piece
from didymium.evidence.opinion import judges
from didymium.evidence.sentence import Finite, finite
from didymium.evidence.verb import verb
from didymium.evidence.words import words


@dataclass(frozen=True)
class Sense:
    """Class of a claim, its predicate and modality."""

    kind: str
    predicate: str
    modality: str


@dataclass(frozen=True)
class Setting:
    """Where a piece stands: kind of its block, what the line that introduces it makes of it, who speaks."""

    block: str = "paragraph"
    lead: Sense | None = None
    spoken: bool = False  # by somebody whom the text quotes
    opinion: bool = False  # by those who only have opinions, or behind "the message is clear:"
    belief: bool = False  # what somebody only believes, fears or argues
    own: bool = True  # about something the speaker decides
    head: str = ""  # what the piece is said of
    official: bool = False  # in a notice, an order or a law
    named: bool = True  # with a firm, a body, a state or a place by name


#: how a release says that something is told
_COURTESY = re.compile(
    r"\b(?:is|are)\s+(?:very\s+|extremely\s+)?(?:pleased|proud|delighted|happy|excited|thrilled|honou?red)\s+to\s+(?:announce|report|confirm|advise|share|inform)\b"
)
_PREDICATES = {"directed": "directive", "planned": "plan_measure", "achieved": "event", "asserted": "assessment"}
_PLAN = re.compile(r"\b(?:\w+\s+)?(?:five-year|five year|fifteen-five|fourteen-five)\W+(?:plan\w*)?", re.IGNORECASE)


def lead_sense(text: str) -> Sense | None:
    """What a line that introduces a list makes of its items.

    >>> lead_sense("Key directives include:"), lead_sense("Major achievements include:").kind
    (Sense(kind='commitment', predicate='directive', modality='directed'), 'fact')
    """
    bare = _PLAN.sub(" ", text)
    for kind, modality, pattern in cue.LEADS:
        if pattern.search(bare.rsplit(", ", 1)[-1]):
            return Sense(kind, _PREDICATES[modality], modality)
    for kind, modality, pattern in cue.LEADS:
        if pattern.search(bare):
            return Sense(kind, _PREDICATES[modality], modality)
    return None


def sense(text: str, piece: Piece, setting: Setting) -> Sense | None:
    """Class, predicate and modality of a piece of a sentence; None when it states nothing.

    >>> sense("The company plans to open a plant in Texas", Piece(0, 42, "main"), Setting())
    Sense(kind='commitment', predicate='expansion', modality='planned')
    >>> sense("Departments were instructed to save energy", Piece(0, 42, "main"), Setting()).modality
    'directed'
    >>> sense("Efficiency", Piece(0, 10, "main"), Setting("item")) is None
    True
    """
    text = _COURTESY.sub("announces", text)
    if cue.SOURCE.search(text):
        verification = re.search(r"verif|confirm", text, re.IGNORECASE)
        published = re.match(r"\W*(?:©|\(c\)|copyright)", text, re.IGNORECASE)
        return Sense("source", "verification_needed" if verification else "published" if published else "based_on", "asserted")
    if cue.ABSENCE.search(text):
        return Sense("absence", "no_announcement", "negated")
    main = finite(text, headed=piece.kind in ("main", "coordinate") and piece.head is not None)
    if piece.kind == "relative" and main is None:
        return _reduced(text)
    if piece.kind == "apposition":
        return _apposition(text, main, setting)
    if piece.kind == "participle":
        return _participle(text, setting)
    if setting.block == "title" and (main is None or main.start > 0) and (ahead := headline(text)) is not None:
        return ahead
    if main is None or _ordered(text, main, setting):
        return _fragment(text, piece, setting)
    found = _clause(text, piece, main, setting)
    if setting.opinion and found is not None:
        if found.kind == "fact" and (found.modality == "asserted" or setting.belief):
            return Sense("assessment", "assessment", "asserted")
        if found.kind == "commitment" and found.modality == "planned":
            return Sense("assessment", "forecast", "speculated")
    return found


_AHEAD = re.compile(r"^\W*[A-Z][^,;:?]{1,70}?\s(?:[Tt]o|[Ss]et\s+to|[Aa]ims\s+to|[Pp]lans\s+to)\s+(?P<verb>[A-Za-z]+)\b")


def headline(text: str) -> Sense | None:
    """What a headline says will be done; None where it tells nothing of the kind.

    >>> headline("Acme to build refinery in Texas").modality, headline("Acme opens refinery") is None
    ('planned', True)
    """
    found = _AHEAD.match(text)
    known = verb(found["verb"]) if found else None
    if found is None or (known is not None and "base" not in known.forms) or (known is None and not found["verb"].islower()):
        return None
    return Sense("commitment", "expansion" if cue.EXPANSION.search(text) else "plan_measure", "planned")


_DONE = re.compile(
    r"^(?P<what>[A-Z][^,;:?]{2,90}?)\s(?P<verb>received|granted|signed|awarded|completed|commenced|achieved|secured|appointed|approved|executed"
    r"|finali[sz]ed|delivered|commissioned|installed|lodged|submitted|obtained|issued|extended|renewed|suspended|lifted|rejected|cut|opened)\b"
)


def _ordered(text: str, main: Finite, setting: Setting) -> bool:
    """Whether an item is an order, whose finite verb stands in a clause inside it: "Raise what limits output"."""
    if setting.block not in ("item", "cell") or main.start == 0:
        return False
    first = re.match(r"\W*([A-Za-z]+)", text)
    known = verb(first.group(1)) if first else None
    if known is None or not known.forms & {"base", "gerund"} or "third" in known.forms:
        return False
    inside = r"\b(?:that|which|who|where|what|as|how)\s" + (r"|,\s" if "base" in known.forms else "")
    return bool(re.search(inside, text[: main.start]))


def _apposition(text: str, main: Finite | None, setting: Setting) -> Sense | None:
    """What stands beside a name: a role, an owner; a description that is neither states nothing."""
    if main is not None and cue.JUDGED.search(text):
        return None
    if cue.OWNERSHIP.search(text):
        return Sense("fact", "part_of" if re.search(r"subsidiar|part of|unit|arm|division|owned by", text) else "ownership", "asserted")
    if cue.ROLE.search(text):
        return Sense("fact", "holds_role", "asserted") if re.search(r"[A-Z]\w+\s+[A-Z]\w+", setting.head) else None
    if cue.JUDGED.search(text) or re.match(
        r"\W*an?\s+(?:phrase|pattern|sign|move|step|signal|reminder|shift|trend|strategy|milestone"
        r"|figure"
        r"|level"
        r"|number)\b",
        text,
    ):
        return None
    if re.match(r"\W*(?:(?:the|[A-Z]\w*[’']s|its)\s+only|one\s+of|home\s+to)\b", text):
        return Sense("fact", "market_position", "asserted")
    plan = re.search(r"\b(?:completion|pre-planning|construction|expansion|development|commissioning|launch) of\b", text)
    if plan:
        return Sense("commitment", "plan_measure", "planned")
    return None


def _reduced(text: str) -> Sense | None:
    """A relative clause without its pronoun: "signed by the minister on Monday"."""
    word = re.match(r"\W*([a-z]+)\s+(?:by|on|in|at|with|from|for)\b", text)
    known = verb(word.group(1)) if word else None
    if known is None or not known.forms & {"past", "participle"} or not known.kinds & {"event", "change"} or cue.JUDGED.search(text):
        return None
    return _event(text, "achieved")


def _participle(text: str, setting: Setting) -> Sense | None:
    """ "…, directing subsidiaries to …": an order; "…, signaling …": a judgement; the rest belongs to what was done."""
    word = re.search(r"[a-z]+ing\b", text.lower())
    known = verb(word.group()) if word else None
    kinds = known.kinds if known else frozenset()
    if "direct" in kinds or cue.DIRECTED.match(text):
        return Sense(
            "commitment",
            "focus" if re.match(r"\W*(?:emphasi|stress)", text) else "directive",
            "planned" if re.match(r"\W*(?:emphasi|stress)", text) else "directed",
        )
    if (
        "judge" in kinds
        or cue.JUDGED.search(text)
        or (known is not None and known.lemma in ("make", "give", "leave", "turn", "push", "put", "help", "allow", "bring"))
    ):
        return Sense("assessment", "assessment", "asserted")
    if "plan" in kinds or cue.PLANNED.search(text):
        return Sense("commitment", "plan_measure", "planned")
    if kinds & {"event", "change"} and known is not None and len(text.split()) > 2 and known.lemma not in _WEAK:
        return _event(text, "achieved")
    return None


#: verbs whose participle only says how or why something was done
_WEAK = words("weak_participle")


#: what stands behind an order's verb in a running text
_OBJECT = re.compile(r"(?:the|an?|all|any|no|its|their|your|more|to|up|out|on|for|with|every|each|this|these|those)$")


def _fragment(text: str, piece: Piece, setting: Setting) -> Sense | None:
    """Words without a finite verb: an order, a list item, a cell."""
    told = text.split()
    first = re.match(r"\W*([A-Za-z]+)", text)
    known = verb(first.group(1)) if first else None
    base = known is not None and "base" in known.forms and len(told) > 2 and not re.match(r"\W*[A-Z][a-z]+\s+(?:of|and|is)\b", text)
    gerund = known is not None and "gerund" in known.forms and len(told) > 2 and not re.match(r"\W*\w+\s+(?:and|or|of|at|in|is)\b", text)
    listed = setting.block in ("item", "cell")
    if (listed or setting.block == "title") and _DONE.match(text.lstrip(" •-*")) and (setting.lead is None or setting.lead.kind == "fact"):
        return _event(text, "achieved")
    if not listed:
        return (
            Sense("commitment", "directive", "directed")
            if base and setting.block == "paragraph" and len(told) > 4 and not piece.head and _OBJECT.match(told[1])
            else None
        )
    if cue.NOMINAL.search(text):
        return (
            _event(text, "achieved")
            if setting.lead is None or setting.lead.kind == "fact"
            else Sense(setting.lead.kind, setting.lead.predicate, setting.lead.modality)
        )
    if base and known is not None and (setting.lead is None or setting.lead.kind != "fact"):
        return Sense("commitment", "directive", "directed") if setting.lead is None else setting.lead
    if len(told) < 3 and not gerund:
        return None
    if setting.lead is not None and setting.lead.kind == "commitment":
        return setting.lead if gerund or (len(told) > 2 and setting.lead.modality == "directed") else None
    if setting.lead is not None and setting.lead.kind == "assessment":
        return setting.lead
    if gerund:
        judged = known is not None and "judge" in known.kinds and not (setting.lead and setting.lead.kind == "fact")
        if (
            judged
            or (known is not None and known.lemma == "cement")
            or (cue.JUDGED.search(text) and not (setting.lead and setting.lead.kind == "fact"))
        ):
            return Sense("assessment", "assessment", "asserted")
        if first is not None and first.group(1).lower() == "including":
            return Sense("fact", "product_use" if " used " in text else "event", "achieved")
        return _event(text, "achieved")
    if re.search(r"\b(?:used|supplied|sold|delivered|installed|built|signed|approved|opened|completed)\s+(?:in|to|at|by|with|for)\b", text):
        return Sense("fact", "product_use" if " used " in text else "event", "achieved")
    return None


def _event(text: str, modality: str) -> Sense:
    """A fact, named by what it tells."""
    if cue.MEETING.search(text) and re.search(
        r"\b(?:held|hold|convened?|attend\w*|host\w*|presid\w+|highlights?|took\s+place|chair\w*"
        r"|visit\w*"
        r"|review\w*)\b",
        text,
        re.IGNORECASE,
    ):
        return Sense("fact", "held_event", modality)
    if re.search(r"\b(?:reviewed|assessed|discussed|met\s+with)\b", text):
        return Sense("fact", "held_event", modality)
    if cue.EXPANSION.search(text):
        return Sense("fact", "expansion", modality)
    for name, pattern in (
        ("approved", r"\bapprov|\blicen[cs]e|\bpermit|\bauthori[sz]"),
        ("agreement", r"\bagreement|\bsigned|\bcontract|\bdeal\b|\bmemorandum|\bpartner|\bofftake"),
        ("trade_control", r"\bexport\s+(?:control|restriction|ban|curb|licen)|\btariff|\bprohibit|\brestrict"),
        ("finance", r"\bfund|\bloan|\bgrant|\binvest|\braised\b|\bfinanc"),
        ("product_use", r"\bused\s+(?:in|for|to)\b"),
        ("market_position", r"\bmarkets?\b|\blargest\b|\bleading\b"),
        ("reported", r"\breport|\breview|\bannounc|\brelease"),
        ("ownership", r"\bacquir|\bbought\b|\bstake\b|\bowned\b|\bsubsidiar|\bstate-owned"),
        ("production", r"\bproduc|\bprocess|\bship|\bdeliver|\bmined\b"),
    ):
        if re.search(pattern, text, re.IGNORECASE):
            return Sense("fact", name, modality)
    return Sense("fact", "event", modality)


def _clause(text: str, piece: Piece, main: Finite, setting: Setting) -> Sense | None:
    """A clause with a finite verb."""
    subject = text[: main.start]
    kinds = main.verb.kinds if main.verb else frozenset()
    abstract = bool(cue.ABSTRACT.search(text))
    market = bool(cue.MARKET.search(subject))
    judged = bool(cue.JUDGED.search(text))
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
    if _MUSED.match(text) or (main.verb is not None and main.verb.lemma in _DOUBTS):
        return opinion
    if setting.spoken and main.modal in ("cannot", "can't") and re.match(r"\W*(?:we|you|they|nobody)\b", subject, re.IGNORECASE):
        return opinion
    plan = _plans(text, main) or (main.modal == "would" and setting.spoken)
    if plan and not (setting.named or cue.FIELD.search(text) or setting.head):
        return None
    if plan and not conjecture and not market:
        if judged and ("judge" in kinds or not setting.own):
            return opinion
        return Sense(
            "commitment", "expansion" if cue.EXPANSION.search(text) else "plan_measure" if main.modal or main.verb else "focus", "planned"
        )
    if conjecture or re.search(r"\b(?:likely|unlikely|appears?\s+to|seems?\s+to|suggests?)\b", text):
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
    ongoing = bool(re.search(r"\b(?:is|are)\s+(?:\w+ly\s+)?\w+ing\b", text))
    past = (
        main.word not in ("is", "are", "has", "have") and (main.verb is not None and bool(main.verb.forms & {"past", "participle"}))
    ) or bool(re.search(r"\b(?:has|have|had|was|were)\b", text[main.start : main.end + 1]))
    told = _event(text, "ongoing" if ongoing else "achieved" if past else "asserted")
    return told if told.predicate != "event" or setting.named or cue.FIELD.search(text) or cue.FIELD.search(setting.head) else None


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
        if found.start() < main.end or noun is None or main.verb is None or main.verb.lemma in _LIGHT:
            return True
    return False


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
