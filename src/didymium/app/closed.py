"""Close a period: its figures final, its opening stocks the closing stocks before, by somebody else than who reported them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike
from didymium.app.record import Json
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.chain import Finding
    from didymium.operations import Book, Figure
    from didymium.operations.span import Span
    from didymium.records import Change, Scope
    from didymium.records.periods import Period, Stock
    from didymium.records.scope import Entity

STOCKS = ("opening_stock", "closing_stock")


@dataclass(frozen=True)
class Closed:
    """Periods that were closed, one an entity, and the head of the audit chain."""

    periods: tuple[Period, ...]
    audit_head: str

    def to_json(self) -> dict[str, Json]:
        """The periods for other programs."""
        return {"periods": [dict(asdict(p)) for p in self.periods], "audit_head": self.audit_head}


def close(period: str, chain: ChainLike = None, entity: str | None = None, by: str | None = None, progress: Say = silent) -> Closed:
    """Close a period of an entity, or of every entity that ``by`` may approve for and that has figures of it; all or none.

    Raises ``ChainError`` for figures that are preliminary, for stocks that do not join and for a period before it that waits,
    :class:`AskError` where there is nothing to close, ``Denied`` where ``by`` reported any of it.
    """
    from didymium.app.recorded import home, opened, person, reading, rows
    from didymium.chain import ChainError
    from didymium.operations import label, read
    from didymium.operations.span import span
    from didymium.records import audit

    folder = home(chain)
    with opened(folder) as records, records.writing(person(by)) as change:
        scope = change.scope
        if entity is not None:
            scope.entity(entity, "approve")
        progress("reading the records")
        recorded = rows(scope)
        if not any(table == "figures" for table, _ in recorded.rows):
            raise AskError(f"{scope.name} sees no figures in the records of {folder.name}: `didymium actuals import` records them")
        book = read(folder, recorded)
        try:
            now = span(period, book.fiscal_start)
        except ValueError as error:
            raise AskError(str(error)) from error
        progress("checking")
        chosen = _chosen(scope, book, now, entity, period)
        findings = [f for e in chosen for f in _faults(scope, book, e, now)]
        if findings:
            raise ChainError(findings)
        done = [_close(change, book, e, now) for e in chosen]
        change.say("close", period=label(now, book.fiscal_start), entities=[p.entity for p in done])
    with reading(folder, by) as scope:
        return Closed(tuple(done), audit.head(scope))


def _inside(book: Book, name: str, now: Span) -> list[Figure]:
    """Recorded figures of an entity that lie in the period."""
    from didymium.operations.entry import PREFIX

    return [
        f for f in book.figures if f.entity == name and f.file.startswith(PREFIX) and now.first <= f.span.first and f.span.end <= now.end
    ]


def _chosen(scope: Scope, book: Book, now: Span, entity: str | None, period: str) -> list[Entity]:
    """Entities with recorded figures of the period that are not closed. Raises :class:`AskError` where there is none."""
    from didymium.records.periods import closed

    places = scope.reach("approve") if entity is None else {e.id: e for e in (scope.entity(entity, "approve"),)}
    held = {n for n, ps in closed(scope).items() for p in ps if (p.first, p.end) == (now.first, now.end) and p.state == "closed"}
    having = [e for e in places.values() if _inside(book, e.name, now)]
    open_ones = [e for e in having if e.id not in held]
    if not having:
        raise AskError(f"no figures of {period} are recorded for what {scope.name} may approve")
    if not open_ones:
        raise AskError(f"{period} is closed already for {', '.join(e.name for e in having)}")
    return sorted(open_ones, key=lambda e: e.name)


def _faults(scope: Scope, book: Book, entity: Entity, now: Span) -> list[Finding]:
    """What keeps a period open."""
    from didymium.chain import Finding
    from didymium.operations import label
    from didymium.operations.entry import PREFIX
    from didymium.records import periods

    figures = _inside(book, entity.name, now)
    found = [
        Finding(
            "error",
            "figures",
            f.file,
            f.line,
            "preliminary",
            f"{f.metric} of {f.product} of {entity.name} is preliminary",
            "import its final value",
        )
        for f in figures
        if f.preliminary
    ]
    before = [f for f in book.figures if f.entity == entity.name and f.span == now.before and f.file.startswith(PREFIX)]
    shut = {(p.first, p.end) for p in periods.closed(scope).get(entity.id, [])}
    if before and (now.before.first, now.before.end) not in shut:
        name = label(now.before, book.fiscal_start)
        found.append(
            Finding(
                "error",
                "figures",
                before[0].file,
                before[0].line,
                "period",
                f"{name} of {entity.name} is not closed",
                f"close {name} first",
            )
        )
    place = figures[0].file
    for f in periods.faults(scope, entity, now.first, _stocks(book, entity.name, now)):
        found.append(Finding("error", "figures", place, f.row, f.column, f"{entity.name}: {f.message}", f.fix))
    return found


def _stocks(book: Book, name: str, now: Span) -> dict[str, Stock]:
    """Opening and closing stock by product of exactly the period, t."""
    from didymium.records.periods import Stock

    found: dict[str, dict[str, Figure]] = {}
    for f in _inside(book, name, now):
        if f.metric in STOCKS and f.taken and f.span == now:
            found.setdefault(f"{f.product} ({f.measure.basis})" if f.measure.basis else f.product, {})[f.metric] = f
    lines = {product: of.get("opening_stock", next(iter(of.values()))).line for product, of in found.items()}
    values = {product: [of[m].value if m in of else None for m in STOCKS] for product, of in found.items()}
    return {product: Stock(opening, closing, lines[product]) for product, (opening, closing) in values.items()}


def _close(change: Change, book: Book, entity: Entity, now: Span) -> Period:
    from didymium.operations import label
    from didymium.records import periods, told

    barred = told.took_part(change.scope, entity.id, now.first, now.end)
    stocks = _stocks(book, entity.name, now)
    return periods.close(change, entity, label(now, book.fiscal_start), (now.first, now.end), stocks, barred)
