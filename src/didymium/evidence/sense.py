"""What a piece states: its class, predicate and modality, told from its verb and its words."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.evidence import cue
from didymium.evidence.meaning import Sense, Setting
from didymium.evidence.phrase import apposition, fragment, ordered, participle, reduced
from didymium.evidence.piece import Piece
from didymium.evidence.predication import clause
from didymium.evidence.sentence import finite
from didymium.evidence.verb import verb

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


_ENUMERATED = re.compile(r"\W*(?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s*[a-z]")


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
    if _ENUMERATED.match(text) and setting.block == "paragraph":
        setting = replace(setting, block="item")  # "… (2) strictly control costs"
    if cue.SOURCE.search(text):
        verification = re.search(r"verif|confirm", text, re.IGNORECASE)
        published = re.match(r"\W*(?:©|\(c\)|copyright)", text, re.IGNORECASE)
        return Sense("source", "verification_needed" if verification else "published" if published else "based_on", "asserted")
    if cue.ABSENCE.search(text):
        return Sense("absence", "no_announcement", "negated")
    main = finite(text, headed=piece.kind in ("main", "coordinate") and piece.head is not None)
    if piece.kind == "relative" and main is None:
        return reduced(text)
    if piece.kind == "apposition":
        return apposition(text, main, setting)
    if piece.kind == "participle":
        return participle(text, setting)
    if setting.block == "title" and (main is None or main.start > 0) and (ahead := headline(text)) is not None:
        return ahead
    if main is None or ordered(text, main, setting):
        return fragment(text, piece, setting)
    found = clause(text, piece, main, setting)
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
