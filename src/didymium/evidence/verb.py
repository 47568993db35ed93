"""Verbs of the field, kept as data with what they tell: an event, a change, a state, speech, an order, a plan, a judgement."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from didymium.evidence.words import words

AUXILIARY = words("auxiliary")
MODAL = words("modal")
#: words that read as verbs but are mostly nouns in the press; they count as verbs only right after a subject
NOUNS = words("noun_or_verb")


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
        shapes = [
            (lemma, "base"),
            (_third(lemma), "third"),
            (past, "past"),
            (row["participle"] or past, "participle"),
            (row["gerund"] or _gerund(lemma), "gerund"),
        ]
        if row["gerund"] and not row["past"]:
            stem = row["gerund"].removesuffix("ing")
            shapes += [(f"{stem}ed", "past"), (f"{stem}ed", "participle")]
        for word, shape in shapes:
            known = found.get(word)
            if known is None or (known.lemma != lemma and shape == "base"):
                found[word] = Verb(lemma, frozenset({shape}), kinds)
            elif known.lemma == lemma:
                found[word] = Verb(lemma, known.forms | {shape}, kinds)
    return found


@lru_cache(maxsize=20_000)
def verb(word: str) -> Verb | None:
    """The verb behind a word; unknown words in -ed count as the past of an event, in -ing as its gerund.

    >>> verb("recommissioned").forms == {"past", "participle"}, verb("steel") is None
    (True, True)
    """
    low = word.lower()
    known = verbs().get(low)
    if known is not None:
        return known
    if re.fullmatch(r"(?:re-|co-|pre-|de-|un)?[a-z]{2,}[a-z](?:ed)", low) and low not in _ED:
        return Verb(low, frozenset({"past", "participle"}), frozenset({"event"}))
    if re.fullmatch(r"[a-z]{3,}ing", low) and low not in _ING:
        return Verb(low, frozenset({"gerund"}), frozenset({"event"}))
    return None


_ED = words("ed_no_verb")
_ING = words("ing_no_verb")


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
