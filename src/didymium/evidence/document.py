"""A document: its raw text as stored, its clean text, its blocks, and who published it when."""

from __future__ import annotations

from dataclasses import dataclass, field

from didymium.evidence.aligned import Aligned
from didymium.evidence.block import Block


@dataclass(frozen=True)
class Page:
    """Where a stretch of an extraction stood in the file: raw offset, and ``page 3`` or ``Sheet1!B7``."""

    start: int
    name: str


@dataclass(frozen=True)
class Content:
    """What a reader found in a file.

    ``raw`` is the file's text (UTF-8 with surrogateescape) or, for PDF and XLSX, the extraction that is stored in its
    place; ``text`` the clean text; ``meta`` what the file says about itself (title, publisher, published, author).
    """

    kind: str  # text | html | pdf | xlsx | none
    raw: str
    text: Aligned
    blocks: tuple[Block, ...]
    meta: dict[str, str] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    repairs: dict[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A document with its origin: ``id`` is the SHA-256 of the file; dates are ISO 8601 days, months or years."""

    id: str
    path: str
    content: Content
    publisher: str | None = None
    published: str | None = None
    root_origin: str | None = None
    origin_chain: tuple[str, ...] = ()
    derivation: str = "unknown"  # original | official_release | company_release | state_media | secondary_summary | syndicated | unknown
    disclaimer: bool = False

    @property
    def raw(self) -> str:
        """The text that claims point into."""
        return self.content.raw

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, in words."""
        return self.content.problems

    def place(self, start: int) -> str:
        """Page or cell of a raw offset; empty for files that are text themselves."""
        name = ""
        for page in self.content.pages:
            if page.start > start:
                break
            name = page.name
        return name


def nothing(problem: str, raw: str = "", kind: str = "none") -> Content:
    """A file of which nothing can be read, and why.

    >>> nothing("is empty").problems
    ('is empty',)
    """
    return Content(kind, raw, Aligned.of(raw), (), problems=(problem,))
