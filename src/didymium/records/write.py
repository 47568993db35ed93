"""Changes: every row that is written leaves its hash in the audit event of the same transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from didymium.records import audit
from didymium.records.canon import digest
from didymium.records.error import RecordsError
from didymium.records.scope import Scope, scope_of


class Change:
    """One transaction by one person. ``scope`` is what that person may do; ``at`` the moment that it is recorded at."""

    def __init__(self, connection: Connection, scope: Scope, at: str) -> None:
        self.scope, self.at = scope, at
        self._connection = connection
        self._event: dict[str, Any] = {}
        self._rows: dict[tuple[str, int], str] = {}

    @classmethod
    def begin(cls, connection: Connection, person: str, at: str) -> Change:
        """A change that begins now, and no earlier than the last one did."""
        at = max(at, audit.last_moment(connection))
        return cls(connection, scope_of(connection, person, at), at)

    def insert(self, table: Table, **values: Any) -> int:
        """Add a row; its number."""
        (number,) = self._connection.execute(insert(table).values(**values)).inserted_primary_key or (0,)
        self._note(table, int(number))
        return int(number)

    def insert_all(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Add rows that are all of one table."""
        last = self._connection.execute(select(func.max(table.c.id))).scalar() or 0  # nobody else writes now
        self._connection.execute(insert(table), [{"id": last + i, **row} for i, row in enumerate(rows, start=1)])
        for row in self._connection.execute(select(table).where(table.c.id > last)):
            self._rows[table.name, row.id] = digest(dict(row._mapping))

    def update(self, table: Table, number: int, **values: Any) -> None:
        """Change cells of a row."""
        done = self._connection.execute(update(table).where(table.c.id == number).values(**values))
        if done.rowcount != 1:
            raise RecordsError(f"{table.name} has no row {number}")
        self._note(table, number)

    def say(self, verb: str, **event: Any) -> None:
        """What the audit event says that was done; without it nothing may be written."""
        self._event = {"verb": verb, **event}

    def seal(self) -> None:
        """Add the event to the chain."""
        if not self._rows and not self._event:
            return
        if not self._event:
            raise AssertionError("a change that does not say what it does")
        event = dict(self._event)
        verb = event.pop("verb")
        rows: dict[str, dict[str, str]] = {}
        for (table, number), hashed in self._rows.items():
            rows.setdefault(table, {})[str(number)] = hashed
        audit.append(self._connection, self.at, self.scope.name, verb, {**event, "rows": rows})

    def _note(self, table: Table, number: int) -> None:
        row = self._connection.execute(select(table).where(table.c.id == number)).one()
        self._rows[table.name, number] = digest(dict(row._mapping))
