"""A document to its claims: blocks to sentences, sentences to pieces, pieces to claims."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from didymium.evidence import cue, roles
from didymium.evidence.amount import Quantity
from didymium.evidence.attribution import Said, said, speech
from didymium.evidence.block import Block
from didymium.evidence.claim import Claim
from didymium.evidence.clause import Piece, pieces, trimmed
from didymium.evidence.document import Document
from didymium.evidence.entity import SHIPPED, Alias, Gazetteer, Mention, mentions
from didymium.evidence.grid import Grid
from didymium.evidence.hush import asks, hushed
from didymium.evidence.parts import parts, rest
from didymium.evidence.period import Period, bounds, periods, reported
from didymium.evidence.quantity import quantities
from didymium.evidence.record import Place, Statement, measure, record
from didymium.evidence.sense import Sense, Setting, headline, lead_sense, sense
from didymium.evidence.sentence import finite, sentences
from didymium.evidence.standing import standings
from didymium.evidence.subject import OFTEN, Context, main_subject, subject_of
from didymium.evidence.timing import modality_of

#: speakers whose words are opinions
OPINIONATED = frozenset({"analysts", "experts", "observers", "critics", "investors", "traders", "economists"})
_GUESSER = re.compile(
    r"\b(?:analysts?|traders?|brokers?|economists?|consultants?|strategists?|observers?|experts?|professors?|researchers?|authors?|columnists?"
    r"|participants?|commentators?|forecasters?)\b",
    re.IGNORECASE,
)
MOST = 5_000  # claims of one document
_DATELINE = re.compile(
    r"\W*(?:[A-Z][A-Za-z .,/]{2,60}?,?\s+)?(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+(?:20\d\d\s*)?)?(?:[–—-]{1,2}\s*)?"
    r"\(?/?[A-Z][\w ]{1,30}/?\)\s*(?:/\s*)?[–—-]{1,2}\s*"
)
#: a headline that only names something
_NAMING = re.compile(r"\W*(?:the|an?|one|why|how)\s[^,:]{2,50}\s(?:that|who|which)\s", re.IGNORECASE)
_RUN = re.compile(r"\S{200}")
_CONDITION = re.compile(
    r"\W*(?:if|unless|whether|once|when|after|before|until|although|though|while|because|since|as|even\s+(?:if|though)"
    r"|so\s+that)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Lead:
    """What the line that introduces a list gives to its items."""

    sense: Sense | None
    period: Period | None
    subject: str | None


@dataclass
class _State:
    """What is known on the way through a document."""

    document: Document
    names: Gazetteer
    context: Context
    year: str | None
    named: Gazetteer  # with the names of the body, for titles, where every word has a capital
    quarter: Period | None  # that the whole document reports on
    lead: _Lead = field(default_factory=lambda: _Lead(None, None, None))
    people: dict[str, Mention] = field(default_factory=dict)
    offices: set[str] = field(default_factory=set)  # of whom the office was told
    grid: Grid = field(default_factory=Grid)
    claims: list[Claim] = field(default_factory=list)

    def surnames(self, text: str, found: list[Mention]) -> list[Mention]:
        """Somebody named in full before and now by the surname that begins a sentence."""
        for mention in found:
            if mention.kind in ("person", "name") and " " in mention.text:
                self.people[mention.text.rsplit(" ", 1)[-1]] = mention
        first = re.match(r"\W*([A-Z][\w-]+)", text)
        known = self.people.get(first.group(1)) if first else None
        if known is None or first is None or any(m.start < first.end(1) for m in found):
            return []
        return [Mention(first.start(1), first.end(1), first.group(1), known.entity, "person")]


def extract(document: Document, names: Gazetteer = SHIPPED) -> tuple[Claim, ...]:
    """Claims of a document in the order of its text; ``names`` are further names, such as those of a chain.

    >>> from didymium.evidence.reader import read_content
    >>> doc = Document("d", "item.txt", read_content(b"Acme Corp. produced 1,200 tonnes of NdPr oxide in 2024."))
    >>> claim, = extract(doc)
    >>> claim.kind, claim.subject, claim.predicate, claim.value, claim.unit, claim.period, claim.quote
    ('quantity', 'acme', 'production', 1200.0, 't', '2024', 'Acme Corp. produced 1,200 tonnes of NdPr oxide in 2024')
    """
    text = document.content.text.text
    told = [b for b in document.content.blocks if b.told and b.kind != "heading"]
    every = [m for b in told[:400] for m in mentions(text[b.start : b.end][:20_000], names, known_only=b.kind == "title")]
    own = {m.text: m for m in every if m.kind in ("organisation", "project", "name") and " " in m.text}
    named = Gazetteer((*names.more, *(Alias(m.text, m.entity, m.kind) for m in own.values())))
    names = _repeated(every, names)
    state = _State(document, names, Context(main_subject(every)), _year(document, text), named, reported(text[:800]))
    leads: dict[int, _Lead] = {}
    for index, block in enumerate(document.content.blocks):
        words = text[block.start : block.end]
        if block.kind != "cell":
            state.grid.above(words)
        if not block.told or block.kind == "heading":
            continue
        state.lead = leads.get(-1 if block.lead is None else block.lead, _Lead(None, None, None))
        _block(state, block, words)
        if words.endswith(":"):
            leads[index] = _introduces(state, words)
        if len(state.claims) >= MOST:
            break
    return inherited(tuple(state.claims[:MOST]))


def _repeated(every: list[Mention], names: Gazetteer) -> Gazetteer:
    """The names with those that a text itself uses again, so that they are known where a sentence begins with them."""
    people = {word for m in every if m.kind == "person" or (m.kind == "name" and " " in m.text) for word in m.text.split()}
    counts = Counter(m.text for m in every if m.kind == "name" and " " not in m.text and m.text not in people and len(m.text) >= 4)
    more = [Alias(m.text, m.entity, "organisation") for m in every if counts[m.text] >= OFTEN]
    return Gazetteer((*names.more, *dict.fromkeys(more))) if more else names


def _year(document: Document, text: str) -> str | None:
    """The year that a missing one is taken to be: that of publication, else the only one stated with a quarter or month."""
    if document.published:
        return document.published[:4]
    stated = [p.label[:4] for p in periods(text[:40_000]) if re.match(r"\d{4}-(?:Q|H|\d\d)", p.label)]
    return stated[0] if len(set(stated)) == 1 else None


def _introduces(state: _State, words: str) -> _Lead:
    last = words.rsplit(". ", 1)[-1]
    stated = [p for p in periods(last, state.document.published) if p.whole]
    named = bool(mentions(last, state.names))
    about = state.context.subject if named else state.context.focus or state.context.main
    return _Lead(lead_sense(last), stated[-1] if stated else None, about)


def _block(state: _State, block: Block, words: str) -> None:
    if block.kind == "cell" and _figure(state, block, words):
        return
    dateline = _DATELINE.match(words)
    shift = dateline.end() if dateline else 0
    for start, end in sentences(words[shift:]):
        text = words[shift + start : shift + end]
        if len(state.claims) >= MOST:
            return
        if _RUN.search(text):
            continue  # no words: a key, a picture, noise
        found = mentions(text, state.named if block.kind == "title" else state.names, known_only=block.kind == "title")
        found += state.surnames(text, found)
        about = state.lead.period or state.quarter
        place = Place(block, block.start + shift + start, text, tuple(found), about, _label(state, block, words))
        _sentence(state, place)
        for mention in found:
            state.context.seen(mention)


def _figure(state: _State, block: Block, words: str) -> bool:
    """Whether a cell is a bare figure of a table; it is then written down with what its row, column and caption say."""
    state.grid.take(block, words)
    amount = state.grid.amount(block, words)
    if amount is None:
        return False
    head = state.grid.head(block)
    about = f"{state.grid.label} {head}".strip()
    stated = [p for text in (head, state.grid.label, state.grid.caption) for p in periods(text, state.document.published) if p.whole]
    place = Place(block, block.start, words, (), stated[0] if stated else None, about)
    piece = Piece(0, len(words), "main")
    named = mentions(state.grid.label, state.names)
    subject = named[0].entity if named else state.context.main
    told = Sense("quantity", measure(amount, words, None, about), "achieved" if state.lead.sense is None else state.lead.sense.modality)
    _write(state, place, Statement(piece, piece, told, subject, None, amount))
    return True


def _label(state: _State, block: Block, words: str) -> str:
    """What the first cell of its row says of a cell that is little more than a figure."""
    if block.kind != "cell":
        return ""
    if words == state.grid.label:
        return ""
    return state.grid.label if len(re.findall(r"[A-Za-z]{3,}", words)) <= 3 else ""


def _sentence(state: _State, place: Place) -> None:
    whole = sense(place.text, Piece(0, len(place.text), "main"), Setting(place.block.kind))
    if whole is not None and whole.kind == "source":
        about = [p for p in pieces(place.text) if p.kind != "apposition"]
        if place.text.lstrip()[:1] == "©":
            about = [_rights(place.text)]
        for piece in about:
            _piece(state, place, trimmed(place.text, piece), None, False)
        return
    spoken = said(place.text, place.names, state.context)
    opinion = spoken is not None and (spoken.speaker in OPINIONATED or bool(_GUESSER.search(place.text[spoken.start : spoken.end])))
    if spoken is not None and spoken.end > spoken.start:
        _role(state, place, spoken)
    last: Piece | None = None
    for found in pieces(place.text):
        piece = trimmed(place.text, found)
        if last is not None and ":" in place.text[last.end : piece.start]:
            before = sense(place.text[last.start : last.end], last, Setting(place.block.kind))
            opinion = opinion or (before is not None and before.kind == "assessment")
        _piece(state, place, piece, spoken, opinion)
        last = piece


def _role(state: _State, place: Place, spoken: Said) -> None:
    """Who holds an office, told beside the name of the one who speaks; at the first mention only."""
    found = roles.role(place.text, spoken.start, spoken.end)
    if found is None or found.name in state.offices:
        return
    state.offices.add(found.name)
    piece = Piece(found.start, found.end, "apposition")
    _write(state, place, Statement(piece, piece, Sense("fact", "holds_role", "achieved"), spoken.speaker))


def _rights(text: str) -> Piece:
    """The line of rights without its slogan."""
    slogan = re.search(r"\s[–—|-]\s|\.\s|™", text)
    return Piece(0, slogan.start() if slogan else len(text), "main")


def _piece(state: _State, place: Place, piece: Piece, spoken: Said | None, opinion: bool) -> None:
    """Claims of one piece."""
    if spoken is None and piece.head is not None:
        spoken = speech(place.text, piece, place.names, state.context)
    if spoken is not None and spoken.covers(piece):
        piece = spoken.content(piece)
    if piece.end - piece.start < 3:
        return
    text = place.text[piece.start : piece.end]
    issued = cue.ISSUED.search(text)
    if issued is not None and not cue.SOURCE.search(text):
        part = replace(piece, start=piece.start + issued.start(), end=piece.start + issued.end())
        _write(state, place, Statement(part, part, Sense("source", "based_on", "asserted"), "document", spoken))
    found = sense(text, piece, Setting(place.block.kind, state.lead.sense, spoken is not None, opinion))
    subject = subject_of(text, piece, place.text, place.names, state.context)
    loose = finite(text, headed=piece.head is not None) is None
    if found is not None and found.kind in ("source", "absence"):
        _write(state, place, Statement(piece, piece, found, "document" if found.kind == "source" else subject, spoken))
        return
    if state.lead.sense is not None and loose and place.block.kind in ("item", "cell") and piece.head is None and not _opens(piece, place):
        subject = state.lead.subject
    if piece.kind in ("main", "coordinate") and subject:
        state.context.turn_to(subject, place.names)
    amounts = _amounts(text)
    if amounts:
        _quantities(state, place, piece, amounts, found, subject, spoken)
    elif found is not None and not hushed(text) and not asks(place.text) and _worth(text, place, found):
        _write(state, place, Statement(piece, piece, found, subject, spoken))


def _opens(piece: Piece, place: Place) -> bool:
    """Whether a piece begins with a name: then that is its subject, not the one of the list."""
    return any(m.kind in ("company", "group", "person", "agency", "region") and 0 <= m.start - piece.start < 3 for m in place.names)


def _worth(text: str, place: Place, found: Sense) -> bool:
    """Whether words say enough: not a line that only introduces a list, not a mere condition."""
    if place.block.kind == "title":
        asked = re.match(r"\W*(?:what|why|how|who|when|where)\b", text, re.IGNORECASE)
        return found.kind in ("commitment", "fact") and not asked and not _NAMING.match(text)
    if len(text.split()) < 3 or (_CONDITION.match(text) and "," not in text):
        return False
    if not text.rstrip().endswith(":"):
        return True
    return len(text.split()) > 6 and (found.kind == "fact" or not re.search(r"\b(?:following|below|include|stand\s+out|are|is)\b", text))


def _amounts(text: str) -> list[Quantity]:
    """Quantities and standings of a piece; where both stand at one place the quantity counts."""
    plain = quantities(text)
    ranks = [s for s in standings(text) if not any(q.start < s.end and s.start < q.end for q in plain)]
    return sorted([*plain, *ranks], key=lambda q: q.start)


def _quantities(
    state: _State, place: Place, piece: Piece, amounts: list[Quantity], found: Sense | None, subject: str | None, spoken: Said | None
) -> None:
    """One claim per quantity, each with its own part of the piece; what is left over may be a claim too."""
    text = place.text[piece.start : piece.end]
    spans = parts(text, amounts)
    over = rest(text, spans)
    if over is not None and found is not None:
        part = replace(piece, start=piece.start + over[0], end=piece.start + over[1])
        words = place.text[part.start : part.end]
        left = (
            None
            if _CONDITION.match(words)
            else sense(place.text[part.start : part.end], part, Setting(place.block.kind, state.lead.sense, spoken is not None)) or found
        )
        if left is not None and not hushed(words) and not asks(place.text) and left.kind in ("fact", "commitment", "assessment"):
            _write(state, place, Statement(part, part, left, subject, spoken))
    if over is None and place.block.kind == "title" and (ahead := headline(re.sub(r"[\s,;(–—-]+$", "", text[: spans[0][0]]))) is not None:
        part = replace(piece, end=piece.start + len(re.sub(r"[\s,;(–—-]+$", "", text[: spans[0][0]])))
        _write(state, place, Statement(part, part, ahead, subject, spoken))
    before: tuple[Quantity, str] | None = None
    for amount, (start, end) in zip(amounts, spans, strict=True):
        part = replace(piece, start=piece.start + start, end=piece.start + end)
        about = subject
        if amount.kind == "window":
            about = next((m.entity for m in place.names if m.kind == "state" and m.start < piece.end), "china")
        predicate = measure(amount, text, before, place.label)
        told = Sense("quantity", predicate, modality_of(text, amount, found, piece, state.lead.sense))
        _write(state, place, Statement(part, piece, told, about, spoken, amount))
        before = amount, predicate


def _write(state: _State, place: Place, told: Statement) -> None:
    claim = record(state.document, place, told, state.year)
    if claim is not None and not any(c.id == claim.id for c in state.claims[-20:]):
        state.claims.append(claim)


def inherited(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Claims of one document with the period that a headline leaves out taken from the passage that says the same at length."""
    out = list(claims)
    full = [c for c in claims if c.kind == "quantity" and c.period is not None and bounds(c.period) is not None]
    for i, short in enumerate(claims):
        if short.period is None and short.value is not None and short.kind == "quantity":
            same = next((c for c in full if c.value == short.value and c.unit == short.unit and c.form == short.form), None)
            if same is not None:
                out[i] = replace(short, period=same.period, period_basis="inferred")
    return tuple(out)
