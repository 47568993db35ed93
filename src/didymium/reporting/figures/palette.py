"""One colour for a region in every figure."""

from __future__ import annotations

import polars as pl

from didymium.reporting.input import BriefInput

COLOURS = 7
OTHER = COLOURS


def region_colours(b: BriefInput) -> dict[str, int]:
    """Colour number of the regions that earn most (that hold most where nothing is earned): 0 to 6; others share 7."""
    earned = b.table("value_added").group_by("region").agg(pl.col("usd").sum().alias("weight"))
    held = (
        b.table("holders")
        .filter(pl.col("holder_kind") == "region")
        .group_by(pl.col("holder").alias("region"))
        .agg(pl.col("share").sum().alias("weight"))
    )
    rows = earned if earned.height else held
    if rows.is_empty():
        rows = b.table("capacity").group_by("region").agg(pl.col("capacity").sum().alias("weight"))
    order = sorted(((w or 0.0, r) for r, w in rows.select("region", "weight").iter_rows()), key=lambda p: (-p[0], p[1]))
    return {region: i for i, (_, region) in enumerate(order[:COLOURS])}
