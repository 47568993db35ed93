"""Sites, lines and what they can run; how fast new ones climb; quotas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from didymium.elements import ELEMENTS, oxide_to_metal
from tools.world.book import Book, Source, assumed, of
from tools.world.facts import Facts
from tools.world.goods import ALLOYS, BY_ID, MAGNETS, MATERIALS, METALS, OXIDES, SMALL, UNDIVIDED, Goods
from tools.world.places import COUNTRY, REGIONS
from tools.world.processes import FLOTATION, LIGHT_RECOVERY

#: feeds that Chinese separators take; those under the mining quota are domestic
DOMESTIC = ("bayan_obo", "maoniuping", "dechang", "weishan", "ganzhou")
IMPORTED = ("mountain_pass", "africa_sands", "steenkampskraal", "kachin", "laos", "malaysia", "serra_verde", "caldeira", "colossus")
IMPORTED += ("longonjo", "ngualla", "makuutu", "lofdal", "yangibana")
CHINA_SEG = ("bayan_obo", "maoniuping", "dechang", "weishan", "mountain_pass", "mount_weld")
LEARNING_YEARS = 4.0


@dataclass(frozen=True)
class Plant:
    """A line of a site: id, site in the facts, stage, operator, capacity, what it runs, and why where we assumed."""

    line: str
    site: str
    stage: str
    entity: str
    capacity: float | None
    recipes: tuple[str, ...]
    why: str = ""
    name: str = ""
    use: float = 1.0


def separations(feeds: Iterable[str], undivided: Iterable[str] = ()) -> tuple[str, ...]:
    """Recipes that a separator can run on these feeds, and on these undivided heavies."""
    found: list[str] = []
    for d in feeds:
        found.append(f"sep_{d}")
        if d in UNDIVIDED:
            found.append(f"sep_{d}_no_ce")
    return (*found, *(f"sep_seg_{d}" for d in undivided))


CNRE_RUNS = separations(DOMESTIC[:4] + ("mountain_pass", "africa_sands"))
CREG_RUNS = separations(DOMESTIC + IMPORTED, CHINA_SEG)
SHENGHE_RUNS = separations(IMPORTED, ("mountain_pass", "mount_weld"))
METAL_RUNS = tuple(f"metal_{m}" for m in METALS if m not in ("LaCe", "Ce"))
CERIUM_RUNS = ("metal_LaCe", "metal_Ce")
SINTER_RUNS = tuple(f"sinter_{m}" for m in MAGNETS if m not in ("B", "S"))
CAST_RUNS = tuple(f"cast_{a}" for a in ALLOYS if a not in ("B", "S"))
RECYCLE_RUNS = tuple(f"recycle_{a}" for a in ("N", "NC", "P", "PN", "H", "U", "D", "S", "magnets"))

#: mines: line, site, deposit, operator. Their capacity is what was mined (see OUTPUT), so a backcast imposes it
MINES: list[tuple[str, str, str, str]] = [
    ("bayan_obo_mine", "bayan_obo_mine", "bayan_obo", "cnre"),
    ("maoniuping_mine", "maoniuping_mine", "maoniuping", "creg"),
    ("dalucao_mine", "dalucao_mine", "dechang", "creg"),
    ("weishan_mine", "weishan_mine", "weishan", "creg"),
    ("southern_clays", "ganzhou_clays", "ganzhou", "creg"),
    ("kachin_mines", "kachin_mines", "kachin", "kia"),
    ("wa_mines", "wa_mines", "kachin", "uwsa"),
    ("laos_mines", "laos_mines", "laos", "various_LAO"),
    ("vietnam_clays", "dong_pao_mine", "laos", "various_VNM"),
    ("malaysia_mines", "malaysia_mines", "malaysia", "various_MYS"),
    ("mount_weld_mine", "mount_weld_mine", "mount_weld", "lynas"),
    ("mountain_pass_mine", "mountain_pass_mine", "mountain_pass", "mp"),
    ("chemours_monazite", "chemours_monazite", "us_sands", "chemours"),
    ("lovozero_mine", "lovozero_mine", "lovozero", "rosatom"),
    ("india_monazite_mines", "india_monazite_mines", "india_sands", "irel"),
    ("madagascar_monazite", "madagascar_monazite", "africa_sands", "rio_tinto"),
    ("nigeria_monazite", "nigeria_monazite", "africa_sands", "various_AFR"),
    ("serra_verde_mine", "serra_verde_mine", "serra_verde", "serra_verde_co"),
]

#: plants as listed: capacity None is read from the site
PLANTS: list[Plant] = [
    Plant("huamei_old_lines", "huamei_old_lines", "separation", "huamei", None, CNRE_RUNS),
    Plant("huamei_green_ph1", "huamei_green_ph1", "separation", "huamei", None, CNRE_RUNS),
    Plant("hefa_baotou", "hefa_baotou", "separation", "cnre", None, CNRE_RUNS),
    Plant("gansu_re", "gansu_re", "separation", "cnre", None, CNRE_RUNS),
    Plant("jinmeng_sep", "jinmeng_sep", "separation", "jinmeng", None, CNRE_RUNS),
    Plant("rest_cnre_unnamed", "rest_cnre_unnamed", "separation", "cnre", None, CNRE_RUNS),
    Plant("creg_ganzhou_newmat", "creg_ganzhou_newmat", "separation", "creg", None, CREG_RUNS),
    Plant("huajing_ganzhou", "huajing_ganzhou", "separation", "creg", None, CREG_RUNS),
    Plant("dingnan_dahua", "dingnan_dahua", "separation", "creg", None, CREG_RUNS),
    Plant("ganxian_hongjin", "ganxian_hongjin", "separation", "creg", None, CREG_RUNS),
    Plant("longnan_hechuang", "longnan_hechuang", "separation", "creg", None, CREG_RUNS),
    Plant("xingyuan_guangzhou", "xingyuan_guangzhou", "separation", "creg", None, CREG_RUNS),
    Plant("fuyuan_xinfeng", "fuyuan_xinfeng", "separation", "creg", None, CREG_RUNS),
    Plant("xinfeng_cnmc", "xinfeng_cnmc", "separation", "creg", None, CREG_RUNS),
    Plant("golden_dragon_changting", "golden_dragon_changting", "separation", "creg", None, CREG_RUNS),
    Plant("chongzuo_guangxi", "chongzuo_guangxi", "separation", "creg", None, CREG_RUNS),
    Plant("hunan_re_metal", "hunan_re_metal", "separation", "creg", None, CREG_RUNS),
    Plant("jiangsu_guosheng", "jiangsu_guosheng", "separation", "creg", None, CREG_RUNS),
    Plant("leshan_ruifeng", "leshan_ruifeng", "separation", "creg", None, CREG_RUNS),
    Plant("jiangyin_jiahua", "jiangyin_jiahua", "separation", "shenghe", None, SHENGHE_RUNS),
    Plant("leshan_shenghe", "leshan_shenghe", "separation", "shenghe", None, SHENGHE_RUNS),
    Plant("shenghe_rest_sep", "shenghe_rest_sep", "separation", "shenghe", None, SHENGHE_RUNS),
    Plant("irel_aluva", "irel_aluva", "separation", "irel", 2150.0, ("sep_india_sands",), "500 t NdPr oxide a year at 23 % of REO"),
    Plant("toyotsu_india", "toyotsu_india", "separation", "toyota_tsusho", None, ("sep_india_sands",)),
    Plant("silmet", "silmet", "separation", "neo", None, separations(("lovozero", "caldeira", "colossus"), ("lovozero",))),
    Plant(
        "solvay_larochelle",
        "solvay_larochelle",
        "separation",
        "solvay",
        None,
        separations(("lovozero", "longonjo", "yangibana"), ("lovozero",)),
    ),
    Plant("vtre_separation", "vtre_separation", "separation", "various_VNM", None, ("sep_laos",)),
    Plant(
        "white_mesa_sep",
        "white_mesa_ph1",
        "separation",
        "energy_fuels",
        4400.0,
        separations(("us_sands", "africa_sands", "eneabba")),
        "1,000 t NdPr oxide a year at about 23 % of REO",
    ),
    Plant("chenguang_ganzhou", "chenguang_ganzhou", "metal", "shenghe", None, METAL_RUNS),
    Plant("qiandong_ganzhou", "qiandong_ganzhou", "metal", "various_CHN", None, METAL_RUNS),
    Plant("ganzhou_reboston", "ganzhou_reboston", "metal", "creg", None, METAL_RUNS),
    Plant("xiamen_tungsten_metal", "xiamen_tungsten_metal", "metal", "xiamen_tungsten", None, METAL_RUNS),
    Plant("ruixin_baotou", "ruixin_baotou", "metal", "cnre", None, METAL_RUNS),
    Plant("cnre_metal_rest", "cnre_metal_rest", "metal", "cnre", None, METAL_RUNS),
    Plant("vre_bacninh", "vre_bacninh", "metal", "chuden", None, ("metal_NdPr", "metal_Dy")),
    Plant("vre_bacninh_lace", "vre_bacninh_lace", "metal", "chuden", None, ("metal_LaCe",)),
    Plant("showa_hanam", "showa_hanam", "metal", "resonac", None, ("metal_NdPr", "metal_Dy")),
    Plant("vietnam_metal_rest", "vietnam_metal_rest", "metal", "various_VNM", None, ("metal_NdPr", "metal_Dy", "metal_Tb")),
    Plant("thailand_metal", "thailand_metal", "metal", "various_SEA", None, ("metal_NdPr",)),
    Plant("asm_korea", "asm_korea", "metal", "asm", None, ("metal_NdPr",)),
    Plant("lcm_ellesmere", "lcm_ellesmere", "metal", "lcm", None, METAL_RUNS),
    Plant("phoenix_exeter", "phoenix_exeter", "metal", "phoenix", None, ("metal_NdPr", "metal_Dy")),
    Plant("mp_independence_metal", "mp_independence", "metal", "mp", 600.0, ("metal_NdPr",), "metal for 1,000 t of magnets"),
    Plant("nre_magnetic_alloy", "nre_magnetic_alloy", "alloy", "cnre", None, CAST_RUNS),
    Plant("earthpanda_baotou", "earthpanda_baotou", "alloy", "cnre", None, CAST_RUNS),
    Plant("resonac_chichibu", "resonac_chichibu", "alloy", "resonac", None, CAST_RUNS),
    Plant("santoku_kobe", "santoku_kobe", "alloy", "proterial", None, CAST_RUNS),
    Plant("magnequench_tianjin", "magnequench_tianjin", "alloy", "neo", None, ("cast_B",)),
    Plant("thai_magnequench", "thai_magnequench", "alloy", "neo", None, ("cast_B",)),
    Plant("jlmag_ganzhou", "jlmag_ganzhou", "magnet", "jlmag", None, SINTER_RUNS),
    Plant("jlmag_baotou", "jlmag_baotou", "magnet", "jlmag", None, SINTER_RUNS),
    Plant("jlmag_ningbo", "jlmag_ningbo", "magnet", "jlmag", None, SINTER_RUNS),
    Plant("yunsheng_ningbo", "yunsheng_ningbo", "magnet", "yunsheng", None, SINTER_RUNS),
    Plant("yunsheng_baotou", "yunsheng_baotou", "magnet", "yunsheng", None, SINTER_RUNS),
    Plant("zhenghai_yantai", "zhenghai_yantai", "magnet", "zhenghai", None, SINTER_RUNS),
    Plant("zhenghai_nantong", "zhenghai_nantong", "magnet", "zhenghai", None, SINTER_RUNS),
    Plant("sanhuan_tianjin", "sanhuan_tianjin", "magnet", "sanhuan", None, SINTER_RUNS),
    Plant("earthpanda_hefei", "earthpanda_hefei", "magnet", "earthpanda", None, SINTER_RUNS),
    Plant("innuovo_dongyang", "innuovo_dongyang", "magnet", "innuovo", None, SINTER_RUNS),
    Plant("golden_dragon_magnet", "golden_dragon_magnet", "magnet", "xiamen_tungsten", None, SINTER_RUNS),
    Plant("golden_dragon_baotou", "golden_dragon_baotou", "magnet", "xiamen_tungsten", None, SINTER_RUNS),
    Plant("guangsheng_magnet", "guangsheng_magnet", "magnet", "creg", None, SINTER_RUNS),
    Plant("antai_northern", "antai_northern", "magnet", "cnre", None, SINTER_RUNS),
    Plant("dmegc_dongyang", "dmegc_dongyang", "magnet", "various_CHN", None, SINTER_RUNS),
    Plant("ningbo_cluster", "ningbo_cluster", "magnet", "various_CHN", None, SINTER_RUNS),
    Plant("shanxi_cluster", "shanxi_cluster", "magnet", "various_CHN", None, SINTER_RUNS),
    Plant("china_magnet_rest", "china_magnet_rest", "magnet", "various_CHN", None, SINTER_RUNS),
    Plant(
        "galaxy_chengdu",
        "galaxy_chengdu",
        "magnet",
        "various_CHN",
        9000.0,
        ("bond_B",),
        "4,000 t listed; Chinese output was 7,000 t in 2018, so the rest is added here",
    ),
    Plant(
        "china_smco", "galaxy_chengdu", "magnet", "various_CHN", 2500.0, ("sinter_S",), "no capacity is published; 600 t were made in 2010"
    ),
    Plant("shinetsu_takefu", "shinetsu_takefu", "magnet", "shinetsu", None, SINTER_RUNS),
    Plant("proterial_kumagaya", "proterial_kumagaya", "magnet", "proterial", None, SINTER_RUNS),
    Plant("tdk_narita", "tdk_narita", "magnet", "tdk", None, SINTER_RUNS),
    Plant("shinetsu_vietnam", "shinetsu_vietnam", "magnet", "shinetsu", None, SINTER_RUNS),
    Plant("sgi_vietnam", "sgi_vietnam", "magnet", "star_group", None, SINTER_RUNS),
    Plant("star_group_korea", "star_group_korea", "magnet", "star_group", None, SINTER_RUNS),
    Plant("jslink_yesan", "jslink_yesan", "magnet", "jslink", None, SINTER_RUNS),
    Plant("vac_hanau", "vac_hanau", "magnet", "vac", None, (*SINTER_RUNS, "sinter_S")),
    Plant("neorem_ulvila", "neorem_ulvila", "magnet", "neorem", None, SINTER_RUNS),
    Plant("magneti_ljubljana", "magneti_ljubljana", "magnet", "magneti", None, ("sinter_S", "sinter_N", "sinter_P")),
    Plant("neo_narva", "neo_narva", "magnet", "neo", None, SINTER_RUNS),
    Plant("noveon_sanmarcos", "noveon_sanmarcos", "magnet", "noveon", None, SINTER_RUNS),
    Plant("mp_independence", "mp_independence", "magnet", "mp", None, SINTER_RUNS),
    Plant("evac_sumter", "evac_sumter", "magnet", "vac", None, SINTER_RUNS),
    Plant("usar_stillwater", "usar_stillwater", "magnet", "usare", None, SINTER_RUNS),
    Plant("jian_xintai", "jian_xintai", "recycling", "various_CHN", None, RECYCLE_RUNS),
    Plant("huahong_ruitai", "huahong_ruitai", "recycling", "various_CHN", None, RECYCLE_RUNS),
    Plant("jiangxi_recyclers", "jiangxi_recyclers", "recycling", "various_CHN", None, RECYCLE_RUNS),
    Plant("shandong_recyclers", "shandong_recyclers", "recycling", "various_CHN", None, RECYCLE_RUNS),
    Plant("jiangsu_recyclers", "jiangsu_recyclers", "recycling", "various_CHN", None, RECYCLE_RUNS),
    Plant("jinmeng_recycling", "jinmeng_recycling", "recycling", "jinmeng", None, RECYCLE_RUNS),
    Plant("shinetsu_haiphong_sep", "shinetsu_haiphong_sep", "recycling", "shinetsu", None, RECYCLE_RUNS),
    Plant("heraeus_bitterfeld", "heraeus_bitterfeld", "recycling", "heraeus", 190.0, RECYCLE_RUNS, "600 t of magnets at 0.32 t REO"),
    Plant("reelement_marion", "reelement_marion", "recycling", "reelement", None, RECYCLE_RUNS),
    Plant("cyclic_kingston", "cyclic_kingston", "recycling", "cyclic", 32.0, RECYCLE_RUNS, "100 t of magnets at 0.32 t REO"),
]
#: climbing plants: line -> first quarter, so that a linear climb of LEARNING_YEARS begins there
CLIMBS = {
    "zhenghai_nantong": ("2022Q1", 3.0),
    "golden_dragon_baotou": ("2025Q1", 1.0),
    "antai_northern": ("2025Q1", 2.0),
    "neo_narva": ("2025Q4", 3.0),
    "noveon_sanmarcos": ("2023Q1", LEARNING_YEARS),
    "mp_independence": ("2025Q4", 2.0),
    "mp_independence_metal": ("2025Q1", 2.0),
    "evac_sumter": ("2025Q4", 3.0),
    "usar_stillwater": ("2026Q1", 3.0),
    "sgi_vietnam": ("2025Q1", 3.0),
    "jslink_yesan": ("2025Q4", 2.0),
    "asm_korea": ("2022Q3", LEARNING_YEARS),
    "phoenix_exeter": ("2025Q4", 2.0),
    "irel_aluva": ("2024Q1", LEARNING_YEARS),
    "white_mesa_sep": ("2024Q3", LEARNING_YEARS),
    "reelement_marion": ("2026Q1", 2.0),
    "jinmeng_recycling": ("2024Q4", 1.0),
}


class Plants:
    """Writes sites once and lines on them."""

    def __init__(self, book: Book, facts: Facts, goods: Goods) -> None:
        self.book, self.facts, self.goods = book, facts, goods
        self.written: set[str] = set()

    def site(self, site: str, entity: str) -> str:
        """A site of the facts, written once an operator; returns its id in the chain."""
        row = self.facts.sites[site]
        name = site
        if name not in self.written:
            self.written.add(name)
            self.book.add(
                "sites",
                of(row, row["note"]),
                id=name,
                name=row["name"],
                region=COUNTRY[row["country"]],
                entity=entity,
                country=row["country"],
                lat=row["lat"],
                lon=row["lon"],
            )
        return name

    def general(self, region: str) -> str:
        """The site of makers that no source lists singly."""
        name = f"various_{region}"
        if name not in self.written:
            self.written.add(name)
            note = assumed("stands for makers that no source lists singly")
            self.book.add(
                "sites", note, id=name, name=f"Various makers, {REGIONS[region]}", region=region, entity=name, country=REGIONS[region]
            )
        return name

    def line(
        self,
        line: str,
        site: str,
        stage: str,
        capacity: float | None,
        recipes: Iterable[str],
        source: Source,
        name: str = "",
        start: str = "",
        days: float | None = None,
    ) -> None:
        """A line and its modes; without capacity it is uncapped."""
        uncapped = capacity is None
        self.book.add(
            "lines",
            source,
            id=line,
            name=name,
            site=site,
            stage=stage,
            capacity=capacity,
            uncapped=True if uncapped else None,
            start=start,
            availability=1.0,
            first_fill_days=days,
        )
        for recipe in recipes:
            use = self.use(stage, recipe)
            self.book.add("modes", source, line=line, recipe=recipe, capacity_use=use)

    def use(self, stage: str, recipe: str) -> float:
        """Capacity that a unit of activity takes: recyclers are measured in t REO, the others in their activity."""
        if stage != "recycling":
            return 1.0
        a = recipe.removeprefix("recycle_")
        mix = self.goods.mix["scrap_magnets" if a == "magnets" else f"swarf_{a}"]
        return round(sum(v / oxide_to_metal(e) for e, v in mix.items() if e in ELEMENTS), 6)


def quarters(start: str, years: float) -> list[tuple[str, float]]:
    """Mean share of capacity in each quarter of a linear climb that begins with quarter ``start``.

    >>> quarters("2024Q1", 0.5)
    [('2024Q1', 0.25), ('2024Q2', 0.75), ('2024Q3', 1.0)]
    """
    year, quarter = int(start[:4]), int(start[5])
    found = []
    t = 0.0
    while t < years - 1e-9:
        found.append((f"{year}Q{quarter}", min((t + 0.125) / years, 1.0)))
        t += 0.25
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return [*found, (f"{year}Q{quarter}", 1.0)]


def write(book: Book, facts: Facts, goods: Goods) -> Plants:
    """Sites, lines, modes, ramps and quotas."""
    p = Plants(book, facts, goods)
    _mines(p)
    for plant in PLANTS:
        row = facts.sites[plant.site]
        capacity = float(row["capacity"]) if plant.capacity is None else plant.capacity
        source = of(row, row["note"]) if not plant.why else of(row).as_assumed(plant.why)
        site = p.site(plant.site, plant.entity)
        name = row["name"] if plant.line == plant.site else plant.name or f"{row['name']} ({plant.line})"
        p.line(plant.line, site, plant.stage, capacity, plant.recipes, source, name)
    _western_separation(p)
    _climbs(p)
    _general(p)
    _quotas(p)
    return p


def _mines(p: Plants) -> None:
    """Mines, with concentrators and crackers beside those that need them."""
    from tools.world.observed import mined

    for line, site, d, entity in MINES:
        row = p.facts.sites[site]
        place = p.site(site, entity)
        figures = mined(p.facts, line)
        top = max(value for _, value, _ in figures)
        recovery = _recovery(p, d)
        p.line(line, place, "mine", round(top / recovery, 2), (f"dig_{d}",), of(row, f"capacity is the output: {row['note']}"), row["name"])
        for label, value, source in figures:
            p.book.add("ramps", source, line=line, period=label, factor=round(value / top, 6))
    for d in sorted({d for _, _, d, _ in MINES if BY_ID[d].leaves == "rock"}):
        line, site, entity = next((ln, s, e) for ln, s, dep, e in MINES if dep == d)
        note = assumed("a concentrator beside the mine that never limits it: no capacity is published beyond the mine's")
        p.line(
            f"{line}_mill", p.site(site, entity), "concentrate", None, (f"float_{d}",), note, f"{p.facts.sites[site]['name']}, concentrator"
        )


def _recovery(p: Plants, d: str) -> float:
    """Tonnes counted per tonne of the mine's activity: concentrate over ore for rock."""
    return FLOTATION[d] if BY_ID[d].leaves == "rock" else 1.0


def _western_separation(p: Plants) -> None:
    """Lynas and MP: capacity is published as NdPr oxide, so the feed follows from the blend."""
    from tools.world.observed import ndpr_share

    s = p.facts.sites
    note = assumed("never limits: what cracks is limited by the concentrate; Kalgoorlie takes 38,000 t of concentrate a year at 40 % REO")
    p.line(
        "lynas_kalgoorlie",
        p.site("lynas_kalgoorlie", "lynas"),
        "crack",
        15200.0,
        ("crack_mount_weld",),
        of(s["lynas_kalgoorlie"], "38,000 t concentrate at 40 % REO"),
        s["lynas_kalgoorlie"]["name"],
    )
    p.line("lynas_lamp_crack", p.site("lynas_lamp", "lynas"), "crack", None, ("crack_mount_weld",), note, "LAMP, cracking and leaching")
    share = ndpr_share(p.goods, "mount_weld")
    lamp = of(s["lynas_lamp"]).as_assumed(
        f"10,500 t NdPr oxide a year over {share:.4f} t NdPr per t REO of feed; 7,200 t was the feed that Mount Weld supported before its "
        "expansion (process facts), the climb from there takes four years as LAMP's first one did"
    )
    p.line("lynas_lamp", "lynas_lamp", "separation", round(10500 / share, 1), separations(("mount_weld",)), lamp, "LAMP, separation")
    start = 7200 / 10500
    p.book.add("ramps", lamp, line="lynas_lamp", period="2020", factor=round(start, 6))
    for label, factor in quarters("2025Q1", LEARNING_YEARS):
        p.book.add("ramps", lamp, line="lynas_lamp", period=label, factor=round(start + (1 - start) * factor, 6))
    heavy = of(s["lynas_lamp"], "1,500 t of undivided heavies a year since May 2025")
    p.line("lynas_dytb", "lynas_lamp", "separation", 1500.0, ("sep_seg_mount_weld",), heavy, "LAMP, Dy and Tb circuit", start="2025-05")

    note = assumed("never limits: the separation plant behind it does")
    p.line(
        "mountain_pass_crack",
        p.site("mountain_pass_sep", "mp"),
        "crack",
        None,
        ("crack_mountain_pass",),
        note,
        "Mountain Pass, roasting and leaching",
    )
    share = ndpr_share(p.goods, "mountain_pass")
    text = (
        f"6,075 t NdPr oxide a year over {share:.4f} t NdPr per t REO of feed; a linear climb of four years from 2023Q4: "
        "LAMP made half of its nameplate on average over its first four years"
    )
    source = of(s["mountain_pass_sep"]).as_assumed(text)
    p.line(
        "mountain_pass_sep",
        "mountain_pass_sep",
        "separation",
        round(6075 / share, 1),
        separations(("mountain_pass",)),
        source,
        "Mountain Pass, separation",
    )
    for label, factor in quarters("2023Q4", LEARNING_YEARS):
        p.book.add("ramps", source, line="mountain_pass_sep", period=label, factor=round(factor, 6))
    p.line(
        "solikamsk",
        p.site("solikamsk", "rosatom"),
        "crack",
        2700.0,
        ("crack_lovozero",),
        of(s["solikamsk"], "2,500 t REO of carbonate"),
        s["solikamsk"]["name"],
    )
    p.line(
        "irel_oscom",
        p.site("irel_oscom", "irel"),
        "crack",
        11200.0,
        ("crack_india_sands",),
        of(s["irel_oscom"], s["irel_oscom"]["note"]),
        s["irel_oscom"]["name"],
    )


def _climbs(p: Plants) -> None:
    note = assumed("linear climb to full output; new plants outside China are taken to need two to four years, as LAMP did")
    for line, (start, years) in CLIMBS.items():
        p.book.add("ramps", note, line=line, period="2010", factor=0.0)
        for label, factor in quarters(start, years):
            p.book.add("ramps", note, line=line, period=label, factor=round(factor, 6))


def _general(p: Plants) -> None:
    """Steps that no source lists plant by plant: cracking in China, finishing, casting, materials, assembly."""
    from tools.world.wants import uses_runs

    china = p.general("CHN")
    note = assumed("cracking capacity in China is part of the separators' own and is not published apart")
    cracks = tuple(
        f"crack_{d}" for d in ("bayan_obo", "maoniuping", "dechang", "weishan", "mountain_pass", "africa_sands", "steenkampskraal")
    )
    p.line("china_crack", china, "crack", None, cracks, note, "China, cracking at separators")
    note = assumed("listed makers hold 84,300 t a year against about 97,000 t that 300,000 t of blanks need")
    p.line("china_metal_rest", china, "metal", 30000.0, METAL_RUNS, note, "China, metal makers not listed singly")
    note = assumed("makers of mischmetal and cerium metal: capacity is not published and never limits")
    p.line("china_mischmetal", china, "metal", None, CERIUM_RUNS, note, "China, mischmetal and cerium metal")
    note = assumed("listed separators hold 335,500 t against about 330,000 t of feed; toll plants without a listing take the rest")
    p.line("china_sep_rest", china, "separation", 30000.0, SHENGHE_RUNS, note, "China, separators not listed singly")
    note = assumed("no capacity of Western crackers of monazite is published apart from their separation")
    p.line(
        "usa_crack",
        p.general("USA"),
        "crack",
        None,
        ("crack_us_sands", "crack_africa_sands", "crack_eneabba", "crack_steenkampskraal"),
        note,
        "White Mesa and others, cracking",
    )
    p.line("aus_crack", p.general("AUS"), "crack", None, ("crack_eneabba", "crack_browns_range"), note, "Eneabba, cracking")
    p.line("eur_crack", p.general("EUR"), "crack", None, ("crack_steenkampskraal",), note, "Europe, cracking")
    makers = ("CHN", "JPN", "KOR", "VNM", "EUR", "USA", "IND", "MYS", "SEA")
    for region in makers:
        note = assumed("magnet makers cast their own alloy; nobody publishes how much")
        grades = ALLOYS if region in ("CHN", "EUR", "JPN") else [a for a in ALLOYS if a not in ("B", "S")]
        casts = tuple(f"cast_{a}_own" for a in grades)
        p.line(f"cast_{region}", p.general(region), "alloy", None, casts, note, f"{REGIONS[region]}, casting at magnet makers")
    note = assumed("separators finish what they separate; it never limits")
    finish = tuple(f"finish_{o}" for o in OXIDES if o != "Sc")
    for region in ("CHN", "MYS", "USA", "EUR", "IND", "VNM", "AUS", "AFR", "CAN", "JPN"):
        runs = (*finish, "split_NdPr", "blend_NdPr") if region in ("CHN", "EUR", "USA", "MYS") else finish
        p.line(f"finish_{region}", p.general(region), "finishing", None, runs, note, f"{REGIONS[region]}, finishing at separators")
    materials = tuple(f"make_{m}" for m in (*MATERIALS, *SMALL, "metallurgy"))
    note = assumed("makers of catalysts, polishing powder, glass, phosphors and alloys: capacity is not published and never limits")
    for region in ("CHN", "JPN", "USA", "EUR", "KOR", "IND", "ROW"):
        p.line(f"make_{region}", p.general(region), "material", None, materials, note, f"{REGIONS[region]}, materials")
    note = assumed("scandium: 9 t from Sorel; the rest of a world total of 80 t (2025) split between Chinese works and the Philippines")
    for region, tonnes in (("CHN", 55.0), ("CAN", 9.0), ("SEA", 16.0)):
        p.line(f"scandium_{region}", p.general(region), "separation", tonnes, ("sep_scandium",), note, f"{REGIONS[region]}, scandium")
        p.line(f"finish_sc_{region}", p.general(region), "finishing", None, ("finish_Sc",), note, f"{REGIONS[region]}, scandium oxide")
    note = assumed("motor and device makers fit what they buy; it never limits")
    for region, runs in uses_runs().items():
        p.line(f"fit_{region}", p.general(region), "use", None, runs, note, f"{REGIONS[region]}, assembly")


def _quotas(p: Plants) -> None:
    """Two mining quotas and, with their own holders, two for smelting and separation; unpublished years are estimates."""
    f = p.facts
    light = [line for line, _, d, _ in MINES if d in ("bayan_obo",)]
    caps = {
        "mining_light_cnre": (
            f.production("china_quota", "China", "2024", "light ore", "China Northern Rare Earth"),
            "cnre",
            "light",
            light,
        ),
        "mining_light_creg": (
            f.production("china_quota", "China", "2024", "light ore", "China Rare Earth Group (Sichuan)"),
            "creg",
            "light",
            ["maoniuping_mine", "dalucao_mine", "weishan_mine"],
        ),
        "mining_ionic": (
            f.production("china_quota", "China", "2024", "ion-adsorption ore", "China Rare Earth Group"),
            "creg",
            "ion-type",
            ["southern_clays"],
        ),
    }
    last = {"mining_light_cnre": 0.65, "mining_light_creg": 0.75, "mining_ionic": 1.0}
    for quota, (row, holder, kind, lines) in caps.items():
        for year in range(2024, 2031):
            grown = f.production("mine_production_usgs", "China", "2025") if year > 2024 else None
            source = of(row, "tonnes of concentrate; the cap counts ore, so it is divided by the recovery of flotation")
            if grown is not None:
                source = source.as_assumed("not published since 2025: held at 2024, as the USGS estimate of output is")
            limit = round(float(row["value"]) / last[quota], 1)
            p.book.add("quotas", source, quota=quota, period=year, limit=limit, region="CHN", holder=holder, class_=kind)
        for line in lines:
            p.book.add("quota_members", of(row), quota=quota, line=line)
    holders = {"separation_cnre": ("cnre", "China Northern Rare Earth"), "separation_creg": ("creg", "China Rare Earth Group")}
    units = {"separation_cnre": ("huamei", "cnre", "jinmeng"), "separation_creg": ("creg", "shenghe")}
    for quota, (holder, group) in holders.items():
        row = next(
            r
            for r in f.rows("production")
            if r["series"] == "china_quota" and r["stage"] == "separation" and r["period"] == "2024" and r["group_or_partner"] == group
        )
        for year in range(2024, 2031):
            source = of(row, "tonnes of product from domestic ore; the cap counts feed, so it is divided by the recovery")
            if year > 2024:
                source = source.as_assumed(
                    "not published since 2025: held at 2024; imported ore counts since August 2025, under a cap not seen"
                )
            p.book.add(
                "quotas",
                source,
                quota=quota,
                period=year,
                limit=round(float(row["value"]) / LIGHT_RECOVERY, 1),
                region="CHN",
                holder=holder,
                class_="smelting and separation",
            )
        for plant in PLANTS:
            if plant.stage == "separation" and plant.entity in units[quota]:
                for recipe in plant.recipes:
                    d = recipe.removeprefix("sep_").removesuffix("_no_ce")
                    if d in DOMESTIC:
                        p.book.add("quota_members", of(row), quota=quota, line=plant.line, recipe=recipe)
