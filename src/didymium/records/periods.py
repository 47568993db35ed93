"""Periods: closed by somebody else than who reported them, their openings joined to the closings before; amended with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from didymium.records.error import RowFault
from didymium.records.schema import approvals, balances, periods
from didymium.records.scope import Entity, Scope
from didymium.records.write import Change

CLOSE = 1e-9  # of a stock: what is nearer counts as equal


@dataclass(frozen=True)
class Stock:
    """Opening and closing stock of a product, t; None where none was reported. ``row`` is where the opening stands."""

    opening: float | None
    closing: float | None
    row: int = 0


@dataclass(frozen=True)
class Period:
    """A period of an entity as the records hold it: closed, or amended since; how often closed, and when last."""

    entity: str
    label: str
    first: int
    end: int
    state: str
    closings: int
    closed_at: str


def closed(scope: Scope) -> dict[int, list[Row[Any]]]:
    """Periods that were closed, by entity."""
    found: dict[int, list[Row[Any]]] = {}
    for row in scope.rows(periods):
        found.setdefault(row.entity_id, []).append(row)
    return found


def first_closed(scope: Scope) -> dict[int, list[tuple[int, int, str]]]:
    """First and last month of closed periods, and the moment when each was first closed, by entity."""
    moments: dict[int, str] = {}
    for step in scope.rows(approvals, approvals.c.step == "close"):
        if step.period_id is not None:
            moments.setdefault(step.period_id, step.at)
    return {entity: [(p.first, p.end, moments[p.id]) for p in rows] for entity, rows in closed(scope).items()}


def listed(scope: Scope) -> list[Period]:
    """Periods that were closed, of every entity within reach."""
    names = {n: e.name for n, e in scope.reach().items()}
    return [Period(names[p.entity_id], p.label, p.first, p.end, p.state, p.closings, p.closed_at) for p in scope.rows(periods)]


def faults(scope: Scope, entity: Entity, first: int, stocks: Mapping[str, Stock]) -> list[RowFault]:
    """What does not join for a period from month ``first`` on: an opening that is not the closing before, a closing not carried on.

    A product that was never closed before is brought in: its first opening joins to nothing.
    """
    rows = [p for p in closed(scope).get(entity.id, []) if p.end <= first]
    found = []
    prior = max(rows, key=lambda p: (p.end, p.first), default=None)
    if prior is not None and prior.end == first and prior.state == "amended":
        found.append(RowFault(0, "period", f"{prior.label} was amended and is not closed again", f"close {prior.label} first"))
    before = {} if prior is None else last(scope, prior)
    for product, stock in stocks.items():
        closing = before[product].closing if product in before else None
        if stock.opening is None and closing is not None:
            fix = f"report opening_stock {closing:.10g} t"
            found.append(RowFault(0, "opening_stock", f"{product} closed {_of(prior)} with {closing:.10g} t and opens with nothing", fix))
        elif stock.opening is not None and closing is not None and abs(stock.opening - closing) > CLOSE * max(abs(closing), 1.0):
            message = f"{product} opens with {stock.opening:.10g} t where {_of(prior)} closed with {closing:.10g} t"
            found.append(RowFault(stock.row, "opening_stock", message, f"carry {closing:.10g} t on, or amend {_of(prior)}"))
        elif stock.opening is not None and closing is None and prior is not None and any(product in last(scope, p) for p in rows):
            message = f"{product} opens with {stock.opening:.10g} t and {_of(prior)} has no closing stock of it"
            found.append(RowFault(stock.row, "opening_stock", message, f"amend {_of(prior)} with its closing_stock"))
    for product, row in before.items():
        if product not in stocks and row.closing:
            fix = f"report opening_stock {row.closing:.10g} t"
            found.append(
                RowFault(0, "opening_stock", f"{product} closed {_of(prior)} with {row.closing:.10g} t and opens with nothing", fix)
            )
    return found


def last(scope: Scope, period: Row[Any]) -> dict[str, Row[Any]]:
    """Balances of a period as it was closed last, by product."""
    rows = scope.rows(balances, balances.c.period_id == period.id)
    return {r.product: r for r in rows if r.closing_no == period.closings}


def close(change: Change, entity: Entity, label: str, span: tuple[int, int], stocks: Mapping[str, Stock], barred: set[int]) -> Period:
    """Close a period whose stocks join (:func:`faults`). ``barred`` took part in it and may not.

    A period that is closed and was not amended is refused by the caller. Returns the period.
    """
    scope = change.scope
    lender = scope.right("approve", entity, barred)
    first, end = span
    rows = closed(scope).get(entity.id, [])
    own = next((p for p in rows if (p.first, p.end) == span), None)
    prior = max((p for p in rows if p.end <= first), key=lambda p: (p.end, p.first), default=None)
    before = {} if prior is None else last(scope, prior)
    number = 1 if own is None else own.closings + 1
    state = {"state": "closed", "closings": number, "closed_at": change.at}
    if own is None:
        ident = change.insert(periods, entity_id=entity.id, label=label, first=first, end=end, **state)
    else:
        ident = own.id
        change.update(periods, ident, **state)
    for product, stock in stocks.items():
        joined = before[product].id if product in before else None
        change.insert(
            balances,
            entity_id=entity.id,
            period_id=ident,
            closing_no=number,
            product=product,
            opening=stock.opening,
            closing=stock.closing,
            prior_id=joined,
        )
    change.insert(approvals, entity_id=entity.id, period_id=ident, step="close", by_id=scope.person, for_id=lender, at=change.at)
    return Period(entity.name, label, first, end, "closed", number, change.at)


def amend(change: Change, period: Row[Any], why: str) -> None:
    """Say that a closed period was changed: it waits to be closed again."""
    scope = change.scope
    entity = scope.reach()[period.entity_id]
    change.update(periods, period.id, state="amended")
    change.insert(
        approvals,
        entity_id=entity.id,
        period_id=period.id,
        step="amend",
        by_id=scope.person,
        for_id=scope.right("propose", entity),
        why=why,
        at=change.at,
    )


def _of(period: Row[Any] | None) -> str:
    return "" if period is None else str(period.label)
