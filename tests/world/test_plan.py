"""Identities of the solved world, and that it is what the facts make it."""

from __future__ import annotations

import filecmp
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from didymium.chain import locate
from didymium.chain.schema import GRADES
from didymium.planning import Change

ROOT = Path(__file__).parents[2]
FACTS = ROOT.parent / "shared" / "facts"


def test_every_row_says_who_says_so(world):
    for name, table in world.tables.items():
        assert table["source"].null_count() == 0, name
        assert set(table["grade"]) <= set(GRADES), name


def test_every_stage_and_every_rare_earth(world):
    from didymium.elements import RARE_EARTHS

    stages = set(world.tables["lines"]["stage"])
    assert {"mine", "concentrate", "crack", "separation", "finishing", "metal", "alloy", "magnet", "material", "use", "recycling"} <= stages
    assert set(RARE_EARTHS) <= set(world.tables["compositions"]["element"]) | set(world.tables["commodities"]["element"])
    assert world.tables["regions"].filter(pl.col("kind") == "region").height >= 16


def test_it_closes(plan):
    assert plan.status == "optimal"
    assert plan.fallbacks == ()
    assert plan.closure <= 1e-9
    assert plan.duality <= 1e-8


def test_netback_of_every_running_line(plan):
    """Products pay for feed, costs and rents, calibration included, to a millionth of what they earn."""
    terms = plan.tables["netback"]
    key = ["line", "recipe", "region", "period"]
    earned = terms.filter(pl.col("kind") == "out").group_by(key).agg(pl.col("usd").abs().sum().alias("earned"))
    left = terms.filter(pl.col("kind") == "residual").join(earned, on=key)
    assert left.height > 200
    assert (left["usd"].abs() <= 1e-6 * left["earned"].clip(lower_bound=1.0)).all()


def test_shares_of_holders_add_up(plan):
    total = plan.tables["holders"].group_by("stage", "element", "period", "holder_kind").agg(pl.col("share").sum())
    assert (total["share"] - 1).abs().max() <= 1e-9


def test_every_gap_and_idle_line_has_a_reason(plan):
    reasons = plan.tables["reason"]
    assert reasons["text"].str.len_chars().min() > 10
    gaps = plan.tables["met"].filter(pl.col("unmet") > 1e-6 * pl.col("demanded").clip(lower_bound=1.0)).height
    assert reasons.filter(pl.col("kind") == "unmet").height == gaps


@pytest.mark.local_data
def test_the_facts_make_these_files(tmp_path):
    """The builder is the only author of the chain: run again it writes what is shipped."""
    if not FACTS.is_dir():
        pytest.skip("the facts do not lie beside the checkout")
    subprocess.run([sys.executable, "-m", "tools.world", str(FACTS), str(tmp_path)], check=True, cwd=ROOT, timeout=300)
    shipped = locate("world") / "chain"
    names = [p.name for p in shipped.glob("*.csv")]
    assert sorted(names) == sorted(p.name for p in (tmp_path / "chain").glob("*.csv"))
    match, mismatch, errors = filecmp.cmpfiles(shipped, tmp_path / "chain", names, shallow=False)
    assert not mismatch
    assert not errors
    assert len(match) == len(names)


def test_a_re_solve_starts_at_its_end(plan):
    """The basis that the first solve leaves is the optimum's own: under no change there is next to nothing left to do."""
    again = plan.live.resolve(Change())
    assert again.path == "warm simplex"
    assert again.iterations <= 10
    assert again.objective == pytest.approx(plan.live.base.objective, rel=1e-12)
