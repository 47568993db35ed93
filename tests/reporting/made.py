"""Tables of a made-up chain of plausible size. None of its numbers means anything."""

from __future__ import annotations

import numpy as np
import polars as pl

from didymium.reporting import Span

PERIODS = (
    *(Span(f"{y}Q{q + 1}", y + q / 4, y + (q + 1) / 4) for y in (2026, 2027) for q in range(4)),
    *(Span(str(y), float(y), y + 1.0) for y in (2028, 2029, 2030)),
)
REGIONS = {
    "CHN": "China",
    "USA": "United States",
    "AUS": "Australia",
    "MYS": "Malaysia",
    "MMR": "Myanmar",
    "JPN": "Japan",
    "KOR": "Korea",
    "EUR": "European Union",
    "IND": "India",
    "VNM": "Viet Nam",
    "BRA": "Brazil",
    "CAN": "Canada",
    "LAO": "Laos",
    "SEA": "Rest of South-East Asia",
    "AFR": "Africa",
    "ROW": "Rest of the world",
}
HUBS = {"hub_oxide": "Oxide hub", "hub_metal": "Metal hub"}
ENTITIES = {f"{r}_{i}": f"Invented {name} group {i}" for r, name in REGIONS.items() for i in (1, 2)}
ELEMENTS = {"Nd": 78e3, "Pr": 25e3, "Dy": 3500.0, "Tb": 720.0, "La": 95e3, "Ce": 150e3, "Sm": 9e3, "Gd": 6e3, "Y": 12e3, "Eu": 800.0}
STAGES = {
    "mine": {"CHN": 0.62, "USA": 0.12, "AUS": 0.09, "MMR": 0.08, "LAO": 0.03, "BRA": 0.02, "IND": 0.02, "AFR": 0.02},
    "crack": {"CHN": 0.72, "USA": 0.10, "AUS": 0.10, "IND": 0.03, "BRA": 0.03, "EUR": 0.02},
    "recycling": {"CHN": 0.81, "JPN": 0.10, "EUR": 0.05, "USA": 0.04},
    "separation": {"CHN": 0.86, "MYS": 0.07, "USA": 0.03, "EUR": 0.02, "VNM": 0.02},
    "finishing": {"CHN": 0.86, "MYS": 0.07, "USA": 0.03, "EUR": 0.02, "VNM": 0.02},
    "metal": {"CHN": 0.91, "VNM": 0.04, "JPN": 0.02, "USA": 0.02, "SEA": 0.01},
    "alloy": {"CHN": 0.91, "JPN": 0.05, "USA": 0.02, "EUR": 0.02},
    "magnet": {"CHN": 0.92, "JPN": 0.04, "EUR": 0.01, "KOR": 0.01, "VNM": 0.01, "USA": 0.01},
    "material": {"CHN": 0.55, "JPN": 0.20, "USA": 0.15, "EUR": 0.10},
    "use": {"CHN": 0.45, "EUR": 0.18, "USA": 0.15, "JPN": 0.10, "KOR": 0.05, "IND": 0.04, "ROW": 0.03},
}
EDGES = {
    ("mine", "crack"): 1.0,
    ("crack", "separation"): 0.9,
    ("crack", "unsold or stocked"): 0.02,
    ("recycling", "separation"): 0.22,
    ("separation", "finishing"): 1.05,
    ("finishing", "metal"): 0.93,
    ("finishing", "material"): 0.1,
    ("finishing", "unsold or stocked"): 0.02,
    ("metal", "alloy"): 0.92,
    ("alloy", "magnet"): 0.91,
    ("magnet", "use"): 0.7,
    ("magnet", "recycling"): 0.2,
    ("material", "use"): 0.1,
    ("use", "final use"): 0.8,
}
UNITS = {"mine": "t REO in ore", "metal": "t metal", "magnet": "t blanks", "alloy": "t alloy"}
USES = ("Car drive motors", "Wind turbines", "Industrial motors", "Consumer electronics", "Polishing powder", "Fluid cracking catalyst")
COMMODITIES = {
    "tb_oxide": ("Tb oxide", 830e3),
    "dy_oxide": ("Dy oxide", 256e3),
    "ndpr_oxide": ("NdPr oxide", 58e3),
    "gd_oxide": ("Gd oxide", 27e3),
    "sm_oxide": ("Sm oxide", 1.9e3),
    "y_oxide": ("Y oxide", 6.1e3),
    "eu_oxide": ("Eu oxide", 26e3),
    "la_oxide": ("La oxide", 0.6e3),
    "ce_oxide": ("Ce oxide", -0.05e3),
}


def capacity(draw: np.random.Generator) -> pl.DataFrame:
    rows = []
    for stage, shares in STAGES.items():
        if stage == "use":
            continue
        for region, share in shares.items():
            for p in PERIODS:
                growth = 1 + (0.03 if region == "CHN" else 0.14) * (p.start - 2026)
                capacity = 400e3 * share * growth * (p.end - p.start)
                use = capacity * (0.9 if region == "CHN" else draw.uniform(0.3, 0.95))
                low = region == "IND" and p.label == "2026Q2"
                place = (f"{stage}_{region}", f"{region}_1", region, stage, UNITS.get(stage, "t REO in the feed"))
                rows.append((*place, p.label, capacity, use, use / capacity, 12.0, low))
    columns = ["line", "entity", "region", "stage", "unit", "period", "capacity", "activity", "utilisation", "rent", "min_load_broken"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def activity(draw: np.random.Generator) -> pl.DataFrame:
    rows = [
        (f"{s}_{r}", r, s, f"{s}_mode", p.label, quantity * draw.uniform(0.7, 0.9), UNITS.get(s, "t REO in the feed"))
        for s, shares in STAGES.items()
        for r, share in shares.items()
        for p in PERIODS
        for quantity in (4e5 * share * (p.end - p.start),)
    ]
    return pl.DataFrame(rows, schema=["line", "region", "stage", "recipe", "period", "quantity", "unit"], orient="row")


def build(draw: np.random.Generator) -> pl.DataFrame:
    rows = []
    places = [(s, r) for s, shares in STAGES.items() if s in ("mine", "separation", "metal", "magnet") for r in list(shares)[:5]]
    for i, (stage, region) in enumerate(places):
        committed = i % 6 == 0
        fraction = 1.0 if committed else float(draw.choice([0.0, 0.0, 1.0, 0.62, 0.35]))
        capacity = float(draw.integers(1, 30)) * 1000
        start = f"{2026 + i % 4}Q{1 + i % 4}"
        status = "committed" if committed else "listed"
        name = f"Invented {stage} project in {REGIONS[region]}, phase {1 + i % 2}"
        place = (f"{stage}_{region}", f"{region}_1", region, stage, UNITS.get(stage, "t REO in the feed"))
        rows.append((f"prj_{i}", name, *place, status, start, capacity, fraction, capacity * 9e3 * fraction))
    columns = ["project", "name", "line", "entity", "region", "stage", "unit", "status", "start", "capacity", "fraction", "capex"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def met(draw: np.random.Generator) -> pl.DataFrame:
    rows = []
    for use in USES:
        for region in STAGES["use"]:
            for p in PERIODS:
                wanted = 9000.0 * STAGES["use"][region] * (p.end - p.start)
                short = use == "Car drive motors" and region in ("EUR", "USA", "JPN") and p.start < 2028
                short = short or (use == "Wind turbines" and region == "EUR" and p.label == "2026Q3")
                unmet = wanted * draw.uniform(0.03, 0.2) if short else 0.0
                rows.append((region, use, p.label, wanted, wanted - unmet, unmet, "t", 90e3))
    return pl.DataFrame(rows, schema=["region", "use", "period", "demanded", "met", "unmet", "unit", "price"], orient="row")


def price(draw: np.random.Generator) -> pl.DataFrame:
    rows = []
    for commodity, (_, level) in COMMODITIES.items():
        for region in ("CHN", "hub_oxide"):
            for p in (p for p in PERIODS if abs(p.end - round(p.end)) < 1e-9):
                value = level * (1.0 if region == "CHN" else 1.14) * (1 + 0.04 * (p.start - 2026)) if level > 0 else level
                width = abs(value) * draw.uniform(0.0, 0.08)
                calibrated = commodity in ("tb_oxide", "dy_oxide", "ndpr_oxide")
                at_least = commodity == "tb_oxide" and p.start > 2028
                rows.append((commodity, region, p.label, value - width, value, value + width, "USD/t", calibrated, at_least))
    columns = ["commodity", "region", "period", "low", "value", "high", "unit", "calibrated", "at_least"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def target() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": ["eu_recycled", "us_magnets", "cn_dy_floor"],
            "entity": ["EUR", "USA_1", "CHN"],
            "period": ["2030", "2028", "2027Q4"],
            "sense": [">=", ">=", "<="],
            "target": [0.25, 8000.0, 900.0],
            "actual": [0.11, 8000.0, 812.0],
            "met": [False, True, True],
            "cost": [4.1e8, 1.9e8, 0.0],
            "rate": [2.1e9, 31e3, 0.0],
        }
    )


def reason(draw: np.random.Generator) -> pl.DataFrame:
    chain = "Dy oxide in hub_oxide is short <- Dy-Tb raw in CHN is short <- quota ion_type_2027 is used up"
    rows: list[tuple[object, ...]] = []
    for p in PERIODS[:8]:
        for region in ("EUR", "USA", "JPN"):
            rows.append(("unmet", "Car drive motors", region, p.label, 40.0, "t", chain, "quotas", "ion_type_2027"))
    rows.append(("unmet", "Wind turbines", "EUR", "2026Q3", 55.0, "t", "separation_CHN and 3 like it is full", "lines", "separation_CHN"))
    scrap = "too little scrap comes back: 1,900 t against 4,300 t"
    rows.append(("target", "eu_recycled", "EUR", "2030", 0.14, "", scrap, "targets", "eu_recycled"))
    loss = "metal_mode would lose 1,240 USD per unit of activity"
    for line, region in (("metal_SEA", "SEA"), ("magnet_KOR", "KOR")):
        for p in PERIODS[8:]:
            rows.append(("idle", line, region, p.label, float(draw.integers(500, 900)), "capacity", loss, "lines", line))
    columns = ["kind", "subject", "region", "period", "quantity", "unit", "text", "root_table", "root_id"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def value_added(draw: np.random.Generator) -> pl.DataFrame:
    level = {"mine": 2.1, "crack": 0.9, "recycling": 5.0, "separation": 6.5, "finishing": 1.5, "metal": 4.0, "alloy": 2.2}
    level |= {"magnet": 21.0, "material": 7.5}
    rows = []
    for stage, per_kg in level.items():
        for region, share in STAGES[stage].items():
            for i, part in ((1, 0.7), (2, 0.3)):
                for p in PERIODS:
                    tonnes = 300e3 * share * part * (p.end - p.start)
                    rate = per_kg * draw.uniform(0.9, 1.1) * (1 + 0.05 * (p.start - 2026)) - (3.0 if region in ("MYS", "JPN") else 0.0)
                    rows.append((stage, f"{region}_{i}", region, p.label, tonnes * rate * 1000, tonnes, rate))
    return pl.DataFrame(rows, schema=["stage", "entity", "region", "period", "usd", "tonnes", "usd_per_kg"], orient="row")


def holders(draw: np.random.Generator) -> pl.DataFrame:
    rows = []
    for stage, shares in STAGES.items():
        if stage == "use":
            continue
        for element, tonnes in ELEMENTS.items():
            for p in PERIODS:
                tilt = {r: s * (1.6 if element in ("Dy", "Tb") and r in ("MMR", "LAO") else 1.0) for r, s in shares.items()}
                if element in ("Dy", "Tb") and stage == "separation":
                    tilt = {"CHN": 0.985, "MYS": 0.015}
                if element in ("Dy", "Tb") and stage == "mine":
                    tilt = {"MMR": 0.47, "CHN": 0.34, "LAO": 0.10, "MYS": 0.05, "AUS": 0.04}
                total = sum(tilt.values())
                for r, s in tilt.items():
                    amount = tonnes * s / total * (p.end - p.start) * draw.uniform(0.99, 1.01)
                    rows.append((stage, element, p.label, "region", r, amount, s / total))
                    rows.append((stage, element, p.label, "entity", f"{r}_1", amount * 0.7, 0.7 * s / total))
                    rows.append((stage, element, p.label, "entity", f"{r}_2", amount * 0.3, 0.3 * s / total))
                    rows.append((stage, element, p.label, "operated", f"{r}_1", amount, s / total))
                    rows.append((stage, element, p.label, "equity", f"{r}_1", amount * 0.5, 0.5 * s / total))
    columns = ["stage", "element", "period", "holder_kind", "holder", "tonnes", "share"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def balance(draw: np.random.Generator) -> pl.DataFrame:
    rows = [
        (e, p.label, t * long, 10.0, 0.0, t * 0.9 * long, 12.0, 0.0, 3.0, t * 0.05, t * 0.2, draw.uniform(-1, 1) * 1e-9)
        for e, t in ELEMENTS.items()
        for p in PERIODS
        for long in (p.end - p.start,)
    ]
    columns = ["element", "period", "mined", "opening", "bought", "used", "closing", "sold", "exited", "lost", "scrap", "gap"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def sankey(draw: np.random.Generator) -> pl.DataFrame:
    rows = []
    for element, tonnes in ELEMENTS.items():
        for p in PERIODS:
            for (source, target), share in EDGES.items():
                if element in ("Y", "Eu", "Ce") and (source in ("metal", "alloy", "magnet") or target == "metal"):
                    continue
                top = max(STAGES[source], key=lambda r: STAGES[source][r])
                amount = tonnes * share * (p.end - p.start) * draw.uniform(0.98, 1.02)
                rows.append((element, p.label, source, target, amount, top, STAGES[source][top]))
    columns = ["element", "period", "source", "target", "tonnes", "top_region", "top_share"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def netback() -> pl.DataFrame:
    terms = [
        ("ndpr_oxide", "out", 5200.0),
        ("dy_oxide", "out", 410.0),
        ("mixed carbonate", "in", -4100.0),
        ("reagents", "cost", -820.0),
        ("energy", "cost", -90.0),
        ("capacity rent", "capacity rent", -440.0),
        ("quota or permit rent", "quota or permit rent", -160.0),
        ("residual", "residual", 0.0),
    ]
    stages = ("separation", "metal", "magnet")
    rows = [(f"{s}_CHN", f"{s}_mode", "CHN", "2030", *term) for s in stages for term in terms]
    return pl.DataFrame(rows, schema=["line", "recipe", "region", "period", "item", "kind", "usd"], orient="row")


def backcast(draw: np.random.Generator) -> pl.DataFrame:
    series = [
        ("magnet blanks", "CHN", 300e3, "scored", 0.05, 0.013),
        ("magnet exports", "CHN", 58152.0, "scored", 0.20, 0.16),
        ("recycled NdPr", "", 26504.0, "scored", 0.05, -0.009),
        ("Dy+Tb oxide", "", 4000.0, "scored", 0.10, 0.065),
        ("recycled Dy", "", 710.0, "scored", None, 0.27),
        ("recycled Tb", "", 160.0, "scored", None, -0.32),
        ("recycled Gd", "", 1048.0, "scored", None, 0.05),
        ("metal exports", "CHN", 8829.0, "scored", None, 0.15),
        ("Ce oxide exports", "CHN", 9900.0, "scored", None, -0.75),
        ("Y oxide exports", "CHN", 1600.0, "scored", None, 1.35),
        ("NdPr oxide", "MYS", 5964.0, "inertia", None, -0.03),
        ("magnet blanks", "JPN", 10e3, "inertia", None, -0.15),
        ("mine output", "CHN", 270e3, "imposed", None, 0.0),
        ("mine output", "USA", 45e3, "imposed", None, 0.0),
        ("NdPr content of mine output", "", 109400.0, "identity", None, -0.029),
    ]
    rows = []
    for name, region, observed, kind, limit, error in series:
        for year, factor in ((2024, 1.0), (2025, 1.06)):
            miss = error if year == 2024 else max(-0.95, error * float(draw.uniform(0.6, 1.8)))
            seen = observed * factor
            before = observed if year == 2025 else None
            key = f"scored/{name} {region} {year}"
            model = seen * (1 + miss)
            most = model * (1.25 if key == "scored/metal exports CHN 2025" else 1)  # one that cost leaves open
            rows.append((year, name, region, "Invented yearbook", seen, model, model, most, miss, kind, limit, before, "t", key))
    columns = ["year", "series", "region", "source", "observed", "model", "low", "high", "error", "kind", "limit", "persistence"]
    columns += ["unit", "key"]
    return pl.DataFrame(rows, schema=columns, orient="row")
