"""A claim: one thing that a document says, with its exact span in the raw text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import Any

CLASSES = ("quantity", "commitment", "fact", "assessment", "source", "absence")
MODALITIES = ("achieved", "ongoing", "planned", "target", "directed", "asserted", "speculated", "negated")
EXTRACTOR = "rules-1"  # goes into every id: other rules make other claims


@dataclass(frozen=True)
class Claim:
    """One claim; ``raw[start:end] == quote`` for the document's raw text, always.

    ``kind`` is the class (one of :data:`CLASSES`). ``text`` is the quote as repaired. Values stand in the canonical
    unit of :mod:`didymium.evidence.unit`; ``written`` keeps the words. ``period`` is a label of
    :mod:`didymium.evidence.period`, ``period_basis`` stated, inferred, plan_window, relative or unknown. ``speaker`` says
    it, ``attribution`` is the chain from the speaker to the publisher. ``flags`` tell what a reader should know
    (superseded:<successor>, vague, no time base).
    """

    id: str
    document: str
    start: int
    end: int
    quote: str
    kind: str
    text: str
    subject: str | None = None
    predicate: str = ""
    object: str = ""
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    bound: str | None = None
    unit: str | None = None
    time_base: str | None = None
    written: str = ""
    period: str | None = None
    period_basis: str = "unknown"
    modality: str = "asserted"
    form: str | None = None
    stage: str | None = None
    element: str | None = None
    site: str | None = None
    speaker: str | None = None
    attribution: tuple[str, ...] = ()
    part: str = "body"  # title | heading | item | cell | body
    place: str = ""
    status: str | None = None
    reliability: str | None = None
    credibility: int | None = None
    completeness: float | None = None
    corroboration: int = 0
    verdict: str | None = None
    verdict_text: str = ""
    rests_on: tuple[str, ...] = ()
    flags: tuple[str, ...] = field(default=())

    @property
    def interval(self) -> tuple[float, float] | None:
        """What the value may be, as (low, high); None without a value. An open end is infinite."""
        if self.value is None and self.value_low is None and self.value_high is None:
            return None
        low = self.value_low if self.value_low is not None else self.value
        high = self.value_high if self.value_high is not None else (self.value if self.bound in ("exact", "about") else float("inf"))
        return (0.0 if low is None else low), (float("inf") if high is None else high)

    def to_json(self) -> dict[str, Any]:
        """The claim as other programs get it; the keys are those of the contract (docs/reference/evidence.md)."""
        row = {name: getattr(self, "kind" if name == "class" else name) for name in _KEYS}
        return {**row, "rests_on": list(self.rests_on)}

    def to_record(self) -> dict[str, Any]:
        """The whole claim, for JSON Lines."""
        row = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "kind"}
        return {
            **row,
            "class": self.kind,
            "rests_on": list(self.rests_on),
            "attribution": list(self.attribution),
            "flags": list(self.flags),
        }


_KEYS = (
    "id",
    "document",
    "start",
    "end",
    "quote",
    "class",
    "subject",
    "predicate",
    "object",
    "value",
    "value_low",
    "value_high",
    "bound",
    "unit",
    "time_base",
    "period",
    "modality",
    "form",
    "stage",
    "speaker",
    "reliability",
    "credibility",
    "verdict",
    "rests_on",
)


def claim_id(document: str, start: int, end: int, predicate: str, value: float | None) -> str:
    """The id of a claim: a hash of document, span, predicate, value and extractor.

    >>> claim_id("ab", 3, 9, "production", 5.0) == claim_id("ab", 3, 9, "production", 5.0)
    True
    """
    text = f"{document}\0{start}\0{end}\0{predicate}\0{value!r}\0{EXTRACTOR}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
