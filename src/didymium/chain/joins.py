"""Checked joins: every key once, every reference met; offenders are listed with their lines."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

import polars as pl

from didymium.chain.each import each
from didymium.chain.model import Finding
from didymium.chain.schema import schema

SHOWN = 20


def joins(tables: dict[str, pl.DataFrame]) -> list[Finding]:
    """Findings for doubled keys and unmatched references in all tables."""
    found: list[Finding] = []
    for name, table in schema().items():
        frame = tables[name]
        if frame.height == 0:
            continue
        found += _doubled(name, frame, table.key)
        for column in table.columns.values():
            if column.refers is not None:
                target = tables[column.refers[0]]
                found += _unmatched(name, frame, column.name, target[column.refers[1]], column.refers[0], _named(target))
    found += _aggregates(tables["lines"])
    found += _lists(tables)
    return found


def row_key(name: str, row: dict[str, object]) -> str:
    """Key of a row as one word: its parts joined by /."""
    return "/".join("" if row[c] is None else str(row[c]) for c in schema()[name].key)


def _doubled(name: str, frame: pl.DataFrame, key: tuple[str, ...]) -> list[Finding]:
    if not key:
        return []
    if len(key) == 1:
        if frame[key[0]].n_unique() == frame.height:
            return []
    elif frame.select(pl.struct(key).n_unique()).item() == frame.height:
        return []
    found = []
    first: dict[str, int] = {}
    for row in frame.iter_rows(named=True):
        word = row_key(name, row)
        if word in first:
            message = f"key {word!r} stands already in line {first[word]}"
            found.append(Finding("error", name, row["_file"], row["_line"], key[0], message, "delete one of the two rows"))
        first.setdefault(word, row["_line"])
    return found[:SHOWN]


def _named(target: pl.DataFrame) -> dict[str, str]:
    """Ids of a table by the names of its rows: people write the name where the id is asked for."""
    if not {"id", "name"} <= set(target.columns):
        return {}
    return {name.casefold(): i for i, name in each(target, "id", "name") if name is not None}


def _unmatched(
    name: str, frame: pl.DataFrame, column: str, targets: pl.Series, target_table: str, named: Mapping[str, str] = MappingProxyType({})
) -> list[Finding]:
    known = set(targets.to_list())
    cells = frame[column].to_list()
    if set(cells) <= known | {None}:
        return []
    found = []
    for row, cell in enumerate(cells):
        if cell is not None and cell not in known:
            near = [named[cell.casefold()]] if cell.casefold() in named else get_close_matches(cell, [str(k) for k in known], n=1)
            fix = f"did you mean {near[0]}?" if near else f"add {cell} to {target_table}"
            message = f"{cell!r} is not in {target_table}"
            found.append(Finding("error", name, frame["_file"][row], frame["_line"][row], column, message, fix))
    return found[:SHOWN]


def _aggregates(lines: pl.DataFrame) -> list[Finding]:
    """Parts of aggregates exist, and no aggregate sums itself."""
    known = set(lines["id"].to_list())
    parts: dict[str, list[str]] = {}
    found = []
    at: dict[str, tuple[str, int]] = {}
    for line, cell, file, number in each(lines.filter(pl.col("aggregate_of").is_not_null()), "id", "aggregate_of", "_file", "_line"):
        parts[line], at[line] = [p.strip() for p in cell.split(";")], (file, number)
        for part in parts[line]:
            if part not in known:
                found.append(
                    Finding(
                        "error", "lines", file, number, "aggregate_of", f"{part!r} is not in lines", "name lines that exist, joined by ;"
                    )
                )
    for line, summed in parts.items():
        if line in _below(line, parts):
            message = f"{line} sums itself, over {' -> '.join(summed)}"
            found.append(
                Finding("error", "lines", *at[line], "aggregate_of", message, "break the circle: an aggregate sums its parts only")
            )
    return found


def _below(line: str, parts: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    queue = list(parts.get(line, []))
    while queue:
        part = queue.pop()
        if part not in seen:
            seen.add(part)
            queue.extend(parts.get(part, []))
    return seen


def _lists(tables: dict[str, pl.DataFrame]) -> list[Finding]:
    """References that are lists joined by ; or that have no table of their own."""
    found: list[Finding] = []
    for name, column, known, target in (
        ("projects", "replaces", tables["lines"]["id"], "lines"),
        ("targets", "commodity", tables["commodities"]["id"], "commodities"),
        ("targets", "per_commodity", tables["commodities"]["id"], "commodities"),
        ("scored", "commodity", tables["commodities"]["id"], "commodities"),
        ("demands", "curve", tables["curves"]["curve"], "curves"),
        ("quota_members", "quota", tables["quotas"]["quota"], "quotas"),
    ):
        if tables[name][column].null_count() == tables[name].height:
            continue
        frame = tables[name].filter(pl.col(column).is_not_null())
        cells = frame.select(pl.col(column).str.split(";").alias(column), "_file", "_line").explode(column)
        cells = cells.with_columns(pl.col(column).str.strip_chars())
        found += _unmatched(name, cells, column, known, target)
    return found
