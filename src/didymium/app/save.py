"""Rows of a designed circuit into a chain folder; the chain is loaded with them before any file is touched."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from didymium.app.circuit_rows import Row, Stamp, rows_of

if TYPE_CHECKING:
    from didymium.app.circuit_rows import Made
    from didymium.separation import Case
    from didymium.separation.section import Section

OWNED = ("recipe_flows", "recipe_costs")  # tables in which a recipe's rows are replaced as one


def save_rows(case: Case, made: Made, chain: Path, stamp: Stamp) -> dict[str, tuple[str, ...]]:
    """Write recipe and line rows of an answer into a chain folder; return their keys by table.

    Rows of the same keys are replaced. Raises ``CaseError`` for what the case's ``[save]`` leaves open, ``ChainError``
    where the chain would not hold with them, ``WriteError`` where the disk refuses; the chain stands as before then.
    """
    from didymium.chain import load
    from didymium.runs import replace_files
    from didymium.separation import CaseError

    section = case.section("save")
    folder = _folder(section, chain)
    rows = rows_of(case, made, section, stamp)
    files = {folder / "chain" / f"{table}.csv": _merged(section, folder, table, new) for table, new in rows.items()}
    if any(f.severity == "error" for f in section.findings):
        raise CaseError(section.findings)
    with TemporaryDirectory() as tmp:
        draft = Path(tmp) / folder.resolve().name
        shutil.copytree(folder / "chain", draft / "chain")
        shutil.copy(folder / "didymium.toml", draft)
        for path, content in files.items():
            (draft / "chain" / path.name).write_bytes(content)
        load(draft)
    replace_files(files)
    return {table: tuple(_key(table, row) for row in new) for table, new in rows.items() if new}


def _folder(section: Section, chain: Path) -> Path:
    """The chain's folder; shipped chains are read only."""
    from didymium.chain import locate
    from didymium.chain.load import SHIPPED
    from didymium.separation import CaseError

    if str(chain) in SHIPPED:
        fix = f"write `didymium init FOLDER --from {chain}` and save into that"
        section.wrong("", f"{chain} is a shipped chain and stays as it is", fix)
        raise CaseError(section.findings)
    return locate(chain)


def _merged(section: Section, folder: Path, table: str, rows: list[Row]) -> bytes:
    """A table with rows of the same keys replaced and new ones at its end."""
    from didymium.chain.schema import schema

    path = folder / "chain" / f"{table}.csv"
    if path.with_suffix(".xlsx").exists():
        section.wrong("", f"{table} is an XLSX file, which is not written into", f"save it as {table}.csv first")
        return b""
    head, old = list(schema()[table].columns), list[Row]()
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            head = list(reader.fieldnames or head)
            old = [{k: v or "" for k, v in row.items() if k is not None} for row in reader]
    head += [name for name in schema()[table].columns if name not in head and any(row.get(name) for row in rows)]
    replaced = {_key(table, row) for row in rows}
    owners = {row["recipe"] for row in rows} if table in OWNED else set()
    kept = [row for row in old if _key(table, row) not in replaced and row.get("recipe") not in owners]
    out = io.StringIO()
    writer = csv.DictWriter(out, head, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows([*kept, *rows])
    return out.getvalue().encode()


def _key(table: str, row: Mapping[str, str]) -> str:
    from didymium.chain.schema import schema

    return "/".join(row.get(name, "") for name in schema()[table].key)
