"""Records made up for tests: a group with two works, people with roles, random calls, and what must hold after any of them."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

from didymium.records import FILE, Denied, Records, RecordsError, RowsError, access, periods, tasks, told, versions
from didymium.records.audit import verify
from didymium.records.periods import Stock
from didymium.records.told import Entry, File
from didymium.records.versions import Content

ENTITIES = [("group", "group", None), ("north", "company", "group"), ("south", "company", "group"), ("cascade", "line", "north")]
PEOPLE = ("kim", "anna", "ben", "cora", "dan", "eve")
#: anna and dan propose, ben and dan approve for north; cora proposes and approves everywhere; eve reads south
ROLES = [
    ("anna", "proposer", "north"),
    ("ben", "approver", "north"),
    ("cora", "proposer", None),
    ("cora", "approver", None),
    ("dan", "proposer", "north"),
    ("dan", "approver", "north"),
    ("eve", "reader", "south"),
]
REFUSALS = (Denied, RecordsError, RowsError)


class Clock:
    """A clock that tests set; it goes on by a second a look."""

    def __init__(self, day: str = "2026-10-01") -> None:
        self.day, self.seconds = day, 0

    def __call__(self) -> str:
        self.seconds += 1
        hours, rest = divmod(self.seconds, 3600)
        return f"{self.day}T{hours % 24:02d}:{rest // 60:02d}:{rest % 60:02d}.000000Z"


def begin(folder: Path, clock: Clock | None = None) -> Records:
    """New records with everybody in them."""
    records = Records(folder / FILE, create=True, clock=clock or Clock())
    access.start(records, "kim", ENTITIES)
    for name in PEOPLE[1:]:
        with records.writing("kim") as change:
            access.add_person(change, name)
    for name, role, entity in ROLES:
        with records.writing("kim") as change:
            access.grant(change, name, role, entity)
    return records


def content(n: int = 1) -> Content:
    """A run folder that is not there."""
    return Content("run", f"/made/up/{n}", f"{n:064x}")


def entry(entity: str, month: int = 24309, value: str = "1", preliminary: bool = False, metric: str = "made") -> Entry:
    """A figure of a month (24309 is 2025-10)."""
    subject = {"metric": metric, "product": "nd", "first": month, "end": month + 1}
    return Entry(entity, subject, month, month + 1, {"metric": metric, "value": value}, 2, preliminary)


def deed(records: Records, rng: random.Random, clock: Clock) -> str:
    """One random call by somebody; what came of it. A refusal is an answer, any other error is a fault."""
    entity = rng.choice(["group", "south", "cascade", "nowhere", *["north"] * 8])
    who, other = rng.choice(["kim", "eve", *["anna", "ben", "cora", "dan"] * 3]), rng.choice(PEOPLE)
    name, n = rng.choice(["plan", "plan", "plan", "budget"]), rng.randrange(1, 4)
    role = rng.choice(["reader", "proposer", "approver", "keeper"])
    month, early = 24309 + rng.randrange(3), rng.random() < 0.3
    expect = rng.choice([None, None, None, f"{n:064x}"])
    file = File("f.csv", "0" * 64, *rng.choice([(None, None), ("meter", "drifted"), ("meter", "drifted"), ("late", "")]))
    stocks = {"nd": Stock(rng.choice([None, 1.0, 1.0]), rng.choice([0.0, 1.0, 1.0]))}

    def shut(change: object) -> None:
        place = change.scope.entity(entity, "approve")
        if periods.faults(change.scope, place, month, stocks):
            raise RecordsError("stocks do not join")
        barred = told.took_part(change.scope, place.id, month, month + 1)
        periods.close(change, place, str(month), (month, month + 1), stocks, barred)
        change.say("close", period=str(month))

    def finish(change: object) -> None:
        open_ones = [a.code for a in tasks.listed(change.scope)]
        tasks.close(change, rng.choice(open_ones) if open_ones else "none", "photo")

    calls = [
        lambda c: versions.draft(c, entity, name, content(n), "", expect),
        lambda c: versions.submit(c, entity, name, "", expect),
        lambda c: versions.send_back(c, entity, name, rng.choice(["", "too dear"])),
        lambda c: versions.submit(c, entity, name, "", expect),
        lambda c: versions.accept(c, entity, name, expect),
        lambda c: versions.accept(c, entity, name),
        lambda c: versions.close(c, entity, name),
        lambda c: versions.amend(c, entity, name, content(n), rng.choice(["", "new ore"])),
        lambda c: told.add(c, "figures", [entry(entity, month, str(n), early), entry(entity, month + 1, str(n))], file),
        shut,
        shut,
        lambda c: tasks.add(c, entity, "mend", other, rng.choice(["2026-12-31", "soon"])),
        finish,
        lambda c: access.grant(c, other, role, rng.choice([None, entity])),
        lambda c: access.revoke(c, other, role, rng.choice([None, entity])),
        lambda c: access.delegate(c, other, role, "2026-10-01", "2026-10-15"),
        lambda c: access.withdraw(c, other, role),
        lambda c: access.add_person(c, rng.choice(["fay", "ANNA", ""])),
        lambda c: access.add_entity(c, rng.choice(["east", "north", "a/b"]), "company", rng.choice([None, entity])),
    ]
    if rng.random() < 0.05:
        clock.day = rng.choice(["2026-09-01", "2026-10-01", "2026-10-20"])  # clocks go back, too
    try:
        with records.writing(who) as change:
            rng.choice(calls)(change)
    except REFUSALS as refusal:
        return type(refusal).__name__
    return "done"


def holds(records: Records) -> None:
    """What must be so after any calls: the file is sound, the chain verifies, nobody decided on what he had a part in."""
    raw = sqlite3.connect(records.path)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    nobody_alone(raw)
    raw.close()
    with records.reading("kim") as scope:
        found = verify(scope)
        assert found.holds, found.faults


def nobody_alone(raw: sqlite3.Connection) -> None:
    """Read from the tables without the program: who proposed and who decided are never the same, nor whose rights they used."""
    for ident, state in raw.execute("SELECT id, state FROM versions").fetchall():
        steps = raw.execute("SELECT step, by_id, for_id FROM approvals WHERE version_id = ? ORDER BY id", (ident,)).fetchall()
        proposed: set[int] = set()
        for step, *who in steps:  # in order: who has returned it may propose afterwards, and then decide no more
            people = {p for p in who if p is not None}
            if step in ("draft", "submit", "amend"):
                proposed |= people
            else:
                assert not proposed & people
        assert state not in ("accepted", "closed") or any(step == "accept" for step, *_ in steps)
    for step, ident, by, lender, at in raw.execute("SELECT step, period_id, by_id, for_id, at FROM approvals WHERE period_id IS NOT NULL"):
        if step == "close":
            entity, first, end = raw.execute("SELECT entity_id, first, end FROM periods WHERE id = ?", (ident,)).fetchone()
            query = "SELECT by_id, for_id FROM actuals WHERE entity_id = ? AND first >= ? AND end <= ? AND recorded_at < ?"
            told_by = {p for row in raw.execute(query, (entity, first, end, at)) for p in row if p is not None}
            assert not told_by & {by, lender}
