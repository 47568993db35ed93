"""Permits in a review: where each limit stands, what was exceeded, and what the folder discloses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.operations import Book, Remark, Span
    from didymium.operations.disclosure import Told
    from didymium.operations.permits import Exceeded, Standing
    from didymium.reporting.review import Section


def permits(book: Book, now: Span) -> tuple[list[Section], list[Remark]]:
    """The section; every exceedance of the period and every month without a measurement is a finding."""
    from didymium.operations import label
    from didymium.operations.permits import permits as measure
    from didymium.operations.remark import Remark

    standing, log = measure(book, now)
    remarks = []
    for e in log:
        if e.month.first >= now.first:
            text = (
                f"{e.outlet}: {e.what} of {e.substance} was {e.value:,.4g} {e.unit} in {label(e.month)} where {e.limit:,.4g} is permitted"
            )
            remarks.append(Remark("exceeded", f"{text} ({e.owner or 'no owner'})", (e.place,)))
    for s in standing:
        if s.unmeasured:
            text = f"{s.outlet}: {s.substance} is limited and was not measured in {', '.join(s.unmeasured)}"
            remarks.append(Remark("not measured", text, ()))
    return ([_section(standing, log)] if standing else []), remarks


def _section(standing: Sequence[Standing], log: Sequence[Exceeded]) -> Section:
    from didymium.operations import label
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.number import count
    from didymium.reporting.review import Section

    heads = (
        Column("Outlet"),
        Column("Substance"),
        Column("Owner", empty="nobody"),
        Column("Highest month", "number", "mg/L", empty="not measured"),
        Column("Permitted", "number", "mg/L", empty="no limit"),
        Column("Load this year", "number", "t"),
        Column("Permitted load", "number", "t", empty="no limit"),
        Column("Used", "share"),
    )
    rows: list[tuple[Value, ...]] = []
    for s in standing:
        share = s.load / s.load_limit if s.load_limit else None
        rows.append((s.outlet, s.substance, s.owner or None, s.highest, s.limit, s.load, s.load_limit, share))
    entries = (
        Column("Month"),
        Column("Outlet"),
        Column("Substance"),
        Column("Of"),
        Column("Measured", "number"),
        Column("Permitted", "number"),
        Column("Unit"),
        Column("Owner", empty="nobody"),
        Column("Row"),
    )
    logged: list[tuple[Value, ...]] = [
        (label(e.month), e.outlet, e.substance, e.what, e.value, e.limit, e.unit, e.owner or None, e.place) for e in log
    ]
    finding = f"{count(len(log), 'exceedance')} of {count(len(standing), 'limit')} on record up to this period."
    words = ("Load is concentration times flow, month by month, over the calendar year. A limit is a hard check: there is no tolerance.",)
    tables = (
        Table("permits", "Where limits stand", heads, tuple(rows)),
        Table("exceedances", "Log of exceedances", entries, tuple(logged)),
    )
    return Section("permits", "Permits", finding, tables, (), words, (0, 1, 3, 4, 5, 6, 7))


def disclosure(book: Book, now: Span) -> tuple[list[Section], list[Remark]]:
    """What the folder tells of the topics that are usually asked for."""
    from didymium.operations.disclosure import told

    return ([_disclosed(told(book, now))] if book.rows("disclosures") else []), []


def _disclosed(found: Sequence[Told]) -> Section:
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.review import Section

    heads = (
        Column("Topic"),
        Column("Told"),
        Column("Period"),
        Column("Value", "number"),
        Column("Unit", "unit"),
        Column("From"),
    )
    rows: list[tuple[Value, ...]] = [
        (t.topic.replace("_", " "), "no" if t.value is None else "yes", t.period, t.value, t.unit, t.place) for t in found
    ]
    known = sum(t.value is not None for t in found)
    words = ("What is told and what is not. No rating is made of it: weights would be an opinion.",)
    table = Table("disclosure", "Disclosure", heads, tuple(rows))
    return Section("disclosure", "Disclosure", f"{known} of {len(found)} topics are told.", (table,), (), words)
