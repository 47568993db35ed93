"""How a figure stands to its goal, in words."""

from __future__ import annotations


def share(value: float) -> str:
    """A ratio as one part of so many.

    >>> share(0.05)
    '1/20.0'
    """
    return f"1/{1 / value:.1f}"


def word(met: bool) -> str:
    """Reached or missed."""
    return "reached" if met else "missed"
