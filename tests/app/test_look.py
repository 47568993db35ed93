"""find, why, init."""

from __future__ import annotations

import pytest

from didymium import check, find, init, load, plan, why
from didymium.app.error import AskError
from didymium.runs import WriteError


def test_find_puts_keys_before_names_before_the_rest(mini):
    hits = find("SX", mini).hits
    assert [h.key for h in hits] == ["lines/sx", "modes/sx/split", "projects/big"]
    assert (hits[0].file, hits[0].line, hits[0].grade) == ("lines.csv", 3, "assumed")
    assert find("neodymium", mini).hits[0].key == "commodities/nd"
    assert find("made up", mini).hits[0].column == "source"
    assert find("no such thing", mini).hits == ()


def test_every_found_key_is_known_to_why(mini):
    for hit in find("s", mini).hits:
        (row,) = why(hit.key, mini).rows
        assert (row.file, row.line) == (hit.file, hit.line)


def test_why_shows_the_row_its_source_and_what_rests_on_it(mini):
    (row,) = why("lines/sx", mini).rows
    assert (row.source, row.source_year, row.grade, row.note) == ("made up", "2025", "assumed", "kept short")
    capacity = next(c for c in row.cells if c.column == "capacity")
    assert (capacity.value, capacity.unit) == (80, "activity/year")
    assert row.used_by == {"modes": ("modes/sx/split",), "projects": ("projects/big",)}


def test_why_takes_a_column_an_id_or_the_beginning_of_a_key(mini):
    (row,) = why("lines.sx.capacity", mini).rows
    assert [c.column for c in row.cells] == ["id", "capacity"]
    assert why("sx", mini).rows == why("lines/sx", mini).rows
    assert {r.key for r in why("compositions/feed", mini).rows} == {"compositions/feed/Nd", "compositions/feed/Ce"}


def test_why_shows_what_cells_say_about_one_number(mini):
    header = "table,key,column,value,low,high,source,source_year,grade,note"
    line = "lines,sx,capacity,90,70,110,a register,2024,official,"
    (mini / "chain" / "cells.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    (row,) = why("lines.sx.capacity", mini).rows
    capacity = row.cells[1]
    assert (capacity.value, capacity.low, capacity.high, capacity.source, capacity.grade) == (90, 70, 110, "a register", "official")


def test_why_shows_who_holds_an_entity(mini):
    (row,) = why("entities/co", mini).rows
    assert (row.held.group, row.held.controls, row.held.equity) == ("grp", (), {"grp": 1.0})
    (row,) = why("grp", mini).rows
    assert (row.held.group, row.held.controls, row.held.equity) == ("grp", ("co",), {"grp": 1.0})
    assert why("lines/sx", mini).rows[0].held is None


@pytest.mark.parametrize(
    ("key", "said"), [("lines/sy", "did you mean lines/sx"), ("nowhere", "find nowhere"), ("lines/sx/a/b", "no row lines/sx/a/b")]
)
def test_why_says_what_there_is_instead(mini, key, said):
    with pytest.raises(AskError, match=said):
        why(key, mini)


def test_init_copies_a_works_that_plans(tmp_path):
    started = init(tmp_path / "My works")
    chain = load(started.folder)
    assert chain.name == "my_works"
    assert chain.settings.synthetic
    assert plan(chain, quarters=0).status == "optimal"
    assert {p.relative_to(started.folder).as_posix() for p in started.folder.rglob("*") if p.is_file()} == set(started.files)


def test_init_lays_over_the_world(tmp_path):
    started = init(tmp_path / "over", start="world")
    found = check(started.folder)
    assert found.ok
    assert found.chain.rows == load("world").rows


def test_init_never_overwrites(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError, match="holds files"):
        init(tmp_path)
    with pytest.raises(AskError, match="choose works"):
        init(tmp_path / "x", start="moon")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
