"""The audit chain: each event holds the hash of the one before and of every row that it wrote.

Whoever edits, deletes or adds a row outside the program breaks a hash, an order or a count. A chain alone does not see that
its end was cut off, nor that all of it was made anew: the head that was printed elsewhere does. Tamper-evident, no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from didymium.records.canon import canonical, digest
from didymium.records.schema import APPEND_ONLY, audit, metadata
from didymium.records.scope import Scope

START = "0" * 64  # what stands before the first event
SHOWN = 20  # faults that are listed


@dataclass(frozen=True)
class Verdict:
    """Whether the chain holds; ``head`` is the hash of its last event.

    ``events`` and the places in ``faults`` are told to those alone who may see everything.
    """

    holds: bool
    head: str
    faults: tuple[str, ...]
    events: int | None


def append(connection: Connection, at: str, actor: str, verb: str, body: Mapping[str, Any]) -> str:
    """Add an event; its hash is the new head."""
    last = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    event = {
        "seq": 1 if last is None else last.seq + 1,
        "at": at,
        "actor": actor,
        "verb": verb,
        "body": canonical(body),
        "prev": START if last is None else last.hash,
    }
    hashed = digest(event)
    connection.execute(insert(audit).values(**event, hash=hashed))
    return hashed


def head(scope: Scope) -> str:
    """Hash of the last event."""
    return _head(scope._connection)


def last_moment(connection: Connection) -> str:
    """When the last event was recorded; empty before the first."""
    return str(connection.execute(select(func.max(audit.c.at))).scalar() or "")


def verify(scope: Scope, expected: str | None = None) -> Verdict:
    """Hold every event against its hash and the one before, every row against its event, and the end against ``expected``.

    ``expected`` is a head that was printed before: the chain must hold it. Finds rows that were edited, deleted or added,
    events that were edited, deleted, swapped or cut off (the last only with ``expected``), and triggers that are gone.
    """
    connection = scope._connection
    faults, known, hashes = _events(connection)
    faults += _rows(connection, known)
    faults += _triggers(connection)
    if expected is not None and expected.strip().lower() not in hashes:
        faults.append(f"no event has the head {expected}: the end of the chain was cut off, or the chain was made anew")
    told = faults[:SHOWN] + ([f"and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else [])
    if faults and not scope.everything:
        told = ["the chain does not hold: ask somebody who may see all of the records where"]
    return Verdict(not faults, _head(connection), tuple(told), len(hashes) if scope.everything else None)


def _head(connection: Connection) -> str:
    return str(connection.execute(select(audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).scalar() or START)


def _events(connection: Connection) -> tuple[list[str], dict[tuple[str, int], str], set[str]]:
    """Faults of the events, the hash that each row should have, and the hashes of all events."""
    import json

    faults: list[str] = []
    known: dict[tuple[str, int], str] = {}
    hashes: set[str] = set()
    before, expected = START, 1
    for row in connection.execute(select(audit).order_by(audit.c.seq)):
        event = {k: v for k, v in row._mapping.items() if k != "hash"}
        if row.seq != expected:
            faults.append(f"event {expected} is not there: {row.seq} follows {expected - 1}")
        if row.prev != before:
            faults.append(f"event {row.seq} does not follow the one before it")
        try:
            right = digest(event) == row.hash
            written = json.loads(row.body)["rows"]
            known |= {(table, int(n)): h for table, numbers in written.items() for n, h in numbers.items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            right = False
        if not right:
            faults.append(f"event {row.seq} was changed: its hash is not that of its content")
        hashes.add(str(row.hash))
        before, expected = row.hash, row.seq + 1
    return faults, known, hashes


def _rows(connection: Connection, known: Mapping[tuple[str, int], str]) -> list[str]:
    """Rows that are not as the chain last wrote them."""
    faults = []
    left = dict(known)
    for table in metadata.sorted_tables:
        if table is audit:
            continue
        for row in connection.execute(select(table).order_by(table.c.id)):
            expected = left.pop((table.name, row.id), None)
            if expected is None:
                faults.append(f"{table.name} {row.id} was added outside the program: no event wrote it")
            elif digest(dict(row._mapping)) != expected:
                faults.append(f"{table.name} {row.id} was changed outside the program")
    return faults + [f"{table} {number} was deleted" for table, number in left]


def _triggers(connection: Connection) -> list[str]:
    """Guards of the database that are gone."""
    found = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    return [f"the guard {name} of the database is gone" for name in sorted(guards()) if name not in found]


def guards() -> dict[str, str]:
    """Triggers that refuse what the program never does, by name."""
    found = {}
    for table in metadata.tables:
        for deed in ("UPDATE", "DELETE") if table in APPEND_ONLY else ("DELETE",):
            name = f"{table}_no_{deed.lower()}"
            found[name] = f"CREATE TRIGGER {name} BEFORE {deed} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return found
