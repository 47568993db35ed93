"""Rows of a chain that a circuit comes to: a recipe with its flows and costs, and the line that runs it.

Pure: rows from an answer, so that ``separate --save`` and the maker of the shipped chain write the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from didymium.app.circuit_json import bill_of

if TYPE_CHECKING:
    from didymium.separation import Arrangement, Case, Proposal
    from didymium.separation.duty import Work
    from didymium.separation.section import Section

    Made: TypeAlias = Proposal | Arrangement | Work

Row = dict[str, str]
ENDS = ("raffinate", "extract", "strip")
KEYS = ("line", "recipe", "site", "feed", *ENDS, "products", "reagents", "costs", "kept", "dissolves")
COSTS = {"base": "reagents", "acid": "reagents", "solvent": "reagents", "energy": "energy", "effluent": "waste"}
ITEMS = ("reagents", "energy", "labour", "other", "waste", "fee")  # kinds of cost that a chain knows
HOURS = 8760.0  # of a year
SPLIT = 1e-4  # by how much the shares of a product may miss one


@dataclass(frozen=True)
class Stamp:
    """Where rows come from: the run's name, the year, and whether numbers that nobody measured were accepted for it."""

    run: str
    year: int
    weak: bool


def rows_of(case: Case, made: Made, section: Section, stamp: Stamp) -> dict[str, list[Row]]:
    """Rows by table. What they are called in the chain stands in the case's ``[save]``; findings go into ``section``.

    Capital charges and the worth of the first fill are left out: the chain has projects and ``first_fill_days`` for them.
    """
    line = section.word("line")
    ids = {
        "line": line,
        "recipe": section.word("recipe", default=line),
        "site": section.word("site"),
        "feed": section.word("feed"),
    }
    for name in ("line", "site", "feed"):
        if ids[name] is None:
            section.wrong(name, f"{name} is missing", f"write {name} = ... under [save]: an id of the chain")
    names = {name: value or "" for name, value in ids.items()}
    kept = section.number("kept", above=0.0, high=1.0, default=1.0) or 1.0
    goods = _goods(made, section)
    table = _consumed(made, section)
    taken, costs = _taken(made, section, table)
    section.finish(KEYS)
    days = sum(b.held for b in made.bills) / (made.flow * 24.0)
    said = ", ".join(f"{amount:.3g} {unit} {name}" for name, amount, unit, _ in table if unit == "t" and "%" not in name)
    pure = ", ".join(f"{name} {100 * made.purity[name]:.4g} %" for name in made.outlets)
    own = {
        "source": f"didymium separate, run {stamp.run}",
        "source_year": str(stamp.year),
        "grade": "assumed" if stamp.weak else "derived",
        "note": f"{case.file}: {made.stages} stages; {pure} pure; {said} per t REO"
        + (f"; {kept:g} of the REO is kept" if kept < 1.0 else ""),
    }
    guessed = made.rates.assumed
    rough = {**own, "grade": "assumed", "note": f"{own['note']}; rests on {len(guessed)} assumed figures"} if guessed else own
    recipe = names["recipe"]
    arrived = {name: share * kept for name, (_, share) in made.outlets.items()}
    flows = [{"commodity": names["feed"], "direction": "in", "amount": "1"}]
    for name, (amount, _) in made.outlets.items():
        for good, part in goods[name].items():
            flows.append({"commodity": good, "direction": "out", "amount": f"{amount * part:.8g}", "recovery": f"{arrived[name]:.6g}"})
    flows += [{"commodity": name, "direction": "in", "amount": f"{amount:.6g}"} for name, amount in taken.items()]
    title = case.title or recipe
    lost = 1.0 - min(arrived.values())
    return {
        "recipes": [{"id": recipe, "name": title, "activity": "t REO in the feed", "max_loss": f"{lost + 1e-4:.4g}", **own}],
        "recipe_flows": [{"recipe": recipe, **own, **flow} for flow in flows],
        "recipe_costs": [{"recipe": recipe, "item": item, "cost": f"{usd:.5g}", **rough} for item, usd in costs.items()],
        "lines": [
            {
                "id": names["line"],
                "name": title,
                "site": names["site"],
                "stage": "separation",
                "capacity": f"{made.tonnes * HOURS:.6g}",
                "availability": f"{made.rates['hours'] / HOURS:.4g}",
                "first_fill_days": f"{days:.4g}",
                **rough,
            }
        ],
        "modes": [{"line": names["line"], "recipe": recipe, "capacity_use": "1", **own}],
    }


def _consumed(made: Made, section: Section) -> tuple[tuple[str, float, str, str], ...]:
    """Base, acid and salt of the circuits per t REO; with ``dissolves`` also the acid that dissolves the feed."""
    from didymium.separation.cost import CHARGE, consumed

    base, acid = sum(b.base for b in made.bills), sum(b.acid for b in made.bills)
    return consumed(made.rates.base, base, acid + (CHARGE * made.flow if section.flag("dissolves") else 0.0), made.tonnes)


def _goods(made: Made, section: Section) -> dict[str, dict[str, float]]:
    """Commodities of every outlet, each with its share: one, or several where the chain holds a product as more than one."""
    products = section.part("products")
    found: dict[str, dict[str, float]] = {}
    named: set[str] = set()
    for name in made.outlets:
        part = section if name in ENDS else products
        if isinstance(part.raw(name), Mapping):
            goods = part.numbers(name, above=0.0)
            if abs(sum(goods.values()) - 1.0) > SPLIT:
                message = f"the shares of {name} add up to {sum(goods.values()):.6g}"
                part.wrong(name, message, "write shares that add up to 1, such as { ndpr = 0.9, pr = 0.1 }")
        else:
            word = part.word(name)
            if word is None and name not in part:
                part.wrong(name, f"the commodity of {name} is missing", f"write {name} = ... under [{part.path}]: an id of the chain")
            goods = {} if word is None else {word: 1.0}
        for good in goods:
            if good in named:
                part.wrong(name, f"{good} is named twice", "give every outlet a commodity of its own, or keep its elements together")
            named.add(good)
        found[name] = goods
    products.finish()
    return found


def _taken(made: Made, section: Section, table: tuple[tuple[str, float, str, str], ...]) -> tuple[dict[str, float], dict[str, float]]:
    """Reagents that the chain has as commodities (t per t REO), and the costs of all others (USD per t REO).

    What the works costs beside its circuit is added as given under ``costs``.
    """
    part = section.part("reagents")
    bill = bill_of(made.bills, made.tonnes)
    amounts = {item: amount for item, (_, amount, _, _) in zip(("base", "acid"), table, strict=False)}
    bill["acid"] = amounts["acid"] * made.rates["acid"]
    taken: dict[str, float] = {}
    for item, amount in amounts.items():
        goods = part.word(item)
        if goods is not None:
            taken[goods] = amount
            del bill[item]
    part.finish()
    costs: dict[str, float] = {}
    for item, kind in COSTS.items():
        costs[kind] = costs.get(kind, 0.0) + bill.get(item, 0.0)
    beside = section.part("costs")
    for item in ITEMS:
        more = beside.number(item, low=0.0, default=0.0) or 0.0
        if more > 0.0:
            costs[item] = costs.get(item, 0.0) + more
    beside.finish(ITEMS)
    return taken, costs
