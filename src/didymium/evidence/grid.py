"""Figures in tables: a bare number in a cell, with the unit and period that its row, its column or the caption gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from didymium.evidence.amount import Quantity
from didymium.evidence.block import Block
from didymium.evidence.quantity import quantities
from didymium.evidence.unit import SIGNS

_BARE = re.compile(r"\(?[+−–-]?\s?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?(?:\s?[-–]\s?\d[\d,.]*)?\)?$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SIGN = "|".join(re.escape(s) for s in sorted(SIGNS, key=len, reverse=True))
_MONEY = re.compile(rf"(?P<sign>{_SIGN})\s?(?P<scale>m|mn|million|bn|billion|k|thousand|[’']?000s?)?\s?(?P<per>(?:/|per\s)\s?\w+)?$")
#: what parts the words of a head or caption, one of which may be the unit
_PARTED = re.compile(r"[,;:()\n]|\.\s|\bunits?\b|\s[–—|-]\s|\bin(?=\s)")


@dataclass
class Grid:
    """The table that is being read: heads by column, the label of its row, what stands above it."""

    caption: str = ""
    heads: dict[int, str] = field(default_factory=dict)
    row: int | None = None
    first: int | None = None
    label: str = ""

    def above(self, words: str) -> None:
        """Words outside a table: what follows is another one."""
        self.caption, self.heads, self.row, self.first, self.label = words[:300], {}, None, None, ""

    def take(self, block: Block, words: str) -> None:
        """A cell: a head, a label, or a figure."""
        if block.row != self.row:
            self.row, self.label = block.row, words
            self.first = block.row if self.first is None else self.first
        top = block.row == self.first and bool(_YEAR.match(words))
        if block.column is not None and (top or not _BARE.match(words)) and (block.row == self.first or block.column not in self.heads):
            self.heads[block.column] = words

    def head(self, block: Block) -> str:
        """The head of a cell's column."""
        return self.heads.get(-1 if block.column is None else block.column, "")

    def amount(self, block: Block, words: str) -> Quantity | None:
        """The quantity of a cell that is nothing but a number; None where nothing around it names its unit.

        >>> grid = Grid()
        >>> grid.take(Block("cell", 0, 9, row=1, column=0), "Gadolinium oxide, Yuan/kg")
        >>> q = grid.amount(Block("cell", 12, 15, row=1, column=1), "168")
        >>> q.value, q.unit
        (168.0, 'CNY/kg')
        """
        if not _BARE.match(words) or not block.column or (block.row == self.first and _YEAR.match(words)):
            return None
        for about in (self.head(block), self.label, self.caption):
            for unit in _units(about):
                found = quantities(unit.format(re.sub(r"^\(?[+−–-]?\s?|\)$", "", words).replace(" ", ",")))
                if found and found[0].unit and (found[0].value is not None or found[0].low is not None):
                    less = words[0] in "−–-("
                    value = None if found[0].value is None else -found[0].value if less else found[0].value
                    q = replace(found[0], start=0, end=len(words), written=words, value=value)
                    return replace(q, low=value, high=value) if less else q
        return None


def figured(blocks: Sequence[Block], text: str) -> frozenset[int]:
    """Rows of a table that hold bare figures, with the row of heads above them."""
    rows = {b.row for b in blocks if b.kind == "cell" and b.row is not None and b.column and _BARE.match(text[b.start : b.end])}
    return frozenset(r for row in rows if row is not None for r in (row, *((row - 1,) if row - 1 not in rows else ())))


def _scale(written: str | None) -> str:
    """A scale as it stands behind a number: "A$000" are thousands."""
    return "" if not written else " thousand" if "000" in written else f" {written}"


def _units(words: str) -> list[str]:
    """Texts with a gap for the number, for each unit that some words name."""
    out = []
    for candidate in [part.strip(" =.") for part in _PARTED.split(words)] + [words.strip()]:
        if not 0 < len(candidate) <= 60:
            continue
        money = _MONEY.match(candidate)
        if money:
            out.append(f"{money['sign']} {{}}{_scale(money['scale'])}{money['per'] or ''}")
        elif "{" not in candidate and "}" not in candidate:
            found = quantities(f"7 {candidate}")
            if len(found) == 1 and found[0].start == 0 and found[0].kind != "count":
                out.append("{} " + candidate)
    return out
