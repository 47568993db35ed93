"""The largest region at each stage in a plan's last period, and how far its tonnes could move at the same cost."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import content
from didymium.planning.accounts import PRODUCTS
from didymium.planning.face import ranges
from didymium.planning.solve import Plan

Floats = NDArray[np.float64]
MAGNET = {"NdPr": ("Nd", "Pr"), "Dy": ("Dy",), "Tb": ("Tb",)}


def leaders(plan: Plan) -> pl.DataFrame:
    """Columns stage, element, period, holder (a region), tonnes (as metal), share, and low and high of the share among all plans
    that cost the least, as parts of the total that is shown; empty where there is no end.

    >>> from didymium.chain import load
    >>> from didymium.planning.solve import solve
    >>> found = leaders(solve(load("works"), quarters=0, detail=False))
    >>> found.filter(pl.col("stage") == "magnet").select("element", "holder", "share", "low", "high").rows()
    [('NdPr', 'COA', 1.0, 1.0, 1.0)]
    """
    lp, x = plan.live.lp, plan.solution.x
    net = lp.network
    elements, inside = content(net.chain)
    form = np.array(net.chain.tables["commodities"]["form"].to_list(), dtype=object)[net.node_commodity[net.entry_node]]
    stages = np.array(net.chain.tables["lines"]["stage"].to_list(), dtype=object)
    first = np.full(len(net.unit_region), -1, dtype=np.int64)
    first[net.line_unit[::-1]] = np.arange(len(net.lines))[::-1]
    stage = stages[net.line_row[first]][net.act_unit[net.entry_act]]
    region = net.unit_region[net.act_unit[net.entry_act]]
    act = lp.columns["act"][net.entry_act, -1]
    rows: list[dict[str, object]] = []
    asked: list[Floats] = []
    for element, parts in MAGNET.items():
        held = inside[:, [elements.index(p) for p in parts if p in elements]].sum(axis=1)
        tonnes = np.maximum(net.entry_amount, 0.0) * held[net.node_commodity[net.entry_node]]
        for name, forms in PRODUCTS.items():
            out = np.where((stage == name) & np.isin(form, sorted(forms)), tonnes, 0.0)
            by_region = np.bincount(region, out * x[act], minlength=len(net.regions))
            total = float(by_region.sum())
            if total <= 0:
                continue
            top = int(by_region.argmax())
            weight = np.zeros(len(x))
            np.add.at(weight, act, np.where(region == top, out, 0.0) / total)
            asked.append(weight)
            place = {"stage": name, "element": element, "period": net.periods[-1].label, "holder": net.regions[top]}
            rows.append({**place, "tonnes": float(by_region[top]), "share": float(by_region[top]) / total})
    ends = ranges(plan.live, plan.solution, asked)
    words = dict.fromkeys(("stage", "element", "period", "holder"), pl.String)
    schema = words | dict.fromkeys(("tonnes", "share", "low", "high"), pl.Float64)
    return pl.DataFrame([{**row, "low": low, "high": high} for row, (low, high) in zip(rows, ends, strict=True)], schema=schema)
