"""Watch: what is new since documents were last read with a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike, load
from didymium.app.read import Files, read, today
from didymium.app.record import Json
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.app.read import Reading
    from didymium.chain import Chain
    from didymium.evidence import Claim, Expectation, Ledger, ProjectStatus
    from didymium.evidence.ledger import Source

SOON = 0.25  # years within which an expectation counts as due


@dataclass(frozen=True)
class Watch:
    """What is new: documents and claims that the log does not hold, values that changed, expectations due, projects gone silent.

    ``files`` are (path, new, changed, unread or gone); of a file that was changed only claims are new that it did not hold
    before. ``changed`` pairs a new claim with the one of the log that it differs from; ``record`` counts outcomes by
    publisher.
    """

    chain: Chain
    reading: Reading | None
    new: tuple[Claim, ...]
    changed: tuple[tuple[Claim, Claim], ...]
    due: tuple[Expectation, ...]
    silent: tuple[ProjectStatus, ...]
    record: dict[str, dict[str, int]]
    files: tuple[tuple[str, str], ...] = ()

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Which file could not be read, or not wholly, and why."""
        return () if self.reading is None else self.reading.problems

    @property
    def ok(self) -> bool:
        """Whether every file could be read, at least in part."""
        return self.reading is None or self.reading.ok

    def to_json(self) -> dict[str, Json]:
        """What is new, for other programs."""
        from didymium.app.claims_input import plain

        def row(value: dict[str, object]) -> dict[str, Json]:
            return {k: plain(v) for k, v in value.items()}

        return {
            "documents": [{"path": path, "state": state} for path, state in self.files],
            "new": [row(c.to_json()) for c in self.new],
            "changed": [{"claim": new.id, "before": old.id, "value": new.value, "was": old.value} for new, old in self.changed],
            "due": [row(e.to_json()) for e in self.due],
            "silent": [{"project": s.project, "status": s.text, "claim": s.claim, "since": s.since} for s in self.silent],
            "record": {publisher: plain(counts) for publisher, counts in self.record.items()},
            "problems": [{"path": path, "problem": problem} for path, problem in self.problems],
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

    loaded = load(chain)
    ledger = known(loaded)
    given: list[str | Path] = [files] if isinstance(files, str | Path) else list(files)
    gone = _gone(given, ledger)
    reading = _read(given, loaded, progress, bool(gone))
    old = list(ledger.claims.values())
    papers, fresh = _fresh(reading, ledger) if reading else ([], [])
    here = {d.id for d in reading.documents} if reading else set()
    papers += [(source.path, "gone") for source in gone if source.id not in here]  # one that was moved is not gone
    changed = [(claim, before) for claim in fresh if (before := _before(claim, old)) is not None]
    documents = [d for c in {o.document: o for o in old}.values() for d in documents_of(ledger, c)]
    every = [*old, *fresh]
    awaited = expectations(old, documents, ledger.outcomes)
    due = [e for e in awaited if e.outcome is None and e.due is not None and _moment(e.due) <= today() + SOON]
    quiet = [s for s in statuses(every, [*documents, *(reading.documents if reading else ())], today()) if s.inferred]
    record = record_of(old, documents, ledger.outcomes)
    return Watch(loaded, reading, tuple(fresh), tuple(changed), tuple(due), tuple(quiet), record, tuple(papers))


def _read(given: list[str | Path], chain: Chain, progress: Say, gone: bool) -> Reading | None:
    """The documents read; None where none is given, or where all that were in the folders are ``gone``."""
    try:
        return read(given, chain, keep=False, progress=progress) if given else None
    except AskError:
        if gone and all(Path(name).is_dir() for name in given):
            return None
        raise


def _gone(given: list[str | Path], ledger: Ledger) -> list[Source]:
    """Documents of the log that lay in the folders and do so no more."""
    folders = [Path(name).resolve() for name in given if Path(name).is_dir()]
    latest = {Path(source.path).resolve(): source for source in ledger.documents.values()}
    return [s for path, s in latest.items() if any(path.is_relative_to(f) for f in folders) and not path.exists()]


def _fresh(reading: Reading, ledger: Ledger) -> tuple[list[tuple[str, str]], list[Claim]]:
    """Documents that the log does not hold, and claims that neither it nor a former text of their file holds."""
    former: dict[Path, set[str]] = {}
    for source in ledger.documents.values():
        former.setdefault(Path(source.path).resolve(), set()).add(source.id)
    held: dict[str, set[tuple[object, ...]]] = {}
    for claim in ledger.claims.values():
        held.setdefault(claim.document, set()).add(_words(claim))
    files: list[tuple[str, str]] = []
    fresh: list[Claim] = []
    for document in reading.documents:
        if document.id in ledger.documents:
            known: set[tuple[object, ...]] = set()
        else:
            before = former.get(Path(document.path).resolve(), set())
            known = {words for ident in before for words in held.get(ident, ())}
            state = "unread" if document.content.kind == "none" else "changed" if before else "new"
            files.append((document.path, state))
        own = (c for c in reading.claims if c.document == document.id and c.id not in ledger.claims)
        fresh += [c for c in own if _words(c) not in known]
    return files, fresh


def _words(claim: Claim) -> tuple[object, ...]:
    """What makes two claims of one file the same, wherever in it they stand."""
    return claim.kind, claim.subject, claim.predicate, claim.value, claim.period, " ".join(claim.text.split())


def _before(claim: Claim, old: Sequence[Claim]) -> Claim | None:
    """The claim that a new one differs from: of the same matter, in the document read last of those that speak of it."""
    from didymium.evidence.grade import near, same_matter

    if claim.kind != "quantity" or claim.interval is None or claim.subject is None:
        return None
    rivals = [o for o in old if o.kind == "quantity" and o.interval is not None and same_matter(claim, o)]
    last = [o for o in rivals if o.document == rivals[-1].document]
    return None if any(near(claim, o) for o in last) else next(iter(last), None)


def _moment(label: str) -> float:
    year, _, month = label.partition("-")
    return int(year) + (int(month) - 1) / 12 if month else float(year)
