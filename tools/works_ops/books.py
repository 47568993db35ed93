"""What the works reports by quarter: sales, prices, feed and costs; targets, orders from above, actions; what lay in stock."""

from __future__ import annotations

import numpy as np

from tools.works_ops.calendar import MONTHS, month, quarter, table
from tools.works_ops.material import Material

ENTITY = "inland"
PRICES = {"NdPr oxide": 52.0, "NdPr metal": 66.0}  # USD/kg
DIRECTIVES = [
    ["more_metal", "Deliver 85 t of NdPr metal in 2025", "twin", "L. Sorel", "2025"],
    ["cheaper", "Hold reagents of a quarter below 0.13 USD m", "twin", "J. Teller", "2025"],
    ["recovery", "Bring the recovery of NdPr to 97 %", "twin", "M. Ostrava", "2026"],
    ["thorium", "Cover the residue store", "ministry", "E. Marsh", "2026"],
    ["training", "Train every shift in the handling of acid", "twin", "A. Doyle", "2025"],
    ["cells", "Prepare for more electrolysis cells", "twin", "", "2027"],
    ["swarf", "Take back swarf from the coast", "twin", "", "2026"],
]
ACTIONS = [
    ["a1", "more_metal", "Second shift at the cells", "L. Sorel", "2025-06-30", "2025-05-20", "shift plan of June 2025"],
    ["a2", "cheaper", "Recover acid from the strip liquor", "J. Teller", "2025-09-30", "2025-10-15", "acceptance report of the still"],
    ["a3", "recovery", "Re-leach the residue of one month as a trial", "M. Ostrava", "2025-11-30", None, None],
    ["a4", "training", "Two courses a quarter", "A. Doyle", "2025-12-15", "2025-12-10", None],
    ["a5", "thorium", "Tender for the cover", "E. Marsh", "2026-03-31", None, None],
]


def books(rng: np.random.Generator, m: Material, money: dict[str, list[float]]) -> dict[str, str]:
    """Tables ``figures``, ``targets``, ``directives``, ``actions`` and ``counts``."""
    rows: list[list[object]] = []
    level = dict.fromkeys(PRICES, 0.0)
    for q in range(MONTHS // 3):
        inside = slice(3 * q, 3 * q + 3)
        sold = {"NdPr oxide": m.flow["oxide_out"][inside].sum(), "NdPr metal": 0.8 * m.flow["metal_out"][inside].sum()}
        for product, tonnes in sold.items():
            level[product] = 0.8 * level[product] + rng.normal(0, 0.05)
            rows.append([ENTITY, "sold", product, quarter(q), "", float(tonnes), "t", ""])
            rows.append([ENTITY, "price", product, quarter(q), "", float(PRICES[product] * np.exp(level[product])), "USD/kg", ""])
        feed = m.flow["concentrate"][inside].sum()
        rows.append([ENTITY, "transfer_price", "concentrate", quarter(q), "", float(2600 * (1 + 0.03 * q)), "USD/t", ""])
        rows.append([ENTITY, "grade", "all", quarter(q), "", float(m.flow["concentrate"][inside, 0].sum() / feed), "fraction", ""])
        parted = m.flow["raw"][inside, 0].sum() / m.flow["concentrate"][inside, 0].sum()
        rows.append([ENTITY, "recovery", "all", quarter(q), "", float(min(1.0, parted)), "fraction", ""])
        for metric in ("reagent", "energy"):
            rows.append([ENTITY, metric, "all", quarter(q), "", float(sum(money[metric][inside]) / 1e6), "USD m", ""])
    targets: list[list[object]] = []
    for q in range(8, MONTHS // 3):
        targets.append([f"metal_{quarter(q)}", ENTITY, "sold", "NdPr metal", quarter(q), ">=", 21.0, "t", "more_metal"])
        targets.append([f"reagent_{quarter(q)}", ENTITY, "reagent", "all", quarter(q), "<=", 0.13, "USD m", "cheaper"])
    targets.append(["recovery_2026", ENTITY, "recovery", "all", "2026Q4", ">=", 97.0, "%", "recovery"])
    counts = [["INL", "ndpr", month(t), float(m.store[t])] for t in range(2, MONTHS, 3)]
    return {
        "figures": table(("entity", "metric", "product", "period", "through", "value", "unit", "taken"), rows),
        "targets": table(("id", "entity", "metric", "product", "period", "sense", "value", "unit", "directive"), targets),
        "directives": table(("id", "text", "ordered_by", "owner", "due"), DIRECTIVES),
        "actions": table(("id", "directive", "text", "owner", "due", "done", "evidence"), ACTIONS),
        "counts": table(("region", "commodity", "period", "quantity"), counts),
    }
