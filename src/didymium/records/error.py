"""What the records answer when they do not do what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class RecordsError(LookupError):
    """Bad data or no such record; the message says how to mend it."""


class Denied(RuntimeError):
    """Who asks may not do this, or it is not its turn; nothing was changed.

    The same words are said of what is not there and of what is not theirs to see.
    """


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row of an import: its number, its column, and how to mend it."""

    row: int
    column: str
    message: str
    fix: str


class RowsError(ValueError):
    """Rows that were not taken; nothing was."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"row {f.row}: {f.column}: {f.message}; {f.fix}" for f in self.faults))
