"""The report of claims as a workbook."""

from __future__ import annotations

from pathlib import Path

from didymium.reporting.claims.blocks import blocks, every_claim, finding, foot
from didymium.reporting.claims.input import ClaimsInput
from didymium.reporting.workbook import write_workbook
from didymium.reporting.xlsx import WARNING


def claims_xlsx(c: ClaimsInput, path: Path) -> None:
    """All claims and the tables of the report, a sheet each; text is never run as a formula. Raises ``OSError``."""
    tables = [every_claim(c), *(t for block in blocks(c) for t in block.tables)]
    write_workbook(path, "What the documents say", [("In short", finding(c)), *foot(c)], tables, WARNING if c.chain.synthetic else "")
