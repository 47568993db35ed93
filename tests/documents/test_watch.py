"""``didymium watch`` as somebody uses it who comes back to a folder: nothing new, one figure changed, a file gone, one unreadable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from didymium import claim, read, watch
from didymium.app.error import AskError
from didymium.cli.run import run
from tests.mini import write_mini

FIRST = """SYNTHETIC ITEM, made up for tests.
Example Metals Daily, 12 March 2024
Acme Corp. produced 3,400 t of neodymium oxide in 2023. The company opened a plant in Arcadia in May 2023.
Acme Corp. will build a second plant by 2025, the company said.
"""
SECOND = """SYNTHETIC ITEM, made up for tests.
Example Metals Weekly, 2 April 2024
Borealis Corp. produced 120 t of dysprosium oxide in 2023.
"""


@pytest.fixture
def press(tmp_path: Path) -> Path:
    """A folder of two made-up items."""
    folder = tmp_path / "press"
    folder.mkdir()
    (folder / "first.txt").write_text(FIRST, encoding="utf-8")
    (folder / "second.txt").write_text(SECOND, encoding="utf-8")
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A small chain folder of one's own."""
    return write_mini(tmp_path / "mine")


def test_all_is_new_until_it_was_read(press, mine):
    before = watch(press, mine)
    assert [(Path(p).name, state) for p, state in before.files] == [("first.txt", "new"), ("second.txt", "new")]
    assert before.new
    assert not before.record
    assert not (mine / "evidence.jsonl").exists()  # watching keeps nothing
    read(press, mine)
    log = (mine / "evidence.jsonl").read_bytes()
    after = watch(press, mine)
    assert (after.files, after.new, after.changed) == ((), (), ())
    assert set(after.record) == {"example_metals_daily", "example_metals_weekly"}
    assert (mine / "evidence.jsonl").read_bytes() == log


def test_of_a_changed_file_only_what_changed_is_new(press, mine):
    read(press, mine)
    changed = "A word from the editor.\n\n" + FIRST.replace("3,400 t", "4,900 t")
    (press / "first.txt").write_text(changed, encoding="utf-8")
    found = watch(press, mine)
    assert [(Path(p).name, state) for p, state in found.files] == [("first.txt", "changed")]
    assert [c.value for c in found.new if c.kind == "quantity"] == [4900]
    assert not [c for c in found.new if "second plant" in c.text]  # it stood there before, at another place
    assert [(new.value, old.value) for new, old in found.changed] == [(4900, 3400)]
    read(press, mine)
    assert watch(press, mine).new == ()


def test_a_value_that_agrees_with_what_was_read_is_not_changed(press, mine):
    read(press, mine)
    (press / "third.txt").write_text(FIRST.replace("Daily", "Post"), encoding="utf-8")
    found = watch(press, mine)
    assert any(c.value == 3400 for c in found.new)
    assert found.changed == ()


def test_a_file_that_is_gone_is_told_and_one_that_moved_is_not(press, mine, capsys):
    read(press, mine)
    (press / "second.txt").unlink()
    (press / "first.txt").rename(press / "renamed.txt")
    found = watch(press, mine)
    assert [(Path(p).name, state) for p, state in found.files] == [("second.txt", "gone")]
    assert found.new == ()
    (press / "renamed.txt").unlink()
    emptied = watch(press, mine)
    assert [state for _, state in emptied.files] == ["gone", "gone"]
    assert emptied.reading is None
    assert run(["watch", str(press), "--chain", str(mine)]) == 0
    assert "gone" in capsys.readouterr().out


def test_an_empty_folder_that_never_held_anything_is_an_error(tmp_path, mine):
    (tmp_path / "empty").mkdir()
    with pytest.raises(AskError, match="no file to read"):
        watch(tmp_path / "empty", mine)
    with pytest.raises(AskError, match="there is no such file"):
        watch(tmp_path / "nothing.txt", mine)


def test_an_unreadable_file_is_told_and_the_exit_code_says_so(press, mine, capsys):
    read(press, mine)
    (press / "bad.xlsx").write_bytes(b"PK\x03\x04 no archive")
    assert run(["watch", str(press), "--chain", str(mine)]) == 1
    told = capsys.readouterr()
    assert "bad.xlsx: " in told.err
    assert "unread" in told.out
    assert run(["watch", str(press), "--chain", str(mine), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [Path(p["path"]).name for p in answer["problems"]] == ["bad.xlsx"]
    assert [(Path(d["path"]).name, d["state"]) for d in answer["documents"]] == [("bad.xlsx", "unread")]


def test_what_is_due_goes_when_it_was_resolved_and_counts_for_its_publisher(press, mine):
    read(press, mine)
    before = watch(chain=mine)
    due = next(e for e in before.due if "3,400" in e.observable)
    assert due.due == "2024-07"
    for outcome in ("unknown", "false", "true"):  # the last word counts
        claim("resolve", due.claim, mine, outcome=outcome, by="tester")
        after = watch(chain=mine)
        assert due.claim not in {e.claim for e in after.due}
        assert after.record["example_metals_daily"][outcome] == 1
        assert after.record["example_metals_daily"]["open"] == before.record["example_metals_daily"]["open"] - 1
    assert after.record["example_metals_weekly"] == before.record["example_metals_weekly"]


def test_a_log_with_a_broken_last_line_is_refused_with_its_line(press, mine, capsys):
    log = read(press, mine).kept
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"event": "rea')
    line = whole.count(b"\n") + 1
    for words in (["watch"], ["watch", str(press)], ["read", str(press)], ["claim", "reject", "abcd1234"]):
        assert run([*words, "--chain", str(mine)]) == 1
        told = capsys.readouterr().err
        assert f"evidence.jsonl: line {line} is no JSON" in told
        assert "Traceback" not in told
    assert log.read_bytes() == whole + b'{"event": "rea'  # nothing was added behind the break
    log.write_bytes(whole)
    assert run(["watch", "--chain", str(mine)]) == 0


def test_a_shipped_chain_has_no_past(press, capsys):
    found = watch(press, "works")
    assert found.new
    assert found.record == {}
    assert run(["watch", "--chain", "works"]) == 0
    assert "nothing new, nothing due" in capsys.readouterr().out


def test_a_copy_is_read_once_and_is_no_failure(press, mine, capsys):
    (press / "copy.txt").write_bytes((press / "first.txt").read_bytes())
    for words in (["watch"], ["read"], ["watch"]):
        assert run([*words, str(press), "--chain", str(mine)]) == 0
        assert "is the same as" in capsys.readouterr().err
    assert run(["read", str(press), str(press / "nothing.txt"), "--chain", str(mine)]) == 1
    assert "nothing.txt: there is no such file" in capsys.readouterr().err
