"""Three years of months, and the rows that every table ends in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FIRST = 2023
MONTHS = 36
SOURCE = "simulated by tools/works_ops"
PROVENANCE = ("source", "source_year", "grade", "note")


def month(i: int) -> str:
    """Label of month ``i``.

    >>> month(0), month(35)
    ('2023-01', '2025-12')
    """
    return f"{FIRST + i // 12}-{i % 12 + 1:02d}"


def quarter(i: int) -> str:
    """Label of quarter ``i``.

    >>> quarter(11)
    '2025Q4'
    """
    return f"{FIRST + i // 4}Q{i % 4 + 1}"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV text; every row says that it is simulated."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*columns, *PROVENANCE])
    for row in rows:
        writer.writerow([*(_cell(v) for v in row), SOURCE, 2026, "assumed", "synthetic"])
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else value
