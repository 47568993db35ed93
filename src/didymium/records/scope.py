"""Who asks, and which entities that reaches. Nothing of an entity is read but by :meth:`Scope.rows`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from didymium.records.error import Denied
from didymium.records.schema import delegations, entities, grants, people

#: what a role may do; a keeper says who may do what, and does nothing of it himself
VERBS = {"reader": {"see"}, "proposer": {"see", "propose"}, "approver": {"see", "approve"}, "keeper": {"keep"}}


@dataclass(frozen=True)
class Right:
    """A role on an entity and all below it (None: on all); ``lender`` is whose it is where it was lent."""

    role: str
    entity_id: int | None
    lender: int | None = None


@dataclass(frozen=True)
class Entity:
    """An entity by number and name."""

    id: int
    name: str
    parent: int | None
    kind: str


class Scope:
    """What one person may see and do at one moment, over one state of the records."""

    def __init__(self, connection: Connection, person: int, name: str, at: str, rights: Iterable[Right], tree: Iterable[Entity]) -> None:
        self.person, self.name, self.at = person, name, at
        self._connection = connection
        self._rights = tuple(rights)
        self._tree = {e.id: e for e in tree}
        self._above = {e.id: self._line(e) for e in self._tree.values()}

    @property
    def everything(self) -> bool:
        """Whether the whole of the records may be seen."""
        return any(r.entity_id is None and "see" in VERBS[r.role] for r in self._rights)

    def reach(self, verb: str = "see") -> dict[int, Entity]:
        """Entities on which ``verb`` (see, propose, approve, keep) may be done, by number."""
        return {n: e for n, e in self._tree.items() if self._lenders(verb, n)}

    def names(self, verb: str = "see") -> tuple[str, ...]:
        """Their names, sorted."""
        return tuple(sorted(e.name for e in self.reach(verb).values()))

    def entity(self, name: str, verb: str = "see") -> Entity:
        """The entity of a name on which ``verb`` may be done. Raises :class:`Denied` in the same words where there is none."""
        for e in self.reach(verb).values():
            if e.name == name:
                return e
        may = ", ".join(self.names(verb)) or "none"
        raise Denied(f"{self.name} may not {verb} for {name!r}, or there is no such entity: there are {may}")

    def right(self, verb: str, entity: Entity, apart_from: Iterable[int] = ()) -> int | None:
        """Whose right is used for ``verb``: None for one's own, else the lender's number.

        ``apart_from``: people whose right does not count, since they took part in what is to be decided on. Raises
        :class:`Denied` where no right is left.
        """
        barred = set(apart_from)
        lenders = self._lenders(verb, entity.id)
        if not lenders:
            raise Denied(f"{self.name} may not {verb} for {entity.name!r}, or there is no such entity")
        if self.person in barred:
            raise Denied(f"{self.name} took part in it and may not decide on it: ask somebody else who may {verb} for {entity.name}")
        if None in lenders:
            return None
        free = sorted(n for n in lenders if n is not None and n not in barred)
        if not free:
            raise Denied(f"{self.name} would decide by the right of somebody who took part in it: ask somebody else")
        return free[0]

    def rows(self, table: Table, *where: ColumnElement[bool], verb: str = "see") -> list[Row[Any]]:
        """Rows of a table with ``entity_id``, in the order in which they were written, of entities within reach alone."""
        inside = table.c.entity_id.in_(sorted(self.reach(verb)))
        return list(self._connection.execute(select(table).where(inside, *where).order_by(table.c.id)))

    def lookup(self, table: Table, numbers: Iterable[int]) -> dict[int, Row[Any]]:
        """Rows of a table that rows within reach point at (people, batches), by number."""
        wanted = sorted(set(numbers))
        found: dict[int, Row[Any]] = {}
        for at in range(0, len(wanted), 500):
            part = table.c.id.in_(wanted[at : at + 500])
            found |= {row.id: row for row in self._connection.execute(select(table).where(part))}
        return found

    def keepers_rows(self, table: Table) -> list[Row[Any]]:
        """Grants or delegations: one's own, and for a keeper those within reach."""
        own = table.c.person_id if table is grants else table.c.to_id
        rows = list(self._connection.execute(select(table).order_by(table.c.id)))
        mine = {row.id for row in self._connection.execute(select(table.c.id).where(own == self.person))}
        if table is delegations:
            mine |= {row.id for row in rows if row.from_id == self.person}
        kept = self.reach("keep")
        all_kept = any(r.role == "keeper" and r.entity_id is None for r in self._rights)
        return [r for r in rows if r.id in mine or all_kept or (table is grants and r.entity_id in kept)]

    def person_of(self, name: str) -> int | None:
        """Number of a person by name; None where nobody bears it."""
        row = self._connection.execute(select(people.c.id).where(people.c.key == folded(name))).first()
        return None if row is None else int(row.id)

    def keeps(self, entity: Entity | None) -> bool:
        """Whether this person says who may do what on an entity (None: on all)."""
        if entity is None:
            return any(r.role == "keeper" and r.entity_id is None for r in self._rights)
        return bool(self._lenders("keep", entity.id))

    def _lenders(self, verb: str, entity: int) -> set[int | None]:
        places = self._above[entity]
        return {r.lender for r in self._rights if verb in VERBS[r.role] and (r.entity_id is None or r.entity_id in places)}

    def _line(self, entity: Entity) -> frozenset[int]:
        """An entity and all above it."""
        seen: set[int] = set()
        at: Entity | None = entity
        while at is not None and at.id not in seen:
            seen.add(at.id)
            at = None if at.parent is None else self._tree.get(at.parent)
        return frozenset(seen)


def folded(name: str) -> str:
    """A name as it is compared.

    >>> folded("  Anna  Lee") == folded("ANNA LEE")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def scope_of(connection: Connection, person: str, at: str) -> Scope:
    """The scope of a person at a moment. Raises :class:`Denied` where nobody bears the name."""
    row = connection.execute(select(people).where(people.c.key == folded(person))).first()
    if row is None:
        raise Denied(f"nobody here is called {person!r}: name yourself with --as, or have a keeper add you (`didymium access person`)")
    own = _grants(connection, row.id)
    rights = [Right(g.role, g.entity_id) for g in own]
    if all(g.role != "keeper" for g in own):  # a keeper acts by no lent right either
        day = at[:10]
        lent = select(delegations).where(
            delegations.c.to_id == row.id, delegations.c.withdrawn_at.is_(None), delegations.c.start <= day, delegations.c.end > day
        )
        for d in connection.execute(lent):
            rights += [Right(g.role, g.entity_id, d.from_id) for g in _grants(connection, d.from_id) if g.role == d.role]
    tree = [Entity(e.id, e.name, e.parent_id, e.kind) for e in connection.execute(select(entities).order_by(entities.c.id))]
    return Scope(connection, row.id, row.name, at, rights, tree)


def _grants(connection: Connection, person: int) -> list[Row[Any]]:
    """Grants of one's own that hold; those of a keeper to propose or to approve do not, whoever may have given them."""
    found = list(connection.execute(select(grants).where(grants.c.person_id == person, grants.c.revoked_at.is_(None))))
    keeps = any(g.role == "keeper" for g in found)
    return [g for g in found if not keeps or g.role in ("keeper", "reader")]
