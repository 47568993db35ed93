"""Make the shipped ``world-2009`` chain: the lumped world before the export quota of 2010, for the hindcast of 2010-12.

    python -m tools.world_2009 FACTS src/didymium/chain/world-2009

Three goods as customs count them (cerium compounds, other compounds, metals), China and four places that buy. A usual
year is the mean of 2008 and 2009, the last two before the quota: 2009 alone was a year of recession. Nothing later than
2009 goes into a quantity or a price. The same facts give the same files.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

from tools.world.book import Book, Source, derived
from tools.world.facts import Facts

TOML = """# Lumped as the statistics of the time are: three customs codes. For hindcasts; not for plans.
name = "world-2009"
title = "The world's rare-earth trade before the quota of 2010, lumped"
version = "1"
schema = 1
currency = "USD"
price_year = 2009
discount_rate = 0.08
synthetic = false
licences = [
    "trade derived from CEPII BACI (Etalab Open Licence 2.0)",
    "mine output from the US Geological Survey, Data Series 140 (public domain)",
]

[horizon]
start = "2009"
end = "2012"
pipeline = "steady"
fiscal_start = 1
"""
PLACES = {"CHN": "China", "JPN": "Japan", "USA": "United States", "EUR": "Six importers of the European Union", "ROW": "Rest of the world"}
EU6 = {"DEU", "FRA", "NLD", "AUT", "ITA", "EST"}
GOODS = {"284610": "ce_compound", "284690": "ree_compound", "280530": "ree_metal"}
NAMES = {"ce_compound": "Cerium compounds", "ree_compound": "Other rare-earth compounds", "ree_metal": "Rare-earth metals"}
FORMS = {"ce_compound": "oxide", "ree_compound": "oxide", "ree_metal": "metal"}
USES = {
    "ce_compound": ("polish_2009", "Polishing, glass, cerium catalysts"),
    "ree_compound": ("compounds_2009", "Catalysts, phosphors, magnet makers' oxides"),
    "ree_metal": ("metals_2009", "Battery and magnet alloys"),
}
DAYS = {"JPN": 10, "USA": 35, "EUR": 40, "ROW": 30}
IDLE = {"chn": 1.2}  # capacity over output of 2009
ORE = (("bayan_obo", 0.75), ("ganzhou", 0.25))  # light and ion-type ore in Chinese output of the time
BACI = "CEPII BACI"


def assumed(note: str) -> Source:
    """An assumption of this chain."""
    return Source("assumption of the world-2009 chain", "2026", "assumed", note)


def trade(folder: Path) -> tuple[dict[tuple[int, str, str], float], dict[tuple[int, str, str], float]]:
    """Chinese exports by (year, place, good): tonnes, and thousand USD where tonnes are known."""
    tonnes: dict[tuple[int, str, str], float] = defaultdict(float)
    value: dict[tuple[int, str, str], float] = defaultdict(float)
    with (folder / "third_party/baci/baci_hs92_ree_2005_2024.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["exporter"] != "CHN" or not row["quantity_t"]:
                continue
            to = row["importer"]
            key = (int(row["year"]), to if to in ("JPN", "USA") else "EUR" if to in EU6 else "ROW", GOODS[row["hs92"]])
            tonnes[key] += float(row["quantity_t"])
            value[key] += float(row["value_kusd"])
    return tonnes, value


def blend(facts: Facts) -> dict[str, float]:
    """Share of each element in the ore (oxide)."""
    mix: dict[str, float] = defaultdict(float)
    for deposit, weight in ORE:
        rows = facts.compositions[deposit]
        for element, row in rows.items():
            mix[element] += weight * float(row["reo_pct_normalised"]) / 100.0
    total = sum(mix.values())
    return {element: share / total for element, share in sorted(mix.items()) if share > 0}


def main(folder: Path, out: Path) -> None:
    """Write the chain."""
    facts, book = Facts(folder), Book()
    tonnes, value = trade(folder)
    mix = blend(facts)
    rest = {e: s for e, s in mix.items() if e != "Ce"}
    rest = {e: s / sum(rest.values()) for e, s in rest.items()}
    _goods(book, facts, mix, rest, tonnes, value)
    _places(book, facts)
    _recipes(book, mix, rest)
    _wants(book, facts, tonnes, value)
    out.mkdir(parents=True, exist_ok=True)
    (out / "didymium.toml").write_text(TOML, encoding="utf-8")
    book.write(out)


def unit_value(tonnes: dict[tuple[int, str, str], float], value: dict[tuple[int, str, str], float], good: str, place: str = "") -> float:
    """USD per tonne of Chinese exports in 2009, all places together where none is named."""
    keys = [k for k in tonnes if k[0] == 2009 and k[2] == good and (not place or k[1] == place)]
    return 1000.0 * sum(value[k] for k in keys) / sum(tonnes[k] for k in keys)


def _goods(book: Book, facts: Facts, mix, rest, tonnes, value) -> None:  # type: ignore[no-untyped-def]
    lumped = assumed("ore of Bayan Obo three parts, ion clay one part; the mix of the time is not published")
    book.add("commodities", lumped, id="ore", name="Ore", form="ore", basis="reo", unit="t", value=2000, exit_cost=1000)
    for good, name in NAMES.items():
        source = derived(BACI, 2026, "unit value of Chinese exports in 2009")
        element = "Ce" if good == "ce_compound" else None
        basis = "metal" if good == "ree_metal" else "reo"
        cells = {"form": FORMS[good], "basis": basis, "unit": "t", "element": element}
        book.add("commodities", source, id=good, name=name, **cells, value=unit_value(tonnes, value, good), exit_cost=100)
    for element, share in mix.items():
        book.add("compositions", lumped, commodity="ore", element=element, fraction=share)
    for element, share in rest.items():
        book.add("compositions", lumped, commodity="ree_compound", element=element, fraction=share)
    whole = sum(share * metal(e) for e, share in rest.items())
    for element, share in rest.items():
        book.add("compositions", lumped, commodity="ree_metal", element=element, fraction=share * metal(element) / whole)
    for good, (use, name) in USES.items():
        priced = derived(BACI, 2026, "unit value of Chinese exports in 2009; a use is counted by the tonnes that go into it")
        book.add(
            "commodities", priced, id=use, name=name, form="use", basis="none", unit="t", value=unit_value(tonnes, value, good), exit_cost=0
        )


def metal(element: str) -> float:
    """Metal in the oxide."""
    from didymium.elements import oxide_to_metal

    return oxide_to_metal(element)


def _places(book: Book, facts: Facts) -> None:
    here = assumed("places as the statistics lump them")
    for place, name in PLACES.items():
        book.add("regions", here, id=place, name=name, kind="region")
        book.add("entities", here, id=f"users_{place.lower()}", name=f"Users in {name}", kind="group", region=place)
        book.add("sites", here, id=f"fitting_{place.lower()}", name=f"Users in {name}", region=place, entity=f"users_{place.lower()}")
    book.add("entities", here, id="china", name="Chinese producers", kind="group", region="CHN")
    book.add("entities", here, id="others", name="Producers elsewhere", kind="group", region="ROW")
    book.add("sites", here, id="mines_chn", name="Chinese mines and separation", region="CHN", entity="china")
    book.add("sites", here, id="mines_row", name="Mines elsewhere", region="ROW", entity="others")
    world = float(facts.production("mine_production_usgs_ds140", "World", "2009")["value"])
    made = derived(
        "USGS Data Series 140", 2023, f"world {world:,.0f} t in 2009, 96 % of it Chinese, which could make a fifth more (both assumed)"
    )
    for region, share in (("chn", 0.96), ("row", 0.04)):
        for stage, name in (("mine", "Mines"), ("separation", "Separation"), ("metal", "Metal making")):
            capacity = world * share * IDLE.get(region, 1.0) if stage != "metal" else 25_000 * share / 0.96
            note = made if stage != "metal" else assumed("above what was exported and used at home")
            line = f"{stage}_{region}"
            book.add(
                "lines",
                note,
                id=line,
                name=f"{name}, {region.upper()}",
                site=f"mines_{region}",
                stage=stage,
                capacity=capacity,
                availability=1,
            )
            recipe = {"mine": "dig", "separation": "separate", "metal": "reduce"}[stage]
            book.add("modes", here, line=line, recipe=recipe, capacity_use=1)
    for place in PLACES:
        for good, (use, _) in USES.items():
            line = f"{use}_{place.lower()}"
            book.add(
                "lines",
                here,
                id=line,
                name=f"{NAMES[good]} used",
                site=f"fitting_{place.lower()}",
                stage="use",
                uncapped=True,
                availability=1,
            )
            book.add("modes", here, line=line, recipe=f"use_{good}", capacity_use=1)
    for place, days in DAYS.items():
        way = assumed("container and customs, days")
        for origin in ("CHN", "ROW") if place != "ROW" else ("CHN",):
            lane = f"{origin}_{place}".lower()
            book.add("lanes", way, id=lane, from_region=origin, to_region=place, cost=500 if origin == "CHN" else 2000, lag_days=days)
            for good in NAMES:
                book.add("lane_goods", way, lane=lane, commodity=good)


def _recipes(book: Book, mix: dict[str, float], rest: dict[str, float]) -> None:
    note = assumed("one step from ore to compounds; losses are in the ore as counted")
    ce = mix["Ce"]
    book.add("recipes", note, id="dig", name="Mining", activity="t REO in ore", max_loss=0)
    book.add("recipe_flows", note, recipe="dig", commodity="ore", direction="out", amount=1, recovery=1)
    book.add("recipes", note, id="separate", name="Separation", activity="t REO in ore", max_loss=0)
    book.add("recipe_flows", note, recipe="separate", commodity="ore", direction="in", amount=1)
    book.add("recipe_flows", note, recipe="separate", commodity="ce_compound", direction="out", amount=ce, recovery=1)
    book.add("recipe_flows", note, recipe="separate", commodity="ree_compound", direction="out", amount=1 - ce, recovery=1)
    whole = sum(share * metal(e) for e, share in rest.items())
    book.add("recipes", note, id="reduce", name="Metal making", activity="t metal", max_loss=0.05)
    book.add("recipe_flows", note, recipe="reduce", commodity="ree_compound", direction="in", amount=1 / whole / 0.95)
    book.add("recipe_flows", note, recipe="reduce", commodity="ree_metal", direction="out", amount=1 / 0.95, recovery=0.95)
    for recipe, cost in (("dig", 800), ("separate", 1200), ("reduce", 4000)):
        book.add("recipe_costs", assumed("below the prices of 2009"), recipe=recipe, item="other", cost=cost)
    for good, (use, _) in USES.items():
        book.add("recipes", note, id=f"use_{good}", name=f"{NAMES[good]} used", activity="t", max_loss=1)
        book.add("recipe_flows", note, recipe=f"use_{good}", commodity=good, direction="in", amount=1)
        book.add("recipe_flows", note, recipe=f"use_{good}", commodity=use, direction="out", amount=1, recovery=1)


def _wants(book: Book, facts: Facts, tonnes, value) -> None:  # type: ignore[no-untyped-def]
    arcs = assumed("steps around an arc elasticity of -0.25 within a year (known from later crises)")
    for step, (share, factor) in enumerate(((0.6, 8.0), (0.2, 4.0), (0.1, 2.0), (0.1, 1.2)), start=1):
        book.add("curves", arcs, curve="lumped", step=step, share=share, factor=factor)
    elsewhere = 0.04 * float(facts.production("mine_production_usgs_ds140", "World", "2009")["value"])
    home = float(facts.wanted("reo_demand", "all", "REO", "2009", "China")["value"])
    for good, (use, _) in USES.items():
        for place in DAYS:
            usual = (tonnes[2008, place, good] + tonnes[2009, place, good]) / 2.0
            note = "mean of Chinese exports there in 2008 and 2009"
            if place == "ROW" and good != "ree_metal":
                usual += elsewhere * (0.4 if good == "ce_compound" else 0.6)
                note += ", and what is mined elsewhere"
            source = derived(BACI, 2026, note)
            paid = max(unit_value(tonnes, value, good, place), unit_value(tonnes, value, good))
            _want(book, source, place, use, usual, 1.2 * paid)
        share = {"ce_compound": 0.38, "ree_compound": 0.50, "ree_metal": 0.12}[good]
        source = derived("xitucn.cn", 2009, f"Chinese use of 73,000 t in 2009; {share:.0%} of it assumed to be this good")
        _want(book, source, "CHN", use, home * share, unit_value(tonnes, value, good))


def _want(book: Book, source: Source, place: str, use: str, quantity: float, price: float) -> None:
    for year in range(2009, 2013):
        book.add("demands", source, region=place, commodity=use, period=year, quantity=quantity, price=price, curve="lumped")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
