"""The shipped world beside what was observed: what may be scored, and what is shown. Its claims stand in test_claims."""

from __future__ import annotations

import polars as pl

FIT = "2024"


def test_prices_of_2025_stand_beside_persistence(past):
    """Won or lost, thirteen prices and what the year before would have said."""
    prices = past.tables["backcast"].filter((pl.col("year") == 2025) & pl.col("id").str.starts_with("price_"))
    assert prices.height == 13
    assert prices["persistence"].null_count() == 0


def test_no_compared_quantity_is_a_draw(past):
    """Of every quantity compared, the least and the most at the same cost are the figure itself; prices have no such range."""
    known = past.tables["backcast"].filter(pl.col("low").is_not_null())
    assert known.height == 31
    wide = known.filter((pl.col("high") - pl.col("low")) > 1e-6 * pl.col("model").abs())
    assert wide.is_empty(), wide.select("id", "low", "model", "high")
    assert past.tables["backcast"].filter(pl.col("id").str.starts_with("price_"))["low"].null_count() == 26


def test_no_scored_row_rests_on_what_was_put_in(world):
    """A series that sets a capacity, a pattern or a residual price is not scored in that year, nor one that a choice was made by."""
    scored = world.tables["scored"].filter(pl.col("kind") == "scored")
    assert not scored.filter(pl.col("series").str.starts_with("mine output")).height
    fitted = scored.filter((pl.col("period") == FIT) & (pl.col("measure") == "price"))
    assert not fitted.height
    assert not scored.filter(pl.col("id").is_in([f"price_{e}_2025" for e in ("Eu", "Er", "Yb")])).height


def test_inertia_is_small_and_fades(world, plan):
    table = world.tables["calibration"]
    assert table["penalty"].max() <= 10_000  # USD/t: 10 USD/kg
    assert set(table["fade_to"]) == {"2030"}
    assert plan.inertia_share <= 0.01
