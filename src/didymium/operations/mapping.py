"""A table as somebody else writes it, brought under our column names by a mapping (TOML)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from didymium.chain.head import line_of
from didymium.chain.model import ChainError, Finding
from didymium.chain.read import Raw
from didymium.operations.actuals import tables

KNOWN = ("table", "sheet", "columns", "constants", "values")


@dataclass(frozen=True)
class Map:
    """How a file is read: ``columns`` our name -> its header, ``constants`` our name -> text, ``values`` our name -> its word -> ours."""

    file: str = ""
    text: str = ""
    table: str = "figures"
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_map(file: str, content: bytes) -> Map:
    """The mapping of a TOML file. Raises :class:`ChainError` with every finding.

    >>> read_map("m.toml", b'[columns]\\nvalue = "Amount"').columns["value"]
    'Amount'
    """

    def wrong(key: str, message: str, fix: str) -> Finding:
        return Finding("error", "", file, line_of(text, key), key, message, fix)

    text = content.decode("utf-8", "replace")
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ChainError([Finding("error", "", file, 0, "", f"not readable as TOML: {error}", "mend it there")]) from error
    findings = [wrong(k, f"unknown entry {k!r}", f"known are {', '.join(KNOWN)}") for k in found if k not in KNOWN]
    table = found.get("table", "figures")
    if table not in tables():
        findings.append(wrong("table", f"unknown table {table!r}", f"tables of actuals are {', '.join(tables())}"))
        raise ChainError(findings)
    parts: dict[str, dict[str, object]] = {}
    for name in ("columns", "constants", "values"):
        part = found.get(name, {})
        if not isinstance(part, dict):
            findings.append(wrong(name, f"{name} is no section", f"write [{name}] with entries under it"))
            part = {}
        parts[name] = part
        for key, value in part.items():
            if key not in tables()[table].columns:
                near = get_close_matches(key, list(tables()[table].columns), n=1)
                fix = f"did you mean {near[0]}?" if near else f"columns of {table}: {', '.join(tables()[table].columns)}"
                findings.append(wrong(key, f"{table} has no column {key!r}", fix))
            elif not isinstance(value, dict if name == "values" else str):
                fix = (
                    f'write [values.{key}] with entries "theirs" = "ours"' if name == "values" else 'write text in quotes: value = "Amount"'
                )
                findings.append(wrong(key, f"{key} = {value!r} is of the wrong kind", fix))
    twice = set(parts["columns"]) & set(parts["constants"])
    findings += [wrong(k, f"{k} stands under columns and under constants", "delete one of them") for k in sorted(twice)]
    if findings:
        raise ChainError(findings)
    columns, constants = ({k: str(v) for k, v in parts[n].items()} for n in ("columns", "constants"))
    words = {k: {str(a): str(b) for a, b in v.items()} for k, v in parts["values"].items() if isinstance(v, dict)}
    return Map(file, text, table, str(found.get("sheet", "")), columns, constants, words)


def mapped(raw: Raw, by: Map) -> tuple[Raw, dict[str, str], tuple[str, ...]]:
    """The rows under our column names, the header behind each, and the columns that were not read.

    Raises :class:`ChainError` for a header that the file does not have.
    """
    findings = []
    for ours, theirs in by.columns.items():
        if theirs not in raw.header:
            near = get_close_matches(theirs, raw.header, n=1)
            fix = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(map(repr, raw.header)) or 'none'}"
            findings.append(Finding("error", by.table, by.file, line_of(by.text, ours), ours, f"{raw.file} has no column {theirs!r}", fix))
        elif raw.header.count(theirs) > 1:
            findings.append(Finding("error", by.table, raw.file, 1, theirs, f"column {theirs!r} stands twice", "give them two names"))
    if findings:
        raise ChainError(findings)
    if not by.file:  # our own names: what is unknown there is a fault, not something to leave out
        return raw, {}, ()
    known = tables()[by.table].columns
    headers = {name: name for name in raw.header if name in known and name not in by.constants} | dict(by.columns)
    used = set(headers.values())
    names = [*headers, *by.constants]
    rows = [
        [*(_word(by, ours, row[raw.header.index(theirs)]) for ours, theirs in headers.items()), *by.constants.values()] for row in raw.rows
    ]
    return replace(raw, header=names, rows=rows), headers, tuple(h for h in raw.header if h not in used)


def _word(by: Map, column: str, cell: str) -> str:
    cell = cell.strip()
    return by.values.get(column, {}).get(cell, cell)
