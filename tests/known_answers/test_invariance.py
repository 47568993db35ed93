"""What must not change an answer: the order of rows, the names of things, how a year is cut into periods."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from benchmarks.reference import Case

from didymium.chain import load, locate
from didymium.chain.calendar import Period
from didymium.network import build
from didymium.planning import Live, Plan, assemble, solve
from tests.rewriting import Names, Table, assert_same, renamed, rewritten, shuffled

Reference = tuple[Path, Case]
Change = Callable[[Path, Path], tuple[Path, Names]]


@pytest.mark.parametrize("change", [shuffled, renamed])
def test_order_and_names_change_nothing(reference: Plan, reference_folder: Reference, tmp_path: Path, change: Change) -> None:
    folder, names = change(reference_folder[0], tmp_path / "changed")
    plan = solve(load(folder), quarters=8, detail=False)
    assert_same(reference, plan, names, nodes=40, period=4, least=15)


@pytest.mark.parametrize("change", [shuffled, renamed])
def test_order_and_names_change_nothing_of_works(tmp_path: Path, change: Change) -> None:
    folder, names = change(locate("works"), tmp_path / "changed")
    before, after = (solve(load(chain), quarters=4, detail=False) for chain in (locate("works"), folder))
    assert_same(before, after, names, nodes=100, period=0, least=5)


ANSWER = """
import json, locale, sys
locale.setlocale(locale.LC_ALL, "")
from didymium import plan
found = plan("works", quarters=4)
rows = {name: found.tables[name].rows() for name in ("met", "activity", "price", "reason", "holders")}
print(json.dumps({"objective": found.objective, **rows}))
"""


def test_locale_workers_and_hash_seed_change_nothing() -> None:
    """In another language, with one worker or several, with strings hashed otherwise: every row, in the same order."""
    installed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    other = next((name for name in installed if name.startswith(("de_DE", "fr_FR", "tr_TR"))), "C")
    found = []
    for language, workers, seed in (("C.UTF-8", "1", "0"), (other, "2", "1"), ("C.UTF-8", "8", "2")):
        env = {**os.environ, "LC_ALL": language, "POLARS_MAX_THREADS": workers, "OMP_NUM_THREADS": workers, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", ANSWER], env=env, capture_output=True, text=True, timeout=120, check=True)
        found.append(json.loads(done.stdout))
    for answer in found[1:]:
        assert answer.keys() == found[0].keys()
        assert answer["objective"] == pytest.approx(found[0]["objective"], rel=1e-12)
        for name in found[0].keys() - {"objective"}:
            assert len(answer[name]) == len(found[0][name])
            for row, first in zip(answer[name], found[0][name], strict=True):
                words = [[v for v in r if not isinstance(v, float)] for r in (row, first)]
                numbers = [[v for v in r if isinstance(v, float)] for r in (row, first)]
                assert words[0] == words[1], name
                assert numbers[0] == pytest.approx(numbers[1], rel=1e-9, abs=1e-9), name


def test_halves_add_up(reference_folder: Reference, tmp_path: Path) -> None:
    """A year of constant data without lags, projects or interest: cut into two halves it says the same."""

    def constant(table: str, rows: Table) -> Table:
        if table == "projects":
            return []
        if table == "lanes":
            return [row | {"lag_days": "0"} for row in rows]
        if table == "demands":
            return [row | {"period": "2026"} for row in rows if row["period"] == "2026Q1"]
        return rows

    folder = rewritten(reference_folder[0], tmp_path / "constant", constant)
    settings = (folder / "didymium.toml").read_text(encoding="utf-8").splitlines()
    settings = ["discount_rate = 0" if line.startswith("discount_rate") else line for line in settings]
    (folder / "didymium.toml").write_text("\n".join(settings), encoding="utf-8")
    chain = load(folder)

    def served(*periods: Period) -> tuple[float, np.ndarray[tuple[int], np.dtype[np.float64]]]:
        lp = assemble(build(chain, periods))
        solution = Live(lp).solve()
        return solution.objective, solution.x[lp.columns["served"]].sum(axis=1)

    whole = served(Period("2026", 2026.0, 2027.0))
    halves = served(Period("2026H1", 2026.0, 2026.5), Period("2026H2", 2026.5, 2027.0))
    assert whole[1].sum() > 0
    assert halves[0] == pytest.approx(whole[0], rel=1e-6)
    np.testing.assert_allclose(halves[1], whole[1], rtol=1e-6, atol=1e-9)
