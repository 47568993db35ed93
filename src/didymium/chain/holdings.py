"""Who holds whom at a moment, and quantities rolled up by it: operated, controlled, equity.

*operated* gives all to the operator; *controlled* all to the group at the top of the operator's control edges; *equity*
splits by shares, edge by edge up to entities that nobody is known to hold. A part without a known holder stays with the
entity itself, so that each split adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from didymium.chain.calendar import Period, parse
from didymium.chain.model import Chain, Finding

KINDS = ("operated", "controlled", "equity")
DUST = 1e-12  # shares below it are rounding


@dataclass(frozen=True)
class Edge:
    """``owner`` holds ``share`` of ``owned`` (None where it is not known), and decides there or not."""

    owner: str
    owned: str
    share: float | None
    control: bool


def edges(chain: Chain, at: float | None = None) -> list[Edge]:
    """Edges in force at a moment in decimal years, by default the start of the horizon.

    >>> from didymium.chain import load
    >>> all(edge.owner != edge.owned for edge in edges(load("works")))
    True
    """
    fiscal = chain.settings.fiscal_start
    now = parse(chain.settings.start, fiscal).start if at is None else at
    rows = chain.tables["holdings"].select("owner", "owned", "from", "to", "share", "control")
    return [
        Edge(owner, owned, share, bool(control))
        for owner, owned, since, until, share, control in rows.iter_rows()
        if parse(since, fiscal).start <= now and (until is None or now < parse(until, fiscal).start)
    ]


def controlled(chain: Chain, entity: str, at: float | None = None) -> set[str]:
    """An entity and all that it controls, over any number of edges."""
    return _below(entity, _by_owner(edges(chain, at)))


def groups(chain: Chain, at: float | None = None) -> dict[str, str]:
    """Entity -> the group at its top: of all that control it and are no state, the one that controls most.

    An entity that nobody controls is its own group; a state is its own.
    """
    table = chain.tables["entities"]
    kind = dict(zip(table["id"].to_list(), table["kind"].to_list(), strict=True))
    held = edges(chain, at)
    by_owner = _by_owner(held)
    share = {(e.owner, e.owned): e.share or 0.0 for e in held}
    top: dict[str, tuple[int, float, str]] = {}
    for group in (entity for entity, of in kind.items() if of != "state"):
        below = _below(group, by_owner)
        for entity in below:
            if kind[entity] != "state":
                rank = (len(below), share.get((group, entity), 0.0), group)
                top[entity] = max(rank, top.get(entity, rank))
    return {entity: top[entity][2] if entity in top else entity for entity in kind}


def equity(chain: Chain, at: float | None = None) -> dict[str, dict[str, float]]:
    """Entity -> its holders at the end of every line of shares, and their part of it; the parts add up to 1.

    With S[o, e] the known share of o in e and r = 1 - sum_o S[o, e] what is left to e itself, the parts P solve
    P[e] = r[e] e + sum_o S[o, e] P[o]: cross-holdings are counted as often as they go round.
    """
    names = chain.tables["entities"]["id"].to_list()
    at_name = {name: i for i, name in enumerate(names)}
    shares = np.zeros((len(names), len(names)))  # [owned, owner]
    for edge in edges(chain, at):
        shares[at_name[edge.owned], at_name[edge.owner]] += edge.share or 0.0
    left = np.maximum(1.0 - shares.sum(axis=1), 0.0)
    part = np.linalg.solve(np.eye(len(names)) - shares, np.diag(left))
    part[np.abs(part) < DUST] = 0.0
    part /= part.sum(axis=1, keepdims=True)
    return {name: {names[j]: float(part[i, j]) for j in np.flatnonzero(part[i]).tolist()} for i, name in enumerate(names)}


def rollup(chain: Chain, periods: Sequence[Period]) -> pl.DataFrame:
    """Parts of every entity's quantities by kind, holder and period, at the middle of each period.

    Columns entity, period, kind (operated, controlled, equity), holder, part; the parts of an entity, period and kind
    add up to 1.
    """
    rows: list[tuple[str, str, str, str, float]] = []
    for period in periods:
        middle = (period.start + period.end) / 2
        top, split = groups(chain, middle), equity(chain, middle)
        for entity in top:
            rows.append((entity, period.label, "operated", entity, 1.0))
            rows.append((entity, period.label, "controlled", top[entity], 1.0))
            rows.extend((entity, period.label, "equity", holder, part) for holder, part in split[entity].items())
    words = dict.fromkeys(("entity", "period", "kind", "holder"), pl.String)
    return pl.DataFrame(rows, schema={**words, "part": pl.Float64}, orient="row")


def findings(tables: dict[str, pl.DataFrame], fiscal: int) -> list[Finding]:
    """Shares of an entity that add up to more than one at some moment; entities that hold or control themselves."""
    table = tables["holdings"]
    rows = [
        (row, parse(row["from"], fiscal).start, np.inf if row["to"] is None else parse(row["to"], fiscal).start)
        for row in table.iter_rows(named=True)
    ]
    found = []
    told: set[str] = set()
    for row, since, _ in rows:
        if row["owner"] == row["owned"]:
            found.append(_at(row, "owned", f"{row['owned']} holds itself", "name another owner, or delete the row"))
            continue
        now = [r for r, a, b in rows if a <= since < b]
        total = sum(r["share"] or 0.0 for r in now if r["owned"] == row["owned"])
        if total > 1 + 1e-6 and row["owned"] not in told:
            told.add(row["owned"])
            message = f"shares of {row['owned']} sum to {total:.4g} in {row['from']}"
            found.append(_at(row, "share", message, "end the edge that no longer holds (`to`), or mend a share"))
        control: dict[str, list[str]] = {}
        for r in now:
            if r["control"] and r["owner"] != r["owned"]:
                control.setdefault(r["owner"], []).append(r["owned"])
        if row["control"] and row["owner"] in _below(row["owned"], control) and "control" not in told:
            told.add("control")
            message = f"control runs in a circle: {row['owner']} controls {row['owned']} and is controlled by it"
            found.append(_at(row, "control", message, "write control = no on the edge that does not decide"))
    return found


def _at(row: dict[str, object], column: str, message: str, fix: str) -> Finding:
    return Finding("error", "holdings", str(row["_file"]), int(str(row["_line"])), column, message, fix)


def _by_owner(held: Sequence[Edge]) -> dict[str, list[str]]:
    """Owner -> what it controls by one edge."""
    found: dict[str, list[str]] = {}
    for edge in held:
        if edge.control:
            found.setdefault(edge.owner, []).append(edge.owned)
    return found


def _below(entity: str, by_owner: dict[str, list[str]]) -> set[str]:
    """An entity and all below it."""
    seen, queue = {entity}, [entity]
    while queue:
        for owned in by_owner.get(queue.pop(), []):
            if owned not in seen:
                seen.add(owned)
                queue.append(owned)
    return seen
