"""Who may do what where: people, roles on entities, rights lent for some days. Nobody grants to himself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from didymium.records.error import Denied, RecordsError
from didymium.records.schema import ROLES, delegations, entities, grants, people
from didymium.records.scope import Entity, Scope, folded
from didymium.records.store import Records
from didymium.records.write import Change

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Granted:
    """A grant that holds: who, what, where (empty: everywhere)."""

    person: str
    role: str
    entity: str


@dataclass(frozen=True)
class Lent:
    """A right that was lent: whose, to whom, from which day on, up to which day."""

    lender: str
    person: str
    role: str
    start: str
    end: str


def start(records: Records, person: str, found: Iterable[tuple[str, str, str | None]]) -> None:
    """Begin the records: the first person keeps them, and ``found`` are the entities (name, kind, name of the one above)."""
    with records.beginning() as connection:
        from sqlalchemy import func, insert, select

        if connection.execute(select(func.count()).select_from(people)).scalar():
            raise Denied(f"{records.path} has been begun already: its keepers add people (`didymium access person`)")
        at = records.clock()
        name = _person(person)
        # the one row that no scope could allow: after it, every change is somebody's
        connection.execute(insert(people).values(id=1, name=name, key=folded(name)))
        change = Change.begin(connection, name, at)
        change.update(people, 1, name=name)
        change.insert(grants, person_id=1, role="keeper", entity_id=None, by_id=1, at=at)
        numbers: dict[str, int] = {}
        for entity, kind, parent in found:
            above = None if parent is None else numbers[parent]
            numbers[entity] = change.insert(entities, name=entity, kind=kind, parent_id=above)
        change.say("start", person=name, entities=sorted(numbers))
        change.seal()


def add_person(change: Change, name: str) -> None:
    """Add somebody. Raises :class:`Denied` for who is no keeper, ``RecordsError`` where the name is taken or empty."""
    scope = change.scope
    if not scope.reach("keep") and not scope.keeps(None):
        raise Denied(f"{scope.name} keeps no part of these records: ask a keeper")
    name = _person(name)
    if scope.person_of(name) is not None:
        raise RecordsError(f"{name!r} is there already, or a name that looks the same")
    change.insert(people, name=name, key=folded(name))
    change.say("person", person=name)


def add_entity(change: Change, name: str, kind: str, above: str | None) -> None:
    """Add an entity. Raises :class:`Denied` for who does not keep all of the records, ``RecordsError`` for a name that is taken."""
    scope = change.scope
    if not scope.keeps(None):  # a keeper of a part would learn which names others have
        raise Denied(f"{scope.name} does not keep all of these records: ask who does")
    parent = None if above is None else scope.entity(above, "keep")
    if not name.strip() or re.search(r"[/;.\n]", name):
        raise RecordsError(f"{name!r} is no name of an entity: use letters, digits and _")
    if name in {e.name for e in scope.reach("keep").values()}:
        raise RecordsError(f"there is an entity {name!r} already")
    change.insert(entities, name=name, kind=kind, parent_id=None if parent is None else parent.id)
    change.say("entity", entity=name, kind=kind, under=above)


def grant(change: Change, person: str, role: str, entity: str | None) -> None:
    """Let somebody do what a role may, on an entity and below it, or everywhere."""
    number, place = _asked(change, person, role, entity)
    held = [g for g in change.scope.keepers_rows(grants) if g.person_id == number and g.revoked_at is None]
    roles = {g.role for g in held} | {role}
    if "keeper" in roles and roles & {"proposer", "approver"}:
        raise Denied("a keeper says who may do what, and proposes and approves nothing himself: grant it to somebody else")
    at = None if place is None else place.id
    if any(g.role == role and g.entity_id == at for g in held):
        raise RecordsError(f"{person} is {role} there already")
    change.insert(grants, person_id=number, role=role, entity_id=at, by_id=change.scope.person, at=change.at)
    change.say("grant", person=person, role=role, entity=entity)


def revoke(change: Change, person: str, role: str, entity: str | None) -> None:
    """Take a role back."""
    number, place = _asked(change, person, role, entity)
    at = None if place is None else place.id
    held = [
        g
        for g in change.scope.keepers_rows(grants)
        if g.person_id == number and g.role == role and g.entity_id == at and g.revoked_at is None
    ]
    if not held:
        raise RecordsError(f"{person} is no {role} there")
    for g in held:
        change.update(grants, g.id, revoked_at=change.at)
    change.say("revoke", person=person, role=role, entity=entity)


def delegate(change: Change, person: str, role: str, begin: str, end: str) -> None:
    """Lend one's own role to somebody from ``begin`` until before ``end`` (days). What was lent cannot be lent on."""
    scope = change.scope
    number = scope.person_of(person)
    if number is None:
        raise Denied(f"nobody here is called {person!r}")
    if number == scope.person:
        raise Denied("nobody lends a right to himself")
    if role not in ("proposer", "approver"):
        raise RecordsError(f"{role!r} cannot be lent: proposer and approver can")
    if not (DAY.fullmatch(begin) and DAY.fullmatch(end) and begin < end):
        raise RecordsError(f"{begin} to {end} are no days in order: write 2026-11-02 and 2026-11-20")
    if not any(g.person_id == scope.person and g.role == role and g.revoked_at is None for g in scope.keepers_rows(grants)):
        raise Denied(f"{scope.name} is no {role} and cannot lend it")
    change.insert(delegations, from_id=scope.person, to_id=number, role=role, start=begin, end=end, at=change.at)
    change.say("delegate", person=person, role=role, start=begin, end=end)


def withdraw(change: Change, person: str, role: str) -> None:
    """Take back what one has lent to somebody."""
    scope = change.scope
    number = scope.person_of(person)
    lent = [
        d
        for d in scope.keepers_rows(delegations)
        if d.from_id == scope.person and d.to_id == number and d.role == role and d.withdrawn_at is None
    ]
    if not lent:
        raise RecordsError(f"{scope.name} has lent no {role} to {person!r}")
    for d in lent:
        change.update(delegations, d.id, withdrawn_at=change.at)
    change.say("withdraw", person=person, role=role)


def rights(scope: Scope) -> tuple[list[Granted], list[Lent]]:
    """Grants and rights lent: one's own, and for a keeper those of what is kept."""
    held = [g for g in scope.keepers_rows(grants) if g.revoked_at is None]
    lent = [d for d in scope.keepers_rows(delegations) if d.withdrawn_at is None and d.end > scope.at[:10]]
    names = scope.lookup(people, [*(g.person_id for g in held), *(n for d in lent for n in (d.from_id, d.to_id))])
    places = scope.lookup(entities, [g.entity_id for g in held if g.entity_id is not None])
    granted = [Granted(names[g.person_id].name, g.role, "" if g.entity_id is None else places[g.entity_id].name) for g in held]
    return granted, [Lent(names[d.from_id].name, names[d.to_id].name, d.role, d.start, d.end) for d in lent]


def _asked(change: Change, person: str, role: str, entity: str | None) -> tuple[int, Entity | None]:
    """Number of a person and the entity, if the one who asks keeps it and is another."""
    scope = change.scope
    if role not in ROLES:
        raise RecordsError(f"{role!r} is no role: choose {', '.join(ROLES)}")
    place = None if entity is None else scope.entity(entity, "keep")
    if not scope.keeps(place):
        raise Denied(f"{scope.name} keeps no part of these records, or not all of them: ask a keeper")
    number = scope.person_of(person)
    if number is None:
        raise RecordsError(f"nobody here is called {person!r}: add them with `didymium access person`")
    if number == scope.person:
        raise Denied("nobody grants to himself or takes from himself: ask another keeper")
    return number, place


def _person(name: str) -> str:
    """A name as it is kept."""
    name = " ".join(name.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise RecordsError(f"{name!r} is no name of a person: write 1 to 100 printable characters")
    return name
