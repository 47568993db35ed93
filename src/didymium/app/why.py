"""Why a number is what it is: its row, who says so, and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.find import PROVENANCE, row_key
from didymium.app.load import ChainLike, load
from didymium.app.record import Json, plain

if TYPE_CHECKING:
    import polars as pl

    from didymium.chain import Chain


@dataclass(frozen=True)
class Cell:
    """A cell of a row: its value with unit and meaning, and what a row of ``cells`` says about this one number."""

    column: str
    value: Json
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    source: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Held:
    """An entity at the start of the horizon: the group in control, what the entity controls, and its holders' parts."""

    group: str
    controls: tuple[str, ...]
    equity: dict[str, float]


@dataclass(frozen=True)
class Row:
    """A row: where it stands, who says so, its cells, and the rows that name it (by table); for an entity who holds it."""

    key: str
    table: str
    file: str
    line: int
    source: str
    source_year: str
    grade: str
    note: str
    cells: tuple[Cell, ...]
    used_by: dict[str, tuple[str, ...]]
    held: Held | None = None


@dataclass(frozen=True)
class Why:
    """The rows behind a key."""

    key: str
    chain: Chain
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Json]:
        """All rows with their cells."""
        return {"key": self.key, "rows": [_json(row) for row in self.rows]}


def why(key: str, chain: ChainLike = None) -> Why:
    """Rows behind ``key``: ``table/id``, ``table.id.column`` (as ``plan --set`` takes it) or an id alone.

    A key of several parts may be cut short: ``compositions/bastnaesite`` gives the whole blend. Raises
    :class:`AskError` when no row has the key.

    >>> cell = why("lines.cascade.capacity", "works").rows[0].cells[-1]
    >>> cell.value, cell.unit, cell.low, cell.high
    (750.0, 'activity/year', 700.0, 800.0)
    """
    loaded = load(chain)
    rows = _rows(loaded, key)
    if not rows:
        raise AskError(_unknown(loaded, key))
    return Why(key, loaded, tuple(rows))


def _rows(chain: Chain, key: str) -> list[Row]:
    """Rows of a key: in its table, or in every table when it names none; one column only when it names one."""
    from didymium.chain.schema import schema

    tables = schema()
    for mark in ("/", "."):
        table, _, rest = key.partition(mark)
        if table in tables and rest:
            found = _match(chain, table, rest)
            ident, _, column = rest.rpartition(".")
            if not found and column in tables[table].columns:
                found = _match(chain, table, ident, column)
            return found
    return [row for table in tables if len(tables[table].key) == 1 for row in _match(chain, table, key)]


def _match(chain: Chain, table: str, ident: str, column: str | None = None) -> list[Row]:
    """Rows of a table whose key is ``ident`` or begins with its parts."""
    import polars as pl

    from didymium.chain.schema import schema

    key = schema()[table].key
    parts = ident.split("/")
    if len(parts) > len(key):
        return []
    same = [pl.col(c).cast(pl.String).fill_null("") == part for c, part in zip(key, parts, strict=False)]
    return [_row(chain, table, row, column) for row in chain.tables[table].filter(pl.all_horizontal(same)).iter_rows(named=True)]


def _row(chain: Chain, table: str, row: dict[str, object], column: str | None) -> Row:
    from didymium.chain.schema import schema

    columns = schema()[table].columns
    key = row_key(table, row)
    overrides = _overrides(chain, table, key.partition("/")[2])
    shown = [c for c in columns if c not in PROVENANCE and (column is None or c == column or c in schema()[table].key)]
    return Row(
        key=key,
        table=table,
        file=str(row["_file"]),
        line=int(str(row["_line"])),
        source=str(row["source"] or ""),
        source_year="" if row["source_year"] is None else str(row["source_year"]),
        grade=str(row["grade"] or ""),
        note=str(row["note"] or ""),
        cells=tuple(_cell(c, row[c], columns[c].unit, columns[c].description, overrides.get(c)) for c in shown),
        used_by=_used_by(chain, table, row),
        held=_held(chain, str(row["id"])) if table == "entities" else None,
    )


def _held(chain: Chain, entity: str) -> Held:
    from didymium.chain.holdings import controlled, equity, groups

    parts = sorted(equity(chain)[entity].items(), key=lambda part: (-part[1], part[0]))
    return Held(groups(chain)[entity], tuple(sorted(controlled(chain, entity) - {entity})), dict(parts))


def _cell(column: str, value: object, unit: str, meaning: str, override: dict[str, object] | None) -> Cell:
    if override is None:
        return Cell(column, plain(value), unit, meaning)
    low, high = (None if override[k] is None else float(str(override[k])) for k in ("low", "high"))
    return Cell(column, plain(value), unit, meaning, low, high, str(override["source"] or ""), str(override["grade"] or ""))


def _overrides(chain: Chain, table: str, ident: str) -> dict[str, dict[str, object]]:
    """Rows of ``cells`` about a row, by column."""
    import polars as pl

    rows = chain.tables["cells"].filter((pl.col("table") == table) & (pl.col("key") == ident))
    return {row["column"]: row for row in rows.iter_rows(named=True)}


def _used_by(chain: Chain, table: str, row: dict[str, object]) -> dict[str, tuple[str, ...]]:
    """Keys of the rows that refer to this row, by table."""
    import polars as pl

    from didymium.chain.schema import schema

    found: dict[str, tuple[str, ...]] = {}
    for name, other in schema().items():
        tests = [pl.col(c.name) == row[c.refers[1]] for c in other.columns.values() if c.refers is not None and c.refers[0] == table]
        if tests:
            keys = [row_key(name, r) for r in chain.tables[name].filter(pl.any_horizontal(tests)).iter_rows(named=True)]
            if keys:
                found[name] = tuple(keys)
    return found


def _unknown(chain: Chain, key: str) -> str:
    """What to say about a key that no row has."""
    from didymium.chain.schema import schema

    ident = key.replace(".", "/").split("/")[-1]
    every: list[str] = [f"{name}/{i}" for name, t in schema().items() if len(t.key) == 1 for i in _first(chain.tables[name], t.key[0])]
    near = get_close_matches(key.replace(".", "/"), every, n=3) or [k for k in every if k.split("/")[1] == ident]
    return f"{chain.name} has no row {key}: " + (f"did you mean {' or '.join(near)}?" if near else f"see `didymium find {ident}`")


def _first(frame: pl.DataFrame, column: str) -> list[str]:
    return [str(v) for v in frame[column].to_list()]


def _json(row: Row) -> Json:
    cells: list[Json] = [dict(vars(cell)) for cell in row.cells]
    used: dict[str, Json] = {name: list(keys) for name, keys in row.used_by.items()}
    held: Json = None
    if row.held is not None:
        held = {"group": row.held.group, "controls": list(row.held.controls), "equity": dict(row.held.equity)}
    own: dict[str, Json] = {k: v for k, v in vars(row).items() if k not in ("cells", "used_by", "held")}
    return {**own, "cells": cells, "used_by": used, "held": held}
