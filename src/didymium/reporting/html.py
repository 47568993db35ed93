"""The brief as one HTML file that needs nothing beside it: no network, no second file, no library."""

from __future__ import annotations

from didymium.reporting.blocks import blocks
from didymium.reporting.blocks.outlook import LABEL
from didymium.reporting.cited import cited
from didymium.reporting.foot import foot
from didymium.reporting.input import BriefInput
from didymium.reporting.number import count, percent
from didymium.reporting.page import page

SCRIPTS = ("pen", "sankey", "backcast", "capacity", "price", "value", "weeks", "dollar", "page")


def brief_html(b: BriefInput) -> str:
    """The brief as a page: blocks in the order of a reader's questions, each figure with its table, a foot.

    The page runs from a file and loads nothing: style and script stand in it and its policy allows no other. Raises
    ``ValueError`` when a table has the wrong shape.

    >>> from didymium.reporting.input import ChainFacts, Span
    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, True, "ab12")
    >>> b = BriefInput(facts, "0.1.0", "didymium brief works", "optimal", 2e6, {}, {}, {}, (Span("2026", 2026.0, 2027.0),))
    >>> made = brief_html(b)
    >>> made.startswith("<!doctype html>"), "SYNTHETIC DATA" in made, "://" in made
    (True, True, False)
    """
    every = blocks(b)
    rows = cited(b, every, left_out="book")
    return page(
        "brief.html",
        every,
        SCRIPTS,
        f"{b.chain.name}@{b.chain.version}",
        {"synthetic": b.chain.synthetic, "cited": {key: (c.number, c.title, c.assumed) for key, c in rows.items()}},
        b=b,
        label=LABEL,
        span=_span(b),
        rows=count(b.chain.rows, "row"),
        assumed=percent(b.chain.assumed_share),
        foot=foot(b),
        cited=rows,
        cite=rows.get,
    )


def _span(b: BriefInput) -> str:
    if not b.periods:
        return ""
    first, last = b.periods[0].label, b.periods[-1].label
    return first if first == last else f"{first} to {last}"
