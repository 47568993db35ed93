"""The reference case as a chain folder, so that the generic planner meets it as it meets any other chain."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.reference.case import EXPANSION_LEAD, EXPANSION_SHARE, MATERIALS, QUARTER_DISCOUNT, Case, make

FIRST_YEAR = 2026
QUARTERS = 4  # in a year: the chain states capacities and costs of time per year
LAG_DAYS = 365.25 / QUARTERS
PROVENANCE = {"source": "synthetic reference case", "grade": "assumed"}
STAGE = {"conc": "concentrate", "sx": "separation", "mag": "magnet", "recyc": "recycling"}
FORM = {"ore": "ore", "con": "concentrate", "mix": "mixed", "mag": "magnet", "scrap": "scrap"}
QUOTA = ("mixed", "oxides", "metals", "magnets")

Row = Mapping[str, object]


def write(folder: Path, quarters: int = 20, dense: bool = False, seed: int = 7) -> Case:
    """Write the case drawn from ``seed`` as a chain into ``folder`` (made if missing) and return its arrays.

    Sites become regions of one site, processes become lines of one recipe and one mode, arcs become lanes, and each
    process and quarter of decision becomes a listed project of which any fraction may be built.
    """
    case = make(quarters, dense, seed)
    (folder / "chain").mkdir(parents=True, exist_ok=True)
    (folder / "didymium.toml").write_text(_settings(case, dense, seed), encoding="utf-8")
    for table, rows in _tables(case).items():
        _write_table(folder / "chain" / f"{table}.csv", rows)
    return case


def reference_cost(case: Case, welfare: float) -> float:
    """The case's own objective, cost with shortage priced, from ours, value of what is served less cost."""
    return float((case.price[:, None] * case.demand * case.discount).sum()) - welfare


def quarter(index: int) -> str:
    """Label of a quarter counted from the first.

    >>> quarter(0), quarter(7)
    ('2026Q1', '2027Q4')
    """
    return f"{FIRST_YEAR + index // QUARTERS}Q{index % QUARTERS + 1}"


def _settings(case: Case, dense: bool, seed: int) -> str:
    return "\n".join(
        [
            'name = "reference"',
            f'title = "Synthetic reference case, seed {seed}, {"dense" if dense else "sparse"}"',
            'version = "2026.11"',
            "schema = 1",
            'currency = "USD"',
            "price_year = 2024",
            f"discount_rate = {QUARTER_DISCOUNT**-QUARTERS - 1!r}",
            "synthetic = true",
            "",
            "[horizon]",
            f'start = "{FIRST_YEAR}"',
            f'end = "{FIRST_YEAR + case.years - 1}"',
            'pipeline = "empty"',
            "fiscal_start = 1",
            "",
        ]
    )


def _tables(case: Case) -> dict[str, Iterable[Row]]:
    sites = [f"s{i:02}" for i in range(len(case.kinds))]
    return {
        "regions": [{"id": s, "name": f"Region of {s}", "kind": "region"} for s in sites],
        "entities": [{"id": "reference", "name": "Reference company", "kind": "company"}],
        "sites": [{"id": s, "name": f"{kind} {s}", "region": s, "entity": "reference"} for s, kind in zip(sites, case.kinds, strict=True)],
        "commodities": _commodities(case),
        **_processes(case, sites),
        **_ways(case, sites),
        "curves": [{"curve": "all", "step": 1, "share": 1, "factor": 1}],
        "demands": [
            {
                "region": sites[case.node_site[n]],
                "commodity": MATERIALS[case.node_material[n]],
                "period": quarter(t),
                "quantity": QUARTERS * case.demand[d, t],
                "price": case.price[d],
                "curve": "all",
            }
            for d, n in enumerate(case.demand_node)
            for t in range(case.quarters)
        ],
        "stocks": [
            {
                "region": sites[s],
                "commodity": MATERIALS[m],
                "opening": 0,
                "limit": limit,
                "carrying": QUARTERS * cost,
                "closing_value": 0,
            }
            for s, m, limit, cost in zip(case.node_site, case.node_material, case.storage_limit, case.storage_cost, strict=True)
        ],
        "quotas": [
            {
                "quota": QUOTA[g],
                "period": str(FIRST_YEAR + year),
                "limit": case.quota[g, year],
            }
            for g in sorted(set(case.quota_group.tolist()))
            for year in range(case.years)
        ],
        "quota_members": [
            {"quota": QUOTA[g], "lane": _lane(case.flow_arc[f]), "commodity": MATERIALS[case.flow_material[f]]}
            for f, g in zip(case.quota_flow, case.quota_group, strict=True)
        ],
    }


def _commodities(case: Case) -> list[Row]:
    exit_cost = float(case.exit_cost[0])
    if (case.exit_cost != exit_cost).any():
        raise ValueError("the schema has one exit cost per commodity; the case must have one too")
    return [
        {
            "id": m,
            "name": m,
            "form": FORM.get(m.split("_")[0], {"ox": "oxide", "m": "metal"}.get(m.split("_")[-1], "use")),
            "basis": "none",
            "unit": "t",
            "value": 1,
            "exit_cost": exit_cost,
        }
        for m in MATERIALS
    ]


def _processes(case: Case, sites: list[str]) -> dict[str, list[Row]]:
    lines: list[Row] = []
    recipes: list[Row] = []
    flows: list[Row] = []
    costs: list[Row] = []
    modes: list[Row] = []
    projects: list[Row] = []
    for i, process in enumerate(case.processes):
        name, kind = f"p{i:03}", case.kinds[process.site]
        lines.append(
            {
                "id": name,
                "site": sites[process.site],
                "stage": STAGE.get(kind, kind),
                "capacity": QUARTERS * process.capacity,
                "availability": 1,
            }
        )
        recipes.append({"id": name, "name": f"{kind} {name}", "activity": "t", "max_loss": 1})
        flows.extend(
            {
                "recipe": name,
                "commodity": material,
                "direction": "out" if amount > 0 else "in",
                "amount": abs(amount),
                "recovery": 1 if amount > 0 else None,
            }
            for material, amount in process.recipe.items()
        )
        costs.append({"recipe": name, "item": "other", "cost": process.cost})
        modes.append({"line": name, "recipe": name, "capacity_use": 1})
        projects.extend(
            {
                "id": f"{name}_{quarter(t)}",
                "line": name,
                "capacity": QUARTERS * EXPANSION_SHARE * process.capacity,
                "decide": quarter(t),
                "start": quarter(t + EXPANSION_LEAD),
                "ramp_years": 0,
                "capex": case.expansion_cost[i] * EXPANSION_SHARE * process.capacity,
                "life": 0,
                "status": "listed",
            }
            for t in range(case.quarters)
        )
    return {
        "lines": lines,
        "recipes": recipes,
        "recipe_flows": flows,
        "recipe_costs": costs,
        "modes": modes,
        "projects": projects,
    }


def _ways(case: Case, sites: list[str]) -> dict[str, list[Row]]:
    return {
        "lanes": [
            {
                "id": _lane(a),
                "from_region": sites[case.arc_from[a]],
                "to_region": sites[case.arc_to[a]],
                "cost": case.arc_cost[a],
                "lag_days": LAG_DAYS * int(case.arc_lag[a]),
                "capacity": QUARTERS * case.arc_capacity[a],
            }
            for a in sorted(set(case.flow_arc.tolist()))
        ],
        "lane_goods": [{"lane": _lane(a), "commodity": MATERIALS[m]} for a, m in zip(case.flow_arc, case.flow_material, strict=True)],
    }


def _lane(arc: int) -> str:
    return f"a{arc:03}"


def _write_table(path: Path, rows: Iterable[Row]) -> None:
    """One CSV file; floats in full, so that what is read back is what was drawn."""
    first, *rest = ({**row, **PROVENANCE} for row in rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows([first, *rest])
