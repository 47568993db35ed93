"""Element accounts of a plan: the ledger of each element, who holds it at each stage, how it flows, value added."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import content
from didymium.network import Network
from didymium.planning.fill import taken
from didymium.planning.live import Solution
from didymium.planning.lp import Lp
from didymium.planning.pipeline import arrived
from didymium.planning.tables import SMALL, names, splits

Floats = NDArray[np.float64]

#: forms by which a stage is measured; a form that the stage takes in again is not its product
PRODUCTS = {
    "mine": {"ore", "concentrate", "mixed", "heavy_mixed"},
    "concentrate": {"concentrate", "mixed"},
    "crack": {"mixed", "heavy_mixed"},
    "separation": {"raw", "oxide"},
    "finishing": {"oxide"},
    "metal": {"metal"},
    "alloy": {"alloy"},
    "magnet": {"magnet"},
    "material": {"material"},
    "recycling": {"oxide", "metal", "alloy", "magnet", "mixed", "heavy_mixed", "raw"},
}


def ledger(lp: Lp, solution: Solution) -> pl.DataFrame:
    """Tonnes of each element (as metal) that enter and leave the chain in each period, and the gap between.

    mined + scrap + bought + opening = used + sold + closing + exited + lost + gap, where opening and closing hold
    stocks, goods on the way and first fills. The gap is the solver's rounding: :func:`closure` puts it in proportion.
    """
    net, x, c = lp.network, solution.x, lp.columns
    elements, inside = content(net.chain)
    n = names(net)
    periods = len(net.periods)
    account = {
        k: np.zeros((len(elements), periods)) for k in ("mined", "scrap", "bought", "opening", "used", "sold", "closing", "exited", "lost")
    }
    node = inside[net.node_commodity]  # [N, elements]

    per_act = np.zeros((len(net.act_unit), len(elements)))
    fed = np.zeros_like(per_act)
    np.add.at(per_act, net.entry_act, net.entry_amount[:, None] * node[net.entry_node])
    np.add.at(fed, net.entry_act, np.maximum(-net.entry_amount, 0.0)[:, None] * node[net.entry_node])
    first = np.full(len(net.unit_region), -1, dtype=np.int64)
    first[net.line_unit[::-1]] = np.arange(len(net.lines))[::-1]
    stage = n.stage[first[net.act_unit]] if len(net.act_unit) else np.empty(0, object)
    source = fed.sum(axis=1) <= 0
    act = x[c["act"]]
    for name, mask, sign in (
        ("mined", source & (stage != "recycling"), 1.0),
        ("scrap", source & (stage == "recycling"), 1.0),
        ("used", ~source & (stage == "use"), -1.0),
        ("lost", ~source & (stage != "use"), -1.0),
    ):
        account[name] += sign * per_act[mask].T @ act[mask]
    account["used"] += node[net.demand_node[net.step_demand]].T @ x[c["served"]]
    account["exited"] += node.T @ x[c["exit"]]
    traded = x[c["market"]]
    into = np.where(net.market_sign[:, None] >= 0, traded, -traded)
    old = np.array([side == "scrap" for side in net.market_side], dtype=bool)
    account["scrap"] += node[net.market_node[old]].T @ into[old]
    account["bought"] += node[net.market_node[~old]].T @ np.maximum(into[~old], 0.0)
    account["sold"] += node[net.market_node].T @ np.maximum(-into, 0.0)
    stock = x[c["stock"]]
    if len(net.stock_node):
        held = net.chain.tables["stocks"]["opening"].to_numpy()[:, None]
        before = np.concatenate([held, stock[:, :-1]], axis=1)
        account["opening"] += node[net.stock_node].T @ before
        account["closing"] += node[net.stock_node].T @ stock
    if len(net.flow_lane):
        way = node[net.flow_to].T @ (x[c["flow"]] - arrived(net, x[c["flow"]], lp.rate))
        account["closing"] += np.maximum(way, 0.0)
        account["opening"] += np.maximum(-way, 0.0)
    at, held_back = taken(net, lp.fills, x[c["fill"]])
    account["closing"] += node[at].T @ held_back
    left = account["mined"] + account["scrap"] + account["bought"] + account["opening"]
    right = sum((account[k] for k in ("used", "sold", "closing", "exited", "lost")), np.zeros_like(left))
    account["gap"] = left - right
    rows = np.array(elements, dtype=object)
    everything = np.ones((len(elements), periods), dtype=bool)
    from didymium.planning.tables import tall

    return tall({"element": rows}, account, n.period, everything)


def closure(table: pl.DataFrame) -> float:
    """Largest gap of a ledger as a share of what entered: the figure that a plan states."""
    flow = table.select(
        (pl.col("gap").abs() / (pl.col("mined") + pl.col("scrap") + pl.col("bought") + pl.col("opening")).clip(1e-6)).max()
    ).item()
    return float(flow or 0.0)


def holders(net: Network, made: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Tonnes of each element (as metal) leaving each stage, and its share by region and down the holdings.

    ``parts`` rolls operators up (:func:`didymium.chain.holdings.rollup`). Kinds are region, entity (the group in
    control), operated and equity; the tonnes of each kind add up to the same total.
    """
    tonnes = _contents(net, made.filter(pl.col("direction") == "out")).filter(_is_product())
    key = ["stage", "element", "period"]
    by_region = tonnes.group_by(*key, pl.col("region").alias("holder")).agg(pl.col("tonnes").sum())
    by_operator = tonnes.group_by(*key, "entity").agg(pl.col("tonnes").sum())
    down = (
        by_operator.join(parts, on=["entity", "period"])
        .group_by(*key, pl.col("kind").replace("controlled", "entity").alias("holder_kind"), "holder")
        .agg((pl.col("tonnes") * pl.col("part")).sum())
    )
    found = pl.concat([by_region.with_columns(pl.lit("region").alias("holder_kind")), down], how="diagonal")
    order = [*key, "holder_kind", "tonnes"]
    return (
        found.with_columns((pl.col("tonnes") / pl.col("tonnes").sum().over(*key, "holder_kind")).alias("share"))
        .select("stage", "element", "period", "holder_kind", "holder", "tonnes", "share")
        .filter(pl.col("tonnes") > SMALL)
        .sort([*order, "holder"], descending=[False] * 4 + [True, False])
    )


def sankey(net: Network, made: pl.DataFrame, met: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Tonnes of each element from stage to stage: each good's supply is spread over its uses in proportion.

    ``top_region`` and ``top_share`` say who makes most of the source stage's output.
    """
    tonnes = _contents(net, made)
    out = tonnes.filter(pl.col("direction") == "out").group_by("element", "period", "commodity", "stage").agg(pl.col("tonnes").sum())
    into = tonnes.filter(pl.col("direction") == "in").group_by("element", "period", "commodity", "stage").agg(pl.col("tonnes").sum())
    served = _contents(net, met.select(pl.col("use").alias("commodity"), "period", pl.col("met").alias("quantity")))
    served = served.group_by("element", "period", "commodity").agg(pl.col("tonnes").sum()).with_columns(pl.lit("final use").alias("stage"))
    into = pl.concat([into, served.select(into.columns)])
    key = ["element", "period", "commodity"]
    total = out.group_by(key).agg(pl.col("tonnes").sum().alias("total"))
    need = into.group_by(key).agg(pl.col("tonnes").sum().alias("need"))
    linked = (
        out.join(total, on=key)
        .join(into.rename({"stage": "target", "tonnes": "wanted"}), on=key)
        .join(need, on=key)
        .with_columns((pl.col("tonnes") * pl.col("wanted") / pl.max_horizontal("total", "need")).alias("moved"))
        .group_by("element", "period", "stage", "target")
        .agg(pl.col("moved").sum())
    )
    spare = (
        out.join(total, on=key)
        .join(need, on=key, how="left")
        .with_columns(pl.col("need").fill_null(0.0))
        .with_columns(
            (pl.col("tonnes") * (1 - pl.col("need") / pl.col("total")).clip(0.0)).alias("moved"),
            pl.lit("unsold or stocked").alias("target"),
        )
        .group_by("element", "period", "stage", "target")
        .agg(pl.col("moved").sum())
    )
    top = (
        held.filter(pl.col("holder_kind") == "region")
        .sort("share", descending=True)
        .group_by("stage", "element", "period", maintain_order=True)
        .agg(pl.col("holder").first().alias("top_region"), pl.col("share").first().alias("top_share"))
    )
    return (
        pl.concat([linked, spare])
        .filter((pl.col("stage") != pl.col("target")) & (pl.col("moved") > 1e-3))
        .join(top, on=["stage", "element", "period"], how="left")
        .rename({"stage": "source", "moved": "tonnes"})
        .select("element", "period", "source", "target", "tonnes", "top_region", "top_share")
        .sort("element", "period", "source", "target")
    )


def value_added(made: pl.DataFrame, prices: pl.DataFrame, bought: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Value added by stage, group, region and period at the plan's own prices, in all and per kg of product.

    Products less goods taken in less bought reagents and energy (``bought``: line, period, usd). ``prices`` has
    commodity, region, period, price; ``parts`` says which group controls an operator.
    """
    priced = made.join(prices, on=["commodity", "region", "period"], how="left").with_columns(
        pl.when(pl.col("direction") == "out").then(1.0).otherwise(-1.0).alias("sign")
    )
    key = ["stage", "line", "entity", "region", "period"]
    lines = priced.group_by(key).agg(
        (pl.col("sign") * pl.col("quantity") * pl.col("price")).sum().alias("usd"),
        pl.col("quantity").filter(_is_product() & (pl.col("direction") == "out")).sum().alias("tonnes"),
    )
    return (
        lines.join(bought, on=["line", "period"], how="left")
        .join(parts.filter(pl.col("kind") == "controlled"), on=["entity", "period"])
        .with_columns((pl.col("usd") - pl.col("bought").fill_null(0.0)).alias("usd"), pl.col("holder").alias("entity"))
        .group_by("stage", "entity", "region", "period")
        .agg(pl.col("usd").sum(), pl.col("tonnes").sum())
        .with_columns(pl.when(pl.col("tonnes") > SMALL).then(pl.col("usd") / pl.col("tonnes") / 1000.0).alias("usd_per_kg"))
        .sort("stage", "entity", "region", "period")
    )


def bought_in(lp: Lp, solution: Solution) -> pl.DataFrame:
    """What each line pays for reagents and energy in each period: line, period, bought (USD)."""
    from didymium.network import cost_items, recipe_costs
    from didymium.planning.tables import tall

    net, n = lp.network, names(lp.network)
    act, line, share = splits(net)
    recipes = n.recipe[net.act_recipe]
    costs = recipe_costs(net.chain)
    cost = []
    for a, unit in enumerate(net.act_unit.tolist()):
        items = cost_items(costs, str(recipes[a]), net.regions[int(net.unit_region[unit])])
        cost.append(sum(v for k, v in items.items() if k in ("reagents", "energy")))
    ran = solution.x[lp.columns["act"]][act] * share
    paid = np.array(cost, float)[act][:, None] * ran
    table = tall({"line": n.line[line]}, {"bought": paid}, n.period, ran > SMALL)
    return table.group_by("line", "period").agg(pl.col("bought").sum())


def _is_product() -> pl.Expr:
    """Rows of ``made`` whose form is a product of their stage."""
    found = pl.lit(False)
    for stage, forms in PRODUCTS.items():
        found = found | ((pl.col("stage") == stage) & pl.col("form").is_in(sorted(forms)))
    return found


def _contents(net: Network, goods: pl.DataFrame) -> pl.DataFrame:
    """Join goods with what they contain: columns element and tonnes (as metal) are added."""
    elements, inside = content(net.chain)
    k, e = np.nonzero(inside)
    table = pl.DataFrame(
        {
            "commodity": pl.Series([net.commodities[i] for i in k.tolist()], dtype=pl.String),
            "element": pl.Series([elements[i] for i in e.tolist()], dtype=pl.String),
            "fraction": inside[k, e],
        }
    )
    return goods.join(table, on="commodity").with_columns((pl.col("quantity") * pl.col("fraction")).alias("tonnes"))
