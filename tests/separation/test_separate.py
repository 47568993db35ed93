"""Circuits with constant separation factors: closed forms, exact counts, invariants, bad cases, rows into a chain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from didymium import load, separate
from didymium.cli.run import run
from didymium.separation.limits import fenske, kremser, minimum_solvent
from didymium.separation.section import CaseError
from tests.mini import write_mini

EXAMPLES = Path(__file__).parents[2] / "examples" / "separation"
TWO = """title = "Two elements"
task = "design"
model = "constant"

[beta]
B = 1.0
A = {beta}

[feed]
A = {share}
B = {rest}

[circuit]
S = {S}
W = {W}

[targets]
raffinate = {{ element = "B", purity = {pure_b} }}
extract = {{ element = "A", purity = {pure_a} }}
"""


def two(tmp_path: Path, **figures: float) -> Path:
    path = tmp_path / "two.toml"
    path.write_text(TWO.format(rest=round(1 - figures["share"], 12), **figures), encoding="utf-8")
    return path


def answer(path: Path) -> dict[str, object]:
    found = json.loads(json.dumps(separate(path).to_json(), allow_nan=False))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("E", "stages", "left"), [(1.5, 5, 0.0481203007519), (0.8, 10, 0.2187942860639), (2, 3, 0.0666666666667), (1, 9, 0.1)]
)
def test_kremser(E, stages, left):
    assert kremser(E, stages) == pytest.approx(left, abs=1e-12)


@pytest.mark.parametrize(
    ("beta", "a", "b", "least"), [(1.5, 0.999, 0.999, 34.0683), (2, 0.9995, 0.9999, 24.2526), (5, 0.9999, 0.9999, 11.4453)]
)
def test_fenske(beta, a, b, least):
    assert fenske(beta, a, b) == pytest.approx(least, abs=1e-4)


def test_underwood_of_five_elements():
    beta = [1, 6.83, 13.8649, 21.490595, 227.800307]
    assert minimum_solvent(beta, [0.2] * 5, [0, 0, 0, 0.2, 0.2]) == pytest.approx(1.1186483143, abs=1e-9)


@pytest.mark.parametrize(
    ("figures", "stages"),
    [
        ({"beta": 1.5, "share": 0.5, "S": 2.7247449, "W": 2.2247449, "pure_a": 0.999, "pure_b": 0.999}, 74),
        ({"beta": 5, "share": 0.7, "S": 1.266384, "W": 0.566344, "pure_a": 0.9999, "pure_b": 0.9999}, 18),
    ],
)
def test_exact_stage_counts(tmp_path, figures, stages):
    """Xu's shortcut says 64 for the first; the exact cascade needs 74."""
    found = answer(two(tmp_path, **figures))
    assert found["stages"] == stages
    assert found["stages"] >= found["shortcut_stages"]


def test_mass_closes_and_ends_are_what_they_should_be():
    found = answer(EXAMPLES / "five_components.toml")
    assert found["converged"]
    assert abs(found["imbalance"]) <= 1e-10
    for side in ("raffinate", "extract"):
        assert sum(found[side].values()) == pytest.approx(1, abs=1e-9)
    assert found["extract"]["La"] < 1e-30  # traces are kept in relative terms


def test_equal_factors_part_nothing(tmp_path):
    case = (EXAMPLES / "five_components.toml").read_text(encoding="utf-8")
    lines = []
    section = ""
    for line in case.splitlines():
        section = line if line.startswith("[") else section
        name = line.partition(" = ")[0]
        lines.append(f"{name} = 1.0" if section.startswith("[beta]") and " = " in line else line)
    path = tmp_path / "same.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = answer(path)
    for side in ("raffinate", "extract"):
        assert list(found[side].values()) == pytest.approx([0.2] * 5, abs=1e-9)


def test_a_design_reaches_its_purities():
    found = answer(EXAMPLES / "nd_pr_design.toml")
    assert min(found["purity"].values()) >= 0.999 - 1e-9
    assert found["S"] >= found["S_min"]
    assert found["extraction"] + found["scrub"] == found["stages"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('task = "design"', 'task = "guess"', "task"),
        ("A = 0.5", "A = -0.5", "feed"),
        ("purity = 0.999", "purity = 1.5", "purity"),
        ('element = "A"', 'element = "Q"', "Q"),
    ],
)
def test_a_bad_case_names_its_field(tmp_path, capsys, old, new, said):
    path = two(tmp_path, beta=1.5, share=0.5, S=2.7, W=2.2, pure_a=0.999, pure_b=0.999)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert run(["separate", str(path)]) in (1, 3)
    told = capsys.readouterr().err
    assert "two.toml" in told
    assert said in told
    assert "Traceback" not in told


def test_rows_are_saved_only_with_their_places_named(tmp_path):
    """A case that does not say which commodities its outlets are changes nothing in the chain."""
    folder = write_mini(tmp_path / "mini")
    before = {p.name: p.read_bytes() for p in (folder / "chain").iterdir()}
    with pytest.raises(CaseError, match="raffinate"):
        separate(EXAMPLES / "nd_pr_design.toml", save=folder, out=tmp_path / "run")
    assert {p.name: p.read_bytes() for p in (folder / "chain").iterdir()} == before
    assert load(folder).name == "mini"
