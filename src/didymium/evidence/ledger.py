"""The log of what was read, accepted, rejected and resolved: lines that are only ever added, and what they come to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from didymium.evidence.claim import Claim

EVENTS = ("read", "accept", "reject", "resolve")
_FIELDS = {f.name for f in fields(Claim)}


class LedgerError(ValueError):
    """A log that cannot be read; the message names the line."""


@dataclass(frozen=True)
class Source:
    """A document as the log knows it: no text, only who published it when, and where it lay."""

    id: str
    path: str
    publisher: str | None = None
    published: str | None = None
    root_origin: str | None = None
    disclaimer: bool = False
    read: str = ""


@dataclass(frozen=True)
class Decision:
    """What a person decided on a claim: accepted with the cells that were written, rejected, and who, when, why."""

    event: str
    claim: str
    by: str
    at: str
    proposal: str = ""
    table: str = ""
    key: str = ""
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Ledger:
    """What the lines of a log come to; later lines count over earlier ones, none is ever taken away."""

    documents: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)

    def standing(self, claim: str) -> str:
        """Where a claim stands: unreviewed, accepted or rejected."""
        last = next((d.event for d in reversed(self.decisions) if d.claim == claim), "")
        return {"accept": "accepted", "reject": "rejected"}.get(last, "unreviewed")

    def find(self, ident: str) -> list[Claim]:
        """Claims whose id is or begins with ``ident``."""
        if ident in self.claims:
            return [self.claims[ident]]
        return [c for i, c in self.claims.items() if len(ident) >= 4 and i.startswith(ident)]


def ledger(text: str) -> Ledger:
    """What a log comes to. Raises :class:`LedgerError` for a line that is none of its own.

    >>> found = ledger('{"event": "resolve", "claim": "ab", "outcome": "true", "by": "x", "at": "2026-01-01"}\\n')
    >>> found.outcomes
    {'ab': 'true'}
    """
    documents: dict[str, Source] = {}
    claims: dict[str, Claim] = {}
    decisions: list[Decision] = []
    outcomes: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        event = _event(line, number)
        try:
            if event["event"] == "read":
                source = Source(**event["document"], read=event["at"])
                documents[source.id] = source
                claims.update((c.id, c) for c in map(claim_of, event["claims"]))
            elif event["event"] == "resolve":
                outcomes[event["claim"]] = event["outcome"]
            else:
                decisions.append(Decision(**event))
        except (KeyError, TypeError) as error:
            raise LedgerError(f"line {number} lacks or does not know {error}") from error
    return Ledger(documents, claims, tuple(decisions), outcomes)


def _event(line: str, number: int) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError as error:
        raise LedgerError(f"line {number} is no JSON ({error})") from error
    if not isinstance(event, dict) or event.get("event") not in EVENTS:
        raise LedgerError(f"line {number} is no event: expected one of {', '.join(EVENTS)}")
    return event


def claim_of(record: Mapping[str, Any]) -> Claim:
    """The claim behind a record of JSON Lines.

    >>> c = Claim("i", "d", 0, 1, "q", "fact", "q", flags=("vague",))
    >>> claim_of(c.to_record()) == c
    True
    """
    row: dict[str, Any] = {("kind" if k == "class" else k): (tuple(v) if isinstance(v, list) else v) for k, v in record.items()}
    return Claim(**{k: v for k, v in row.items() if k in _FIELDS})
