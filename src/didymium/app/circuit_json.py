"""Answers of separation for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from didymium.app.cuts import cuts_of
from didymium.app.record import Json

if TYPE_CHECKING:
    from didymium.separation import Arrangement, Proposal, Simulation
    from didymium.separation.cost import Bill, Rates
    from didymium.separation.sequence import Sequence as Order

    Answer = Simulation | Proposal | Arrangement


def answer_json(answer: Answer) -> dict[str, Json]:
    """The answer for other programs, by its task."""
    from didymium.separation import Proposal, Simulation

    if isinstance(answer, Simulation):
        return _simulation(answer)
    return _proposal(answer) if isinstance(answer, Proposal) else _arrangement(answer)


def _simulation(s: Simulation) -> dict[str, Json]:
    return {
        "converged": s.converged,
        "iterations": s.iterations,
        "seconds": s.seconds,
        "imbalance": s.imbalance,
        "unit": s.unit,
        "raffinate": dict(s.raffinate),
        "extract": dict(s.extract),
        "stages": [{"stage": x.stage, "pH": x.pH, "aqueous": dict(x.aqueous), "organic": dict(x.organic)} for x in s.stages],
        "outlets": {name: dict(values) for name, values in s.outlets.items()},
        "flow": dict(s.flow),
        "recovery": {name: dict(values) for name, values in s.recovery.items()},
        "warnings": list(s.warnings),
    }


def _proposal(p: Proposal) -> dict[str, Json]:
    d = p.design
    return {
        "stages": d.stages,
        "extraction": d.feed_stage,
        "scrub": d.scrub,
        "feed_stage": d.feed_stage,
        "S": d.S,
        "W": d.W,
        "S_min": p.S_min,
        "purity": dict(p.purity),
        "recovery": dict(p.recovery),
        "shortcut_stages": None if p.shortcut is None else p.shortcut.stages,
        "cost": p.cost,
        "costs": dict(bill_of(p.bills, p.tonnes)),
        "reagents": _reagents(p.rates, p.bills, p.tonnes),
        "imbalance": d.steady.imbalance,
        "seconds": p.seconds,
        "warnings": list(p.warnings),
    }


def _arrangement(a: Arrangement) -> dict[str, Json]:
    alternatives: list[Json] = [{"cost": a.cost(s), "tree": _tree(a, s)} for s in a.found.best[1:]]
    return {
        "cost": a.cost(a.best),
        "tree": _tree(a, a.best),
        "alternatives": alternatives,
        "purity": dict(a.purity),
        "recovery": dict(a.recovery),
        "costs": dict(bill_of(a.bills, a.tonnes)),
        "reagents": _reagents(a.rates, a.bills, a.tonnes),
        "designs": len(a.found.designs),
        "seconds": a.seconds,
        "warnings": list(a.warnings),
    }


def _tree(a: Arrangement, sequence: Order) -> list[Json]:
    """Cuts of a sequence, each before those that it feeds; ``fed_by`` is the number of its own feeder."""
    return [
        {
            "light": list(c.light),
            "heavy": list(c.heavy),
            "feed": c.feed,
            "fed_by": c.above,
            "outlet": c.side or None,
            "stages": c.stages,
            "extraction": c.feed_stage,
            "scrub": c.stages - c.feed_stage,
            "feed_stage": c.feed_stage,
            "S": c.S,
            "W": c.W,
            "S_min": c.S_min,
            "share": c.share,
            "cost": c.cost,
        }
        for c in cuts_of(a, sequence)
    ]


def bill_of(bills: Iterable[Bill], tonnes: float) -> dict[str, float]:
    """Cost by item, USD per t REO (``tonnes`` an hour)."""
    found: dict[str, float] = {}
    for one in bills:
        for item, usd in one.items.items():
            found[item] = found.get(item, 0.0) + usd / tonnes
    return found


def _reagents(rates: Rates, bills: Sequence[Bill], tonnes: float) -> list[Json]:
    """Reagents and effluents per t REO in the feed."""
    from didymium.separation.cost import reagents

    return [{"name": name, "amount": amount, "unit": unit} for name, amount, unit, _ in reagents(rates, bills, tonnes)]
