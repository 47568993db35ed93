"""A made-up chain of plausible size: 16 regions, 10 elements, 11 periods. None of its numbers means anything."""

from __future__ import annotations

import numpy as np
import polars as pl

from didymium.reporting import BriefInput, ChainFacts, Source
from tests.reporting import made
from tests.reporting.made import COMMODITIES, ENTITIES, HUBS, PERIODS, REGIONS, USES


def brief() -> BriefInput:
    """The whole input."""
    draw = np.random.default_rng(20261)
    tables = {
        "capacity": made.capacity(draw),
        "activity": made.activity(draw),
        "build": made.build(draw),
        "met": made.met(draw),
        "price": made.price(draw),
        "target": made.target(),
        "reason": made.reason(draw),
        "value_added": made.value_added(draw),
        "holders": made.holders(draw),
        "balance": made.balance(draw),
        "sankey": made.sankey(draw),
        "netback": made.netback(),
        "flow": pl.DataFrame(
            {"lane": ["sea_1"], "from_region": ["CHN"], "to_region": ["JPN"], "commodity": ["dy_oxide"], "form": ["oxide"]}
            | {"period": ["2026Q1"], "quantity": [12.5], "unit": ["t"]}
        ),
    }
    backcast = made.backcast(draw)
    names = {f"regions/{k}": v for k, v in (REGIONS | HUBS).items()}
    names |= {f"entities/{k}": v for k, v in ENTITIES.items()}
    names |= {f"commodities/{k}": v for k, (v, _) in COMMODITIES.items()} | {f"commodities/{u}": u for u in USES}
    names |= {f"elements/{k}": v for k, v in {"Nd": "neodymium", "Pr": "praseodymium", "Dy": "dysprosium", "Tb": "terbium"}.items()}
    starts = tables["build"]["start"].to_list()
    return BriefInput(
        chain=ChainFacts(
            name="fixture",
            title="An invented chain for tests",
            version="2026.11",
            rows=4321,
            assumed_share=0.37,
            synthetic=True,
            hash="3f786850e387550fdab836ed7e6dc881de23001b5f2d9e0c3f1a8a7b6c5d4e3f",
            licences=("invented figures: CC0", "series after a public agency: public domain"),
        ),
        code_version="0.1.0",
        command="didymium brief fixture --quarters 8",
        status="optimal",
        objective=1.23456e11,
        seconds={"load": 0.61, "check": 0.42, "build": 0.11, "solve": 8.7, "report": 1.2},
        size={"rows": 14322, "columns": 48985, "nonzeros": 148983},
        tables=tables,
        periods=PERIODS,
        backcast=backcast,
        unexplained=pl.DataFrame(
            {
                "element": ["Nd", "Pr", "Dy", "Tb", "Gd", "Eu"],
                "tonnes": [-1713.0, 2812.0, 259.0, 225.0, -840.0, 410.0],
                "share": [-0.02, 0.11, 0.07, 0.30, -0.24, 0.85],
            }
        ),
        grades=pl.DataFrame(
            {
                "table": ["lines"] * 4 + ["recipes"] * 3 + ["demands"] * 2,
                "grade": ["official", "company", "derived", "assumed", "company", "derived", "assumed", "official", "assumed"],
                "rows": [120, 210, 90, 130, 40, 60, 75, 300, 410],
            }
        ),
        seed=7,
        price_year=2024,
        names=names,
        sources=_sources(tables, backcast),
        dates={s: float(s[:4]) + (int(s[5]) - 1) / 4 for s in starts},
        fallbacks=("interior point stopped at 61 iterations; dual simplex finished from there",),
        notes=(
            "Recycled Tb is missed by 32 %: the composition of scrap is not published, so it is assumed from the fleet.",
            "2025 prices do not beat “as 2024”: the residual curve is fitted on 2024 only.",
        ),
    )


def _sources(tables: dict[str, pl.DataFrame], backcast: pl.DataFrame) -> dict[str, Source]:
    """An invented origin for every row that a report may point at, one in three of them assumed."""
    keys = [f"projects/{p}" for p in tables["build"]["project"]]
    keys += [f"lines/{line}" for line in tables["capacity"]["line"].unique(maintain_order=True)]
    keys += [f"targets/{t}" for t in tables["target"]["id"]] + ["quotas/ion_type_2027"]
    keys += [f"demands/{r}/{u}/{p}" for r, u, p in tables["met"].select("region", "use", "period").iter_rows()]
    keys += backcast["key"].to_list()
    grades = ("official", "company", "assumed")
    return {
        key: Source(f"{key.split('/')[0]}.csv", i + 2, "" if i % 3 == 2 else f"Invented register {i % 7}", grades[i % 3], "2024")
        for i, key in enumerate(dict.fromkeys(keys))
    }
