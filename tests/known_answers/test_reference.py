"""The reference case: the generic planner must find what hand-written models of it find."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.reference import reference_cost, write

from didymium.chain import load
from didymium.planning import solve


def cost(folder: Path, quarters: int, seed: int) -> float:
    """The case's cost by our planner, from the folder on disk."""
    case = write(folder, quarters, seed=seed)
    return reference_cost(case, solve(load(folder), quarters=quarters, detail=False).objective)


def test_published_optimum(tmp_path: Path) -> None:
    """37105.83 for seed 7 over 20 quarters, where scipy, linopy and pyomo agree."""
    assert cost(tmp_path, 20, 7) == pytest.approx(37105.83, abs=5e-3)


@pytest.mark.parametrize(("quarters", "seed"), [(8, 11), (8, 23), pytest.param(20, 11, marks=pytest.mark.slow)])
def test_equal_to_linopy(tmp_path: Path, quarters: int, seed: int) -> None:
    """The same case built in linopy and solved by HiGHS, to one part in a million."""
    pytest.importorskip("linopy")
    from benchmarks.reference.case import make
    from benchmarks.reference.peers import build_linopy

    highs = build_linopy(make(quarters, seed=seed))
    highs.setOptionValue("solver", "ipm")
    highs.run()
    assert cost(tmp_path, quarters, seed) == pytest.approx(highs.getInfo().objective_function_value, rel=1e-6)


def test_rewriting_gives_the_same_bytes(tmp_path: Path) -> None:
    """The folder is a function of the seed alone."""
    first, second = tmp_path / "first", tmp_path / "second"
    write(first, 4, seed=3)
    write(second, 4, seed=3)
    for file in first.rglob("*.csv"):
        assert file.read_bytes() == (second / file.relative_to(first)).read_bytes()


def test_part_years_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="multiple of 4"):
        write(tmp_path, 6)
