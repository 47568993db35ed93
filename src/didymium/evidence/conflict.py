"""Where claims do not agree: with each other, with the chain, with who holds what today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

from didymium.evidence.claim import Claim
from didymium.evidence.document import Document
from didymium.evidence.grade import near, overlap, same_matter
from didymium.evidence.period import bounds
from didymium.evidence.status import falls_back

MOST = 400  # claims of one unit and predicate that are compared two by two
BESIDE = 120  # characters within which two amounts of one document belong to one sentence
KINDS = ("value", "status", "period", "scope", "form", "entity", "mass balance", "superseded")
FORMS = frozenset({"magnet", "finished_magnet", "blank", "alloy"})  # words that the press takes for each other
_SUPERLATIVE = re.compile(
    r"(?:world|globe|china|country|nation|europe|asia|america)[’']s\s+(?:\w+-)?(?:largest|biggest"
    r"|first)\s+(?P<what>[^,.;:()]{3,80})",
    re.IGNORECASE,
)
_MAKER = re.compile(r"\b(?:producer|maker|miner|supplier|company|group|manufacturer|exporter|importer|consumer|market)s?\b", re.IGNORECASE)
_SMALL = frozenset(["the", "a", "an", "of", "in", "and", "for", "with", "to", "by", "on", "at", "its"])


@dataclass(frozen=True)
class Conflict:
    """A disagreement: its kind, the claims in it, and what it is in words."""

    kind: str
    claims: tuple[str, ...]
    text: str

    def to_json(self) -> dict[str, object]:
        """The conflict as other programs get it."""
        return {**asdict(self), "claims": list(self.claims)}


def conflicts(claims: Sequence[Claim], documents: Sequence[Document], parents: Mapping[str, str] | None = None) -> list[Conflict]:
    """All conflicts among claims; ``parents`` gives the owner of an entity, to tell a group from its subsidiary.

    A claim alone is in conflict with the mass balance when its verdict is *exceeds*, with the forms when only another
    form fits, and superseded when it names an owner who gave the business up.
    """
    found = [*_alone(claims), *_scope(claims), *_pairs(claims, {d.id: d for d in documents}, parents or {})]
    unique: dict[tuple[str, str], Conflict] = {}
    for conflict in found:
        known = unique.get((conflict.kind, conflict.text))
        ids = (*known.claims, *conflict.claims) if known else conflict.claims
        unique[conflict.kind, conflict.text] = Conflict(conflict.kind, tuple(dict.fromkeys(ids)), conflict.text)
    return list(unique.values())


def _alone(claims: Sequence[Claim]) -> Iterator[Conflict]:
    for claim in claims:
        for flag in claim.flags:
            if flag.startswith("superseded:"):
                _, who, successor = flag.split(":")
                text = f"{_name(who)} was superseded by {_name(successor)}: the claim is out of date"
                yield Conflict("superseded", (claim.id,), text)
        if claim.verdict == "exceeds":
            yield Conflict("mass balance", (claim.id,), f"{_named(claim)} exceeds the chain: {claim.verdict_text}")
        elif claim.verdict and claim.verdict.endswith("is meant"):
            yield Conflict("form", (claim.id,), f"{_named(claim)} {claim.verdict}: {claim.verdict_text}")


def _named(claim: Claim) -> str:
    """Who and how much, as a reader knows it."""
    return f"{(claim.subject or 'subject unknown').replace('_', ' ')}, {claim.written}:"


def _pairs(claims: Sequence[Claim], by_id: Mapping[str, Document], parents: Mapping[str, str]) -> Iterator[Conflict]:
    """Claims two by two, within blocks of one unit, so that large sets stay quick."""
    blocks: dict[tuple[str | None, str], list[Claim]] = {}
    for claim in claims:
        if claim.kind == "quantity" and claim.interval is not None and claim.unit not in ("count", "year", "month", "day", "week"):
            blocks.setdefault((claim.unit, claim.predicate), []).append(claim)
    for block in blocks.values():
        for a, b in combinations([c for c in block if c.subject][:MOST], 2):
            conflict = _quantities(a, b, parents)
            if conflict is not None:
                yield conflict
    told = [c for c in claims if c.status and c.kind in ("commitment", "fact", "quantity") and (c.site or c.subject)]
    for a, b in combinations(told[:300], 2):
        first, second = sorted((a, b), key=lambda c: by_id[c.document].published or "")
        before, after = by_id[first.document].published, by_id[second.document].published
        same = first.site is not None and first.site == second.site
        if same and before and after and before < after and falls_back(str(first.status), str(second.status)):
            yield Conflict(
                "status", (first.id, second.id), f"{_name(str(first.site))}: {first.status} in {before}, only {second.status} in {after}"
            )


def _quantities(a: Claim, b: Claim, parents: Mapping[str, str]) -> Conflict | None:
    """The conflict between two quantities of one unit and predicate."""
    pair = (a.id, b.id)
    if same_matter(a, b) and not near(a, b):
        known = a.period is not None and a.period == b.period
        if a.unit in ("rank", "ratio") or (a.document == b.document and not known) or a.modality != b.modality:
            return None
        if a.document == b.document and abs(a.start - b.start) < BESIDE:
            return None  # "slipped to 60 % from 72 %": one passage tells of two moments
        return Conflict("value", pair, f"{_name(a.subject)}: {a.written} and {b.written} for {a.period or 'an unknown period'}")
    if a.value is None or a.value != b.value or a.unit in ("rank", "fraction", "fraction_of_target"):
        return None
    if a.subject == b.subject and a.form != b.form and {a.form, b.form} <= FORMS:
        return Conflict("form", pair, f"{_name(a.subject)}: {a.written} as {a.form} and as {b.form}")
    if (
        a.subject == b.subject
        and a.form == b.form
        and a.period
        and b.period
        and bounds(a.period)
        and bounds(b.period)
        and not overlap(a.period, b.period)
    ):
        return Conflict("period", pair, f"{_name(a.subject)}: {a.written} for {a.period} and for {b.period}")
    related = (
        a.subject and b.subject and a.subject != b.subject and (parents.get(a.subject) == b.subject or parents.get(b.subject) == a.subject)
    )
    if related and a.form == b.form and overlap(a.period, b.period):
        return Conflict("entity", pair, f"{a.written} is said of {_name(a.subject)} and of {_name(b.subject)}")
    return None


def _scope(claims: Sequence[Claim]) -> Iterator[Conflict]:
    """A superlative that means one thing in the headline and another in the body of one document."""
    found: dict[str, list[tuple[Claim, frozenset[str], str]]] = {}
    for claim in claims:
        for phrase in _SUPERLATIVE.finditer(claim.text):
            what = " ".join(phrase["what"].split())
            if _MAKER.search(what):
                continue  # said of a firm, not of what it builds
            words = frozenset(w for w in re.findall(r"[a-z]+", what.lower()) if w not in _SMALL)
            found.setdefault(claim.document, []).append((claim, words, what))
    for group in found.values():
        for (a, first, told), (b, second, other) in combinations(group[:100], 2):
            alike = len(first & second) / max(1, len(first | second))
            if a.id != b.id and alike < 0.5 and (_shares_project(a, b) or _of_one(a, b)):
                yield Conflict("scope", (a.id, b.id), f"the superlative changes its meaning: “{told}” and “{other}”")


def _of_one(a: Claim, b: Claim) -> bool:
    """Whether one claim is about a project that bears the name of the other's subject, and both tell of a project."""
    pairs = ((a, b), (b, a))
    return any(x.subject and y.subject and y.subject.startswith(f"{x.subject}_") and x.status and y.status for x, y in pairs)


def _shares_project(a: Claim, b: Claim) -> bool:
    """Whether two claims name the same phase or stage of something."""
    mark = re.compile(r"\b(?:phase|stage)\s+(?:\d|i{1,3}v?|one|two|three)\b", re.IGNORECASE)
    first, second = mark.search(a.text), mark.search(b.text)
    return bool(first and second and first.group().lower() == second.group().lower())


def _name(entity: str | None) -> str:
    return (entity or "somebody").replace("_", " ")
