"""What to ask next."""

from __future__ import annotations

from didymium.reporting.advice import advice
from didymium.reporting.block import Block, Commands, block
from didymium.reporting.input import BriefInput


def block_of(b: BriefInput) -> Block | None:
    """The block."""
    return block("next", "What to ask next", "Commands that go further", [Commands(tuple(advice(b)))], planned=False)
