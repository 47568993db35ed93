"""A folder of three simulated years, whole, from a seed: the same seed gives the same files."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tools.works_ops.books import books
from tools.works_ops.buying import buying
from tools.works_ops.faults import Faults, draw
from tools.works_ops.lines import lines, safety, water
from tools.works_ops.material import measured, simulate

SHIPPED = 0  # the seed of examples/works_ops

HEAD = """# SYNTHETIC: three years of a works that does not exist, simulated by tools/works_ops from seed {seed}.
# Names, figures, orders and incidents are made up. Four faults are planted; tools/works_ops/faults.py says how they are drawn.
name = "works_ops"
title = "Three simulated years of a small integrated works"
version = "1"
schema = 1
currency = "USD"
price_year = 2025
discount_rate = 0.25
synthetic = true
extends = "works@1"
licences = ["made up for didymium; Apache-2.0 like the code"]

[horizon]
start = "2026"
end = "2027"
pipeline = "steady"
fiscal_start = 1
"""


def folder(seed: int, faults: Callable[[np.random.Generator], Faults] = draw) -> tuple[dict[str, str], Faults]:
    """Path -> text of every file, and what was planted."""
    rng = np.random.default_rng(seed)
    planted = faults(rng)
    material = simulate(rng, planted)
    tables = measured(rng, material, planted)
    made, money = lines(rng, material, planted)
    tables |= made | safety(rng) | water(rng) | buying(rng, planted) | books(rng, material, money)
    return {"didymium.toml": HEAD.format(seed=seed)} | {f"actuals/{name}.csv": text for name, text in sorted(tables.items())}, planted
