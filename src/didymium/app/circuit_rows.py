"""Rows of a chain that a designed circuit comes to: a recipe with its flows and costs, and the line that runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.circuit_json import bill_of

if TYPE_CHECKING:
    from didymium.separation import Arrangement, Case, Proposal
    from didymium.separation.section import Section

Row = dict[str, str]
KEYS = ("line", "recipe", "site", "feed", "raffinate", "extract", "products", "reagents")
COSTS = {"base": "reagents", "acid": "reagents", "solvent": "reagents", "energy": "energy", "effluent": "waste"}
HOURS = 8760.0  # of a year


def rows_of(case: Case, answer: Proposal | Arrangement, section: Section, run: Path) -> dict[str, list[Row]]:
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
    weak = any("--assume" in warning for warning in answer.warnings)
    stamp = {
        "source": f"didymium separate, run {run.name}",
        "source_year": str(datetime.now(UTC).year),
        "grade": "assumed" if weak else "derived",
        "note": case.file,
    }
    guessed = answer.rates.assumed
    rough = {**stamp, "grade": "assumed", "note": f"{case.file}; rests on {len(guessed)} assumed figures"} if guessed else stamp
    goods = _goods(answer, section)
    taken, costs = _taken(answer, section)
    section.finish(KEYS)
    recipe, own = names["recipe"], {"recipe": names["recipe"], **stamp}
    lost = max(1.0 - share for _, share in answer.outlets.values())
    flows = [{"commodity": names["feed"], "direction": "in", "amount": "1"}]
    for name, (amount, share) in answer.outlets.items():
        flows.append({"commodity": goods[name], "direction": "out", "amount": f"{amount:.8g}", "recovery": f"{share:.8g}"})
    flows += [{"commodity": name, "direction": "in", "amount": f"{amount:.6g}"} for name, amount in taken.items()]
    held = sum(b.held for b in answer.bills) / (answer.flow * 24.0)
    title = case.title or recipe
    return {
        "recipes": [{"id": recipe, "name": title, "activity": "t REO in the feed", "max_loss": f"{lost + 1e-4:.4g}", **stamp}],
        "recipe_flows": [{**own, **flow} for flow in flows],
        "recipe_costs": [{"recipe": recipe, "item": item, "cost": f"{usd:.6g}", **rough} for item, usd in costs.items()],
        "lines": [
            {
                "id": names["line"],
                "name": title,
                "site": names["site"],
                "stage": "separation",
                "capacity": f"{answer.tonnes * HOURS:.6g}",
                "availability": f"{answer.rates['hours'] / HOURS:.4g}",
                "first_fill_days": f"{held:.4g}",
                **rough,
            }
        ],
        "modes": [{"line": names["line"], "recipe": recipe, "capacity_use": "1", **stamp}],
    }


def _goods(answer: Proposal | Arrangement, section: Section) -> dict[str, str]:
    """Commodity of every outlet."""
    part = section if {"raffinate", "extract"} == set(answer.outlets) else section.part("products")
    found: dict[str, str] = {}
    for name in answer.outlets:
        goods = part.word(name)
        if goods is None and name not in part:
            part.wrong(name, f"the commodity of {name} is missing", f"write {name} = ... under [{part.path}]: an id of the chain")
        if goods is not None and goods in found.values():
            part.wrong(name, f"{goods} is named twice", "give every outlet a commodity of its own, or keep its elements together")
        found[name] = goods or ""
    if part is not section:
        part.finish()
    return found


def _taken(answer: Proposal | Arrangement, section: Section) -> tuple[dict[str, float], dict[str, float]]:
    """Reagents that the chain has as commodities (t per t REO), and the costs of all others (USD per t REO)."""
    from didymium.separation.cost import consumed

    part = section.part("reagents")
    base, acid = sum(b.base for b in answer.bills), sum(b.acid for b in answer.bills)
    table = consumed(answer.rates.base, base, acid, answer.tonnes)
    bill = bill_of(answer.bills, answer.tonnes)
    taken: dict[str, float] = {}
    for item, (_, amount, _, _) in zip(("base", "acid"), table, strict=False):
        goods = part.word(item)
        if goods is not None:
            taken[goods] = amount
            del bill[item]
    part.finish()
    costs: dict[str, float] = {}
    for item, kind in COSTS.items():
        costs[kind] = costs.get(kind, 0.0) + bill.get(item, 0.0)
    return taken, costs
