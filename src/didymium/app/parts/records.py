"""Rules over records in a review: purchases and tolls, each suspicion with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.operations import Book, Remark, Span
    from didymium.operations.purchases import Suspicion
    from didymium.operations.tolls import Toll
    from didymium.reporting.review import Section

RULES = ("split", "single source", "price", "related party", "after close", "toll")


def records(book: Book, now: Span) -> tuple[list[Section], list[Remark]]:
    """The section, where there are purchases or tolls, and what the rules found."""
    from didymium.operations.purchases import Suspicion, suspicions
    from didymium.operations.remark import Remark
    from didymium.operations.span import span
    from didymium.operations.tolls import tolls

    contracts = tolls(book, now)
    found = suspicions(book, now)
    for t in contracts:
        if t.signal:
            share = t.returned / t.fed
            text = (
                f"{t.contract} ({t.custodian}) returned {100 * share:.1f} % in a year where {100 * t.guaranteed:.1f} % is guaranteed: "
                f"{t.short:,.3g} t short (z {t.z:.1f}, limit {t.limit:.1f})"
            )
            found.append(Suspicion("toll", t.custodian, text, t.rows))
    spans = [span(r["period"], book.fiscal_start) for r in book.rows("purchases")]
    orders = sum(now.first <= s.first and s.end <= now.end for s in spans)
    if not (orders or contracts):
        return [], []
    return [_section(found, contracts, orders)], [Remark(s.kind, s.text, s.rows) for s in found]


def _section(found: Sequence[Suspicion], contracts: Sequence[Toll], orders: int) -> Section:
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.number import count
    from didymium.reporting.review import Section

    counts = tuple((rule, sum(s.kind == rule for s in found)) for rule in RULES)
    rules: tuple[tuple[Value, ...], ...] = counts
    fired = [f"{n} by the rule {rule}" for rule, n in counts if n]
    rows: list[tuple[Value, ...]] = [(s.kind, s.about, s.text, ", ".join(s.rows)) for s in found]
    heads = (Column("Rule"), Column("About"), Column("Finding"), Column("Rows"))
    tolls: list[tuple[Value, ...]] = [
        (t.contract, t.custodian, t.fed, t.returned, t.returned / t.fed, t.guaranteed, t.z) for t in contracts
    ]
    heads_toll = (
        Column("Contract"),
        Column("Custodian"),
        Column("Fed", "number", "t"),
        Column("Returned", "number", "t"),
        Column("Yield", "share"),
        Column("Guaranteed", "share"),
        Column("z of the shortfall", "gap"),
    )
    tables = (
        Table("rules", "What each rule found", (Column("Rule"), Column("Findings", "integer")), rules),
        Table("suspicions", "Findings of rules, with their rows", heads, tuple(rows)),
        Table("tolls", "Toll yield against guarantee, twelve months", heads_toll, tuple(tolls)),
    )
    finding = f"{count(len(found), 'finding')} over {count(orders, 'order')} of the period{': ' + ', '.join(fired) if fired else ''}."
    words = ("A finding is a question about rows, not a verdict about a person.",)
    return Section("records", "Rules over records", finding, tables, (), words, (0, 1))
