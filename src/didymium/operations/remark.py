"""What a reader of a review should know: figures that disagree, are implied, are left out or not published, targets missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from didymium.operations.figure import Figure


@dataclass(frozen=True)
class Remark:
    """A finding: its kind, what it says, and the rows behind it (``file:line``)."""

    kind: str  # missed | disagrees | implied | left out | not published
    text: str
    rows: tuple[str, ...]


def places(figures: Iterable[Figure]) -> tuple[str, ...]:
    """Where figures stand, each once."""
    return tuple(dict.fromkeys(f"{f.file}:{f.line}" for f in figures))
