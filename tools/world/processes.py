"""Recipes from the mine to the use, with costs: every output follows from the compositions, so no element is made."""

from __future__ import annotations

from didymium.elements import ELEMENTS, oxide_to_metal
from tools.world import circuits
from tools.world.book import Book, Source, assumed, of
from tools.world.facts import Facts
from tools.world.goods import (
    ALLOYS,
    BY_ID,
    DEPOSITS,
    LIGHT,
    MAGNETS,
    MATERIALS,
    MEDIUM_HEAVY,
    METALS,
    NDPR,
    OXIDES,
    RARE,
    SMALL,
    UNDIVIDED,
    Deposit,
    Goods,
    Mix,
    finishing,
    metal,
    oxide_of,
)

#: recovery in separation of light feeds and of clay and undivided feeds; in finishing
LIGHT_RECOVERY, HEAVY_RECOVERY, FINISHED = 0.985, 0.92, 0.995
CASTING, SINTERING, MACHINING, SWARF_KEPT = 0.98, 0.95, 0.713, 0.90
SINTER_SCRAP = 0.5  # of what is lost before the blank: comes back with the swarf (assumed)
FROM_SWARF, FROM_SCRAP = 0.95, 0.88
OWN_CASTING = 1.1  # cost of casting in a magnet maker's own furnace over a merchant's (assumed)
COATING = 0.85  # terbium that ends in the magnet of what is laid on it
CHINA = "CHN"
#: makers of metal and magnets that moved to South-East Asia for its costs
LOW_COST, LOW_COST_FACTOR, LOW_COST_KINDS = ("VNM", "SEA"), 1.25, ("electrolysis", "thermic", "cast", "sinter")

#: USD per unit of activity by item; general first, China second (None: same)
COSTS: dict[str, dict[str, tuple[float, float | None]]] = {
    "dig": {"other": (250.0, 150.0), "energy": (100.0, 60.0)},
    "float": {"reagents": (350.0, 200.0), "energy": (250.0, 150.0), "labour": (250.0, 80.0)},
    "sand": {"other": (1200.0, 900.0)},
    "clay": {"reagents": (4500.0, 4500.0), "labour": (2500.0, 2000.0), "waste": (1000.0, 1000.0)},
    "crack": {"reagents": (1200.0, 450.0), "energy": (600.0, 200.0), "labour": (500.0, 100.0), "waste": (500.0, 150.0)},
    "light": {"reagents": (1600.0, 800.0), "energy": (800.0, 300.0), "labour": (900.0, 150.0), "waste": (400.0, 100.0)},
    "heavy": {"reagents": (3600.0, 2000.0), "energy": (1200.0, 500.0), "labour": (1800.0, 400.0), "waste": (800.0, 300.0)},
    "electrolysis": {"energy": (1200.0, 750.0), "reagents": (1500.0, 650.0), "labour": (7000.0, 500.0)},
    "thermic": {"energy": (2200.0, 1400.0), "reagents": (6000.0, 4000.0), "labour": (9000.0, 1500.0)},
    "cast": {"energy": (250.0, 180.0), "other": (1900.0, 1500.0)},
    "sinter": {"energy": (950.0, 850.0), "labour": (3100.0, 2500.0), "other": (2600.0, 2300.0)},
    "diffuse": {"energy": (400.0, 250.0), "labour": (2500.0, 1000.0)},
    "bond": {"labour": (5000.0, 2000.0), "other": (4000.0, 2500.0)},
    "recycle": {"reagents": (1500.0, 700.0), "energy": (400.0, 200.0), "labour": (900.0, 200.0)},
    "collect": {"labour": (2500.0, 1200.0)},
    "material": {"other": (1200.0, None)},
}
WHY = {
    "dig": "order of magnitude: with flotation, below the all-in cash cost of Mountain Pass (2,700 to 3,531 USD/t REO)",
    "float": "order of magnitude: with digging, below the all-in cash cost of Mountain Pass (2,700 to 3,531 USD/t REO)",
    "sand": "by-product of zircon and titanium sands: handling only",
    "clay": "7 to 12 t ammonium sulphate and 5 to 8 t bicarbonate a t REO (process facts) at 200 to 300 USD/t, and labour",
    "crack": "1.5 to 3 t sulphuric acid, 8 to 22 GJ a t REO (process facts); outside China two to three times dearer",
    "light": "0.5 t ammonia, 5.9 t acid, 1 t soda a t REO (process facts) at Chinese prices, near the 1.8 USD/kg tolling fee; elsewhere "
    "near Avalon's 5.6 USD/kg of 2011",
    "heavy": "tolling fee of 3 to 4 USD/kg in China; two to three times that outside",
    "electrolysis": "Chinese tolling fee near 1.9 USD/kg, Western cost of 8 to 15 USD/kg (process facts, recalled)",
    "thermic": "calcium 0.43 t/t and 15 to 30 kWh/kg (process facts)",
    "cast": "1.5 to 4 kWh/kg (process facts) and labour",
    "sinter": "8 to 20 kWh/kg (process facts), labour and capital service; elsewhere a fifth dearer",
    "diffuse": "5 to 15 % of the magnet's cost (process facts)",
    "bond": "compounding and moulding",
    "recycle": "acid route from swarf: solvent extraction without cracking",
    "collect": "dismantling and sorting of goods at the end of life",
    "material": "conversion to powder, catalyst or alloy",
}


class Recipes:
    """Writes recipes with their flows and costs."""

    def __init__(self, book: Book, goods: Goods) -> None:
        self.book = book
        self.goods = goods

    def add(
        self,
        recipe: str,
        name: str,
        activity: str,
        kind: str,
        source: Source,
        inputs: Mix,
        outputs: dict[str, tuple[float, float]],
        max_loss: float,
        factor: float = 1.0,
    ) -> None:
        """A recipe; outputs are (amount, recovery); ``factor`` scales the costs of its kind."""
        self.book.add("recipes", source, id=recipe, name=name, activity=activity, max_loss=round(max_loss, 4))
        for good, amount in inputs.items():
            self.book.add("recipe_flows", source, recipe=recipe, commodity=good, direction="in", amount=amount)
        for good, (amount, recovery) in outputs.items():
            self.book.add("recipe_flows", source, recipe=recipe, commodity=good, direction="out", amount=amount, recovery=recovery)
        for item, (general, china) in (COSTS[kind] if kind else {}).items():
            note = assumed(WHY[kind])
            self.book.add("recipe_costs", note, recipe=recipe, item=item, cost=round(general * factor, 2))
            if china is not None and china != general:
                self.book.add("recipe_costs", note, recipe=recipe, region=CHINA, item=item, cost=round(china * factor, 2))
                for region in LOW_COST if kind in LOW_COST_KINDS else ():
                    cost = round(china * factor * LOW_COST_FACTOR, 2)
                    near = assumed(f"{LOW_COST_FACTOR} of the Chinese cost; {WHY[kind]}")
                    self.book.add("recipe_costs", near, recipe=recipe, region=region, item=item, cost=cost)


def write(book: Book, facts: Facts, goods: Goods) -> None:
    """All recipes."""
    r = Recipes(book, goods)
    known = _recoveries(facts)
    _mines(r, known)
    _separation(r, known)
    _finishing(r, known)
    _metals(r, known)
    _magnets(r, known)
    _recycling(r, known)
    _materials(r)


def _recoveries(facts: Facts) -> dict[str, Source]:
    """Sources of the recoveries used."""
    found: dict[str, Source] = {}
    wanted = {
        "crack": ("crack_leach", "caustic crack monazite"),
        "light": ("separation", "P507 solvent extraction"),
        "finish": ("oxide", "precipitation + calcination"),
        "electrolysis": ("metal", "oxide-fluoride electrolysis NdPr"),
        "thermic": ("metal", "Ca-thermic Dy/Tb/Gd"),
        "cast": ("alloy", "strip casting"),
        "sinter": ("magnet", "machining blank to finished"),
        "swarf": ("recycling", "hydromet from swarf"),
        "Bayan Obo": ("concentrate", "Bayan Obo flotation"),
        "Maoniuping": ("concentrate", "Maoniuping"),
        "Mountain Pass": ("concentrate", "Mountain Pass flotation"),
        "Mount Weld": ("concentrate", "Mount Weld"),
    }
    rows = facts.rows("process_factors")
    for key, (stage, route) in wanted.items():
        row = next(r for r in rows if r["stage"] == stage and r["route"] == route and r["parameter"] == "recovery")
        found[key] = of(row, f"recovery {row['value']} ({row['low']} to {row['high']})")
    return found


FLOTATION = {
    "bayan_obo": 0.65,
    "maoniuping": 0.75,
    "dechang": 0.75,
    "weishan": 0.75,
    "mountain_pass": 0.72,
    "mount_weld": 0.72,
    "lovozero": 0.75,
}


def _mines(r: Recipes, known: dict[str, Source]) -> None:
    for d in DEPOSITS:
        if d.leaves == "rock":
            key = d.name if d.name in known else "Maoniuping"
            source = known[key] if d.name in known else known[key].as_assumed("taken from Maoniuping: no recovery published here")
            yields = FLOTATION[d.id]
            r.add(f"dig_{d.id}", f"Mine {d.name}", "t REO in the ore", "dig", source, {}, {f"ore_{d.id}": (1.0, 1.0)}, 0.0)
            flow = {f"conc_{d.id}": (1.0, yields)}
            r.add(f"float_{d.id}", f"Concentrate {d.name}", "t REO in the ore", "float", source, {f"ore_{d.id}": 1.0}, flow, 1.0 - yields)
        elif d.leaves == "sand":
            note = assumed("monazite or xenotime is won with the zircon and titanium minerals; recovery lies before the tonnage counted")
            r.add(f"dig_{d.id}", f"Win {d.name}", "t REO in the concentrate", "sand", note, {}, {f"conc_{d.id}": (1.0, 1.0)}, 0.0)
        else:
            note = assumed("leaching to a mixed carbonate; recovery lies before the tonnage counted")
            r.add(f"dig_{d.id}", f"Leach {d.name}", "t REO in the carbonate", "clay", note, {}, {f"carb_{d.id}": (1.0, 1.0)}, 0.0)
        if d.leaves != "clay":
            _crack(r, d.id, known["crack"])


def _crack(r: Recipes, d: str, source: Source) -> None:
    deposit = BY_ID[d]
    conc, carb = r.goods.mix[f"conc_{d}"], r.goods.mix[f"carb_{d}"]
    passed = sum(v * (deposit.cerium if e == "Ce" else 0.95) for e, v in conc.items() if e in RARE)
    out = {f"carb_{d}": (passed, 1.0)}
    lost = 0.05
    if deposit.cerium < 0.9:
        out["ce_residue"] = (conc["Ce"] * (0.95 - deposit.cerium), 1.0)
    for e, good in (("Th", "th_residue"), ("U", "u_residue")):
        if e in conc:
            out[good] = (conc[e], 1.0)
    assert abs(sum(carb.values()) - 1.0) < 1e-6
    r.add(
        f"crack_{d}", f"Crack and leach {deposit.name}", "t REO in the concentrate", "crack", source, {f"conc_{d}": 1.0}, out, lost + 1e-4
    )


def salts(mix: Mix) -> Mix:
    """Separated salts from a mix of oxides: as much NdPr as its ratio allows, the rest of Nd or Pr apart."""
    left = {e: v for e, v in mix.items() if e in ELEMENTS}
    together = min(left.get("Nd", 0.0) / NDPR["Nd"], left.get("Pr", 0.0) / NDPR["Pr"])
    out: Mix = {}
    if together > 0:
        out["NdPr"] = together
        left["Nd"] -= together * NDPR["Nd"]
        left["Pr"] -= together * NDPR["Pr"]
    out |= {e: v for e, v in left.items() if v > 1e-9}
    return out


def _separation(r: Recipes, known: dict[str, Source]) -> None:
    for d in DEPOSITS:
        mix = r.goods.mix[f"carb_{d.id}"]
        feed = {f"carb_{d.id}": 1.0}
        heavy = mix.get("Y", 0.0) > 0.15
        recovery = HEAVY_RECOVERY if heavy else LIGHT_RECOVERY
        source = known["light"]
        if heavy:
            source = source.as_assumed(f"{recovery}: Dy and Tb won from clays and undivided heavies (supply checks of the facts use 0.90)")
        kind = "heavy" if heavy else "light"
        if d.id in circuits.CASES:
            made = circuits.circuit(circuits.FOLDER / circuits.CASES[d.id])
            circuits.write(r.book, d.id, made, "ce_residue")
            _heavies(r, d, source)
        elif d.id in UNDIVIDED:
            seg = sum(mix[e] for e in MEDIUM_HEAVY if e in mix)
            light = salts({e: mix[e] for e in LIGHT if e in mix})
            out = {f"raw_{k}": (v, recovery) for k, v in light.items()} | {f"seg_{d.id}": (seg, recovery)}
            r.add(f"sep_{d.id}", f"Separate {d.name}, heavies undivided", "t REO in the feed", kind, source, feed, out, 1 - recovery + 1e-6)
            poor = {k: v for k, v in out.items() if k != "raw_Ce"} | {"ce_residue": (mix["Ce"], recovery)}
            name = f"Separate {d.name}, cerium rejected before extraction"
            r.add(f"sep_{d.id}_no_ce", name, "t REO in the feed", kind, source, feed, poor, 1 - recovery + 1e-6, factor=0.92)
            _heavies(r, d, source)
        else:
            out = {f"raw_{k}": (v, recovery) for k, v in salts(mix).items()}
            r.add(f"sep_{d.id}", f"Separate {d.name} into single oxides", "t REO in the feed", kind, source, feed, out, 1 - recovery + 1e-6)
    note = assumed("scandium comes from titanium, nickel and uranium side streams; their scandium is not followed further up")
    r.add("sep_scandium", "Scandium from side streams", "t Sc2O3", "", note, {}, {"raw_Sc": (1.0, 1.0)}, 0.0)
    r.book.add("recipe_costs", note, recipe="sep_scandium", item="other", cost=400_000.0)


def _heavies(r: Recipes, d: Deposit, source: Source) -> None:
    """Separation of what a light separator leaves undivided."""
    full = {f"raw_{k}": (v, HEAVY_RECOVERY) for k, v in salts(r.goods.mix[f"seg_{d.id}"]).items()}
    note = source.as_assumed(f"{HEAVY_RECOVERY}: as for clays")
    name = f"Separate the heavies of {d.name}"
    r.add(f"sep_seg_{d.id}", name, "t REO in the feed", "heavy", note, {f"seg_{d.id}": 1.0}, full, 1 - HEAVY_RECOVERY + 1e-6)


def _finishing(r: Recipes, known: dict[str, Source]) -> None:
    for oxide in OXIDES:
        flow = {f"ox_{oxide}": (1.0, FINISHED)}
        recipe = f"finish_{oxide}"
        label = f"Precipitate and calcine {oxide}"
        r.add(recipe, label, "t oxide in the salt", "", known["finish"], {f"raw_{oxide}": 1.0}, flow, 1 - FINISHED + 1e-6)
        note = assumed("avoidable part of the oxide's cost; it anchors the price of an element in surplus")
        r.book.add("recipe_costs", note, recipe=recipe, item="reagents", cost=round(finishing(r.goods, oxide), 2))
    note = assumed("a further extraction cut: order of magnitude of the light tolling fee")
    r.add(
        "split_NdPr",
        "Part NdPr into Nd and Pr",
        "t NdPr oxide",
        "",
        note,
        {"raw_NdPr": 1.0},
        {f"raw_{e}": (NDPR[e], 1.0) for e in NDPR},
        0.0,
    )
    r.book.add("recipe_costs", note, recipe="split_NdPr", item="reagents", cost=1500.0)
    r.add(
        "blend_NdPr",
        "Blend Nd and Pr to NdPr",
        "t NdPr oxide",
        "",
        note,
        {f"raw_{e}": NDPR[e] for e in NDPR},
        {"raw_NdPr": (1.0, 1.0)},
        0.0,
    )
    r.book.add("recipe_costs", note, recipe="blend_NdPr", item="reagents", cost=100.0)


def _metals(r: Recipes, known: dict[str, Source]) -> None:
    for m, (name, _, won) in METALS.items():
        if m == "LaCe":
            need = {"ox_La": 0.35 / oxide_to_metal("La"), "ox_Ce": 0.65 / oxide_to_metal("Ce")}
        else:
            need = {f"ox_{m}": 1.0 / sum(metal(oxide_of(m)).values())}
        inputs = {good: amount / won for good, amount in need.items()}
        kind = "electrolysis" if m in ("NdPr", "Nd", "Ce", "LaCe") else "thermic"
        source = known[kind]
        r.add(f"metal_{m}", f"Make {name}", "t metal", kind, source, inputs, {f"m_{m}": (1.0 / won, won)}, 1 - won + 1e-6)


def _magnets(r: Recipes, known: dict[str, Source]) -> None:
    for a, (name, parts) in ALLOYS.items():
        inputs = {f"m_{part}": share / CASTING for part, share in parts.items()}
        out = {f"alloy_{a}": (1.0 / CASTING, CASTING)}
        r.add(f"cast_{a}", f"Cast {name}", "t alloy", "cast", known["cast"], inputs, out, 1 - CASTING + 1e-6)
        own = known["cast"].as_assumed("as at a merchant caster, dearer by the smaller furnace")
        r.add(
            f"cast_{a}_own", f"Cast {name} at a magnet maker", "t alloy", "cast", own, inputs, out, 1 - CASTING + 1e-6, factor=OWN_CASTING
        )
    for m, (name, a, terbium) in MAGNETS.items():
        if m == "B":
            note = assumed("bonded magnets are 0.92 powder by weight; nothing is ground off")
            r.add("bond_B", f"Make {name}", "t magnet", "bond", note, {"alloy_B": 1.0}, {"mag_B": (1.0, 0.99)}, 0.0101)
            continue
        finished = MACHINING
        inputs = {f"alloy_{a}": 1.0 / SINTERING}
        ground = 1.0 - finished + SINTER_SCRAP * (1.0 / SINTERING - 1.0)
        out = {f"mag_{m}": (finished, 1.0), f"swarf_{a}": (ground, SWARF_KEPT)}
        if terbium:
            inputs["m_Tb"] = terbium * finished / COATING
        lost = 1 - (finished + ground * SWARF_KEPT) * SINTERING
        source = known["sinter"]
        recipe = f"sinter_{m}"
        r.add(recipe, f"Make {name}", "t blank", "sinter", source, inputs, out, max(lost, 1 - COATING) + 1e-3)
        if terbium:
            for item, (general, china) in COSTS["diffuse"].items():
                note = assumed(WHY["diffuse"])
                _more(r.book, recipe, item, general, china or general, note)


def _more(book: Book, recipe: str, item: str, general: float, china: float, source: Source) -> None:
    """Add to a cost that stands already."""
    for row in book.rows["recipe_costs"]:
        if row["recipe"] == recipe and row["item"] == item:
            extra = general if not row.get("region") else china
            row["cost"] = f"{float(row['cost']) + extra:.8g}"
            row["note"] += f"; and {source.note}"


def _recycling(r: Recipes, known: dict[str, Source]) -> None:
    for a in (*(k for k in ALLOYS if k not in ("B",)), "magnets"):
        good = "scrap_magnets" if a == "magnets" else f"swarf_{a}"
        recovery = FROM_SCRAP if a == "magnets" else FROM_SWARF
        mix = r.goods.mix[good]
        oxides = {e: v / oxide_to_metal(e) for e, v in mix.items() if e in ELEMENTS}
        out = {f"raw_{k}": (v, recovery) for k, v in salts(oxides).items()}
        source = known["swarf"] if a != "magnets" else known["swarf"].as_assumed("a tenth lower than from swarf: coatings, glue, steel")
        name = f"Recycle {'magnets from old goods' if a == 'magnets' else f'swarf {a}'}"
        factor = sum(oxides.values())
        r.add(f"recycle_{a}", name, "t scrap", "recycle", source, {good: 1.0}, out, 1 - recovery + 1e-6, factor=factor)


def _materials(r: Recipes) -> None:
    note = assumed("3 % of the oxides is lost in conversion")
    for m in (*MATERIALS, *SMALL):
        mix = r.goods.mix[f"mat_{m}"]
        inputs = {f"ox_{e}": v / 0.97 for e, v in mix.items()}
        r.add(f"make_{m}", f"Make {m}", "t REO", "material", note, inputs, {f"mat_{m}": (1.0 / 0.97, 0.97)}, 0.0301)
    inputs = {"m_LaCe": 1.0 / 0.99}
    r.add("make_metallurgy", "Alloy mischmetal", "t metal", "material", note, inputs, {"mat_metallurgy": (1.0 / 0.99, 0.99)}, 0.0101)
