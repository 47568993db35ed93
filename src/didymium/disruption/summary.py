"""Outcomes in short: losses with bands, first short weeks, time to recover."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.disruption.base import WEEKS
from didymium.disruption.result import Outcome, band, first_short

Floats = NDArray[np.float64]
LEAST = 1e-3  # share of what is wanted: a loss below it over the whole run is none


def losses(found: Outcome) -> pl.DataFrame:
    """Units lost over the run by use and region, with bands, largest value first: use, region, governance, low, mid, high,
    unit, share (of what was wanted, mean) and value (USD, mean)."""
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


def window(found: Outcome, end: float) -> Floats:
    """Share of each step that lies before a moment (a decimal year) ``[T]``."""
    first = np.array([p.start for p in found.steps])
    last = np.array([p.end for p in found.steps])
    return np.asarray(np.clip((np.minimum(last, end) - first) / (last - first), 0.0, 1.0))


def beside(worse: Outcome, better: Outcome) -> pl.DataFrame:
    """Units lost by use and region in two cases over the time and the draws that both cover, largest saving first.

    Columns: use, region, low, mid, high of the worse case and kept_low, kept_mid, kept_high of the better one, unit, and saved
    (USD, mean of the draws).
    """
    end = min(worse.steps[-1].end, better.steps[-1].end)
    count = min(worse.draws, better.draws)
    row = {user: u for u, user in enumerate(better.users)}
    same = np.array([row[user] for user in worse.users], dtype=np.int64)
    alone = np.einsum("dut,t->du", worse.lost[:count].astype(float), window(worse, end))
    together = np.einsum("dut,t->du", better.lost[:count].astype(float), window(better, end))[:, same]
    saved = (alone - together).mean(axis=0) * worse.worth
    first = worse.steps[0]
    wanted = worse.wanted * float(window(worse, end).sum())
    lost = np.maximum(alone.mean(axis=0), together.mean(axis=0))
    keep = [int(u) for u in np.argsort(-saved, kind="stable") if lost[u] > LEAST * max(float(wanted[u]), 1e-300)]
    bands = {
        name: values[keep]
        for names, case in ((("low", "mid", "high"), alone), (("kept_low", "kept_mid", "kept_high"), together))
        for name, values in zip(names, band(case), strict=True)
    }
    return pl.DataFrame(
        {
            "use": [worse.users[u][0] for u in keep],
            "region": [worse.users[u][1] for u in keep],
            **bands,
            "unit": [worse.unit[u] for u in keep],
            "saved": saved[keep],
            "weeks": np.full(len(keep), (end - first.start) * WEEKS),
            "draws": np.full(len(keep), count),
        },
        schema={
            **dict.fromkeys(("use", "region"), pl.String),
            **dict.fromkeys(("low", "mid", "high", "kept_low", "kept_mid", "kept_high"), pl.Float64),
            "unit": pl.String,
            "saved": pl.Float64,
            "weeks": pl.Float64,
            "draws": pl.Int64,
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
