"""What lines made and used, hours and incidents, and what left the site."""

from __future__ import annotations

from calendar import monthrange

import numpy as np

from tools.works_ops.calendar import FIRST, MONTHS, month, table
from tools.works_ops.faults import Faults
from tools.works_ops.flows import STOCKS
from tools.works_ops.material import Material

#: line -> sisters, owner, usual output t a month
LINES = {
    "cascade_a": ("cascades", "J. Teller", 32.0),
    "cascade_b": ("cascades", "J. Teller", 32.0),
    "calciner": ("", "P. Ahnen", 13.0),
    "cells_a": ("cells", "L. Sorel", 5.0),
    "cells_b": ("cells", "L. Sorel", 5.0),
}
#: line without its letter -> item -> kind, units a tonne, unit, price, basis
USES: dict[str, dict[str, tuple[str, float, str, float, str]]] = {
    "cascade": {
        "carbonate": ("feed", 1.0, "t", 2600.0, "transfer"),
        "acid": ("reagent", 3.2, "t", 95.0, "market"),
        "ammonia": ("reagent", 0.62, "t", 420.0, "market"),
        "power": ("energy", 0.9, "MWh", 65.0, "market"),
        "labour": ("labour", 9.0, "h", 22.0, "market"),
    },
    "calciner": {
        "gas": ("energy", 9.0, "GJ", 9.0, "market"),
        "power": ("energy", 0.8, "MWh", 65.0, "market"),
        "labour": ("labour", 12.0, "h", 22.0, "market"),
    },
    "cells": {
        "oxide": ("feed", 1.25, "t", 52000.0, "transfer"),
        "power": ("energy", 11.0, "MWh", 65.0, "market"),
        "fluoride": ("reagent", 0.095, "t", 2100.0, "market"),
        "anodes": ("reagent", 0.17, "t", 1900.0, "market"),
        "labour": ("labour", 60.0, "h", 22.0, "market"),
    },
}
WORSE = {("cascade_b", "acid"): 1.06, ("cells_b", "power"): 1.04}  # a sister that always takes more: no fault, but worth knowing
SPREAD = {"power": 0.02, "gas": 0.03, "acid": 0.03, "ammonia": 0.03, "anodes": 0.035, "fluoride": 0.04, "labour": 0.03}
RATE = 18.0  # injuries a million hours
KINDS = ("recordable", "recordable", "recordable", "lost_time")
STORIES = ("slip on a wet floor", "hand caught at a pump", "acid splash", "strain when lifting", "burn at the furnace", "cut by a sheet")
HEAD = ("outlet", "substance", "concentration", "load", "owner")
OWNERS = ("A. Doyle", "B. Falk", "C. Imre", "D. Nowak")


def lines(rng: np.random.Generator, m: Material, faults: Faults) -> tuple[dict[str, str], dict[str, list[float]]]:
    """Tables ``line_runs`` and ``line_use``, and the money by kind and month."""
    runs: list[list[object]] = []
    use: list[list[object]] = []
    money: dict[str, list[float]] = {k: [0.0] * MONTHS for k in ("feed", "reagent", "energy", "labour")}
    passed = {"cascade": m.flow["liquor"].sum(axis=1), "calciner": m.flow["calcined"].sum(axis=1)}
    passed["cells"] = 0.8 * m.flow["to_cells"].sum(axis=1)
    left = {(line, item): 0.0 for line in LINES for item in USES[line.split("_")[0]]}
    market = {(kind, item): 0.0 for kind, items in USES.items() for item in items}
    for t in range(MONTHS):
        part = float(np.clip(rng.normal(0.5, 0.03), 0.4, 0.6))
        market = {key: 0.9 * level + rng.normal(0, 0.02) for key, level in market.items()}
        for line, (group, owner, usual) in LINES.items():
            kind = line.split("_")[0]
            half = {"a": part, "b": 1 - part}.get(line[-1], 1.0) if group else 1.0
            made = float(passed[kind][t] * half)
            runs.append([line, month(t), made, group, owner])
            for item, (what, amount, unit, price, basis) in USES[kind].items():
                left[line, item] = 0.3 * left[line, item] + rng.normal(0, SPREAD.get(item, 0.005))
                drift = faults.drift * max(0, t - faults.drift_from + 1) if (line, item) == (faults.line, faults.item) else 0.0
                each = amount * WORSE.get((line, item), 1.0) * (made / usual) ** -0.15 * np.exp(left[line, item] + drift)
                if what == "feed":
                    each = amount * np.exp(left[line, item])
                paid = price * np.exp(market[kind, item]) * (1.0 + 0.01 * t if basis == "transfer" else 1.0)
                quantity = float(each * made)
                use.append([line, month(t), item, what, quantity, unit, float(quantity * paid), basis])
                money[what][t] += quantity * paid
    tables = {
        "line_runs": table(("line", "period", "made", "sisters", "owner"), runs),
        "line_use": table(("line", "period", "item", "kind", "quantity", "unit", "cost", "basis"), use),
    }
    return tables, money


def safety(rng: np.random.Generator) -> dict[str, str]:
    """Tables ``hours`` and ``incidents``: an even rate, and an owner for each."""
    hours: list[list[object]] = []
    incidents: list[list[object]] = []
    for t in range(MONTHS):
        for area in (*STOCKS, "maintenance"):
            worked = float(rng.normal(5200.0, 300.0))
            hours.append([area, month(t), worked])
            for _ in range(int(rng.poisson(RATE * worked / 1e6))):
                day = int(rng.integers(1, monthrange(FIRST + t // 12, t % 12 + 1)[1] + 1))
                due, closed = t + 2, t + 1
                said = STORIES[rng.integers(len(STORIES))]
                kind, owner = KINDS[rng.integers(len(KINDS))], OWNERS[rng.integers(len(OWNERS))]
                shut = f"{month(closed)}-15" if closed < MONTHS else None
                incidents.append([f"i{len(incidents) + 1}", area, f"{month(t)}-{day:02d}", kind, said, owner, f"{_later(due)}-28", shut])
    return {
        "hours": table(("area", "period", "hours"), hours),
        "incidents": table(("id", "area", "happened", "kind", "text", "owner", "due", "closed"), incidents),
    }


def _later(i: int) -> str:
    """A month that may lie after the last."""
    return f"{FIRST + i // 12}-{i % 12 + 1:02d}"


def water(rng: np.random.Generator) -> dict[str, str]:
    """Tables ``discharges``, ``discharge_limits`` and ``disclosures``: well inside the permits."""
    limits = {("outfall", "ammonia_n"): (15.0, 2.0), ("outfall", "fluoride"): (8.0, 1.0), ("outfall", "oil"): (5.0, 0.6)}
    rows: list[list[object]] = []
    for t in range(MONTHS):
        flow = float(rng.normal(9000.0, 600.0))
        for (outlet, substance), (most, _) in limits.items():
            rows.append([outlet, substance, month(t), float(most * 0.6 * rng.lognormal(0, 0.09)), flow])
    told: list[list[object]] = []
    for year in range(3):
        told += [["water_drawn", str(FIRST + year), float(rng.normal(140000.0, 5000.0)), "m3"]]
        told += [["thorium_residue", str(FIRST + year), float(rng.normal(390.0, 15.0)), "t"]]
    return {
        "discharges": table(("outlet", "substance", "period", "concentration", "flow"), rows),
        "discharge_limits": table(HEAD, [[*k, *v, "E. Marsh"] for k, v in limits.items()]),
        "disclosures": table(("topic", "period", "value", "unit"), told),
    }
