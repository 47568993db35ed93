"""One document from the disk to its claims: what a child process does for every file of a batch."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.evidence.claim import Claim
    from didymium.evidence.document import Document
    from didymium.evidence.entity import Gazetteer

READ = 64_000_000  # bytes of a file that are looked at


def read_one(path: str, names: Gazetteer | None = None) -> tuple[Document, tuple[Claim, ...]]:
    """The document in a file, and its claims; ``names`` are names that a chain knows.

    Raises ``OSError`` when the file cannot be read; whatever its bytes are, they never raise.
    """
    from didymium.evidence import described, extract, read_content, with_main_body
    from didymium.evidence.entity import SHIPPED

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
    document = described(digest.hexdigest(), path, content)
    return document, extract(document, names or SHIPPED)
