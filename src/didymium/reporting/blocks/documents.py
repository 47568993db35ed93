"""What documents say, set against the chain; only where documents were given."""

from __future__ import annotations

from didymium.reporting.block import Block, Part, block
from didymium.reporting.input import BriefInput


def block_of(b: BriefInput) -> Block | None:
    """The block; ``None`` without documents."""
    if b.documents is None:
        return None
    from didymium.reporting.claims.blocks import LABEL, blocks, finding

    parts: list[Part | None] = [
        part for made in blocks(b.documents) if made.id in ("verdicts", "conflicts", "documents") for part in made.parts
    ]
    return block("claims", LABEL, finding(b.documents), parts, planned=False)
