"""EVIDENCE.md: one line per claim of the README, written by the tests; misses stay.

A test marked ``claim`` calls the fixture ``evidence`` with what it found. ``pytest -m claim --evidence`` (``make evidence``)
writes the page. Any other run compares: a claim that is missing there, or whose verdict has changed, fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE, README = ROOT / "EVIDENCE.md", ROOT / "README.md"
HEADING = "## What is shown"  # of the README: its bullets are the claims
COLUMNS = ("claim", "command", "result", "date", "data", "verdict")
HEAD = """# Evidence

Written by the tests (`make evidence`), one line per claim of the [README](README.md). A miss stays a miss until a run says
otherwise; a run that disagrees with this page fails.
"""

Say = Callable[..., None]


@dataclass(frozen=True)
class Line:
    """A claim, the command that shows it, what came out and when, the version of the data, and whether it holds."""

    claim: str
    command: str
    result: str
    date: str
    data: str
    verdict: str  # pass | miss


KEPT = pytest.StashKey[list[Line]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--evidence", action="store_true", help="write EVIDENCE.md from the tests marked claim")


@pytest.fixture
def evidence(request: pytest.FixtureRequest) -> Iterator[Say]:
    """Say what was found: ``evidence(claim, command, result, data, reached)``; a test that says nothing fails."""
    assert request.node.get_closest_marker("claim") is not None, "mark it: @pytest.mark.claim"
    said: list[Line] = []

    def say(claim: str, command: str, result: str, data: str, reached: bool) -> None:
        said.append(Line(claim, command, result, datetime.now(UTC).date().isoformat(), data, "pass" if reached else "miss"))

    yield say
    assert said, "no evidence was given"
    if request.config.getoption("--evidence"):
        request.config.stash.setdefault(KEPT, []).extend(said)
        return
    known = {line.claim: line for line in read()}
    for line in said:
        assert line.claim in known, f"EVIDENCE.md lacks {line.claim!r}: run `make evidence`"
        before = known[line.claim]
        assert line.verdict == before.verdict, f"{line.claim}: {before.verdict} in EVIDENCE.md, {line.verdict} now ({line.result})"


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the page, unless a test failed."""
    lines = session.config.stash.get(KEPT, [])
    if lines and exitstatus == 0:
        order = claims()
        ordered = sorted(lines, key=lambda line: order.index(line.claim) if line.claim in order else len(order))
        rows = [f"| {' | '.join(_cell(getattr(line, column)) for column in COLUMNS)} |" for line in ordered]
        table = [f"| {' | '.join(COLUMNS)} |", "| " + " | ".join("---" for _ in COLUMNS) + " |", *rows]
        PAGE.write_text(HEAD + "\n" + "\n".join(table) + "\n", encoding="utf-8")


def read() -> list[Line]:
    """Lines of EVIDENCE.md."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    rows = [[cell.strip().replace("\\|", "|") for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:1] == "|"]
    return [Line(*cells) for cells in rows[2:]]


def claims() -> list[str]:
    """Claims of the README: the bullets under its heading, each up to its full stop."""
    section = README.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    return [" ".join(part.split()).rstrip(".") for part in section.split("\n- ")[1:]]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
