"""Which blocks of a page are its article: what trafilatura finds, beside our own reading of the tags."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from didymium.evidence.block import Block
from didymium.evidence.document import Content

LARGEST = 600_000  # characters of a page that is handed over; deeper or larger ones keep our own reading
DEEPEST = 200  # open tags
_WORDS = re.compile(r"\w+")


def with_main_body(content: Content) -> Content:
    """The content with what lies before and behind the article marked as boilerplate, and the head filled in.

    Only the first and last block of the article are taken from the library: whatever lies between stays, since it
    drops list items and short paragraphs. Without the library, or when it fails, nothing changes.
    """
    if content.kind != "html" or len(content.raw) > LARGEST or _depth(content.raw) > DEEPEST:
        return content
    try:
        from trafilatura import bare_extraction
    except ImportError:
        return content
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(
            content.raw.encode("utf-8", "replace").decode("utf-8"), include_comments=False, favor_recall=True, with_metadata=True
        )
    except Exception:  # a page that the library cannot read keeps our own reading
        return content
    if found is None:
        return content
    known = {
        key: getattr(found, name, None)
        for key, name in (("title", "title"), ("publisher", "sitename"), ("published", "date"), ("author", "author"))
    }
    meta = {**{key: str(value)[:300] for key, value in known.items() if value}, **content.meta}
    return replace(content, blocks=_trimmed(content, str(getattr(found, "text", "") or "")), meta=meta)


def _trimmed(content: Content, article: str) -> tuple[Block, ...]:
    """Blocks outside the first and last one that the article holds are boilerplate."""
    plain = _plain(article)
    if len(plain) < 200:
        return content.blocks
    text = content.text.text
    inside = [
        i for i, b in enumerate(content.blocks) if b.told and len(words := _plain(text[b.start : b.end])) > 20 and words[:120] in plain
    ]
    if not inside:
        return content.blocks
    first, last = inside[0], inside[-1]
    return tuple(
        b
        if first <= i <= last or b.kind == "title" or not b.told or _tells_origin(text[b.start : b.end])
        else replace(b, kind="boilerplate")
        for i, b in enumerate(content.blocks)
    )


def _tells_origin(words: str) -> bool:
    """Whether a block outside the article tells where it comes from."""
    return bool(re.search(r"©|copyright|disclaimer|\bsource\s?:|originally\s+published", words, re.IGNORECASE))


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


def _depth(raw: str) -> int:
    """Most tags that are open at once, roughly."""
    depth = deepest = 0
    for tag in re.finditer(r"<(/?)(?:div|span|ul|ol|li|table|tr|td|section|article|blockquote|b|i|em|strong|font|p)\b", raw, re.IGNORECASE):
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        deepest = max(deepest, depth)
    return deepest
