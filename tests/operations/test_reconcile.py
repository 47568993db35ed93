"""Reconciliation: textbook answers, closure, the statistics of 200 simulated plants, planted faults, bad tables, the command."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium import actuals
from didymium.app.error import AskError
from didymium.chain import ChainError
from didymium.cli.run import run
from didymium.operations import ReviewError
from didymium.operations.balance import Plant
from didymium.operations.meters import measured
from didymium.operations.reconcile import ReconcileError, reconcile
from tests.actuals import COMPONENTS, ENDS, TRUE, write_plant

AREAS = ("leach", "cut1", "cut2")
STREAMS = tuple(ENDS)
NAN = float("nan")


def made() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signs, true masses and true fractions of the plant of tests/actuals.py."""
    sign = np.zeros((len(AREAS), len(STREAMS)))
    for j, (first, last) in enumerate(ENDS.values()):
        for area, way in ((first, -1.0), (last, 1.0)):
            if area:
                sign[AREAS.index(area), j] += way
    mass = np.array([TRUE[s][0] for s in STREAMS], dtype=float)
    return sign, mass, np.array([TRUE[s][1:] for s in STREAMS], dtype=float) / mass[:, None]


SIGN, MASS, SHARE = made()


def plant(rng: np.random.Generator | None, biased: int | None = None, size: float = 0.0) -> Plant:
    """The plant measured at 2 % on masses and 5 % on assays; one meter ``size`` errors off."""
    noise = np.zeros(8), np.zeros(SHARE.shape)
    if rng is not None:
        noise = rng.standard_normal(8), rng.standard_normal(SHARE.shape)
    mass, assay = MASS + 0.02 * MASS * noise[0], SHARE + 0.05 * SHARE * noise[1]
    if biased is not None:
        mass[biased] += size * 0.02 * MASS[biased]
    return Plant(AREAS, STREAMS, COMPONENTS, SIGN, mass, 0.02 * MASS, assay, 0.05 * SHARE, np.zeros(8, dtype=bool))


def masses(sign: list[list[float]], mass: list[float], sd: list[float], signed: list[bool] | None = None) -> Plant:
    """A plant without assays."""
    n = len(mass)
    none = np.full((n, 0), NAN)
    names = tuple(f"s{i}" for i in range(n))
    areas = tuple(f"a{i}" for i in range(len(sign)))
    return Plant(
        areas,
        names,
        (),
        np.array(sign, dtype=float),
        np.array(mass, dtype=float),
        np.array(sd, dtype=float),
        none,
        none,
        np.array(signed or [False] * n),
    )


def test_a_splitter_with_unequal_errors_by_hand():
    """in = a + b, off by 5: each moves by its variance over the sum of variances."""
    found = reconcile(masses([[1, -1, -1]], [100, 60, 45], [2, 1, 1]))
    assert found.values == pytest.approx([100 + 5 * 4 / 6, 60 - 5 / 6, 45 - 5 / 6])
    assert (found.chi2, found.dof) == (pytest.approx(25 / 6), 1)
    assert found.sd == pytest.approx([np.sqrt(4 - 16 / 6), np.sqrt(1 - 1 / 6), np.sqrt(1 - 1 / 6)])


def test_the_two_product_formula():
    """Nobody weighed the products: their masses follow from three assays (mass pull = (f - t) / (c - t))."""
    nan = np.full(3, NAN)
    assay = np.array([[0.05], [0.5], [0.01]])
    one = Plant(
        ("mill",), ("f", "c", "t"), ("REO",), np.array([[1.0, -1.0, -1.0]]), np.array([1000.0, NAN, NAN]), nan, assay, 0.02 * assay, nan > 0
    )
    found = reconcile(replace(one, mass_sd=np.array([10.0, NAN, NAN])))
    assert found.values[1] == pytest.approx(1000 * (0.05 - 0.01) / (0.5 - 0.01))
    assert found.values[:3].sum() == pytest.approx(2000)
    assert (found.dof, found.p) == (0, 1.0)


def test_where_balances_cannot_tell_which_meter_is_off_nobody_is_accused():
    found = reconcile(masses([[1, -1, -1]], [100, 60, 60], [1, 1, 1]))
    assert not found.agrees
    assert found.suspects == ()
    assert found.tied == (0, 1, 2)


def test_what_measurements_do_not_determine_is_unknown_and_not_zero():
    found = reconcile(masses([[1, -1, -1]], [100, NAN, NAN], [1, NAN, NAN]))
    assert found.values[0] == 100
    assert np.isnan(found.values[1:]).all()
    assert np.isnan(found.sd[1:]).all()


def test_exact_values_stay_and_a_stock_change_may_be_negative():
    found = reconcile(masses([[1, -1, -1]], [100, 110, -8], [0, 1, 1], [False, False, True]))
    assert found.values[0] == 100
    assert found.values == pytest.approx([100, 109, -9])


def test_no_stream_comes_out_negative():
    found = reconcile(masses([[1, -1, -1]], [10, 30, 1], [1, 1, 1]))
    assert found.values.min() >= -1e-9
    assert found.closure <= 1e-10


def test_two_exact_meters_that_differ_cannot_close():
    with pytest.raises(ReconcileError, match="do not close"):
        reconcile(masses([[1, -1]], [100, 90], [0, 0]))


def test_200_plants_have_the_chi_square_of_their_degrees_of_freedom_and_smaller_errors():
    found = [(p := plant(np.random.default_rng(seed)), reconcile(replace(p))) for seed in range(200)]
    dof = found[0][1].dof
    assert {r.dof for _, r in found} == {12}  # three areas by mass and three components, every stream measured
    # of plants where nothing was set aside the values are those of all meters; the test itself is always of all
    mean = np.mean([r.chi2 for _, r in found])
    assert abs(mean - dof) <= 3 * np.sqrt(2 * dof / 200)
    assert max(r.closure for _, r in found) <= 1e-10
    calm = [(p, r) for p, r in found if not r.suspects]

    def rms(values: list[np.ndarray]) -> float:
        return float(np.sqrt(np.mean(np.square(values))))

    assert rms([p.split(r.values)[0] / MASS - 1 for p, r in calm]) < 0.85 * rms([p.mass / MASS - 1 for p, _ in calm])
    assert rms([p.split(r.values)[1] / SHARE - 1 for p, r in calm]) < 0.85 * rms([p.assay / SHARE - 1 for p, _ in calm])
    assert sum(not r.agrees for _, r in found) <= 20  # 5 % of 200, and some


@pytest.mark.parametrize("stream", ["feed", "liquor", "light", "middle"])
def test_a_meter_ten_errors_off_is_named(stream):
    at = STREAMS.index(stream)
    found = [reconcile(plant(np.random.default_rng(500 + seed), at, 10.0)) for seed in range(30)]
    named = sum(at in {s.index for s in r.suspects} for r in found)
    others = sum(len({s.index for s in r.suspects} - {at}) for r in found)
    assert named >= 28
    assert others <= 10
    off = [s.off for r in found for s in r.suspects if s.index == at]
    assert np.mean(off) == pytest.approx(10 * 0.02 * MASS[at], rel=0.15)


@pytest.mark.parametrize("factor", [0.0, 0.001, 10.0, 1000.0, 1e6])
@pytest.mark.parametrize("stream", STREAMS)
def test_a_mass_in_another_unit_is_named_alone(stream, factor):
    at = STREAMS.index(stream)
    one = plant(np.random.default_rng(at))
    mass = one.mass.copy()
    mass[at] *= factor
    found = reconcile(replace(one, mass=mass))
    assert not found.agrees
    assert [s.index for s in found.suspects] == [at]
    assert found.values[at] == pytest.approx(MASS[at], rel=0.1)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 31), max_size=8, unique=True))
def test_any_plant_closes_whatever_was_not_measured(seed, missing):
    one = plant(np.random.default_rng(seed))
    mass, assay = one.mass.copy(), one.assay.copy()
    for i in missing:
        if i < 8:
            mass[i] = NAN
        else:
            assay.ravel()[i - 8] = NAN
    if np.isnan(mass).all():
        return
    try:
        found = reconcile(replace(one, mass=mass, assay=assay))
    except ReconcileError:
        return  # refused, not answered
    assert found.closure <= 1e-10
    assert 0 <= found.dof <= 12
    known = found.values[np.isfinite(found.values)]
    assert known.min() >= -1e-9


def test_units_do_not_matter():
    one = plant(np.random.default_rng(7))
    kilos = replace(one, mass=1e3 * one.mass, mass_sd=1e3 * one.mass_sd)
    a, b = reconcile(one), reconcile(kilos)
    assert b.chi2 == pytest.approx(a.chi2)
    assert b.values[:8] == pytest.approx(1e3 * a.values[:8])


def test_a_folder_is_read_and_reconciled(tmp_path):
    found = actuals("reconcile", "2025-07", write_plant(tmp_path / "a", {"liquor": "1050"}), out=tmp_path / "out")
    assert found.measured.plant.streams == STREAMS
    (suspect,) = found.to_json()["suspects"]
    assert (suspect["what"], suspect["unit"]) == ("mass of liquor", "t")
    assert suspect["off"] == pytest.approx(150, rel=0.05)
    liquor = next(m for m in found.input.meters if m.stream == "liquor" and m.what == "mass")
    assert (liquor.raw, liquor.suspect) == (1050, True)
    assert liquor.value == pytest.approx(900, rel=0.02)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "reconciliation.xlsx")["meters"]
    assert sheet.max_row == 1 + 8 + 24


def test_the_command(capsys, tmp_path):
    folder = write_plant(tmp_path / "a")
    assert run(["actuals", "reconcile", "2025-07", "--chain", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "The meters agree within their errors" in out
    assert "SYNTHETIC DATA" in out
    assert run(["actuals", "reconcile", "2025-07", "--json", "--chain", str(write_plant(tmp_path / "b", {"liquor": "1050"}))]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["agrees"] is False
    assert found["dof"] == 12
    assert run(["actuals", "reconcile", "2025-08", "--chain", str(folder)]) == 1
    assert "has no streams of 2025-08: there are 2025-07" in capsys.readouterr().err
    exact = write_plant(tmp_path / "c", streams=["in,2025-07,,x,100,0,", "out,2025-07,x,,90,0,"])
    assert run(["actuals", "reconcile", "2025-07", "--chain", str(exact)]) == 3
    assert "do not close" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("streams", "assays", "place", "said"),
    [
        (["x,2025-07,,,5,1,"], [], ("actuals/streams.csv", 10, "from_node"), "touches no area"),
        (["x,2025-07,cut1,cut1,5,1,"], [], ("actuals/streams.csv", 10, "to_node"), "enters the area that it leaves"),
        (["x,2025-07,cut1,,5,,"], [], ("actuals/streams.csv", 10, "sd"), "no standard error"),
        (["x,2025-07,cut1,,-5,1,"], [], ("actuals/streams.csv", 10, "mass"), "is negative"),
        (["feed,2025-07,,leach,5,1,"], [], ("actuals/streams.csv", 10, "stream"), "stands in line 2 too"),
        (["x,2025W31,cut1,,5,1,"], [], ("actuals/streams.csv", 10, "period"), "is a week"),
        ([], ["nowhere,2025-07,Nd,0.1,0.01"], ("actuals/assays.csv", 26, "stream"), "no stream 'nowhere' in 2025-07"),
        ([], ["feed,2025-07,Tb,1.2,0.01"], ("actuals/assays.csv", 26, "value"), "above 1"),
        ([], ["feed,2025-07,Nd,0.1,0.01"], ("actuals/assays.csv", 26, "stream"), "stands in line 2 too"),
    ],
)
def test_a_bad_row_is_named(tmp_path, streams, assays, place, said):
    with pytest.raises(ChainError) as raised:
        measured(write_plant(tmp_path / "a", streams=streams, assays=assays), "2025-07")
    (f,) = raised.value.findings
    assert (f.file, f.line, f.column) == place
    assert said in f.message
    assert f.fix


def test_what_is_asked_must_be_there(tmp_path):
    with pytest.raises(AskError, match="choose import, close, reconcile"):
        actuals("guess", "2025-07")
    with pytest.raises(ReviewError, match="'soon' is no period"):
        measured(write_plant(tmp_path / "a"), "soon")
