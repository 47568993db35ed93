"""Rows to be recorded, checked beside what stands already: every fault with file, line, column and mend."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from didymium.chain.cast import cast
from didymium.chain.head import entries
from didymium.chain.model import Finding
from didymium.chain.read import Raw
from didymium.chain.schema import Table
from didymium.operations.actuals import NEEDED, NOTHING, TYPED, Recorded, figure, frames_of, joins, tables
from didymium.operations.figure import Book, Figure
from didymium.operations.keys import faults as kept
from didymium.operations.meters import check
from didymium.operations.rules import rules
from didymium.operations.span import span

MARKS = ("=", "@", "+", "-")  # with which a spreadsheet lets a formula begin
PREFIX = "records:"  # of the name of a file whose rows stand in the records


@dataclass(frozen=True)
class Row:
    """A row to be recorded: whose, what it is about (its key, months in the place of labels), months, cells, line."""

    entity: str | None
    subject: dict[str, Any]
    first: int | None
    end: int | None
    cells: dict[str, str]
    line: int
    preliminary: bool


def recorded_raw(table: str, file: str, cells: list[dict[str, str]], lines: list[int]) -> Raw:
    """Rows of records as the cells of a file."""
    header = list(tables()[table].columns)
    return Raw(f"{PREFIX}{file}", header, [[row.get(name, "") for name in header] for row in cells], lines)


def checked(
    folder: Path, table: str, raw: Raw, standing: Recorded = NOTHING, *, preliminary: bool = False, lines: Collection[str] | None = None
) -> tuple[list[Row], list[Finding]]:
    """Rows of a table to be recorded, and what is wrong with them beside the folder's files and the rows ``standing`` there.

    ``lines`` are the ids of the equipment that there is (None where the folder has no chain). A row whose subject stands in the
    records is checked in its place; whether it may be written anew is for the records to say.
    """
    content = (folder / "didymium.toml").read_bytes()
    _, values = entries(content, NEEDED)
    fiscal = int(str(values["fiscal_start"]))
    shape = tables()[table]
    faults = _formulas(table, raw)
    frame, bad = cast(shape, raw, fiscal)
    faults += bad
    if faults:
        return [], faults
    found = list(frame.iter_rows(named=True))
    rows = [_row(shape, r, raw, i, fiscal, preliminary, faults) for i, r in enumerate(found)]
    if lines is not None:
        faults += _lines(table, found, lines)
    faults += _doubled(table, raw, rows)
    subjects = {(r.entity, str(r.subject)) for r in rows}
    rest = _rest(standing, subjects, fiscal)
    frames, _, _ = frames_of(folder, fiscal, hashlib.sha256(), table, replace(rest, rows=(*rest.rows, (table, raw))))
    faults += _beside(folder, table, raw.file, frames, str(values["currency"]), fiscal)
    order = {(f.line, f.column): f for f in faults}  # one a cell is enough to mend it
    return rows, sorted(order.values(), key=lambda f: f.line)


def subject_of(shape: Table, row: dict[str, Any], fiscal: int) -> dict[str, Any]:
    """What a row is about: its key less the entity, with months in the place of labels. Raises ``ValueError`` for a week."""
    found: dict[str, Any] = {k: row[k] for k in shape.key if k not in ("entity", "period", "through")}
    if "period" in shape.columns and row.get("period"):
        months = span(row["period"], fiscal, row.get("through"))
        if "period" in shape.key:
            found |= {"first": months.first, "end": months.end}
    if shape.name == "figures":
        if row["metric"] == "exchange_rate":
            found["unit"] = row["unit"]
        if row.get("taken") is False:
            found["beside"] = f"{row['source']}: {row['value']:g} {row['unit']}"
    return found


def _row(shape: Table, row: dict[str, Any], raw: Raw, i: int, fiscal: int, preliminary: bool, faults: list[Finding]) -> Row:
    cells = {name: cell.strip() for name, cell in zip(raw.header, raw.rows[i], strict=True) if cell.strip()}
    early = preliminary or row.get("preliminary") is True
    if early and "preliminary" in shape.columns:
        cells["preliminary"] = "yes"
    elif not early:
        cells.pop("preliminary", None)
    first = end = None
    subject: dict[str, Any] = {}
    try:
        subject = subject_of(shape, row, fiscal)
        if row.get("period") and "period" in shape.columns:
            months = span(row["period"], fiscal, row.get("through"))
            first, end = months.first, months.end
    except ValueError as error:
        message, _, fix = str(error).partition(": ")
        faults.append(Finding("error", shape.name, raw.file, raw.lines[i], "period", message, fix))
    return Row(row.get("entity"), subject, first, end, cells, raw.lines[i], early)


def _formulas(table: str, raw: Raw) -> list[Finding]:
    """Text that a spreadsheet would run when it is exported again."""
    found = []
    for row, line in zip(raw.rows, raw.lines, strict=True):
        for name, cell in zip(raw.header, row, strict=True):
            text = cell.strip()
            if text.startswith(MARKS) and not _number(text):
                message = f"{text[:40]!r} is formula text: a spreadsheet would run it"
                found.append(Finding("error", table, raw.file, line, name, message, "paste its value instead, or write it in words"))
    return found


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _lines(table: str, rows: list[dict[str, Any]], known: Collection[str]) -> list[Finding]:
    """Equipment that the chain does not have."""
    fix = f"lines of the chain are {', '.join(sorted(known)[:20])}"
    return [
        Finding("error", table, r["_file"], r["_line"], "line", f"there is no line {r['line']!r}", fix)
        for r in rows
        if r.get("line") and r["line"] not in known
    ]


def _doubled(table: str, raw: Raw, rows: list[Row]) -> list[Finding]:
    """Two rows of one file about the same."""
    seen: dict[tuple[str | None, str], int] = {}
    found = []
    for r in rows:
        key = r.entity, str(r.subject)
        if key in seen:
            column = "period" if "first" in r.subject else next(iter(r.subject), "")
            message = f"the same stands in line {seen[key]} too"
            found.append(Finding("error", table, raw.file, r.line, column, message, "delete one of them"))
        seen.setdefault(key, r.line)
    return found


def _rest(standing: Recorded, subjects: set[tuple[str | None, str]], fiscal: int) -> Recorded:
    """What stands in the records less what is written anew."""
    kept = []
    for table, raw in standing.rows:
        shape = tables()[table]
        frame, _ = cast(shape, raw, fiscal)
        stays = [
            (r.get("entity") if "entity" in shape.columns else None, str(subject_of(shape, r, fiscal))) not in subjects
            for r in frame.iter_rows(named=True)
        ]
        chosen = [i for i, stay in enumerate(stays) if stay]
        kept.append((table, Raw(raw.file, raw.header, [raw.rows[i] for i in chosen], [raw.lines[i] for i in chosen])))
    return replace(standing, rows=tuple(kept))


def _beside(folder: Path, table: str, file: str, frames: dict[str, pl.DataFrame], currency: str, fiscal: int) -> list[Finding]:
    """What is wrong with new rows beside those that stand."""
    faults: list[Finding] = []
    if table in ("figures", "targets"):
        figures = _figures(frames["figures"], "figures", fiscal, faults)
        if table == "targets":
            _figures(frames["targets"], "targets", fiscal, faults)
        else:
            faults += rules(Book("", "", folder, currency, fiscal, False, "", tuple(figures)))
    if table in ("targets", "directives"):
        faults += joins(frames)
    if table in ("streams", "assays"):
        streams, assays = (list(frames[name].iter_rows(named=True)) for name in ("streams", "assays"))
        check(streams, assays, fiscal, faults)
    if table not in TYPED:
        faults += kept(tables(), frames, [table], fiscal)
    return [f for f in faults if f.file == file]


def _figures(frame: pl.DataFrame, table: str, fiscal: int, faults: list[Finding]) -> list[Figure]:

    return [f for row in frame.iter_rows(named=True) if (f := figure(row, table, fiscal, faults)) is not None]
