"""All blocks of a brief, in the order in which a reader asks."""

from __future__ import annotations

from didymium.reporting.block import Block
from didymium.reporting.blocks import building, documents, earning, holding, outlook, pricing, steps, trust
from didymium.reporting.input import BriefInput
from didymium.reporting.stress.blocks import breaks, helps


def blocks(b: BriefInput) -> list[Block]:
    """Blocks that have something to say: trust, holders, outlook, what breaks and helps, builds, prices, value added, documents, next."""
    s = b.stress

    def made() -> list[Block]:
        first = [room.block_of(b) for room in (trust, holding, outlook)]
        hit = [] if s is None else [breaks(s), helps(s)]
        last = [room.block_of(b) for room in (building, pricing, earning, documents, steps)]
        return [x for x in (*first, *hit, *last) if x is not None]

    return b.kept("blocks", made)
