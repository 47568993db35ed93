"""The uncoordinated engine on the world: placebos, mass, prices under a quota."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from didymium.chain import Chain, load
from didymium.disruption import engine
from didymium.disruption.base import Base, base
from didymium.disruption.behaviour import behaviour
from didymium.disruption.event import read
from didymium.disruption.outcome import outcome
from didymium.disruption.price import reference

WEEKS = 52


@pytest.fixture(scope="module")
def world() -> Chain:
    return load("world")


@pytest.fixture(scope="module")
def week(world: Chain) -> Base:
    return base(world, "2025")


def run(world, week, action, draws=4, weeks=WEEKS, fixed=True):
    """One action from the start of 2025 on the world, other numbers at their middle."""
    event = read({"id": "test", "start": "2025", "action": [action]})
    how = behaviour().fixed(demand_spread=0.0) if fixed else None
    ready = engine.prepare(world, event, weeks, how, week)
    found = engine.drawn(ready, draws, 0)
    block = engine.run(ready, found)
    return ready, block, outcome(ready, block, found)


def asks(found, element):
    """Highest mid ask of an element over regions and weeks, as a multiple of the price before."""
    table = found.prices.filter((pl.col("element") == element) & (pl.col("tier") == "spot"))
    return table["mid"].max()


@pytest.mark.parametrize("name", ["licences-2025", "kachin-2024"])
def test_mass_closes_in_every_week_and_draw(world, name):
    ready = engine.prepare(world, read(name), 104)
    block = engine.run(ready, engine.drawn(ready, 8, 0))
    assert block.closure.max() < 1e-9


def test_a_licence_on_dy_and_tb_leaves_the_others_alone(world, week):
    """Supply of NdPr, La and Ce oxide is what it was, and their prices stay within a tenth."""
    goods = {"forms": ["oxide", "metal", "magnet"], "elements": ["Dy", "Tb"], "de_minimis": 0.002}
    action = {"kind": "licence", "actor": ["CHN"], **goods, "share": 0.0}
    ready, block, found = run(world, week, action)
    for element in ("Nd", "Pr", "La", "Ce"):
        assert asks(found, element) <= 1.1 * reference(ready.system)[element]
    assert asks(found, "Dy") > 2 * reference(ready.system)["Dy"]
    oxide = [i for i, (_, _, form) in enumerate(ready.axes.shipped) if form == "oxide"]
    usual = found.tables["shipped"].filter((pl.col("form") == "oxide") & (pl.col("week") == 0))["mid"].sum()
    late = block.shipped[oxide].sum(axis=0)[-10:].mean()
    assert late == pytest.approx(usual, rel=0.05), "makers of phosphors without terbium take less yttrium; no more"


def test_a_mine_without_heavies_is_no_matter_for_them(world, week):
    action = {"kind": "outage", "lines": ["mountain_pass_mine"], "share": 0.0}
    ready, _, found = run(world, week, action)
    for element in ("Dy", "Tb"):
        assert asks(found, element) <= 1.02 * reference(ready.system)[element]
    heavy = found.shortage.filter(pl.col("element").is_in(["Dy", "Tb"]))["mid"].sum()
    light = found.shortage.filter(pl.col("element").is_in(["Nd", "Pr"]))["mid"].sum()
    assert heavy <= 0.02 * max(light, 1e-9) + 1e-6


def test_under_a_quota_the_cheapest_rise_most(world, week):
    action = {"kind": "quota", "actor": ["CHN"], "forms": ["oxide"], "share": 0.6}
    ready, _, found = run(world, week, action)
    before = reference(ready.system)
    late = found.prices.filter((pl.col("tier") == "contract") & (pl.col("region") == "JPN") & (pl.col("week") == 4))
    rise = {e: m / before[e] - 1 for e, m in late.select("element", "mid").iter_rows()}
    added = {e: m - before[e] for e, m in late.select("element", "mid").iter_rows()}
    assert rise["La"] > rise["Nd"] > rise["Dy"] > 0
    assert added["La"] == pytest.approx(added["Ce"], rel=0.05)
    assert added["La"] == pytest.approx(added["Dy"], rel=0.5)


def test_the_actor_keeps_what_it_withholds(world, week):
    _, _, found = run(world, week, {"kind": "licence", "actor": ["CHN"], "forms": ["magnet"], "share": 0.0}, weeks=40)
    lost = {u: found.lost[:, i].sum() for i, u in enumerate(found.users)}
    assert lost["use_car", "JPN"] > 0
    assert lost["use_car", "CHN"] == 0


def test_worse_is_worse(world, week):
    """More let through, no more lost; in every draw."""
    some = run(world, week, {"kind": "licence", "actor": ["CHN"], "forms": ["magnet"], "share": 0.6}, draws=8, fixed=False)[2]
    none = run(world, week, {"kind": "licence", "actor": ["CHN"], "forms": ["magnet"], "share": 0.1}, draws=8, fixed=False)[2]
    assert (none.value_lost() >= some.value_lost() * (1 - 1e-6)).all()
    assert np.isfinite(none.value_lost()).all()
