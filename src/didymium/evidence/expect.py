"""What would show whether a claim was true: an observable, who would publish it, and by when; resolved by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from didymium.evidence.claim import Claim
from didymium.evidence.document import Document
from didymium.evidence.period import bounds

OUTCOMES = ("true", "false", "unknown")
REPORTING = 0.5  # years after a period until who reports has reported
_SOURCES = {
    "production": "annual report of the company, or official output statistics",
    "capacity": "annual report of the company, or the acceptance notice of the plant",
    "export": "customs statistics",
    "import": "customs statistics",
    "sales": "quarterly report of the company",
    "revenue": "quarterly report of the company",
    "investment": "cash flow statement of the company",
    "price": "price reporting agencies",
    "quota": "notice of the ministry",
    "market_share": "market research with stated methods",
    "rank": "market research with stated methods",
    "directive": "the next review of the company",
    "policy_call": "the next official notice",
    "expansion": "photographs, tenders or the acceptance notice of the plant",
    "plan_measure": "the next report of the company",
}


@dataclass(frozen=True)
class Expectation:
    """An observable that decides a claim, its source and due date (decimal year as text ``2026`` or ``2026-07``; None where open)."""

    claim: str
    observable: str
    source: str
    due: str | None
    outcome: str | None = None

    def to_json(self) -> dict[str, object]:
        """The expectation as other programs get it."""
        return asdict(self)


def expectations(claims: Sequence[Claim], documents: Sequence[Document], resolved: Mapping[str, str] | None = None) -> list[Expectation]:
    """One expectation for every quantity, commitment and forecast; ``resolved`` gives outcomes by claim id.

    >>> c = Claim("i", "d", 0, 1, "q", "commitment", "open a plant", subject="acme", period="2027", modality="planned")
    >>> e, = expectations([c], [])
    >>> e.observable, e.due
    ('acme: open a plant', '2028-07')
    """
    known = resolved or {}
    published = {d.id: d.published for d in documents}
    out = []
    for claim in claims:
        forecast = claim.kind == "assessment" and claim.predicate == "forecast"
        if (claim.kind not in ("quantity", "commitment") and not forecast) or claim.predicate in ("plan_window", "count"):
            continue
        what = claim.written or claim.text[:120]
        subject = (claim.subject or "subject unknown").replace("_", " ")
        matter = f"{claim.predicate.replace('_', ' ')} {what}" if claim.kind == "quantity" else claim.text[:120]
        span = bounds(claim.period) if claim.period else None
        if span is None and claim.modality in ("achieved", "asserted", "ongoing"):
            span = bounds(published.get(claim.document) or "")
        due = None if span is None else _label(span[1] + REPORTING)
        out.append(
            Expectation(
                claim.id, f"{subject}: {matter}", _SOURCES.get(claim.predicate, "a later report of the same body"), due, known.get(claim.id)
            )
        )
    return out


def _label(moment: float) -> str:
    year = int(moment + 1e-9)
    return f"{year}-{int((moment - year) * 12 + 1e-6) + 1:02d}"


def record_of(claims: Iterable[Claim], documents: Sequence[Document], outcomes: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """How often each publisher's claims came true: {publisher: {true, false, unknown, open}}."""
    by_id = {d.id: d for d in documents}
    found: dict[str, Counter[str]] = {}
    for claim in claims:
        if claim.kind in ("quantity", "commitment") or claim.predicate == "forecast":
            publisher = (by_id[claim.document].publisher if claim.document in by_id else None) or "unknown"
            found.setdefault(publisher, Counter())[outcomes.get(claim.id, "open")] += 1
    return {publisher: {name: counts[name] for name in (*OUTCOMES, "open")} for publisher, counts in sorted(found.items())}
