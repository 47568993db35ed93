"""The report of a review as one HTML file."""

from __future__ import annotations

from didymium.reporting.page import page
from didymium.reporting.review.blocks import blocks, foot
from didymium.reporting.review.input import ReviewInput

SCRIPTS = ("pen", "waterfall", "control", "page")


def review_html(r: ReviewInput) -> str:
    """The report as a page that runs from a file and loads nothing.

    >>> from didymium.reporting.review.input import Step
    >>> money = ("AUD m", "revenue", 200.2, 201.9, (Step("volume", -92.9), Step("price", 94.6)))
    >>> rest = ((), (), (), (), (), (), "", False)
    >>> made = review_html(ReviewInput("Lynas", "lynas", "1", "ab", "0.1", "", "FY26Q2", "FY26Q1", "previous", *money, *rest))
    >>> made.startswith("<!doctype html>"), "://" in made
    (True, False)
    """
    about: dict[str, object] = {"synthetic": r.synthetic, "cited": {}}
    return page("review.html", blocks(r), SCRIPTS, f"{r.name}@{r.version}", about, r=r, foot=foot(r), cite=lambda key: None)
