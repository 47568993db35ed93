"""Outcomes in short: losses with bands, first short weeks, time to recover."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.disruption.result import Outcome, band, first_short

Floats = NDArray[np.float64]
LEAST = 1e-3  # share of what is wanted: a loss below it over the whole run is none


def losses(found: Outcome) -> pl.DataFrame:
    """Units lost over the run by use and region, with bands, largest value first: use, region, governance, low, mid, high,
    unit, share (of what was wanted, mid) and value (USD, mid)."""
    total = found.lost.astype(float).sum(axis=2)  # [D, U]
    low, mid, high = band(total)
    share = total.mean(axis=0) / np.maximum(found.wanted * len(found.steps), 1e-300)
    value = total.mean(axis=0) * found.worth
    keep = [int(u) for u in np.argsort(-value, kind="stable") if share[u] > LEAST]
    return pl.DataFrame(
        {
            "use": [found.users[u][0] for u in keep],
            "region": [found.users[u][1] for u in keep],
            "governance": [found.governance] * len(keep),
            "low": low[keep],
            "mid": mid[keep],
            "high": high[keep],
            "unit": [found.unit[u] for u in keep],
            "share": share[keep],
            "value": value[keep],
        },
        schema={
            **dict.fromkeys(("use", "region", "governance"), pl.String),
            **dict.fromkeys(("low", "mid", "high"), pl.Float64),
            "unit": pl.String,
            "share": pl.Float64,
            "value": pl.Float64,
        },
    )


def first_shorts(found: Outcome) -> pl.DataFrame:
    """First week in which a use lacks more than 2 % of what it wants, and weeks from then until it does no more.

    Bands over the draws in which it is ever short; ``share_short`` is the share of draws in which it is. A use that is
    short in the last week of the run has not recovered: its time is cut there, and ``open`` is the share of such draws.
    """
    step = (found.steps[0].end - found.steps[0].start) * 365.25 / 7
    week = first_short(found.lost, found.wanted)
    short = found.lost > 0.02 * np.maximum(found.wanted, 1e-12)[None, :, None]
    count = found.lost.shape[2]
    last = count - short[:, :, ::-1].argmax(axis=2)
    rows = []
    for u, (use, region) in enumerate(found.users):
        ever = np.isfinite(week[:, u])
        if not ever.any():
            continue
        low, mid, high = band(week[ever, u]) * step
        back = (last[ever, u] - week[ever, u]) * step
        b_low, b_mid, b_high = band(back)
        still = float(short[ever, u, -1].mean())
        rows.append((use, region, low, mid, high, float(ever.mean()), b_low, b_mid, b_high, still))
    names = ("week_low", "week_mid", "week_high", "share_short", "recover_low", "recover_mid", "recover_high", "open")
    schema = {"use": pl.String, "region": pl.String, **dict.fromkeys(names, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("week_mid", "use", "region")
