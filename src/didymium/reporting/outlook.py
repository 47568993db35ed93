"""The coordinated outlook: what is short, where, when and why; targets; lines that stand still or run too low."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from didymium.reporting.input import BriefInput
from didymium.reporting.number import amount, count, percent

SHORT = re.compile(r"(?P<goods>.+) in (?P<region>\S+) is short")
STEPS = 6  # of a chain of causes that are told; the result table reason has them all


@dataclass(frozen=True)
class Shortage:
    """Demand of one region that is not served, over the periods in which it is not.

    ``quantity`` in ``unit`` over all periods, ``share`` of what was wanted in them, ``value`` in USD at the shadow
    price, ``key`` the row of the chain at the root of the reason.
    """

    use: str
    name: str
    region: str
    region_name: str
    periods: tuple[str, ...]
    when: str
    quantity: float
    unit: str
    share: float
    value: float | None
    reason: str
    key: str
    other_reasons: int


def shortages(b: BriefInput) -> list[Shortage]:
    """Unmet demand by use and region, what is worth most first."""
    met = b.table("met").filter(pl.col("unmet") > 0)
    order = [p.label for p in b.periods]
    reasons = {
        (r["subject"], r["region"], r["period"]): (r["text"], _key(b, r))
        for r in b.table("reason").filter(pl.col("kind") == "unmet").iter_rows(named=True)
    }
    found = []
    for (use, region, unit), part in met.group_by(["use", "region", "unit"], maintain_order=True):
        rows = sorted(part.iter_rows(named=True), key=lambda r: _place(r["period"], order))
        largest = max(rows, key=lambda r: (r["unmet"], r["period"]))
        told = {r["period"]: reasons[(use, region, r["period"])] for r in rows if (use, region, r["period"]) in reasons}
        text, key = told.get(largest["period"], next(iter(told.values()), ("", "")))
        quantity, wanted = sum(r["unmet"] for r in rows), sum(r["demanded"] for r in rows)
        priced = [r["unmet"] * r["price"] for r in rows if r["price"] is not None]
        found.append(
            Shortage(
                use=str(use),
                name=b.name("commodities", str(use)),
                region=str(region),
                region_name=b.name("regions", str(region)),
                periods=tuple(r["period"] for r in rows),
                when=runs([r["period"] for r in rows], order),
                quantity=quantity,
                unit=str(unit),
                share=quantity / wanted if wanted else 0.0,
                value=sum(priced) if priced else None,
                reason=text,
                key=key,
                other_reasons=max(0, len({t for t, _ in told.values()}) - 1),
            )
        )
    return sorted(found, key=lambda s: (-(s.value or 0.0), -s.quantity, s.use, s.region))


def served(b: BriefInput) -> list[tuple[int, int, int]]:
    """Year, demands (use by region) not fully served in it, demands."""
    table = b.by_year("met").group_by("year", "use", "region").agg(pl.col("unmet").sum())
    rows = table.group_by("year").agg((pl.col("unmet") > 0).sum().alias("short"), pl.len().alias("all")).sort("year")
    return [(int(y), int(s), int(n)) for y, s, n in rows.iter_rows()]


@dataclass(frozen=True)
class Target:
    """A target, what the plan reaches and what the target costs (USD; ``None`` where it was not measured)."""

    id: str
    entity: str
    period: str
    sense: str
    value: float | None
    actual: float | None
    met: bool
    cost: float | None
    reason: str


def targets(b: BriefInput) -> list[Target]:
    """Targets, the missed ones first."""
    why = {(r["subject"], r["period"]): r["text"] for r in b.table("reason").filter(pl.col("kind") == "target").iter_rows(named=True)}
    rows = [
        Target(
            id=r["id"],
            entity=b.names.get(f"entities/{r['entity']}") or b.name("regions", r["entity"]),
            period=r["period"] or "",
            sense=r["sense"],
            value=r["target"],
            actual=r["actual"],
            met=bool(r["met"]),
            cost=r["cost"],
            reason=why.get((r["id"], r["period"]), ""),
        )
        for r in b.table("target").iter_rows(named=True)
    ]
    return sorted(rows, key=lambda t: (t.met, t.id, t.period))


@dataclass(frozen=True)
class Idle:
    """A line that stands still, or that runs below its least steady load, and when."""

    line: str
    region: str
    when: str
    capacity: float
    reason: str
    key: str


def idle(b: BriefInput) -> list[Idle]:
    """Lines that stand still in some period although they have capacity, largest first."""
    order = [p.label for p in b.periods]
    found = []
    table = b.table("reason").filter(pl.col("kind") == "idle")
    for (line, region), part in table.group_by(["subject", "region"], maintain_order=True):
        rows = sorted(part.iter_rows(named=True), key=lambda r: _place(r["period"], order))
        last = rows[-1]
        when = runs([r["period"] for r in rows], order)
        found.append(
            Idle(
                line=b.name("lines", str(line)),
                region=b.name("regions", region if isinstance(region, str) else None),
                when=when,
                capacity=sum(r["quantity"] or 0.0 for r in rows),
                reason=last["text"],
                key=_key(b, last) or f"lines/{line}",
            )
        )
    return sorted(found, key=lambda i: (-i.capacity, i.line))


def too_low(b: BriefInput) -> list[tuple[str, str, str, str]]:
    """Lines that run below their least steady load: name, region, when, key of the line."""
    order = [p.label for p in b.periods]
    table = b.table("capacity").filter(pl.col("min_load_broken"))
    rows = []
    for (line, region), part in table.group_by(["line", "region"], maintain_order=True):
        when = runs(sorted(part["period"], key=lambda p: _place(p, order)), order)
        rows.append((b.name("lines", str(line)), b.name("regions", str(region)), when, f"lines/{line}"))
    return sorted(rows)


def verdict(b: BriefInput) -> str:
    """The finding in a sentence: how many demands are not met, and the one that is worth most."""
    years = served(b)
    if not years:
        return ""
    short = shortages(b)
    if not short:
        return f"Every demand is met from {b.periods[0].label} to {b.periods[-1].label}"
    worst = max(years, key=lambda y: (y[1], -y[0]))
    top = short[0]
    return (
        f"At worst, in {worst[0]}, {worst[1]} of {count(worst[2], 'demand')} are not fully met; the dearest gap is "
        f"{top.name} in {top.region_name}: {amount(top.quantity)} {top.unit}, {percent(top.share)} of demand, {top.when}"
    )


def told(b: BriefInput, reason: str) -> str:
    """A chain of causes in the order in which it happens: the root, then what runs short and where.

    >>> from didymium.reporting.input import ChainFacts
    >>> b = BriefInput(ChainFacts("w", "W", "1", 10, 0.5, True, "ab"), "0.1.0", "", "", 0.0, {}, {}, {}, (), names={"regions/A": "Alpha"})
    >>> told(b, "Dy metal in B is short <- Dy oxide in A is short <- Dy feed in A is short <- quota ion 2027 is used up")
    'quota ion 2027 is used up; short in turn: Dy feed → Dy oxide (Alpha) → Dy metal (B)'
    """
    *way, root = reason.split(" <- ")
    places: list[tuple[str, list[str]]] = []
    for step in reversed(way):
        found = SHORT.fullmatch(step)
        if found is None:
            return "; so ".join([root, *reversed(way)])
        if not places or places[-1][0] != found["region"]:
            places.append((found["region"], []))
        places[-1][1].append(found["goods"])
    steps = [g if i + 1 < len(goods) else f"{g} ({b.name('regions', r)})" for r, goods in places for i, g in enumerate(goods)]
    if len(steps) > STEPS:
        steps = [*steps[: STEPS - 2], f"{len(steps) - STEPS + 1} more", steps[-1]]
    return f"{root}; short{' in turn' if len(steps) > 1 else ''}: {' → '.join(steps)}" if steps else root


def runs(periods: list[str], order: list[str]) -> str:
    """Periods in words: unbroken runs as from-to.

    >>> runs(["2026Q1", "2026Q2", "2028"], ["2026Q1", "2026Q2", "2026Q3", "2028"])
    '2026Q1 to 2026Q2, 2028'
    """
    parts: list[list[str]] = []
    for p in periods:
        if parts and p in order and parts[-1][-1] in order and order.index(p) == order.index(parts[-1][-1]) + 1:
            parts[-1].append(p)
        else:
            parts.append([p])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in parts)


def _place(period: str, order: list[str]) -> tuple[int, str]:
    return (order.index(period) if period in order else len(order), period)


def _key(b: BriefInput, row: dict[str, str | None]) -> str:
    """Key of the row at the root of a reason: that of its period where the table has one a period."""
    if not (row["root_table"] and row["root_id"]):
        return ""
    key, period = f"{row['root_table']}/{row['root_id']}", row["period"] or ""
    exact = (f"{key}/{label}" for label in (period, b.year_of.get(period)))
    return next((k for k in exact if b.source(k)), key)
