"""Who wants what: uses of magnets and materials by region and year, what they pay, and what they can do instead."""

from __future__ import annotations

from tools.world.book import Book, Source, assumed, derived, of
from tools.world.facts import Facts
from tools.world.goods import GRADE_PRICE, MAGNET_PRICE, MATERIALS, SMALL, Goods, Mix
from tools.world.places import REGIONS
from tools.world.processes import MACHINING

YEARS = range(2024, 2031)

#: magnets that serve a class of grades: today's fleet, then what can replace it and what that costs (USD/t)
FITS: dict[str, tuple[str, Mix, dict[str, tuple[str, float]]]] = {
    "N": (
        "N to M grades fitted",
        {"mag_N": 0.85, "mag_P": 0.15},
        {"mag_NC": ("cerium alone", 0.0), "mag_P": ("undiluted", 0.0), "mag_PN": ("neodymium only", 0.0)},
    ),
    "H": ("H to SH grades fitted", {"mag_H": 0.55, "mag_HT": 0.45}, {"mag_H": ("all alloyed", 3000.0), "mag_HT": ("all diffused", 4000.0)}),
    "U": (
        "UH to AH grades fitted",
        {"mag_U": 0.75, "mag_UT": 0.25},
        {"mag_U": ("all alloyed", 4000.0), "mag_UT": ("all diffused", 9000.0)},
    ),
    "B": ("Bonded magnets fitted", {"mag_B": 1.0}, {}),
    "S": ("SmCo magnets fitted", {"mag_S": 1.0}, {}),
}
FIT_PRICE = {
    f: MAGNET_PRICE * sum(share * GRADE_PRICE[m.removeprefix("mag_")] for m, share in mix.items()) for f, (_, mix, _) in FITS.items()
}

#: use: name, key of the facts' split, grades, growth a year, what replaces a tonne of magnets (USD)
Use = tuple[str, str, Mix, float, float | None]
USES: dict[str, Use] = {
    "ev": ("Electric-car traction", "passenger and commercial EV traction", {"N": 0.05, "H": 0.45, "U": 0.50}, 0.171, 180_000.0),
    "car": (
        "Car motors, sensors, speakers",
        "automotive micromotors, sensors, speakers (all cars)",
        {"N": 0.60, "H": 0.25, "U": 0.03, "B": 0.12},
        0.03,
        None,
    ),
    "wind": ("Wind turbines", "wind turbines", {"N": 0.30, "H": 0.70}, 0.075, 140_000.0),
    "aircon": ("Air conditioners and appliances", "inverter air conditioners and appliances", {"N": 0.60, "H": 0.40}, 0.07, 150_000.0),
    "electronics": (
        "Consumer electronics",
        "consumer electronics (phones, audio, HDD, laptops)",
        {"N": 0.90, "H": 0.05, "B": 0.05},
        0.03,
        None,
    ),
    "industry": ("Industrial motors and robots", "industrial motors and robots", {"N": 0.45, "H": 0.45, "U": 0.10}, 0.07, 150_000.0),
    "lift": ("Lifts", "elevators", {"N": 0.80, "H": 0.20}, 0.02, 120_000.0),
    "ebike": ("E-bikes and scooters", "e-bikes and scooters", {"N": 0.85, "H": 0.15}, 0.05, None),
    "defence": ("Defence and aerospace", "defence and aerospace", {"N": 0.10, "H": 0.35, "U": 0.20, "S": 0.35}, 0.04, None),
    "medical": ("Medical and other", "medical (MRI) and other", {"N": 0.97, "S": 0.03}, 0.03, None),
}
#: first use (motor and device makers) by region; made from car, turbine, appliance and robot output, not from magnet trade
WHERE: dict[str, dict[str, float]] = {
    "ev": {"CHN": 0.70, "EUR": 0.12, "USA": 0.05, "JPN": 0.06, "KOR": 0.05, "IND": 0.01, "ROW": 0.01},
    "car": {"CHN": 0.49, "EUR": 0.15, "USA": 0.05, "JPN": 0.12, "KOR": 0.05, "IND": 0.04, "SEA": 0.05, "VNM": 0.01, "ROW": 0.04},
    "wind": {"CHN": 0.74, "EUR": 0.18, "USA": 0.03, "IND": 0.03, "ROW": 0.02},
    "aircon": {"CHN": 0.82, "SEA": 0.07, "JPN": 0.04, "KOR": 0.03, "IND": 0.02, "ROW": 0.02},
    "electronics": {"CHN": 0.76, "VNM": 0.06, "SEA": 0.08, "JPN": 0.04, "KOR": 0.03, "IND": 0.02, "USA": 0.01},
    "industry": {"CHN": 0.58, "EUR": 0.15, "JPN": 0.13, "USA": 0.05, "KOR": 0.04, "IND": 0.02, "ROW": 0.03},
    "lift": {"CHN": 0.70, "EUR": 0.12, "JPN": 0.06, "IND": 0.05, "KOR": 0.04, "ROW": 0.03},
    "ebike": {"CHN": 0.82, "EUR": 0.06, "IND": 0.06, "VNM": 0.03, "ROW": 0.03},
    "defence": {"CHN": 0.30, "USA": 0.36, "EUR": 0.18, "JPN": 0.06, "KOR": 0.05, "IND": 0.05},
    "medical": {"CHN": 0.60, "EUR": 0.15, "USA": 0.10, "JPN": 0.08, "ROW": 0.07},
}
ROBOTS = {"CHN": 0.60, "USA": 0.25, "JPN": 0.08, "EUR": 0.07}
#: where materials are used (t REO), and growth a year; the US shares keep its use near the 9,010 t REO that USGS gives for 2024
SPREAD: dict[str, tuple[dict[str, float], float]] = {
    "fcc": ({"USA": 0.16, "CHN": 0.36, "EUR": 0.12, "IND": 0.10, "JPN": 0.05, "KOR": 0.06, "ROW": 0.15}, 0.01),
    "autocat": ({"CHN": 0.44, "EUR": 0.22, "USA": 0.10, "JPN": 0.10, "IND": 0.06, "ROW": 0.08}, 0.00),
    "polishing": ({"CHN": 0.80, "JPN": 0.07, "KOR": 0.04, "EUR": 0.04, "USA": 0.02, "SEA": 0.03}, 0.03),
    "glass": ({"CHN": 0.62, "EUR": 0.12, "USA": 0.06, "JPN": 0.09, "ROW": 0.11}, 0.02),
    "hydrogen": ({"CHN": 0.60, "JPN": 0.32, "EUR": 0.04, "USA": 0.04}, -0.02),
    "ceramics": ({"CHN": 0.60, "JPN": 0.18, "EUR": 0.10, "USA": 0.05, "KOR": 0.07}, 0.03),
    "phosphors": ({"CHN": 0.62, "JPN": 0.12, "KOR": 0.10, "EUR": 0.08, "USA": 0.08}, -0.02),
    "optical": ({"CHN": 0.48, "USA": 0.20, "JPN": 0.14, "EUR": 0.18}, 0.04),
    "contrast": ({"EUR": 0.34, "USA": 0.30, "CHN": 0.18, "JPN": 0.10, "ROW": 0.08}, 0.03),
    "coating": ({"USA": 0.20, "JPN": 0.26, "KOR": 0.18, "EUR": 0.16, "CHN": 0.20}, 0.05),
    "absorber": ({"CHN": 0.40, "USA": 0.25, "EUR": 0.25, "KOR": 0.10}, 0.03),
    "scandium": ({"USA": 0.55, "CHN": 0.25, "EUR": 0.12, "JPN": 0.08}, 0.04),
    "scintillator": ({"USA": 0.40, "CHN": 0.30, "EUR": 0.20, "JPN": 0.10}, 0.05),
    "metallurgy": ({"CHN": 0.70, "EUR": 0.10, "USA": 0.03, "JPN": 0.06, "BRA": 0.04, "RUS": 0.03, "ROW": 0.04}, 0.02),
}
CURVES = {
    "magnets": ((0.70, 4.0), (0.15, 2.5), (0.08, 1.8), (0.04, 1.4), (0.03, 1.1)),
    "materials": ((0.60, 4.0), (0.20, 2.5), (0.10, 1.8), (0.07, 1.3), (0.03, 1.05)),
}


#: mean life (years) and share collected in China and elsewhere; nobody measures either well
LIVES = {
    "electronics": (5.0, 0.10, 0.03),
    "ebike": (8.0, 0.20, 0.03),
    "aircon": (12.0, 0.25, 0.03),
    "car": (14.0, 0.15, 0.03),
    "ev": (13.0, 0.30, 0.10),
    "industry": (15.0, 0.25, 0.05),
    "wind": (20.0, 0.50, 0.20),
}
COLLECTING = ("CHN", "JPN", "EUR", "USA")
FIRST_SOLD = 2001
COLLECT_COST = {"CHN": 1200.0}
COLLECT_COST_ELSEWHERE = 2500.0


def uses_runs() -> dict[str, tuple[str, ...]]:
    """Recipes that the assemblers of each region run."""
    found: dict[str, list[str]] = {}
    for use, (_, _, grades, _, instead) in USES.items():
        for region in WHERE[use]:
            runs = found.setdefault(region, [])
            runs += [f"use_{use}", *([f"use_{use}_without"] if instead else [])]
            runs += [r for f in grades for r in _fit_recipes(f)]
    for region in ROBOTS:
        found[region] += ["use_robot"]
    return {region: tuple(dict.fromkeys(runs)) for region, runs in found.items()}


def _fit_recipes(f: str) -> list[str]:
    return [f"fit_{f}", *(f"fit_{f}_{m.removeprefix('mag_')}" for m in FITS[f][2])]


def finished(facts: Facts) -> tuple[float, Source]:
    """Magnets wanted in 2024 (t finished), from rare-earth metal in magnets: independent of the blanks that are scored."""
    base = facts.wanted("element_demand", "magnet REE (Nd,Pr,Dy,Tb)", period="2023")
    later = facts.wanted("element_demand", "magnet REE (Nd,Pr,Dy,Tb)", period="2030")
    growth = (float(later["value"]) / float(base["value"])) ** (1 / 7)
    tonnes = float(base["value"]) / 0.31 * growth * MACHINING
    note = f"{base['value']} t rare-earth metal in 2023 at 31 % of the blank, a year at {growth - 1:.1%}, {MACHINING} finished per blank"
    return tonnes, derived(base["source"], 2024, note)


def write(book: Book, facts: Facts, goods: Goods) -> None:
    """Commodities and recipes of the uses, curves and demands."""
    _fits(book, goods)
    _uses(book, goods)
    note = assumed("steps of willingness to pay: most users pay several times the price before they stop a line, a few percent leave early")
    for curve, steps in CURVES.items():
        for step, (share, factor) in enumerate(steps, start=1):
            book.add("curves", note, curve=curve, step=step, share=share, factor=factor)
    _magnet_demand(book, facts)
    _material_demand(book, facts, goods)
    _in_use(book, facts)


def _fits(book: Book, goods: Goods) -> None:
    note = assumed("mix of today's fleet, set so that Dy and Tb close on 2024; the others are what a maker could change to, at a cost")
    for f, (name, fleet, others) in FITS.items():
        value = derived(
            "China customs via adamasintel.com 2025", 2025, "average unit value of Chinese exports in 2024 times a factor by grade"
        )
        goods.add(f"fit_{f}", name, "use", "none", {}, FIT_PRICE[f], value, exit_cost=0.0)
        _recipe(book, note, f"fit_{f}", f"Fit {f} magnets, fleet", fleet, f"fit_{f}", 200.0)
        for m, (words, cost) in others.items():
            _recipe(book, note, f"fit_{f}_{m.removeprefix('mag_')}", f"Fit {f} magnets, {words}", {m: 1.0}, f"fit_{f}", 200.0 + cost)


def _uses(book: Book, goods: Goods) -> None:
    note = assumed("grades by use: a class of parts has one mix; no published split")
    without = assumed(
        "induction, wound-rotor, ferrite or geared machines: cost of the machine and of lost efficiency per tonne of magnets saved"
    )
    for use, (name, _, grades, _, instead) in USES.items():
        price = sum(share * FIT_PRICE[f] for f, share in grades.items())
        goods.add(f"use_{use}", name, "use", "none", {}, price, note, exit_cost=0.0)
        _recipe(book, note, f"use_{use}", name, {f"fit_{f}": share for f, share in grades.items()}, f"use_{use}", 0.0)
        if instead:
            _recipe(book, without, f"use_{use}_without", f"{name} without rare earths", {}, f"use_{use}", instead)
    goods.add("use_robot", "Humanoid robots", "use", "none", {}, FIT_PRICE["H"], note, exit_cost=0.0)
    _recipe(book, note, "use_robot", "Humanoid robots", {"fit_N": 0.4, "fit_H": 0.6}, "use_robot", 0.0)


def _recipe(book: Book, source: Source, recipe: str, name: str, inputs: Mix, output: str, cost: float) -> None:
    book.add("recipes", source, id=recipe, name=name, activity="t magnets fitted", max_loss=1.0)
    for good, amount in inputs.items():
        book.add("recipe_flows", source, recipe=recipe, commodity=good, direction="in", amount=amount)
    book.add("recipe_flows", source, recipe=recipe, commodity=output, direction="out", amount=1.0, recovery=1.0)
    book.add("recipe_costs", source, recipe=recipe, item="labour", cost=cost)


def _magnet_demand(book: Book, facts: Facts) -> None:
    total, source = finished(facts)
    for use, (_, key, grades, growth, _) in USES.items():
        row = facts.wanted("magnet_share_model", key)
        share = float(row["value"]) / 100
        price = sum(part * FIT_PRICE[f] for f, part in grades.items())
        for region, where in WHERE[use].items():
            for year in YEARS:
                quantity = total * share * where * (1 + growth) ** (year - 2024)
                note = (
                    f"{total:,.0f} t finished in 2024 ({source.note}) x {share:.0%} (split of the facts) x {where:.0%} in {REGIONS[region]}"
                )
                words = assumed(f"{note}, {growth:+.1%} a year")
                book.add(
                    "demands",
                    words,
                    region=region,
                    commodity=f"use_{use}",
                    period=year,
                    quantity=round(quantity, 2),
                    price=round(price),
                    curve="magnets",
                )
    first = facts.wanted("magnet_demand", "humanoid robots", period="2025")
    last = facts.wanted("magnet_demand", "humanoid robots", period="2030")
    growth = (float(last["value"]) / float(first["value"])) ** 0.2
    for region, where in ROBOTS.items():
        for year in YEARS:
            quantity = float(first["value"]) * growth ** (year - 2025) * where
            words = of(last, "35 t in 2025 and 3,200 t in 2030, a steady rate between; split by region assumed").as_assumed(
                "35 t in 2025 and 3,200 t in 2030, a steady rate between; split by region assumed"
            )
            book.add(
                "demands",
                words,
                region=region,
                commodity="use_robot",
                period=year,
                quantity=round(quantity, 2),
                price=round(FIT_PRICE["H"]),
                curve="magnets",
            )


def _material_demand(book: Book, facts: Facts, goods: Goods) -> None:
    for m in (*MATERIALS, *SMALL, "metallurgy"):
        key = MATERIALS[m][1] if m in MATERIALS else SMALL[m][2] if m in SMALL else "metallurgy/steel/mischmetal"
        if key is None:
            tonnes, text = SMALL[m][3], "no published tonnage: set near the lutetium that is mined"
        else:
            row = facts.wanted("reo_demand_model", key)
            tonnes, text = float(row["value"]), "tonnage of the facts' own demand model"
        if m == "metallurgy":
            tonnes *= 0.83  # t metal in the oxide
        where, growth = SPREAD[m]
        for region, share in where.items():
            for year in YEARS:
                words = assumed(f"{text}; {share:.0%} of it in {REGIONS[region]}, {growth:+.1%} a year, both assumed")
                quantity = tonnes * share * (1 + growth) ** (year - 2024)
                book.add(
                    "demands",
                    words,
                    region=region,
                    commodity=f"mat_{m}",
                    period=year,
                    quantity=round(quantity, 3),
                    price=round(goods.value[f"mat_{m}"], 1),
                    curve="materials",
                )


def _in_use(book: Book, facts: Facts) -> None:
    """Magnets sold in the past and how long they stay: the scrap of goods at the end of life."""
    collected = facts.rows("process_factors")
    rate = next(r for r in collected if r["parameter"] == "rate" and r["route"] == "end-of-life collection rate")
    for use, (mean, china, elsewhere) in LIVES.items():
        for region in COLLECTING:
            if region not in WHERE[use]:
                continue
            share = china if region == "CHN" else elsewhere
            note = of(rate).as_assumed(
                f"world rate {rate['low']} to {rate['high']}; raised in China: dismantling is said to give 35 % of recycled NdPr"
            )
            book.add(
                "lives",
                note,
                commodity=f"use_{use}",
                region=region,
                scrap="scrap_magnets",
                scrap_per_unit=1.0,
                distribution="weibull",
                mean=mean,
                sd=round(0.35 * mean, 2),
                collected=share,
                cost=COLLECT_COST.get(region, COLLECT_COST_ELSEWHERE),
            )
            for year, tonnes, source in _sold(facts, use):
                book.add(
                    "inflows", source, region=region, commodity=f"use_{use}", period=year, quantity=round(tonnes * WHERE[use][region], 2)
                )


def _sold(facts: Facts, use: str) -> list[tuple[int, float, Source]]:
    """Magnets put into use in the world by year (t finished), from Chinese blanks and an assumed share of China."""
    rows = {r["period"]: r for r in facts.demand if r["series"] == "china_functional_output" and r["item"] in ("sintered NdFeB", "NdFeB")}
    blanks = {int(y): float(r["value"]) for y, r in rows.items() if y.isdigit()}
    blanks[2023] = float(facts.production("magnet_output", "China", "2023", "NdFeB sintered blanks")["value"])
    known = sorted(blanks)
    share_now = float(facts.wanted("magnet_share_model", USES[use][1])["value"]) / 100
    found = []
    for year in range(FIRST_SOLD, 2024):
        low, high = max(y for y in known if y <= year), min(y for y in known if y >= year)
        value = blanks[low] if low == high else blanks[low] + (blanks[high] - blanks[low]) * (year - low) / (high - low)
        china = 0.60 + (0.94 - 0.60) * (year - FIRST_SOLD) / (2024 - FIRST_SOLD)
        grown = {"ev": max(0.0, (year - 2010) / 14), "wind": max(0.0, (year - 2004) / 20)}.get(use, 1.1)
        note = f"Chinese blanks {value:,.0f} t ({'as published' if low == high else 'between published years'}) over a share of {china:.0%}"
        note += f", {MACHINING} finished per blank, {share_now * grown:.1%} of them for this use"
        found.append((year, value / china * MACHINING * share_now * grown, assumed(note)))
    return found
