"""The report of a stress test as one HTML file."""

from __future__ import annotations

from didymium.reporting.page import page
from didymium.reporting.stress.blocks import blocks, foot
from didymium.reporting.stress.input import StressInput

SCRIPTS = ("pen", "weeks", "dollar", "page")


def stress_html(s: StressInput) -> str:
    """The report as a page that runs from a file and loads nothing."""
    told: dict[str, object] = {"synthetic": s.chain.synthetic, "cited": {}}
    return page("stress.html", blocks(s), SCRIPTS, f"{s.chain.name}@{s.chain.version}", told, s=s, foot=foot(s), cite=lambda key: None)
