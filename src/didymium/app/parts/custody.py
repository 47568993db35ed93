"""Custody in a review: what nobody can account for, whose it is, what explains it, and the ten principles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.operations import Book, Remark, Span
    from didymium.operations.checklist import Item
    from didymium.operations.culprit import Cause
    from didymium.operations.custody import Account
    from didymium.reporting.review import Section

LISTED = 6  # charts
ALIKE = 3  # other causes that are named


def custody(book: Book, now: Span, head: str | None = None) -> tuple[list[Section], list[Remark]]:
    """The section and its findings; nothing where the period holds no month with streams. ``head`` is that of the audit chain."""
    from didymium.operations.checklist import checklist
    from didymium.operations.culprit import culprits
    from didymium.operations.custody import MASS, accounts, gap
    from didymium.operations.meters import months
    from didymium.operations.remark import Remark
    from didymium.operations.span import span

    known = months(book, now.end)
    if not known or known[-1].span.first < now.first:
        longer = [r for r in book.rows("streams") if now.first <= (s := span(r["period"], book.fiscal_start)).first and s.end <= now.end]
        text = "custody: streams are not by month, so that nothing adds up over months"
        return [], [Remark("left out", text, (f"{longer[0]['_file']}:{longer[0]['_line']}",))] if longer else []
    keepers = {r["area"]: r["custodian"] for r in book.rows("areas")}
    gaps = [gap(m) for m in known]
    causes, explained = culprits(gaps)
    found = accounts(gaps, explained, keepers, now)
    lines = [m.lines for m in known if m.span.first >= now.first]
    remarks = [Remark(c.kind, _accused(c, keepers), _rows(c, lines, book)) for c in causes]
    for a in found:
        if a.signal:
            text = (
                f"{a.area} ({a.custodian or 'no custodian'}): {a.component} that is unaccounted for adds up beyond chance "
                f"(CUSUM {a.unexplained:.1f}, limit {a.limit:.1f}) and no single cause explains it"
            )
            remarks.append(Remark("custody", text, ()))
    dark = [a for a in known[-1].plant.areas if not any(x.area == a and x.component == MASS for x in found)]
    if dark:
        remarks.append(Remark("not measured", f"nobody can account for {', '.join(dark)}: a stream there was not weighed", ()))
    sections = [_section(found, causes, book)] if found else []
    items = checklist(book, known, now, causes, head)
    return [*sections, *([_principles(items)] if items else [])], remarks


def _accused(c: Cause, keepers: dict[str, str]) -> str:
    from didymium.operations import label
    from didymium.operations.culprit import LOSS

    since = f"since {label(c.since)}"
    if c.kind == LOSS:
        size = f"{c.size:,.3g} +- {c.sigma:.1g} t a month"
        text = f"{c.where} ({keepers.get(c.where) or 'no custodian'}) loses {size} {since}"
    else:
        size = f"{100 * c.size:+.1f} +- {100 * c.sigma:.1f} %"
        text = f"{c.name} reads {size} off {since}"
    others = f"; the balances do not tell it from {', '.join(c.others[:ALIKE])}, which would have to be larger" if c.others else ""
    return f"{text} (z {c.z:.1f}, limit {c.limit:.1f}){others}"


def _rows(c: Cause, lines: list[dict[str, str]], book: Book) -> tuple[str, ...]:
    """Rows of the period behind a cause: of the meter, or of every stream that touches the area."""
    from didymium.operations.culprit import LOSS

    if c.kind != LOSS:
        return tuple(place[c.where] for place in lines if c.where in place)
    touching = {r["stream"] for r in book.rows("streams") if c.where in (r["from_node"], r["to_node"])}
    return tuple(place[s] for place in lines for s in place if s in touching)


def _section(found: Sequence[Account], causes: Sequence[Cause], book: Book) -> Section:
    from didymium.operations import label
    from didymium.reporting.block import Column, Table, Value
    from didymium.reporting.review import Section, Series, control

    heads = (
        Column("Area"),
        Column("Custodian", empty="nobody"),
        Column("Of"),
        Column("Entered", "number", "t"),
        Column("Unaccounted for", "gap", "t"),
        Column("Standard error", "number", "t"),
        Column("CUSUM", "gap"),
        Column("Limit", "number"),
        Column("It"),
    )
    ordered = sorted(found, key=lambda a: -abs(a.cusum))
    rows: list[tuple[Value, ...]] = []
    for a in ordered:
        beyond = abs(a.cusum) > a.limit
        said = "alarm" if a.signal else "explained by a finding" if beyond and causes else "beyond" if beyond else "within"
        rows.append((a.area, a.custodian or None, a.component, a.through, a.missing, a.sigma, a.cusum, a.limit, said))
    heads_cause = (
        Column("Cause"),
        Column("Since"),
        Column("Size", "gap"),
        Column("Standard error", "number"),
        Column("Unit"),
        Column("z", "number"),
        Column("Limit", "number"),
        Column("Not told from"),
    )
    named: list[tuple[Value, ...]] = [
        (c.name, label(c.since), c.size, c.sigma, "t a month" if c.kind == "loss" else "share", c.z, c.limit, ", ".join(c.others[:ALIKE]))
        for c in causes
    ]
    tables = (
        Table("custody", "Unaccounted for, by area and custodian", heads, tuple(rows)),
        Table("causes", "What explains it", heads_cause, tuple(named)),
    )
    series = [
        Series(
            f"{a.area}, {a.component}",
            f"{a.area} ({a.custodian or 'no custodian'}): what is missing of {a.component} adds up to {a.cusum:+.1f} standard errors.",
            tuple(label(p.span, book.fiscal_start) for p in a.points),
            tuple(p.up if p.up >= p.down else -p.down for p in a.points),
            -a.limit,
            a.limit,
            "standard errors, above 0 missing, below 0 too much",
        )
        for a in ordered[:LISTED]
    ]
    chart = control("cusum", "CUSUM of what is unaccounted for", series, "streams and assays")
    many = sum(abs(a.cusum) > a.limit for a in found)
    told = f"{many} of {len(found)} accounts add up beyond chance" if many else f"what {len(found)} accounts lack can be chance"
    why = f"; named: {', '.join(c.name for c in causes)}" if causes else ""
    words = (
        "Missing is what entered less what left less the growth of stock. The standard error follows from meters, samples and stock-takes; "
        "the CUSUM adds up what exceeds half of it a month. A custodian answers for an area; the figure accuses no person.",
    )
    charts = (chart,) if chart else ()
    return Section("custody", "Custody", f"{told[:1].upper()}{told[1:]}{why}.", tables, charts, words, (0, 1, 2, 4, 5, 6, 8))


def _principles(items: list[Item]) -> Section:
    from didymium.reporting.block import Column, Table
    from didymium.reporting.review import Section

    heads = (Column("Principle"), Column("Tables show it"), Column("What they show"))
    shown = sum(i.status == "shown" for i in items)
    rows = tuple((i.principle, i.status, i.what) for i in items)
    words = ("After the ten principles of AMIRA P754 as they are summed up in public. This is no statement of compliance with the code.",)
    finding = f"{shown} of {len(items)} principles of metal accounting are shown by the tables."
    return Section("checklist", "Metal accounting", finding, (Table("checklist", "Ten principles", heads, rows),), (), words)
