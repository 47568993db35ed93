"""The process is killed, two write at once: what is there is whole, and nothing is lost."""

from __future__ import annotations

import json
import multiprocessing
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from didymium.records import FILE, Records, tasks, told, versions
from didymium.records.audit import verify
from didymium.records.told import File
from tests.evidence import Say
from tests.records.made import begin, content, entry, nobody_alone

ROOT = Path(__file__).parents[2]


def state(home: Path) -> dict[str, object]:
    """What is visible: the file opens, is sound, and the chain verifies; and how far each deed has come."""
    with Records(home / FILE) as records, records.reading("ben") as scope:
        found = verify(scope)
        assert found.holds, found.faults
        rows = told.known(scope, "figures")
        plan = versions.latest(scope, "north", "plan")
        done = {s.step for s in versions.steps(scope, "north", "plan", 1)}
    raw = sqlite3.connect(home / FILE)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    nobody_alone(raw)
    closed, steps, balances, batches = (
        raw.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0]
        for t in ("periods", "approvals WHERE step = 'close'", "balances", "batches WHERE file = 'late.csv'")
    )
    raw.close()
    assert (plan.state == "accepted") == ("accept" in done)
    return {
        "import": (len(rows) - 6, batches),  # 6 rows and their batch, or none
        "close": (closed, steps, balances),  # both entities with their balances, or none
        "accept": plan.state,
    }


WHOLE = {"import": ((0, 0), (6, 1)), "close": ((0, 0, 0), (2, 2, 2)), "accept": ("submitted", "accepted")}


def kill(folder: Path, first: int, count: int) -> Counter[str]:
    """Kill so many times; how many died, and how many of those had been committed before."""
    command = [sys.executable, "-m", "tests.records.killer", str(folder), str(first), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    found: Counter[str] = Counter()
    for line in done.stdout.splitlines():
        said = json.loads(line)
        seen = state(folder / str(said["number"]))
        for deed, outcomes in WHOLE.items():
            possible = outcomes if deed == said["deed"] else outcomes[:1]
            assert seen[deed] in possible, (said, seen)
        assert said["ended"] in (0, -signal.SIGKILL), said
        died = said["ended"] == -signal.SIGKILL
        found["killed" if died else "was quicker"] += 1
        found[f"{said['deed']} {'done' if seen[said['deed']] == WHOLE[said['deed']][1] else 'undone'}"] += 1
    return found


@pytest.mark.slow
@pytest.mark.claim
def test_killed_two_hundred_times_everything_is_whole(tmp_path: Path, evidence: Say) -> None:
    found = kill(tmp_path, 0, 200)
    evidence(
        "Killed 200 times in the middle of an import, a close or an accept, the records open, verify, and hold nothing half-done",
        "didymium actuals import; didymium actuals close; didymium version accept",
        f"{found['killed']} killed, {found['was quicker']} done before; all whole, "
        + ", ".join(f"{found[f'{deed} undone']} of {found[f'{deed} undone'] + found[f'{deed} done']} undone ({deed})" for deed in WHOLE),
        "made up",
        True,
    )
    assert found["killed"] >= 120  # the others were done before the moment came
    assert sum(n for name, n in found.items() if name.endswith("undone")) >= 80
    assert all(found[f"{deed} done"] for deed in WHOLE)


def _write(home: str, who: str, count: int) -> None:
    with Records(Path(home)) as records:
        for i in range(count):
            with records.writing(who) as change:
                tasks.add(change, "north", f"{who} {i}", who, "2026-12-31")
            with records.writing(who) as change:
                told.add(change, "figures", [entry("north", 24309 + i, metric=who)], File(f"{who}{i}.csv", "0" * 64))


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    begin(tmp_path).close()
    path = tmp_path / FILE
    writers = [multiprocessing.get_context("spawn").Process(target=_write, args=(str(path), who, 25)) for who in ("anna", "dan")]
    for w in writers:
        w.start()
    for w in writers:
        w.join(120)
        assert w.exitcode == 0
    with Records(path) as records, records.reading("cora") as scope:
        found = verify(scope)
        assert found.holds, found.faults
        assert found.events == 1 + 5 + 7 + 2 * 2 * 25
        assert Counter(a.owner for a in tasks.listed(scope)) == {"anna": 25, "dan": 25}
        assert Counter(r.by for r in told.known(scope, "figures")) == {"anna": 25, "dan": 25}


def test_who_writes_over_what_he_has_not_seen_is_refused(tmp_path: Path) -> None:
    """Both read the first draft; the second to write is told that it is no longer there."""
    from didymium.records import Denied

    with begin(tmp_path) as records:
        with records.writing("anna") as change:
            seen = versions.draft(change, "north", "plan", content(1)).hash
        with records.writing("dan") as change:
            versions.draft(change, "north", "plan", content(2), expect=seen)
        with pytest.raises(Denied, match="it holds 0000000000000000 now"), records.writing("anna") as change:
            versions.draft(change, "north", "plan", content(3), expect=seen)
        with records.reading("anna") as scope:
            assert versions.latest(scope, "north", "plan").hash == content(2).hash


def test_a_writer_waits_for_another_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from didymium.records import RecordsError, store

    begin(tmp_path).close()
    monkeypatch.setattr(store, "PRAGMAS", (*store.PRAGMAS, "busy_timeout=50"))
    with Records(tmp_path / FILE) as one, Records(tmp_path / FILE) as other, one.writing("anna"):
        with pytest.raises(RecordsError, match="another program has held it"), other.writing("ben"):
            pass
        with other.reading("ben") as scope:  # readers wait for nobody
            assert verify(scope).holds


def test_an_error_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with begin(tmp_path) as records:
        with pytest.raises(ZeroDivisionError), records.writing("anna") as change:
            versions.draft(change, "north", "plan", content(1 // int(not versions.draft(change, "north", "plan", content()))))
        with records.reading("anna") as scope:
            assert versions.listed(scope) == []
            assert verify(scope).holds
