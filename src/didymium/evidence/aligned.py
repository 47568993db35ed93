"""Clean text that remembers where every character stood in the raw text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of clean text from ``at`` on: copied character by character, or put in place of ``length`` raw characters."""

    at: int
    raw: int
    length: int
    copied: bool


class Edit(NamedTuple):
    """Replace the clean characters from ``start`` up to ``end`` by ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Aligned:
    """Clean text and, by pieces, its place in the raw text (offsets in characters).

    >>> damaged = Aligned.of("a\\u0e42b")
    >>> mended = damaged.edited([Edit(1, 2, "--")])
    >>> mended.text, mended.raw_span(1, 2), mended.raw_span(0, 4)
    ('a--b', (1, 2), (0, 3))
    """

    text: str
    pieces: tuple[Piece, ...]

    @staticmethod
    def of(raw: str, start: int = 0, end: int | None = None) -> Aligned:
        """The raw text itself, or a part of it."""
        text = raw[start:end]
        return Aligned(text, (Piece(0, start, len(text), True),))

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Raw characters behind the clean characters from ``start`` up to ``end``: first, and first after them."""
        if end <= start:
            at = self._raw(start)[0]
            return at, at
        first, last = self._raw(start)[0], self._raw(end - 1)[1]
        return first, max(first, last)

    def clean(self, raw: int) -> int:
        """Clean offset of a raw one; inside a replaced stretch, where that begins.

        >>> Aligned.of("a&amp;b").edited([Edit(1, 6, "&")]).clean(6)
        2
        """
        i = bisect_right(self.pieces, raw, key=lambda p: p.raw) - 1
        if i < 0:
            return 0
        piece = self.pieces[i]
        stop = self.pieces[i + 1].at if i + 1 < len(self.pieces) else len(self.text)
        if piece.copied:
            return min(piece.at + raw - piece.raw, stop)
        return piece.at if raw < piece.raw + piece.length else stop

    def _raw(self, at: int) -> tuple[int, int]:
        """Raw span of one clean character."""
        if not self.pieces:
            return 0, 0
        piece = self.pieces[max(0, bisect_right(self.pieces, at, key=lambda p: p.at) - 1)]
        if piece.copied:
            inside = piece.raw + max(0, min(at - piece.at, piece.length))
            return inside, min(inside + 1, piece.raw + piece.length)
        return piece.raw, piece.raw + piece.length

    def shown_as(self, text: str) -> Aligned:
        """Other characters in the same places. Raises ``ValueError`` when the length differs."""
        if len(text) != len(self.text):
            raise ValueError(f"{len(text)} characters in the place of {len(self.text)}")
        return Aligned(text, self.pieces)

    def edited(self, edits: Iterable[Edit]) -> Aligned:
        """The text with edits applied; they are in order and do not overlap."""
        builder = Builder()
        at = 0
        for edit in edits:
            builder.keep(self, at, edit.start)
            builder.put(edit.text, *self.raw_span(edit.start, edit.end))
            at = edit.end
        builder.keep(self, at, len(self.text))
        return builder.done()


class Builder:
    """Puts an aligned text together from kept and new stretches, in the order of the raw text."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self.length = 0

    def copy(self, raw: str, start: int, end: int) -> None:
        """Copy raw characters."""
        if end > start:
            self._add(raw[start:end], start, end - start, True)

    def put(self, text: str, start: int, end: int) -> None:
        """Put ``text`` in place of the raw characters from ``start`` up to ``end``."""
        if text:
            self._add(text, start, end - start, False)

    def keep(self, source: Aligned, start: int, end: int) -> None:
        """Keep clean characters of another aligned text with their place in the raw text."""
        for text, piece in _cut(source.text, source.pieces, start, end):
            self._add(text, piece.raw, piece.length, piece.copied)

    def _add(self, text: str, raw: int, length: int, copied: bool) -> None:
        last = self._pieces[-1] if self._pieces else None
        if last is not None and copied and last.copied and last.raw + last.length == raw:
            self._pieces[-1] = last._replace(length=last.length + length)
        else:
            self._pieces.append(Piece(self.length, raw, length, copied))
        self._parts.append(text)
        self.length += len(text)

    def done(self) -> Aligned:
        """The text that was put together."""
        return Aligned("".join(self._parts), tuple(self._pieces))


def _cut(text: str, pieces: Sequence[Piece], start: int, end: int) -> Iterable[tuple[str, Piece]]:
    """Pieces between two clean offsets, cut to them."""
    if end <= start:
        return
    first = max(0, bisect_right(pieces, start, key=lambda p: p.at) - 1)
    for i in range(first, len(pieces)):
        piece = pieces[i]
        if piece.at >= end:
            return
        stop = pieces[i + 1].at if i + 1 < len(pieces) else len(text)
        low, high = max(start, piece.at), min(end, stop)
        if low >= high:
            continue
        raw = piece.raw + (low - piece.at) if piece.copied else piece.raw
        yield text[low:high], Piece(low, raw, high - low if piece.copied else piece.length, piece.copied)
