"""A document to its claims: blocks to sentences, sentences to pieces, pieces to claims."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.evidence import cue, roles
from didymium.evidence.attribution import Said, said, speech, within
from didymium.evidence.block import Block
from didymium.evidence.cast import cast, main_name
from didymium.evidence.cells import figure, label_of, listed
from didymium.evidence.claim import Claim
from didymium.evidence.clause import pieces
from didymium.evidence.document import Document
from didymium.evidence.entity import SHIPPED, Gazetteer, mentions, slug
from didymium.evidence.grid import figured
from didymium.evidence.lines import INTRODUCES
from didymium.evidence.masthead import masthead, official
from didymium.evidence.meaning import Sense, Setting
from didymium.evidence.measured import amounts_of, quantities_of
from didymium.evidence.opinion import sure
from didymium.evidence.period import periods, reported
from didymium.evidence.piece import Piece, trimmed
from didymium.evidence.private import private
from didymium.evidence.record import Place, Statement
from didymium.evidence.script import Label, script
from didymium.evidence.sense import lead_sense, sense
from didymium.evidence.sentence import finite, sentences
from didymium.evidence.state import Judge, Lead, State, carried_by, inherited, year_of
from didymium.evidence.stretch import Stretch, stretches
from didymium.evidence.subject import Context, about_firm, subject_of
from didymium.evidence.weigh import chosen, plainly

#: speakers whose words are opinions
OPINIONATED = frozenset({"analysts", "experts", "observers", "critics", "investors", "traders", "economists"})
_GUESSER = re.compile(
    r"\b(?:analysts?|traders?|brokers?|economists?|consultants?|strategists?|observers?|experts?|professors?|researchers?|authors?|columnists?"
    r"|participants?|commentators?|forecasters?)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\?\W*$")  # what is only asked states no amount
BRIEF = 3  # paragraphs of a bulletin
MOST = 5_000  # claims of one document
CLOSELY = 2_000  # its sentences that the language model may be asked about: a document has to be read within a minute
_RUN = re.compile(r"\S{200}")


def extract(document: Document, names: Gazetteer = SHIPPED, judge: Judge = chosen) -> tuple[Claim, ...]:
    """Claims of a document in the order of its text; ``names`` are further names, such as those of a chain.

    ``judge`` tells which stretches of a piece are claims without a number, and of which class.

    >>> from didymium.evidence.reader import read_content
    >>> doc = Document("d", "item.txt", read_content(b"Acme Corp. produced 1,200 tonnes of NdPr oxide in 2024."))
    >>> claim, = extract(doc)
    >>> claim.kind, claim.subject, claim.predicate, claim.value, claim.unit, claim.period, claim.quote
    ('quantity', 'acme', 'production', 1200.0, 't', '2024', 'Acme Corp. produced 1,200 tonnes of NdPr oxide in 2024')
    """
    text = document.content.text.text
    told = [(b.kind, text[b.start : b.end]) for b in document.content.blocks if b.told]
    names = cast(told, names)
    main, firm = main_name(told, names, document.publisher)
    context = Context(main, not firm)
    state = State(document, names, context, year_of(document, text), reported(text[:800]), judge=judge)
    state.script = script([w for kind, w in told if kind == "paragraph"])
    state.brief = sum(kind == "paragraph" for kind, _ in told) <= BRIEF
    state.official = any(official(w) for _, w in told[:3])
    state.figured = figured(document.content.blocks, text)
    leads: dict[int, Lead] = {}
    for index, block in enumerate(document.content.blocks):
        words = text[block.start : block.end]
        if block.kind != "cell":
            state.grid.above(words)
        if block.told and block.kind == "heading":
            state.context.section = _section(words, state)
        if not block.told or block.kind == "heading":
            continue
        state.lead = leads.get(-1 if block.lead is None else block.lead, Lead(None, None, None))
        _block(state, block, words)
        if words.endswith(INTRODUCES):
            leads[index] = _introduces(state, words)
        if len(state.claims) >= MOST:
            break
    return inherited(tuple(state.claims[:MOST]))


def _introduces(state: State, words: str) -> Lead:
    last = words.rsplit(". ", 1)[-1]
    stated = [p for p in periods(last, state.document.published) if p.whole]
    named = bool(mentions(last, state.names))
    about = (state.context.subject if named else None) or state.context.about
    own = sense(last, Piece(0, len(last), "main"), Setting())
    told = lead_sense(last) or (own if own is not None and own.kind == "commitment" else None)
    return Lead(told, stated[-1] if stated else None, about, last)


def _section(words: str, state: State) -> str | None:
    """Whom a heading names: what follows is about it."""
    found = [m for m in mentions(words, state.names, known_only=True) if m.kind in ("company", "group", "organisation", "site", "project")]
    return found[0].entity if len(found) == 1 and len(words.split()) < 9 else None


def _block(state: State, block: Block, words: str) -> None:
    if block.kind == "cell" and (figure(state, block, words) or (block.row in state.figured and not (block.column and amounts_of(words)))):
        return
    if listed(state, block, words):
        return
    silent = state.brief and not any(p.whole for p in periods(words, state.document.published))
    carried = state.carried if silent else None  # a bulletin tells its period once
    state.context.focus = None  # a paragraph begins anew with whom the document is about
    shift = masthead(words, block.kind in ("title", "heading", "paragraph"))
    label = state.script.label(words[shift:]) if block.kind == "paragraph" else None
    if label is not None:
        shift += label.end
        if label.chairs:
            return
        _labelled(state, block, shift - label.end, words, label)
    for start, end in sentences(words[shift:]):
        text = words[shift + start : shift + end]
        if len(state.claims) >= MOST:
            return
        if _RUN.search(text):
            continue  # no words: a key, a picture, noise
        state.sentences += 1
        if state.sentences > CLOSELY and state.judge is chosen:
            state.judge = plainly
        found = mentions(text, state.names, known_only=block.kind == "title")
        found += state.surnames(text, found)
        about = state.lead.period or state.quarter
        place = Place(block, block.start + shift + start, text, tuple(found), about, carried or state.title, label_of(state, block, words))
        _sentence(state, place, label.name if label else "")
        carried = carried_by(state, text) or carried
        state.carried = carried or state.carried
        if block.kind == "title" and carried is not None and carried.basis == "stated":
            state.title = carried
        for mention in found:
            state.context.seen(mention)


def _labelled(state: State, block: Block, at: int, words: str, label: Label) -> None:
    """The office told in a speaker's label, at the first mention."""
    if not roles.is_office(label.office) or label.name in state.offices:
        return
    state.offices.add(label.name)
    place = Place(block, block.start + at, words[at : at + label.end], ())
    piece = Piece(0, label.told, "apposition")
    state.write(place, Statement(piece, piece, Sense("fact", "holds_role", "achieved"), slug(label.name)))


def _sentence(state: State, place: Place, speaker: str = "") -> None:
    whole = sense(place.text, Piece(0, len(place.text), "main"), Setting(place.block.kind))
    if whole is not None and whole.kind == "source":
        about = [p for p in pieces(place.text) if p.kind != "apposition"]
        if place.text.lstrip()[:1] == "©":
            about = [_rights(place.text)]
        for piece in about:
            _piece(state, place, trimmed(place.text, piece), None, False)
        return
    spoken = said(place.text, place.names, state.context)
    if spoken is None and speaker:
        spoken = Said(slug(speaker), 0, 0, True)
    saying = place.text[spoken.start : spoken.end] if spoken is not None else ""
    opinion = spoken is not None and (spoken.speaker in OPINIONATED or bool(_GUESSER.search(saying)) or sure(saying))
    belief = sure(saying)
    told = _roles(state, place)
    last: Piece | None = None
    every = pieces(place.text)
    for head in dict.fromkeys(p.head for p in every if p.head is not None):
        loose = not any(p.start < head[1] and head[0] < p.end for p in every)
        if loose and amounts_of(place.text[slice(*head)]):
            _piece(state, place, trimmed(place.text, Piece(*head, "main")), spoken, opinion, belief)
    for found in every:
        piece = trimmed(place.text, found)
        if last is not None and ":" in place.text[last.end : piece.start]:
            before = sense(place.text[last.start : last.end], last, Setting(place.block.kind))
            opinion = opinion or (before is not None and before.kind == "assessment")
        if not (piece.kind == "apposition" and any(r.start <= piece.start and piece.end <= r.end + 2 for r in told)):
            _piece(state, place, piece, spoken, opinion, belief)
        last = piece


def _roles(state: State, place: Place) -> list[roles.Role]:
    """Who holds an office, told beside a name; at the first mention only."""
    known = roles.every(place.text)
    for found in known:
        if found.name in state.offices:
            continue
        state.offices.add(found.name)
        piece = Piece(found.start, found.end, "apposition")
        who = next(
            (m.entity for m in place.names if m.start < found.end and found.start < m.end and m.text in found.name), slug(found.name)
        )
        words = place.text[found.start : found.end]
        state.tell(place, [Stretch(words, place, piece, Setting(place.block.kind), how="role")], who, None)
    return known


def _rights(text: str) -> Piece:
    """The line of rights without its slogan."""
    slogan = re.search(r"\s[–—|-]\s|\.\s|™", text)
    return Piece(0, slogan.start() if slogan else len(text), "main")


def _piece(state: State, place: Place, piece: Piece, spoken: Said | None, opinion: bool, belief: bool = False) -> None:
    """Claims of one piece."""
    if spoken is None and piece.head is not None:
        spoken = speech(place.text, piece, place.names, state.context)
    beside = piece.kind in ("apposition", "relative") and spoken is not None and piece.end < spoken.end  # the speaker's own description
    if spoken is not None and spoken.covers(piece) and not beside:
        piece = spoken.content(piece)
    inner = within(place.text, piece, place.names, state.context)
    if inner is not None:
        spoken, piece = inner, inner.content(piece)
        belief = belief or sure(place.text[inner.start : inner.end])
        opinion = opinion or belief
    if piece.end - piece.start < 3:
        return
    text = place.text[piece.start : piece.end]
    issued = cue.ISSUED.search(text)
    if issued is not None and not cue.SOURCE.search(text):
        part = replace(piece, start=piece.start + issued.start(), end=piece.start + issued.end())
        state.write(place, Statement(part, part, Sense("source", "based_on", "asserted"), "document", spoken))
    named = spoken is not None or any(piece.start <= m.start < piece.end for m in place.names) or about_firm(text)
    head = place.text[piece.head[0] : piece.head[1]] if piece.head else ""
    setting = Setting(
        place.block.kind, state.lead.sense, spoken is not None, opinion, named=named, head=head, belief=belief, official=state.official
    )
    found = sense(text, piece, setting)
    subject = subject_of(text, piece, place.text, place.names, state.context)
    loose = finite(text, headed=piece.head is not None) is None
    amounts = amounts_of(text)
    if (found is not None and found.kind == "source") or _ASKED.search(place.text):
        amounts = []
    if state.lead.sense is not None and loose and place.block.kind in ("item", "cell") and piece.head is None and not _opens(piece, place):
        subject = state.lead.subject
    if piece.kind in ("main", "coordinate"):
        state.ahead = found is not None and found.kind == "commitment" and found.modality == "planned"
        if subject:
            state.context.turn_to(subject, place.names)
    told = state.tell(place, stretches(place, piece, setting, found, [(a.start, a.end) for a in amounts]), subject, spoken)
    own = private(text, subject, place) and all(a.kind in ("count", "time") for a in amounts)  # somebody's own life
    if amounts and not own and not cue.LOGISTICS.search(text):
        quantities_of(state, place, piece, amounts, found, subject, spoken, told)


def _opens(piece: Piece, place: Place) -> bool:
    """Whether a piece begins with a name: then that is its subject, not the one of the list."""
    return any(m.kind in ("company", "group", "person", "agency", "region") and 0 <= m.start - piece.start < 3 for m in place.names)
