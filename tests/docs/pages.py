"""Pages of the docs as data: their tables and the commands that they show."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def tables(page: Path) -> list[list[list[str]]]:
    """Every Markdown table of a page as rows of cells, the header first and without the line of dashes."""
    found: list[list[list[str]]] = []
    inside = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not inside:
            found.append([cells])
        elif not all(set(cell) <= set("-: ") and cell for cell in cells):
            found[-1].append(cells)
        inside = True
    return found
