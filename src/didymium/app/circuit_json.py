"""Answers of separation for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from didymium.app.cuts import cuts_of
from didymium.app.record import Json

if TYPE_CHECKING:
    from didymium.separation import Arrangement, Proposal, Simulation
    from didymium.separation.cost import Bill
    from didymium.separation.duty import Work
    from didymium.separation.sequence import Sequence as Order
    from didymium.separation.verify import Checked

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
        **({} if (work := work_of(s)) is None else {"costs": dict(bill_of(work.bills, work.tonnes)), "reagents": _rows(work)}),
        "warnings": list(s.warnings),
    }


def work_of(s: Simulation) -> Work | None:
    """What a simulated plant takes; None where its model does not know."""
    from didymium.separation.duty import Work

    work = s.extra.get("work")
    return work if isinstance(work, Work) else None


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
        "reagents": _rows(p),
        "mass_action": None if p.checked is None else _checked(p.checked),
        "imbalance": d.steady.imbalance,
        "seconds": p.seconds,
        "warnings": list(p.warnings),
    }


def _checked(c: Checked) -> dict[str, Json]:
    return {
        "system": c.system,
        "purity": dict(c.purity),
        "promised": dict(c.promised),
        "base": c.base,
        "pH": {"raffinate": c.pH[0], "feed": c.pH[1]},
        "loading": c.loading,
        "imbalance": c.imbalance,
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
        "reagents": _rows(a),
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
            "mass_action": None if c.reached is None else {"raffinate": c.reached[0], "extract": c.reached[1]},
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


def _rows(answer: Proposal | Arrangement | Work) -> list[Json]:
    return [{"name": name, "amount": amount, "unit": unit} for name, amount, unit, _ in reagent_rows(answer)]


def reagent_rows(answer: Proposal | Arrangement | Work) -> tuple[tuple[str, float, str, str], ...]:
    """Reagents and effluents per t REO in the feed: name, amount, unit, meaning.

    For rare earths those of the whole way from the dissolved feed to precipitated products; for made-up names those of
    the circuits alone.
    """
    from didymium.separation.cost import consumed
    from didymium.separation.duty import Work
    from didymium.separation.reagents import Duty, reagents

    rates, bills, tonnes = answer.rates, answer.bills, answer.tonnes
    base, acid = sum(b.base for b in bills), sum(b.acid for b in bills)
    rows: tuple[tuple[str, float, str, str], ...]
    try:
        found = reagents(answer.duty if isinstance(answer, Work) else Duty(answer.fed, base, acid), rates.base)
    except KeyError:
        rows = consumed(rates.base, base, acid, tonnes)
    else:
        meaning = {
            "NH3": "saponifies the solvent; neutralises acid left over",
            "NaOH": "saponifies the solvent; neutralises acid left over",
            "HCl": "as 100 %: dissolves the feed, scrubs and strips",
            "NH4HCO3": "precipitates the products",
            "NH4Cl": "leaves with the effluents",
            "NaCl": "leaves with the effluents",
            "CO2": "set free in precipitation and calcining",
        }
        rows = tuple((name, amount, "t", meaning.get(name, "")) for name, amount in {**found.used, **found.made}.items())
        rows += (("HCl, 31 %", found.acid, "t", "the same acid as it is bought"),)
        if found.nitrogen:
            rows += (("ammonia-N", found.nitrogen, "kg", "in the effluents before any treatment"),)
        rows += (("N, Cl and Na", found.imbalance, "of what enters", "largest difference to what leaves"),)
    water = answer.water
    return (
        *rows,
        *((f"water in: {name}", flow / tonnes, "m3", "") for name, flow in water.into.items()),
        *((f"water out: {name}", flow / tonnes, "m3", "") for name, flow in water.out.items()),
        ("water", water.imbalance, "of what enters", "difference of what leaves"),
        ("solvent", sum(b.lost for b in bills) / tonnes, "kg", "lost with the aqueous"),
        ("electricity", sum(b.energy for b in bills) / 1e3 / tonnes, "MWh", "stirring"),
    )
