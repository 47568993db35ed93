"""One document from the disk to its claims: what a child process does for every file of a batch."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.evidence.claim import Claim
    from didymium.evidence.document import Document
    from didymium.evidence.entity import Gazetteer

TOLD = frozenset({"publisher", "published", "title"})
NOTE = 4_000  # characters of a note beside a document that are looked at
READ = 64_000_000  # bytes of a file that are looked at


def read_one(path: str, names: Gazetteer | None = None) -> tuple[Document, tuple[Claim, ...]]:
    """The document in a file, and its claims; ``names`` are names that a chain knows.

    Raises ``OSError`` when the file cannot be read; whatever its bytes are, they never raise.
    """
    from didymium.evidence import extract
    from didymium.evidence.entity import SHIPPED

    document = opened(path)
    return document, extract(document, names or SHIPPED)


def opened(path: str) -> Document:
    """The document in a file, with what a note beside it says. Raises ``OSError`` when the file cannot be read."""
    from didymium.evidence import described, read_content, with_main_body

    digest = hashlib.sha256()
    head = b""
    size = 0
    with Path(path).open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            size += len(piece)
            if len(head) < READ:
                head += piece
    content = with_main_body(read_content(head, size))
    content = replace(content, meta={**content.meta, **beside(path)})
    return described(digest.hexdigest(), path, content)


def beside(path: str) -> dict[str, str]:
    """What a file ``PATH.meta`` beside a document says of it: lines ``publisher: …`` and ``published: …``.

    A text that was saved by itself has often lost both; what the file says counts before what the text tells. Other
    lines are left alone, and so is a file that is not there or no text.
    """
    try:
        lines = Path(f"{path}.meta").read_text(encoding="utf-8", errors="replace")[:NOTE].splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {key.strip().lower(): value.strip() for key, _, value in pairs if key.strip().lower() in TOLD and value.strip()}
