"""What a use case says when the data do not hold what was asked for."""

from __future__ import annotations


class AskError(LookupError):
    """An owner, a key or a year that the chain does not know; the message says what there is instead."""
