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
    build = columns["build"]
    return [
        Triplets.of(block["capacity"][net.project_unit], build, -net.project_capacity),
        Triplets.of(block["capacity"][net.replaced_unit], build[net.replaced_project], net.replaced_capacity),
    ]
