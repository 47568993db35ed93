"""How long the chain lives without each of its nodes, and how long it takes to be whole again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.disruption.engine import Prepared
from didymium.disruption.outcome import values_lost
from didymium.disruption.probe import Case, probe, quiet

OFF = 26  # weeks that a node stands still
LONG = 104  # weeks that are looked at
SHORT = 0.02  # of what a user wants
NOT_PLANTS = ("use", "other", "waste")  # forms that are fitted and sunk: nobody's plant
SCHEMA = {
    "form": pl.String,
    "region": pl.String,
    "survive": pl.Float64,
    "first_use": pl.String,
    "first_region": pl.String,
    "recover": pl.Float64,
    "open": pl.Boolean,
    "loss": pl.Float64,
    "share": pl.Float64,
}


def nodes(ready: Prepared) -> list[tuple[str, str, NDArray[np.int64]]]:
    """Form, region and processes of each node: everything in a region whose main product is of one form."""
    s = ready.system
    net = s.base.network
    form = net.chain.tables["commodities"]["form"].to_list()
    found: dict[tuple[str, str], list[int]] = {}
    for p in range(len(s.rate)):
        key = (form[s.holder_good[s.main[p]]], net.regions[s.process_region[p]])
        if key[0] not in NOT_PLANTS and s.rate[p] > 0:
            found.setdefault(key, []).append(p)
    return [(*key, np.array(rows, dtype=np.int64)) for key, rows in sorted(found.items())]


def survival(ready: Prepared, say: Callable[[int, int], None] | None = None) -> pl.DataFrame:
    """Each node stands still for 26 weeks, uncoordinated, every uncertain number at its middle; the largest loss first.

    ``survive`` is the number of weeks until the first user (``first_use``, ``first_region``) lacks more than 2 % of what it
    wants, null where none does; ``recover`` the weeks from the restart until nobody does any more (0: none after it), null
    where nobody is short; ``open`` where somebody still is after 104 weeks, so that ``recover`` is cut there. ``loss`` is end
    use in USD, ``share`` of all end use in these weeks.
    """
    calm = quiet(ready, LONG)
    listed = nodes(calm)
    if not listed:
        return pl.DataFrame(schema=SCHEMA)
    block = probe(calm, [Case(processes=p) for *_, p in listed], OFF, say)
    lost = np.moveaxis(block.lost, -1, 0)  # [D, U, W]
    value = values_lost(calm.system, calm.axes.users, lost).sum(axis=1)
    whole = float((calm.axes.wanted * calm.axes.worth).sum()) * LONG
    short = lost > SHORT * np.maximum(calm.axes.wanted, 1e-12)[:, None]
    rows: list[tuple[object, ...]] = []
    for d, (form, region, _) in enumerate(listed):
        weeks = np.flatnonzero(short[d].any(axis=0))
        if not weeks.size:
            rows.append((form, region, None, "", "", None, False, float(value[d]), float(value[d]) / whole))
            continue
        first, last = int(weeks[0]), int(weeks[-1])
        worst = int(np.argmax(np.where(short[d, :, first], lost[d, :, first] * calm.axes.worth, -1.0)))
        use, where = calm.axes.users[worst]
        back = float(max(last + 1 - OFF, 0))
        rows.append((form, region, float(first), use, where, back, last == LONG - 1, float(value[d]), float(value[d]) / whole))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("loss", "form", "region", descending=[True, False, False])
