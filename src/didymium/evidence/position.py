"""Shares of a market and ranks, against shares and ranks by capacity in the chain."""

from __future__ import annotations

import polars as pl

from didymium.evidence.claim import Claim
from didymium.evidence.scope import Atlas, Scope
from didymium.evidence.supply import Supply

SLACK = 0.10  # of the market: capacity is not output
Verdict = tuple[str, str, tuple[str, ...]]


def judge_share(claim: Claim, reading: str, scope: Scope, when: float, supply: Supply) -> Verdict:
    """A share of the world against the share of capacity: verdict, reason, rows."""
    own = supply.capacity(reading, scope, when)
    world = supply.capacity(reading, Scope("world", (), tuple(supply.atlas.sites["id"].to_list())), when)
    if scope.kind == "world" or own is None or world is None or world.high <= 0:
        return "cannot be checked", f"the chain has no capacity for {reading} to take a share of", ()
    share = own.high / world.high
    low = claim.interval[0] if claim.interval else 0.0
    text = f"{share:.0%} of the world's {reading} capacity in the chain"
    return ("fits" if low <= share + SLACK else "exceeds"), text, own.rows


def judge_rank(claim: Claim, reading: str, scope: Scope, when: float, supply: Supply) -> Verdict:
    """A rank against the order by capacity: of regions where the subject is one, else of groups."""
    if scope.kind not in ("region", "entity") or claim.value is None:
        return "cannot be checked", "the chain ranks regions and groups only", ()
    table = supply.atlas.sites
    if scope.kind == "region":
        scopes = {
            name: Scope("region", (name,), tuple(table.filter(pl.col("region") == name)["id"].to_list()))
            for name in table["region"].unique(maintain_order=True)
        }
        me = scope.ids[0]
    else:
        scopes = _groups(supply.atlas, when)
        me = next((name for name, s in scopes.items() if set(scope.ids) & set(s.ids)), "")
    sizes = {name: span.high for name, s in scopes.items() if (span := supply.capacity(reading, s, when)) is not None}
    if me not in sizes:
        return "cannot be checked", f"the chain has no {reading} capacity of it", ()
    place = 1 + sum(size > sizes[me] for size in sizes.values())
    own = supply.capacity(reading, scopes[me], when)
    text = f"number {place} of {len(sizes)} by {reading} capacity in the chain"
    return ("fits" if place <= claim.value else "exceeds"), text, own.rows if own else ()


def _groups(atlas: Atlas, when: float) -> dict[str, Scope]:
    """Groups with all they control; a state is no group, and makers that no source lists singly are none either."""
    kinds = dict(atlas.chain.tables["entities"].select("id", "kind").iter_rows())
    names = dict(atlas.chain.tables["entities"].select("id", "name").iter_rows())
    firms = [e for e, kind in kinds.items() if kind != "state" and not str(names[e]).startswith("Various")]
    below = {e: atlas.owned((e,), when) for e in firms}
    tops = [e for e in firms if not any(e in below[o] for o in firms if o != e)]
    table = atlas.sites
    return {e: Scope("entity", below[e], tuple(table.filter(pl.col("entity").is_in(below[e]))["id"].to_list())) for e in tops}
