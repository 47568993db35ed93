"""Plain text to blocks: headings, paragraphs over several lines, items with the line that introduces them, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from didymium.evidence.aligned import Aligned
from didymium.evidence.block import Block, around, ends_text, is_heading
from didymium.evidence.ragged import ragged

_ITEM = re.compile(r"[ \t]*(?:[-*•▪‣◦·●■➢➤✓–—]|o(?=[ \t]+[A-Z])|\(?\d{1,2}[.)](?=[ \t])|\(?[a-z]\)(?=[ \t]))[ \t]*(?=\S)")
_RULE = re.compile(r"[ \t]*[-=_*~|:+ \t]{3,}$")
_BAR = re.compile(r"[ \t]*\|[ \t]*")
_DATED = re.compile(
    r"(?:[A-Z][\w’'&.-]*(?:,?\s+[\w’'&.-]+){0,6},?\s+)?(?:\w+day,?\s+)?(?:\d{1,2}\s+[A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},?)\s+20\d\d$"
)
_TAB = re.compile(r"\t+")
_GAP = re.compile(r" {3,}")
_FIGURE = re.compile(r"[+−–-]?[$€£¥]?\d[\d.,  ]*%?$")
WRAP = 50  # a line at least this long, without a full stop, goes on in the next
NARROW = 24  # no column is set narrower
WIDEST = 130  # no page sets longer lines
WRAPPED = 3  # breaks in a sentence from which on a text counts as wrapped
INTRODUCES = (":", ":-", ":–", "–", "—", " -")  # how a line ends that introduces a list
MENU = 4  # bare short lines in a row that are a menu and no text


@dataclass(frozen=True)
class _Line:
    """A line: offsets of its words, and what it looks like."""

    start: int
    end: int
    kind: str  # blank | rule | table | item | heading | around | text


def blocks(text: Aligned) -> tuple[Aligned, tuple[Block, ...]]:
    """The text with wrapped lines joined (character for character), and its blocks.

    >>> text, found = blocks(Aligned.of("The plan:\\n- build\\n- run\\n"))
    >>> [(b.kind, text.text[b.start : b.end], b.lead) for b in found]
    [('paragraph', 'The plan:', None), ('item', 'build', 0), ('item', 'run', 0)]
    """
    shown = text.text.replace("\r", "\n")
    lines = _lines(shown)
    broken = sorted(a.end - a.start for a, b in pairwise(lines) if _breaks(shown, a, b))
    wrapped = len(broken) >= WRAPPED
    least = min(WRAP, int(0.8 * broken[len(broken) // 2])) if wrapped else WRAP
    joined = list(shown)
    found: list[Block] = []
    row = 0
    loose = ragged(shown, [(line.start, line.end if line.kind in ("text", "heading", "rule") else line.start) for line in lines])
    i = 0
    while i < len(lines):
        line = lines[i]
        if i in loose:
            row += 1
            i, cells = loose[i]
            found += [Block("cell", a, b, row=row, column=column) for column, a, b in sorted(cells)]
        elif line.kind == "table" and _alone(lines, i):
            found.append(Block("heading", line.start, line.end))
        elif line.kind == "table":
            row += 1
            found += [Block("cell", a, b, row=row, column=column) for column, a, b in _cells(shown, line)]
        elif line.kind in ("heading", "around"):
            found.append(Block("heading" if line.kind == "heading" else "boilerplate", line.start, line.end))
        elif line.kind in ("item", "text"):
            last = i
            while last + 1 < len(lines) and _goes_on(shown, lines[last], lines[last + 1], wrapped, least):
                last += 1
            end = lines[last].end
            for at in range(line.start, end):
                if joined[at] == "\n":
                    joined[at] = " "
            found.append(Block("item" if line.kind == "item" else "paragraph", line.start, end))
            i = last
        i += 1
    whole = text.shown_as("".join(joined).replace("\t", " "))
    return whole, arranged(whole.text, found)


def _lines(text: str) -> list[_Line]:
    found = []
    at = 0
    for line in text.split("\n"):
        found.append(_line(text, at, line))
        at += len(line) + 1
    return found


def _line(text: str, at: int, line: str) -> _Line:
    bare = line.strip()
    start = at + len(line) - len(line.lstrip())
    end = start + len(bare)
    if not bare:
        return _Line(at, at, "blank")
    if _RULE.match(line) and not bare.isdigit():
        return _Line(start, end, "rule")
    if (bare.startswith("|") and bare.count("|") >= 2) or bare.count(" | ") >= 2 or bare.count("\t") >= 2 or _spaced(bare):
        return _Line(start, end, "table")
    if around(bare):
        return _Line(start, end, "around")
    item = _ITEM.match(line)
    if item is not None and item.end() < len(line):
        return _Line(at + item.end(), end, "item")
    if len(bare) < 90 and _DATED.match(bare):
        return _Line(start, end, "heading")
    marked = re.match(r"#{1,6}[ \t]+", bare)
    if marked:
        return _Line(start + marked.end(), end, "heading")
    return _Line(start, end, "heading" if is_heading(bare) else "text")


def _spaced(bare: str) -> bool:
    """Whether a line is a table row set apart by spaces: three columns, or two of which the second is a figure."""
    if "   " not in bare or len(bare) > 200:
        return False
    cells = [c.strip() for c in _GAP.split(bare)]
    return len(cells) >= 3 or (len(cells) == 2 and bool(_FIGURE.match(cells[1])))


def _alone(lines: list[_Line], i: int) -> bool:
    """Whether a row near the top stands by itself: a masthead with its issue and date."""
    near = lines[max(0, i - 2) : i] + lines[i + 1 : i + 3]
    return i < 4 and not any(other.kind in ("table", "rule") for other in near)


def _breaks(text: str, line: _Line, after: _Line) -> bool:
    """Whether a line breaks off in a sentence: no full stop, and a small letter begins the next."""
    if line.kind not in ("text", "item") or after.kind != "text" or line.end - line.start < NARROW:
        return False
    return text[line.end - 1] not in '.!?:;”"' and text[after.start].islower()


def _goes_on(text: str, line: _Line, after: _Line, wrapped: bool, least: int) -> bool:
    """Whether a line goes on in the next one; where lines are wrapped that may begin with a name or a figure."""
    if _breaks(text, line, after):
        return True
    if not wrapped or line.kind != "text" or after.kind != "text":
        return False
    return least <= line.end - line.start <= WIDEST and text[line.end - 1] not in '.!?:;”"'


def _cells(text: str, line: _Line) -> list[tuple[int, int, int]]:
    """Cells of a table row with their columns, without those that hold nothing."""
    words = text[line.start : line.end]
    pattern = _BAR if "|" in words else _TAB if "\t" in words else _GAP
    cells, at = [], line.start
    for column, mark in enumerate([*pattern.finditer(text, line.start, line.end), None]):
        stop = mark.start() if mark else line.end
        bare = text[at:stop].strip()
        if bare and bare.strip("-:= "):
            begin = at + len(text[at:stop]) - len(text[at:stop].lstrip())
            cells.append((column, begin, begin + len(bare)))
        at = mark.end() if mark else line.end
    return cells


def arranged(text: str, found: list[Block]) -> tuple[Block, ...]:
    """Blocks with their title, the line that introduces each item, menus and the tail of the page told apart."""
    kept = _menus(text, found)
    out: list[Block] = []
    lead: int | None = None
    tail = titled = False
    for block in kept:
        words = text[block.start : block.end]
        if block.kind == "heading":
            tail = ends_text(words)
            lead = None
        kind = "boilerplate" if tail else block.kind
        if kind not in ("navigation", "boilerplate") and not titled:
            titled = True
            if kind in ("heading", "paragraph") and len(words.split()) >= 4 and len(words) < 200 and words[-1] not in ".:;,":
                kind = "title"
        introduces = words.endswith(INTRODUCES) and kind in ("paragraph", "item", "heading")
        out.append(replace(block, kind=kind, lead=lead if kind in ("item", "cell") and not introduces else None))
        if introduces:
            lead = len(out) - 1
        elif kind in ("paragraph", "title"):
            lead = None
    return tuple(out)


def _menus(text: str, found: list[Block]) -> list[Block]:
    """Runs of bare short lines without figures are menus."""
    out = list(found)
    run: list[int] = []
    for i, block in enumerate([*found, None]):
        words = text[block.start : block.end] if block is not None else ""
        bare = (
            block is not None and block.kind in ("heading", "paragraph") and len(words.split()) <= 4 and not re.search(r"[.:!?\d]", words)
        )
        if bare:
            run.append(i)
            continue
        if len(run) >= MENU:
            for at in run:
                out[at] = replace(out[at], kind="navigation")
        run = []
    return out
