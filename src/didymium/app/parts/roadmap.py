"""The next quarter: the plan made again from what was counted, as a difference from the plan with the stocks of the chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from didymium.chain import Chain
    from didymium.operations import Book, Remark, Span
    from didymium.reporting.review import Section

NEAR = 1e-6  # of the larger figure: below it nothing changed
QUARTERS = 4


def roadmap(book: Book, now: Span) -> tuple[list[Section], list[Remark]]:
    """The section where stock was counted at the period's end and the folder is a chain whose horizon begins there.

    Raises ``ChainError`` where the chain is at fault, ``Infeasible`` where it has no plan.
    """
    from didymium.operations import label, span
    from didymium.operations.remark import Remark

    counted = {f"{r['region']}/{r['commodity']}": r for r in book.rows("counts") if span(r["period"], book.fiscal_start).end == now.end}
    if not counted or not _planned(book):
        return [], []
    from didymium.app.load import load
    from didymium.chain.calendar import parse
    from didymium.planning import solve

    chain = load(book.folder)
    places = tuple(f"{r['_file']}:{r['_line']}" for r in counted.values())
    if round(parse(chain.settings.start).start * 12) != now.end:
        text = f"no plan of the next quarter: that of {chain.name} begins in {chain.settings.start}, and the count is of {label(now)}"
        return [], [Remark("no roadmap", text, places)]
    known = {f"{r}/{c}" for r, c in chain.tables["stocks"].select("region", "commodity").iter_rows()}
    strange = [key for key in counted if key not in known]
    remarks = [Remark("no roadmap", f"{key} was counted and has no row in the chain's table stocks", places) for key in strange]
    changes = {f"stocks.{key}.opening": f"{r['quantity']:.12g}" for key, r in counted.items() if key in known}
    if not changes:
        return [], remarks
    before = solve(chain, quarters=QUARTERS, detail=False)
    after = solve(load(chain, changes), quarters=QUARTERS, detail=False)
    return [_section(chain, counted, (before.tables, after.tables), after.objective - before.objective)], remarks


def _planned(book: Book) -> bool:
    """Whether the folder says how far it plans: else it is a folder of actuals alone."""
    import tomllib

    head = tomllib.loads((book.folder / "didymium.toml").read_text(encoding="utf-8"))
    return "start" in head.get("horizon", {})


def _section(
    chain: Chain, counted: Mapping[str, dict[str, Any]], plans: tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]], worth: float
) -> Section:
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.number import amount
    from didymium.reporting.review import Section

    before, after = plans
    first = min(after["activity"]["period"].to_list())
    done = [
        {(r["line"], r["recipe"]): (r["quantity"], r["unit"]) for r in t["activity"].filter(period=first).iter_rows(named=True)}
        for t in (before, after)
    ]
    rows: list[tuple[Value, ...]] = []
    for line, recipe in dict.fromkeys((*done[0], *done[1])):
        old, unit = done[0].get((line, recipe), (0.0, ""))
        new, unit = done[1].get((line, recipe), (0.0, unit))
        gap = new - old
        rows.append((line, recipe, old, new, gap if abs(gap) > NEAR * max(abs(old), abs(new)) else 0.0, unit))
    moved = sum(bool(row[4]) for row in rows)
    opened = {f"{r['region']}/{r['commodity']}": r["opening"] for r in chain.tables["stocks"].iter_rows(named=True)}
    stocks: list[tuple[Value, ...]] = []
    for key, r in counted.items():
        if key in opened:
            quantity, place = r["quantity"], f"{r['_file']}:{r['_line']}"
            stocks.append((key, opened[key], quantity, None if opened[key] is None else quantity - opened[key], place))
    short = [int((t["met"].filter(period=first)["unmet"] > 0).sum()) for t in plans]  # a count: uses have units of their own
    every = after["met"].filter(period=first).height
    heads = (
        Column("Line"),
        Column("Recipe"),
        Column("Planned before", "number"),
        Column("From the count", "number"),
        Column("Change", "gap"),
        Column("Unit"),
    )
    heads_stock = (
        Column("Stock"),
        Column("In the chain", "number"),
        Column("Counted", "number"),
        Column("Difference", "gap"),
        Column("Row"),
    )
    finding = (
        f"From what was counted, {moved} of {len(rows)} activities of {first} change; {short[1]} of {every} demands are not fully met, "
        f"{short[0]} before, and the plan's worth changes by {amount(worth)} {chain.settings.currency}."
    )
    words = (
        "An outlook under coordination and foresight, not a forecast: the coordinated plan of the chain, once with its own opening "
        "stocks and once with those that were counted.",
    )
    tables = (
        Table("roadmap", f"Activity of {first}", heads, tuple(rows), first=20),
        Table("counted", "Opening stocks", heads_stock, tuple(stocks)),
    )
    return Section("roadmap", "Next quarter", finding, tables, (), words, (0, 1, 2, 3, 4, 5))
