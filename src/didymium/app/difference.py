"""What changed between two plans of one chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from didymium.app.record import Json, records

if TYPE_CHECKING:
    import polars as pl

    from didymium.planning import Plan

SHARE = 1e-3  # of the larger figure: below it two figures count as equal


def differences(before: Plan, after: Plan) -> dict[str, Json]:
    """Objective, demand not met, prices, targets, builds and activity, each as before and after, where they differ.

    Quantities are per period. A price counts as changed when its new value lies outside its old interval.
    """
    return {
        "objective": {"before": before.objective, "after": after.objective, "change": after.objective - before.objective},
        "unmet": _moved(before, after, "met", ("use", "region", "period"), "unmet", "unit"),
        "prices": _prices(before, after),
        "targets": _moved(before, after, "target", ("id", "period"), "actual"),
        "build": _moved(before, after, "build", ("project",), "fraction"),
        "activity": _moved(before, after, "activity", ("line", "recipe", "period"), "quantity", "unit"),
    }


def _both(before: Plan, after: Plan, table: str, key: tuple[str, ...], values: list[str]) -> pl.DataFrame:
    old, new = (p.tables[table].select(*key, *values) for p in (before, after))
    renamed = old.rename({v: f"{v}_before" for v in values}).join(
        new.rename({v: f"{v}_after" for v in values}), on=list(key), how="full", coalesce=True, nulls_equal=True
    )
    return renamed.sort(*key, nulls_last=True)


def _moved(before: Plan, after: Plan, table: str, key: tuple[str, ...], value: str, unit: str | None = None) -> list[Json]:
    """Rows whose value moved: key, before, after and unit. A row that is missing on one side counts as 0 there."""
    import polars as pl

    both = _both(before, after, table, key, [value, *([unit] if unit else [])])
    old, new = (pl.col(f"{value}_{side}").fill_null(0.0) for side in ("before", "after"))
    moved = both.filter((new - old).abs() > SHARE * pl.max_horizontal(old.abs(), new.abs()))
    columns = [*key, "before", "after"]
    rows = moved.with_columns(old.alias("before"), new.alias("after"))
    if unit:
        rows = rows.with_columns(pl.coalesce(f"{unit}_after", f"{unit}_before").alias("unit"))
        columns.append("unit")
    return records(rows, columns)


def _prices(before: Plan, after: Plan) -> list[Json]:
    import polars as pl

    both = _both(before, after, "price", ("commodity", "region", "period"), ["low", "value", "high", "unit"])
    width = SHARE * pl.col("value_before").abs()
    outside = (pl.col("value_after") < pl.col("low_before") - width) | (pl.col("value_after") > pl.col("high_before") + width)
    rows = both.filter(outside).with_columns(
        pl.col("value_before").alias("before"), pl.col("value_after").alias("after"), pl.col("unit_after").alias("unit")
    )
    return records(rows, ("commodity", "region", "period", "before", "after", "unit"))
