"""Rules over purchases: split orders, single sources, prices against the market, related parties, entries after the close.

Each rule is a function from rows to suspicions, with the rows behind them. A rule that could fire by chance has a limit that follows
from how often such rows occur in the same table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, factorial, log
from typing import Any

from didymium.operations.alarm import ALARM, each
from didymium.operations.figure import Book
from didymium.operations.span import Span, span

Row = dict[str, Any]
NEAR = 0.5  # of a limit: smaller orders are no parts of a split one
WINDOWS = (7, 14)  # days
MANY = 6  # orders in a year from one source
YEAR = 12  # months


@dataclass(frozen=True)
class Suspicion:
    """What a rule found, in words, about whom, and the rows (``file:line``)."""

    kind: str
    about: str
    text: str
    rows: tuple[str, ...]


def suspicions(book: Book, now: Span) -> list[Suspicion]:
    """Everything that the rules find in a period."""
    rows = [r for r in book.rows("purchases") if span(r["period"], book.fiscal_start).end <= now.end]
    inside = [r for r in rows if span(r["period"], book.fiscal_start).first >= now.first]
    return [*split(rows, inside), *single(rows, inside, now, book), *dear(inside, book), *related(inside, book), *late(inside, book)]


def _value(r: Row) -> float:
    return float(r["quantity"] * r["price"])


def _places(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(f"{r['_file']}:{r['_line']}" for r in rows)


def at_least(k: int, mean: float) -> float:
    """Probability of at least ``k`` events where ``mean`` are expected (Poisson).

    >>> round(at_least(2, 0.1), 5)
    0.00468
    """
    return max(0.0, 1.0 - sum(exp(-mean) * mean**i / factorial(i) for i in range(k)))


def split(rows: Sequence[Row], inside: Sequence[Row]) -> list[Suspicion]:
    """Orders of one item from one supplier by one person within a fortnight, each under the limit that applied and together above it.

    They are told where so many would come together by chance in less than one of a hundred reviews, at the rate at which this person
    otherwise asks this supplier for this item in such orders.
    """
    under = [r for r in rows if r["limit"] is not None and NEAR * r["limit"] <= _value(r) < r["limit"]]
    if not under:
        return []
    ordered = [date.fromisoformat(r["ordered"]) for r in rows]
    length = max((max(ordered) - min(ordered)).days, 1)
    mine = {id(r) for r in inside}
    pairs = len({(r["supplier"], r["item"], r["requested_by"]) for r in rows})
    trials = sum(id(r) in mine for r in under)
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for r in under:
        groups.setdefault((r["supplier"], r["item"], r["requested_by"]), []).append(r)
    found = []
    for (supplier, item, person), orders in groups.items():
        for cluster in _clusters(orders):
            limit = max(r["limit"] for r in cluster)
            if not any(id(r) in mine for r in cluster) or len(cluster) < 2 or sum(map(_value, cluster)) <= limit:
                continue
            usual = (len(under) - len(cluster) + 1) / (pairs * length)  # of anyone's orders of anything: worth one order
            rate = (len(orders) - len(cluster) + 1) / (length + 1 / usual)
            chance = min(at_least(_most(cluster, days) - 1, rate * days) for days in WINDOWS)
            if trials * len(WINDOWS) * chance < ALARM:
                total = sum(map(_value, cluster))
                text = (
                    f"{len(cluster)} orders of {item} from {supplier} between {cluster[0]['ordered']} and {cluster[-1]['ordered']}, "
                    f"each under the limit of {limit:,.0f}, together {total:,.0f}; asked for by {person}"
                )
                found.append(Suspicion("split", supplier, text, _places(cluster)))
    return found


def _most(orders: Sequence[Row], days: int) -> int:
    """The most orders within so many days."""
    on = [date.fromisoformat(r["ordered"]) for r in orders]
    return max(sum(0 <= (b - a).days <= days for b in on) for a in on)


def _clusters(orders: Sequence[Row]) -> list[list[Row]]:
    """Orders that lie within a fortnight of the first of them."""
    found: list[list[Row]] = []
    for r in sorted(orders, key=lambda r: r["ordered"]):
        day = date.fromisoformat(r["ordered"])
        if found and day - date.fromisoformat(found[-1][0]["ordered"]) <= timedelta(days=max(WINDOWS)):
            found[-1].append(r)
        else:
            found.append([r])
    return found


def single(rows: Sequence[Row], inside: Sequence[Row], now: Span, book: Book) -> list[Suspicion]:
    """Items of which a year's orders all went to one supplier without a second offer."""
    year = [r for r in rows if span(r["period"], book.fiscal_start).first >= now.end - YEAR]
    bought: dict[str, list[Row]] = {}
    for r in year:
        bought.setdefault(r["item"], []).append(r)
    found = []
    for item in dict.fromkeys(r["item"] for r in inside):
        orders = bought.get(item, [])
        alone = len({r["supplier"] for r in orders}) == 1 and all(r["bids"] is not None and r["bids"] < 2 for r in orders)
        if alone and len(orders) >= MANY:
            text = f"all {len(orders)} orders of {item} in a year went to {orders[0]['supplier']}, none with a second offer"
            found.append(Suspicion("single source", item, text, _places(orders)))
    return found


def dear(inside: Sequence[Row], book: Book) -> list[Suspicion]:
    """Orders whose price lies further above the market of their month than the usual spread of single orders explains."""
    from scipy.special import ndtri

    market = {(r["item"], span(r["period"], book.fiscal_start)): r for r in book.rows("benchmarks")}
    held = [(r, market[k]) for r in inside if (k := (r["item"], span(r["period"], book.fiscal_start))) in market]
    held = [(r, m) for r, m in held if r["price"] > 0 and m["price"] > 0 and m["sd"] > 0]
    limit = float(-ndtri(each(len(held)))) if held else 0.0
    found = []
    for r, m in held:
        if log(r["price"] / m["price"]) / m["sd"] > limit:
            share = 100 * (r["price"] / m["price"] - 1)
            told = f"{r['price']:,.4g} a {r['unit']}, {share:.0f} % above the market's {m['price']:,.4g}"
            text = f"{r['id']}: {r['item']} from {r['supplier']} at {told}"
            found.append(Suspicion("price", r["supplier"], text, (*_places([r]), *_places([m]))))
    return found


def related(inside: Sequence[Row], book: Book) -> list[Suspicion]:
    """Orders asked for or approved by someone with a declared interest in the supplier."""
    interests = {(r["person"], r["supplier"]): r for r in book.rows("interests")}
    found = []
    for r in inside:
        for role in ("requested_by", "approved_by"):
            held = interests.get((r[role], r["supplier"]))
            if held is not None:
                text = f"{r['id']}: {r[role]}, who has an interest in {r['supplier']}, {role.replace('_by', '')} it"
                found.append(Suspicion("related party", r["supplier"], text, (*_places([r]), *_places([held]))))
    return found


def late(inside: Sequence[Row], book: Book) -> list[Suspicion]:
    """Orders entered after the period that they are charged to was closed."""
    closed = {span(r["period"], book.fiscal_start): r for r in book.rows("closings")}
    found = []
    for r in inside:
        when = closed.get(span(r["period"], book.fiscal_start))
        if when is not None and r["entered"] is not None and r["entered"] > when["closed"]:
            text = f"{r['id']}: entered on {r['entered']} into {r['period']}, which was closed on {when['closed']}"
            found.append(Suspicion("after close", r["supplier"], text, (*_places([r]), *_places([when]))))
    return found
