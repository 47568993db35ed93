"""What a use case says when it cannot answer: the data do not hold what was asked for, or the question is none."""

from __future__ import annotations


class AskError(LookupError):
    """An owner, a key or a year that the chain does not know; the message says what there is instead."""


class UsageError(AskError):
    """A question that no data could answer, as a run of no draws; the message says what can be asked."""
