"""Inputs of reports, a page, and a browser to look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from didymium.reporting import BriefInput, Source
from didymium.reporting.html import brief_html
from tests.reporting import fixture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: what a spreadsheet, a page or a terminal could take for an order
HOSTILE = "=1+1</script><script>document.title='owned'</script><img src=x onerror=alert(1)>{{ 7*7 }}\x1b[31m\u2028-->"


@pytest.fixture(scope="session")
def b() -> BriefInput:
    """The made-up chain."""
    return fixture.brief()


@pytest.fixture(scope="session")
def page_text(b: BriefInput) -> str:
    """Its brief as a page."""
    return brief_html(b)


@pytest.fixture(scope="session")
def hostile() -> BriefInput:
    """The made-up chain with orders in its names, ids, notes and sources."""
    b = fixture.brief()
    tables = dict(b.tables)
    for name in ("met", "reason", "build", "target"):
        words = [n for n, d in tables[name].schema.items() if d == pl.String and n in ("text", "name", "id", "unit")]
        tables[name] = tables[name].with_columns(pl.lit(HOSTILE).alias(n) for n in words)
    return replace(
        b,
        chain=replace(b.chain, title=HOSTILE, name=HOSTILE, version=HOSTILE, licences=(HOSTILE,)),
        command=f"didymium brief {HOSTILE!r}",
        tables=tables,
        names=dict.fromkeys(b.names, HOSTILE),
        notes=(HOSTILE,),
        sources={k: Source(HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE) for k in b.sources},
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; nothing is fetched."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


Look = Callable[..., "Page"]


@pytest.fixture
def look(browser: Browser, tmp_path: Path) -> Iterator[Look]:
    """Open a page from a file at a width, in light or dark; any complaint of the browser or request fails the test."""
    said: list[str] = []
    contexts = []

    def open_page(text: str, width: int = 1400, scheme: str = "light") -> Page:
        file = tmp_path / "index.html"
        file.write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: said.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith(file.as_uri()) else said.append(f"asks for {r.url}"))
        page.goto(file.as_uri())
        page.wait_for_selector("html.drawn")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
