"""Goods on lanes: which a lane would accept, and the tax on each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period
from didymium.chain.each import each
from didymium.network.columns import codes, edges
from didymium.network.reach import Candidates
from didymium.network.timing import overlap

Floats = NDArray[np.float64]


def candidates(chain: Chain, k_of: dict[str, int], r_of: dict[str, int]) -> Candidates:
    """Every commodity that a lane accepts by name or by form."""
    t = chain.tables
    by_form: dict[str, list[int]] = {}
    for i, form in enumerate(t["commodities"]["form"].to_list()):
        by_form.setdefault(form, []).append(i)
    lane_of = {lane: i for i, lane in enumerate(t["lanes"]["id"].to_list())}
    pairs: set[tuple[int, int]] = set()
    for lane, good, form in each(t["lane_goods"], "lane", "commodity", "form"):
        pairs.update((lane_of[lane], k) for k in ([k_of[good]] if good is not None else by_form.get(form, [])))
    ordered = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    origin = codes(t["lanes"]["from_region"].to_list(), r_of)
    destination = codes(t["lanes"]["to_region"].to_list(), r_of)
    return Candidates(ordered[:, 0], ordered[:, 1], origin[ordered[:, 0]], destination[ordered[:, 0]])


def taxes(
    chain: Chain, goods: Candidates, k_of: dict[str, int], r_of: dict[str, int], value: Floats, periods: tuple[Period, ...]
) -> Floats:
    """Tax per unit on each flow ``[F, T]``: rate x reference value while it is in force."""
    tax = np.zeros((len(goods.lane), len(periods)))
    table = chain.tables["taxes"]
    forms = np.array(chain.tables["commodities"]["form"].to_list())
    years = np.array([p.end - p.start for p in periods])
    start, end = edges(table, "from", "to", chain.settings.fiscal_start)
    share = overlap(start, end, periods) / years if table.height else np.zeros((0, len(periods)))
    names = ("region", "direction", "partner", "form", "commodity", "rate")
    for i, (region, direction, partner, form, good, rate) in enumerate(each(table, *names)):
        here, there = (goods.origin, goods.destination) if direction == "export" else (goods.destination, goods.origin)
        hit = here == r_of[region]
        if partner is not None:
            hit &= there == r_of[partner]
        hit &= forms[goods.commodity] == form if form is not None else goods.commodity == k_of[good]
        tax[hit] += rate * value[goods.commodity[hit]][:, None] * share[i]
    return tax
