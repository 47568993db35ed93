"""Commodities and what they contain: deposits and their blends, oxides, metals, alloys, magnets, materials, scrap."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.elements import ELEMENTS, oxide_to_metal
from tools.world.book import Book, Source, assumed, derived, of
from tools.world.facts import Facts

Mix = dict[str, float]

LIGHT = ("La", "Ce", "Pr", "Nd")
MEDIUM_HEAVY = ("Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y")
RARE = (*LIGHT, *MEDIUM_HEAVY)
NDPR = {"Nd": 0.75, "Pr": 0.25}  # oxide basis: the commercial didymium oxide
OXIDES = ("La", "Ce", "NdPr", "Nd", "Pr", *MEDIUM_HEAVY, "Sc")
EXIT = 50.0  # USD/t: getting rid of a good that nobody takes

#: what is avoided when a separated salt is not precipitated, calcined and sold, as a share of its 2024 price
FINISHING_SHARE = {"La": 0.93, "Ce": 0.68, "Sm": 0.88, "Y": 0.88, "Eu": 0.88, "Er": 0.88, "Yb": 0.88, "Tm": 0.5}
FINISHING = 1000.0  # USD/t oxide for the others


@dataclass(frozen=True)
class Deposit:
    """A composition that travels as a blend: its id in the facts, what leaves the mine, and thorium in it."""

    id: str
    name: str
    leaves: str  # rock (ore, concentrate, carbonate) | sand (concentrate, carbonate) | clay (carbonate at once)
    composition: str  # deposit id in the facts whose assay is used
    thorium: float = 0.0  # t Th per t REO
    uranium: float = 0.0
    cerium: float = 0.95  # share of Ce that passes cracking
    proxy: str = ""  # why another deposit's assay stands for it


# thorium: ThO2 in the concentrate over its REO grade (process facts and deposit notes), as the element (0.8788 Th in ThO2)
DEPOSITS = (
    Deposit("bayan_obo", "Bayan Obo", "rock", "bayan_obo", thorium=0.0024 * 0.8788 / 0.58),
    Deposit("maoniuping", "Maoniuping", "rock", "maoniuping", thorium=0.0003, cerium=0.60),
    Deposit("dechang", "Dechang", "rock", "dechang", thorium=0.0003, cerium=0.60),
    Deposit("weishan", "Weishan", "rock", "weishan", thorium=0.0003, cerium=0.60),
    Deposit("mountain_pass", "Mountain Pass", "rock", "mountain_pass", thorium=0.0003, cerium=0.35),
    Deposit("mount_weld", "Mount Weld", "rock", "mount_weld_cld", thorium=0.0015),
    Deposit("lovozero", "Lovozero loparite", "rock", "lovozero", thorium=0.016),
    Deposit("india_sands", "Indian beach-sand monazite", "sand", "manavalakurichi", thorium=0.13, uranium=0.005),
    Deposit("africa_sands", "African monazite", "sand", "vara_mada", thorium=0.085, proxy="Vara Mada stands for all African monazite"),
    Deposit(
        "us_sands",
        "South-east US monazite",
        "sand",
        "eastern_australia_monazite",
        thorium=0.1,
        proxy="no assay: eastern Australian monazite",
    ),
    Deposit("ganzhou", "Southern Chinese clays", "clay", "ganzhou"),
    Deposit("kachin", "Kachin clays", "clay", "kachin_clays"),
    Deposit("laos", "Lao and Vietnamese clays", "clay", "laos_clays"),
    Deposit("malaysia", "Malaysian clays", "clay", "malaysia_clays"),
    Deposit("serra_verde", "Serra Verde", "clay", "serra_verde"),
    Deposit("eneabba", "Eneabba and Donald monazite", "sand", "eneabba", thorium=0.09, proxy="Eneabba's assay also stands for Donald"),
    Deposit("browns_range", "Browns Range xenotime", "sand", "browns_range"),
    Deposit("nolans", "Nolans Bore", "clay", "nolans", thorium=0.0),
    Deposit("yangibana", "Yangibana", "clay", "yangibana"),
    Deposit("carina", "Carina and Penco clays", "clay", "carina", proxy="Carina's assay also stands for Penco"),
    Deposit("caldeira", "Caldeira", "clay", "caldeira"),
    Deposit("colossus", "Colossus", "clay", "colossus"),
    Deposit("longonjo", "Longonjo and Kangankunde", "clay", "longonjo", proxy="Longonjo's assay also stands for Kangankunde"),
    Deposit("ngualla", "Ngualla", "clay", "ngualla"),
    Deposit("songwe", "Songwe Hill", "clay", "songwe_hill"),
    Deposit("phalaborwa", "Phalaborwa", "clay", "phalaborwa"),
    Deposit("steenkampskraal", "Steenkampskraal", "sand", "steenkampskraal", thorium=0.13),
    Deposit("makuutu", "Makuutu", "clay", "makuutu"),
    Deposit("lofdal", "Lofdal", "clay", "lofdal"),
)
BY_ID = {d.id: d for d in DEPOSITS}
#: blends whose samarium-to-yttrium remainder is sold on undivided by a light separator
UNDIVIDED = ("bayan_obo", "maoniuping", "dechang", "weishan", "mountain_pass", "mount_weld", "lovozero")

CRACK = 0.95  # recovery of every rare earth but cerium in cracking and leaching


def normal(mix: Mix) -> Mix:
    """A mix scaled to sum to one."""
    total = sum(mix.values())
    return {e: v / total for e, v in mix.items() if v > 0}


def metal(oxides: Mix) -> Mix:
    """Tonnes of metal per element in a mix of oxides."""
    return {e: v * oxide_to_metal(e) for e, v in oxides.items()}


class Goods:
    """Compositions of all blends, and their rows."""

    def __init__(self, book: Book, facts: Facts) -> None:
        self.book = book
        self.facts = facts
        self.basis: dict[str, str] = {}
        self.mix: dict[str, Mix] = {}  # in the basis of the good, rare earths and tracers
        self.price: dict[str, float] = {}  # USD/t oxide
        self.value: dict[str, float] = {}

    def contents(self, good: str) -> Mix:
        """Tonnes of each element (as metal) in a unit of a good."""
        oxide = self.basis[good] in ("reo", "oxide")
        return {e: v * (oxide_to_metal(e) if oxide and e in ELEMENTS else 1.0) for e, v in self.mix[good].items()}

    def add(
        self,
        good: str,
        name: str,
        form: str,
        basis: str,
        mix: Mix,
        value: float,
        source: Source,
        *,
        element: str = "",
        purity: str = "",
        composition: dict[str, Source] | None = None,
        exit_cost: float = EXIT,
        unit: str = "t",
    ) -> None:
        """A commodity with its composition; ``composition`` gives each element's own source."""
        self.basis[good], self.mix[good], self.value[good] = basis, dict(mix), value
        self.book.add(
            "commodities",
            source,
            id=good,
            name=name,
            form=form,
            basis=basis,
            unit=unit,
            element=element,
            purity=purity,
            value=round(value, 2),
            exit_cost=exit_cost,
        )
        if not element:
            for e, fraction in mix.items():
                self.book.add("compositions", (composition or {}).get(e, source), commodity=good, element=e, fraction=fraction)

    def basket(self, mix: Mix) -> float:
        """Value of the oxides in a tonne REO (USD), Nd and Pr at the price of NdPr."""
        return sum(v * self.price["NdPr" if e in NDPR else e] for e, v in mix.items() if e in RARE)


def write(book: Book, facts: Facts) -> Goods:
    """All commodities and compositions."""
    g = Goods(book, facts)
    _oxides(g)
    _deposits(g)
    _metals(g)
    _magnets(g)
    _others(g)
    return g


def finishing(g: Goods, oxide: str) -> float:
    """Cost of precipitating and calcining a tonne of oxide (USD)."""
    share = FINISHING_SHARE.get(oxide)
    return FINISHING if share is None else share * g.price[oxide]


def _oxides(g: Goods) -> None:
    for oxide in OXIDES:
        row = g.facts.price(oxide, 2024)
        if row is None:
            source, usd = (
                assumed("no published yearly price of thulium oxide: set near ytterbium and lutetium buyers' occasional quotes"),
                60.0,
            )
        else:
            source, usd = of(row, f"{row['basis']} 2024"), float(row["value"])
        g.price[oxide] = usd * 1000
        element = "" if oxide == "NdPr" else oxide
        mix = NDPR if oxide == "NdPr" else {oxide: 1.0}
        label = "Neodymium-praseodymium" if oxide == "NdPr" else ELEMENTS[oxide].name.capitalize()
        ratio = {e: assumed("didymium oxide is sold at 75:25, a little over or under; one ratio, so that it stays one good") for e in NDPR}
        purity = row["purity_pct"] + " %" if row and row["purity_pct"] else ""
        g.add(f"ox_{oxide}", f"{label} oxide", "oxide", "oxide", mix, usd * 1000, source, element=element, purity=purity, composition=ratio)
        raw = max(usd * 1000 - finishing(g, oxide), 0.0)
        note = "price of the oxide less what finishing it costs"
        g.add(f"raw_{oxide}", f"{label} salt, separated", "raw", "oxide", mix, raw, assumed(note), element=element, composition=ratio)


def _deposits(g: Goods) -> None:
    for d in DEPOSITS:
        rows = g.facts.compositions[d.composition]
        mix = normal({e: float(rows[e]["reo_pct_normalised"]) for e in RARE if e in rows and float(rows[e]["reo_pct_normalised"]) > 0})
        note = d.proxy or "scaled to sum to 1 over the rare earths"
        sources = {e: (of(rows[e]).as_assumed(note) if d.proxy else of(rows[e], note)) for e in mix}
        tracers = {e: v for e, v in (("Th", d.thorium), ("U", d.uranium)) if v > 0}
        tracer = assumed("order of magnitude from the deposit's ThO2 and U3O8 grades and the REO grade of its concentrate")
        sources |= dict.fromkeys(tracers, tracer)
        worth = g.basket(mix)
        value = assumed("a share of the oxides in it at 2024 prices: values taxes and goods on the way only")
        if d.leaves == "rock":
            g.add(f"ore_{d.id}", f"{d.name} ore", "ore", "reo", {**mix, **tracers}, 0.05 * worth, value, composition=sources)
        if d.leaves in ("rock", "sand"):
            g.add(
                f"conc_{d.id}", f"{d.name} concentrate", "concentrate", "reo", {**mix, **tracers}, 0.35 * worth, value, composition=sources
            )
        passed = {e: v * (d.cerium if e == "Ce" else CRACK) for e, v in mix.items()}
        carb = mix if d.leaves == "clay" else normal(passed)
        form = "heavy_mixed" if carb.get("Y", 0.0) > 0.15 else "mixed"
        made = {e: derived(s.text, int(s.year or 2026), "concentrate less what cracking loses") for e, s in sources.items()}
        g.add(
            f"carb_{d.id}",
            f"{d.name} mixed carbonate",
            form,
            "reo",
            carb,
            0.6 * g.basket(carb),
            value,
            composition=sources if d.leaves == "clay" else made,
        )
        if d.id in UNDIVIDED:
            seg = normal({e: carb[e] for e in MEDIUM_HEAVY if e in carb})
            g.add(
                f"seg_{d.id}",
                f"{d.name} samarium-to-yttrium concentrate",
                "heavy_mixed",
                "reo",
                seg,
                0.6 * g.basket(seg),
                value,
                composition=made,
            )
    note = assumed("kept apart so that thorium and uranium can be followed")
    g.add("th_residue", "Thorium in cracking residue", "waste", "none", {"Th": 1.0}, 0.0, note, element="Th", exit_cost=0.0)
    g.add("u_residue", "Uranium in cracking residue", "waste", "none", {"U": 1.0}, 0.0, note, element="U", exit_cost=0.0)
    g.add("ce_residue", "Cerium left in residue", "waste", "oxide", {"Ce": 1.0}, 0.0, note, element="Ce", exit_cost=0.0)


#: electrolysis or metallothermic reduction: oxides in, share of the metal won
METALS: dict[str, tuple[str, Mix, float]] = {
    "NdPr": ("Neodymium-praseodymium metal", {"NdPr": 1.0}, 0.95),
    "Nd": ("Neodymium metal", {"Nd": 1.0}, 0.95),
    "Dy": ("Dysprosium (as iron alloy)", {"Dy": 1.0}, 0.94),
    "Tb": ("Terbium metal", {"Tb": 1.0}, 0.94),
    "Gd": ("Gadolinium (as iron alloy)", {"Gd": 1.0}, 0.94),
    "Ho": ("Holmium (as iron alloy)", {"Ho": 1.0}, 0.94),
    "Ce": ("Cerium metal", {"Ce": 1.0}, 0.95),
    "LaCe": ("Mischmetal, 65 % Ce and 35 % La", {"La": 0.35, "Ce": 0.65}, 0.95),
    "Sm": ("Samarium metal", {"Sm": 1.0}, 0.92),
}


def oxide_of(part: str) -> Mix:
    """Elements in an oxide as it is sold: NdPr is two."""
    return dict(NDPR) if part == "NdPr" else {part: 1.0}


def _metals(g: Goods) -> None:
    prices = {"LaCe": 5.45e3}
    for metal_id, (name, parts, won) in METALS.items():
        mix = parts if metal_id == "LaCe" else normal(metal(oxide_of(metal_id)))
        oxide = sum(v / sum(metal(oxide_of(e)).values()) * g.price[e] for e, v in (parts if metal_id != "LaCe" else {"Ce": 1.0}).items())
        value = prices.get(metal_id, oxide / won + 3000.0)
        source = derived(
            "USGS Mineral Commodity Summaries 2026", 2026, "oxide in it at its 2024 price, and conversion; mischmetal as quoted"
        )
        element = metal_id if metal_id in ELEMENTS else ""
        g.add(f"m_{metal_id}", name, "metal", "metal", mix, value, source, element=element)


#: rare earths as metal per tonne of alloy. N is the commercial fleet below 120 C with its cerium, gadolinium and holmium;
#: P the undiluted grade. The averages are set so that NdPr, Dy, Tb, Gd, Ho and Ce close on 2024 (see calibration).
ALLOYS: dict[str, tuple[str, Mix]] = {
    "N": ("NdFeB alloy, commercial N to M", {"NdPr": 0.217, "Ce": 0.045, "Gd": 0.0250, "Ho": 0.0046, "Dy": 0.0010}),
    "NC": ("NdFeB alloy, N to M diluted with cerium alone", {"NdPr": 0.246, "Ce": 0.045, "Dy": 0.0010}),
    "P": ("NdFeB alloy, undiluted N to M", {"NdPr": 0.290}),
    "PN": ("NdFeB alloy, undiluted, neodymium only", {"Nd": 0.290}),
    "H": ("NdFeB alloy, H to SH with dysprosium", {"NdPr": 0.262, "Dy": 0.0205, "Tb": 0.0040, "Gd": 0.0050}),
    "U": ("NdFeB alloy, UH to AH with dysprosium", {"NdPr": 0.250, "Dy": 0.0410, "Tb": 0.0095}),
    "D": ("NdFeB alloy, base for diffusion to UH", {"NdPr": 0.280, "Dy": 0.0080}),
    "B": ("NdFeB powder for bonded magnets", {"NdPr": 0.260}),
    "S": ("SmCo alloy", {"Sm": 0.255, "Gd": 0.015}),
}
#: magnet grade: name, its alloy, terbium diffused in per tonne of finished magnet
MAGNETS: dict[str, tuple[str, str, float]] = {
    "N": ("Sintered NdFeB, commercial N to M", "N", 0.0),
    "NC": ("Sintered NdFeB, N to M, cerium alone", "NC", 0.0),
    "P": ("Sintered NdFeB, undiluted N to M", "P", 0.0),
    "PN": ("Sintered NdFeB, undiluted, neodymium only", "PN", 0.0),
    "H": ("Sintered NdFeB, H to SH, dysprosium alloyed", "H", 0.0),
    "HT": ("Sintered NdFeB, H to SH, terbium diffused", "P", 0.0026),
    "U": ("Sintered NdFeB, UH to AH, dysprosium alloyed", "U", 0.0),
    "UT": ("Sintered NdFeB, UH, terbium diffused", "D", 0.0050),
    "B": ("Bonded NdFeB", "B", 0.0),
    "S": ("SmCo magnet", "S", 0.0),
}
GRADE_PRICE = {"N": 0.85, "NC": 0.85, "P": 0.95, "PN": 0.95, "H": 1.15, "HT": 1.15, "U": 1.9, "UT": 1.7, "B": 0.9, "S": 1.6}
MAGNET_PRICE = 49_200.0  # USD/t: average unit value of Chinese magnet exports in 2024 (facts: prices)


def metals_in(parts: Mix) -> Mix:
    """Elements (as metal) of a mix of metals."""
    found: Mix = {}
    for part, share in parts.items():
        for e, v in normal(metal(oxide_of(part))).items():
            found[e] = found.get(e, 0.0) + share * v
    return found


def _magnets(g: Goods) -> None:
    grades = assumed("average of a class of grades, set within published ranges so that NdPr, Dy, Tb, Gd, Ho and Ce close on 2024")
    for a, (name, parts) in ALLOYS.items():
        mix = metals_in(parts)
        value = sum(v * g.value[f"m_{part}"] for part, v in parts.items()) + 1500.0
        g.add(f"alloy_{a}", name, "alloy", "gross", mix, value, grades)
    unit = derived("China customs via adamasintel.com 2025", 2025, "average unit value of Chinese exports in 2024 times a factor by grade")
    for m, (name, a, terbium) in MAGNETS.items():
        mix = metals_in(ALLOYS[a][1])
        if terbium:
            mix["Tb"] = mix.get("Tb", 0.0) + terbium
        g.add(f"mag_{m}", name, "magnet", "gross", mix, MAGNET_PRICE * GRADE_PRICE[m], unit, composition=dict.fromkeys(mix, grades))
    for a in ("N", "NC", "P", "PN", "H", "U", "D", "S"):
        g.add(
            f"swarf_{a}",
            f"Grinding swarf of {ALLOYS[a][0]}",
            "scrap",
            "gross",
            metals_in(ALLOYS[a][1]),
            0.5 * g.value[f"alloy_{a}"],
            assumed("half the value of the alloy: values goods on the way only"),
        )
    old = {"NdPr": 0.275, "Dy": 0.0060, "Tb": 0.0010, "Gd": 0.0030}
    note = assumed(
        "magnets sold ten to fifteen years ago held less cerium, gadolinium and holmium than today's; dysprosium near today's average"
    )
    g.add("scrap_magnets", "Magnets from goods at the end of life", "scrap", "gross", metals_in(old), 8000.0, note)


#: materials other than magnets: name, rare earths in it as oxides per tonne REO, key of the facts, form
MATERIALS: dict[str, tuple[str, str]] = {
    "fcc": ("Cracking catalysts", "FCC catalysts"),
    "autocat": ("Car exhaust catalysts", "auto catalysts"),
    "polishing": ("Polishing powder", "polishing"),
    "glass": ("Glass additives", "glass additives"),
    "hydrogen": ("Hydrogen-storage (NiMH) alloy", "NiMH battery alloy"),
    "ceramics": ("Ceramics", "ceramics"),
    "phosphors": ("Phosphors", "phosphors"),
}
#: small uses without a published mix: name, mix, t REO in 2024 with the key of the facts or None
SMALL: dict[str, tuple[str, Mix, str | None, float]] = {
    "optical": ("Optical fibre and lasers", {"Er": 0.80, "Yb": 0.20}, "optical/fibre (Er, Yb)", 700.0),
    "contrast": ("MRI contrast agents", {"Gd": 1.0}, "MRI contrast (Gd)", 900.0),
    "coating": ("Thermal barriers and plasma-etch parts", {"Y": 1.0}, "thermal barrier and plasma etch (Y)", 1500.0),
    "absorber": ("Neutron absorbers", {"Gd": 0.70, "Dy": 0.15, "Eu": 0.15}, "nuclear/neutron absorbers (Gd, Dy, Eu)", 150.0),
    "scandium": ("Aluminium-scandium and fuel cells", {"Sc": 1.0}, "Al-Sc and SOFC (Sc2O3)", 60.0),
    "scintillator": ("Scintillators (LYSO)", {"Lu": 0.90, "Y": 0.09, "Ce": 0.01}, None, 140.0),
}


def material_mix(facts: Facts, material: str) -> tuple[Mix, dict[str, Source]]:
    """Oxide shares of a material and the source of each; NdPr stays apart as Nd and Pr."""
    if material in SMALL:
        mix = SMALL[material][1]
        return dict(mix), dict.fromkeys(mix, assumed("split among the few elements of this use"))
    use = MATERIALS[material][1]
    rows = [r for r in facts.demand if r["series"] == "element_mix_by_use" and r["end_use"] == use and float(r["value"]) > 0]
    mix = normal({r["item"]: float(r["value"]) for r in rows})
    return mix, {r["item"]: of(r, "share of REO in this use") for r in rows}


def _others(g: Goods) -> None:
    for material in (*MATERIALS, *SMALL):
        name = MATERIALS[material][0] if material in MATERIALS else SMALL[material][0]
        mix, sources = material_mix(g.facts, material)
        value = 1.5 * sum(v * g.price[e] for e, v in mix.items()) + 3000.0
        note = assumed("one and a half times its oxides and 3 USD/kg: values taxes and goods on the way only")
        g.add(f"mat_{material}", name, "material", "oxide", mix, value, note, composition=sources)
    note = assumed("mischmetal and rare-earth steel additions at the quoted price of mischmetal")
    g.add("mat_metallurgy", "Mischmetal and rare-earth steel", "material", "metal", {"La": 0.35, "Ce": 0.65}, 7000.0, note)
