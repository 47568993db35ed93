"""Actions: what is to be done, by whom, until when, for which order; closed with evidence."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from didymium.records.error import Denied, RecordsError
from didymium.records.schema import actions
from didymium.records.scope import Scope
from didymium.records.write import Change

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Action:
    """An action as it stands; ``overdue`` where it is open after its day."""

    code: str
    entity: str
    text: str
    owner: str
    due: str
    directive: str
    target: str
    state: str
    evidence: str
    closed_at: str
    overdue: bool


def add(change: Change, entity: str, text: str, owner: str, due: str, directive: str = "", target: str = "") -> Action:
    """Add an action; it has an owner and a day from the start."""
    place = change.scope.entity(entity, "propose")
    for name, value in (("text", text), ("owner", owner)):
        if not value.strip():
            raise RecordsError(f"an action needs its {name}")
    if not DAY.fullmatch(due):
        raise RecordsError(f"{due!r} is no day: write 2026-12-31")
    code = secrets.token_hex(4)  # no running number: it would say how many others have
    number = change.insert(
        actions,
        code=code,
        entity_id=place.id,
        text=text.strip(),
        owner=owner.strip(),
        due=due,
        directive=directive or None,
        target=target or None,
        state="open",
        by_id=change.scope.person,
        at=change.at,
        serial=1,
    )
    change.say("action add", entity=entity, code=code, owner=owner, due=due)
    return _action(change.scope, change.scope.rows(actions, actions.c.id == number)[0])


def close(change: Change, code: str, evidence: str) -> Action:
    """Close an action with what shows that it was done."""
    if not evidence.strip():
        raise RecordsError("an action is closed with evidence: say what shows that it was done")
    row = _one(change.scope, code)
    if row.state == "closed":
        raise Denied(f"action {code} is closed: add another one")
    entity = change.scope.reach("propose")[row.entity_id]
    change.update(actions, row.id, state="closed", evidence=evidence.strip(), closed_at=change.at, serial=row.serial + 1)
    change.say("action close", entity=entity.name, code=row.code, evidence=evidence.strip())
    return _action(change.scope, change.scope.rows(actions, actions.c.id == row.id)[0])


def listed(scope: Scope, entity: str | None = None) -> list[Action]:
    """Actions within reach, or those of one entity; by due day."""
    only = None if entity is None else scope.entity(entity).id
    found = [_action(scope, r) for r in scope.rows(actions) if only is None or r.entity_id == only]
    return sorted(found, key=lambda a: (a.due, a.code))


def _one(scope: Scope, code: str) -> Row[Any]:
    rows = scope.rows(actions, actions.c.code == code.lower(), verb="propose")
    if not rows:
        raise Denied(f"{scope.name} may not change an action {code!r}, or there is none: `didymium action list` says which there are")
    return rows[0]


def _action(scope: Scope, row: Row[Any]) -> Action:
    name = scope.reach()[row.entity_id].name
    overdue = row.state == "open" and row.due < scope.at[:10]
    values = (row.text, row.owner, row.due, row.directive or "", row.target or "", row.state, row.evidence or "", row.closed_at or "")
    return Action(row.code, name, *values, overdue)
