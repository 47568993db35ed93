"""A row written into a table of a chain folder: the folder is checked with it first, so that nothing half-right stays."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from didymium.app.error import AskError


def with_row(folder: Path, table: str, values: Mapping[str, object]) -> None:
    """Add a row to ``chain/<table>.csv``. Raises :class:`AskError` when the chain would no longer load, ``WriteError`` for a full disk.

    Columns that the file lacks are added to it; a row with the same key is replaced only in ``cells``, where the newer
    number counts.
    """
    from didymium.chain import ChainError, load
    from didymium.runs.journal import replace

    file = folder / "chain" / f"{table}.csv"
    if file.with_suffix(".xlsx").exists():
        raise AskError(f"{file.with_suffix('.xlsx').name} is a workbook: save it as {file.name} first, so that a row can be added to it")
    content = _grown(file, table, values)
    with TemporaryDirectory() as tmp:
        trial = Path(tmp) / "chain"
        shutil.copytree(folder, trial, ignore=shutil.ignore_patterns("runs", "report", ".*", "evidence*"))
        (trial / "chain").mkdir(exist_ok=True)
        (trial / "chain" / file.name).write_bytes(content)
        try:
            load(trial)
        except ChainError as error:
            raise AskError(f"the chain would no longer load with this row, so nothing was changed:\n{error}") from error
    file.parent.mkdir(exist_ok=True)
    replace(file, content)


def _grown(file: Path, table: str, values: Mapping[str, object]) -> bytes:
    """The file with the row in it."""
    from didymium.chain.schema import schema

    known = schema()[table]
    text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = rows[0] if rows else [c.name for c in known.columns.values() if c.required or c.key or values.get(c.name) is not None]
    body = [row for row in rows[1:] if row]
    for column in values:
        if column not in header and values[column] is not None:
            header = [*header, column]
            body = [[*row, ""] for row in body]
    row = [_cell(values.get(name)) for name in header]
    if table == "cells":
        at = [header.index(name) for name in known.key]
        body = [other for other in body if [other[i] for i in at] != [row[i] for i in at]]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *body, row])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    return " ".join(str(value).split())
