"""XLSX to content: what is stored is the extraction, one line a row, with the cell of every value."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from didymium.evidence.aligned import Aligned
from didymium.evidence.block import Block
from didymium.evidence.document import Content, Page, nothing
from didymium.evidence.repair import repair

UNPACKED = 60_000_000  # bytes of the parts once unpacked
PACKING = 200  # times smaller than unpacked from which on a part is a bomb
CELLS = 100_000
SHEETS = 50
CELL = 5_000  # characters


def read_sheet(data: bytes) -> Content:
    """Text of a workbook: cells of a row apart by " | ", one row a line.

    Formulas are read as the values that were saved with them. A file that unpacks to too much is refused unread.

    >>> read_sheet(b"PK\\x03\\x04 and then nothing").problems
    ('is a damaged ZIP file',)
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except Exception:
        return nothing("is a damaged ZIP file")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        kind = "a Word file: save it as PDF or text" if "word/document.xml" in names else "a ZIP file without a workbook: unpack it first"
        return nothing(f"is {kind}")
    size = sum(part.file_size for part in parts)
    if size > UNPACKED or any(part.file_size > 1_000_000 and part.file_size > PACKING * max(1, part.compress_size) for part in parts):
        return nothing(f"unpacks to {size:,} bytes, which no press item does: refused unread", kind="xlsx")
    try:
        return _read(data)
    except Exception as error:  # whatever a damaged file makes the library raise is a finding about the file
        return nothing(f"is a damaged XLSX file ({type(error).__name__}): open it and save it again", kind="xlsx")


def _read(data: bytes) -> Content:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    parts: list[str] = []
    places: list[Page] = []
    spans: list[Block] = []
    at = count = row_number = 0
    for sheet in book.worksheets[:SHEETS]:
        for row in sheet.iter_rows():
            values = [(i, cell, _text(cell.value)) for i, cell in enumerate(row) if getattr(cell, "value", None) is not None]
            filled = [(column, cell.coordinate, text) for column, cell, text in values if text.strip()]
            if not filled:
                continue
            row_number += 1
            for i, (column, name, text) in enumerate(filled):
                parts.append(" | " if i else "")
                at += len(parts[-1])
                places.append(Page(at, f"{sheet.title}!{name}"))
                end = at + len(text)
                spans.append(Block("cell", at, end, row=row_number, column=column) if len(filled) > 1 else Block("paragraph", at, end))
                parts.append(text)
                at += len(text)
                count += 1
            parts.append("\n")
            at += 1
            if count >= CELLS:
                break
        if count >= CELLS:
            break
    raw = "".join(parts)
    if not raw.strip():
        return nothing("is a workbook without any value", kind="xlsx")
    problems = (f"only the first {CELLS:,} cells were read",) if count >= CELLS else ()
    clean, repairs = repair(Aligned.of(raw))
    found = tuple(replace(b, start=clean.clean(b.start), end=clean.clean(b.end)) for b in spans)
    return Content("xlsx", raw, clean, found, {}, tuple(places), repairs, problems)


def _text(value: object) -> str:
    """A cell as a reader sees it, on one line."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000 else str(value)
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:CELL]
