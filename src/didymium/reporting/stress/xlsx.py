"""The report of a stress test as a workbook."""

from __future__ import annotations

from pathlib import Path

from didymium.reporting.stress.blocks import blocks, foot
from didymium.reporting.stress.input import StressInput
from didymium.reporting.workbook import write_workbook


def stress_xlsx(s: StressInput, path: Path) -> None:
    """Write the workbook: what it is, and a sheet a table. Raises ``OSError`` when the file cannot be written."""
    every = blocks(s)
    tables = [t for b in every for t in b.tables if t.where != "page"]
    about = [*((b.label, b.finding) for b in every), *foot(s)]
    write_workbook(path, f"Stress: {s.title}", about, tables, "SYNTHETIC DATA" if s.chain.synthetic else "")
