"""Write the generated pages and descriptors: ``python -m tools.pages`` (``make pages``).

A test compares each with what stands in the tree, so that none grows old.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from benchmarks.run import page as speed

from didymium import review
from didymium.chain import locate
from didymium.chain.load import SHIPPED
from didymium.chain.package import package
from didymium.chain.schema import described, reference_page
from didymium.operations.actuals import tables
from didymium.operations.metric import METRICS
from didymium.operations.unit import FORMS
from didymium.records.schema import APPEND_ONLY, REASONS, ROLES, metadata
from didymium.records.scope import VERBS
from didymium.reporting.schema import columns
from tools.chain_page import chain_page
from tools.cli_page import cli_page
from tools.transcript import page
from tools.works_ops import folder as works_ops

ROOT = Path(__file__).parents[1]
PLAYED = ("docs/tutorial/first_plan.md",)  # pages whose consoles are played again
REVIEWED = (("lynas", "FY26Q2"), ("mp", "2025Q4"), ("northern", "2025Q4"), ("works_ops", "2025Q4"))


def pages() -> dict[str, Callable[[], str]]:
    """Path from the root of the project -> what makes its text."""
    found: dict[str, Callable[[], str]] = {
        "docs/reference/tables.md": reference_page,
        "docs/reference/result_tables.md": result_tables,
        "docs/reference/cli.md": cli_page,
    }
    found["docs/reference/actuals.md"] = actuals
    found["docs/reference/records.md"] = records
    found["docs/reference/speed.md"] = speed
    found |= {path: page(ROOT / path) for path in PLAYED}
    found |= {f"examples/works_ops/{path}": lambda text=text: text for path, text in works_ops.folder(works_ops.SHIPPED)[0].items()}
    for name, period in REVIEWED:
        found[f"examples/{name}/expected/{period}.txt"] = lambda name=name, period=period: reviewed(name, period)
    for name in (name for name in SHIPPED if (locate(name) / "didymium.toml").is_file()):
        found[f"docs/reference/{name}.md"] = lambda name=name: chain_page(name)
        found[f"src/didymium/chain/{name}/datapackage.json"] = lambda name=name: descriptor(locate(name))
    return found


def actuals() -> str:
    """Reference page of the tables of actuals and of the metrics."""
    head = (
        "A folder that is reviewed holds `didymium.toml` (name, version, currency; `[horizon] fiscal_start`) and these tables under "
        "`actuals/`, as CSV or XLSX. Made from their schema; every table also has source, source_year, grade and note."
    )
    lines = ["# Tables of actuals", "", head, "", *described(tables()), "## metrics", ""]
    lines += ["| metric | unit | adds up over periods | meaning |", "| --- | --- | --- | --- |"]
    lines += [f"| {m.name} | {m.kind}: {FORMS[m.kind][1]} | {'yes' if m.adds else 'no'} | {m.meaning} |" for m in METRICS.values()]
    return "\n".join(lines) + "\n"


def records() -> str:
    """Reference page of the tables of the records and of the codes in them."""
    head = (
        "What `records.sqlite` of a folder holds. Made from the schema. No row is ever deleted, and in the tables marked *append-only* "
        "none is ever changed: a trigger of the database refuses it. Moments are UTC; months are counted from the year 0 "
        "(2026-01 is 24312), half-open. [What the chain guarantees](../explanation/audit.md)."
    )
    lines = ["# Tables of the records", "", head, ""]
    for table in metadata.sorted_tables:
        mark = " *Append-only.*" if table.name in APPEND_ONLY else ""
        lines += [f"## {table.name}", "", f"{table.comment}.{mark}", "", "| column | kind | needed | refers to | meaning |"]
        lines += ["| --- | --- | --- | --- | --- |"]
        for c in table.columns:
            refers = ", ".join(f"{k.column.table.name}.{k.column.name}" for k in c.foreign_keys)
            kind = {"INTEGER": "whole number", "FLOAT": "number"}.get(str(c.type), "text")
            lines.append(f"| {c.name} | {kind} | {'no' if c.nullable else 'yes'} | {refers} | {c.comment} |")
        lines.append("")
    lines += ["## Roles", "", "| role | may |", "| --- | --- |", *(f"| {role} | {', '.join(sorted(VERBS[role]))} |" for role in ROLES), ""]
    return "\n".join([*lines, f"Reasons to write a row anew: {', '.join(REASONS)}.", ""])


def reviewed(name: str, period: str) -> str:
    """The review of an example as a terminal of 100 columns shows it."""
    return review(ROOT / "examples" / name, period).text(100) + "\n"


def descriptor(folder: Path) -> str:
    """``datapackage.json`` of a chain folder."""
    head = tomllib.loads((folder / "didymium.toml").read_text(encoding="utf-8"))
    files = {f"chain/{p.name}": _header(p) for p in sorted((folder / "chain").glob("*.csv"))}
    return json.dumps(package(head, files), indent=1, ensure_ascii=False) + "\n"


def _header(file: Path) -> list[str]:
    """Columns of a CSV table."""
    with file.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def result_tables() -> str:
    """Reference page of the tables that a plan and a brief write."""
    head = (
        "One Parquet file each in the folder of a run, and one sheet each in `plan.xlsx` beside them up to 20,000 rows. Quantities are per "
        "period of the grid; an empty cell is unknown, never zero. Shadow prices are not market prices."
    )
    lines = ["# Result tables", "", head, ""]
    for name, table in columns().items():
        lines += [f"## {name}", "", "| column | kind | unit | meaning |", "| --- | --- | --- | --- |"]
        lines += [f"| {c.name} | {c.kind} | {c.unit} | {c.description} |" for c in table]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Write every page that differs, and say which."""
    for path, make in pages().items():
        text, file = make(), ROOT / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path}\n")


if __name__ == "__main__":
    main()
