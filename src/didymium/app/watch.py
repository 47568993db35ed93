"""Watch: what is new since documents were last read with a chain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.load import ChainLike, load
from didymium.app.read import Files, read, today
from didymium.app.record import Json
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.app.read import Reading
    from didymium.chain import Chain
    from didymium.evidence import Claim, Expectation, ProjectStatus

SOON = 0.25  # years within which an expectation counts as due


@dataclass(frozen=True)
class Watch:
    """What is new: claims that the log does not hold, values that changed, expectations that are due, projects gone silent.

    ``changed`` pairs a new claim with the one of the log that it differs from; ``record`` counts outcomes by publisher.
    """

    chain: Chain
    reading: Reading | None
    new: tuple[Claim, ...]
    changed: tuple[tuple[Claim, Claim], ...]
    due: tuple[Expectation, ...]
    silent: tuple[ProjectStatus, ...]
    record: dict[str, dict[str, int]]

    def to_json(self) -> dict[str, Json]:
        """What is new, for other programs."""
        from didymium.app.claims_input import plain

        def row(value: dict[str, object]) -> dict[str, Json]:
            return {k: plain(v) for k, v in value.items()}

        return {
            "new": [row(c.to_json()) for c in self.new],
            "changed": [{"claim": new.id, "before": old.id, "value": new.value, "was": old.value} for new, old in self.changed],
            "due": [row(e.to_json()) for e in self.due],
            "silent": [{"project": s.project, "status": s.text, "claim": s.claim, "since": s.since} for s in self.silent],
            "record": {publisher: plain(counts) for publisher, counts in self.record.items()},
        }


def watch(files: Files = (), chain: ChainLike = None, progress: Say = silent) -> Watch:
    """Compare documents with what was read before, and say what is due. Nothing is kept: ``read`` does that.

    Without files only expectations, silent projects and the record of publishers are told. Raises :class:`AskError`
    when named files do not exist.

    >>> watch(chain="works").to_json()["new"]
    []
    """
    from didymium.app.claims_input import documents_of
    from didymium.app.log import known
    from didymium.evidence import expectations, record_of, statuses
    from didymium.evidence.grade import near, same_matter

    loaded = load(chain)
    ledger = known(loaded)
    given: list[str | Path] = [files] if isinstance(files, str | Path) else list(files)
    reading = read(given, loaded, keep=False, progress=progress) if given else None
    old = list(ledger.claims.values())
    fresh = [c for c in (reading.claims if reading else ()) if c.id not in ledger.claims]
    changed = []
    for claim in fresh:
        if claim.kind == "quantity" and claim.interval is not None:
            before = next(
                (o for o in old if o.kind == "quantity" and o.interval is not None and same_matter(claim, o) and not near(claim, o)), None
            )
            if before is not None:
                changed.append((claim, before))
    documents = [d for c in {o.document: o for o in old}.values() for d in documents_of(ledger, c)]
    every = [*old, *fresh]
    awaited = expectations(old, documents, ledger.outcomes)
    due = [e for e in awaited if e.outcome is None and e.due is not None and _moment(e.due) <= today() + SOON]
    quiet = [s for s in statuses(every, [*documents, *(reading.documents if reading else ())], today()) if s.inferred]
    return Watch(loaded, reading, tuple(fresh), tuple(changed), tuple(due), tuple(quiet), record_of(old, documents, ledger.outcomes))


def _moment(label: str) -> float:
    year, _, month = label.partition("-")
    return int(year) + (int(month) - 1) / 12 if month else float(year)
