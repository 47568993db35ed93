"""Versions by the hash of their content: draft, submitted, returned or accepted, closed; then only an amendment with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from didymium.records.error import Denied, RecordsError
from didymium.records.schema import approvals, people, versions
from didymium.records.scope import Entity, Scope
from didymium.records.write import Change

PROPOSING = ("draft", "submit", "amend")


@dataclass(frozen=True)
class Content:
    """What a version is: a run or a chain folder, by its hash."""

    kind: str
    path: str
    hash: str


@dataclass(frozen=True)
class Version:
    """A version of an entity as it stands."""

    entity: str
    name: str
    revision: int
    state: str
    kind: str
    path: str
    hash: str
    note: str
    serial: int


@dataclass(frozen=True)
class Step:
    """What somebody did with a version, by whose right (empty: his own), and why."""

    step: str
    by: str
    lender: str
    why: str
    hash: str
    at: str


def draft(change: Change, entity: str, name: str, content: Content, note: str = "", expect: str | None = None) -> Version:
    """Begin a version, or put another content into one that was not submitted yet or was returned.

    ``expect`` is the beginning of the hash that the writer has seen; another one is refused, so that nobody's work is overwritten
    unseen.
    """
    place = change.scope.entity(entity, "propose")
    lender = change.scope.right("propose", place)
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise RecordsError(f"{name!r} is no name of a version")
    row = _latest(change.scope, place, name)
    _seen(row, expect)
    values = {"kind": content.kind, "path": content.path, "hash": content.hash, "note": note, "state": "draft"}
    if row is None:
        number = change.insert(versions, entity_id=place.id, name=name, revision=1, serial=1, **values)
    elif row.state in ("draft", "returned"):
        number = row.id
        change.update(versions, number, serial=row.serial + 1, **values)
    else:
        raise Denied(f"{name} is {row.state}: {_next(row.state)}")
    return _step(change, place, number, "draft", lender, note or None)


def submit(change: Change, entity: str, name: str, note: str = "", expect: str | None = None) -> Version:
    """Ask for a decision on a draft, or on one that was returned."""
    place = change.scope.entity(entity, "propose")
    lender = change.scope.right("propose", place)
    row = _one(change.scope, place, name, ("draft", "returned"), expect)
    change.update(versions, row.id, state="submitted", serial=row.serial + 1)
    return _step(change, place, row.id, "submit", lender, note or None)


def send_back(change: Change, entity: str, name: str, why: str, expect: str | None = None) -> Version:
    """Return what was submitted, with a reason."""
    return _decide(change, entity, name, ("submitted",), "returned", "return", _words(why), expect)


def accept(change: Change, entity: str, name: str, expect: str | None = None) -> Version:
    """Accept what was submitted. Who took part in it may not, neither by his own right nor by one that was lent."""
    return _decide(change, entity, name, ("submitted",), "accepted", "accept", None, expect)


def close(change: Change, entity: str, name: str, expect: str | None = None) -> Version:
    """Close what was accepted."""
    return _decide(change, entity, name, ("accepted",), "closed", "close", None, expect)


def amend(change: Change, entity: str, name: str, content: Content, why: str, expect: str | None = None) -> Version:
    """Begin the next revision of what was accepted or closed, as a draft with a reason; the old one stays as it is."""
    why = _words(why)
    place = change.scope.entity(entity, "propose")
    lender = change.scope.right("propose", place)
    row = _one(change.scope, place, name, ("accepted", "closed"), expect)
    number = change.insert(
        versions,
        entity_id=place.id,
        name=name,
        revision=row.revision + 1,
        state="draft",
        kind=content.kind,
        path=content.path,
        hash=content.hash,
        note=why,
        serial=1,
    )
    return _step(change, place, number, "amend", lender, why)


def listed(scope: Scope, entity: str | None = None, name: str | None = None) -> list[Version]:
    """Versions within reach, every revision."""
    places = scope.reach()
    if entity is not None:
        place = scope.entity(entity)
        places = {place.id: place}
    where = [] if name is None else [versions.c.name == name]
    return [_version(r, places[r.entity_id].name) for r in scope.rows(versions, *where) if r.entity_id in places]


def latest(scope: Scope, entity: str, name: str) -> Version:
    """The last revision of a version. Raises :class:`RecordsError` where there is none."""
    place = scope.entity(entity)
    row = _latest(scope, place, name)
    if row is None:
        raise RecordsError(_absent(place, name))
    return _version(row, place.name)


def accepted(scope: Scope, entity: str, name: str) -> Version | None:
    """The last revision that was accepted; None where none was."""
    held = [v for v in listed(scope, entity, name) if v.state in ("accepted", "closed")]
    return max(held, key=lambda v: v.revision, default=None)


def steps(scope: Scope, entity: str, name: str, revision: int) -> list[Step]:
    """What was done with a revision, in order."""
    place = scope.entity(entity)
    rows = scope.rows(versions, versions.c.entity_id == place.id, versions.c.name == name, versions.c.revision == revision)
    done = [s for r in rows for s in scope.rows(approvals, approvals.c.version_id == r.id)]
    who = scope.lookup(people, [n for s in done for n in (s.by_id, s.for_id) if n is not None])
    return [Step(s.step, who[s.by_id].name, "" if s.for_id is None else who[s.for_id].name, s.why or "", s.hash or "", s.at) for s in done]


def _decide(
    change: Change, entity: str, name: str, states: tuple[str, ...], state: str, step: str, why: str | None, expect: str | None
) -> Version:
    """A step of somebody who took no part in the revision."""
    scope = change.scope
    place = scope.entity(entity, "approve")
    row = _one(scope, place, name, states, expect)
    done = scope.rows(approvals, approvals.c.version_id == row.id, approvals.c.step.in_(PROPOSING))
    barred = {n for s in done for n in (s.by_id, s.for_id) if n is not None}
    lender = scope.right("approve", place, barred)
    change.update(versions, row.id, state=state, serial=row.serial + 1)
    return _step(change, place, row.id, step, lender, why)


def _step(change: Change, entity: Entity, number: int, step: str, lender: int | None, why: str | None) -> Version:
    """Record a step, and say it."""
    row = change.scope.rows(versions, versions.c.id == number)[0]
    change.insert(
        approvals,
        entity_id=entity.id,
        version_id=number,
        step=step,
        by_id=change.scope.person,
        for_id=lender,
        why=why,
        hash=row.hash,
        at=change.at,
    )
    lent = None if lender is None else change.scope.lookup(people, [lender])[lender].name
    change.say(
        f"version {step}",
        entity=entity.name,
        version=row.name,
        revision=row.revision,
        state=row.state,
        hash=row.hash,
        why=why,
        lent_by=lent,
    )
    return _version(row, entity.name)


def _one(scope: Scope, entity: Entity, name: str, states: tuple[str, ...], expect: str | None) -> Row[Any]:
    """The last revision, if it is in one of the states and as expected."""
    row = _latest(scope, entity, name)
    if row is None:
        raise RecordsError(_absent(entity, name))
    _seen(row, expect)
    if row.state not in states:
        raise Denied(f"{name} is {row.state}: {_next(row.state)}")
    return row


def _latest(scope: Scope, entity: Entity, name: str) -> Row[Any] | None:
    rows = scope.rows(versions, versions.c.entity_id == entity.id, versions.c.name == name)
    return max(rows, key=lambda r: int(r.revision), default=None)


def _seen(row: Row[Any] | None, expect: str | None) -> None:
    if expect is None:
        return
    if row is None or len(expect) < 8 or not str(row.hash).startswith(expect.lower()):
        now = "there is none yet" if row is None else f"it holds {row.hash[:16]} now"
        raise Denied(f"another content was expected ({expect}): {now}; look at it, then ask again")


def _absent(entity: Entity, name: str) -> str:
    return f"{entity.name} has no version {name!r}: `didymium version list` says which there are"


def _next(state: str) -> str:
    return {
        "draft": "submit it first",
        "submitted": "accept or return it first",
        "returned": "submit it again first",
        "accepted": "amend it with a reason, or close it",
        "closed": "amend it with a reason",
    }[state]


def _words(why: str) -> str:
    if not why.strip():
        raise RecordsError("a reason is needed: give --why")
    return why.strip()


def _version(row: Row[Any], entity: str) -> Version:
    return Version(entity, row.name, row.revision, row.state, row.kind, row.path, row.hash, row.note, row.serial)
