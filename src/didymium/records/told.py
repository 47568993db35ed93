"""Rows that were reported: valid for a period, known since a moment. Older ones stay; the one recorded last holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from didymium.records import periods
from didymium.records.canon import canonical
from didymium.records.error import RecordsError, RowFault, RowsError
from didymium.records.schema import REASONS, TOLD, actuals, batches, people
from didymium.records.scope import Scope
from didymium.records.write import Change


@dataclass(frozen=True)
class Entry:
    """A row to record: ``subject`` says what it is about, ``cells`` the row; months ``first`` to before ``end``."""

    entity: str
    subject: Mapping[str, Any]
    first: int | None
    end: int | None
    cells: Mapping[str, str]
    line: int
    preliminary: bool = False


@dataclass(frozen=True)
class Told:
    """A row as it is recorded, with its place, who recorded it and when; ``late`` where its period was closed by then."""

    entity: str
    table: str
    subject: Mapping[str, Any]
    first: int | None
    end: int | None
    cells: Mapping[str, str]
    file: str
    line: int
    preliminary: bool
    by: str
    recorded_at: str
    reason: str
    why: str
    late: bool


@dataclass(frozen=True)
class File:
    """Where rows come from: name and hash of its bytes, and why it writes anew what stood already."""

    name: str
    sha256: str
    reason: str | None = None
    why: str | None = None


def add(change: Change, table: str, entries: Sequence[Entry], file: File) -> int:
    """Record rows, all or none; how many replace what stood.

    Without ``reason`` only a preliminary row is replaced, and by a final one; nothing is added to a closed period. Raises
    :class:`RowsError` with every fault, ``Denied`` where the entity is unknown or another's.
    """
    if file.reason is not None and file.reason not in REASONS:
        raise RecordsError(f"{file.reason!r} is no reason: choose {', '.join(REASONS)}")
    if file.reason is not None and not (file.why or "").strip():
        raise RecordsError("a reason wants words: give --why")
    scope = change.scope
    place = TOLD.get(table, actuals)
    reach = {e.name: e for e in scope.reach("propose").values()}
    standing = {(r.entity_id, r.subject): r for r in scope.rows(place, place.c.table_name == table)}
    closed = periods.closed(scope)
    faults: list[RowFault] = []
    amended: dict[int, Any] = {}
    rows: list[dict[str, Any]] = []
    replaced = 0
    for i, e in enumerate(entries):
        entity = reach.get(e.entity)
        if entity is None:
            there = ", ".join(sorted(reach)) or "none"
            faults.append(RowFault(i, "entity", f"{scope.name} may not propose for {e.entity!r}, or there is none", f"there are {there}"))
            continue
        subject = canonical(dict(e.subject))
        before = standing.get((entity.id, subject))
        if before is not None:
            replaced += 1
            fault = _again(scope, before, e, file.reason)
            faults += [] if fault is None else [RowFault(i, *fault)]
        for p in closed.get(entity.id, []):
            if e.first is not None and e.end is not None and p.first <= e.first and e.end <= p.end:
                amended[p.id] = p
                if file.reason is None:
                    fix = f"amend it with --reason ({', '.join(REASONS)}) and --why"
                    faults.append(RowFault(i, "period", f"{p.label} of {e.entity} is closed", fix))
        rows.append(
            {
                "entity_id": entity.id,
                "table_name": table,
                "subject": subject,
                "first": e.first,
                "end": e.end,
                "cells": canonical(dict(e.cells)),
                "line": e.line,
                "preliminary": int(e.preliminary),
                "by_id": scope.person,
                "for_id": scope.right("propose", entity),
                "recorded_at": change.at,
            }
        )
    if faults:
        raise RowsError(faults)
    if not rows:
        raise RecordsError(f"{file.name} holds no row")
    about = {"table_name": table, "file": file.name, "sha256": file.sha256, "reason": file.reason, "why": file.why}
    batch = change.insert(batches, **about, by_id=scope.person, at=change.at)
    change.insert_all(place, [{**row, "batch_id": batch} for row in rows])
    for period in amended.values():
        periods.amend(change, period, str(file.why))
    entities = sorted({e.entity for e in entries})
    change.say(
        "import", table=table, file=file.name, sha256=file.sha256, count=len(rows), entities=entities, reason=file.reason, why=file.why
    )
    return replaced


def _again(scope: Scope, before: Row[Any], entry: Entry, reason: str | None) -> tuple[str, str, str] | None:
    """Column, message and mend where a row may not be written anew."""
    if before.preliminary and not entry.preliminary:
        return None
    if reason is not None:
        if before.cells == canonical(dict(entry.cells)) and before.preliminary == int(entry.preliminary):
            return "period", "the same row is recorded already, in every cell", "take the row out"
        return None
    batch = scope.lookup(batches, [before.batch_id])[before.batch_id]
    message = f"is recorded already, from {batch.file}:{before.line} on {before.recorded_at[:10]}"
    return "period", message, f"take the row out, or correct it with --reason ({', '.join(REASONS)}) and --why"


def known(scope: Scope, table: str, until: str | None = None) -> list[Told]:
    """The rows of a table that hold, as they were known just before ``until`` (a moment; by default now)."""
    held: dict[tuple[str, str], Told] = {}
    for row in history(scope, table, until):
        held[row.entity, canonical(dict(row.subject))] = row
    return list(held.values())


def history(scope: Scope, table: str, until: str | None = None) -> list[Told]:
    """All rows of a table as they were recorded one after another, those that were replaced among them."""
    place = TOLD.get(table, actuals)
    where = [place.c.table_name == table] + ([] if until is None else [place.c.recorded_at < until])
    rows = scope.rows(place, *where)
    files = scope.lookup(batches, [r.batch_id for r in rows])
    who = scope.lookup(people, [r.by_id for r in rows])
    names = {n: e.name for n, e in scope.reach().items()}
    closed = periods.first_closed(scope)
    found = []
    for r in rows:
        batch = files[r.batch_id]
        late = any(
            r.first is not None and first <= r.first and r.end <= end and at < r.recorded_at
            for first, end, at in closed.get(r.entity_id, [])
        )
        found.append(
            Told(
                names[r.entity_id],
                r.table_name,
                json.loads(r.subject),
                r.first,
                r.end,
                json.loads(r.cells),
                batch.file,
                r.line,
                bool(r.preliminary),
                who[r.by_id].name,
                r.recorded_at,
                batch.reason or "",
                batch.why or "",
                late,
            )
        )
    return found


def tables(scope: Scope) -> tuple[str, ...]:
    """Tables that hold a row within reach."""
    return tuple(sorted({r.table_name for place in (actuals, *TOLD.values()) for r in scope.rows(place)}))


def took_part(scope: Scope, entity: int, first: int, end: int) -> set[int]:
    """Who recorded rows of a period, and whose right was used for it."""
    inside = (actuals.c.entity_id == entity, actuals.c.first >= first, actuals.c.end <= end)
    return {n for r in scope.rows(actuals, *inside) for n in (r.by_id, r.for_id) if n is not None}
