"""Draws of the uncoordinated engine in blocks: kept, resumed, spread over workers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.say import Say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from didymium.disruption.draws import Draws
    from didymium.disruption.engine import Block, Prepared


def task(ready: Prepared, part: Draws) -> dict[str, NDArray[np.generic]]:
    """One block of draws as arrays by name; runs wherever a worker runs it."""
    from didymium.disruption.engine import run

    return dict(vars(run(ready, part)))


def ensemble(ready: Prepared, draws: Draws, keep: Path | None, workers: int, on: str | None, say: Say) -> Block:
    """All draws, whoever computes them; the result does not depend on that. Finished blocks stay in ``keep``."""
    from didymium.disruption.engine import BLOCK, Block, join
    from didymium.runs.blocks import blocks
    from didymium.runs.blocks import workers as hired

    say("preparing the kernels (compiled once, then kept)")
    parts = [(ready, draws.part(i, min(i + BLOCK, draws.count))) for i in range(0, draws.count, BLOCK)]
    with hired(workers, on) as executor:
        found = blocks(task, parts, keep, say, executor)
    return join([Block(**arrays) for arrays in found])  # type: ignore[arg-type]


def mark(*parts: object) -> str:
    """A short name for what a set of blocks depends on.

    >>> mark("a", 1) == mark("a", 1) != mark("a", 2)
    True
    """
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
