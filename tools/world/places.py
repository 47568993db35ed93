"""Regions and hubs, who owns whom, ways between regions, taxes on the way."""

from __future__ import annotations

from tools.world.book import Book, Source, assumed, of
from tools.world.facts import Facts
from tools.world.goods import Goods

REGIONS = {
    "CHN": "China",
    "MMR": "Myanmar",
    "LAO": "Laos",
    "VNM": "Viet Nam",
    "SEA": "Rest of South-East Asia",
    "MYS": "Malaysia",
    "AUS": "Australia",
    "JPN": "Japan",
    "KOR": "South Korea",
    "IND": "India",
    "RUS": "Russia",
    "EUR": "Europe",
    "AFR": "Africa",
    "USA": "United States",
    "CAN": "Canada",
    "BRA": "Brazil",
    "ROW": "Rest of the world",
}
COUNTRY = {
    "China": "CHN",
    "Myanmar": "MMR",
    "Laos": "LAO",
    "Vietnam": "VNM",
    "Thailand": "SEA",
    "Philippines": "SEA",
    "Malaysia": "MYS",
    "Australia": "AUS",
    "Japan": "JPN",
    "South Korea": "KOR",
    "India": "IND",
    "Russia": "RUS",
    "USA": "USA",
    "Canada": "CAN",
    "Brazil": "BRA",
    "Chile": "ROW",
    "Greenland": "ROW",
    **dict.fromkeys(("France", "UK", "Estonia", "Germany", "Finland", "Slovenia", "Norway", "Sweden", "Poland", "Austria"), "EUR"),
    **dict.fromkeys(("South Africa", "Angola", "Malawi", "Uganda", "Tanzania", "Madagascar", "Burundi", "Nigeria", "Namibia"), "AFR"),
}
HUBS = {"hub_oxide": ("Oxide trade", "oxide"), "hub_metal": ("Metal trade", "metal"), "hub_magnet": ("Magnet trade", "magnet")}
HUB_FORMS = {"hub_oxide": ("oxide",), "hub_metal": ("metal", "alloy"), "hub_magnet": ("magnet", "material")}

#: entity id: name, kind, region
ENTITIES: dict[str, tuple[str, str, str]] = {
    "state_chn": ("State-owned Assets Supervision and Administration Commission", "state", "CHN"),
    "inner_mongolia": ("Government of Inner Mongolia", "state", "CHN"),
    "baogang": ("Baogang Group", "group", "CHN"),
    "cnre": ("China Northern Rare Earth", "group", "CHN"),
    "creg": ("China Rare Earth Group", "group", "CHN"),
    "minmetals": ("China Minmetals", "group", "CHN"),
    "chinalco": ("Chinalco", "group", "CHN"),
    "ganzhou_group": ("Ganzhou Rare Earth Group", "group", "CHN"),
    "cisri": ("China Iron and Steel Research Institute", "institute", "CHN"),
    "grinm": ("GRINM Group", "institute", "CHN"),
    "shenghe": ("Shenghe Resources", "company", "CHN"),
    "xiamen_tungsten": ("Xiamen Tungsten", "company", "CHN"),
    "golden_dragon_jv": ("Northern Rare Earth and Golden Dragon venture", "company", "CHN"),
    "jinmeng": ("Baotou Jinmeng Rare Earth", "company", "CHN"),
    "huamei": ("Baotou Huamei Rare Earth Hi-Tech", "company", "CHN"),
    "jlmag": ("JL Mag", "company", "CHN"),
    "yunsheng": ("Ningbo Yunsheng", "company", "CHN"),
    "zhenghai": ("Zhenghai Magnetic", "company", "CHN"),
    "sanhuan": ("Zhongke Sanhuan", "company", "CHN"),
    "earthpanda": ("Earth-Panda", "company", "CHN"),
    "innuovo": ("Innuovo", "company", "CHN"),
    "lynas": ("Lynas", "company", "AUS"),
    "iluka": ("Iluka", "company", "AUS"),
    "arafura": ("Arafura", "company", "AUS"),
    "northern_minerals": ("Northern Minerals", "company", "AUS"),
    "hastings": ("Hastings Technology Metals", "company", "AUS"),
    "asm": ("Australian Strategic Materials", "company", "AUS"),
    "mp": ("MP Materials", "company", "USA"),
    "energy_fuels": ("Energy Fuels", "company", "USA"),
    "vac": ("Vacuumschmelze", "company", "EUR"),
    "neorem": ("Neorem Magnets", "company", "EUR"),
    "usare": ("USA Rare Earth", "company", "USA"),
    "lcm": ("Less Common Metals", "company", "EUR"),
    "noveon": ("Noveon", "company", "USA"),
    "vulcan": ("Vulcan Elements", "company", "USA"),
    "reelement": ("ReElement", "company", "USA"),
    "ucore": ("Ucore", "company", "USA"),
    "aclara": ("Aclara", "company", "ROW"),
    "chemours": ("Chemours", "company", "USA"),
    "phoenix": ("Phoenix Tailings", "company", "USA"),
    "ls": ("LS", "company", "KOR"),
    "solvay": ("Solvay", "company", "EUR"),
    "carester": ("Carester", "company", "EUR"),
    "neo": ("Neo Performance Materials", "company", "CAN"),
    "magneti": ("Magneti Ljubljana", "company", "EUR"),
    "heraeus": ("Heraeus Remloy", "company", "EUR"),
    "hypromag": ("HyProMag", "company", "EUR"),
    "reetec": ("REEtec", "company", "EUR"),
    "lkab": ("LKAB", "company", "EUR"),
    "mkango": ("Mkango", "company", "EUR"),
    "rosatom": ("Rosatom", "state", "RUS"),
    "shinetsu": ("Shin-Etsu", "company", "JPN"),
    "proterial": ("Proterial", "company", "JPN"),
    "tdk": ("TDK", "company", "JPN"),
    "resonac": ("Resonac", "company", "JPN"),
    "chuden": ("Chuden Rare Earth", "company", "JPN"),
    "star_group": ("Star Group Industrial", "company", "KOR"),
    "jslink": ("JS Link", "company", "KOR"),
    "irel": ("IREL", "state", "IND"),
    "toyota_tsusho": ("Toyota Tsusho", "company", "JPN"),
    "india_scheme": ("Winners of the Indian magnet scheme", "group", "IND"),
    "serra_verde_co": ("Serra Verde", "company", "BRA"),
    "meteoric": ("Meteoric", "company", "AUS"),
    "viridis": ("Viridis", "company", "AUS"),
    "src": ("Saskatchewan Research Council", "institute", "CAN"),
    "cyclic": ("Cyclic Materials", "company", "CAN"),
    "rio_tinto": ("Rio Tinto", "company", "ROW"),
    "rainbow": ("Rainbow Rare Earths", "company", "AFR"),
    "pensana": ("Pensana", "company", "EUR"),
    "lindian": ("Lindian", "company", "AUS"),
    "ionic": ("Ionic Rare Earths", "company", "AUS"),
    "steenkampskraal_co": ("Steenkampskraal Monazite Mine", "company", "AFR"),
    "namibia_critical": ("Namibia Critical Metals", "company", "CAN"),
    "kia": ("Kachin Independence Organisation area", "state", "MMR"),
    "uwsa": ("Wa State", "state", "MMR"),
}


def write(book: Book, facts: Facts, goods: Goods) -> None:
    """Regions, hubs, entities, holdings, lanes and taxes."""
    cut = assumed("cut of the world made for this chain: every place that mines, refines, makes magnets or uses them in quantity")
    for region, name in REGIONS.items():
        book.add("regions", cut, id=region, name=name, kind="region")
    hub = assumed("all pairs of regions would cost a minute to solve: goods that trade freely pass one hub")
    for region, (name, _) in HUBS.items():
        book.add("regions", hub, id=region, name=name, kind="hub")
    _entities(book, facts)
    _holdings(book, facts)
    _lanes(book)
    _taxes(book, facts, goods)


def _entities(book: Book, facts: Facts) -> None:
    for entity, (name, kind, region) in ENTITIES.items():
        book.add(
            "entities", assumed("name and seat as in the owner column of the site facts"), id=entity, name=name, kind=kind, region=region
        )
    for region, name in REGIONS.items():
        note = assumed("stands for makers that no source lists singly")
        book.add("entities", note, id=f"various_{region}", name=f"Various makers, {name}", kind="group", region=region)


def _holdings(book: Book, facts: Facts) -> None:
    s = facts.sites
    creg, cnre = of(s["maoniuping_mine"], "shares as in the owner column"), of(s["bayan_obo_mine"], "Baogang Group holds 38.03 %")
    rows: list[tuple[str, str, str, str, float | None, bool, bool, Source]] = [
        ("state_chn", "creg", "2021-12", "", 0.3121, True, False, creg),
        ("chinalco", "creg", "2021-12", "", 0.2033, False, False, creg),
        ("minmetals", "creg", "2021-12", "", 0.2033, False, False, creg),
        ("ganzhou_group", "creg", "2021-12", "", 0.2033, False, False, creg),
        ("cisri", "creg", "2021-12", "", 0.0390, False, False, creg),
        ("grinm", "creg", "2021-12", "", 0.0390, False, False, creg),
        ("inner_mongolia", "baogang", "2010", "", None, True, False, assumed("provincial control; the share was not looked up")),
        ("baogang", "cnre", "1997", "", 0.3803, True, True, cnre),
        ("cnre", "huamei", "2010", "", None, True, True, of(s["huamei_old_lines"], "subsidiary; share not given")),
        ("cnre", "jinmeng", "2010", "", None, True, True, of(s["jinmeng_sep"], "held by Northern Rare Earth; share not given")),
        ("cnre", "golden_dragon_jv", "2025", "", 0.51, True, True, of(s["nre_golden_dragon"], "51 %")),
        ("xiamen_tungsten", "golden_dragon_jv", "2025", "", 0.49, False, False, of(s["nre_golden_dragon"], "49 %")),
        ("vac", "neorem", "2007", "", None, True, False, of(s["neorem_ulvila"], "group as listed; share not given")),
        ("usare", "lcm", "2025-11", "", 1.0, True, False, of(s["lcm_ellesmere"], "bought, approved November 2025")),
        ("rosatom", "various_RUS", "2010", "", None, True, False, of(s["solikamsk"], "group as listed; share not given")),
    ]
    for owner, owned, since, until, share, control, quota, source in rows:
        book.add(
            "holdings", source, owner=owner, owned=owned, from_=since, to=until, share=share, control=control, quota_holder=quota or None
        )


#: blends with a way of their own: from, to, goods, USD/t REO, days
WAYS: list[tuple[str, str, tuple[str, ...], float, float]] = [
    ("USA", "CHN", ("conc_mountain_pass",), 150.0, 40.0),
    ("USA", "CHN", ("seg_mountain_pass",), 300.0, 40.0),
    ("AUS", "MYS", ("conc_mount_weld", "carb_mount_weld"), 120.0, 30.0),
    ("MYS", "CHN", ("seg_mount_weld",), 200.0, 20.0),
    ("MYS", "CHN", ("carb_malaysia",), 200.0, 20.0),
    ("MMR", "CHN", ("carb_kachin",), 600.0, 15.0),
    ("LAO", "CHN", ("carb_laos",), 400.0, 15.0),
    ("VNM", "CHN", ("carb_laos",), 300.0, 15.0),
    (
        "AFR",
        "CHN",
        ("conc_africa_sands", "conc_steenkampskraal", "carb_longonjo", "carb_ngualla", "carb_makuutu", "carb_lofdal"),
        350.0,
        45.0,
    ),
    ("AFR", "USA", ("conc_africa_sands", "conc_steenkampskraal", "carb_makuutu"), 400.0, 45.0),
    ("AFR", "EUR", ("carb_longonjo", "carb_songwe", "conc_steenkampskraal"), 350.0, 35.0),
    ("AFR", "JPN", ("carb_lofdal",), 500.0, 45.0),
    ("RUS", "EUR", ("carb_lovozero",), 200.0, 15.0),
    ("BRA", "CHN", ("carb_serra_verde", "carb_caldeira", "carb_colossus"), 400.0, 50.0),
    ("BRA", "USA", ("carb_serra_verde", "carb_caldeira", "carb_colossus", "carb_carina"), 350.0, 25.0),
    ("BRA", "EUR", ("carb_serra_verde", "carb_caldeira", "carb_colossus"), 350.0, 25.0),
    ("ROW", "USA", ("carb_carina",), 350.0, 25.0),
    ("AUS", "USA", ("conc_eneabba",), 300.0, 35.0),
    ("AUS", "EUR", ("carb_yangibana",), 350.0, 45.0),
    ("AUS", "CHN", ("carb_yangibana",), 200.0, 25.0),
]


def _lanes(book: Book) -> None:
    note = assumed("order of magnitude of freight and of days at sea or over the border")
    for i, (start, end, goods, cost, days) in enumerate(WAYS):
        lane = f"{start}_{end}_{i + 1}"
        book.add("lanes", note, id=lane, from_region=start, to_region=end, cost=cost, lag_days=days)
        for good in goods:
            book.add("lane_goods", note, lane=lane, commodity=good)
    freight = {"hub_oxide": (150.0, 20.0), "hub_metal": (200.0, 20.0), "hub_magnet": (300.0, 20.0)}
    note = assumed("half of a container's way: order of magnitude")
    for region in REGIONS:
        for hub, (cost, days) in freight.items():
            for lane, start, end in ((f"{region}_{hub}", region, hub), (f"{hub}_{region}", hub, region)):
                book.add("lanes", note, id=lane, from_region=start, to_region=end, cost=cost, lag_days=days)
                for form in HUB_FORMS[hub]:
                    book.add("lane_goods", note, lane=lane, form=form)


def _taxes(book: Book, facts: Facts, goods: Goods) -> None:
    rows = [r for r in facts.rows("costs") if r["route"] == "tax"]
    refund = next(r for r in rows if r["item"] == "export refund of VAT on RE metals, oxides, salts")
    for form in ("oxide", "metal", "alloy", "material"):
        source = of(refund, "13 % value added tax stays on what is exported: the refund was cancelled in 2005")
        if form in ("alloy", "material"):
            source = source.as_assumed("taken to be as for metals and compounds")
        book.add("taxes", source, id=f"CHN_vat_{form}", region="CHN", direction="export", form=form, rate=0.13)
    kia = next(r for r in facts.rows("costs") if r["item"] == "tax" and r["site_or_country"].startswith("Myanmar"))
    rate = 35000 / 7.2 / goods.value["carb_kachin"]
    book.add(
        "taxes",
        of(kia, "35,000 CNY/t from 2025-03-27, at 7.2 CNY/USD, over the reference value of the carbonate"),
        id="MMR_levy",
        region="MMR",
        direction="export",
        commodity="carb_kachin",
        rate=rate,
        from_="2025Q2",
    )
