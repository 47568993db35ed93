"""The unexplained balance of each element: what the chain lacks or has to spare at observed prices.

Real data disagree, so a backcast at observed prices leaves a gap. It is measured by letting an outside party buy and
sell each oxide at its observed price, and then written down in tonnes. The plan carries it on as a fixed flow with
stepped elasticity around it; prices of such oxides are *calibrated*, never *reproduced*.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from didymium.chain import Chain
from didymium.planning.solve import solve

#: width of each elastic step as a share of supply, and its distance from the observed price
WIDTHS = (0.02, 0.03, 0.05, 0.10)
DISTANCES = (0.03, 0.08, 0.20, 0.50)
SOURCE = "backcast at observed prices"


def unexplained(chain: Chain, year: int, prices: dict[str, float], region: str) -> pl.DataFrame:
    """Net flow of each oxide of ``prices`` (USD/t) in ``region`` when it trades freely at that price in ``year``.

    Columns commodity, tonnes (+ more use than supply), supply (t made in the world), share.
    """
    free = [
        {"id": f"free_{side}_{k}", "region": region, "commodity": k, "side": side, "quantity": 1e7, "price": p * f}
        for k, p in prices.items()
        for side, f in (("sells", 1.0), ("buys", 1.0 - 1e-9))
    ]
    template = chain.tables["markets"]
    kept = template.filter(~pl.col("commodity").is_in(sorted(prices)))
    rows = pl.DataFrame(free).with_columns(pl.lit("free").alias("source"), pl.lit("assumed").alias("grade"))
    opened = replace(
        chain,
        tables={**chain.tables, "markets": pl.concat([kept, rows.cast({c: template.schema[c] for c in rows.columns})], how="diagonal")},
    )
    plan = solve(opened, quarters=0, start=str(year), end=str(year), detail=False)
    lp = plan.live.lp
    net = lp.network
    through = _made(plan.solution.x[lp.columns["act"]], lp)
    table = plan.tables["market"]
    found = []
    for k in prices:
        into = table.filter((pl.col("commodity") == k) & pl.col("id").str.starts_with("free_"))
        net_in = float((into["quantity"] * into["side"].replace_strict({"sells": 1.0, "buys": -1.0}, return_dtype=pl.Float64)).sum())
        supply = float(through[net.commodities.index(k)])
        found.append({"commodity": k, "tonnes": net_in, "supply": supply, "share": net_in / supply if supply > 0 else None})
    return pl.DataFrame(found, schema={"commodity": pl.String, "tonnes": pl.Float64, "supply": pl.Float64, "share": pl.Float64})


def _made(act: np.ndarray, lp: object) -> np.ndarray:
    """Quantity of each commodity made by lines in the only period ``[K]``."""
    from didymium.planning.lp import Lp

    assert isinstance(lp, Lp)
    net = lp.network
    out = np.zeros(len(net.commodities))
    made = net.entry_amount > 0
    np.add.at(out, net.node_commodity[net.entry_node[made]], net.entry_amount[made] * act[net.entry_act[made], 0])
    return out


def steps(residual: pl.DataFrame, prices: dict[str, float], region: str) -> list[dict[str, object]]:
    """Market rows that carry the residual on: a fixed flow, and steps of supply above and of demand below the price.

    >>> r = pl.DataFrame({"commodity": ["dy"], "tonnes": [-10.0], "supply": [1000.0], "share": [-0.01]})
    >>> rows = steps(r, {"dy": 250000.0}, "CHN")
    >>> len(rows), rows[0]["side"], rows[0]["quantity"], rows[1]["price"]
    (9, 'fixed', -10.0, 257500.0)
    """
    rows: list[dict[str, object]] = []
    for k, tonnes, supply, _ in residual.select("commodity", "tonnes", "supply", "share").iter_rows():
        price = prices[k]
        base = {"region": region, "commodity": k, "period": None}
        rows.append({"id": f"residual_{k}", **base, "side": "fixed", "quantity": round(tonnes, 3), "price": price})
        for side, sign in (("sells", 1.0), ("buys", -1.0)):
            for s, (width, distance) in enumerate(zip(WIDTHS, DISTANCES, strict=True), start=1):
                quantity = round(width * max(supply, abs(tonnes)), 3)
                rows.append(
                    {
                        "id": f"elastic_{side}_{k}_{s}",
                        **base,
                        "side": side,
                        "quantity": quantity,
                        "price": round(price * (1 + sign * distance), 3),
                    }
                )
    return rows
