"""A made-up works with everything that a bridge can name: two quarters, two products, costs, a foreign price."""

from __future__ import annotations

from pathlib import Path

TOML = """name = "actual"
title = "A works, made up"
version = "1"
currency = "AUD"
synthetic = true
[horizon]
fiscal_start = {fiscal}
"""
HEAD = {
    "figures": "entity,metric,product,period,through,value,unit,taken",
    "targets": "id,entity,metric,product,period,sense,value,unit,directive",
    "directives": "id,text,ordered_by,owner,due",
}

#: 100 t of nd and 300 t of ce in the first quarter, 150 and 250 in the second; nd is priced in USD
FIGURES = [
    "co,sold,nd,2025Q1,,100,t,",
    "co,sold,nd,2025Q2,,150,t,",
    "co,sold,ce,2025Q1,,300,t,",
    "co,sold,ce,2025Q2,,250,t,",
    "co,price,nd,2025Q1,,60,USD/kg,",
    "co,price,nd,2025Q2,,70,USD/kg,",
    "co,price,ce,2025Q1,,1,AUD/kg,",
    "co,price,ce,2025Q2,,1.2,AUD/kg,",
    "co,exchange_rate,all,2025Q1,,1.5,AUD/USD,",
    "co,exchange_rate,all,2025Q2,,1.6,AUD/USD,",
    "co,grade,all,2025Q1,,50,%,",
    "co,grade,all,2025Q2,,0.48,fraction,",
    "co,recovery,all,2025Q1,,0.9,fraction,",
    "co,recovery,all,2025Q2,,0.92,fraction,",
    "co,transfer_price,feed,2025Q1,,3000,AUD/t,",
    "co,transfer_price,feed,2025Q2,,4000,AUD/t,",
    "co,reagent,all,2025Q1,,1.5,AUD m,",
    "co,reagent,all,2025Q2,,1.4,AUD m,",
    "co,energy,all,2025Q1,,400,AUD k,",
    "co,energy,all,2025Q2,,500,AUD k,",
    "co,other_income,all,2025Q1,,0,AUD m,",
    "co,other_income,all,2025Q2,,2,AUD m,",
]


def write_actuals(
    folder: Path, figures: list[str] = FIGURES, targets: list[str] | None = None, directives: list[str] | None = None, fiscal: int = 1
) -> Path:
    """Write the folder with these rows and return it."""
    (folder / "actuals").mkdir(parents=True)
    (folder / "didymium.toml").write_text(TOML.format(fiscal=fiscal), encoding="utf-8")
    for name, rows in (("figures", figures), ("targets", targets), ("directives", directives)):
        if rows is not None:
            lines = [f"{HEAD[name]},source,source_year,grade,note", *(f"{row},made up,2026,assumed," for row in rows)]
            (folder / "actuals" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


#: leach, first cut, second cut; what goes round comes back into the first cut; masses in t, contents in t
ENDS = {
    "feed": ("", "leach"),
    "residue": ("leach", ""),
    "liquor": ("leach", "cut1"),
    "light": ("cut1", ""),
    "middle": ("cut1", "cut2"),
    "ndpr": ("cut2", ""),
    "heavy": ("cut2", ""),
    "recycle": ("cut2", "cut1"),
}
TRUE = {
    "feed": (1000, 150, 450, 5),
    "residue": (100, 5, 20, 0.2),
    "liquor": (900, 145, 430, 4.8),
    "light": (600, 3, 428, 0.05),
    "middle": (350, 162, 3, 5.25),
    "ndpr": (200, 138, 1.5, 0.25),
    "heavy": (100, 4, 0.5, 4.5),
    "recycle": (50, 20, 1, 0.5),
}
COMPONENTS = ("Nd", "Ce", "Dy")


def write_plant(
    folder: Path, masses: dict[str, str] | None = None, streams: list[str] | None = None, assays: list[str] | None = None
) -> Path:
    """Write the plant as measured in 2025-07 without error, with other masses, or with more rows of either table."""
    (folder / "actuals").mkdir(parents=True)
    (folder / "didymium.toml").write_text(TOML.format(fiscal=1), encoding="utf-8")
    rows, samples = [], []
    for name, (first, last) in ENDS.items():
        mass, *inside = TRUE[name]
        rows.append(f"{name},2025-07,{first},{last},{(masses or {}).get(name, mass)},{0.02 * mass:g},")
        samples += [f"{name},2025-07,{c},{x / mass:.12g},{0.05 * x / mass:.6g}" for c, x in zip(COMPONENTS, inside, strict=True)]
    heads = {"streams": "stream,period,from_node,to_node,mass,sd,stock", "assays": "stream,period,component,value,sd"}
    for name, lines in (("streams", [*rows, *(streams or [])]), ("assays", [*samples, *(assays or [])])):
        text = "\n".join([f"{heads[name]},source,grade", *(f"{line},made up,assumed" for line in lines)]) + "\n"
        (folder / "actuals" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
