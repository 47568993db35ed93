"""Import: rows of a file into the records, all of them or none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike
from didymium.app.record import Json
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.chain import Finding
    from didymium.operations.entry import Row
    from didymium.operations.mapping import Map
    from didymium.records import RowsError


OWN = {"closings": "actuals close", "actions": "action add"}  # tables that the records make themselves


@dataclass(frozen=True)
class Imported:
    """What was recorded of a file: rows, how many of them replace what stood, columns that were not read; the chain's head."""

    file: str
    table: str
    rows: int
    replaced: int
    preliminary: int
    entities: tuple[str, ...]
    unread: tuple[str, ...]
    audit_head: str

    def to_json(self) -> dict[str, Json]:
        """The import for other programs."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in vars(self).items()}


def import_file(
    file: str | Path,
    chain: ChainLike = None,
    mapping: str | Path | None = None,
    table: str | None = None,
    entity: str | None = None,
    preliminary: bool = False,
    reason: str | None = None,
    why: str | None = None,
    by: str | None = None,
    progress: Say = silent,
) -> Imported:
    """Record the rows of a CSV or XLSX file, checked beside the folder's files and what is recorded already.

    ``mapping`` (TOML) brings its columns under ours. ``entity`` says whose rows they are where the table does not.
    ``preliminary`` marks all of them; a final row replaces a preliminary one, and anything else is written anew with a
    ``reason`` (a code) and ``why`` (words) only. Raises ``ChainError`` with every fault (file, line, field, mend), ``Denied``
    where ``by`` may not; then nothing is recorded.
    """
    from didymium.app.recorded import home, opened, person, reading, rows
    from didymium.chain import ChainError
    from didymium.chain.read import read
    from didymium.operations.entry import checked
    from didymium.operations.mapping import Map, mapped, read_map
    from didymium.records import RowsError, audit, told

    folder, path = home(chain), Path(file)
    progress(f"reading {path.name}")
    by_map = Map() if mapping is None else read_map(Path(mapping).name, Path(mapping).read_bytes())
    if table is not None:
        by_map = replace(by_map, table=table)
    _known(by_map.table)
    content = path.read_bytes()
    raw, faults = read(path.name, by_map.sheet or by_map.table, content)
    if raw is None or faults:
        raise ChainError(faults)
    raw, headers, unread = mapped(raw, by_map)
    with opened(folder) as records:
        progress("checking")
        with records.reading(person(by)) as scope:
            standing = rows(scope)
        found, faults = checked(folder, by_map.table, raw, standing, preliminary=preliminary, lines=_lines(folder))
        faults += _whose(by_map.table, raw.file, found, entity)
        if faults:
            raise ChainError([_headed(f, headers) for f in faults])
        entries = [told.Entry(r.entity or str(entity), r.subject, r.first, r.end, r.cells, r.line, r.preliminary) for r in found]
        progress("recording")
        try:
            with records.writing(person(by)) as change:
                about = told.File(raw.file, hashlib.sha256(content).hexdigest(), reason, why)
                replaced = told.add(change, by_map.table, entries, about)
        except RowsError as error:
            raise ChainError(_findings(error, by_map, raw.file, found, headers)) from error
        with reading(folder, by) as scope:
            head = audit.head(scope)
    names = tuple(sorted({e.entity for e in entries}))
    return Imported(raw.file, by_map.table, len(entries), replaced, sum(e.preliminary for e in entries), names, unread, head)


def _known(table: str) -> None:
    from didymium.operations.actuals import tables

    if table in OWN:
        raise AskError(f"{table} are kept by `didymium {OWN[table]}`, and are not imported")
    if table not in tables():
        raise AskError(f"unknown table {table!r}: tables of actuals are {', '.join(tables())}")


def _lines(folder: Path) -> frozenset[str] | None:
    """Equipment of the chain; None where the folder holds none."""
    if not (folder / "chain").is_dir():
        return None
    from didymium.chain import load

    return frozenset(load(folder).tables["lines"]["id"].to_list())


def _whose(table: str, file: str, found: list[Row], entity: str | None) -> list[Finding]:
    """A table that does not say whose its rows are needs to be told."""
    from didymium.chain import Finding

    if entity is not None or not any(r.entity is None for r in found):
        return []
    return [Finding("error", table, file, 0, "entity", f"{table} does not say whose its rows are", "name the entity with --entity")]


def _findings(error: RowsError, by_map: Map, file: str, found: list[Row], headers: dict[str, str]) -> list[Finding]:
    from didymium.chain import Finding

    return [_headed(Finding("error", by_map.table, file, found[f.row].line, f.column, f.message, f.fix), headers) for f in error.faults]


def _headed(found: Finding, headers: dict[str, str]) -> Finding:
    """A finding under the header that the file has."""
    theirs = headers.get(found.column, found.column)
    return found if theirs == found.column else replace(found, column=f"{theirs} ({found.column})")
