"""Pages and descriptors made from code and tables stand in the tree as they are made today."""

from __future__ import annotations

import pytest
from tools.pages import ROOT, pages

PAGES = pages()


@pytest.mark.parametrize("path", sorted(PAGES))
def test_it_is_current(path: str) -> None:
    file = ROOT / path
    assert file.is_file(), f"{path} is missing: run `make pages`"
    assert file.read_text(encoding="utf-8") == PAGES[path](), f"{path} is old: run `make pages`"


def test_every_shipped_chain_has_a_page() -> None:
    assert {"docs/reference/works.md", "src/didymium/chain/works/datapackage.json"} <= set(PAGES)
