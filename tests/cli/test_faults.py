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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_in_the_middle_of_a_solve(tmp_path, number):
    write(tmp_path / "case", quarters=40)  # long enough to be caught in the middle
    (tmp_path / "work").mkdir()
    words = [*DIDYMIUM, "plan", str(tmp_path / "case"), "--quarters", "40"]
    process = subprocess.Popen(words, cwd=tmp_path / "work", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = ""
    while "solving" not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    time.sleep(0.3)
    assert process.poll() is None, "the solve was over before it could be interrupted"
    asked = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert time.monotonic() - asked < 10
    assert "interrupted: nothing half-written was left behind" in err
    assert "Traceback" not in err
    assert out == ""
    assert left(tmp_path / "work") == []


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
