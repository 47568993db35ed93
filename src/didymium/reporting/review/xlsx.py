"""The report of a review as a workbook."""

from __future__ import annotations

from pathlib import Path

from didymium.reporting.review.blocks import blocks, foot
from didymium.reporting.review.input import ReviewInput
from didymium.reporting.workbook import write_workbook


def review_xlsx(r: ReviewInput, path: Path) -> None:
    """Write the workbook: what it is, and a sheet a table. Raises ``OSError`` when the file cannot be written."""
    every = blocks(r)
    tables = [t for b in every for t in b.tables if t.where != "page"]
    about = [*((b.label, b.finding) for b in every), *foot(r)]
    write_workbook(path, f"Review of {r.period}: {r.title}", about, tables, "SYNTHETIC DATA" if r.synthetic else "")
