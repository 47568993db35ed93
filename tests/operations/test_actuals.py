"""Bad actuals are named by file, line and column with a mend, all at once; good ones are read whole."""

from __future__ import annotations

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium import review
from didymium.app.error import AskError
from didymium.chain import ChainError
from didymium.operations import read, span
from didymium.operations.actuals import tables
from didymium.operations.metric import METRICS
from didymium.operations.span import Span, label
from didymium.operations.total import total
from didymium.operations.unit import FORMS, parse
from tests.actuals import FIGURES, HEAD, write_actuals


def refused(folder) -> tuple[str, int, str, str, str]:
    """The one finding of a folder that must not be read."""
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(ChainError) as raised:
        read(folder)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    (f,) = raised.value.findings
    assert f.fix
    return f.file, f.line, f.column, f.message, f.fix


@pytest.mark.parametrize(
    ("row", "column", "said", "mend"),
    [
        ("co,sold,x,2025Q1,,-1,t,", "value", "negative", "at least 0"),
        ("co,recovery,x,2025Q1,,101,%,", "value", "above 100 %", "at most 1"),
        ("co,grade,x,2025Q1,,0,fraction,", "value", "nothing to count", "delete the row"),
        ("co,sold,x,2025Q1,,many,t,", "value", "is no number", "plain number"),
        ("co,sold,x,2025Q1,,,t,", "value", "empty, but required", "assumption"),
        ("co,sold,x,2025Q1,,1,AUD m,", "unit", "no unit of mass", "t, kt, kg"),
        ("co,revenue,x,2025Q1,,1,t,", "unit", "no unit of money", "AUD m"),
        ("co,price,x,2025Q1,,1,REO/kg,", "unit", "no unit of price", "AUD/kg"),
        ("co,sold,x,2025Q5,,1,t,", "period", "no period", "2026Q3"),
        ("co,sold,x,2025W31,,1,t,", "period", "is a week", "month"),
        ("co,sold,x,2025Q3,2025Q1,1,t,", "through", "lies before", "swap"),
        ("co,sales,x,2025Q1,,1,t,", "metric", "not allowed", "choose one of"),
        ("co,sold,nd,2025Q1,,101,t,", "period", "stands in line 2 too", "write no under taken"),
        ("co,revenue,x,2025Q1,,1,EUR m,", "unit", "in EUR where the folder reports in AUD", "AUD/EUR"),
        ("co,sold,nd,2025Q3,,1,t REO,", "unit", "is in t REO here and in t in line 2", "one basis"),
        ("co,sold,x,2025Q1,,1,t,perhaps", "taken", "neither yes nor no", "yes or no"),
    ],
)
def test_a_bad_row(tmp_path, row, column, said, mend):
    file, line, at, message, fix = refused(write_actuals(tmp_path / "a", [*FIGURES, row]))
    assert (file, line, at) == ("actuals/figures.csv", len(FIGURES) + 2, column)
    assert said in message
    assert mend in fix


def test_mixed_currencies_of_one_sum(tmp_path):
    rows = [*FIGURES, "co,revenue,x,2025Q1,,1,AUD m,", "co,revenue,x,2025Q2,,1,USD m,"]
    file, line, column, message, fix = refused(write_actuals(tmp_path / "a", rows))
    assert (file, line, column) == ("actuals/figures.csv", len(rows) + 1, "unit")
    assert message.endswith(f"is in USD m here and in AUD m in line {len(rows)}")
    assert fix == "write both in one currency"


def test_a_missing_column(tmp_path):
    folder = write_actuals(tmp_path / "a")
    (folder / "actuals" / "figures.csv").write_text("entity,metric,product,period,value,source,grade\n", encoding="utf-8")
    file, line, column, message, fix = refused(folder)
    assert (file, line, column) == ("actuals/figures.csv", 1, "unit")
    assert message == "missing column 'unit'"
    assert fix.startswith("add it: Its unit")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "the file is empty"), (f"{HEAD['figures']},source,grade\n", "the table has no row"), ("\0", "unknown column")],
)
def test_an_empty_table(tmp_path, text, said):
    folder = write_actuals(tmp_path / "a")
    (folder / "actuals" / "figures.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ChainError, match=said):
        read(folder)


def test_no_actuals_and_an_unknown_table(tmp_path):
    folder = write_actuals(tmp_path / "a")
    (folder / "actuals" / "figures.csv").rename(folder / "actuals" / "figure.csv")
    file, _, _, message, fix = refused(folder)
    assert (file, message) == ("actuals/figure.csv", "unknown table 'figure'")
    assert "figures, targets, directives, streams, assays" in fix
    (folder / "actuals" / "figure.csv").unlink()
    assert refused(folder)[3] == "there are no figures"


def test_a_head_that_lacks_its_currency(tmp_path):
    folder = write_actuals(tmp_path / "a")
    (folder / "didymium.toml").write_text('name = "a"\nversion = "1"\n', encoding="utf-8")
    assert refused(folder)[:4] == ("didymium.toml", 0, "currency", "currency is missing")


def test_a_target_in_another_currency_waits_for_its_rate(tmp_path):
    folder = write_actuals(tmp_path / "a", targets=["t,co,price,nd,2026Q2,>=,70,EUR/kg,"])
    assert review(folder, "2025Q2").input.goals == ()
    later = write_actuals(tmp_path / "b", [*FIGURES, "co,price,nd,2026Q2,,70,AUD/kg,"], ["t,co,price,nd,2026Q2,>=,70,EUR/kg,"])
    assert [g.status for g in review(later, "2026Q2").goals] == ["not measured"]


def test_targets_name_directives_that_there_are(tmp_path):
    folder = write_actuals(tmp_path / "a", targets=["t,co,sold,nd,2025Q2,>=,1,t,d1"], directives=["d2,More,board,,"])
    assert refused(folder)[:4] == ("actuals/targets.csv", 2, "directive", "there is no directive 'd1'")


@pytest.mark.parametrize(
    ("period", "said"),
    [("2031Q1", "has no figure of 2031Q1: there are 2025Q1, 2025Q2"), ("soon", "'soon' is no period"), ("", "is no period")],
)
def test_a_period_that_is_not_there(tmp_path, period, said):
    with pytest.raises(AskError, match=said):
        review(write_actuals(tmp_path / "a"), period)


def test_what_it_is_against_is_one_of_three(tmp_path):
    with pytest.raises(AskError, match="choose previous, target, year"):
        review(write_actuals(tmp_path / "a"), "2025Q2", "budget")


def test_xlsx_is_read_as_csv_is_and_formula_text_stays_text(tmp_path):
    folder = write_actuals(tmp_path / "a")
    text = (folder / "actuals" / "figures.csv").read_text(encoding="utf-8").splitlines()
    book = openpyxl.Workbook()
    for line in text:
        book.active.append([float(c) if c.replace(".", "").isdecimal() else c or None for c in line.split(",")])
    (folder / "actuals" / "figures.csv").unlink()
    book.save(folder / "actuals" / "figures.xlsx")
    same = review(folder, "2025Q2").input.steps
    assert same == review(write_actuals(tmp_path / "b"), "2025Q2").input.steps
    book.active["H2"] = "=1+1"
    book.active["F3"] = "=2+3"
    book.save(folder / "actuals" / "figures.xlsx")
    with pytest.raises(ChainError) as raised:
        read(folder)
    assert {(f.file, f.line) for f in raised.value.findings} >= {("actuals/figures.xlsx", 3)}


def test_a_figure_that_is_not_taken_stays_and_is_told(tmp_path):
    rows = [*FIGURES, "co,sold,nd,2025Q2,,151,t,no"]
    found = review(write_actuals(tmp_path / "a", rows), "2025Q2")
    assert [f.text for f in found.findings if f.kind == "disagrees"] == [
        "co: sold of nd in 2025Q2: 151 t stands against 150, which is taken"
    ]
    assert any(r.note == "not taken" for r in found.input.rows)


def test_a_sum_that_its_parts_do_not_make_is_told(tmp_path):
    rows = [f"co,revenue,all,2025Q{q},,10,AUD m," for q in (1, 2, 3, 4)] + ["co,revenue,all,2025,,44,AUD m,"]
    (said,) = [f.text for f in review(write_actuals(tmp_path / "a", rows), "2025", "year").findings if f.kind == "disagrees"]
    assert said == "co: revenue of all in 2025: 44 AUD m, and 40 by its parts"


@given(st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=12), st.data())
def test_overlapping_sums_tell_every_period_between_their_ends(values, data):
    """Prefix sums from the start and single periods in any order: any period that they tell is told right."""
    from tests.operations.made import figure

    n = len(values)
    rows = [figure(Span(0, k + 1), sum(values[: k + 1])) for k in range(n) if data.draw(st.booleans())]
    rows += [figure(Span(k, k + 1), values[k]) for k in range(n) if data.draw(st.booleans())]
    first = data.draw(st.integers(0, n - 1))
    end = data.draw(st.integers(first + 1, n))
    found = total(rows, Span(first, end))
    singles = {f.span.first for f in rows if f.span.months == 1}
    if set(range(first, end)) <= singles:
        assert found is not None
    if found is not None:
        assert found.value == pytest.approx(sum(values[first:end]), abs=1e-6)


@given(st.integers(1, 12), st.integers(2001 * 12, 2098 * 12), st.sampled_from([1, 3, 12]))
def test_labels_are_read_as_they_are_written(fiscal, month, size):
    first = (month - fiscal + 1) // size * size + fiscal - 1
    months = Span(first, first + size)
    assert span(label(months, fiscal), fiscal) == months
    assert months.before.end == months.first
    assert months.year(fiscal).first <= months.first < months.end <= months.year(fiscal).end


@given(st.text(max_size=8), st.sampled_from(list(FORMS)))
def test_any_text_is_a_unit_or_is_refused_with_an_example(text, kind):
    try:
        found = parse(text, kind)
    except ValueError as error:
        assert FORMS[kind][1] in str(error)  # noqa: PT017
    else:
        assert found.factor > 0


def test_tables_and_metrics_agree():
    for name in ("figures", "targets"):
        assert tables()[name].columns["metric"].choices == tuple(METRICS)
