"""Parts of a review by hand: cost of lines, sisters, drift, safety, permits, tolls, rules over purchases, actions, bad rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from didymium import review
from didymium.chain import ChainError
from didymium.operations import read, span
from didymium.operations.cost import sheet, sisters
from didymium.operations.drift import BASE, PARTS, charts, scored
from didymium.operations.permits import permits
from didymium.operations.purchases import suspicions
from didymium.operations.safety import more_than, safety
from didymium.operations.tolls import tolls
from tests.actuals import write_actuals

Q1, Q2 = span("2025Q1"), span("2025Q2")
HEADS = {
    "line_runs": "line,period,made,sisters,owner",
    "line_use": "line,period,item,kind,quantity,unit,cost,basis",
    "hours": "area,period,hours",
    "incidents": "id,area,happened,kind,text,owner,due,closed",
    "discharges": "outlet,substance,period,concentration,flow",
    "discharge_limits": "outlet,substance,concentration,load,owner",
    "purchases": "id,ordered,entered,period,supplier,item,quantity,unit,price,limit,bids,requested_by,approved_by",
    "interests": "person,supplier",
    "benchmarks": "item,period,price,sd",
    "tolls": "contract,period,custodian,fed,returned,sd,guaranteed",
    "closings": "period,closed",
    "actions": "id,directive,text,owner,due,done,evidence",
    "areas": "area,custodian",
}


def folder(place: Path, **tables: list[str]) -> Path:
    """The made-up works with more tables."""
    found = write_actuals(place / "a")
    for name, rows in tables.items():
        text = "\n".join([f"{HEADS[name]},source,grade", *(f"{r},made up,assumed" for r in rows)]) + "\n"
        (found / "actuals" / f"{name}.csv").write_text(text, encoding="utf-8")
    return found


RUNS = [f"{line},2025-0{m},10,twins,Ann" for line in ("a", "b") for m in range(1, 7)]
USE = [
    *(f"a,2025-0{m},acid,reagent,{20 if m < 4 else 30},t,{2000 if m < 4 else 3600},market" for m in range(1, 7)),
    *(f"b,2025-0{m},acid,reagent,20,t,2400,market" for m in range(1, 7)),
    *(f"a,2025-0{m},ore,feed,10,t,{10000 if m < 4 else 13000},transfer" for m in range(1, 7)),
]


def test_a_cost_sheet_by_hand(tmp_path):
    book = read(folder(tmp_path, line_runs=RUNS, line_use=USE))
    rows = {(r.now.line, r.now.item): r for r in sheet(book, Q2, Q1)}
    acid = rows["a", "acid"]
    assert (acid.now.use, acid.now.price, acid.now.money) == pytest.approx((3.0, 120.0, 0.36))
    assert acid.by_use == pytest.approx((3 - 2) * (120 + 100) / 2 / 1000)
    assert acid.by_price == pytest.approx((120 - 100) * (3 + 2) / 2 / 1000)
    assert acid.base is not None
    assert acid.by_use + acid.by_price == pytest.approx(acid.now.money - acid.base.money)
    ore = rows["a", "ore"]
    assert (ore.now.basis, ore.by_use, ore.by_price) == ("transfer", 0.0, pytest.approx(0.3))
    (worse,) = [s for s in sisters(book, list(rows.values())) if s.gap > 0]
    assert (worse.line, worse.best_line, worse.gap) == ("a", "b", pytest.approx(0.5))
    assert worse.worth == pytest.approx((3 - 2) * 30 * 120)
    text = review(book.folder, "2025Q2").text()
    assert "a takes 50 % more acid than b, worth 3,600 AUD." in text
    assert "at transfer prices 1.3" in text


def test_an_item_of_which_a_month_is_missing_is_left_out_and_not_counted_as_nothing(tmp_path):
    book = read(folder(tmp_path, line_runs=RUNS, line_use=[r for r in USE if not r.startswith("a,2025-05,acid")]))
    assert {(r.now.line, r.now.item) for r in sheet(book, Q2, Q1)} == {("b", "acid"), ("a", "ore")}


def test_a_chart_has_the_distribution_that_it_says():
    """Twelve months of baseline, then chance: the mean over its error is Student's t with ten degrees of freedom."""
    from scipy.stats import kstest, t

    rng = np.random.default_rng(11)
    design = np.stack([np.ones(24), rng.normal(0, 0.1, 24)], axis=1)
    last = [float(scored(rng.normal(0, 0.03, 24), design, 0.0)[-1]) for _ in range(2000)]
    assert kstest(last, t(BASE - PARTS).cdf).pvalue > 0.001
    sticky = []
    for _ in range(2000):
        noise = np.zeros(24)
        noise[0] = rng.normal(0, 0.03 / np.sqrt(1 - 0.3**2))
        for i in range(1, 24):
            noise[i] = 0.3 * noise[i - 1] + rng.normal(0, 0.03)
        sticky.append(float(scored(noise, design, 0.3)[-1]))
    assert kstest(sticky, t(BASE - PARTS).cdf).pvalue > 0.001


def test_a_line_that_drifts_is_named_with_its_owner(tmp_path):
    rng = np.random.default_rng(5)
    months = [f"{2023 + i // 12}-{i % 12 + 1:02d}" for i in range(30)]
    runs, use = [], []
    for line in ("a", "b"):
        for i, m in enumerate(months):
            grown = 1.015 ** max(0, i - 15) if line == "a" else 1.0
            runs.append(f"{line},{m},{10 + rng.normal(0, 1):.4f},,Ann")
            use.append(f"{line},{m},acid,reagent,{20 * grown * np.exp(rng.normal(0, 0.02)):.4f},t,1,market")
    book = read(folder(tmp_path, line_runs=runs, line_use=use))
    found = {c.line: c for c in charts(book, Q2)}
    assert found["a"].signal
    assert not found["b"].signal
    (said,) = [f for f in review(book.folder, "2025Q2").findings if f.kind == "line"]
    assert said.text.startswith("a (Ann) uses ")
    assert len(said.rows) == 3


def test_injuries_are_held_against_hours(tmp_path):
    hours = [f"mill,2025-0{m},1000" for m in range(1, 7)]
    rows = [f"i{k},mill,2025-0{m}-10,{kind},fall,{owner},2025-0{m}-20," for k, m, kind, owner in INJURIES]
    found = safety(read(folder(tmp_path, hours=hours, incidents=rows)), Q2)
    assert found is not None
    whole = found.rates[0]
    assert (whole.injuries, whole.hours, whole.before, whole.hours_before) == (2, 3000, 1, 3000)
    assert whole.per_million == pytest.approx(2e6 / 3000)
    assert whole.p == pytest.approx(more_than(2, 1, 0.5))
    assert whole.p == pytest.approx(0.5)  # of three injuries at least two in half of the hours
    assert [g.hours for g in found.gaps] == pytest.approx([3000.0 - 9.5 / 31 * 1000 + 9.5 / 30 * 1000, 1000 * (9.5 / 31 + 1 - 9.5 / 30)])
    assert [r["id"] for r in found.unowned] == ["i3"]
    assert [r["id"] for r in found.overdue] == ["i1", "i2", "i3", "i4"]
    kinds = [f.kind for f in review(tmp_path / "a", "2025Q2").findings]
    assert kinds.count("overdue") == 4
    assert kinds.count("no owner") == 1


INJURIES = [(1, 1, "recordable", "Ann"), (2, 4, "lost_time", "Bo"), (3, 5, "fatal", ""), (4, 5, "near_miss", "Bo")]


def test_many_more_injuries_than_before_are_a_finding(tmp_path):
    hours = [f"mill,2025-0{m},1000" for m in range(1, 7)]
    rows = [f"i{k},mill,2025-0{4 + k % 3}-{k + 1:02d},recordable,fall,Bo,,2025-06-29" for k in range(14)]
    found = safety(read(folder(tmp_path, hours=hours, incidents=[*rows, "i99,mill,2025-01-05,recordable,fall,Bo,,2025-01-06"])), Q2)
    assert found is not None
    assert found.rates[0].signal


def test_permits_are_concentration_times_flow(tmp_path):
    rows = [f"out,n,2025-0{m},{c},10000" for m, c in ((1, 10), (2, 10), (3, 16), (4, 12), (5, 15.1))]
    book = read(folder(tmp_path, discharges=rows, discharge_limits=["out,n,15,0.5,Eve", "out,f,8,,"]))
    (n, f), log = permits(book, Q2)
    assert (n.highest, n.load, n.unmeasured) == (15.1, pytest.approx(0.631), ("2025-06",))
    assert (f.highest, f.unmeasured) == (None, ("2025-04", "2025-05", "2025-06"))
    assert [(e.what, e.value) for e in log] == [("concentration", 16), ("concentration", 15.1), ("load", pytest.approx(0.631))]
    found = [x for x in review(book.folder, "2025Q2").findings if x.kind == "exceeded"]
    assert [x.rows for x in found] == [("actuals/discharges.csv:6",), ("actuals/discharges.csv:6",)]
    assert "15.1 mg/L in 2025-05 where 15 is permitted (Eve)" in found[0].text


def test_the_yield_of_a_toller_against_its_guarantee(tmp_path):
    rows = [f"{c},2025-0{m},Tol,100,{r},0.01,0.95" for c, r in (("bad", 92), ("good", 95.2)) for m in range(1, 7)]
    bad, good = tolls(read(folder(tmp_path, tolls=rows)), Q2)
    assert bad.short == pytest.approx(18.0)
    assert bad.z == pytest.approx(18.0 / np.sqrt(6))
    assert (bad.signal, good.signal, good.short) == (True, False, 0.0)


BOUGHT = [f"o{k},2025-0{k % 6 + 1}-{k % 27 + 1:02d},,2025-0{k % 6 + 1},S{k % 4},pump,1,piece,1000,5000,2,Ann,Bo" for k in range(60)]


def bought(tmp_path: Path, *more: str, **tables: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Kind and rows of what the rules find among sixty plain orders and these."""
    found = suspicions(read(folder(tmp_path, purchases=[*BOUGHT, *more], **tables)), Q2)
    return [(s.kind, s.rows) for s in found]


def test_plain_orders_are_left_alone(tmp_path):
    assert bought(tmp_path) == []


def test_an_order_in_pieces_is_one_finding_with_its_rows(tmp_path):
    parts = [f"x{k},2025-05-0{k},,2025-05,S9,motor,1,piece,4500,5000,1,Cy,Bo" for k in (1, 3, 6)]
    assert bought(tmp_path, *parts) == [("split", tuple(f"actuals/purchases.csv:{n}" for n in (62, 63, 64)))]


def test_pieces_that_stay_under_the_limit_together_are_none(tmp_path):
    parts = [f"x{k},2025-05-0{k},,2025-05,S9,motor,1,piece,2500,5000,1,Cy,Bo" for k in (1, 6)]
    assert bought(tmp_path, *parts) == []


def test_a_single_source_a_dear_order_a_relation_and_a_late_entry(tmp_path):
    alone = [f"y{k},2025-0{k}-01,2025-0{k}-02,2025-0{k},S7,lime,1,t,100,5000,1,Cy,Bo" for k in range(1, 7)]
    assert bought(tmp_path / "1", *alone) == [("single source", tuple(f"actuals/purchases.csv:{62 + k}" for k in range(6)))]
    market = ["pump,2025-05,800,0.05", "pump,2025-04,990,0.05"]
    dear = bought(tmp_path / "2", benchmarks=market)
    assert {kind for kind, _ in dear} == {"price"}
    assert all(rows[1] == "actuals/benchmarks.csv:2" for _, rows in dear)
    own = bought(tmp_path / "3", interests=["Ann,S1"])
    assert {kind for kind, _ in own} == {"related party"}
    late = bought(tmp_path / "4", "z,2025-04-30,2025-05-20,2025-04,S1,pump,1,piece,1000,5000,2,Ann,Bo", closings=["2025-04,2025-05-12"])
    assert late == [("after close", ("actuals/purchases.csv:62", "actuals/closings.csv:2"))]


@pytest.mark.parametrize(
    ("table", "rows", "where"),
    [
        ("purchases", ["o,2025-13-01,,2025-01,S,pump,1,piece,1,,,Ann,Bo"], "actuals/purchases.csv:2: ordered"),
        ("line_runs", ["a,2025-01,1,,", "a,2025-01,2,,"], "actuals/line_runs.csv:3: line"),
        ("hours", ["mill,2025W03,1"], "actuals/hours.csv:2: period"),
        ("line_use", ["a,2025-01,acid,reagent,-1,t,1,market"], "actuals/line_use.csv:2: quantity"),
        ("incidents", ["i,mill,2025-01-01,bad,x,,,"], "actuals/incidents.csv:2: kind"),
        ("actions", ["a,nowhere,do,Ann,,,"], "actuals/actions.csv:2: directive"),
        ("tolls", ["c,2025-01,T,1,1,0.01,1.2"], "actuals/tolls.csv:2: guaranteed"),
    ],
)
def test_a_bad_row_is_named_by_file_line_and_field(tmp_path, table, rows, where):
    with pytest.raises(ChainError) as error:
        review(folder(tmp_path, **{table: rows}), "2025Q2")
    assert [str(f).split(": ", 1)[1].startswith(where) for f in error.value.findings] == [True], str(error.value)
