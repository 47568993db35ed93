"""Commands and Python shown in the README and the docs do what a reader expects of them."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from didymium import init
from didymium.cli.run import run
from tests.docs.pages import DOCS, ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def blocks(page: Path, kind: str) -> list[str]:
    """Fenced blocks of a kind."""
    return re.findall(rf"(?ms)^```{kind}\n(.*?)^```", page.read_text(encoding="utf-8"))


def titled(kind: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, kind)]


@pytest.mark.parametrize("page", titled("sh"), ids=lambda page: page.name)
def test_every_command_of_a_page_ends_well(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are run in order in one folder, which holds a chain ``mine`` unless the page starts it."""
    commands = [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("didymium ")]
    monkeypatch.chdir(tmp_path)
    if not any(line.startswith("didymium init mine") for line in commands):
        init("mine")
    for line in commands:
        words = shlex.split(line, comments=True)[1:]
        if not re.search(r"\b[A-Z]{4,}\b", " ".join(words)):  # PROJECT, ENTITY: the reader's own
            assert run(words) == 0, line


@pytest.mark.parametrize("page", titled("pycon"), ids=lambda page: page.name)
def test_every_session_of_a_page_prints_what_it_shows(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    init("mine")
    session = "\n".join(blocks(page, "pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert runner.run(test).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_page_is_on_the_map() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    missing = [p for p in DOCS.rglob("*.md") if p.name != "index.md" and f"({p.relative_to(DOCS).as_posix()})" not in index]
    assert not missing
