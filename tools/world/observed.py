"""What was observed: series, the comparisons that are scored, and the running patterns that are held by a price."""

from __future__ import annotations

from tools.world.book import Book, Source, assumed, derived, of
from tools.world.facts import Facts
from tools.world.goods import Goods
from tools.world.processes import FINISHED, LIGHT_RECOVERY, MACHINING

MAGNETS = "mag_N;mag_NC;mag_P;mag_PN;mag_H;mag_HT;mag_U;mag_UT"
COMPOUNDS = "ox_La;ox_NdPr;ox_Nd;ox_Pr;ox_Sm;ox_Eu;ox_Gd;ox_Tb;ox_Dy;ox_Ho;ox_Er;ox_Tm;ox_Yb;ox_Lu;ox_Y"
PRICED = ("NdPr", "Dy", "Tb", "Gd", "La", "Ce", "Sm", "Eu", "Ho", "Er", "Yb", "Lu", "Y")
#: oxides whose 2024 price is imposed by the residual curve
CALIBRATED = ("NdPr", "Dy", "Tb", "Gd", "Ho", "Lu")
#: oxides that were taken out of that curve after their quotes of 2025 had been seen (decision 10)
SEEN = ("Eu", "Er", "Yb")


def ndpr_share(goods: Goods, d: str) -> float:
    """Tonnes of Nd and Pr oxide from a tonne REO of a separator's feed."""
    mix = goods.mix[f"carb_{d}"]
    return (mix["Nd"] + mix["Pr"]) * LIGHT_RECOVERY * FINISHED


def mined(facts: Facts, line: str) -> list[tuple[str, float, Source]]:
    """Output of a mine by year (t REO as counted)."""

    def usgs(country: str, factor: float = 1.0, note: str = "") -> list[tuple[str, float, Source]]:
        found = []
        for year in ("2024", "2025"):
            row = facts.production("mine_production_usgs", country, year)
            found.append((year, float(row["value"]) * factor, of(row, note or row["note"])))
        return found

    def myanmar(share: float, place: str) -> list[tuple[str, float, Source]]:
        """World Mining Data: nine months of Chinese customs exceed the USGS year. 2025 follows the fall that USGS shows."""
        row = facts.production("mine_production_wmd", "Myanmar", "2024")
        now, later = (float(facts.production("mine_production_usgs", "Myanmar", y)["value"]) for y in ("2024", "2025"))
        source = of(row).as_assumed(f"split between Kachin and Wa as 22 to 5 assumed: {share:.0%} in {place}; USGS gives {now:,.0f} t")
        fall = source.as_assumed(f"World Mining Data 2024 times {later:,.0f} over {now:,.0f} t of USGS; {share:.0%} in {place}")
        value = float(row["value"]) * share
        return [("2024", value, source), ("2025", value * later / now, fall)]

    def flat(value: float, source: Source) -> list[tuple[str, float, Source]]:
        return [("2024", value, source)]

    def quota(product: str, group: str, share: float, note: str) -> list[tuple[str, float, Source]]:
        row = facts.production("china_quota", "China", "2024", product, group)
        source = of(row, note) if share == 1 else of(row).as_assumed(note)
        return flat(float(row["value"]) * share, source)

    sichuan = "split of the 62,200 t of the light quota among its mines assumed"
    table = {
        "bayan_obo_mine": lambda: quota("light ore", "China Northern Rare Earth", 1.0, "output is taken as the quota"),
        "maoniuping_mine": lambda: quota("light ore", "China Rare Earth Group (Sichuan)", 45000 / 62200, sichuan),
        "dalucao_mine": lambda: quota("light ore", "China Rare Earth Group (Sichuan)", 12200 / 62200, sichuan),
        "weishan_mine": lambda: quota("light ore", "China Rare Earth Group (Sichuan)", 5000 / 62200, sichuan),
        "southern_clays": lambda: quota("ion-adsorption ore", "China Rare Earth Group", 1.0, "output is taken as the quota"),
        "kachin_mines": lambda: myanmar(22 / 27, "Kachin"),
        "wa_mines": lambda: myanmar(5 / 27, "Wa"),
        "laos_mines": lambda: flat(
            float(facts.production("mine_production_wmd", "Laos", "2024")["value"]),
            of(facts.production("mine_production_wmd", "Laos", "2024"), "only World Mining Data lists Laos"),
        ),
        "vietnam_clays": lambda: usgs("Vietnam", 1.0, "oxide content of exports to China"),
        "malaysia_mines": lambda: flat(
            2000.0,
            of(facts.production("company_output", "Malaysia", "2025", "REO", "MCRE (Perak)"), "series disagree: 140, 2,000 and 5,120 t"),
        ),
        "mount_weld_mine": lambda: usgs("Australia"),
        "mountain_pass_mine": lambda: usgs("USA"),
        "chemours_monazite": lambda: flat(
            500.0, of(facts.sites["chemours_monazite"]).as_assumed("a quarter of 2,000 t: the mill took little so far")
        ),
        "lovozero_mine": lambda: usgs("Russia"),
        "india_monazite_mines": lambda: usgs("India"),
        "madagascar_monazite": lambda: usgs("Madagascar", 1.0, "from Chinese import data"),
        "nigeria_monazite": lambda: usgs("Nigeria"),
        "serra_verde_mine": lambda: [
            (year, float(row["value"]), of(row, row["note"]))
            for year in ("2024", "2025")
            for row in (facts.production("company_output", "Brazil", year, "REO", "Serra Verde"),)
        ],
    }
    return table[line]()


def write(book: Book, facts: Facts, goods: Goods) -> None:
    """Series, comparisons and patterns."""
    _series(book, facts)
    _scored(book, facts)
    _patterns(book, facts)


def _series(book: Book, facts: Facts) -> None:
    def put(series: str, region: str, commodity: str, period: str, value: float, unit: str, source: Source) -> None:
        book.add("series", source, series=series, region=region, commodity=commodity, period=period, value=value, unit=unit)

    for row in facts.rows("production"):
        if row["series"] in ("mine_production_usgs", "mine_production_wmd") and row["value"] and row["period"].isdigit():
            name = "mine output, USGS" if row["series"].endswith("usgs") else "mine output, World Mining Data"
            put(name, row["region"], "REO", row["period"], float(row["value"]), "t REO", of(row, row["note"]))
        elif row["series"] == "recycling_output" and row["period"].isdigit():
            put("recycled", row["region"], row["product"], row["period"], float(row["value"]), "t", of(row, row["note"]))
        elif row["series"] == "magnet_output" and row["product"] == "NdFeB sintered blanks" and row["period"].isdigit():
            put("magnet blanks", row["region"], "NdFeB", row["period"], float(row["value"]), "t blanks", of(row, row["note"]))
        elif row["series"] == "metal_exports_baci":
            put("metal exports, BACI", row["region"], "metals over 8 USD/kg", row["period"], float(row["value"]), "t", of(row, row["note"]))
        elif row["series"] == "china_exports_baci":
            code = row["product"].split()[1]
            put("exports, BACI", row["region"], f"HS {code}", row["period"], float(row["value"]), "t gross", of(row, row["product"]))
        elif row["series"] == "us_salient" and row["value"]:
            put("US balance", row["region"], row["product"], row["period"], float(row["value"]), "t REO", of(row))
        elif row["series"] == "magnet_exports" and row["group_or_partner"] == "World" and row["period"] in ("2023", "2024"):
            put("magnet exports", "China", "magnets", row["period"], float(row["value"]), "t", of(row, row["note"]))
        elif row["series"] == "separation_output" and row["product"] == "Dy+Tb oxide" and row["region"] == "World":
            put("Dy and Tb oxide", "World", "Dy+Tb", row["period"], float(row["value"]), "t oxide", of(row, row["note"]))
    exports = {r["period"]: r for r in facts.rows("production") if r["series"] == "magnet_exports" and r["group_or_partner"] == "World"}
    months = [float(exports[f"2025-0{m}"]["value"]) for m in (4, 5, 6)]
    first = float(exports["2025-H1"]["value"]) - sum(months)
    text = exports["2025-H1"]["source"]
    put("magnet exports", "China", "magnets", "2025Q1", first, "t", derived(text, 2025, "half-year less the months of April to June"))
    put(
        "magnet exports", "China", "magnets", "2025Q2", sum(months), "t", derived(text, 2025, "sum of April (itself derived), May and June")
    )
    put(
        "magnet exports",
        "China",
        "magnets",
        "2025-07",
        float(exports["2025-07"]["value"]),
        "t",
        of(exports["2025-07"], exports["2025-07"]["note"]),
    )
    for product in (*PRICED, "Nd", "Pr", "Sc"):
        for year in range(2014, 2026):
            row = facts.price(product, year)
            if row is not None and row["value"]:
                put("price FOB China", "World", product, str(year), float(row["value"]), "USD/kg", of(row, row["basis"]))
    _companies(put, facts)


def _companies(put, facts: Facts) -> None:  # type: ignore[no-untyped-def]
    quarters = {"2024": ("FY24Q3", "FY24Q4", "FY25Q1", "FY25Q2"), "2025": ("FY25Q3", "FY25Q4", "FY26Q1", "FY26Q2")}
    annual = facts.production("company_output", "Malaysia", "2024", "NdPr oxide Apr-Jun 2024", "Lynas")
    for year, labels in quarters.items():
        total, texts = 0.0, []
        for label in labels:
            if label == "FY24Q4":
                total += float(annual["value"])
                texts.append(annual["value"])
                continue
            row = facts.quarter("Lynas", label, "production", "NdPr oxide")
            total += float(row["value"])
            texts.append(row["value"])
        note = f"sum of four quarters: {' + '.join(texts)}"
        put(
            "Lynas NdPr oxide",
            "Malaysia",
            "NdPr",
            year,
            total,
            "t oxide",
            derived("Lynas quarterly activities reports via trade press", 2026, note),
        )
        mp = facts.quarter("MP Materials", year, "production", "NdPr oxide")
        put("MP NdPr oxide", "USA", "NdPr", year, float(mp["value"]), "t oxide", of(mp, "MP Materials' annual figure"))
    for label in ("2024Q1", "2024Q2", "2024Q3", "2024Q4"):
        row = facts.quarter("MP Materials", label, "production", "NdPr oxide")
        put("MP NdPr oxide", "USA", "NdPr", label, float(row["value"]), "t oxide", of(row))
    for region, country in (("Vietnam", "Vietnam"), ("Thailand", "Thailand")):
        row = facts.production("metal_output", country, "2024")
        put("metal output", region, "metals", "2024", float(row["value"]), "t", of(row, row["note"]))
    share = facts.production("stage_share", "Japan", "2024")
    put("magnet blanks", "Japan", "NdFeB", "2024", 10000.0, "t blanks", of(share, share["note"]))


def _scored(book: Book, facts: Facts) -> None:
    def row(
        id_: str,
        kind: str,
        series: tuple[str, str, str, str],
        measure: str,
        note: str,
        *,
        region: str = "",
        entity: str = "",
        stage: str = "",
        commodity: str = "",
        factor: float = 1.0,
        limit: float | None = None,
    ) -> None:
        name, where, what, period = series
        book.add(
            "scored",
            assumed(note),
            id=id_,
            kind=kind,
            series=name,
            series_region=where,
            series_commodity=what,
            period=period,
            factor=factor,
            measure=measure,
            region=region,
            entity=entity,
            stage=stage,
            commodity=commodity,
            limit=limit,
        )

    for year in ("2024", "2025"):
        imposed = "the mine's capacity is the observed output"
        china = "conc_bayan_obo;conc_maoniuping;conc_dechang;conc_weishan;carb_ganzhou"
        for code, country, goods in (
            ("CHN", "China", china),
            ("USA", "USA", "conc_mountain_pass"),
            ("AUS", "Australia", "conc_mount_weld"),
        ):
            row(
                f"mine_{code}_{year}",
                "imposed",
                ("mine output, USGS", country, "REO", year),
                "output",
                imposed,
                region=code,
                commodity=goods,
            )
    kachin = "the mine's capacity is the observed output; USGS gives 27,000 t"
    row(
        "mine_MMR_2024",
        "imposed",
        ("mine output, World Mining Data", "Myanmar", "REO", "2024"),
        "output",
        kachin,
        region="MMR",
        commodity="carb_kachin",
    )
    blanks = "finished sintered magnets over the yield of grinding; demand comes from IEA metal in magnets, not from this series"
    row(
        "blanks_CHN_2024",
        "scored",
        ("magnet blanks", "China", "NdFeB", "2024"),
        "output",
        blanks,
        region="CHN",
        stage="magnet",
        commodity=MAGNETS,
        factor=1 / MACHINING,
        limit=0.05,
    )
    trade = "regions of first use were set from car, turbine and appliance output by people who know this figure"
    every = f"{MAGNETS};mag_B;mag_S"
    row(
        "magnet_exports_2024",
        "scored",
        ("magnet exports", "China", "magnets", "2024"),
        "export",
        trade,
        region="CHN",
        commodity=every,
        limit=0.20,
    )
    recycled = {
        "NdPr oxide": ("raw_NdPr;raw_Nd;raw_Pr", 0.05, "scrap collected and its grades are assumptions"),
        "Dy2O3": ("raw_Dy", None, "grades of magnets are averages set on the Dy balance"),
        "Tb4O7": ("raw_Tb", None, "terbium laid on a magnet does not come back with its swarf"),
        "Gd2O3": ("raw_Gd", None, "gadolinium content of commercial grades was set with this figure in view"),
        "Ho2O3": ("raw_Ho", None, "holmium content of commercial grades was set with this figure in view"),
    }
    for product, (goods, limit, note) in recycled.items():
        name = f"recycled_{product.split()[0]}_2024"
        row(
            name,
            "scored",
            ("recycled", "China", product, "2024"),
            "output",
            note,
            region="CHN",
            stage="recycling",
            commodity=goods,
            factor=FINISHED,
            limit=limit,
        )
    row(
        "dytb_2024",
        "scored",
        ("Dy and Tb oxide", "World", "Dy+Tb", "2024"),
        "output",
        "assays of clays are graded assumed; Myanmar's tonnage is disputed",
        stage="finishing",
        commodity="ox_Dy;ox_Tb",
        limit=0.10,
    )
    row(
        "metal_exports_2024",
        "scored",
        ("metal exports, BACI", "China", "metals over 8 USD/kg", "2024"),
        "export",
        "mischmetal and misdeclared flows are filtered out by price",
        region="CHN",
        commodity="m_NdPr;m_Dy;m_Tb;m_Gd;m_Ho;m_Sm",
    )
    gross = "gross tonnes of compounds against oxide: 1.35 t a t REO assumed; surplus oxides have no price that would steer them"
    row(
        "ce_exports_2024",
        "scored",
        ("exports, BACI", "China", "HS 284610", "2024"),
        "export",
        gross,
        region="CHN",
        commodity="ox_Ce",
        factor=1.35,
    )
    row(
        "oxide_exports_2024",
        "scored",
        ("exports, BACI", "China", "HS 284690", "2024"),
        "export",
        gross,
        region="CHN",
        commodity=COMPOUNDS,
        factor=1.35,
    )
    row(
        "us_compounds_2024",
        "scored",
        ("US balance", "USA", "compound imports", "2024"),
        "import",
        "what the model makes into catalysts and glass in the USA is assumed by region",
        region="USA",
        commodity=f"{COMPOUNDS};ox_Ce",
    )
    row(
        "us_y_2024",
        "scored",
        ("US balance", "USA", "yttrium imports (Y2O3)", "2024"),
        "import",
        "yttrium uses by region are assumed",
        region="USA",
        commodity="ox_Y",
    )
    pattern = "held near what was observed by a priced pattern"
    salts = "raw_NdPr;raw_Nd;raw_Pr"
    row(
        "lynas_2024",
        "inertia",
        ("Lynas NdPr oxide", "Malaysia", "NdPr", "2024"),
        "output",
        pattern,
        entity="lynas",
        stage="separation",
        commodity=salts,
        factor=FINISHED,
    )
    row(
        "mp_2024",
        "inertia",
        ("MP NdPr oxide", "USA", "NdPr", "2024"),
        "output",
        pattern,
        entity="mp",
        stage="separation",
        commodity=salts,
        factor=FINISHED,
    )
    row("metal_VNM_2024", "inertia", ("metal output", "Vietnam", "metals", "2024"), "output", pattern, region="VNM", stage="metal")
    row("metal_SEA_2024", "inertia", ("metal output", "Thailand", "metals", "2024"), "output", pattern, region="SEA", stage="metal")
    row(
        "blanks_JPN_2024",
        "inertia",
        ("magnet blanks", "Japan", "NdFeB", "2024"),
        "output",
        pattern,
        region="JPN",
        stage="magnet",
        commodity=MAGNETS,
        factor=1 / MACHINING,
    )
    row(
        "us_ores_2024",
        "inertia",
        ("US balance", "USA", "ores and compounds exports", "2024"),
        "export",
        "what the mine's output leaves beside the pattern of its separator",
        region="USA",
        commodity="conc_mountain_pass",
    )

    row(
        "lynas_2025",
        "scored",
        ("Lynas NdPr oxide", "Malaysia", "NdPr", "2025"),
        "output",
        "utilisation of 2024 on a capacity that climbs as LAMP's did",
        entity="lynas",
        stage="separation",
        commodity=salts,
        factor=FINISHED,
        limit=0.15,
    )
    row(
        "mp_2025",
        "scored",
        ("MP NdPr oxide", "USA", "NdPr", "2025"),
        "output",
        "utilisation of 2024 on a capacity that climbs as LAMP's did; four times the last quarter of 2024 is 1,652 t",
        entity="mp",
        stage="separation",
        commodity=salts,
        factor=FINISHED,
        limit=0.15,
    )
    for period in ("2025Q1", "2025Q2", "2025-07"):
        row(
            f"magnet_exports_{period}",
            "scored",
            ("magnet exports", "China", "magnets", period),
            "export",
            "export licences since 4 April 2025 are no part of a coordinated plan",
            region="CHN",
            commodity=every,
        )
    for product in PRICED:
        set_by = "imposed by the residual curve" if product in CALIBRATED else "set by the finishing cost, itself a share of this price"
        later = ("imposed", "; its way of pricing was chosen with 2025 in view: no test") if product in SEEN else ("scored", "")
        for year, word, why in (("2024", "imposed", f"; {set_by}"), ("2025", *later)):
            if facts.price(product, int(year)) is None:
                continue
            row(
                f"price_{product}_{year}",
                word,
                ("price FOB China", "World", product, year),
                "price",
                f"price inside China with 13 % value added tax{why}",
                region="CHN",
                commodity=f"ox_{product}",
                factor=0.00113,
            )


def _patterns(book: Book, facts: Facts) -> None:
    lynas = 1724 + 1504 + 1677 + 1292
    rows = [
        (
            "lynas_sep",
            "MYS",
            "separation",
            "lynas",
            lynas / 7200,
            5000.0,
            derived("Lynas quarterly activities reports via trade press", 2026, f"{lynas:,} t NdPr in 2024 over 7,200 t"),
        ),
        (
            "mp_sep",
            "USA",
            "separation",
            "mp",
            1.0,
            10000.0,
            derived("MP Materials FY2024 results", 2025, "1,294 t NdPr in 2024 is more than the climb gives (1,139 t): all of it"),
        ),
        (
            "india_irel",
            "IND",
            "separation",
            "irel",
            0.15,
            10000.0,
            assumed("40 t of neodymium oxide were counted in 2024, about 50 t NdPr of 500"),
        ),
        ("india_toyotsu", "IND", "separation", "toyota_tsusho", 0.15, 10000.0, assumed("no output published; little feed")),
        (
            "europe_silmet",
            "EUR",
            "separation",
            "neo",
            0.40,
            6000.0,
            assumed("feed from Solikamsk up to 2,500 t REO a year, shared with others"),
        ),
        (
            "vietnam_metal",
            "VNM",
            "metal",
            "",
            3209 / 4009,
            9000.0,
            of(facts.production("metal_output", "Vietnam", "2024"), "3,209 t exported over 4,009 t of capacity"),
        ),
        (
            "thailand_metal",
            "SEA",
            "metal",
            "",
            0.98,
            9000.0,
            of(facts.production("metal_output", "Thailand", "2024"), "exports are the only sign of capacity"),
        ),
        (
            "japan_magnets",
            "JPN",
            "magnet",
            "",
            0.98,
            10000.0,
            of(facts.production("stage_share", "Japan", "2024"), "3.1 % of world output is what the named plants can make"),
        ),
        ("korea_magnets", "KOR", "magnet", "star_group", 0.80, 10000.0, assumed("no output published; it sells to Korean motor makers")),
        ("vac_magnets", "EUR", "magnet", "vac", 0.50, 10000.0, assumed("all of Europe made about 1,000 t in 2021 against 2,000 t listed")),
        ("shinetsu_vietnam", "VNM", "magnet", "shinetsu", 0.95, 10000.0, assumed("a captive plant that supplies its owner")),
        (
            "noveon_magnets",
            "USA",
            "magnet",
            "noveon",
            0.60,
            10000.0,
            assumed("of the climbing capacity; US output was 0.1 % of the world's in 2024"),
        ),
    ]
    for id_, region, stage, entity, used, penalty, source in rows:
        book.add(
            "calibration",
            source,
            id=id_,
            region=region,
            stage=stage,
            entity=entity,
            utilisation=round(used, 4),
            penalty=penalty,
            fade_to="2030",
        )
