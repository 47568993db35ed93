"""What an answer leaves behind: JSON by contract, text, page and workbook, rows of a chain; and what it never leaves."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import didymium
from didymium.chain import ChainError
from didymium.cli.run import run
from didymium.runs import WriteError
from didymium.separation import CaseError

EXAMPLES = Path(__file__).parents[2] / "examples" / "separation"
WORKS = """title = "Four products"
task = "sequence"
beta = { La = 1.0, Ce = 8.0, Pr = 14.7, Nd = 21.3, Sm = 213, Eu = 420, Gd = 610 }

[feed]
unit = "REO"
flow = 700
La = 0.30
Ce = 0.45
Pr = 0.05
Nd = 0.15
Sm = 0.03
Eu = 0.005
Gd = 0.015

[targets]
products = ["La", "Ce", ["Pr", "Nd"], ["Sm", "Eu", "Gd"]]

[save]
line = "second"
recipe = "split_again"
site = "valley"
feed = "carbonate"
products = { La = "la", Ce = "ce", PrNd = "ndpr_raw", SmEuGd = "seg" }
"""
STAGE = {"stage", "pH", "aqueous", "organic"}
SIMULATE = {"converged", "iterations", "seconds", "imbalance", "unit", "raffinate", "extract", "stages"}
DESIGN = {"stages", "extraction", "scrub", "feed_stage", "S", "W", "S_min", "purity", "recovery", "shortcut_stages"}
SEQUENCE = {"cost", "tree", "alternatives"}


@pytest.fixture
def works(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    didymium.init(folder)
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "four.toml"
    path.write_text(WORKS, encoding="utf-8")
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(("name", "keys"), [("five_components", SIMULATE), ("nd_pr_design", DESIGN)])
def test_json_by_contract(capsys, name, keys):
    assert run(["separate", str(EXAMPLES / f"{name}.toml"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert keys <= set(found)
    if name == "five_components":
        assert set(found["stages"][0]) == STAGE
        assert found["stages"][0]["aqueous"] == found["raffinate"]
        assert found["stages"][-1]["organic"] == found["extract"]
        assert len(found["stages"]) == 60
    else:
        assert set(found["purity"]) == {"raffinate", "extract"} == set(found["recovery"])


def test_json_of_a_sequence(capsys, case):
    assert run(["separate", str(case), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= SEQUENCE
    assert len(found["tree"]) == 3
    assert len(found["alternatives"]) == 9
    assert all(a["cost"] >= found["cost"] for a in found["alternatives"])
    assert found["tree"][0]["fed_by"] is None


def test_a_report_needs_nothing_beside_it(tmp_path, case):
    found = didymium.separate(case, out=tmp_path / "run")
    page = (tmp_path / "run" / "index.html").read_text(encoding="utf-8")
    assert "://" not in page
    assert "default-src &#39;none&#39;" in page
    assert "Every product keeps its purity" in page
    assert json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))["answer"]["cost"] == found.to_json()["cost"]
    assert (tmp_path / "run" / "case.toml").read_text(encoding="utf-8") == WORKS
    book = openpyxl.load_workbook(tmp_path / "run" / "separation.xlsx")
    assert {"About", "answer", "cuts", "products", "bill", "reagents", "assumed"} <= set(book.sheetnames)
    assert book["cuts"].max_row == 4


def test_a_name_from_the_case_runs_nowhere(tmp_path):
    """A title and names that look like markup or a formula stay text."""
    bad = "<script>alert(1)</script>"
    entries = {"title": bad, "beta": {"=1+1": 2.0, bad: 1.0}, "feed": {"=1+1": 0.5, bad: 0.5}, "circuit": {"stages": 3, "S": 0.4}}
    didymium.separate(entries, out=tmp_path / "run")
    page = (tmp_path / "run" / "index.html").read_text(encoding="utf-8")
    assert bad not in page
    sheet = openpyxl.load_workbook(tmp_path / "run" / "separation.xlsx")["outlets"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_every_stage_stands_in_the_workbook(tmp_path):
    didymium.separate(EXAMPLES / "five_components.toml", out=tmp_path / "run")
    sheet = openpyxl.load_workbook(tmp_path / "run" / "separation.xlsx")["stages"]
    assert sheet.max_row == 61
    assert sheet.max_column == 11


def test_text_says_what_carries_the_answer(capsys):
    assert run(["separate", str(EXAMPLES / "nd_pr_design.toml")]) == 0
    out, err = capsys.readouterr()
    for word in ("S_min", "certificate", "shortcut", "first fill", "NH3", "assumed"):
        assert word in out
    assert "kernels" in err
    assert max(len(line) for line in out.splitlines()) <= 160


def test_rows_cite_the_run_and_the_chain_holds(case, works, tmp_path, capsys):
    assert run(["separate", str(case), "--save", str(works), "--out", str(tmp_path / "r1")]) == 0
    assert "saved into" in capsys.readouterr().err
    chain = didymium.load(works)
    rows = chain.tables["recipe_flows"].filter(chain.tables["recipe_flows"]["recipe"] == "split_again")
    assert rows.height == 5
    assert set(rows["source"]) == {"didymium separate, run r1"}
    line = chain.tables["lines"].filter(chain.tables["lines"]["id"] == "second").row(0, named=True)
    assert line["capacity"] == pytest.approx(700)
    assert line["first_fill_days"] > 0
    assert line["grade"] == "assumed"  # the time in a stage is
    before = files(works)
    didymium.separate(case, save=works, out=tmp_path / "r2")
    assert didymium.load(works).tables["recipe_flows"].height == chain.tables["recipe_flows"].height
    changed = {name for name, content in files(works).items() if content != before[name]}
    assert changed == {f"chain/{t}.csv" for t in ("recipes", "recipe_flows", "recipe_costs", "lines", "modes")}
    assert didymium.plan(works, quarters=0).status == "optimal"


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    [
        ('line = "second"\n', "", CaseError, "save.line"),
        ('La = "la", ', "", CaseError, "the commodity of La is missing"),
        ('site = "valley"', 'site = "moon"', ChainError, "moon"),
        ('La = "la"', 'La = "ce"', CaseError, "ce is named twice"),
        ('La = "la"', 'La = "ndpr"', ChainError, "creates Pr"),
        ('feed = "carbonate"', 'feed = "ndpr"', ChainError, "creates La"),
        ("[save]", '[save]\nsits = "x"', CaseError, "save.sits"),
    ],
)
def test_rows_that_the_chain_could_not_hold_change_nothing(case, works, tmp_path, old, new, error, said):
    assert old in WORKS
    case.write_text(WORKS.replace(old, new), encoding="utf-8")
    before = files(works)
    with pytest.raises(error, match=said):
        didymium.separate(case, save=works, out=tmp_path / "run")
    assert files(works) == before


def test_shipped_chains_and_simulations_are_not_saved(case, works, tmp_path):
    with pytest.raises(CaseError, match="shipped"):
        didymium.separate(case, save="works", out=tmp_path / "run")
    with pytest.raises(CaseError, match="no recipe"):
        didymium.separate(EXAMPLES / "five_components.toml", save=works, out=tmp_path / "run")
    with pytest.raises(LookupError, match="cite a run"):
        didymium.separate(case, save=works)


PLANT = {
    "title": "By pH",
    "model": "mass_action",
    "system": "P507 chloride",
    "feed": {"unit": "mol/L", "flow": 1000, "pH": 2.0, "La": 0.31083, "Ce": 0.4413, "Pr": 0.04957, "Nd": 0.15049, "Sm": 0.02904}
    | {"Eu": 0.004796, "Gd": 0.013969},
    "organic": {"unit": "mol/L", "flow": 9000, "P507": 1.5},
    "saponification": {"base": "soda", "degree": 0.36},
    "scrub": {"unit": "mol/L", "flow": 700, "HCl": 3.5},
    "strip": {"stages": 6, "flow": 1500, "HCl": 5.0},
    "circuit": {"stages": 40, "feed_stage": 20},
    "save": {"line": "second", "recipe": "by_pH", "site": "valley", "feed": "carbonate", "raffinate": "la"}
    | {"strip": {"ce": 0.642857, "ndpr_raw": 0.285714, "seg": 0.071429}, "kept": 0.99, "dissolves": True, "costs": {"labour": 250}},
}


def test_a_plant_by_mass_action_is_saved_with_what_it_takes(works, tmp_path):
    """Outlets hold what leaves there more than elsewhere; reagents are those of the solved flows."""
    found = didymium.separate(PLANT, save=works, out=tmp_path / "run")
    work = found.answer.extra["work"]
    chain = didymium.load(works)
    flows = chain.tables["recipe_flows"].filter(chain.tables["recipe_flows"]["recipe"] == "by_pH")
    out = {r["commodity"]: r for r in flows.iter_rows(named=True) if r["direction"] == "out"}
    assert set(out) == {"la", "ce", "ndpr_raw", "seg"}
    assert sum(r["amount"] for r in out.values()) == pytest.approx(1.0, abs=1e-5)
    assert out["la"]["recovery"] == pytest.approx(0.99 * found.answer.recovery["raffinate"]["La"], rel=1e-5)
    assert out["ce"]["recovery"] == pytest.approx(0.99, abs=1e-5)
    costs = chain.tables["recipe_costs"].filter(chain.tables["recipe_costs"]["recipe"] == "by_pH")
    usd = dict(zip(costs["item"], costs["cost"], strict=True))
    bill, solved = work.bills[0], work.tonnes
    acid = (bill.acid + 3 * work.flow) * 36.458e-6 * 300 / solved
    base = 9000 * 1.5 * 0.36 * 39.997e-6 * 400 / solved  # the soap of the solvent; acid left over takes more
    assert usd["reagents"] >= acid + base
    assert usd["reagents"] == pytest.approx(acid + (bill.items["base"] + bill.items["solvent"]) / solved, rel=1e-4)
    assert usd["labour"] == 250
    line = chain.tables["lines"].filter(chain.tables["lines"]["id"] == "second").row(0, named=True)
    assert line["first_fill_days"] == pytest.approx(work.days, rel=1e-3)
    assert "raffinate 100 %, strip" in flows["note"][0]  # what the strip holds of others is said
    assert didymium.plan(works, quarters=0).status == "optimal"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"save": {**PLANT["save"], "strip": {"ce": 0.5, "seg": 0.4}}}, "shares of strip add up to 0.9"),
        ({"save": {**PLANT["save"], "kept": 1.5}}, "save.kept"),
        ({"save": {**PLANT["save"], "costs": {"labor": 5}}}, "did you mean 'labour'"),
        ({"saponification": {"base": "soda", "degree": 0.01}}, "no element leaves with strip"),
    ],
)
def test_a_plant_that_is_no_recipe_changes_nothing(works, tmp_path, changes, said):
    before = files(works)
    with pytest.raises(CaseError, match=said):
        didymium.separate({**PLANT, **changes}, save=works, assume=True, out=tmp_path / "run")
    assert files(works) == before


def test_a_folder_that_is_not_ours_is_left_alone(case, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(WriteError, match="no earlier result"):
        didymium.separate(case, out=tmp_path / "mine")
    assert files(tmp_path / "mine") == {"thesis.txt": b"x"}


def test_refusals_are_exit_code_3(tmp_path, capsys):
    path = tmp_path / "weak.toml"
    path.write_text(
        'task = "design"\nsystem = "P507"\n[feed]\nEu = 0.5\nGd = 0.5\n'
        '[targets]\nraffinate = {element = "Eu", purity = 0.99}\nextract = {element = "Gd", purity = 0.99}\n',
        encoding="utf-8",
    )
    assert run(["separate", str(path), "--json"]) == 3
    out, err = capsys.readouterr()
    assert json.loads(out)["kind"] == "refused"
    assert "--assume" in err
    assert run(["separate", str(path), "--assume", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["warnings"]
    assert run(["separate", str(tmp_path / "nowhere.toml")]) == 1
    assert run(["separate"]) == 2
