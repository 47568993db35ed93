"""Files to raw cells, with the line of every row. Whatever the bytes, the result is cells or findings."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from didymium.chain.model import Finding


@dataclass(frozen=True)
class Raw:
    """Cells of one file as text: header, rows and the file's line of each row."""

    file: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]


def read(file: str, table: str, content: bytes) -> tuple[Raw | None, list[Finding]]:
    """Cells of a table file (CSV, or XLSX by its name); None with findings when it cannot be read."""
    if not content:
        fix = "write at least the header, or delete the file"
        return None, [Finding("error", table, file, 1, "", "the file is empty (0 bytes)", fix)]
    if file.lower().endswith(".xlsx"):
        from didymium.chain.workbook import read_workbook

        return read_workbook(file, table, content)
    return _read_csv(file, table, content)


def _read_csv(file: str, table: str, content: bytes) -> tuple[Raw | None, list[Finding]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8"
        return None, [Finding("error", table, file, line, "", message, "save the file as CSV UTF-8")]
    rows: list[list[str]] = []
    lines: list[int] = []
    findings: list[Finding] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        header = [cell.strip() for cell in next(reader)]
        before = reader.line_num
        width = len(header)
        if width <= 1 and any(mark in text.partition("\n")[0] for mark in ";\t"):
            message = "columns are separated by semicolons or tabs"
            fix = "save it as CSV with commas and decimal points, or as XLSX"
            return None, [Finding("error", table, file, 1, "", message, fix)]
        orderly = _orderly(text, width)
        if orderly is not None:
            return Raw(file, header, orderly, list(range(before + 1, before + 1 + len(orderly)))), []
        for row in reader:
            line, before = before + 1, reader.line_num
            if not (row and row[0].strip()) and not any(cell.strip() for cell in row):
                continue
            if len(row) != width:
                message = f"{len(row)} cells where the header has {width}"
                fix = "quote text that holds a comma, or add the missing commas"
                findings.append(Finding("error", table, file, line, "", message, fix))
                continue
            rows.append(row)
            lines.append(line)
    except (csv.Error, StopIteration) as error:
        message = f"not readable as CSV ({error or 'no header'})"
        fix = "look for an unclosed quote or a stray control character there"
        return None, [*findings, Finding("error", table, file, before + 1, "", message, fix)]
    return Raw(file, header, rows, lines), findings


def _orderly(text: str, width: int) -> list[list[str]] | None:
    """All rows at once where each is a line of its own with ``width`` cells, the first of them filled; None where one may not be."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        next(reader)
        head = reader.line_num
        rows = list(reader)
    except csv.Error:
        return None
    tidy = reader.line_num == head + len(rows) and all(len(row) == width and row and row[0].strip() for row in rows)
    return rows if tidy else None
