"""The report of a circuit as one HTML file."""

from __future__ import annotations

from didymium.reporting.circuit.blocks import blocks, foot
from didymium.reporting.circuit.input import CircuitInput
from didymium.reporting.page import page

SCRIPTS = ("pen", "profile", "steps", "tree", "page")


def circuit_html(c: CircuitInput) -> str:
    """The report as a page that runs from a file and loads nothing.

    >>> from didymium.reporting.circuit.input import Fact
    >>> stages = (Fact("stages", "36"),)
    >>> c = CircuitInput("Nd/Pr", "a.toml", "simulate", "constant", "as given", "", "", "", "fraction", 0.1, 1e-16, "", stages)
    >>> circuit_html(c).startswith("<!doctype html>")
    True
    """
    nothing: dict[str, object] = {"synthetic": False, "cited": {}}
    return page("circuit.html", blocks(c), SCRIPTS, c.file, nothing, c=c, foot=foot(c), cite=lambda key: None)
