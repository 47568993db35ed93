"""A folder is whole or not there."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import polars as pl
import pytest

from didymium.runs import WriteError, aside, new_folder, write

TABLES = {"met": pl.DataFrame({"met": [1.0, 2.0]})}


def left(folder: Path) -> list[str]:
    """Everything below a folder, hidden drafts too."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_nothing_is_seen_until_it_is_whole(tmp_path):
    with aside(tmp_path / "a" / "run") as draft:
        (draft / "x").write_text("1", encoding="utf-8")
        assert not (tmp_path / "a" / "run").exists()
    assert left(tmp_path) == ["a", "a/run", "a/run/x"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_nothing_and_passes(tmp_path, error):
    def fail() -> None:
        with aside(tmp_path / "a" / "b" / "run") as draft:
            (draft / "x").write_text("1", encoding="utf-8")
            raise error

    with pytest.raises(error):
        fail()
    assert left(tmp_path) == []


def fill(draft: Path) -> None:
    """Write until the disk is full: the device that is always full says so as a real one does."""
    (draft / "part").write_text("begun", encoding="utf-8")
    with open("/dev/full", "w", encoding="utf-8") as full:
        full.write("x" * 100_000)


def wrapped(draft: Path) -> None:
    """A library's own error around the system's."""
    try:
        fill(draft)
    except OSError as error:
        raise RuntimeError("could not close the workbook") from error


@pytest.mark.parametrize("also", [fill, wrapped])
def test_a_full_disk_leaves_nothing_and_says_so(tmp_path, also):
    with pytest.raises(WriteError, match="No space left on device; nothing was left behind"):
        write(tmp_path / "a" / "run", {}, TABLES, also)
    assert left(tmp_path) == []


def test_a_full_disk_keeps_the_old_result(tmp_path):
    write(tmp_path / "run", {"command": "first"}, TABLES)
    before = left(tmp_path)
    with pytest.raises(WriteError, match="what stood there before is untouched"):
        write(tmp_path / "run", {"command": "second"}, TABLES, fill)
    assert left(tmp_path) == before
    assert json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))["command"] == "first"


def test_a_disk_that_fails_at_the_last_moment(tmp_path, monkeypatch):
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WriteError, match="No space left"):
        write(tmp_path / "run", {}, TABLES)
    assert left(tmp_path) == []


def test_a_failed_swap_puts_the_old_folder_back(tmp_path, monkeypatch):
    write(tmp_path / "run", {"command": "first"}, TABLES)
    rename, calls = Path.rename, []

    def fail_second(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_second)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "run", {"command": "second"}, TABLES)
    assert left(tmp_path) == ["run", "run/manifest.json", "run/met.parquet"]
    assert json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))["command"] == "first"


def test_a_result_replaces_its_forerunner_whole(tmp_path):
    write(tmp_path / "run", {}, {**TABLES, "old": TABLES["met"]})
    write(tmp_path / "run", {}, TABLES)
    assert left(tmp_path) == ["run", "run/manifest.json", "run/met.parquet"]


@pytest.mark.parametrize("manifest", [None, "{}", "not json", '["didymium"]'])
def test_what_others_wrote_is_left_alone(tmp_path, manifest):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("x", encoding="utf-8")
    if manifest is not None:
        (tmp_path / "run" / "manifest.json").write_text(manifest, encoding="utf-8")
    before = left(tmp_path)
    with pytest.raises(WriteError, match="no earlier result"):
        write(tmp_path / "run", {}, TABLES)
    assert left(tmp_path) == before


def test_files_and_the_current_folder_are_no_place(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(WriteError, match="is a file"):
        write(tmp_path / "file", {}, TABLES)
    with pytest.raises(WriteError, match="was not written"):
        write(tmp_path / "file" / "run", {}, TABLES)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(WriteError, match="current folder"):
        write(Path(), {}, TABLES)


def test_an_empty_folder_and_a_link_are_taken(tmp_path):
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty", {}, TABLES)
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    write(tmp_path / "link", {"command": "again"}, TABLES)
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "empty" / "manifest.json").read_text(encoding="utf-8"))["command"] == "again"


def test_new_folders_do_not_collide(tmp_path):
    first = new_folder("plan", tmp_path)
    first.mkdir()
    (tmp_path / f"{first.name}-2").mkdir()
    again = new_folder("plan", tmp_path)
    assert again not in (first, tmp_path / f"{first.name}-2")
    assert not again.exists()
