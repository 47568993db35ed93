"""The report of claims as one HTML file: every claim beside the passage it stands in."""

from __future__ import annotations

from didymium.reporting.claims.blocks import blocks, finding, foot
from didymium.reporting.claims.input import ClaimsInput
from didymium.reporting.page import page

SCRIPTS = ("pen", "page")
MOST = 3_000  # claims on the page; the workbook and JSON Lines hold them all


def claims_html(c: ClaimsInput) -> str:
    """The report as a page that runs from a file and loads nothing; what stood in a document is shown, never run.

    >>> from didymium.reporting.claims.input import Item, Paper
    >>> from didymium.reporting.input import ChainFacts
    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, True, "ab12")
    >>> paper = Paper("d1", "a.html", "html", "", "", "", False, "unknown")
    >>> made = claims_html(ClaimsInput(facts, "0.1.0", "", (paper,), (Item("i1", "d1", "fact", "<script>alert(1)</script>"),)))
    >>> "<script>alert(1)" in made, "&lt;script&gt;alert(1)" in made
    (False, True)
    """
    shown: dict[str, list[object]] = {p.id: [] for p in c.papers}
    for item in c.items[:MOST]:
        shown.setdefault(item.document, []).append(item)
    nothing: dict[str, object] = {"synthetic": c.chain.synthetic, "cited": {}}
    text = page(
        "claims.html",
        blocks(c),
        SCRIPTS,
        "documents",
        nothing,
        c=c,
        finding=finding(c),
        shown=shown,
        left=max(0, len(c.items) - MOST),
        foot=foot(c),
        cite=lambda key: None,
    )
    return text.encode("utf-8", "replace").decode("utf-8")
