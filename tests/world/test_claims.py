"""What the README claims of the shipped world."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import polars as pl
import pytest

from didymium.app.check import Check
from didymium.chain import Chain
from didymium.planning import solve

DATA = "world@2026.11"
BACKCAST = "didymium check world --backcast 2024 2025"
LAST_QUARTER = 413.0  # t NdPr oxide of MP Materials in 2024Q4: "four times that" is its naive rival

pytestmark = pytest.mark.claim


def errors(past: Check) -> dict[str, float]:
    return dict(past.tables["backcast"].select("id", "error").iter_rows())


def scored(past: Check, year: int) -> pl.DataFrame:
    return past.tables["backcast"].filter((pl.col("year") == year) & (pl.col("kind") == "scored"))


def test_limits_of_2024(past, evidence):
    limits = {"blanks_CHN_2024": 0.05, "recycled_NdPr_2024": 0.05, "dytb_2024": 0.10, "magnet_exports_2024": 0.20}
    found = errors(past)
    said = ", ".join(f"{found[ident]:+.1%}" for ident in limits)
    reached = all(abs(found[ident]) <= limit for ident, limit in limits.items())
    claim = (
        "Fitted on 2024, `world` gives Chinese magnet blanks and recycled NdPr within 5 %, Dy and Tb oxide within 10 %, "
        "Chinese magnet exports within 20 %"
    )
    evidence(claim, BACKCAST, said, DATA, reached)


def test_median_of_2024(past, evidence):
    miss = median(abs(e) for e in scored(past, 2024)["error"])
    evidence("Half of the figures scored in 2024 are met within 10 %", BACKCAST, f"median miss {miss:.1%}", DATA, miss <= 0.10)


def test_exports_of_surplus_elements(past, evidence):
    found = {ident: errors(past)[ident] for ident in ("metal_exports_2024", "ce_exports_2024", "us_y_2024")}
    said = ", ".join(f"{value:+.0%}" for value in found.values())
    claim = "Trade in metals, cerium and yttrium in 2024 is met within 20 %"
    evidence(claim, BACKCAST, said, DATA, all(abs(e) <= 0.20 for e in found.values()))


def test_unexplained(past, evidence):
    limits = {"NdPr": 0.03, "Dy": 0.10, "Tb": 0.35}
    share = dict(past.tables["unexplained"].select("element", "share").iter_rows())
    said = ", ".join(f"{element} {share[element]:+.1%}" for element in limits)
    claim = "What no row explains is at most 3 % of NdPr, 10 % of Dy and 35 % of Tb, and is shown"
    evidence(claim, BACKCAST, said, DATA, all(abs(share[e]) <= limit for e, limit in limits.items()))


def test_lynas_and_mp_out_of_fit(past, evidence):
    rows = {r["id"]: r for r in scored(past, 2025).iter_rows(named=True)}
    lynas, mp = rows["lynas_2025"], rows["mp_2025"]
    rivals = (lynas["persistence"] / lynas["observed"] - 1, 4 * LAST_QUARTER / mp["observed"] - 1)
    said = f"Lynas {lynas['error']:+.1%} against {rivals[0]:+.1%}, MP {mp['error']:+.1%} against {rivals[1]:+.1%}"
    nearer = abs(lynas["error"]) < abs(rivals[0]) and abs(mp["error"]) < abs(rivals[1])
    claim = "In 2025, out of fit, NdPr of Lynas and MP Materials is missed by less than 15 % and by less than their naive rivals miss it"
    evidence(claim, BACKCAST, said, DATA, nearer and max(abs(lynas["error"]), abs(mp["error"])) <= 0.15)


def test_prices_out_of_fit(past, evidence):
    table = scored(past, 2025).filter(pl.col("id").str.starts_with("price_"))
    model = median(abs(e) for e in table["error"])
    rival = median(abs(e) for e in (table["persistence"] / table["observed"] - 1))
    won = int(((table["error"].abs()) < (table["persistence"] / table["observed"] - 1).abs()).sum())
    said = f"median miss {model:.1%} against {rival:.1%}; nearer on {won} of {table.height}"
    claim = "Prices of 2025 are missed by less than by “as in 2024”, on the median of ten oxides"
    evidence(claim, BACKCAST, said, DATA, model < rival)


def test_the_plan_closes(plan, evidence):
    terms = plan.tables["netback"]
    key = ["line", "recipe", "region", "period"]
    earned = terms.filter(pl.col("kind") == "out").group_by(key).agg(pl.col("usd").abs().sum().alias("earned"))
    left = terms.filter(pl.col("kind") == "residual").join(earned, on=key)
    off = float((left["usd"].abs() / left["earned"].clip(lower_bound=1.0)).max())  # type: ignore[arg-type]
    said = f"largest gap {plan.closure:.0e} of what came in; duality {plan.duality:.0e}; netback off by {off:.0e} of what is earned"
    claim = "The plan of `world` closes for every element and period to 1e-9, and every running line earns what it pays"
    reached = plan.closure <= 1e-9 and plan.duality <= 1e-8 and off <= 1e-6
    evidence(claim, "didymium plan world --quarters 4", said, DATA, reached)


def test_a_little_less_demand(world: Chain, evidence):
    wanted = pl.when(pl.col("commodity").str.starts_with("use_")).then(0.97).otherwise(1.0)
    less = replace(world, tables={**world.tables, "demands": world.tables["demands"].with_columns(pl.col("quantity") * wanted)})
    moved = {}
    for year in ("2024", "2026"):
        use = []
        for chain in (world, less):
            table = solve(chain, quarters=0, start=year, end=year, detail=False).tables["capacity"].filter(pl.col("capacity") > 0)
            use.append(table.group_by("stage", "region").agg((pl.col("activity").sum() / pl.col("capacity").sum()).alias("use")))
        both = use[0].join(use[1], on=["stage", "region"])
        moved[year] = float((both["use"] - both["use_right"]).abs().max())  # type: ignore[arg-type]
    said = ", ".join(f"{100 * value:.1f} points in {year}" for year, value in moved.items())
    claim = "Three per cent less demand for magnets moves no region's use of a stage by more than ten points"
    evidence(claim, "didymium plan world", f"at most {said}", DATA, max(moved.values()) <= 0.10)
