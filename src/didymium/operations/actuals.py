"""Read a folder of actuals: ``didymium.toml`` and the tables under ``actuals/``; every fault with file, line, column and mend."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from didymium.chain.cast import cast, empty
from didymium.chain.head import entries
from didymium.chain.model import ChainError, Finding
from didymium.chain.read import Raw
from didymium.chain.read import read as read_cells
from didymium.chain.schema import Table, read_schema
from didymium.operations.figure import Book, Directive, Figure, Target
from didymium.operations.keys import faults
from didymium.operations.metric import METRICS, Metric
from didymium.operations.rules import rules
from didymium.operations.span import span
from didymium.operations.unit import parse

NEEDED = ("name", "version", "currency")
FOLDER = "actuals"
TYPED = ("figures", "targets", "directives", "streams", "assays")  # whose rows are checked where they are read
LEAST = 1e-9  # of a fraction or a rate that is divided by
DUST = 1e-12  # of anything else: below it is none


@dataclass(frozen=True)
class Recorded:
    """Rows of records that are read beside the files of a folder: cells by table, under the name of the file they came from.

    ``entities`` are those whose rows may be seen (None: all); ``files`` is False where the folder's own files are left out.
    """

    rows: tuple[tuple[str, Raw], ...] = ()
    entities: frozenset[str] | None = None
    files: bool = True


NOTHING = Recorded()


@cache
def tables() -> dict[str, Table]:
    """The tables of actuals by name."""
    return read_schema(resources.files("didymium.operations").joinpath("tables.csv").read_text(encoding="utf-8"))


def read(folder: Path, recorded: Recorded = NOTHING) -> Book:
    """The book of a folder, checked. Raises :class:`ChainError` with every finding; nothing is ever written."""
    if not (folder / "didymium.toml").is_file():
        fix = "name a folder that holds it, such as examples/lynas"
        raise ChainError([Finding("error", "", str(folder), 0, "", "no didymium.toml there", fix)])
    content = (folder / "didymium.toml").read_bytes()
    head, values = entries(content, NEEDED)
    fiscal = int(str(values["fiscal_start"]))
    digest = hashlib.sha256(content)
    frames, findings, files = frames_of(folder, fiscal, digest, "figures", recorded)
    figures = [f for row in frames["figures"].iter_rows(named=True) if (f := figure(row, "figures", fiscal, findings)) is not None]
    asked = [(row, figure(row, "targets", fiscal, findings)) for row in frames["targets"].iter_rows(named=True)]
    targets = [Target(row["id"], row["sense"], f, row["directive"] or "") for row, f in asked if f is not None]
    directives = [
        Directive(row["id"], row["text"], row["ordered_by"], row["owner"] or "", row["due"] or "")
        for row in frames["directives"].iter_rows(named=True)
    ]
    _raise(findings)
    book = Book(
        str(head["name"]),
        str(head.get("title", head["name"])),
        folder,
        str(values["currency"]),
        fiscal,
        bool(values["synthetic"]),
        digest.hexdigest(),
        tuple(figures),
        tuple(targets),
        tuple(directives),
        str(head["version"]),
        files,
        {name: frame for name, frame in frames.items() if frame.height},
    )
    _raise([*rules(book), *joins(frames), *faults(tables(), frames, [n for n in tables() if n not in TYPED], fiscal)])
    return book


def _raise(findings: list[Finding]) -> None:
    if findings:
        raise ChainError(findings)


def frames_of(
    folder: Path, fiscal: int, digest: Any, needed: str, recorded: Recorded = NOTHING
) -> tuple[dict[str, pl.DataFrame], list[Finding], tuple[str, ...]]:
    """Every table of the folder and of its records, cast, with an empty list for more findings, and the files. ``needed`` has rows.

    Raises :class:`ChainError` with every finding.
    """
    findings: list[Finding] = []
    raws, names = _files(folder / FOLDER, digest, findings) if recorded.files else ([], [])
    hidden = recorded.entities is not None
    if hidden and findings:  # what is wrong in a file may stand in a row that is not theirs to see
        fix = "ask somebody who may see all of the records"
        findings = [Finding("error", "", f"{FOLDER}/", 0, "", "the files there cannot be read", fix)]
    if recorded.entities is not None:
        raws = _seen(raws, recorded.entities)
    recorded = _beside(raws, recorded)
    for _, raw in recorded.rows:
        digest.update(f"{raw.file}\0{raw.header}{raw.rows}".encode())
        names.append(raw.file)
    found: dict[str, pl.DataFrame] = {}
    for table, raw in (*raws, *recorded.rows):
        frame, faults = cast(tables()[table], raw, fiscal)
        findings += faults
        found[table] = frame if table not in found else pl.concat([found[table], frame])
    head = [c.name for c in tables()[needed].columns.values() if c.required]
    if needed not in found and not findings:
        fix = f"write {FOLDER}/{needed}.csv with the columns {', '.join(tables()[needed].columns)}"
        findings.append(Finding("error", needed, f"{FOLDER}/{needed}.csv", 0, "", f"there are no {needed}", fix))
    elif needed in found and not found[needed].height and not findings:
        fix = f"write a row for each with {', '.join(head)}"
        findings.append(Finding("error", needed, f"{FOLDER}/{needed}", 1, "", "the table has no row", fix))
    _raise(findings)
    return {name: found.get(name, empty(table)) for name, table in tables().items()}, findings, tuple(dict.fromkeys(names))


def _files(place: Path, digest: Any, findings: list[Finding]) -> tuple[list[tuple[str, Raw]], list[str]]:
    """Cells of the files of a folder by table, and the names of the files."""
    raws: list[tuple[str, Raw]] = []
    names: list[str] = []
    for path in sorted(place.iterdir()) if place.is_dir() else []:
        if path.name.startswith((".", "~")) or path.is_dir() or path.suffix.lower() not in (".csv", ".xlsx"):
            continue
        file = f"{FOLDER}/{path.name}"
        if path.stem not in tables():
            fix = f"tables of actuals are {', '.join(tables())}"
            findings.append(Finding("error", path.stem, file, 0, "", f"unknown table {path.stem!r}", fix))
            continue
        if path.stem in {table for table, _ in raws}:
            findings.append(Finding("error", path.stem, file, 0, "", f"there are two files of {path.stem}", "keep one of them"))
            continue
        cells = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + cells)
        names.append(file)
        raw, faults = read_cells(file, path.stem, cells)
        findings += faults
        if raw is not None:
            raws.append((path.stem, raw))
    return raws, names


def _beside(raws: list[tuple[str, Raw]], recorded: Recorded) -> Recorded:
    """Closings of the records less those of months that a file of the folder closes too: they are the same."""
    told = {
        r[raw.header.index("period")].strip() for table, raw in raws if table == "closings" and "period" in raw.header for r in raw.rows
    }
    if not told:
        return recorded
    rows = []
    for table, raw in recorded.rows:
        kept = [i for i, r in enumerate(raw.rows) if table != "closings" or r[raw.header.index("period")] not in told]
        rows.append((table, Raw(raw.file, raw.header, [raw.rows[i] for i in kept], [raw.lines[i] for i in kept])))
    return replace(recorded, rows=tuple(rows))


def _seen(raws: list[tuple[str, Raw]], entities: frozenset[str]) -> list[tuple[str, Raw]]:
    """Rows of these entities, and what they refer to; a table that does not say whose its rows are is left out."""
    kept = [(table, _only(raw, "entity", entities)) for table, raw in raws if "entity" in raw.header]
    targets = [raw for table, raw in kept if table == "targets" and "directive" in raw.header]
    ordered = frozenset(row[raw.header.index("directive")].strip() for raw in targets for row in raw.rows)
    return kept + [(table, _only(raw, "id", ordered)) for table, raw in raws if table == "directives" and "id" in raw.header]


def _only(raw: Raw, column: str, values: frozenset[str]) -> Raw:
    at = raw.header.index(column)
    chosen = [i for i, row in enumerate(raw.rows) if row[at].strip() in values]
    return Raw(raw.file, raw.header, [raw.rows[i] for i in chosen], [raw.lines[i] for i in chosen])


def figure(row: dict[str, Any], table: str, fiscal: int, findings: list[Finding]) -> Figure | None:
    """The figure of a row; None with a finding where its unit, period or value is wrong."""
    metric = METRICS[row["metric"]]
    through = row.get("through")
    column = "unit"
    try:
        unit = parse(row["unit"], metric.kind)
        column = "through" if through else "period"
        months = span(row["period"], fiscal, through)
        column = "value"
        value = _value(metric, row["value"] * unit.factor, f"{metric.name} of {row['value']:g} {row['unit']}")
    except ValueError as error:
        message, _, fix = str(error).partition(": ")
        findings.append(Finding("error", table, row["_file"], row["_line"], column, message, fix))
        return None
    return Figure(
        row["entity"],
        metric.name,
        row["product"],
        months,
        value,
        row["value"],
        row["unit"],
        unit,
        row["source"],
        row["source_year"] or "",
        row["grade"],
        row["note"] or "",
        row["_file"],
        row["_line"],
        row.get("taken") is not False,
        row.get("preliminary") is True,
    )


def _value(metric: Metric, value: float, said: str) -> float:
    """The value, if it can be one of the metric. Raises ``ValueError`` with what is wrong and the mend."""
    if value < 0 and not metric.signed:
        raise ValueError(f"{said} is negative: expected at least 0")
    if metric.kind in ("fraction", "rate") and value < LEAST:
        raise ValueError(f"{said} leaves nothing to count: delete the row where it is unknown")
    if metric.kind == "fraction" and value > 1:
        raise ValueError(f"{said} is above 100 %: expected a fraction of at most 1")
    return value if abs(value) >= DUST else 0.0


def joins(frames: dict[str, pl.DataFrame]) -> list[Finding]:
    """Targets name directives that there are; ids stand once."""
    found = []
    for name in ("targets", "directives"):
        seen: dict[str, int] = {}
        for ident, file, line in frames[name].select("id", "_file", "_line").iter_rows():
            if ident in seen:
                message = f"{ident!r} stands in line {seen[ident]} too"
                found.append(Finding("error", name, file, line, "id", message, "give one of them another id"))
            seen.setdefault(ident, line)
    known = set(frames["directives"]["id"].to_list())
    for directive, file, line in frames["targets"].select("directive", "_file", "_line").iter_rows():
        if directive is not None and directive not in known:
            fix = f"add it to {FOLDER}/directives.csv, or leave the cell empty"
            found.append(Finding("error", "targets", file, line, "directive", f"there is no directive {directive!r}", fix))
    return found
