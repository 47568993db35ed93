"""A real browser to look at pages with: one for the whole run, since two cannot live in one process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


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
