"""A table from a spreadsheet: values as they would stand in CSV, one sheet; formulas and error values are refused."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from didymium.chain.model import Finding
from didymium.chain.read import Raw


def read_workbook(file: str, table: str, content: bytes) -> tuple[Raw | None, list[Finding]]:
    """Cells of the sheet that bears the table's name, or of the only sheet with cells; None with findings otherwise."""

    def refuse(line: int, message: str, fix: str) -> tuple[None, list[Finding]]:
        return None, [Finding("error", table, file, line, "", message, fix)]

    try:
        sheets = _sheets(content)
    except Exception as error:  # the parser's own errors are of many kinds: whatever it cannot read is no workbook
        fix = "save it again from the spreadsheet as XLSX without a password, or as CSV UTF-8"
        return refuse(1, f"not readable as XLSX ({type(error).__name__})", fix)
    if table in sheets:
        grid = sheets[table]
    elif len(sheets) == 1:
        (grid,) = sheets.values()
    elif sheets:
        return refuse(0, f"{len(sheets)} sheets hold cells: {', '.join(sheets)}", f"name the one to read {table}")
    else:
        return refuse(1, "no sheet holds a cell", "write the header into the first row, or delete the file")
    header = [_text(cell.value).strip() for cell in grid[0]]
    while header and not header[-1]:
        header.pop()
    rows: list[list[str]] = []
    lines: list[int] = []
    findings: list[Finding] = []
    for number, cells in enumerate(grid[1:], start=2):
        row = [_text(cell.value) for cell in cells]
        if not any(cell.strip() for cell in row):
            continue
        for i, cell in enumerate(cells):
            name = header[i] if i < len(header) else ""
            fault = _fault(cell, bool(name))
            if fault is not None:
                findings.append(Finding("error", table, file, number, name, *fault))
        rows.append([*row[: len(header)], *[""] * (len(header) - len(row))])
        lines.append(number)
    return Raw(file, header, rows, lines), findings


def _sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of cells of every sheet that holds any, by the sheet's name."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True)
    found = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some writers state a size that is too small, and rows beyond it would be lost
        grid = list(sheet.iter_rows())
        if any(cell.value is not None for row in grid for cell in row):
            found[sheet.title] = grid
    return found


def _fault(cell: Any, named: bool) -> tuple[str, str] | None:
    """What is wrong with a cell, and how to mend it."""
    if cell.value is None:
        return None
    if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith("=")):
        return f"cell {cell.coordinate} holds a formula", "paste its value instead"
    if cell.data_type == "e":
        return f"cell {cell.coordinate} holds the error {cell.value}", "write the value, or leave the cell empty if nobody knows it"
    if not named and str(cell.value).strip():
        return f"cell {cell.coordinate} stands under no column name", "name its column in the first row, or delete it"
    return None


def _text(value: object) -> str:
    """A cell's value as it would stand in CSV.

    A spreadsheet turns 2026-07 into the first day of that month: such a date is the month again.

    >>> _text(True), _text(2026.0), _text(0.1), _text(datetime(2026, 7, 1)), _text(None)
    ('yes', '2026', '0.1', '2026-07', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f"{day:%Y-%m}" if day.day == 1 else day.isoformat()
    return str(value)
