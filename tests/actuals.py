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
