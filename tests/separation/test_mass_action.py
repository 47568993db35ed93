"""Mass action: cases that others publish, random plants, what is refused, what is told, and every mistake with its field."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from didymium.cli.run import run
from didymium.elements import ELEMENTS
from didymium.separation import CaseError, Simulation, answer, read
from didymium.separation.constants import system
from didymium.separation.duty import Work
from tests.separation.plants import SYSTEMS, random_case

EXAMPLES = Path(__file__).parents[2] / "examples" / "separation"
#: mg/L that PrOMMiS's own test asserts, to 1e-4
PROMMIS = {
    "raffinate": {
        "H": 39.513, "HSO4": 8023.2, "SO4": 2056.4, "Sc": 2.7415e-3, "Y": 6.2927e-6, "La": 0.91421, "Ce": 2.1095, "Pr": 0.27631,
        "Nd": 0.88099, "Sm": 0.086579, "Gd": 0.19246, "Dy": 1.1699e-3, "Al": 399.95, "Ca": 102.34, "Fe": 585.59,
    },
    "extract": {
        "DEHPA": 46087, "Al": 22.425, "Ca": 7.2059, "Fe": 102.67, "Sc": 1.7633, "Y": 0.12402, "La": 0.071891, "Ce": 0.16778,
        "Pr": 0.026727, "Nd": 0.065178, "Sm": 0.010438, "Gd": 0.065974, "Dy": 0.045838,
    },
}  # fmt: skip
#: mol/L that difflow 0.2.2 prints
DIFFLOW = {"La": 0.0157422734, "Ce": 0.0113712837, "Pr": 0.0048673788, "Nd": 3.194695e-4}

LOOP = """model = "mass_action"
system = "P507 chloride"

[feed]
unit = "mol/L"
flow = 1000
La = 0.3
Ce = 0.4
Pr = 0.08
Nd = 0.22
pH = 2.0

[organic]
unit = "mol/L"
flow = 9000
P507 = 1.5

[saponification]
base = "soda"
degree = 0.36

[scrub]
unit = "mol/L"
flow = 700
HCl = 3.5

[strip]
stages = 6
flow = 1000
HCl = 5.0

[circuit]
stages = 40
feed_stage = 20
"""


@pytest.fixture
def loop(tmp_path: Path) -> Path:
    path = tmp_path / "loop.toml"
    path.write_text(LOOP, encoding="utf-8")
    return path


def simulated(case: object, assume: bool = True) -> Simulation:
    found = answer(read(case), assume)  # type: ignore[arg-type]
    assert isinstance(found, Simulation)
    return found


def closed(found: Simulation) -> None:
    """Every number of a result is a number, and nothing is missing."""
    assert found.converged
    assert found.imbalance <= 1e-10
    values = [v for s in found.stages for phase in (s.aqueous, s.organic) for v in phase.values()]
    assert all(math.isfinite(v) and v >= 0.0 for v in values)
    assert all(s.pH is None or math.isfinite(s.pH) for s in found.stages)


def test_the_case_of_prommis():
    found = simulated(EXAMPLES / "prommis.toml", assume=False)
    for outlet, values in PROMMIS.items():
        told = getattr(found, outlet)
        for name, value in values.items():
            assert told[name] == pytest.approx(value, rel=1e-4), (outlet, name)
    closed(found)


@pytest.mark.parametrize("stages", [10, 30, 100])
def test_the_case_of_prommis_with_more_stages(tmp_path, stages):
    path = tmp_path / "longer.toml"
    path.write_text((EXAMPLES / "prommis.toml").read_text(encoding="utf-8").replace("stages = 3", f"stages = {stages}"), encoding="utf-8")
    found = simulated(path, assume=False)
    assert len(found.stages) == stages
    closed(found)
    assert found.raffinate["Gd"] < PROMMIS["raffinate"]["Gd"]


def test_the_case_of_difflow():
    found = simulated(EXAMPLES / "difflow.toml")
    for name, value in DIFFLOW.items():
        assert found.raffinate[name] == pytest.approx(value, rel=1e-3), name
    closed(found)


@pytest.mark.parametrize("name", SYSTEMS)
def test_random_plants_close(name):
    """A slice of the thousand of ``benchmarks/separation.py``, with other draws."""
    rng = np.random.default_rng([16, SYSTEMS.index(name)])
    for _ in range(12):
        closed(simulated(random_case(rng, name)))


def test_from_the_command_line_with_its_report(loop, tmp_path, capsys):
    assert run(["separate", str(loop), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"converged", "iterations", "seconds", "imbalance", "unit", "raffinate", "extract", "stages", "costs", "reagents"} <= set(told)
    assert len(told["stages"]) == 46
    assert all(isinstance(stage["pH"], float) for stage in told["stages"])
    assert {r["name"] for r in told["reagents"]} >= {"NaOH", "HCl", "NaCl", "water in: feed", "water out: raffinate", "water"}
    out = tmp_path / "run"
    assert run(["separate", str(loop), "--out", str(out)]) == 0
    text = capsys.readouterr().out
    page = (out / "index.html").read_text(encoding="utf-8")
    for said in ("mass action", "P507 chloride", "pH", "loading", "first fill", "NaOH"):
        assert said in text, said
        assert said in page, said
    assert (out / "separation.xlsx").exists()


def test_a_closed_loop_balances_what_it_is_given(loop):
    """Over the whole plant each litre of soap and of acid shows in what leaves: chlorine and sodium by hand."""
    found = simulated(loop)
    closed(found)
    flow = found.flow
    soda = 0.36 * 1.5 * 9000
    assert found.raffinate["Na"] * flow["raffinate"] == pytest.approx(soda, rel=1e-9)
    chlorine = 1000 * (3.0 + 0.01) + 700 * 3.5 + 1000 * 5.0
    out = 0.0
    for name in ("raffinate", "strip"):
        values = found.raffinate if name == "raffinate" else found.outlets["strip"]
        out += flow[name] * sum(v * (3.0 if k in ELEMENTS else 1.0) for k, v in values.items())
    assert out == pytest.approx(chlorine, rel=1e-9)
    for name in ("La", "Ce", "Pr", "Nd"):
        assert found.recovery["raffinate"][name] + found.recovery["strip"][name] == pytest.approx(1.0, abs=1e-10)
    work = found.extra["work"]
    assert isinstance(work, Work)
    assert work.duty.base == pytest.approx(soda)
    assert work.duty.acid == pytest.approx(700 * 3.5 + 5000)
    bill = work.bills[0]
    assert bill.acid == pytest.approx(work.duty.acid)
    assert bill.base == pytest.approx(work.duty.acid + 1000 * 0.01)  # what the soap leaves is neutralised
    assert work.water.into["scrub acid"] + work.water.into["strip acid"] == pytest.approx(1.7)
    assert work.water.imbalance <= 1e-9


def test_an_extract_that_nobody_strips_is_counted_with_its_acid():
    work = simulated(EXAMPLES / "difflow.toml").extra["work"]
    assert isinstance(work, Work)
    extracted = 4 * 0.02004 - sum(DIFFLOW.values())
    assert work.duty.acid == pytest.approx(3 * extracted, rel=1e-3)


def test_soap_and_acid_move_the_pH(loop):
    entries = LOOP.replace("degree = 0.36", "degree = 0.30")
    less = loop.parent / "less.toml"
    less.write_text(entries, encoding="utf-8")
    one, two = simulated(loop), simulated(less)
    pH = [s.stages[0].pH for s in (one, two)]
    assert pH[0] is not None
    assert pH[1] is not None
    assert pH[0] > pH[1]
    assert one.recovery["raffinate"]["La"] < two.recovery["raffinate"]["La"]


def test_a_warm_start_ends_where_a_cold_one_does(loop):
    from didymium.separation.mass_action import simulate

    cold = simulate(read(loop))
    warm = simulate(read(loop), start=cold.extra["levels"])  # type: ignore[arg-type]
    assert warm.iterations <= cold.iterations
    for name in ("La", "Ce", "Pr", "Nd"):
        assert warm.raffinate[name] == pytest.approx(cold.raffinate[name], rel=1e-8)


EU_GD = {
    "model": "mass_action", "system": "P507 chloride", "circuit": {"stages": 30, "feed_stage": 15},
    "feed": {"unit": "mol/L", "flow": 100.0, "Eu": 0.1, "Gd": 0.1, "pH": 2.0}, "organic": {"unit": "mol/L", "flow": 250.0, "P507": 1.0},
    "saponification": {"degree": 0.3}, "scrub": {"unit": "mol/L", "flow": 30.0, "HCl": 1.5},
}  # fmt: skip


def test_a_cut_between_levels_that_nobody_measured_is_refused():
    with pytest.raises(CaseError, match=r"Gd/Eu rests on .* nobody measured.*--assume") as caught:
        simulated(EU_GD, assume=False)
    assert caught.value.refused
    assert any("nobody measured" in w for w in simulated(EU_GD).warnings)


def test_a_cut_where_nobody_measured_is_refused(loop):
    """P507 was measured from pH 0.1 to 2.5."""
    span = system("P507").span("pH")
    assert span == (0.1, 2.5)
    strong = {
        "model": "mass_action", "system": "P507 chloride", "circuit": {"stages": 10},
        "feed": {"unit": "mol/L", "flow": 100.0, "Pr": 0.01, "Nd": 0.01, "HCl": 2.5},
        "organic": {"unit": "mol/L", "flow": 100.0, "P507": 1.0},
    }  # fmt: skip
    with pytest.raises(CaseError, match=r"outside 0\.1 to 2\.5.*--assume") as caught:
        simulated(strong, assume=False)
    assert caught.value.refused
    assert any("outside 0.1 to 2.5" in w for w in simulated(strong).warnings)


def plant(**changes: object) -> dict[str, object]:
    """A circuit of P507 within its range, with a strip whose acid lies far outside."""
    return {
        "model": "mass_action", "system": "P507 chloride", "circuit": {"stages": 24, "feed_stage": 12},
        "feed": {"unit": "mol/L", "flow": 1000.0, "La": 0.35, "Nd": 0.35, "pH": 2.0},
        "organic": {"unit": "mol/L", "flow": 4000.0, "P507": 1.5}, "saponification": {"degree": 0.36},
        "scrub": {"unit": "mol/L", "flow": 300.0, "HCl": 3.0}, "strip": {"stages": 6, "flow": 800.0, "HCl": 5.0}, **changes,
    }  # fmt: skip


def test_every_stage_is_held_against_the_range():
    """The feed stage lies within the range in each; another stage does not, and is named."""
    within = simulated(plant(), assume=False)
    assert all(0.1 <= s.pH <= 2.5 for s in within.stages[:24] if s.pH is not None)
    (said,) = [w for w in within.warnings if "outside" in w]
    assert re.search(r"pH -0\.\d+ in strip stage \d+ \(\d stages are beyond\) lies outside 0\.1 to 2\.5", said)
    assert "nothing is left on the solvent" in said
    sour = plant(scrub={"unit": "mol/L", "flow": 220.0, "HCl": 9.75})
    stages = simulated(sour).stages
    assert 0.1 <= (stages[11].pH or 0.0) <= 2.5
    worst = min(stages[:24], key=lambda s: s.pH or 0.0)
    with pytest.raises(CaseError, match=rf"pH {worst.pH:.3g} in stage {worst.stage}.* outside 0\.1 to 2\.5.*--assume") as caught:
        simulated(sour, assume=False)
    assert caught.value.refused
    sweet = plant(saponification={"degree": 0.4}, feed={"unit": "mol/L", "flow": 1000.0, "La": 0.1, "Nd": 0.35, "pH": 3.0})
    with pytest.raises(CaseError, match=r"pH \d\.\d+ in stage \d+ .* outside 0\.1 to 2\.5"):
        simulated(sweet, assume=False)


def test_a_strip_that_leaves_metal_is_refused_where_nobody_measured():
    short = plant(strip={"stages": 1, "flow": 800.0, "HCl": 3.0, "closed": False})
    with pytest.raises(CaseError, match=r"in strip stage 25 .*--assume"):
        simulated(short, assume=False)


def test_free_extractant_is_held_against_its_range():
    """P204: the power of the extractant was found up to 0.18 mol/L of dimer."""
    feed = {"unit": "mol/L", "flow": 100.0, "Pr": 0.005, "Nd": 0.005, "HCl": 0.1}
    case = {"model": "mass_action", "system": "P204", "circuit": {"stages": 6}, "feed": feed}
    with pytest.raises(CaseError, match=r"free extractant \(mol/L\) \S+ in stage \d \(6 stages are beyond\) lies outside 0\.0186 to 0\.36"):
        simulated({**case, "organic": {"unit": "mol/L", "flow": 100.0, "P204": 1.0}}, assume=False)
    assert simulated({**case, "organic": {"unit": "mol/L", "flow": 100.0, "P204": 0.3}}, assume=False).converged


def test_factors_of_a_loaded_solvent_hold_for_its_loading():
    entries = {
        "task": "design", "system": "P507 loaded", "feed": {"Pr": 0.25, "Nd": 0.75}, "cost": {"loading": 0.1},
        "targets": {"raffinate": {"element": "Pr", "purity": 0.99}, "extract": {"element": "Nd", "purity": 0.99}},
    }  # fmt: skip
    with pytest.raises(CaseError, match=r"loading 0\.1 mol/L lies outside 0\.16 to 0\.24.*--assume") as caught:
        answer(read(entries))
    assert caught.value.refused
    assert any("outside 0.16 to 0.24" in w for w in answer(read(entries), assume=True).warnings)


def test_a_refusal_has_its_own_exit_code(tmp_path, capsys):
    path = tmp_path / "eu.toml"
    parts = ['model = "mass_action"\nsystem = "P507 chloride"\n']
    for name in ("circuit", "feed", "organic", "saponification", "scrub"):
        entries = EU_GD[name]
        assert isinstance(entries, dict)
        parts.append(f"[{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in entries.items()))
    path.write_text("".join(parts), encoding="utf-8")
    assert run(["separate", str(path)]) == 3
    assert "--assume" in capsys.readouterr().err
    assert run(["separate", str(path), "--assume"]) == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"P507 chloride"', '"P708 chloride"', r"system: 'P708 chloride' is not known.*P507"),
        ("La = 0.3", "Xx = 0.3", r"system: .*no constant for Xx"),
        ("La = 0.3", "La = -0.3", r"feed\.La: -0\.3 is out of range"),
        ("flow = 1000\nLa", "flow = -1\nLa", r"feed\.flow: -1 is out of range"),
        ("pH = 2.0\n", "", r"feed\.pH: no acid is given"),
        ("feed_stage = 20", "feed_stage = 44", r"circuit\.feed_stage: feed stage 44 lies outside"),
        ("stages = 40\n", "", r"circuit\.stages: stages is missing"),
        ('unit = "mol/L"\nflow = 1000', 'flow = 1000', r"loop\.toml:4: feed\.unit: mass action needs concentrations"),
        ("P507 = 1.5", "Nd = 0.1", r"organic\.P507: no extractant is given"),
        ("degree = 0.36", "degree = 0.9", r"saponification\.degree: 0\.9 of the extractant cannot be saponified"),
        ("degree = 0.36", "degree = 0.49\n[solvent]\nloading = 0.2", r"solvent: constant separation factors alone"),
        ("[scrub]\nunit = \"mol/L\"\nflow = 700\nHCl = 3.5\n", "", r"scrub: stages 21 to 40 are without scrub"),
        ("HCl = 5.0", "HCl = 0.05", r"saponification\.degree: .*no steady state; write less, or more acid"),
        ("HCl = 5.0", "HCl = 5.0\nreflux = 2000", r"strip\.reflux: 2000 L/h are not less"),
        ("feed_stage = 20", "feed_stage = 20\nS = 2.0", r"circuit\.S: in mass action S follows"),
        ("degree = 0.36", "degre = 0.36", r"saponification\.degre: unknown entry.*degree"),
        ("[strip]", "[cost]\nammonnia = 3\n[strip]", r"cost\.ammonnia: unknown entry.*ammonia"),
        ("feed_stage = 20", "feed_stage = 20\n[[circuit.outlet]]\nstage = 30\nflow = 5000", r"circuit: no aqueous is left at stage"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_mend(loop, old, new, said):
    text = LOOP.replace(old, new)
    assert text != LOOP
    loop.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=said):
        simulated(loop)


def test_a_phase_ratio_that_no_mixer_does_is_warned_of(loop):
    wide = {**EU_GD, "organic": {"unit": "mol/L", "flow": 3000.0, "P507": 0.1}, "saponification": {"degree": 0.1}}
    assert any("mixer-settlers do 1:20 to 20:1" in w for w in simulated(wide).warnings)
