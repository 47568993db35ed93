"""Tables that lost their columns when they were copied: a label and its figures on one line, or every cell on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

FEW = 3  # rows of one figure that are a table
BRIEF = 45  # characters of a cell that stands on a line of its own
STACK = 8  # such lines that are a table, when half of them or nearly so are figures
HEADS = 6  # lines in front of the first figure that may be heads

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_FIGURE = rf"[+−–-]?\(?(?:[$€£¥]\s?)?{_NUMBER}\)?%?"
_CELL = rf"(?:{_FIGURE}|n/[am]|nil|[–—-])"
_ROW = re.compile(rf"(?P<label>[A-Za-z*(][^.;!?|]*?[^\s,])\s+(?P<cells>{_CELL}(?:\s+{_CELL})*)$")
_LED = re.compile(rf"(?P<cells>{_NUMBER})\s+(?P<label>[A-Z][^.;!?|]*)$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_LONE = re.compile(rf"(?:[$€£¥(%)–—-]|(?:US|A|C)\$|\)\s?%|n/[am]|[+−–-]?\(?{_NUMBER}\)?\s?%?)$")

Cell = tuple[int, int, int]  # column, start, end
Row = tuple[int, list[Cell]]  # the last line that it takes, and its cells


def ragged(text: str, lines: Sequence[tuple[int, int]]) -> dict[int, Row]:
    """Rows by the index of their first line; ``lines`` are the spans of the words of all lines, empty for none.

    >>> t = "H1 2009 6,685 15,043\\nH2 2009 10,160 18,257"
    >>> [[t[a:b] for _, a, b in cells] for _, cells in ragged(t, [(0, 20), (21, 42)]).values()]
    [['H1 2009', '6,685', '15,043'], ['H2 2009', '10,160', '18,257']]
    """
    out: dict[int, Row] = {}
    for first, last in _runs([bool(_cells(text, a, b)) for a, b in lines]):
        rows = {i: _cells(text, *lines[i]) for i in range(first, last)}
        if last - first >= FEW or (len(rows) > 1 and all(len(r) > 2 for r in rows.values())):
            out |= {i: (i, cells) for i, cells in rows.items()}
    brief = [0 < b - a <= BRIEF and text[b - 1] not in ".!?;”" and i not in out for i, (a, b) in enumerate(lines)]
    for first, last in _runs(brief):
        out |= _stack(text, lines, first, last)
    return out


def _runs(true: Sequence[bool]) -> Iterator[tuple[int, int]]:
    first = None
    for i, one in enumerate([*true, False]):
        if one and first is None:
            first = i
        elif not one and first is not None:
            yield first, i
            first = None


def _cells(text: str, start: int, end: int) -> list[Cell]:
    """Label and figures of a line that is nothing else."""
    line = text[start:end]
    led = _LED.match(line)
    if led is not None and ("," in led["cells"] or "." in led["cells"] or len(led["cells"]) == 3) and len(line) < 90:
        return [(1, start, start + led.end("cells")), (0, start + led.start("label"), end)]
    row = _ROW.match(line)
    if row is None or len(row["label"].split()) > 9:
        return []
    found = [(m.start(), m.end()) for m in re.finditer(r"\S+", line[row.start("cells") :])]
    spans = [(start + row.start("cells") + a, start + row.start("cells") + b) for a, b in found]
    label = start + row.end("label")
    while len(spans) > 1 and _YEAR.match(text[slice(*spans[0])]) and not _YEAR.match(text[slice(*spans[1])]):
        label = spans.pop(0)[1]  # "H1 2009"
    if len(spans) == 1 and _YEAR.match(text[slice(*spans[0])]):
        return []
    return [(0, start, label), *((i, a, b) for i, (a, b) in enumerate(spans, start=1))]


def _stack(text: str, lines: Sequence[tuple[int, int]], first: int, last: int) -> dict[int, Row]:
    """Rows of a table of which each line is a cell or a part of one: a sign, a figure, the bracket behind it."""
    lone = [bool(_LONE.match(text[a:b])) for a, b in lines[first:last]]
    if last - first < STACK or sum(lone) * 5 < 2 * (last - first) or True not in lone:
        return {}
    out: dict[int, Row] = {}
    i = first + max(0, lone.index(True) - HEADS)
    while i < last:
        begin, cells = i, []
        if not lone[i - first]:
            cells.append((0, *lines[i]))
            i += 1
        column, signed = 0, None
        while i < last and lone[i - first]:
            a, b = lines[i]
            words = text[a:b]
            if any(c.isdigit() for c in words):
                column += 1
                cells.append((column, a if signed is None else signed, b))
                signed = None
            elif words in (")", "%") or words.startswith(")"):
                if column:
                    cells[-1] = (column, cells[-1][1], b)
            elif words in ("(",) or words[-1] in "$€£¥":
                signed = a if signed is None else signed
            else:
                column += 1  # nothing: "n/m"
            i += 1
        out[begin] = (i - 1, cells)
    return out
