"""Tables as an Excel file: a sheet that says what the file is, then one sheet a table.

Text is always written as text: a cell that begins with ``=``, ``+``, ``-`` or ``@`` shows these characters and never
runs as a formula, not even after it was edited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from math import floor, isfinite, log10
from pathlib import Path
from typing import Any

import xlsxwriter

from didymium.reporting.block import Column, Table, Value

ROWS = 1_048_575  # of a sheet, below its head
TEXT = 32_767  # characters of a cell
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
FIXED = {"share": "0.0%", "change": "+0.0%;-0.0%;0.0%", "usd": "#,##0", "integer": "#,##0", "year": "0"}


def write_workbook(path: Path, title: str, about: Sequence[tuple[str, str]], tables: Sequence[Table], warning: str = "") -> None:
    """Write ``tables`` in order, empty ones left out, behind a sheet with ``title``, ``warning`` and ``about``.

    Heads carry units and stay in sight; numbers keep their full precision under their format; what is unknown stays
    empty. Raises ``ValueError`` for a table of more rows than a sheet holds, ``OSError`` when the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> import openpyxl
    >>> with TemporaryDirectory() as tmp:
    ...     file = Path(tmp) / "a.xlsx"
    ...     write_workbook(file, "A", [("Code", "x")], [Table("t", "T", (Column("Who"), Column("Mass", "number", "t")), (("=1+1", 2.5),))])
    ...     sheet = openpyxl.load_workbook(file)["t"]
    ...     [[c.value for c in row] for row in sheet.iter_rows()], sheet["A2"].data_type
    ([['Who', 'Mass, t'], ['=1+1', 2.5]], 's')
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    kept = [t for t in tables if t.rows]
    for t in kept:
        if len(t.rows) > ROWS:
            raise ValueError(f"table {t.id!r} has {len(t.rows):,} rows and a sheet holds {ROWS:,}")
    names = _names(kept)
    book: Any = xlsxwriter.Workbook(str(path), options)
    try:
        book.set_properties({"title": title, "comments": warning or "Written by didymium"})
        pens = _Pens(book)
        _first(book.add_worksheet("About"), pens, title, warning, about, [(names[t.id], t) for t in kept])
        for t in kept:
            _sheet(book.add_worksheet(names[t.id]), pens, t)
    finally:
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(*error.args[0].args) if isinstance(error.args[0], OSError) else OSError(str(error)) from error


class _Pens:
    """Formats of a workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, object], ...], Any] = {}
        self.forms: dict[str, Any] = {}

    @cached_property
    def plain(self) -> Any:
        """Format of ordinary text."""
        return self.of()

    def form(self, number: str) -> Any:
        """Format of a number."""
        if number not in self.forms:
            self.forms[number] = self.of(num_format=number)
        return self.forms[number]

    def of(self, **options: object) -> Any:
        key = tuple(options.items())
        if key not in self.made:
            self.made[key] = self.book.add_format({"valign": "top", **options})
        return self.made[key]


def _first(sheet: Any, pens: _Pens, title: str, warning: str, about: Sequence[tuple[str, str]], tables: list[tuple[str, Table]]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    _text(sheet, pens, 0, 0, title, bold=True, font_size=16)
    at = 1
    if warning:
        _text(sheet, pens, at, 0, warning, bold=True, font_color="#8c2f1b")
        at += 1
    at += 1
    for name, value in about:
        _text(sheet, pens, at, 0, name, font_color="#565d65")
        _text(sheet, pens, at, 1, value, text_wrap=True)
        at += 1
    at += 1
    _text(sheet, pens, at, 0, "Sheet", bold=True, bottom=1)
    _text(sheet, pens, at, 1, "What it holds", bold=True, bottom=1)
    for name, table in tables:
        at += 1
        sheet.write_url(at, 0, f"internal:'{name}'!A1", pens.of(font_color="#1d5c88", underline=1), name)
        _text(sheet, pens, at, 1, f"{table.title}. {table.note}".strip(), text_wrap=True)


def _sheet(sheet: Any, pens: _Pens, table: Table) -> None:
    head = pens.of(bold=True, bottom=1, text_wrap=True)
    for k, column in enumerate(table.columns):
        sheet.set_column(k, k, _width(table, k))
        sheet.write_string(0, k, column.head, head)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for k, column in enumerate(table.columns):
        values = [row[k] for row in table.rows]
        if column.right:
            _numbers(sheet, pens, k, column, values)
        else:
            _texts(sheet, pens, k, values)


def _numbers(sheet: Any, pens: _Pens, k: int, column: Column, values: Sequence[Value]) -> None:
    for i, value in enumerate(values, start=1):
        if value is None or value == "" or (isinstance(value, float) and not isfinite(value)):
            continue
        if isinstance(value, str):
            _text(sheet, pens, i, k, value)
        else:
            sheet.write_number(i, k, value, pens.form(_form(column, value)))


def _texts(sheet: Any, pens: _Pens, k: int, values: Sequence[Value]) -> None:
    for i, value in enumerate(values, start=1):
        if value is None or value == "":
            continue
        words = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        _text(sheet, pens, i, k, words)


def _text(sheet: Any, pens: _Pens, i: int, k: int, text: str, **style: object) -> None:
    if text.startswith(RISKY):
        style["quote_prefix"] = True
    sheet.write_string(i, k, text if len(text) <= TEXT else f"{text[: TEXT - 1]}…", pens.of(**style) if style else pens.plain)


def _form(column: Column, value: float) -> str:
    """Number format of a cell: about three significant figures in sight.

    >>> _form(Column("Mass", "number"), 26504.3), _form(Column("Mass", "number"), 0.5), _form(Column("Share", "share"), 0.5)
    ('#,##0', '0.000', '0.0%')
    """
    fixed = FIXED.get(column.kind)
    if fixed is not None:
        return fixed
    size = abs(value)
    if size == 0:
        return "0"
    form = "#,##0"
    if size < 1e-4:
        form = "0.00E+00"
    elif size < 100:
        form = f"0.{'0' * (2 - floor(log10(size)))}"
    return f"+{form};-{form};0" if column.kind == "gap" else form


def _width(table: Table, k: int) -> float:
    column = table.columns[k]
    if column.right:
        return max(10.0, min(18.0, len(column.head) * 0.7 + 3))
    longest = max((len(str(row[k])) for row in table.rows[:400] if row[k] is not None), default=0)
    return max(8.0, min(70.0, max(longest, len(column.head) * 0.8) + 2))


def _names(tables: Sequence[Table]) -> dict[str, str]:
    """Sheet names by table: what Excel takes, each once.

    >>> list(_names([Table("value_added", "", (), ()), Table("a[b]/c", "", (), ()), Table("About", "", (), ())]).values())
    ['value added', 'a b c', 'About 2']
    """
    found: dict[str, str] = {}
    taken = {"about", "history"}
    for t in tables:
        plain = re.sub(r"[\[\]:*?/\\'_]+", " ", t.id).strip() or "table"
        name, n = plain[:31].strip(), 1
        while name.lower() in taken:
            n += 1
            name = f"{plain[: 31 - len(f' {n}')]} {n}"
        taken.add(name.lower())
        found[t.id] = name
    return found
