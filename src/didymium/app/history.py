"""The model against what was observed, year by year, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    import polars as pl

    from didymium.chain import Chain


def years_observed(chain: Chain) -> tuple[int, ...]:
    """Years that the chain's ``scored`` table compares.

    >>> from didymium.app.load import load
    >>> years_observed(load("works"))
    ()
    """
    from didymium.chain.calendar import parse

    labels = set(chain.tables["scored"]["period"].to_list())
    return tuple(sorted({int(parse(label, chain.settings.fiscal_start).start + 1e-9) for label in labels}))


FITTED = (2024,)  # years on which the parameters of the shipped world were set


def compare(chain: Chain | None, years: tuple[int, ...], progress: Say = silent) -> dict[str, pl.DataFrame]:
    """Tables ``backcast`` and ``unexplained`` of the ``years`` (both empty without a year).

    ``backcast``: year, id, series, region, source, observed, model (unit of the series), low and high (least and most that the
    model could say at the same cost; empty for a price), error (model / observed - 1), kind, limit, persistence ("as the year
    before", in the unit of observed), period, commodity, unit, key and seen (rows of the chain that set the comparison and hold
    the observation), note.
    ``unexplained``: element, tonnes (+ more use than the chain supplies), share of supply. ``holders`` and ``sankey``, as of a
    plan, for the last of the years that was fitted, else the last: where there is one. Raises
    :class:`AskError` for a year in which nothing was observed, and for a comparison that meets no observation.
    """
    import polars as pl

    words = dict.fromkeys(("id", "series", "region", "source"), pl.String)
    numbers = dict.fromkeys(("observed", "model", "low", "high", "error"), pl.Float64)
    columns = {"year": pl.Int64, **words, **numbers, "kind": pl.String, "limit": pl.Float64, "persistence": pl.Float64}
    more = dict.fromkeys(("period", "commodity", "unit", "key", "seen", "note"), pl.String)
    rows = pl.DataFrame(schema={**columns, **more})
    left = pl.DataFrame(schema={"element": pl.String, "tonnes": pl.Float64, "share": pl.Float64})
    if chain is None or not years:
        return {"backcast": rows, "unexplained": left}
    observed = years_observed(chain)
    for year in years:
        if year not in observed:
            known = f"observed are {', '.join(map(str, observed))}" if observed else "its table `scored` has no row"
            raise AskError(f"{chain.name} compares nothing in {year}: {known}")
    from didymium.planning import backcast, held

    try:
        parts = [backcast(chain, year, progress=progress) for year in years]
    except KeyError as error:
        raise AskError(error.args[0]) from error
    tables = {"backcast": _described(chain, pl.concat([p.rows for p in parts]))}
    there = ([p for p in parts if p.year in FITTED] or parts)[-1].plan
    return {**tables, "unexplained": _by_element(parts[-1].unexplained, left), **held(there.live.lp.network, there.tables)}


def _described(chain: Chain, rows: pl.DataFrame) -> pl.DataFrame:
    """Comparison rows with unit, key and note; persistence as a quantity instead of an error."""
    import polars as pl

    scored = chain.tables["scored"].select("id", "series", "series_region", "series_commodity", "period", "note")
    keys = ["series", "region", "commodity", "period"]
    whole = pl.concat_str([pl.lit("series"), *(pl.col(k).fill_null("") for k in keys)], separator="/")
    units = chain.tables["series"].select(*keys, "unit", whole.alias("seen"))
    left = ["series", "series_region", "series_commodity", "period"]
    scored = scored.join(units, left_on=left, right_on=keys, how="left", nulls_equal=True, maintain_order="left")
    added = scored.select("id", "period", pl.col("series_commodity").alias("commodity"), "unit", "seen", "note")
    wide = rows.join(added, on="id", how="left", maintain_order="left")
    return wide.with_columns(
        (pl.col("observed") * (1 + pl.col("persistence"))).alias("persistence"), (pl.lit("scored/") + pl.col("id")).alias("key")
    ).select(*rows.columns, "period", "commodity", "unit", "key", "seen", "note")


def _by_element(residuals: pl.DataFrame, empty: pl.DataFrame) -> pl.DataFrame:
    """The unexplained balance summed by element; its share is of the supply behind all rows of the element."""
    import polars as pl

    if residuals.is_empty():
        return empty
    supply = pl.when(pl.col("share") != 0).then(pl.col("tonnes") / pl.col("share"))
    summed = residuals.with_columns(supply.alias("supply")).group_by("element", maintain_order=True)
    table = summed.agg(pl.col("tonnes").sum(), pl.col("supply").sum())
    share = pl.when(pl.col("supply") != 0).then(pl.col("tonnes") / pl.col("supply"))
    return table.with_columns(share.alias("share")).select("element", "tonnes", "share")
