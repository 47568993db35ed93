"""A document to its claims: blocks to sentences, sentences to pieces, pieces to claims."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from didymium.evidence import cue, roles
from didymium.evidence.amount import Quantity
from didymium.evidence.attribution import Said, said, speech, within
from didymium.evidence.block import Block
from didymium.evidence.cast import cast, main_name
from didymium.evidence.claim import Claim
from didymium.evidence.clause import pieces
from didymium.evidence.document import Document
from didymium.evidence.entity import SHIPPED, Gazetteer, Mention, mentions, slug
from didymium.evidence.grid import Grid, figured
from didymium.evidence.hush import asks, hushed
from didymium.evidence.lines import INTRODUCES
from didymium.evidence.meaning import Sense, Setting
from didymium.evidence.opinion import sure
from didymium.evidence.parts import parts, rest
from didymium.evidence.period import Period, bounds, completed, periods, reported
from didymium.evidence.piece import Piece, trimmed
from didymium.evidence.quantity import quantities
from didymium.evidence.record import Place, Statement, measure, record
from didymium.evidence.script import Label, Script, script
from didymium.evidence.sense import headline, lead_sense, sense
from didymium.evidence.sentence import finite, sentences
from didymium.evidence.standing import standings
from didymium.evidence.subject import FIRMS, Context, about_firm, subject_of
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
#: the place, service and date that a release begins with
_RELEASE = re.compile(
    r"\W*[A-Z][^()\n]{1,70}?(?:--|—|–|\s/|\s-|,|\s)\s?(?:\((?:[^()]{3,60})\)|/[^/\n]{3,40}/)\s*(?:--|—|–|-)+\s*(?=[A-Z“\"])"
)
#: what an agency puts in front of its headline
_SLUG = re.compile(
    r"\W*(?:UPDATE|WRAPUP|RPT|REFILE|CORRECTED|EXCLUSIVE|FACTBOX|ANALYSIS|FOCUS|FEATURE|COLUMN|BREAKING|INSIGHT)\b(?:\s*\d+)?(?:\s*\([^)]{0,80}\))?\s*[–—:-]+\s*"
)
#: how notices, orders and laws begin
_OFFICIAL = re.compile(
    r"\W*(?:(?:interim|provisional|implementing|administrative|ministerial|joint|public)\s+)*(?:notice|decree|order|regulations?|measures|directive"
    r"|ordinance|circular|announcement\s+no|decision\s+of|law\s+(?:on|of)|act\s+(?:on|of)|rules\s+(?:on|for)|opinions\s+(?:on|of))\b",
    re.IGNORECASE,
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
    quarter: Period | None  # that the whole document reports on
    title: Period | None = None  # that its title names
    lead: _Lead = field(default_factory=lambda: _Lead(None, None, None))
    people: dict[str, Mention] = field(default_factory=dict)
    official: bool = False  # a notice, an order or a law: what it says is directed
    script: Script = field(default_factory=Script)
    figured: frozenset[int] = frozenset()  # rows of tables of figures: their words are heads and labels
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
    told = [(b.kind, text[b.start : b.end]) for b in document.content.blocks if b.told]
    names = cast(told, names)
    main, firm = main_name(told, names, document.publisher)
    context = Context(main, not firm)
    state = _State(document, names, context, _year(document, text), reported(text[:800]))
    state.script = script([w for kind, w in told if kind == "paragraph"])
    state.official = any(_OFFICIAL.match(w) for kind, w in told[:3])
    state.figured = figured(document.content.blocks, text)
    leads: dict[int, _Lead] = {}
    for index, block in enumerate(document.content.blocks):
        words = text[block.start : block.end]
        if block.kind != "cell":
            state.grid.above(words)
        if block.told and block.kind == "heading":
            state.context.section = _section(words, state)
        if not block.told or block.kind == "heading":
            continue
        state.lead = leads.get(-1 if block.lead is None else block.lead, _Lead(None, None, None))
        _block(state, block, words)
        if words.endswith(INTRODUCES):
            leads[index] = _introduces(state, words)
        if len(state.claims) >= MOST:
            break
    return inherited(tuple(state.claims[:MOST]))


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
    about = (state.context.subject if named else None) or state.context.about
    own = sense(last, Piece(0, len(last), "main"), Setting())
    told = lead_sense(last) or (own if own is not None and own.kind == "commitment" else None)
    return _Lead(told, stated[-1] if stated else None, about)


def _section(words: str, state: _State) -> str | None:
    """Whom a heading names: what follows is about it."""
    found = [m for m in mentions(words, state.names, known_only=True) if m.kind in ("company", "group", "organisation", "site", "project")]
    return found[0].entity if len(found) == 1 and len(words.split()) < 9 else None


def _block(state: _State, block: Block, words: str) -> None:
    if block.kind == "cell" and (_figure(state, block, words) or (block.row in state.figured and not (block.column and _amounts(words)))):
        return
    carried: Period | None = None
    state.context.focus = None  # a paragraph begins anew with whom the document is about
    dateline = _SLUG.match(words) if block.kind in ("title", "heading", "paragraph") else None
    dateline = dateline or _RELEASE.match(words) or _DATELINE.match(words)
    shift = dateline.end() if dateline else 0
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
        found = mentions(text, state.names, known_only=block.kind == "title")
        found += state.surnames(text, found)
        about = state.lead.period or state.quarter
        place = Place(block, block.start + shift + start, text, tuple(found), about, carried or state.title, _label(state, block, words))
        _sentence(state, place, label.name if label else "")
        carried = _carried(state, text) or carried
        if block.kind == "title" and carried is not None and carried.basis == "stated":
            state.title = carried
        for mention in found:
            state.context.seen(mention)


def _carried(state: _State, text: str) -> Period | None:
    """The one period that a sentence is about, for the sentences behind it; days are of events and are not carried over."""
    published = state.document.published
    whole = [completed(p, state.year, True, published) for p in periods(text, published)]
    labels = [p for p in whole if p.whole and (len(p.label) < 10 or "/" in p.label)]
    return labels[-1] if len({p.label for p in labels}) == 1 else None


def _figure(state: _State, block: Block, words: str) -> bool:
    """Whether a cell is a bare figure of a table; it is then written down with what its row, column and caption say."""
    state.grid.take(block, words)
    amount = state.grid.amount(block, words)
    if amount is None:
        return False
    head = state.grid.head(block)
    about = f"{state.grid.label} {head}".strip()
    stated = [p for text in (head, state.grid.label, state.grid.caption) for p in periods(text, state.document.published) if p.whole]
    place = Place(block, block.start, words, (), stated[0] if stated else state.lead.period or state.quarter, state.title, about)
    piece = Piece(0, len(words), "main")
    named = mentions(state.grid.label, state.names)
    subject = named[0].entity if named else "market" if amount.kind == "price" and not _PAID.search(about) else state.context.about
    told = Sense(
        "quantity",
        measure(amount, words, None, about),
        "directed" if state.official else "achieved" if state.lead.sense is None else state.lead.sense.modality,
    )
    _write(state, place, Statement(piece, piece, told, subject, None, amount))
    return True


def _label(state: _State, block: Block, words: str) -> str:
    """What the first cell of its row says of a cell that is little more than a figure."""
    if block.kind != "cell":
        return ""
    if words == state.grid.label:
        return ""
    return state.grid.label if len(re.findall(r"[A-Za-z]{3,}", words)) <= 3 else ""


def _labelled(state: _State, block: Block, at: int, words: str, label: Label) -> None:
    """The office told in a speaker's label, at the first mention."""
    if not roles.is_office(label.office) or label.name in state.offices:
        return
    state.offices.add(label.name)
    place = Place(block, block.start + at, words[at : at + label.end], ())
    piece = Piece(0, label.told, "apposition")
    _write(state, place, Statement(piece, piece, Sense("fact", "holds_role", "achieved"), slug(label.name)))


def _sentence(state: _State, place: Place, speaker: str = "") -> None:
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
    _roles(state, place)
    last: Piece | None = None
    for found in pieces(place.text):
        piece = trimmed(place.text, found)
        if last is not None and ":" in place.text[last.end : piece.start]:
            before = sense(place.text[last.start : last.end], last, Setting(place.block.kind))
            opinion = opinion or (before is not None and before.kind == "assessment")
        _piece(state, place, piece, spoken, opinion, belief)
        last = piece


def _roles(state: _State, place: Place) -> None:
    """Who holds an office, told beside a name; at the first mention only."""
    for found in roles.every(place.text):
        if found.name in state.offices:
            continue
        state.offices.add(found.name)
        piece = Piece(found.start, found.end, "apposition")
        who = next(
            (m.entity for m in place.names if m.start < found.end and found.start < m.end and m.text in found.name), slug(found.name)
        )
        _write(state, place, Statement(piece, piece, Sense("fact", "holds_role", "achieved"), who))


def _rights(text: str) -> Piece:
    """The line of rights without its slogan."""
    slogan = re.search(r"\s[–—|-]\s|\.\s|™", text)
    return Piece(0, slogan.start() if slogan else len(text), "main")


def _piece(state: _State, place: Place, piece: Piece, spoken: Said | None, opinion: bool, belief: bool = False) -> None:
    """Claims of one piece."""
    if spoken is None and piece.head is not None:
        spoken = speech(place.text, piece, place.names, state.context)
    if spoken is not None and spoken.covers(piece):
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
        _write(state, place, Statement(part, part, Sense("source", "based_on", "asserted"), "document", spoken))
    named = spoken is not None or any(piece.start <= m.start < piece.end for m in place.names) or about_firm(text)
    head = place.text[piece.head[0] : piece.head[1]] if piece.head else ""
    setting = Setting(
        place.block.kind, state.lead.sense, spoken is not None, opinion, named=named, head=head, belief=belief, official=state.official
    )
    found = sense(text, piece, setting)
    subject = subject_of(text, piece, place.text, place.names, state.context)
    loose = finite(text, headed=piece.head is not None) is None
    if found is not None and found.kind in ("source", "absence"):
        if found.kind == "absence" and hushed(text):
            return
        _write(state, place, Statement(piece, piece, found, "document" if found.kind == "source" else subject, spoken))
        return
    if state.lead.sense is not None and loose and place.block.kind in ("item", "cell") and piece.head is None and not _opens(piece, place):
        subject = state.lead.subject
    if piece.kind in ("main", "coordinate") and subject:
        state.context.turn_to(subject, place.names)
    amounts = _amounts(text)
    if amounts and cue.LOGISTICS.search(text):
        return
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
    if found.kind in ("fact", "commitment") and re.match(r"\W*(?:what|how|why|where|whether)\s", text) and text[:1].islower():
        return False  # what is asked or known of
    if len(text.split()) < 3 or (_CONDITION.match(text) and "," not in text and found.kind != "commitment"):
        return False
    if not text.rstrip().endswith(INTRODUCES):
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
    over = rest(text, spans) or _deadline(text, amounts, found)
    if over is not None and over[1] > spans[0][0] and len(spans) == 1:
        spans = [(amounts[0].start, spans[0][1])]
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
        if amount.kind == "price" and not _PAID.search(text) and not _firm_first(place, piece):
            about = "market"
        predicate = measure(amount, text, before, place.label)
        told = Sense("quantity", predicate, modality_of(text, amount, found, piece, state.lead.sense, state.official))
        _write(state, place, Statement(part, piece, told, about, spoken, amount))
        before = amount, predicate


def _deadline(text: str, amounts: list[Quantity], found: Sense | None) -> tuple[int, int] | None:
    """What is ordered or promised, apart from how soon or how often: "shall report to it | within ten days"."""
    if len(amounts) != 1 or found is None or found.kind != "commitment":
        return None
    soon = re.search(r"\bwithin\s+$", text[: amounts[0].start])
    at = soon.start() if soon else amounts[0].start
    often = amounts[0].kind == "frequency"
    head = text[:at].rstrip(" ,")
    return (0, len(head)) if (soon or often) and len(head.split()) >= 4 and finite(head) is not None else None


#: a price that is somebody's own: what he pays, gets or spends
_PAID = re.compile(
    r"\b(?:costs?|paid|pay|pays|selling|sold|realised|realized|received|wages?|salar\w+|contracts?|sells?|offtake|guarantee\w*|levy|tax|fee|dut\w+)\b",
    re.IGNORECASE,
)


def _firm_first(place: Place, piece: Piece) -> bool:
    """Whether a piece begins with the name of a firm."""
    return any(m.kind in FIRMS and m.start - piece.start < 5 for m in place.names if m.start >= piece.start)


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
