"""A piece of a sentence that states one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Piece:
    """A stretch that states one thing, ``[start, end)``; ``head`` is what it is said of, where that stands before it.

    ``kind``: main, relative, participle, apposition, subordinate or coordinate.
    """

    start: int
    end: int
    kind: str
    head: tuple[int, int] | None = None


def trimmed(text: str, piece: Piece) -> Piece:
    """The piece without quotation marks and brackets that open or close nothing in it."""
    start, end = piece.start, piece.end
    while start < end and text[start] in " ”’)]":
        start += 1
    while end > start and text[end - 1] in " “‘([,":
        end -= 1
    return replace(piece, start=start, end=end)
