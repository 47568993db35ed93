"""Projects: capacity added as they are built, lines closed as they open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.network import Network
from didymium.planning.triplets import Triplets

Ints = NDArray[np.int64]


def rows(net: Network, columns: dict[str, Ints], block: dict[str, Ints]) -> list[Triplets]:
    """Entries of the build columns ``[P, 1]``, each a fraction of its project.

    Capacity row of the unit: ``- capacity_p,t build_p``; of a unit that it replaces: ``+ closed_p,t build_p``.
    """
    build = columns["build"][:, 0]
    adds, since = np.nonzero(net.project_capacity)  # nothing before it opens: half of the entries would be zeros
    closes, then = np.nonzero(net.replaced_capacity)
    return [
        Triplets.of(block["capacity"][net.project_unit[adds], since], build[adds], -net.project_capacity[adds, since]),
        Triplets.of(
            block["capacity"][net.replaced_unit[closes], then], build[net.replaced_project[closes]], net.replaced_capacity[closes, then]
        ),
    ]
