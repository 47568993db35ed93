"""An owner's own plan: its lines stay, the rest of the world becomes stepped supply and demand around the whole plan."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from itertools import product

import numpy as np
import polars as pl

from didymium.chain import Chain
from didymium.chain.holdings import controlled
from didymium.planning.boundary import boundary
from didymium.planning.price import shadow
from didymium.planning.solve import Plan
from didymium.planning.tables import names, splits

HAIR = 1e-6  # in the owner's favour: where it would just break even, it does as in the whole plan
SELL = ((1.0, 1 - HAIR), (0.10, 1.05), (0.20, 1.15), (0.50, 1.40))  # to the owner: share of quantity, share of price
BUY = ((1.0, 1 + HAIR), (0.10, 0.95), (0.20, 0.85), (0.50, 0.60))  # from the owner
SOURCE = "stepped around the plan of the whole chain"


def restrict(chain: Chain, whole: Plan, owner: str) -> Chain:
    """The chain of an entity (with all it controls) or of a region, with markets where it met the rest of the world.

    Where its lines use what others made, the outside sells as much at the whole plan's price, and more at 5, 15 and 40 %
    above it (10, 20 and 50 % of what passes the node); where others use what it made, the outside buys likewise below
    it. What it makes for itself meets no market. The steps are assumptions and are graded so. Raises ``KeyError`` when
    ``owner`` is neither an entity nor a region.

    >>> from didymium.chain import load
    >>> from didymium.planning.solve import solve
    >>> chain = load("works")
    >>> own = restrict(chain, solve(chain, quarters=0, detail=False), "coast")
    >>> first = own.tables["markets"].filter(pl.col("id").str.ends_with("_2026_1"))
    >>> first.select("commodity", "side", pl.col("quantity").round(3)).rows()
    [('ndpr_metal', 'sells', 168.0), ('magnet', 'buys', 420.0), ('swarf', 'buys', 105.0)]
    """
    t = chain.tables
    sites, entities = t["sites"], set(t["entities"]["id"].to_list())
    mine = sites_of(chain, owner)
    kept = set(t["lines"].filter(pl.col("site").is_in(sorted(mine)))["id"].to_list())
    running = set(t["modes"]["line"].to_list())
    demands = t["demands"].filter(pl.col("region") == owner)
    tables = dict(t)
    tables["modes"] = t["modes"].filter(pl.col("line").is_in(sorted(kept)))
    tables["demands"] = demands
    tables["projects"] = t["projects"].filter(pl.col("line").is_in(sorted(kept)))
    tables["quota_members"] = t["quota_members"].filter(pl.col("line").is_in(sorted(kept)))
    tables["quotas"] = _own_quotas(t, running, kept)
    for empty in ("residuals", "scored", "lives", "inflows"):
        tables[empty] = t[empty].head(0)
    own = [e for e in entities if set(sites.filter(pl.col("entity").is_in(sorted(controlled(chain, e))))["id"]) <= mine]
    tables["targets"] = t["targets"].filter(pl.col("entity").is_in(sorted(own)) | (pl.col("region") == owner))
    markets, places = _markets(chain, whole, kept, demands)
    tables["markets"] = markets
    held = pl.struct("region", "commodity").is_in([{"region": r, "commodity": k} for r, k in sorted(places)])
    tables["stocks"] = t["stocks"].filter(held)
    return replace(chain, name=f"{chain.name}/{owner}", tables=tables)


def sites_of(chain: Chain, owner: str) -> set[str]:
    """Sites of an entity (with all it controls) or of a region. Raises ``KeyError`` when ``owner`` is neither, or runs no line.

    >>> from didymium.chain import load
    >>> sorted(sites_of(load("works"), "coast"))
    ['harbour']
    """
    t = chain.tables
    places = [zip(t[name]["id"].to_list(), t[name]["name"].to_list(), strict=True) for name in ("entities", "regions")]
    known = {word: i for pairs in places for i, name in pairs for word in (name or i, i)}  # an id goes before a name
    entities, regions = set(t["entities"]["id"].to_list()), set(t["regions"]["id"].to_list())
    if owner not in entities and owner not in regions:
        near = known.get(owner) or next((known[word] for word in get_close_matches(owner, known, n=1)), None)
        help = f"did you mean {near}?" if near else f"see `didymium find {owner}`"
        raise KeyError(f"{owner} is neither an entity nor a region of {chain.name}: {help}")
    if owner in entities:
        mine = t["sites"].filter(pl.col("entity").is_in(sorted(controlled(chain, owner))))["id"]
    else:
        mine = t["sites"].filter(pl.col("region") == owner)["id"]
    runs = t["lines"].filter(pl.col("site").is_in(mine.to_list()))["id"].to_list()
    if not set(runs) & set(t["modes"]["line"].to_list()):
        raise KeyError(f"{owner} runs no line in {chain.name}: nothing to plan; try an owner from `didymium find`")
    return set(mine.to_list())


def _own_quotas(t: dict[str, pl.DataFrame], running: set[str], kept: set[str]) -> pl.DataFrame:
    """Quotas cut to the owner's share of the capacity that counts under each."""
    capacity = t["lines"].select(pl.col("id").alias("line"), pl.col("capacity").fill_null(0.0))
    members = t["quota_members"].filter(pl.col("line").is_in(sorted(running))).join(capacity, on="line")
    share = members.group_by("quota").agg(
        (pl.col("capacity").filter(pl.col("line").is_in(sorted(kept))).sum() / pl.col("capacity").sum()).alias("share")
    )
    joined = t["quotas"].join(share, on="quota", how="inner").filter(pl.col("share") > 0)
    return joined.with_columns((pl.col("limit") * pl.col("share")).alias("limit")).select(t["quotas"].columns)


def _markets(chain: Chain, whole: Plan, kept: set[str], demands: pl.DataFrame) -> tuple[pl.DataFrame, set[tuple[str, str]]]:
    """Market steps where the owner meets the rest, in every period of the whole plan; and the nodes that it touches."""
    lp = whole.live.lp
    net, n = lp.network, names(lp.network)
    own = np.zeros((len(net.act_unit), len(net.periods)))
    act, line, share = splits(net)
    owned = np.isin(line, [i for i, name in enumerate(net.lines) if name in kept])
    np.add.at(own, act[owned], share[owned])
    met = boundary(lp, whole.solution, own)
    mine = np.isin(net.entry_act, act[owned])
    makes, uses = (set(net.entry_node[mine & sign].tolist()) for sign in (net.entry_amount > 0, net.entry_amount < 0))
    wanted = set(demands.select("commodity", "region").iter_rows())
    price = shadow(lp, whole.solution)
    rows: list[dict[str, object]] = []
    places: set[tuple[str, str]] = set()
    for node in sorted(makes | uses):
        k, r = str(n.commodity[net.node_commodity[node]]), str(n.regions[net.node_region[node]])
        if (k, r) in wanted:
            continue
        places.add((r, k))
        for side, here, base, steps in (("sells", uses, met.bought, SELL), ("buys", makes, met.sold, BUY)):
            if node not in here:
                continue
            for t, s in product(np.flatnonzero(price[node] > 0).tolist(), range(len(steps))):
                part, factor = steps[s]
                quantity = (base[node, t] if s == 0 else part * met.open[node, t]) / net.length[t]
                if quantity > 1e-6:
                    rows.append(
                        {
                            "id": f"rest_{side}_{k}_{r}_{n.period[t]}_{s + 1}",
                            "region": r,
                            "commodity": k,
                            "period": str(n.period[t]),
                            "side": side,
                            "quantity": quantity,
                            "price": price[node, t] * factor,
                            "source": SOURCE,
                            "grade": "assumed",
                            "_file": "(made by --owner)",
                            "_line": 0,
                        }
                    )
    template = chain.tables["markets"]
    frame = pl.DataFrame(rows, schema={c: template.schema[c] for c in rows[0]} if rows else template.schema)
    return pl.concat([template.head(0), frame], how="diagonal"), places
