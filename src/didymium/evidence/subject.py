"""Whom a piece is about: the name that is its grammatical subject, or whom its pronoun or description stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from didymium.evidence.entity import Mention
from didymium.evidence.piece import Piece
from didymium.evidence.sentence import FRONTED, finite

FIRMS = ("company", "group", "organisation")
BODIES = (*FIRMS, "agency", "state", "person", "project", "site", "region", "name")
_PERSON = re.compile(r"^\W*(?:he|she|mr|ms|mrs)\b", re.IGNORECASE)
_FIRM = re.compile(
    r"^\W*(?:it|they|we|its|their|our|the\s+(?:[\w-]+\s+){0,3}?(?:company|group|firm|miner|producer|maker|manufacturer|developer"
    r"|supplier|processor|refiner|automaker|carmaker|giant|conglomerate|coalition|alliance|consortium|partnership|entity|association|institute|organisation|organization|union|association|business|venture|team|management|board|executives?"
    r"|subsidiaries|departments?|meeting|employees))\b"
    r"|^\W*(?:executives?|management|departments?|subsidiaries|officials)\b|\b(?:largest|biggest|leading"
    r"|top)\s+(?:[\w-]+\s+){0,4}?(?:producer|miner|maker|supplier|company|processor|refiner|group)\b",
    re.IGNORECASE,
)
_WORLD = re.compile(r"^\W*(?:the\s+)?(?:world(?:[’']s|wide)?|global)\b", re.IGNORECASE)
_OURS = re.compile(r"^\W*(?:we|our|us|I|my)\b", re.IGNORECASE)
_STATE = re.compile(r"^\W*(?:the\s+)?(?:country|nation|government|kingdom|administration|state)\b|^\W*beijing\b", re.IGNORECASE)
_THING = re.compile(
    r"^\W*(?:the|this|that|its|their)\s+(?:[\w-]+\s+){0,3}?(?:project|plant|mine|facility|refinery|mill|site|operation|base"
    r"|deposit|smelter|factory|works|complex|unit)\b",
    re.IGNORECASE,
)
_MARKET = re.compile(
    r"^\W*(?:[\w-]+\s+){0,4}?(?:demand|prices?|pricing|consumption|shortages?|supply|markets?|premiums?|discounts?|spreads?|liquidity|sentiment)\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"^\W*(?:the|this|that|these|those|its|their|his|her|our|it|they|he|she|we|both|all|each|executives|officials"
    r"|departments"
    r"|management|workers|construction|production|output|sales|revenue|operations|mining|work)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:production|output|sales?|revenues?|volumes?|capacity|shipments?|profits?|cash|stage|phase|construction"
    r"|commissioning|deliveries|earnings|income|costs?|recovery|throughput)\b",
    re.IGNORECASE,
)
_FRONTED = re.compile(
    r"^\W*(?:once|as|in|on|at|by|for|after|before|when|while|since|during|under|with|still|last|this|earlier|however"
    r"|meanwhile|following|citing|despite|although|from|to|through|also|currently)\b",
    re.IGNORECASE,
)
_GOODS = re.compile(
    r"\b(?:rare[\s-]earths?|magnets?|oxides?|metals?|minerals?|lithium|neodymium|dysprosium|terbium|ndpr|supply\s+chains?"
    r"|alloys?|exports?|imports?)\b",
    re.IGNORECASE,
)
_AFTER_PREPOSITION = re.compile(
    r"\b(?:in|on|at|before|after|during|by|for|from|since|until|with|under|among|unlike|like|following|despite"
    r"|to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PLAN = re.compile(r"\b(?:five[-\s]year\s+plan|fifteen[-\s]five|fourteen[-\s]five|fyp)\b", re.IGNORECASE)


@dataclass
class Context:
    """Who was named so far, and who the document is mainly about."""

    main: str | None = None
    weak: bool = False  # it names no firm more than once: what is said of goods is said of the market
    last: dict[str, str] = field(default_factory=dict)
    subject: str | None = None
    focus: str | None = None  # the firm that was last the subject
    section: str | None = None  # whom the heading above names

    @property
    def about(self) -> str | None:
        """Whom an unnamed thing belongs to: the firm in focus, that of the section, that of the document."""
        return self.focus or self.section or self.main

    def turn_to(self, subject: str, names: Sequence[Mention]) -> None:
        """Take over a new subject; a firm among them stays in focus until another firm is the subject."""
        self.subject = subject
        if subject == self.main or any(m.entity == subject and m.kind in FIRMS for m in names):
            self.focus = subject

    def seen(self, mention: Mention) -> None:
        """Remember a name by its kind."""
        if mention.kind == "organisation" and mention.entity not in (self.subject, self.main):
            return  # named in passing
        if mention.kind == "name":
            return
        kind = "firm" if mention.kind in FIRMS else mention.kind
        if kind in ("firm", "person", "state", "agency", "project", "site"):
            self.last[kind] = mention.entity


_PAPER = re.compile(
    r"^\W*(?:the|this|a|its|their|both|these)?\s*(?:[\w-]+\s+){0,3}?(?:releases?|announcements?|statements?|reports?"
    r"|articles?|filings?|meeting|session|notices?|documents?|plan|agreement|deal)\b",
    re.IGNORECASE,
)


def about_firm(text: str) -> bool:
    """Whether a clause begins with what stands for a firm or a work: "they", "the company", "the mine".

    >>> about_firm("The company closed a shop"), about_firm("He opened a drawer")
    (True, False)
    """
    return bool(_FIRM.match(text) or _THING.match(text))


def subject_of(text: str, piece: Piece, whole: str, names: Sequence[Mention], context: Context) -> str | None:
    """Entity that a piece is about; ``text`` is the piece, ``whole`` its sentence, ``names`` the names in ``whole``."""
    inside = [m for m in names if piece.start <= m.start < piece.end and m.kind in BODIES]
    main = finite(text, headed=piece.kind in ("main", "coordinate") and piece.head is not None)
    if _PLAN.search(text) and main is None and piece.kind == "main":
        return next((m.entity for m in inside if m.kind == "state"), "china")
    if piece.kind in ("apposition", "relative") and piece.head:
        head = [m for m in names if piece.head[0] <= m.start < piece.head[1] and m.kind in BODIES]
        free = [m for m in head if whole[m.start - 1 : m.start] != "(" or whole[m.end : m.end + 1] != ")"]
        if free or head:
            return _nearest(free or head, names)
        return context.subject or context.main
    if piece.kind == "participle":
        return context.subject
    head_text = whole[piece.head[0] : piece.head[1]] if piece.head and piece.kind != "coordinate" else ""
    if head_text:
        found = _named(
            head_text,
            [m for m in names if piece.head and piece.head[0] <= m.start < piece.head[1] and m.kind in BODIES],
            context,
            piece.head[0] if piece.head else 0,
        )
        if found:
            return found
    opening = head_text or text
    if _PAPER.match(opening):
        return next((m.entity for m in inside if m.kind in (*FIRMS, "agency", "state")), context.main)
    if re.match(r"\W*(?:its|their|it|they)\b", text) and context.subject and piece.kind == "coordinate":
        return context.subject
    fronted = FRONTED.match(text)
    skip = fronted.end() if fronted is not None and main is not None and main.start >= fronted.end() else 0
    before = text[skip : main.start] if main is not None else text
    bare = re.search(r"(?:^|,\s)(?P<who>it|they|he|she|we)\s*$", before, re.IGNORECASE) if main is not None else None
    if bare is not None and bare.start():
        return _described(bare["who"], context)  # "Headquartered in Reno, it employs …"
    named = [m for m in inside if main is None or piece.start + skip <= m.start < piece.start + main.start] or [
        m for m in inside if main is not None and m.start < piece.start + skip
    ]
    if main is None:
        some = [m for m in named if m.kind not in ("site", "region", "state", "name")]
        return _named(before, some, context, piece.start) or context.about or context.subject
    if skip and not named and re.match(r"\W*(?:it|they)\b", before, re.IGNORECASE):
        return _described(text[:skip].split(" ", 1)[-1], context)  # said of the subject of the clause in front
    return _named(before, named, context, piece.start + skip) or _described(before, context)


def _nearest(head: Sequence[Mention], names: Sequence[Mention]) -> str:
    """The last name of a head; of a project that bears its owner's name, the project."""
    last = head[-1]
    projects = [m for m in names if m.kind == "project" and m.start <= last.start and last.end <= m.end]
    return projects[-1].entity if projects else last.entity


def _named(words: str, named: Sequence[Mention], context: Context, offset: int = 0) -> str | None:
    """The subject among the names in front of the verb; one behind a preposition only where there is no other."""
    if not named:
        return None
    if re.match(r"\W*(?:our|its|their|his|her|my)\s", words) and all(
        _AFTER_PREPOSITION.search(words[: max(0, m.start - offset)]) for m in named
    ):
        return None  # "our agreement with the ministry": of whom is spoken, not of the ministry
    free = [m for m in named if not _AFTER_PREPOSITION.search(words[: max(0, m.start - offset)])]
    named = free or [m for m in named if m.kind != "name"]
    if not named:
        return None
    first = named[0]
    if first.kind in ("state", "region") and _FIRM.search(words):
        firms = [m for m in named if m.kind in (*FIRMS, "person", "agency")]
        return firms[0].entity if firms else context.main or first.entity
    if first.kind in ("state", "region") and len(named) > 1 and re.match(r"[’']s\s|\s|-based", words[first.end - first.start :][:8] or " "):
        firms = [m for m in named[1:] if m.kind in (*FIRMS, "agency", "person")]
        gap = firms[0].start - first.end if firms else 99
        if firms and gap < 40:
            return firms[0].entity
    return first.entity


def _described(words: str, context: Context) -> str | None:
    """Whom a pronoun or a description stands for; whom the document is about where nothing tells."""
    if _FRONTED.match(words) and "," in words:
        words = words.rsplit(",", 1)[1]
    if _PERSON.match(words):
        return context.last.get("person") or context.subject
    if _WORLD.match(words) and not _FIRM.search(words):
        return "world"
    if _MARKET.match(words) and not _FIRM.match(words):
        return "market"
    if _OURS.match(words):
        return context.main or context.focus
    if _FIRM.search(words):
        return context.about or context.last.get("firm") or context.subject
    if _STATE.match(words):
        return context.last.get("state") or context.main
    if _THING.match(words):
        return context.last.get("project") or context.about or context.subject
    loose = words.strip() and not _DEFINITE.match(words) and not _OWN.search(words)
    if loose and (not context.main or (context.weak and context.about == context.main)):
        return "market" if _GOODS.search(words) else None
    return context.about or context.last.get("firm") or context.subject
