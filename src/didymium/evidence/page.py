"""HTML to blocks by one pass over its tags: every word keeps its place in the file, whatever the tags around it are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from didymium.evidence.aligned import Aligned, Builder
from didymium.evidence.block import Block, around
from didymium.evidence.document import Content
from didymium.evidence.head import Head
from didymium.evidence.lines import arranged
from didymium.evidence.repair import repair

UNREAD = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "select", "button", "textarea", "head"}
)
FRAME = frozenset({"nav", "footer", "aside", "form", "menu", "dialog"})  # around the text
SHAPES = {
    "h1": "title",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "li": "item",
    "td": "cell",
    "th": "cell",
}
BREAKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "blockquote",
        "br",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "figure",
        "figcaption",
        "hr",
    }
    | {"pre", "address", "body", "html", "title", "caption", "details", "summary", "tbody", "thead", *SHAPES, *FRAME}
)
RAW_TEXT = frozenset({"script", "style", "textarea", "title"})  # hold no tags
LINKED = 0.6  # share of a block's characters in links from which on it is a menu
TAG = 4000  # characters of a tag that are looked at
_NAME = re.compile(r"/?\s*([a-zA-Z][a-zA-Z0-9]*)")
_HIDDEN = re.compile(r"\bhidden\b|display\s*:\s*none|aria-hidden\s*=\s*[\"']?true", re.IGNORECASE)


class _Tag(NamedTuple):
    """A tag: its raw span, its name in small letters, whether it closes."""

    start: int
    end: int
    name: str
    closes: bool


@dataclass
class _Open:
    """A block that is being read."""

    kind: str
    start: int
    linked: int = 0
    row: int | None = None
    column: int | None = None


@dataclass
class _State:
    """What is open at a place of the page."""

    builder: Builder = field(default_factory=Builder)
    found: list[Block] = field(default_factory=list)
    depth: Counter[str] = field(default_factory=Counter)
    block: _Open = field(default_factory=lambda: _Open("paragraph", 0))
    row: int = 0
    column: int = -1


def read_page(raw: str, limit: int, problems: tuple[str, ...] = ()) -> Content:
    """Blocks of a page; script, style and what is hidden are never read, menus and frames are told apart.

    >>> page = read_page("<nav><a>Home</a></nav><p>Output <b>rose</b> 5&nbsp;%.<script>alert(1)</script>", 1000)
    >>> [(b.kind, page.text.text[b.start : b.end]) for b in page.blocks if b.told]
    [('paragraph', 'Output rose 5 %.')]
    """
    head = Head()
    state = _State()
    at = 0
    for tag in _tags(raw, min(len(raw), limit)):
        _words(raw, at, tag.start, state)
        at = tag.end
        if tag.name:
            head.tag(tag.name, raw[tag.start : min(tag.end, tag.start + TAG)], tag.closes)
            _step(raw, tag, state)
        if tag.name in RAW_TEXT and not tag.closes:
            at = _raw_text(raw, tag, state, head)
    _words(raw, at, min(len(raw), limit), state)
    _close(state)
    text, repairs = repair(state.builder.done())
    moved = _moved(state, text)
    shown = text.shown_as(text.text.replace("\n", " ").replace("\r", " ").replace("\t", " "))
    return Content("html", raw, shown, arranged(shown.text, moved), head.meta(), repairs=repairs, problems=problems)


def _tags(raw: str, limit: int) -> Iterator[_Tag]:
    """Tags and comments in order; each character is looked at once."""
    at = 0
    while True:
        start = raw.find("<", at, limit)
        if start < 0:
            return
        if raw.startswith("<!--", start):
            end = raw.find("-->", start + 4, limit)
            yield _Tag(start, limit if end < 0 else end + 3, "", False)
            at = limit if end < 0 else end + 3
            continue
        follows = raw[start + 1 : start + 2]
        if not (follows.isalpha() or follows in ("/", "!", "?")):
            at = start + 1
            continue
        end = raw.find(">", start, limit)
        if end < 0:
            return
        name = _NAME.match(raw, start + 1, min(end, start + 60))
        known = name.group(1).lower() if name else ""
        yield _Tag(start, end + 1, known, raw[start + 1] == "/")
        at = end + 1
        if known in RAW_TEXT and raw[start + 1] != "/":
            closing = re.compile(rf"</{known}", re.IGNORECASE).search(raw, at, limit)
            at = closing.start() if closing else limit


def _raw_text(raw: str, tag: _Tag, state: _State, head: Head) -> int:
    """Skip what holds no tags; the title and linked data are kept for the head."""
    closing = re.compile(rf"</{tag.name}", re.IGNORECASE).search(raw, tag.end)
    end = closing.start() if closing else len(raw)
    head.text(tag.name, raw[tag.start : tag.end][:TAG], raw[tag.end : min(end, tag.end + 20 * TAG)])
    return end


def _step(raw: str, tag: _Tag, state: _State) -> None:
    """Open or close what a tag opens or closes."""
    name = tag.name
    if name in BREAKS:
        _close(state)
    if name in UNREAD or name in FRAME or name in ("a", "li"):
        if tag.closes:
            state.depth[name] = max(0, state.depth[name] - 1)
        elif not raw[tag.start : tag.end].endswith("/>"):
            state.depth[name] += 1
    if name == "body" and not tag.closes:
        state.depth.clear()
    if name == "tr" and not tag.closes:
        state.row += 1
        state.column = -1
    if name in ("td", "th") and not tag.closes:
        state.column += 1
    if name in BREAKS:
        kind = "paragraph" if tag.closes else SHAPES.get(name, "item" if name in ("p", "div") and state.depth["li"] else "paragraph")
        at = (state.row, state.column) if kind == "cell" else (None, None)
        state.block = _Open(kind, state.builder.length, row=at[0], column=at[1])


def _words(raw: str, start: int, end: int, state: _State) -> None:
    """Copy the words between two tags; runs of white space become one space."""
    if end <= start or any(state.depth[name] > 0 for name in UNREAD):
        return
    before = state.builder.length
    at = start
    for space in re.finditer(r"\s{2,}|[\n\r\t]", raw[start:end]):
        state.builder.copy(raw, at, start + space.start())
        state.builder.put(" ", start + space.start(), start + space.end())
        at = start + space.end()
    state.builder.copy(raw, at, end)
    if state.depth["a"] > 0:
        state.block.linked += state.builder.length - before


def _close(state: _State) -> None:
    """End the open block; a line break keeps it apart from the next."""
    block, length = state.block, state.builder.length
    if length > block.start:
        kind = block.kind
        if any(state.depth[name] > 0 for name in FRAME) or (block.linked >= LINKED * (length - block.start) and length - block.start < 200):
            kind = "navigation"
        state.found.append(Block(kind, block.start, length, row=block.row, column=block.column))
        state.builder.put("\n", 0, 0)
    state.block = _Open("paragraph", state.builder.length)


def _moved(state: _State, text: Aligned) -> list[Block]:
    """Blocks in the repaired text: repair keeps every line break, so blocks are its lines."""
    out: list[Block] = []
    at = 0
    lines = text.text.split("\n")
    for block, line in zip(state.found, lines, strict=False):
        bare = line.strip()
        start = at + len(line) - len(line.lstrip())
        at += len(line) + 1
        if bare:
            kind = "boilerplate" if block.kind != "navigation" and around(bare) else block.kind
            out.append(Block(kind, start, start + len(bare), row=block.row, column=block.column))
    return out
