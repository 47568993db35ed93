"""Commands and Python shown in the README and the docs do what a reader expects of them."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from didymium import init
from didymium.chain import load
from didymium.cli.run import run
from didymium.planning import solve
from tests.docs.pages import DOCS, ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def blocks(page: Path, kind: str) -> list[str]:
    """Fenced blocks of a kind."""
    return re.findall(rf"(?ms)^```{kind}\n(.*?)^```", page.read_text(encoding="utf-8"))


def titled(kind: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, kind)]


@pytest.mark.parametrize("page", titled("sh"), ids=lambda page: page.name)
def test_every_command_of_a_page_ends_well(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are run and tables written in order in one folder, which holds a chain ``mine`` unless the page starts it."""
    monkeypatch.chdir(tmp_path)
    follow(page)


def follow(page: Path) -> None:
    """Do what a page says, in the current folder."""
    text = page.read_text(encoding="utf-8")
    if "\ndidymium init mine" not in text:
        init("mine")
    for kind, file, block in re.findall(r"(?ms)^```(sh|csv)(?: (\S+))?\n(.*?)^```", text):
        if kind == "csv":
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            Path(file).write_text(block, encoding="utf-8")
            continue
        for line in (line for line in block.splitlines() if line.startswith("didymium ")):
            assert run(shlex.split(line, comments=True)[1:]) == 0, line


def test_the_plant_laid_over_the_world_can_be_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    follow(DOCS / "how-to" / "overlay_world.md")
    plan = solve(load("mine", {"projects.our_project.status": "committed"}), quarters=0, detail=False)
    built = plan.tables["build"].filter(project="our_project")
    assert built.select("line", "region", "fraction").row(0) == ("our_press", "EUR", 1.0)
    assert plan.tables["capacity"].filter(line="our_press", period="2030")["capacity"].item() == pytest.approx(3000)


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
