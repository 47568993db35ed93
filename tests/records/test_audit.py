"""Whatever is edited, deleted, added or cut off outside the program is detected."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from didymium.records import FILE, Records, tasks, told, versions
from didymium.records.audit import Verdict, guards, head, verify
from didymium.records.canon import digest
from didymium.records.schema import APPEND_ONLY, metadata
from didymium.records.told import File
from tests.evidence import Say
from tests.records.made import begin, content, entry


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with at least a row in most tables, and no guard that would keep a test from damaging them."""
    folder = tmp_path_factory.mktemp("written")
    with begin(folder) as records:
        with records.writing("anna") as change:
            versions.draft(change, "north", "plan", content())
        with records.writing("anna") as change:
            versions.submit(change, "north", "plan")
        with records.writing("ben") as change:
            versions.accept(change, "north", "plan")
        with records.writing("anna") as change:
            told.add(change, "figures", [entry("north")], File("f.csv", "0" * 64))
        with records.writing("dan") as change:
            tasks.add(change, "north", "mend", "dora", "2026-12-31")
    raw = sqlite3.connect(folder / FILE)
    for name in guards():
        raw.execute(f"DROP TRIGGER {name}")
    raw.commit()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.execute("PRAGMA journal_mode=DELETE")  # one file, to be copied
    raw.close()
    return folder / FILE


def judged(path: Path, expected: str | None = None, who: str = "cora") -> Verdict:
    with Records(path) as records, records.reading(who) as scope:
        return verify(scope, expected)


def damage(path: Path, statement: str, *values: object) -> None:
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute(statement, values)
    for name, guard in guards().items():
        raw.execute(f"DROP TRIGGER IF EXISTS {name}")
        raw.execute(guard)
    raw.commit()
    raw.close()


def copied(written: Path, folder: Path) -> Path:
    return Path(shutil.copy(written, folder / FILE))


def rows(path: Path) -> list[tuple[str, str, int, list[str]]]:
    """Every row of every table: table, key, number, columns."""
    raw = sqlite3.connect(path)
    found = []
    for table in metadata.sorted_tables:
        key = "seq" if table.name == "audit" else "id"
        found += [(table.name, key, n, [c.name for c in table.columns]) for (n,) in raw.execute(f"SELECT {key} FROM {table.name}")]
    raw.close()
    return found


def test_untouched_records_hold(written: Path, tmp_path: Path) -> None:
    path = copied(written, tmp_path)
    damage(path, "SELECT 1")
    assert judged(path) == Verdict(True, judged(path).head, (), 18)


@pytest.mark.claim
def test_every_edit_and_every_cut_is_detected(written: Path, tmp_path: Path, evidence: Say) -> None:
    count = every_edit(written, tmp_path)
    deleted, cut = every_deletion(written, tmp_path), every_cut(written, tmp_path)
    evidence(
        "Whatever cell of the records is edited, row is deleted or end is cut off outside the program, is detected by the head",
        "didymium audit verify --head H",
        f"{count} of {count} edits, {deleted} of {deleted} deletions, {cut} of {cut} cut ends (which a chain without its head cannot see)",
        "made up",
        True,
    )


def every_edit(written: Path, tmp_path: Path) -> int:
    """Edit each cell in turn; how many the database let pass, all of them detected."""
    count = 0
    for table, key, number, columns in rows(written):
        for column in columns:
            path = copied(written, tmp_path)
            damage(path, f"UPDATE OR IGNORE {table} SET {column} = COALESCE({column} || '0', '0') WHERE {key} = ?", number)
            before, after = (sqlite3.connect(p).execute(f"SELECT * FROM {table}").fetchall() for p in (written, path))
            if before == after:
                continue  # the database itself refused
            assert not _holds(path), f"{table}.{column} of row {number}"
            count += 1
    assert count > 250
    return count


def _holds(path: Path) -> bool:
    from didymium.records import Denied

    try:
        return judged(path, who="cora").holds
    except Denied:  # her own name or right was damaged: somebody else looks
        return judged(path, who="kim").holds


def every_deletion(written: Path, tmp_path: Path) -> int:
    """Delete each row in turn; how many, all of them detected."""
    last = judged(copied(written, tmp_path)).head
    for table, key, number, _ in rows(written):
        path = copied(written, tmp_path)
        damage(path, f"DELETE FROM {table} WHERE {key} = ?", number)
        from didymium.records import Denied

        try:
            found = judged(path, last)
        except Denied:
            found = judged(path, last, "kim")
        assert not found.holds, f"{table} {number}"
    return len(rows(written))


def every_cut(written: Path, tmp_path: Path) -> int:
    """Cut with all that its events wrote: the chain alone holds, the head that was printed before does not."""
    last = judged(copied(written, tmp_path)).head
    (events,) = sqlite3.connect(written).execute("SELECT MAX(seq) FROM audit").fetchone()
    for cut in range(1, 4):
        path = copied(written, tmp_path)
        raw = sqlite3.connect(path)
        kept: dict[tuple[str, int], None] = {}
        import json

        for (body,) in raw.execute("SELECT body FROM audit WHERE seq <= ?", (events - cut,)).fetchall():
            kept |= {(t, int(n)): None for t, ns in json.loads(body)["rows"].items() for n in ns}
        for table in (t.name for t in metadata.sorted_tables if t.name != "audit"):
            for (n,) in raw.execute(f"SELECT id FROM {table}").fetchall():
                if (table, n) not in kept:
                    raw.execute(f"DELETE FROM {table} WHERE id = ?", (n,))
        if cut > 2:  # the third from the end accepted the version
            raw.execute("UPDATE versions SET state = 'submitted', serial = 2")
        raw.commit()
        raw.close()
        damage(path, "DELETE FROM audit WHERE seq > ?", events - cut)
        assert judged(path).holds  # what a chain alone cannot see
        found = judged(path, last)
        assert not found.holds
        assert "cut off" in found.faults[0]
    return 3


def test_a_chain_that_was_made_anew_is_detected_by_the_head_alone(written: Path, tmp_path: Path) -> None:
    last = judged(copied(written, tmp_path)).head
    path = copied(written, tmp_path)
    raw = sqlite3.connect(path)
    raw.row_factory = sqlite3.Row
    before = "0" * 64
    for row in raw.execute("SELECT * FROM audit ORDER BY seq").fetchall():
        event = {k: v for k, v in dict(row).items() if k != "hash"} | {"prev": before, "actor": "kim"}
        before = digest(event)
        raw.execute("UPDATE audit SET actor = ?, prev = ?, hash = ? WHERE seq = ?", ("kim", event["prev"], before, row["seq"]))
    raw.commit()
    raw.close()
    damage(path, "SELECT 1")
    assert judged(path).holds
    assert not judged(path, last).holds


def test_an_older_head_still_holds_after_more_was_written(tmp_path: Path) -> None:
    with begin(tmp_path) as records:
        with records.reading("eve") as scope:
            old = head(scope)
        with records.writing("anna") as change:
            versions.draft(change, "north", "plan", content())
        with records.reading("eve") as scope:
            assert verify(scope, old).holds
            assert head(scope) != old


def test_rows_that_were_added_and_guards_that_are_gone_are_detected(written: Path, tmp_path: Path) -> None:
    path = copied(written, tmp_path)
    assert any("guard" in f for f in judged(path).faults)  # the fixture dropped them
    damage(path, "INSERT INTO people (name, key) VALUES ('mallory', 'mallory')")
    assert judged(path).faults == ("people 7 was added outside the program: no event wrote it",)


def test_who_may_see_a_part_learns_that_it_does_not_hold_and_no_more(written: Path, tmp_path: Path) -> None:
    path = copied(written, tmp_path)
    damage(path, "UPDATE actions SET text = 'other'")
    found = judged(path, who="eve")
    assert not found.holds
    assert found.events is None
    assert found.faults == ("the chain does not hold: ask somebody who may see all of the records where",)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("deed", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_the_database_refuses_what_the_program_never_does(tmp_path: Path, table: str, deed: str) -> None:
    begin(tmp_path).close()
    raw = sqlite3.connect(tmp_path / FILE)
    raw.execute("PRAGMA foreign_keys=OFF")
    if not raw.execute(f"SELECT 1 FROM {table}").fetchone():
        columns = list(raw.execute(f"PRAGMA table_info({table})"))
        raw.execute(f"INSERT INTO {table} VALUES ({', '.join('1' for _ in columns)})")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(deed.format(table))


def test_the_migrations_come_to_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import create_engine

    from didymium.records.store import MIGRATIONS, REVISION

    begin(tmp_path).close()
    with create_engine(f"sqlite:///{tmp_path / FILE}").connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [d for d in found if "comment" not in str(d)] == []
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == REVISION


def test_records_of_a_later_didymium_are_refused_in_words(tmp_path: Path) -> None:
    from didymium.records import RecordsError

    begin(tmp_path).close()
    raw = sqlite3.connect(tmp_path / FILE)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    with pytest.raises(RecordsError, match="later didymium"):
        Records(tmp_path / FILE)


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    from didymium.records import RecordsError

    (tmp_path / FILE).write_text("not a database, at all" * 100, encoding="utf-8")
    with pytest.raises(RecordsError, match="not a database"):
        Records(tmp_path / FILE)
