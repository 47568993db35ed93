"""What words without a finite verb state: appositions, participles, list items, orders."""

from __future__ import annotations

import re

from didymium.evidence import cue
from didymium.evidence.meaning import Sense, Setting, event
from didymium.evidence.piece import Piece
from didymium.evidence.sentence import Finite
from didymium.evidence.verb import verb
from didymium.evidence.words import words

_DONE = re.compile(
    r"^(?P<what>[A-Z][^,;:?]{2,90}?)\s(?P<verb>received|granted|signed|awarded|completed|commenced|achieved|secured|appointed|approved|executed"
    r"|finali[sz]ed|delivered|commissioned|installed|lodged|submitted|obtained|issued|extended|renewed|suspended|lifted|rejected|cut|opened)\b"
)


def ordered(text: str, main: Finite, setting: Setting) -> bool:
    """Whether an item is an order, whose finite verb stands in a clause inside it: "Raise what limits output"."""
    if setting.block not in ("item", "cell") or main.start == 0:
        return False
    first = re.match(r"\W*([A-Za-z]+)", text)
    known = verb(first.group(1)) if first else None
    if known is None or not known.forms & {"base", "gerund"} or "third" in known.forms:
        return False
    inside = r"\b(?:that|which|who|where|what|as|how)\s" + (r"|,\s" if "base" in known.forms else "")
    return bool(re.search(inside, text[: main.start]))


def apposition(text: str, main: Finite | None, setting: Setting) -> Sense | None:
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


def reduced(text: str) -> Sense | None:
    """A relative clause without its pronoun: "signed by the minister on Monday"."""
    word = re.match(r"\W*(?:[a-z]+ly\s+)?([a-z]+)\s+(?:by|on|in|at|with|from|for|to|as)\b", text)
    known = verb(word.group(1)) if word else None
    if known is None or not known.forms & {"past", "participle"} or cue.JUDGED.search(text):
        return None
    if not known.kinds & {"event", "change"} and known.lemma not in ("support", "back", "fund"):
        return None
    return event(text, "achieved")


def participle(text: str, setting: Setting) -> Sense | None:
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
        return event(text, "achieved")
    return None


#: verbs whose participle only says how or why something was done
_WEAK = words("weak_participle")


#: what stands behind an order's verb in a running text
_OBJECT = re.compile(r"(?:the|an?|all|any|no|its|their|your|more|to|up|out|on|for|with|every|each|this|these|those)$")


def fragment(text: str, piece: Piece, setting: Setting) -> Sense | None:
    """Words without a finite verb: an order, a list item, a cell."""
    told = text.split()
    first = re.match(r"\W*(?:(?:\d{1,2}|[a-z])\)\s*)?(?:[a-z]+ly\s+)?([A-Za-z]+)", text)
    known = verb(first.group(1)) if first else None
    base = known is not None and "base" in known.forms and len(told) > 2 and not re.match(r"\W*[A-Z][a-z]+\s+(?:of|and|is)\b", text)
    gerund = known is not None and "gerund" in known.forms and len(told) > 2 and not re.match(r"\W*\w+\s+(?:and|or|of|at|in|is)\b", text)
    listed = setting.block in ("item", "cell")
    if (listed or setting.block == "title") and _DONE.match(text.lstrip(" •-*")) and (setting.lead is None or setting.lead.kind == "fact"):
        return event(text, "achieved")
    if not listed:
        return (
            Sense("commitment", "directive", "directed")
            if base and setting.block == "paragraph" and len(told) > 4 and not piece.head and _OBJECT.match(told[1])
            else None
        )
    if cue.NOMINAL.search(text):
        return (
            event(text, "achieved")
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
        return event(text, "achieved")
    if re.search(r"\b(?:used|supplied|sold|delivered|installed|built|signed|approved|opened|completed)\s+(?:in|to|at|by|with|for)\b", text):
        return Sense("fact", "product_use" if " used " in text else "event", "achieved")
    return None
