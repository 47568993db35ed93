"""The report of a circuit as a workbook."""

from __future__ import annotations

from pathlib import Path

from didymium.reporting.block import Column, Table
from didymium.reporting.circuit.blocks import blocks, foot
from didymium.reporting.circuit.figures import tree
from didymium.reporting.circuit.input import CircuitInput
from didymium.reporting.workbook import write_workbook


def circuit_xlsx(c: CircuitInput, path: Path) -> None:
    """Write the workbook: what it is, and a sheet a table. Raises ``OSError`` when the file cannot be written."""
    every = blocks(c)
    tables = [t for b in every for t in b.tables if t.where != "page"]
    drawn = tree(c)
    if drawn is not None:
        heads = tuple(Column(name, "number" if i in drawn.numeric else "text") for i, name in enumerate(drawn.head))
        rows = tuple((" ".join(x.light), " ".join(x.heavy), x.feed, x.stages, x.feed_stage, x.S, x.W, x.S_min, x.cost) for x in c.cuts)
        tables.insert(1, Table("cuts", drawn.caption, heads, rows))
    about = [*((b.label, b.finding) for b in every), *(("Mind", w) for w in c.warnings), *foot(c)]
    write_workbook(path, f"Separation: {c.title}", about, tables)
