"""What a claim states, where it stands, and how an event is named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from didymium.evidence import cue
from didymium.evidence.folded import Folded
from didymium.evidence.hint import hint


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


def event(text: str, modality: str) -> Sense:
    """A fact, named by what it tells."""
    if cue.MEETING.search(text) and _HELD.search(text):
        return Sense("fact", "held_event", modality)
    if _DISCUSSED.search(text):
        return Sense("fact", "held_event", modality)
    if cue.EXPANSION.search(text):
        return Sense("fact", "expansion", modality)
    for name, pattern in _EVENTS:
        if pattern.search(text):
            return Sense("fact", name, modality)
    return Sense("fact", "event", modality)


_HELD = Folded(
    r"\b(?:held|hold|convened?|attend\w*|host\w*|presid\w+|highlights?|took\s+place|chair\w*"
    r"|visit\w*"
    r"|review\w*)\b"
)
_DISCUSSED = re.compile(r"\b(?:reviewed|assessed|discussed|met\s+with)\b")
#: the first whose words are there names the event
_EVENTS = tuple(
    (name, Folded(hint([pattern])))
    for name, pattern in (
        ("approved", r"\bapprov|\blicen[cs]e|\bpermit|\bauthori[sz]"),
        ("agreement", r"\bagreement|\bsigned|\bcontract|\bdeal\b|\bmemorandum|\bpartner|\bofftake"),
        ("trade_control", r"\bexport\s+(?:control|restriction|ban|curb|licen)|\btariff|\bprohibit|\brestrict"),
        ("finance", r"\bfund|\bloan|\bgrant|\binvest(?!ig)|\braised\b|\bfinanc"),
        ("product_use", r"\bused\s+(?:in|for|to)\b"),
        ("market_position", r"\bmarkets?\b|\blargest\b|\bleading\b"),
        ("reported", r"\breport|\breview|\bannounc|\brelease"),
        ("ownership", r"\bacquir|\bbought\b|\bstake\b|\bowned\b|\bsubsidiar|\bstate-owned"),
        ("production", r"\bproduc|\bprocess|\bship|\bdeliver|\bmined\b"),
    )
)


def meant(text: str, found: Sense | None, kind: str) -> Sense:
    """What a claim of a class states: as the rules found it where they agree on the class, else told from its words.

    >>> meant("Output must fall", None, "commitment").modality, meant("Output fell", None, "fact").modality
    ('directed', 'achieved')
    """
    if found is not None and found.kind == kind:
        return found
    if kind == "commitment":
        directed = cue.DIRECTED.search(text) is not None
        planned = "expansion" if cue.EXPANSION.search(text) else "plan_measure"
        return Sense(kind, "directive", "directed") if directed else Sense(kind, planned, "planned")
    if kind == "assessment":
        guess = cue.CONJECTURE.search(text) is not None
        return Sense(kind, "forecast", "speculated") if guess else Sense(kind, "assessment", "asserted")
    if kind == "source":
        return Sense(kind, "based_on", "asserted")
    if kind == "absence":
        return Sense(kind, "no_announcement", "negated")
    ongoing = re.search(r"\b(?:is|are)\s+(?:\w+ly\s+)?(?:being\s+\w+|\w+ing)\b", text)
    past = re.search(r"\b(?:has|have|had|was|were|\w{3,}ed|\w+ught|began|grew|fell|rose|won|lost|built|made|took|gave|saw|ran)\b", text)
    return event(text, "achieved" if past else "ongoing" if ongoing else "asserted")
