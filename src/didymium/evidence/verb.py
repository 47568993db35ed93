"""Verbs of the field, kept as data with what they tell: an event, a change, a state, speech, an order, a plan, a judgement."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

AUXILIARY = frozenset("is are was were am be been being has have had having do does did".split())
MODAL = frozenset("will would shall should must may might can could cannot won't wouldn't can't couldn't".split())
#: words that read as verbs but are mostly nouns in the press; they count as verbs only right after a subject
NOUNS = frozenset(
    "plans exports imports supplies mines controls works reports markets projects orders prices stocks increases rises decreases falls targets demands costs uses tests trials stores shares"
    " sources loads leads moves signs views offers hits grants funds hosts ships sales contracts schedules awards issues visits tours starts ends supports benefits limits restricts permits"
    " focuses features needs values ranges ranks bases figures pilots tenders bids claims details estimates forecasts advances returns reserves displays drops gains cuts sets spends files leases"
    " reviews releases results notes comments trades transfers transports processes experts plays plants studies research report plan export import supply mine control work market project order"
    " price stock increase rise decrease fall target demand cost use test trial store share source load lead move sign view offer hit grant fund host ship contract schedule award issue visit tour"
    " start end support benefit limit permit focus feature need value range rank base pilot tender bid claim detail estimate forecast advance return review release note comment trade transfer transport"
    " process study lease file form list place stage state list set cut gain drop spread press pull push block group handle means mean mark marks form forms places states lists links link matter matters lines line"
    " structures structure stages stakes stake forces force winds wind lives live last near pairs pair pools pool caps cap scales scale stacks stack fixes fix sides side sinks sink styles style"
    " surfaces surface tears tear tolls toll votes vote witness yields yield tracks track sanctions sanction taxes tax levies levy mills mill drills drill positions position sponsors pressures"
    " pressure references reference records record samples sample seats seat shapes shape slots slot spins steps step sticks subjects subject suits suit tails taps tap teams team touches trails"
    " trail trims triggers trigger turns turn voices voice walks walk wins win phases phase flows flow floods match matches maps map mirrors mirror audits audit backs back top tops delay delays drive"
    " drives draws draw help looks look influence influences pledge pledges praise probes probe repairs repair rent rents rescue surges swap swaps sweep waste wastes".split()
)


@dataclass(frozen=True)
class Verb:
    """A form of a verb: lemma, form (base, third, past, participle, gerund; a form may be several) and kinds."""

    lemma: str
    forms: frozenset[str]
    kinds: frozenset[str]


@cache
def verbs() -> dict[str, Verb]:
    """Every form of every verb.

    >>> verbs()["built"].lemma, sorted(verbs()["ordered"].kinds), sorted(verbs()["shipping"].forms)
    ('build', ['direct', 'event'], ['gerund'])
    """
    text = resources.files("didymium.evidence").joinpath("verbs.csv").read_text(encoding="utf-8")
    found: dict[str, Verb] = {}
    for row in csv.DictReader(text.splitlines()):
        lemma, kinds = row["lemma"], frozenset(row["kinds"].split())
        past = row["past"] or _past(lemma)
        shapes = [(lemma, "base"), (_third(lemma), "third"), (past, "past"), (row["participle"] or past, "participle"), (row["gerund"] or _gerund(lemma), "gerund")]
        if row["gerund"] and not row["past"]:
            stem = row["gerund"].removesuffix("ing")
            shapes += [(f"{stem}ed", "past"), (f"{stem}ed", "participle")]
        for word, shape in shapes:
            known = found.get(word)
            if known is None or known.lemma != lemma and shape == "base":
                found[word] = Verb(lemma, frozenset({shape}), kinds)
            elif known.lemma == lemma:
                found[word] = Verb(lemma, known.forms | {shape}, kinds)
    return found


def verb(word: str) -> Verb | None:
    """The verb behind a word; unknown words in -ed count as the past of an event, in -ing as its gerund.

    >>> verb("recommissioned").forms == {"past", "participle"}, verb("steel") is None
    (True, True)
    """
    low = word.lower()
    known = verbs().get(low)
    if known is not None:
        return known
    if re.fullmatch(r"[a-z]{2,}[a-z](?:ed)", low) and low not in _ED:
        return Verb(low, frozenset({"past", "participle"}), frozenset({"event"}))
    if re.fullmatch(r"[a-z]{3,}ing", low) and low not in _ING:
        return Verb(low, frozenset({"gerund"}), frozenset({"event"}))
    return None


_ED = frozenset("need feed speed indeed exceed proceed succeed seed breed united limited hundred red bed led shed advanced unprecedented so-called naked sacred wicked".split())
_ING = frozenset("during morning evening thing something anything everything nothing spring string king ring wing ceiling beijing".split())


def _third(lemma: str) -> str:
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{lemma}es"
    return f"{lemma[:-1]}ies" if re.search(r"[^aeiou]y$", lemma) else f"{lemma}s"


def _past(lemma: str) -> str:
    if lemma.endswith("e"):
        return f"{lemma}d"
    return f"{lemma[:-1]}ied" if re.search(r"[^aeiou]y$", lemma) else f"{lemma}ed"


def _gerund(lemma: str) -> str:
    return f"{lemma[:-1]}ing" if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")) else f"{lemma}ing"
