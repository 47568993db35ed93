"""Whatever stands in the tables, the answer is a review, or findings in words: no traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium import actuals, review
from didymium.app.fault import fault
from didymium.chain import ChainError
from didymium.operations import read
from tests.actuals import FIGURES, write_actuals, write_plant

NUMBERS = st.one_of(st.sampled_from(["0", "1", "-1", "", "1e308", "nan", "0.5"]), st.floats(-1e6, 1e6).map(lambda x: f"{x:g}"))
CELLS = st.sampled_from(
    ["", "0", "-1", "1e308", "nan", "0.5", "all", "nd", "USD m", "AUD/kg", "%", "2025Q2", "2025", "2025-05", "no", "co"]
)


@st.composite
def changed(draw: st.DrawFn) -> list[str]:
    """The rows of the made-up works, some left out, a number scaled, a cell or two replaced, a year or another entity added."""
    rows = [r.split(",") for r in draw(st.lists(st.sampled_from(FIGURES), min_size=8, unique=True))]
    for row in rows:
        if draw(st.integers(0, 3)) == 0:
            row[5] = f"{float(row[5]) * draw(st.floats(0.0, 1.05)):g}"
    for _ in range(draw(st.integers(0, 2))):
        rows[draw(st.integers(0, len(rows) - 1))][draw(st.integers(0, 7))] = draw(CELLS)
    if draw(st.booleans()):
        rows += [["sub", *row[1:]] for row in rows[: draw(st.integers(0, 6))]]
    return [",".join(row) for row in rows]


@settings(max_examples=150)
@given(changed(), st.sampled_from(["previous", "year", "target"]))
def test_any_rows(lines, against):
    asked = [f"t{i},{line.replace(',,', ',>=,', 1)}" for i, line in enumerate(lines[::3])]
    with tempfile.TemporaryDirectory() as tmp:
        folder = write_actuals(Path(tmp) / "a", lines, asked)
        try:
            found = review(folder, "2025Q2", against)
        except (ChainError, LookupError) as error:
            assert fault(error) is not None, repr(error)  # noqa: PT017
            return
    bridge = found.compared.bridge
    if bridge is not None:
        assert sum(s.value for s in bridge.steps) == pytest.approx(bridge.total, rel=1e-6, abs=1e-6 * (1 + abs(bridge.start)))
    assert found.text()
    json.dumps(found.to_json(), allow_nan=False)


@settings(max_examples=100)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_any_bytes(content):
    with tempfile.TemporaryDirectory() as tmp:
        folder = write_actuals(Path(tmp) / "a")
        (folder / "actuals" / "figures.csv").write_bytes(content)
        with pytest.raises(ChainError):
            read(folder)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["feed", "liquor", "light", "ndpr"]), NUMBERS), max_size=4), st.booleans())
def test_any_masses(changed, more):
    with tempfile.TemporaryDirectory() as tmp:
        folder = write_plant(Path(tmp) / "a", dict(changed), ["x,2025-07,cut1,,,,"] if more else [])
        try:
            found = actuals("reconcile", "2025-07", folder)
        except (ChainError, LookupError, ValueError) as error:
            assert fault(error) is not None, repr(error)  # noqa: PT017
            return
    assert found.found.closure <= 1e-10
    assert found.text()
    json.dumps(found.to_json(), allow_nan=False)
