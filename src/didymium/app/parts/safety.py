"""Safety in a review: injuries over hours worked, gaps between them, who follows up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.operations import Book, Remark, Span
    from didymium.operations.safety import Gap, Safety
    from didymium.reporting.figures import Figure
    from didymium.reporting.review import Section


def safety(book: Book, now: Span) -> tuple[list[Section], list[Remark]]:
    """The section; findings where there are more injuries than chance makes, where nobody answers, or a follow-up is late."""
    from didymium.operations.remark import Remark
    from didymium.operations.safety import ALL
    from didymium.operations.safety import safety as measure

    found = measure(book, now)
    if found is None:
        return [], []
    remarks = []
    for r in found.rates:
        if r.signal:
            where = "all areas" if r.area == ALL else r.area
            text = f"{where}: {r.injuries} injuries over {r.hours:,.0f} hours, {r.before} over {r.hours_before:,.0f} before (p {r.p:.1g})"
            places = tuple(_place(i) for i in found.rows if r.area in (ALL, i["area"]))
            remarks.append(Remark("safety", text, places[-r.injuries :]))
    for g in found.gaps:
        if g.signal:
            row = next(i for i in found.rows if i["id"] == g.id)
            text = f"{g.id} ({row['area']}) came after {g.hours:,.0f} hours worked, sooner than chance explains (p {g.p:.1g})"
            remarks.append(Remark("safety", text, (_place(row),)))
    for name, rows in (("no owner", found.unowned), ("overdue", found.overdue)):
        for row in rows:
            said = "nobody answers for it" if name == "no owner" else f"{row['owner'] or 'nobody'} was to close it by {row['due']}"
            remarks.append(Remark(name, f"{row['id']} ({row['area']}): {row['text']}: {said}", (_place(row),)))
    return [_section(found)], remarks


def _place(row: object) -> str:
    assert isinstance(row, dict)
    return f"{row['_file']}:{row['_line']}"


def _section(found: Safety) -> Section:
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.number import count
    from didymium.reporting.review import Section

    heads = (
        Column("Area"),
        Column("Injuries", "integer"),
        Column("Hours", "integer"),
        Column("A million hours", "number"),
        Column("Before", "number"),
        Column("Chance of as many", "number", empty="no past"),
        Column("Limit", "number"),
    )
    rates: list[tuple[Value, ...]] = [(r.area, r.injuries, r.hours, r.per_million, r.per_million_before, r.p, r.limit) for r in found.rates]
    told = (
        Column("Incident"),
        Column("Area"),
        Column("Day"),
        Column("Kind"),
        Column("What"),
        Column("Owner", empty="nobody"),
        Column("Due"),
        Column("Closed", empty="open"),
        Column("Row"),
    )
    rows: list[tuple[Value, ...]] = []
    for r in reversed(found.rows):
        kind = (r["kind"] or "").replace("_", " ")
        rows.append((r["id"], r["area"], r["happened"], kind, r["text"], r["owner"], r["due"], r["closed"], _place(r)))
    first = found.rates[0]
    fewer = first.per_million is not None and first.per_million_before is not None and first.per_million <= first.per_million_before
    past = "" if first.per_million_before is None else f", {first.per_million_before:.1f} before"
    open_ = count(len(found.open), "follow-up")
    finding = (
        f"{count(first.injuries, 'injury', 'injuries')} over {first.hours:,.0f} hours, {first.per_million or 0.0:.1f} a million hours{past}"
        f"{' (no worse)' if fewer else ''}; {open_} open, {len(found.overdue)} overdue, {len(found.unowned)} without an owner."
    )
    tables = (
        Table("safety", "Injuries over hours worked", heads, tuple(rates)),
        Table("incidents", "Incidents, the newest first", told, tuple(rows), folded=True),
    )
    figure = _chart(found.gaps)
    words = (
        "Injuries are deaths, lost-time and recordable injuries. Near misses are listed and not charted: more of them told is no harm.",
    )
    return Section("safety", "Safety", finding, tables, (figure,) if figure else (), words, (0, 1, 2, 3, 4, 5))


def _chart(gaps: tuple[Gap, ...]) -> Figure | None:
    """The t-chart: hours between injuries."""
    from didymium.reporting.review import Series, control

    if len(gaps) < 2:
        return None
    early = sum(g.signal for g in gaps)
    said = f"{early} came sooner than chance explains" if early else "none of this period came sooner than chance explains"
    title = f"Hours worked between injuries: {said}."
    series = Series(
        "all areas", title, tuple(g.happened.isoformat() for g in gaps), tuple(g.hours for g in gaps), None, None, "hours worked"
    )
    return control("between", "Hours worked between one injury and the next, longer is better", [series], "hours and incidents")
