"""Any bytes to content: the kind of file is told from its bytes, never from its name."""

from __future__ import annotations

import re

from didymium.evidence.aligned import Aligned
from didymium.evidence.document import Content, nothing
from didymium.evidence.lines import blocks
from didymium.evidence.repair import repair

BYTES = 8_000_000  # of a text that are decoded
CHARACTERS = 1_000_000  # of a text that are read for claims
TAGGED = 2_000_000  # of HTML, tags included
LARGEST = 64_000_000  # bytes of a PDF or XLSX that is opened at all
NOISE = 0.15  # share of control characters and stray bytes from which on a file is no text
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|table|h1|meta)\b", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def kind_of(head: bytes) -> str:
    """Kind of a file from its first bytes: pdf, zip (XLSX is one), html or text.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"<!DOCTYPE html><p>a"), kind_of(b"a < b")
    ('pdf', 'html', 'text')
    """
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    found = _HTML.findall(head[:20_000])
    opens = head.lstrip()[:1] == b"<"
    return "html" if found and (opens or len(found) >= 3) else "text"


def read_content(data: bytes, size: int | None = None) -> Content:
    """What a file holds; ``size`` is its full length in bytes when ``data`` is only its beginning.

    Never raises for any bytes: what cannot be read is a problem of the content. Time and memory are bounded by
    :data:`BYTES`, :data:`CHARACTERS` and the limits of each reader.

    >>> read_content(b"Output rose 5 %.").kind, read_content(b"").problems
    ('text', ('the file is empty (0 bytes)',))
    """
    whole = len(data) if size is None else size
    if not data:
        return nothing("the file is empty (0 bytes)")
    kind = kind_of(data)
    if kind == "pdf":
        from didymium.evidence.pdf import read_pdf

        return read_pdf(data) if whole <= LARGEST else nothing(_too_large(whole))
    if kind == "zip":
        from didymium.evidence.sheet import read_sheet

        return read_sheet(data) if whole <= LARGEST else nothing(_too_large(whole))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return nothing("is UTF-16 text: save it as UTF-8", decoded(data[:BYTES]))
    raw = decoded(data[:BYTES])
    limit = TAGGED if kind == "html" else CHARACTERS
    cut = whole > BYTES or len(raw) > limit
    problems = (f"only the first {min(len(raw), limit):,} characters of {whole:,} bytes were read",) if cut else ()
    if _noise(raw[:CHARACTERS]):
        return nothing("is neither text nor HTML, PDF or XLSX: nothing in it can be read", raw)
    if kind == "html":
        from didymium.evidence.page import read_page

        return read_page(raw, TAGGED, problems)
    text, repairs = repair(Aligned.of(raw, 0, CHARACTERS))
    text, found = blocks(text)
    return Content("text", raw, text, found, repairs=repairs, problems=problems)


def decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, with bytes that are none kept as lone surrogates, so that they can be written back."""
    return data.decode("utf-8", "surrogateescape")


def _too_large(size: int) -> str:
    return f"{size:,} bytes are more than the {LARGEST:,} that are opened: split the file"


def _noise(raw: str) -> bool:
    """Whether characters are no text: too many controls and stray bytes, or no letter in what is not short."""
    some = raw[:200_000]
    odd = sum(c < "\t" or "\r" < c < " " or c == "\x7f" or "\udc80" <= c <= "\udcff" for c in some)
    return odd > NOISE * len(some) or (len(some) > 200 and not _LETTER.search(some))
