"""A claim written down: span taken back to the raw text, form, stage, period, who says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from didymium.evidence.amount import Quantity
from didymium.evidence.attribution import Said
from didymium.evidence.block import Block
from didymium.evidence.claim import Claim, claim_id
from didymium.evidence.document import Document
from didymium.evidence.entity import Mention, superseded
from didymium.evidence.form import element_near, form_near, predicate_of, stage_in
from didymium.evidence.meaning import Sense
from didymium.evidence.period import Period
from didymium.evidence.piece import Piece, trimmed
from didymium.evidence.status import status_in
from didymium.evidence.timing import period_of

#: quantities that are of something with a form
FORMED = frozenset({"mass", "purity", "scale", "price", "share", "rank"})


@dataclass(frozen=True)
class Place:
    """A sentence of a block: its clean offset, its words, the names in it, and the periods of what stands before it."""

    block: Block
    at: int
    text: str
    names: tuple[Mention, ...]
    lead_period: Period | None = None
    carried: Period | None = None  # of the sentence before
    label: str = ""


@dataclass(frozen=True)
class Statement:
    """What is to be written down: a part of a piece, what it states, about whom, by whom, and its quantity."""

    part: Piece
    piece: Piece
    sense: Sense
    subject: str | None
    spoken: Said | None = None
    amount: Quantity | None = None


def record(document: Document, place: Place, told: Statement, year: str | None) -> Claim | None:
    """The claim; None when nothing of it is left in the raw text."""
    part = trimmed(place.text, told.part)
    text = document.content.text
    start, end = text.raw_span(place.at + part.start, place.at + part.end)
    quote = document.raw[start:end]
    if part.end <= part.start or not quote.strip():
        return None
    piece, amount = told.piece, told.amount
    words = place.text[piece.start : piece.end]
    measured = "market price" if told.subject == "market" and amount is not None and amount.kind == "price" else told.sense.predicate
    period, basis = period_of(
        place.text, piece, amount, part, document.published, year, place.lead_period, told.sense.modality, place.carried, measured
    )
    speaker = told.spoken.speaker if told.spoken is not None else document.publisher
    chain = (told.spoken.speaker if told.spoken is not None else None, *document.origin_chain, document.publisher)
    claim = Claim(
        id=claim_id(document.id, start, end, told.sense.predicate, None if amount is None else amount.value),
        document=document.id,
        start=start,
        end=end,
        quote=quote,
        kind=told.sense.kind,
        text=text.text[place.at + part.start : place.at + part.end],
        subject=told.subject,
        predicate=told.sense.predicate,
        object=" ".join(place.text[part.start : part.end].split())[:200],
        period=period,
        period_basis=basis,
        modality=told.sense.modality,
        stage=stage_in(words),
        site=next((m.entity for m in place.names if m.kind in ("site", "project") and piece.start <= m.start < piece.end), None),
        speaker=speaker,
        attribution=tuple(dict.fromkeys(s for s in chain if s)),
        part=place.block.kind if place.block.kind in ("title", "item", "cell") else "body",
        place=document.place(start),
        status=status_in(place.text) if told.sense.kind in ("commitment", "fact", "quantity") else None,
        flags=_outdated(told, place, document),
    )
    return claim if amount is None else _measured(claim, words, amount, place.label)


def _measured(claim: Claim, text: str, amount: Quantity, label: str) -> Claim:
    """The claim with its quantity."""
    words, at = labelled(text, amount, label)
    form, stage = form_near(words, at, at + amount.end - amount.start) if amount.kind in FORMED else (None, claim.stage)
    vague = ("vague",) if amount.bound == "order_of_magnitude" and amount.kind != "scale" else ()
    timeless = ("no time base",) if amount.kind == "mass" and not amount.time_base else ()
    return replace(
        claim,
        object=_object(text, amount) if not label else " ".join(label.split())[:120],
        value=amount.value,
        value_low=amount.low,
        value_high=amount.high,
        bound=amount.bound,
        unit=amount.unit,
        time_base=amount.time_base or None,
        written=amount.written,
        form=form,
        stage=stage or claim.stage,
        element=element_near(words, at, at + amount.end - amount.start),
        flags=(*claim.flags, *vague, *timeless),
    )


def _object(words: str, amount: Quantity) -> str:
    """What is counted or measured: the words behind the quantity, up to the end of the phrase."""
    after = re.split(r"[,;:()]|\s(?:and|by|while|which|that|from|to|compared|up|down|in)\s", words[amount.end :], maxsplit=1)[0]
    before = re.split(r"[,;:()]", words[: amount.start])[-1]
    bare = re.sub(r"^\s*(?:of|in|for)\s+", "", after).strip() or before.strip()
    return " ".join(bare.split())[:120]


def _outdated(told: Statement, place: Place, document: Document) -> tuple[str, ...]:
    """Flags for names and owners that were superseded before the document was published."""
    words = place.text[told.piece.start : told.piece.end]
    found = []
    for mention in place.names:
        row = superseded(mention.entity, place.text, document.published) if told.piece.start <= mention.start < told.piece.end else None
        if (
            row is not None
            and told.sense.modality != "negated"
            and not re.search(
                r"\b(?:former|formerly|then|renamed|until|used\s+to"
                r"|merged\s+into"
                r"|became)\b",
                words,
            )
        ):
            found.append(f"superseded:{mention.entity}:{row.successor}")
    return tuple(dict.fromkeys(found))


def labelled(text: str, amount: Quantity, label: str) -> tuple[str, int]:
    """The words around a quantity with the label of its row in front, and where the quantity begins in them."""
    return (f"{label}: {text}", amount.start + len(label) + 2) if label else (text, amount.start)


def measure(amount: Quantity, text: str, before: tuple[Quantity, str] | None, label: str = "") -> str:
    """What a quantity measures; an amount converted in brackets measures what it converts."""
    if before is not None and text[before[0].end : amount.start].strip() == "(" and before[0].kind == amount.kind:
        return before[1]
    words, at = labelled(text, amount, label)
    return predicate_of(amount.kind, words, at, at + amount.end - amount.start)
