"""All blocks of a brief, in the order in which a reader asks."""

from __future__ import annotations

from didymium.reporting.block import Block
from didymium.reporting.blocks import building, earning, holding, outlook, pricing, steps, trust
from didymium.reporting.input import BriefInput


def blocks(b: BriefInput) -> list[Block]:
    """Blocks that have something to say: trust, holders, outlook, builds, prices, value added, next commands."""
    rooms = (trust, holding, outlook, building, pricing, earning, steps)
    return b.kept("blocks", lambda: [x for x in (room.block_of(b) for room in rooms) if x is not None])
