"""Exit codes, JSON and words of the commands about records."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import pytest

from didymium import version
from didymium.app.error import AskError
from didymium.cli.run import run
from didymium.records import FILE
from tests.records.folder import write_csv, write_folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("commands") / "home")


def said(home: Path, capsys: pytest.CaptureFixture[str], *words: str, by: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = run([*words, "--chain", str(home), "--as", by, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_version_goes_its_way_by_commands(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = home.parent / "run"
    place.mkdir()
    (place / "manifest.json").write_text('{"didymium": "x"}', encoding="utf-8")
    at = ("plan", "--entity", "north")
    code, found = said(home, capsys, "version", "submit", *at, "--content", str(place), by="anna")
    assert (code, found["versions"][0]["state"]) == (0, "submitted")
    head = found["audit_head"]
    code, found = said(home, capsys, "version", "accept", *at, by="anna")
    assert (code, found["kind"]) == (3, "refused")
    code, found = said(home, capsys, "version", "return", *at, "--why", "too dear", by="ben")
    assert (code, found["versions"][0]["state"]) == (0, "returned")
    said(home, capsys, "version", "submit", *at, by="anna")
    (place / "manifest.json").write_text('{"didymium": "y"}', encoding="utf-8")  # changed since it was submitted
    code, found = said(home, capsys, "version", "accept", *at, by="ben")
    assert code == 1
    assert "its content was changed since" in str(found["message"])
    said(home, capsys, "version", "return", *at, "--why", "changed", by="ben")
    said(home, capsys, "version", "submit", *at, "--content", str(place), by="anna")
    code, found = said(home, capsys, "version", "accept", *at, by="ben")
    assert (code, found["versions"][0]["state"]) == (0, "accepted")
    code, found = said(home, capsys, "version", "submit", *at, by="anna")
    assert (code, found["message"]) == (3, "plan is accepted: amend it with a reason, or close it")
    code, found = said(home, capsys, "version", "list", "plan", by="eve")
    assert [s["step"] for s in found["steps"]] == [
        *("draft", "submit", "return", "submit", "return", "draft", "submit", "accept"),
    ]
    code, found = said(home, capsys, "audit", "verify", "--head", str(head), by="eve")
    assert (code, found["holds"], found["events"]) == (0, True, None)


def test_a_chain_that_does_not_hold_ends_with_1(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import shutil

    other = Path(shutil.copytree(home, tmp_path / "home"))
    raw = sqlite3.connect(other / FILE)
    raw.execute("UPDATE people SET name = 'Zoe' WHERE name = 'fred'")
    raw.commit()
    raw.close()
    code, found = said(other, capsys, "audit", "verify", by="dora")
    assert (code, found["holds"]) == (1, False)
    assert found["faults"] == ["people 7 was changed outside the program"]
    code, found = said(home, capsys, "audit", "verify", "--head", "0" * 64, by="dora")
    assert (code, found["holds"]) == (1, False)
    code, found = said(home, capsys, "audit", "verify", "--head", "abc", by="dora")
    assert code == 1
    assert "64 hexadecimal digits" in str(found["message"])


def test_errors_have_no_traceback_and_their_codes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_csv(home.parent / "f.csv", ["north,sold,nd,2025Q1,-1,t"])
    code, found = said(home, capsys, "actuals", "import", str(file), by="anna")
    assert (code, found["kind"]) == (1, "data")
    assert {k: found["findings"][0][k] for k in ("file", "line", "column")} == {"file": "f.csv", "line": 2, "column": "value"}
    code, found = said(home, capsys, "actuals", "import", "nowhere.csv", by="anna")
    assert (code, found["kind"]) == (3, "refused")
    code, found = said(home, capsys, "access", "grant", "anna", "approver", by="ben")
    assert (code, found["kind"]) == (3, "refused")
    code, found = said(home.parent, capsys, "audit", "verify", by="dora")
    assert (code, found["kind"]) == (1, "data")


def test_without_the_extra_it_says_what_to_install(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.startswith("didymium.records")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(AskError, match=r"pip install 'didymium\[records\]'"):
        version(chain=home, by="eve")
