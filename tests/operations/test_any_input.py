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
from didymium.operations.actuals import tables
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


AMOUNTS = st.sampled_from(["0", "1", "12.5", "1000", "1e9", "1e-9", ""])
MONTHS = st.sampled_from(["2025-04", "2025-05", "2025-06", "2025-03", "2025Q2", "2024-06"])
DAYS = st.sampled_from(["2025-04-01", "2025-06-30", "2025-05-12", "2024-05-05", ""])
NAMES = st.sampled_from(["a", "b", "c"])


@st.composite
def table(draw: st.DrawFn) -> tuple[str, str]:
    """A table of actuals with a few rows, each cell of its column's kind, and seldom a bad one."""
    name = draw(st.sampled_from([n for n in tables() if n not in ("figures", "targets", "directives")]))
    columns = list(tables()[name].columns.values())[:-4]
    kinds = {"number": AMOUNTS, "integer": st.sampled_from(["0", "1", "3"]), "flag": st.sampled_from(["yes", "no", ""]), "period": MONTHS}
    lines = [",".join([*(c.name for c in columns), "source", "grade"])]
    for i in range(draw(st.integers(1, 12))):
        cells = []
        for c in columns:
            if c.choices:
                cells.append(draw(st.sampled_from(c.choices)))
            elif c.unit == "date":
                cells.append(draw(DAYS))
            elif c.name == "id":
                cells.append(f"n{i}")
            else:
                cells.append(draw(kinds.get(c.kind, NAMES)))
        lines.append(",".join([*cells, "made up", "assumed"]))
    if draw(st.integers(0, 3)) == 0:
        lines[-1] = lines[-1].replace("a", draw(CELLS), 1)
    return name, "\n".join(lines) + "\n"


@settings(max_examples=80, deadline=None)
@given(st.lists(table(), min_size=1, max_size=6))
def test_any_other_tables(written):
    with tempfile.TemporaryDirectory() as tmp:
        folder = write_actuals(Path(tmp) / "a")
        for name, text in written:
            (folder / "actuals" / f"{name}.csv").write_text(text, encoding="utf-8")
        try:
            found = review(folder, "2025Q2")
        except (ChainError, LookupError) as error:
            assert fault(error) is not None, repr(error)  # noqa: PT017
            return
    assert found.text()
    json.dumps(found.to_json(), allow_nan=False)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["feed", "liquor", "light", "ndpr"]), AMOUNTS), max_size=4), st.integers(1, 3))
def test_any_masses_in_a_review(changed, months):
    with tempfile.TemporaryDirectory() as tmp:
        folder = write_actuals(Path(tmp) / "a")
        plant = write_plant(Path(tmp) / "b", dict(changed))
        for name in ("streams", "assays"):
            head, *rows = (plant / "actuals" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
            rows = [r.replace("2025-07", f"2025-0{7 - k}") for k in range(1, months + 1) for r in rows]
            (folder / "actuals" / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        try:
            found = review(folder, "2025Q2")
        except (ChainError, LookupError) as error:
            assert fault(error) is not None, repr(error)  # noqa: PT017
            return
    assert "custody" in {s.id for s in found.sections} or any("nobody can account for" in f.text for f in found.findings)
    json.dumps(found.to_json(), allow_nan=False)
