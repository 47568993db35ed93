"""A scope never sees another entity's rows: by any command, in text, JSON, a report, an error or a sum."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium import access, action, actuals, version
from didymium.cli.run import run
from didymium.records import FILE, Denied, Records, RecordsError
from didymium.records import access as rights
from didymium.records.schema import ROLES, metadata
from tests.records.folder import HEADER, write_csv, write_folder

DIGEST = re.compile(r"\b[0-9a-f]{64}\b")  # of the audit chain: holds any four digits by chance, in one run of some hundred

#: words and numbers that stand in rows of one entity alone; whoever has no role there must never read one
MARKS = {
    "north": ("NORTHMARK", "9111", "9112", "9113", "northplan"),
    "south": ("SOUTHMARK", "7111", "7112", "7113", "southplan"),
}
ROWS = {
    "north": ["north,revenue,NORTHMARK,2025Q1,9111,AUD m", "north,revenue,all,2025Q1,9112,AUD m", "north,sold,all,2025Q1,9113,t"],
    "south": ["south,revenue,SOUTHMARK,2025Q1,7111,AUD m", "south,revenue,all,2025Q1,7112,AUD m", "south,sold,all,2025Q1,7113,t"],
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where both entities have rows of every kind, in files and in records, and one person a role and entity."""
    place = tmp_path_factory.mktemp("scope")
    folder = [r.replace("2025Q1", "2024Q4") for rows in ROWS.values() for r in rows]
    home = write_folder(place / "home", folder)
    for word, who, other in (("north", "anna", "ben"), ("south", "cora", "fred")):
        mark = MARKS[word][0]
        actuals("import", file=write_csv(place / f"{mark}.csv", ROWS[word]), chain=home, by=who)
        early = [f"{word},energy,all,2025Q1,{MARKS[word][1]},AUD m"]
        actuals("import", file=write_csv(place / f"{mark}.csv", early), chain=home, by=who, preliminary=True)
        run_folder = place / f"run_{mark}"
        run_folder.mkdir()
        (run_folder / "manifest.json").write_text('{"didymium": "x"}', encoding="utf-8")
        version("submit", f"{word}plan", home, word, run_folder, note=mark, by=who)
        version("send_back", f"{word}plan", home, word, why=mark, by=other)
        action("add", mark, home, word, owner=mark, due="2001-01-01", directive=mark, by=who)
        asked = [f"t_{word},{word},revenue,all,2025Q1,>=,{MARKS[word][2]},AUD m"]
        head = "id,entity,metric,product,period,sense,value,unit,source,grade"
        rows = write_csv(place / f"{mark}.csv", [f"{r},ledger,company" for r in asked], head)
        actuals("import", file=rows, table="targets", chain=home, by=who)
    for role, word in itertools.product(ROLES, MARKS):
        access("person", f"{role}_{word}", home, by="kim")
        access("grant", f"{role}_{word}", home, role=role, entity=word, by="kim")
    access("person", "nobody", home, by="kim")
    with Records(home / FILE) as records:  # one file, to be copied
        records.close()
    return home


def commands(home: Path, word: str, who: str) -> dict[str, list[str]]:
    """Every verb, about one's own and about another's."""
    place = home.parent
    at = ["--chain", str(home), "--as", who]
    mark = MARKS[word][0]
    good = write_csv(place / "new.csv", [f"{word},sold,all,2025Q2,1,t"])
    bad = write_csv(place / "bad.csv", [f"{word},sold,all,2025Q1,1,t", f"{word},grade,x,2025Q1,300,%"])
    alien = place / "alien.csv"
    alien.write_text(f"{HEADER}\n{word},revenue,all,2025Q1,5,USD m,ledger,company\n", encoding="utf-8")
    return {
        "review": ["review", "2025Q1", *at],
        "review json": ["review", "2025Q1", *at, "--json"],
        "review year": ["review", "2025", *at, "--against", "year", "--json"],
        "review target": ["review", "2025Q1", *at, "--against", "target", "--json"],
        "review known": ["review", "2025Q1", *at, "--known", "2999-01-01", "--json"],
        "review out": ["review", "2025Q1", *at, "--out", str(place / "out")],
        "reconcile": ["actuals", "reconcile", "2025Q1", *at],
        "import": ["actuals", "import", str(good), *at],
        "import bad": ["actuals", "import", str(bad), *at],
        "import alien": ["actuals", "import", str(alien), *at],
        "close": ["actuals", "close", "2025Q1", *at, "--json"],
        "close one": ["actuals", "close", "2025Q1", "--entity", word, *at],
        "versions": ["version", "list", *at, "--json"],
        "version": ["version", "list", f"{word}plan", "--entity", word, *at],
        "submit": ["version", "submit", f"{word}plan", "--entity", word, *at],
        "draft": ["version", "draft", f"{word}plan", "--entity", word, "--content", str(place / f"run_{mark}"), "--expect", "0" * 64, *at],
        "return": ["version", "return", f"{word}plan", "--entity", word, "--why", "x", *at],
        "accept": ["version", "accept", f"{word}plan", "--entity", word, *at],
        "amend": ["version", "amend", f"{word}plan", "--entity", word, "--why", "x", "--content", str(place / f"run_{mark}"), *at],
        "actions": ["action", "list", *at],
        "actions of": ["action", "list", "--entity", word, *at, "--json"],
        "action close": ["action", "close", "00000000", "--evidence", "x", *at],
        "access": ["access", "list", *at, "--json"],
        "grant": ["access", "grant", "nobody", "reader", "--entity", word, *at],
        "verify": ["audit", "verify", *at],
        "verify json": ["audit", "verify", *at, "--json"],
    }


PEOPLE = [*(f"{role}_north" for role in ROLES), "reader_south", "nobody"]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_command_tells_of_another_entity(who: str, written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Roles x entities x verbs: the marks of an entity are never printed or written for who has no role that sees it."""
    from openpyxl import load_workbook

    place = tmp_path / "all"
    shutil.copytree(written.parent, place)
    home = place / "home"
    sees = {word for word in MARKS if who.endswith(word) and not who.startswith("keeper")}
    for word in MARKS:
        for name, words in commands(home, word, who).items():
            if word == "south" and "south" not in " ".join(words).replace(str(home), ""):
                continue  # it is about nobody, and was asked before
            capsys.readouterr()
            code = run(words)
            told = DIGEST.sub("", "".join(capsys.readouterr()))
            assert code in (0, 1, 3), (name, told)
            for other in set(MARKS) - sees:
                asked = " ".join(words)
                for mark in MARKS[other]:
                    said = told.replace(f"{other}plan", "") if f"{other}plan" in asked else told  # what was asked may be named
                    assert mark not in said.replace(asked, ""), (who, name, told)
            for path in (place / "out").glob("*"):
                text = path.read_bytes().decode("utf-8", "replace")
                if path.suffix == ".xlsx":
                    sheets = load_workbook(path).worksheets
                    text = " ".join(str(c.value) for sheet in sheets for row in sheet.iter_rows() for c in row)
                for other in set(MARKS) - sees:
                    assert not any(mark in DIGEST.sub("", text) for mark in MARKS[other]), (who, name, path)
            shutil.rmtree(place / "out", ignore_errors=True)


def test_the_marks_are_told_to_who_may_see_them(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Else the test above could not fail."""
    for word, marks in MARKS.items():
        told = ""
        for words in (["review", "2025Q1", "--json"], ["version", "list"], ["action", "list"]):
            assert run([*words, "--chain", str(written), "--as", f"reader_{word}"]) == 0
            told += capsys.readouterr().out
        assert all(mark in told for mark in marks)


def test_another_entity_and_one_that_is_not_there_are_told_the_same(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in commands(written, "south", "anna"):
        if name in ("import", "import bad", "import alien"):  # test_import.py
            continue
        told = []
        for word in ("south", "eastt"):
            MARKS.setdefault("eastt", ("EASTTMARK", "1", "1", "1", "easttplan"))
            (written.parent / "run_EASTTMARK").mkdir(exist_ok=True)
            (written.parent / "run_EASTTMARK" / "manifest.json").write_text('{"didymium": "x"}', encoding="utf-8")
            try:
                words = commands(written, word, "reader_north")[name]
            finally:
                MARKS.pop("eastt")
            if "--out" in words:
                continue
            code = run(words)
            said = re.sub(r"\d+\.\d s", "some s", "".join(capsys.readouterr()))  # progress tells the time
            told.append((code, said.replace(word, "X").replace(word.upper(), "X")))
        assert len(set(told)) <= 1, (name, told)


grants = st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from([None, "group", "north", "south", "cascade"])), max_size=3)


@settings(max_examples=60)
@given(held=grants, verb=st.sampled_from(["see", "propose", "approve", "keep"]))
def test_rows_are_of_entities_within_reach_alone(held: list[tuple[str, str | None]], verb: str) -> None:
    """Whatever roles somebody has: what is read of any table is of the entities of a role that allows it, and of those below."""
    from didymium.records.scope import VERBS

    records = _group()
    below = {"group": {"group", "north", "south", "cascade"}, "north": {"north", "cascade"}, "south": {"south"}, "cascade": {"cascade"}}
    given_roles: list[tuple[str, str | None]] = []
    for role, entity in held:
        try:
            with records.writing("kim") as change:
                rights.grant(change, "gus", role, entity)
        except (Denied, RecordsError):  # a keeper has no other role, and no role is granted twice
            continue
        given_roles.append((role, entity))
    try:
        expected = set().union(*(below[e or "group"] for r, e in given_roles if verb in VERBS[r])) if given_roles else set()
        with records.reading("gus") as scope:
            assert set(scope.names(verb)) == expected
            for table in metadata.sorted_tables:
                if "entity_id" in table.c and table.name != "grants":
                    allowed = {n for n, e in scope.reach(verb).items() if e.name in expected}
                    assert {row.entity_id for row in scope.rows(table, verb=verb)} <= allowed
    finally:
        for role, entity in given_roles:
            with records.writing("kim") as change:
                rights.revoke(change, "gus", role, entity)


_MADE: list[Records] = []


def _group() -> Records:
    """Records with rows of every entity, once."""
    import tempfile

    from didymium.records import tasks, told
    from didymium.records.told import File
    from tests.records.made import begin, entry

    if not _MADE:
        records = begin(Path(tempfile.mkdtemp()))
        with records.writing("kim") as change:
            rights.add_person(change, "gus")
        for entity in ("group", "north", "south", "cascade"):
            with records.writing("cora") as change:
                told.add(change, "figures", [entry(entity)], File("f.csv", "0" * 64))
            with records.writing("cora") as change:
                tasks.add(change, entity, "mend", "otto", "2026-12-31")
        _MADE.append(records)
    return _MADE[0]
