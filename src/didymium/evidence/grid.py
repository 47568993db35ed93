"""Figures in tables: a bare number in a cell, with the unit and period that its row, its column or the caption gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from didymium.evidence.amount import Quantity
from didymium.evidence.block import Block
from didymium.evidence.quantity import quantities
from didymium.evidence.ragged import HEADS
from didymium.evidence.unit import SIGNS

_SIGN = "|".join(re.escape(s) for s in sorted(SIGNS, key=len, reverse=True))
_BARE = re.compile(
    rf"(?P<sign>{_SIGN})?\s?(?P<less>\()?\s?(?P<minus>[+−–-])?\s?"
    r"(?P<number>(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?(?:\s?[-–]\s?\d[\d,.]*)?)"
    r"\s?\)?\s?(?P<share>%)?$"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SCALE = re.compile(r"\b(thousand|million|billion)s\b", re.IGNORECASE)
_EACH = re.compile(r"\bper\s+(?:\w+\s+)?share\b|\bEPS\b", re.IGNORECASE)
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
    scale: str = ""  # of all its money: " thousand"
    begun: bool = False  # whether a row of figures was read: years above it are heads

    def above(self, words: str) -> None:
        """Words outside a table: what follows is another one."""
        self.caption, self.heads, self.row, self.first, self.label = words[:300], {}, None, None, ""
        self.scale, self.begun = _scaled(words[:300]), False

    def take(self, block: Block, words: str) -> None:
        """A cell: a head, a label, or a figure."""
        if block.row != self.row:
            self.row, self.label = block.row, words
            self.first = block.row if self.first is None else self.first
            self.scale = _scaled(words) or self.scale
        top = not self.begun and bool(_YEAR.match(words))
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
        bare = _BARE.match(words)
        if bare is None or not block.column or (not self.begun and _YEAR.match(words)):
            return None
        self.begun = True
        less = bool(bare["less"]) or (bare["minus"] or "+") in "−–-"
        for unit in self._tried(block, bare):
            found = quantities(unit.format(bare["number"].replace(" ", ",")))
            if found and found[0].unit and (found[0].value is not None or found[0].low is not None):
                value = None if found[0].value is None else -found[0].value if less else found[0].value
                q = replace(found[0], start=0, end=len(words), written=words, value=value)
                return replace(q, low=value, high=value) if less else q
        return None

    def _tried(self, block: Block, bare: re.Match[str]) -> list[str]:
        """Texts with a gap for the number: its own sign, else what head, label and caption name."""
        if bare["share"]:
            return ["{} %"]
        if bare["sign"]:
            each = _EACH.search(self.label) is not None
            return [f"{bare['sign']} {{}}{' per share' if each else self.scale}"]
        return [unit for about in (self.head(block), self.label, self.caption) for unit in _units(about)]


def figured(blocks: Sequence[Block], text: str) -> frozenset[int]:
    """Rows of a table that hold bare figures, with the row of heads above them."""
    rows = {b.row for b in blocks if b.kind == "cell" and b.row is not None and b.column and _BARE.match(text[b.start : b.end])}
    wide = {b.row for b in blocks if b.kind == "cell" and b.column}
    out = set(rows)
    for row in rows:
        above = row - 1
        while above > 0 and above not in wide and row - above <= HEADS:  # rows of a label alone
            out.add(above)
            above -= 1
        if above not in rows:
            out.add(above)
    return frozenset(out)


def _scaled(words: str) -> str:
    """The scale of a whole table: "(in thousands, except per share)"."""
    found = _SCALE.search(words)
    return f" {found[1].lower()}" if found else ""


def _scale(written: str | None) -> str:
    """A scale as it stands behind a number: "A$000" are thousands."""
    return "" if not written else " thousand" if "000" in written else f" {written}"


def _measures(unit: str) -> bool:
    """Whether a number in front of some words is an amount of something that is measured."""
    found = quantities(f"7 {unit}")
    return len(found) == 1 and found[0].start == 0 and found[0].kind != "count"


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
            out += ["{} " + unit for unit in dict.fromkeys((candidate, candidate.split()[-1])) if _measures(unit)]
    return out
