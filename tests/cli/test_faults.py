"""Ctrl-C in the middle of a solve, a full disk, a reader that goes away: nothing half-written, no traceback."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.reference import write

DIDYMIUM = [sys.executable, "-m", "didymium"]


def left(folder: Path) -> list[str]:
    """Everything below a folder, hidden drafts too."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Path:
    """The reference case over ten years: long enough to be caught in the middle of anything."""
    folder = tmp_path_factory.mktemp("reference") / "case"
    write(folder, quarters=40)
    return folder


def interrupted(words: list[str], cwd: Path, stage: str, number: int) -> tuple[int, str, str, float]:
    """Start a command, wait until it says that it is at a stage, interrupt it: exit code, stdout, stderr, seconds to end."""
    process = subprocess.Popen([*DIDYMIUM, *words], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = ""
    while stage not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    time.sleep(0.3)
    assert process.poll() is None, "it was over before it could be interrupted"
    asked = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err, time.monotonic() - asked


@pytest.mark.parametrize(
    ("stage", "number", "quarters"),
    [("solving", signal.SIGINT, "40"), ("solving", signal.SIGTERM, "40"), ("price intervals", signal.SIGINT, "8")],
    ids=["solve", "solve, told to stop", "re-solves"],
)
def test_interrupted_in_the_middle(case, tmp_path, stage, number, quarters):
    code, out, err, seconds = interrupted(["plan", str(case), "--quarters", quarters], tmp_path, stage, number)
    assert code == 130, err
    assert seconds < 20
    assert "interrupted: nothing half-written was left behind" in err
    assert "Traceback" not in err
    assert out == ""
    assert left(tmp_path) == []


def test_interrupted_beside_an_earlier_result(case, mini, tmp_path):
    """What stood in the folder before stays as it was."""
    subprocess.run([*DIDYMIUM, "plan", str(mini), "--quarters", "0", "--out", "run"], cwd=tmp_path, check=True, capture_output=True)
    before = {name: (tmp_path / name).read_bytes() for name in left(tmp_path) if (tmp_path / name).is_file()}
    names = left(tmp_path / "run")
    code, *_ = interrupted(["plan", str(case), "--quarters", "40", "--out", "run"], tmp_path, "solving", signal.SIGINT)
    assert code == 130
    assert left(tmp_path / "run") == names
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


KILLED = """
import os, signal, sys
from pathlib import Path
import polars as pl
from didymium.runs import write

def kill(draft: Path) -> None:
    (draft / "half").write_text("half-written")
    os.kill(os.getpid(), signal.SIGKILL)

write(Path(sys.argv[1]), {"command": "x"}, {"met": pl.DataFrame({"met": [1.0]})}, kill)
"""


def test_killed_in_the_middle_of_a_write(mini, tmp_path):
    """A killed process cannot clean up; but no folder bears the result's name, and the next run is not disturbed."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "run")], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "run").exists()
    words = [*DIDYMIUM, "plan", str(mini), "--quarters", "0", "--out", str(tmp_path / "run")]
    subprocess.run(words, check=True, capture_output=True)
    assert "manifest.json" in left(tmp_path / "run")
    assert not any("half" in name for name in left(tmp_path / "run"))


def small_files() -> None:
    """Refuse files over 2 KiB: a write fails half-way, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))


@pytest.mark.parametrize("verb", ["plan", "brief"])
def test_a_disk_that_fills_half_way(mini, tmp_path, verb):
    (tmp_path / "work").mkdir()
    words = [*DIDYMIUM, verb, str(mini), "--quarters", "0", "--out", "deep/run"]
    done = subprocess.run(words, cwd=tmp_path / "work", preexec_fn=small_files, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3, done.stderr
    assert "was not written" in done.stderr
    assert "nothing was left behind" in done.stderr
    assert "Traceback" not in done.stderr
    assert left(tmp_path / "work") == []


def test_init_on_a_disk_that_fills_half_way(tmp_path):
    words = [*DIDYMIUM, "init", "mine"]
    done = subprocess.run(words, cwd=tmp_path, preexec_fn=small_files, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3, done.stderr
    assert "was not written" in done.stderr
    assert left(tmp_path) == []


def test_stdout_on_a_full_disk(mini):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([*DIDYMIUM, "check", str(mini)], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away(mini):
    words = " ".join([*DIDYMIUM, "find", "made", str(mini), "--json", "|", "true"])
    done = subprocess.run(["bash", "-o", "pipefail", "-c", words], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
