"""Results of a plan in the shape that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from didymium.app.record import Json, records

if TYPE_CHECKING:
    import polars as pl

    from didymium.planning import Plan

PRICE = ("commodity", "region", "period", "low", "high", "unit", "calibrated")
TARGET = ("id", "entity", "region", "period", "sense", "target", "actual", "met", "cost", "rate")
UNMET = ("use", "region", "period", "quantity", "unit", "reason")
HOLDER = ("stage", "element", "period", "holder", "share")


def unmet(plan: Plan) -> list[Json]:
    """Demand that is not met, each with its reason: use, region, period, quantity, unit, reason."""
    import polars as pl

    why = plan.tables["reason"].filter(pl.col("kind") == "unmet")
    why = why.select(pl.col("subject").alias("use"), "region", "period", pl.col("text").alias("reason"))
    short = plan.tables["met"].filter(pl.col("unmet") > 0).with_columns(pl.col("unmet").alias("quantity"))
    return records(short.join(why, on=["use", "region", "period"], how="left", maintain_order="left"), UNMET)


def prices(plan: Plan) -> list[Json]:
    """Price intervals: commodity, region, period, low, high, unit, calibrated."""
    return records(plan.tables["price"], PRICE)


def targets(plan: Plan) -> list[Json]:
    """Targets: what was asked, what is reached, what it costs (USD) and its local rate."""
    return records(plan.tables["target"], TARGET)


def holders(table: pl.DataFrame) -> list[Json]:
    """Share of each region in what leaves a stage, by element and period."""
    import polars as pl

    return records(table.filter(pl.col("holder_kind") == "region"), HOLDER)
