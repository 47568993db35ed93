"""PDF to content: what is stored is the extraction, page by page."""

from __future__ import annotations

import io
import logging

from didymium.evidence.aligned import Aligned
from didymium.evidence.document import Content, Page, nothing
from didymium.evidence.lines import blocks
from didymium.evidence.repair import repair

PAGES = 300  # pages read
CHARACTERS = 1_000_000  # characters kept
INFLATED = 50_000_000  # bytes of one stream once it is unpacked


def read_pdf(data: bytes) -> Content:
    """Text of a PDF; ``raw`` is the extraction, with a form feed between pages.

    Whatever is wrong with the file becomes a problem of the content. A scan without text says so.

    >>> read_pdf(b"%PDF-1.7 and then nothing").problems[0].startswith("is a damaged PDF")
    True
    """
    try:
        import pypdf
        from pypdf import filters
    except ImportError:
        return nothing("is a PDF: reading it needs pypdf, which `pip install 'didymium[documents]'` brings")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    for name in ("ZLIB_MAX_OUTPUT_LENGTH", "LZW_MAX_OUTPUT_LENGTH", "RUN_LENGTH_MAX_OUTPUT_LENGTH"):
        if not hasattr(pypdf, "Configuration") and hasattr(filters, name):  # from 7.0 on pypdf bounds each stream by itself
            setattr(filters, name, INFLATED)
    parts: list[str] = []
    places: list[Page] = []
    problems: list[str] = []
    length = 0
    try:
        book = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if book.is_encrypted and not book.decrypt(""):
            return nothing("is a PDF with a password: save it without one", kind="pdf")
        count = len(book.pages)
        meta = _meta(book)
        for number in range(min(count, PAGES)):
            try:
                page = book.pages[number].extract_text() or ""
            except Exception as error:
                problems.append(f"page {number + 1} cannot be read ({type(error).__name__})")
                continue
            places.append(Page(length, f"page {number + 1}"))
            parts.append(page.encode("utf-8", "replace").decode("utf-8")[: CHARACTERS - length])
            length += len(parts[-1]) + 1
            if length >= CHARACTERS:
                break
        if len(places) < count and not problems:
            problems.append(f"only the first {len(places)} of {count} pages were read")
    except Exception as error:  # whatever a damaged file makes the library raise is a finding about the file
        return nothing(f"is a damaged PDF ({type(error).__name__}): open it and save it again", kind="pdf")
    raw = "\f".join(parts)
    if not raw.strip():
        return nothing("is a PDF without text, such as a scan: nothing in it can be read", kind="pdf")
    text, repairs = repair(Aligned.of(raw))
    text, found = blocks(text)
    return Content("pdf", raw, text, found, meta, tuple(places), repairs, tuple(problems))


def _meta(book: object) -> dict[str, str]:
    """Title, author and date as the file states them."""
    try:
        info = getattr(book, "metadata", None)
        created = getattr(info, "creation_date", None)
        found = {
            "title": getattr(info, "title", None),
            "author": getattr(info, "author", None),
            "created": created and created.date().isoformat(),
        }
    except Exception:
        return {}
    return {key: " ".join(str(value).split())[:300] for key, value in found.items() if value}
