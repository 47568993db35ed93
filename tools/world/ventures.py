"""Projects at their given dates: what each adds, what it replaces, what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from tools.world.book import Source, of
from tools.world.goods import BY_ID
from tools.world.places import COUNTRY
from tools.world.plants import (
    CAST_RUNS,
    CNRE_RUNS,
    CREG_RUNS,
    LEARNING_YEARS,
    METAL_RUNS,
    RECYCLE_RUNS,
    SINTER_RUNS,
    Plants,
    separations,
)
from tools.world.processes import FLOTATION

#: USD per tonne a year of capacity by stage: China, elsewhere
CAPEX = {
    "mine": (8_000.0, 30_000.0),
    "separation": (10_100.0, 40_000.0),
    "metal": (2_500.0, 25_000.0),
    "alloy": (1_600.0, 10_000.0),
    "magnet": (10_000.0, 55_000.0),
    "recycling": (4_000.0, 30_000.0),
}
CAPEX_WHY = "order of magnitude of the capex rows of the process facts for this stage, in China or elsewhere"
LIFE = {"mine": 20.0, "separation": 20.0, "metal": 15.0, "alloy": 15.0, "magnet": 15.0, "recycling": 15.0}
CLIMB = {"mine": 2.0, "separation": LEARNING_YEARS, "metal": 2.0, "alloy": 2.0, "magnet": 3.0, "recycling": 3.0}
UNDER_WAY = ("construction", "ramping", "operating")


@dataclass(frozen=True)
class Venture:
    """A project: id, site, stage, operator, capacity, recipes; total capex (USD) or None for the stage's figure."""

    id: str
    site: str
    stage: str
    entity: str
    capacity: float
    recipes: tuple[str, ...]
    start: str = ""  # empty: the site's start year
    capex: float | None = None
    replaces: str = ""
    onto: str = ""  # an existing line that it enlarges
    why: str = ""
    status: str = ""


def mine(d: str) -> tuple[str, ...]:
    """The recipe of a mine on a deposit."""
    return (f"dig_{d}",)


VENTURES: list[Venture] = [
    Venture("huamei_green_ph2", "huamei_green_ph2", "separation", "huamei", 53331, CNRE_RUNS, replaces="huamei_old_lines"),
    Venture("golden_dragon_sep", "nre_golden_dragon", "separation", "golden_dragon_jv", 5000, CNRE_RUNS, capex=457e6 / 7.2),
    Venture("creg_newmat_demo", "creg_newmat_demo", "separation", "creg", 10000, CREG_RUNS),
    Venture("creg_south_metal", "creg_south_metal", "metal", "creg", 10000, METAL_RUNS, replaces="ganzhou_reboston"),
    Venture("creg_mg_mine", "creg_mg_mine", "mine", "creg", 1000, mine("ganzhou")),
    Venture(
        "china_metal_more",
        "cnre_metal_rest",
        "metal",
        "various_CHN",
        60000,
        METAL_RUNS,
        start="2027",
        status="listed",
        why="no plant of this size is announced; furnaces go up in a year and makers have followed the magnet makers so far",
    ),
    Venture("nre_magnetic_alloy2", "nre_magnetic_alloy2", "alloy", "cnre", 50000, CAST_RUNS),
    Venture("jlmag_baotou3", "jlmag_baotou3", "magnet", "jlmag", 20000, SINTER_RUNS, capex=1.05e9 / 7.2),
    Venture("innuovo_exp", "innuovo_exp", "magnet", "innuovo", 5000, SINTER_RUNS, capex=424e6 / 7.2),
    Venture(
        "mount_weld_expansion",
        "mount_weld_mine",
        "mine",
        "lynas",
        19_300,
        mine("mount_weld"),
        start="2026",
        capex=0.0,
        onto="mount_weld_mine",
        why="from 7,200 to 12,000 t NdPr in concentrate (process facts), in proportion to 29,000 t REO; money is spent",
    ),
    Venture("lynas_hre", "lynas_hre", "separation", "lynas", 5000, ("sep_seg_mount_weld",), capex=180e6 * 0.65),
    Venture(
        "eneabba_feed",
        "eneabba_concentrator",
        "mine",
        "iluka",
        9900,
        mine("eneabba"),
        start="2027",
        capex=0.0,
        why="18,000 t of concentrate at 55 % REO; the stockpile feeds Iluka's own refinery only when that opens",
        status="committed",
    ),
    Venture(
        "eneabba_refinery", "eneabba_refinery", "separation", "iluka", 23000, separations(("eneabba", "browns_range")), capex=1.75e9 * 0.66
    ),
    Venture(
        "nolans_mine",
        "nolans_project",
        "mine",
        "arafura",
        13343,
        mine("nolans"),
        capex=0.4 * 1226e6,
        why="13,343 t/yr TREO (2019 study); two fifths of 1,226 M USD",
    ),
    Venture(
        "nolans_sep",
        "nolans_project",
        "separation",
        "arafura",
        13343,
        separations(("nolans",)),
        capex=0.6 * 1226e6,
        why="13,343 t/yr TREO (2019 study); three fifths of 1,226 M USD",
    ),
    Venture("browns_range_mine", "browns_range", "mine", "northern_minerals", 4350, mine("browns_range"), capex=592e6 * 0.66),
    Venture(
        "yangibana_mine",
        "yangibana_project",
        "mine",
        "hastings",
        8000,
        mine("yangibana"),
        why="15,000 t of carbonate at about 53 % REO; construction is paused",
        status="listed",
    ),
    Venture("donald_mine", "donald_project", "mine", "energy_fuels", 4700, mine("eneabba"), why="8,000 t of concentrate hold 4,700 t TREO"),
    Venture(
        "mp_60k",
        "mountain_pass_mine",
        "mine",
        "mp",
        9000,
        mine("mountain_pass"),
        start="2028",
        onto="mountain_pass_mine",
        why="to the company's 60,000 t; no date is published",
        status="listed",
    ),
    Venture(
        "mountain_pass_heavies",
        "mountain_pass_hre",
        "separation",
        "mp",
        3000,
        ("sep_seg_mountain_pass",),
        capex=150e6,
        why="3,000 t of feed a year; first Dy and Tb in the second half of 2026",
        start="2026Q4",
    ),
    Venture(
        "white_mesa_ph2",
        "white_mesa_ph2",
        "separation",
        "energy_fuels",
        22900,
        separations(("us_sands", "africa_sands", "eneabba")),
        capex=410e6,
        why="6,294 t NdPr oxide in all at about 23 % of REO, less phase 1",
    ),
    Venture(
        "ucore_louisiana", "ucore_louisiana", "separation", "ucore", 600, separations(("carina", "serra_verde", "caldeira")), capex=80e6
    ),
    Venture(
        "aclara_dynamo", "aclara_sep", "separation", "aclara", 5150, separations(("carina",)), capex=277e6, why="feed of Carina and Penco"
    ),
    Venture(
        "caremag_sep",
        "caremag_lacq",
        "separation",
        "carester",
        5000,
        separations(("serra_verde", "caldeira", "colossus")),
        capex=0.6 * 235e6,
        why="heavy concentrate of others, about 5,000 t a year",
    ),
    Venture(
        "caremag_recycling",
        "caremag_lacq_feed",
        "recycling",
        "carester",
        640,
        RECYCLE_RUNS,
        capex=0.4 * 235e6,
        why="2,000 t of magnets a year at 0.32 t REO",
    ),
    Venture(
        "reetec",
        "reetec_heroya",
        "separation",
        "reetec",
        3200,
        separations(("yangibana", "longonjo")),
        why="720 t NdPr oxide at about 22 % of REO",
    ),
    Venture("pulawy", "pulawy_mkango", "separation", "mkango", 13430, separations(("songwe",))),
    Venture(
        "phalaborwa_mine",
        "phalaborwa_project",
        "mine",
        "rainbow",
        6700,
        mine("phalaborwa"),
        capex=0.4 * 326e6,
        why="1,900 t of magnet rare earths at about 28 % of REO",
    ),
    Venture(
        "phalaborwa_sep",
        "phalaborwa_project",
        "separation",
        "rainbow",
        6700,
        separations(("phalaborwa",)),
        capex=0.6 * 326e6,
        why="1,900 t of magnet rare earths at about 28 % of REO",
    ),
    Venture("lcm_france", "lcm_france", "metal", "lcm", 3750, METAL_RUNS),
    Venture("src_metal", "src_saskatoon", "metal", "src", 400, ("metal_NdPr",)),
    Venture("mp_10x", "mp_10x", "magnet", "mp", 7000, SINTER_RUNS),
    Venture("mp_metal_10x", "mp_10x", "metal", "mp", 4000, ("metal_NdPr",), why="metal for the magnets of the same site"),
    Venture("usar_blacksburg", "usar_blacksburg", "magnet", "usare", 6400, SINTER_RUNS),
    Venture(
        "vulcan_benson",
        "vulcan_benson",
        "magnet",
        "vulcan",
        10000,
        SINTER_RUNS,
        capex=0.8e9,
        why="four fifths of 1 bn USD, the rest for metal",
    ),
    Venture("vulcan_metal", "vulcan_benson", "metal", "vulcan", 4000, METAL_RUNS, capex=0.2e9, why="a fifth of 1 bn USD"),
    Venture("ls_magnets", "lsc_vietnam", "magnet", "ls", 1500, SINTER_RUNS),
    Venture("india_magnets", "india_repm_scheme", "magnet", "india_scheme", 6000, SINTER_RUNS),
    Venture("jslink_kuantan", "jslink_kuantan", "magnet", "jslink", 3000, SINTER_RUNS),
    Venture(
        "serra_verde_climb",
        "serra_verde_mine",
        "mine",
        "serra_verde_co",
        6250,
        mine("serra_verde"),
        start="2026Q3",
        capex=0.0,
        onto="serra_verde_mine",
        why="to 6,400 t by the end of 2027; the plant stands and the upgrade is paid for",
        status="committed",
    ),
    Venture("carina_mine", "carina_project", "mine", "aclara", 4378, mine("carina"), capex=593e6),
    Venture("penco_mine", "penco_project", "mine", "aclara", 774, mine("carina")),
    Venture("caldeira_mine", "caldeira_project", "mine", "meteoric", 12500, mine("caldeira"), capex=498e6),
    Venture("colossus_mine", "colossus_project", "mine", "viridis", 9448, mine("colossus")),
    Venture("longonjo_mine", "longonjo_mine", "mine", "pensana", 9000, mine("longonjo"), why="20,000 t of carbonate at about 45 % REO"),
    Venture(
        "kangankunde_mine",
        "kangankunde_project",
        "mine",
        "lindian",
        8400,
        mine("longonjo"),
        why="15,300 t of concentrate at 55 % REO; sold as carbonate here",
    ),
    Venture("ngualla_mine", "ngualla_project", "mine", "shenghe", 16200, mine("ngualla")),
    Venture("songwe_mine", "songwe_project", "mine", "mkango", 5954, mine("songwe")),
    Venture(
        "steenkampskraal",
        "steenkampskraal_mine",
        "mine",
        "steenkampskraal_co",
        6700,
        mine("steenkampskraal"),
        why="13,400 t of concentrate at about 50 % REO",
    ),
    Venture("makuutu_mine", "makuutu_project", "mine", "ionic", 1156, mine("makuutu")),
    Venture("lofdal_mine", "lofdal_project", "mine", "namibia_critical", 1478, mine("lofdal"), capex=348e6),
    Venture(
        "vara_mada_mine", "vara_mada_project", "mine", "energy_fuels", 13900, mine("africa_sands"), why="24,000 t of monazite at 58 % REO"
    ),
]


def write(p: Plants) -> None:
    """Lines and projects."""
    for v in VENTURES:
        row = p.facts.sites[v.site]
        home = COUNTRY[row["country"]]
        source = of(row).as_assumed(v.why) if v.why else of(row, row["note"])
        unit = 1 / FLOTATION[_deposit(v)] if v.stage == "mine" and BY_ID[_deposit(v)].leaves == "rock" else 1.0
        line = v.onto or v.id
        if not v.onto:
            days = 60.0 if v.stage == "separation" else None
            label = row["name"] if v.id == v.site else f"{row['name']} ({v.stage})"
            p.line(line, p.site(v.site, v.entity), v.stage, 0.0, v.recipes, source, label, days=days)
        start = v.start or row["start_year"]
        status = v.status or ("committed" if row["status"] in UNDER_WAY else "listed")
        climb = 1.0 if home == "CHN" else CLIMB[v.stage]
        capex, money = v.capex, source
        if capex is None:
            capex = CAPEX[v.stage][0 if home == "CHN" else 1] * v.capacity
            money = Source(source.text, source.year, "assumed", f"{v.why}; {CAPEX_WHY}" if v.why else f"capex: {CAPEX_WHY}")
        year = int(start[:4])
        p.book.add(
            "projects",
            money,
            id=v.id,
            name=row["name"] if v.id == v.site else f"{row['name']} ({v.id})",
            line=line,
            capacity=round(v.capacity * unit, 1),
            decide=str(max(year - (1 if home == "CHN" else 2), 2024)),
            start=start,
            ramp_years=climb,
            capex=round(capex),
            life=LIFE[v.stage],
            status=status,
            replaces=v.replaces,
        )


def _deposit(v: Venture) -> str:
    return v.recipes[0].removeprefix("dig_")
