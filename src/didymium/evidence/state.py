"""What is known on the way through a document, and the claims that were found in it so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from didymium.evidence.attribution import Said
from didymium.evidence.claim import Claim
from didymium.evidence.document import Document
from didymium.evidence.entity import Gazetteer, Mention
from didymium.evidence.grid import Grid
from didymium.evidence.meaning import Sense, meant
from didymium.evidence.period import Period, bounds, completed, periods
from didymium.evidence.piece import Piece
from didymium.evidence.record import Place, Statement, record
from didymium.evidence.script import Script
from didymium.evidence.sense import sense
from didymium.evidence.stretch import Stretch
from didymium.evidence.subject import Context, subject_of
from didymium.evidence.weigh import chosen

#: tells of the stretches of a piece which are claims, and of which class
Judge = Callable[[Sequence[Stretch]], list[tuple[Stretch, str]]]


@dataclass(frozen=True)
class Lead:
    """What the line that introduces a list gives to its items."""

    sense: Sense | None
    period: Period | None
    subject: str | None
    words: str = ""


@dataclass
class State:
    """What is known on the way through a document."""

    document: Document
    names: Gazetteer
    context: Context
    year: str | None
    quarter: Period | None  # that the whole document reports on
    ahead: bool = False  # the clause before tells what is planned or expected
    brief: bool = False  # a bulletin of few paragraphs
    carried: Period | None = None  # of the paragraph before
    title: Period | None = None  # that its title names
    lead: Lead = field(default_factory=lambda: Lead(None, None, None))
    people: dict[str, Mention] = field(default_factory=dict)
    official: bool = False  # a notice, an order or a law: what it says is directed
    script: Script = field(default_factory=Script)
    figured: frozenset[int] = frozenset()  # rows of tables of figures: their words are heads and labels
    offices: set[str] = field(default_factory=set)  # of whom the office was told
    grid: Grid = field(default_factory=Grid)
    claims: list[Claim] = field(default_factory=list)
    judge: Judge = chosen
    sentences: int = 0  # read so far

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

    def tell(self, place: Place, every: Sequence[Stretch], subject: str | None, spoken: Said | None) -> list[Piece]:
        """Keep those stretches of a piece that are claims; ``subject`` is what the piece is about."""
        told = self.judge(every)
        for one, kind in told:
            about = subject if one.first == 0 else subject_of(one.text, one.piece, place.text, place.names, self.context)
            held = Sense("fact", "holds_role", "achieved")
            found = held if one.how == "role" else one.found if one.whole else sense(one.text, one.piece, one.setting)
            whom = "document" if kind == "source" else about
            self.write(place, Statement(one.piece, one.piece, meant(one.text, found, kind), whom, spoken))
        return [one.piece for one, _ in told]

    def write(self, place: Place, told: Statement) -> None:
        """Keep a claim, unless nothing of it is left or it is there already."""
        claim = record(self.document, place, told, self.year)
        if claim is not None and not any(c.id == claim.id for c in self.claims[-20:]):
            self.claims.append(claim)


def year_of(document: Document, text: str) -> str | None:
    """The year that a missing one is taken to be: that of publication, else the only one stated with a quarter or month."""
    if document.published:
        return document.published[:4]
    stated = [p.label[:4] for p in periods(text[:40_000]) if re.match(r"\d{4}-(?:Q|H|\d\d)", p.label)]
    return stated[0] if len(set(stated)) == 1 else None


def carried_by(state: State, text: str) -> Period | None:
    """The one period that a sentence is about, for the sentences behind it; days are of events and are not carried over."""
    published = state.document.published
    whole = [completed(p, state.year, True, published) for p in periods(text, published)]
    labels = [p for p in whole if p.whole and (len(p.label) < 10 or "/" in p.label)]
    return labels[-1] if len({p.label for p in labels}) == 1 else None


def _the_same(one: Claim, other: Claim) -> bool:
    """Whether two passages tell one quantity: a headline may leave out of whom and of what."""
    alike = one.value == other.value and one.unit == other.unit and one.form == other.form
    return alike and (other.part == "title" or (one.predicate == other.predicate and one.subject == other.subject))


def inherited(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Claims of one document with the period that a headline leaves out taken from the passage that says the same at length."""
    out = list(claims)
    full = [c for c in claims if c.kind == "quantity" and c.period is not None and bounds(c.period) is not None]
    for i, short in enumerate(claims):
        if short.period is None and short.value is not None and short.kind == "quantity":
            same = next((c for c in full if _the_same(c, short)), None)
            if same is not None:
                out[i] = replace(short, period=same.period, period_basis="inferred")
    return tuple(out)
