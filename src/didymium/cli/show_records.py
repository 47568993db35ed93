"""What the records answer, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from didymium.reporting.layout import columns, plain

if TYPE_CHECKING:
    from didymium.app.access import Access
    from didymium.app.action import Action
    from didymium.app.audit import Audit
    from didymium.app.closed import Closed
    from didymium.app.imported import Imported
    from didymium.app.version import Version


def imported_text(found: Imported) -> str:
    """What was recorded."""
    rows = "1 row" if found.rows == 1 else f"{found.rows} rows"
    lines = [f"recorded {rows} of {found.table} from {plain(found.file)}, for {', '.join(map(plain, found.entities))}"]
    lines += [f"  {found.replaced} of them written anew; the older rows stay"] if found.replaced else []
    lines += [f"  {found.preliminary} preliminary: they wait for final values"] if found.preliminary else []
    lines += [f"  not read: {', '.join(map(plain, found.unread))}"] if found.unread else []
    return "\n".join([*lines, _head(found.audit_head)])


def closed_text(found: Closed) -> str:
    """Which periods were closed."""
    lines = [f"closed {p.label} of {plain(p.entity)}" + (f", for the {p.closings}th time" if p.closings > 1 else "") for p in found.periods]
    return "\n".join([*lines, _head(found.audit_head)])


def access_text(found: Access) -> str:
    """Who may do what."""
    granted = [[plain(g.person), g.role, plain(g.entity) or "everywhere"] for g in found.granted]
    lent = [[plain(d.person), d.role, f"lent by {plain(d.lender)} from {d.start} until before {d.end}"] for d in found.lent]
    lines = columns([*granted, *lent]) or ["  no role yet: a keeper grants it (`didymium access grant`)"]
    return "\n".join([f"entities: {', '.join(map(plain, found.entities)) or 'none'}", *lines])


def version_text(found: Version) -> str:
    """Versions, and the steps of the one that was asked for."""
    rows = [[plain(v.entity), plain(v.name), f"revision {v.revision}", v.state, v.kind, v.hash[:16], plain(v.note)] for v in found.versions]
    lines = columns(rows, indent=0) or ["no version yet: `didymium version draft` begins one"]
    done = [[s.at[:16], s.step, plain(s.by) + (f" for {plain(s.lender)}" if s.lender else ""), plain(s.why)] for s in found.steps]
    return "\n".join([*lines, *columns(done), *([_head(found.audit_head)] if found.done else [])])


def action_text(found: Action) -> str:
    """Actions, by due day."""
    rows = [
        [a.code, plain(a.entity), "OVERDUE" if a.overdue else a.state, a.due, plain(a.owner), plain(a.text), plain(a.evidence)]
        for a in found.actions
    ]
    return "\n".join(columns(rows, indent=0) or ["no action yet: `didymium action add` adds one"])


def audit_text(found: Audit, head: str | None) -> str:
    """The verdict."""
    events = "" if found.events is None else f", {found.events} events"
    if found.holds:
        told = "and holds that head" if head else "; only a head that was printed before (--head) shows whether its end was cut off"
        return f"the audit chain holds{events} {told}\n{_head(found.head)}".replace(" ;", ";")
    return "\n".join([f"THE AUDIT CHAIN DOES NOT HOLD{events}", *(f"  {plain(f)}" for f in found.faults), _head(found.head)])


def _head(head: str) -> str:
    return f"audit head: {head}"
