"""Grades: how reliable a publisher is (A to F), how credible a claim is (1 to 6), how complete it is. They are kept apart."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from didymium.evidence.claim import Claim
from didymium.evidence.document import Document
from didymium.evidence.period import bounds

UNKNOWN = "F"  # reliability cannot be judged
UNJUDGED = 6  # credibility cannot be judged
TOLERANCE = 0.02  # of the larger figure: nearer figures agree
MOST = 500  # claims of one matter that are compared with each other
#: what a claim should say, by class
NEEDED = {
    "quantity": ("subject", "value", "unit", "time_base", "period", "form", "modality"),
    "commitment": ("subject", "period", "site", "modality"),
    "fact": ("subject", "period", "site", "modality"),
}


@dataclass(frozen=True)
class Publisher:
    """A publisher: kind, reliability A to F with its reason, and whether a state or the subject itself stands behind it."""

    entity: str
    kind: str
    reliability: str
    state_affiliated: bool
    since: str
    reason: str


@cache
def publishers() -> dict[str, Publisher]:
    """Publishers that are graded.

    >>> publishers()["usgs"].reliability
    'A'
    """
    text = resources.files("didymium.evidence").joinpath("publishers.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        r["entity"]: Publisher(r["entity"], r["kind"], r["reliability"], r["state_affiliated"] == "yes", r["since"], r["reason"])
        for r in rows
    }


def publisher_row(entity: str | None) -> Publisher | None:
    """The grade of a publisher; None where it has none."""
    return publishers().get(entity or "")


def graded(documents: Sequence[Document], claims: Sequence[Claim]) -> list[Claim]:
    """Claims with reliability (of the publisher), credibility, completeness and corroboration (agreeing root origins).

    Credibility: 1 confirmed by another root origin, 2 likely, 3 possible, 4 doubtful (another root origin says
    otherwise), 6 not to be judged (assessments, statements about the source). A claim of success by a source that
    belongs to its subject or its state is at best 3 until another root origin agrees.
    """
    by_id = {d.id: d for d in documents}
    matters: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        if claim.kind == "quantity" and claim.interval is not None and claim.subject is not None:
            matters.setdefault(_matter(claim), []).append(claim)
    out = []
    for claim in claims:
        document = by_id[claim.document]
        row = publisher_row(document.publisher)
        agree, differ = _others(claim, matters.get(_matter(claim), ()), by_id)
        out.append(
            replace(
                claim,
                reliability=row.reliability if row else UNKNOWN,
                credibility=_credibility(claim, document, agree, differ),
                completeness=completeness(claim),
                corroboration=len(agree) - len(differ),
            )
        )
    return out


def completeness(claim: Claim) -> float | None:
    """Share of what a claim of its class should say that it says; None for classes that are not judged.

    >>> round(completeness(Claim("i", "d", 0, 1, "q", "quantity", "q", subject="acme", value=5.0, unit="t", form="oxide")), 2)
    0.71
    """
    needed = NEEDED.get(claim.kind)
    if needed is None:
        return None
    have = [claim.interval if name == "value" else getattr(claim, name) for name in needed]
    return sum(1 for value in have if value is not None and value != "") / len(needed)


def _credibility(claim: Claim, document: Document, agree: set[str], differ: set[str]) -> int:
    if claim.kind in ("assessment", "source"):
        return UNJUDGED
    if agree and not differ:
        return 1 if claim.kind == "quantity" else 2
    if differ and not agree:
        return 4
    root = publisher_row(document.root_origin)
    interested = document.root_origin is not None and (
        document.root_origin == claim.subject or (root is not None and (root.state_affiliated or root.kind == "company"))
    )
    success = claim.modality in ("achieved", "ongoing", "asserted") and claim.kind != "absence"
    if interested and success:
        return 3
    if interested:
        return 2 if claim.modality == "negated" else 3
    return 2 if root is not None and root.reliability in ("A", "B") else 3


def _others(claim: Claim, claims: Sequence[Claim], by_id: dict[str, Document]) -> tuple[set[str], set[str]]:
    """Root origins, other than its own, that say the same, and that say otherwise."""
    own = root_of(by_id[claim.document])
    agree: set[str] = set()
    differ: set[str] = set()
    if claim.kind != "quantity" or claim.interval is None or claim.subject is None:
        return agree, differ
    for other in claims[:MOST]:
        root = root_of(by_id[other.document])
        if root == own or not overlap(claim.period, other.period):
            continue
        (agree if near(claim, other) else differ).add(root)
    return agree, differ - agree


def root_of(document: Document) -> str:
    """Who said it first; a document without a known origin is an origin by itself."""
    return document.root_origin or document.publisher or document.id


def same_matter(a: Claim, b: Claim) -> bool:
    """Whether two quantities measure the same: subject, predicate, unit, form, element and a common period."""
    return _matter(a) == _matter(b) and overlap(a.period, b.period)


def _matter(claim: Claim) -> tuple[object, ...]:
    return claim.subject, claim.predicate, claim.unit, claim.form, claim.element


def overlap(a: str | None, b: str | None) -> bool:
    """Whether two periods have a common moment; an unknown one may be any.

    >>> overlap("2025-Q3", "2025"), overlap("2024", "2025"), overlap(None, "2025")
    (True, False, True)
    """
    first, second = (bounds(p) if p else None for p in (a, b))
    if first is None or second is None:
        return True
    return first[0] < second[1] and second[0] < first[1]


def near(a: Claim, b: Claim) -> bool:
    """Whether two values agree within the tolerance, or their intervals meet."""
    first, second = a.interval, b.interval
    assert first is not None
    assert second is not None
    slack = TOLERANCE * max(abs(x) for x in (*first, *second) if x != float("inf"))
    return first[0] <= second[1] + slack and second[0] <= first[1] + slack
