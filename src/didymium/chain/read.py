"""Files to raw cells: CSV and XLSX, with the line of every row. Whatever the bytes, the result is cells or findings."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from didymium.chain.model import Finding


@dataclass(frozen=True)
class Raw:
    """Cells of one file as text: header, rows and the file's line of each row."""

    file: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]


def read(path: Path, table: str, content: bytes) -> tuple[Raw | None, list[Finding]]:
    """Cells of a table file; None with findings when it cannot be read."""
    if not content:
        fix = "write at least the header, or delete the file"
        return None, [Finding("error", table, path.name, 1, "", "the file is empty (0 bytes)", fix)]
    return _read_xlsx(path, table, content) if path.suffix == ".xlsx" else _read_csv(path, table, content)


def _read_csv(path: Path, table: str, content: bytes) -> tuple[Raw | None, list[Finding]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8"
        return None, [Finding("error", table, path.name, line, "", message, "save the file as CSV UTF-8")]
    rows: list[list[str]] = []
    lines: list[int] = []
    findings: list[Finding] = []
    reader = csv.reader(io.StringIO(text, newline=""))
    before = 0
    try:
        header = [cell.strip() for cell in next(reader)]
        before = reader.line_num
        width = len(header)
        for row in reader:
            line, before = before + 1, reader.line_num
            if not row or (len(row) == 1 and not row[0].strip()):
                continue
            if len(row) != width:
                message = f"{len(row)} cells where the header has {width}"
                fix = "quote text that holds a comma, or add the missing commas"
                findings.append(Finding("error", table, path.name, line, "", message, fix))
                continue
            rows.append(row)
            lines.append(line)
    except (csv.Error, StopIteration) as error:
        message = f"not readable as CSV ({error or 'no header'})"
        fix = "look for an unclosed quote or a stray control character there"
        return None, [*findings, Finding("error", table, path.name, before + 1, "", message, fix)]
    return Raw(path.name, header, rows, lines), findings


def _read_xlsx(path: Path, table: str, content: bytes) -> tuple[Raw | None, list[Finding]]:
    import zipfile

    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        grid = [list(row) for row in sheet.iter_rows()]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError, EOFError, SyntaxError) as error:
        message = f"not readable as XLSX ({type(error).__name__})"
        return None, [Finding("error", table, path.name, 1, "", message, "save it again from the spreadsheet, or as CSV UTF-8")]
    rows: list[list[str]] = []
    lines: list[int] = []
    findings: list[Finding] = []
    if not grid:
        fix = "write the header into the first row"
        return None, [Finding("error", table, path.name, 1, "", "the first sheet is empty", fix)]
    header = ["" if cell.value is None else str(cell.value).strip() for cell in grid[0]]
    while header and not header[-1]:
        header.pop()
    for number, cells in enumerate(grid[1:], start=2):
        row = ["" if cell.value is None else _text(cell.value) for cell in cells[: len(header)]]
        row += [""] * (len(header) - len(row))
        if not any(row):
            continue
        for name, cell in zip(header, cells, strict=False):
            if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith("=")):
                message = f"cell {cell.coordinate} holds a formula"
                findings.append(Finding("error", table, path.name, number, name, message, "paste its value instead"))
        rows.append(row)
        lines.append(number)
    return Raw(path.name, header, rows, lines), findings


def _text(value: object) -> str:
    """A cell's value as it would stand in CSV."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
