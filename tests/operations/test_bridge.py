"""The bridge: a known answer from a real quarter, every factor by hand, identities on any two states."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium import review
from didymium.operations import ReviewError, compare, read, span
from didymium.operations.bridge import steps
from didymium.operations.identity import COSTS, FACTORS, Pair, Side, value
from didymium.operations.shapley import in_order, shapley
from tests.actuals import FIGURES, write_actuals

EXAMPLES = Path(__file__).parents[2] / "examples"


def bridged(folder: Path, period: str = "2025Q2", against: str = "previous", currency: str = "AUD") -> dict[str, float]:
    """Steps of a folder's bridge, with its total."""
    book = read(folder)
    now = span(period, book.fiscal_start)
    found = compare(book, now, now if against == "target" else now.before, against, currency).bridge
    assert found is not None
    return {s.factor: s.value for s in found.steps} | {"total": found.total}


def test_lynas_fy26q2():
    found = review(EXAMPLES / "lynas", "FY26Q2").to_json()
    assert [s["factor"] for s in found["bridge"]] == ["volume", "price"]
    assert [round(s["value"], 1) for s in found["bridge"]] == [-92.9, 94.6]
    assert found["bridge_total"] == pytest.approx(1.7, abs=1e-9)


def test_one_at_a_time_depends_on_the_order():
    """The span that the docs show: price alone is 73.8 or 115.4, and the exact value lies between."""
    found = review(EXAMPLES / "lynas", "FY26Q2").compared
    assert found.bridge is not None
    sold = [s.splits["all"].sold for s in (*found.base, *found.now)]
    price = [54.3e3, 85.6e3]

    def revenue(on):
        return np.where(on[:, 0], sold[1], sold[0]) * np.where(on[:, 1], price[1], price[0]) / 1e6

    alone = sorted(in_order(revenue, order)[1] for order in permutations(range(2)))
    assert [round(x, 1) for x in alone] == [73.8, 115.4]
    assert shapley(revenue, 2)[1] == pytest.approx(sum(alone) / 2)


def test_a_calendar_label_finds_the_fiscal_quarter():
    assert review(EXAMPLES / "lynas", "2025Q4").input.steps == review(EXAMPLES / "lynas", "FY26Q2").input.steps


def test_every_factor_is_named_and_the_ends_are_found_by_hand(tmp_path):
    book = read(write_actuals(tmp_path / "a"))
    found = compare(book, span("2025Q2"), span("2025Q1"), "previous", "AUD").bridge
    assert found is not None
    assert [s.factor for s in found.steps] == [f for f in FACTORS if f != "not_split"]
    feed = [400 / (0.5 * 0.9), 400 / (0.48 * 0.92)]
    start = 100 * 60e3 * 1.5 / 1e6 + 0.3 - feed[0] * 3000 / 1e6 - 1.5 - 0.4
    end = 150 * 70e3 * 1.6 / 1e6 + 0.3 - feed[1] * 4000 / 1e6 - 1.4 - 0.5 + 2
    assert (found.start, found.end) == (pytest.approx(start), pytest.approx(end))
    assert sum(s.value for s in found.steps) == pytest.approx(end - start, abs=1e-12)
    by_name = {s.factor: s.value for s in found.steps}
    assert by_name["other_income"] == pytest.approx(2.0)
    assert all(by_name[f] > 0 for f in ("mix", "price", "exchange_rate"))
    assert by_name["transfer_price"] < 0


def test_mix_is_a_share_at_constant_tonnes(tmp_path):
    """At equal prices shares do not matter; at constant tonnes and prices all the change is mix."""
    rows = ["co,sold,a,2025Q1,,1,t,", "co,sold,a,2025Q2,,3,t,", "co,sold,b,2025Q1,,3,t,", "co,sold,b,2025Q2,,1,t,"]
    same = [f"co,price,{p},2025Q{q},,10,AUD/kg," for p in "ab" for q in (1, 2)]
    found = bridged(write_actuals(tmp_path / "same", [*rows, *same]))
    assert found == pytest.approx({"volume": 0, "mix": 0, "price": 0, "total": 0}, abs=1e-15)
    other = [f"co,price,{p},2025Q{q},,{10 if p == 'a' else 4},AUD/kg," for p in "ab" for q in (1, 2)]
    found = bridged(write_actuals(tmp_path / "other", [*rows, *other]))
    assert found == pytest.approx({"volume": 0, "mix": 0.012, "price": 0, "total": 0.012})


def test_products_on_two_bases_have_no_mix(tmp_path):
    rows = ["co,sold,a,2025Q1,,1,t,", "co,sold,a,2025Q2,,3,t,", "co,sold,b,2025Q1,,3,t REO,", "co,sold,b,2025Q2,,1,t REO,"]
    prices = [f"co,price,{p},2025Q{q},,10,AUD/kg," for p in "ab" for q in (1, 2)]
    assert set(bridged(write_actuals(tmp_path / "a", [*rows, *prices]))) == {"volume", "price", "total"}


def test_a_product_that_is_new_counts_as_mix_not_as_price(tmp_path):
    rows = ["co,sold,a,2025Q1,,1,t,", "co,sold,a,2025Q2,,1,t,", "co,sold,b,2025Q1,,0,t,", "co,sold,b,2025Q2,,1,t,"]
    prices = [*(f"co,price,a,2025Q{q},,10,AUD/kg," for q in (1, 2)), "co,price,b,2025Q2,,30,AUD/kg,", "co,revenue,b,2025Q1,,0,AUD m,"]
    found = bridged(write_actuals(tmp_path / "a", [*rows, *prices]))
    assert found["price"] == 0.0
    assert found["total"] == pytest.approx(0.03)


def test_what_is_known_of_one_period_only_is_left_out_and_said(tmp_path):
    rows = [r for r in FIGURES if not r.startswith("co,energy,all,2025Q1")]
    found = review(write_actuals(tmp_path / "a", rows), "2025Q2")
    assert "energy" not in {s.factor for s in found.input.steps}
    assert any(f.kind == "left out" and "energy: known in 2025Q2 only" in f.text for f in found.findings)


def test_revenue_that_nobody_split_is_a_step_of_its_own():
    found = {s.factor: s.value for s in review(EXAMPLES / "mp", "2024Q3").input.steps}
    assert found["not_split"] == pytest.approx((62.9 - 404 * 0.047) - (31.3 - 136 * 0.048))
    assert sum(found.values()) == pytest.approx(62.9 - 31.3)


def test_a_year_is_the_sum_of_its_quarters_and_a_quarter_the_rest_of_its_year():
    year = review(EXAMPLES / "lynas", "FY25", "year").compared.bridge
    assert year is not None
    assert (year.start, year.end) == (pytest.approx(463.3), pytest.approx(554.9))
    last = review(EXAMPLES / "mp", "2025Q4").compared.bridge
    assert last is not None
    assert last.end == pytest.approx(224.441 - 60.81 - 57.4 - 53.6 + 51.0)


def test_several_entities_add_up(tmp_path):
    other = [r.replace("co,", "sub,", 1) for r in FIGURES]
    one = bridged(write_actuals(tmp_path / "one"))
    two = bridged(write_actuals(tmp_path / "two", [*FIGURES, *other]))
    assert two == pytest.approx({k: 2 * v for k, v in one.items()})


def test_against_targets_the_base_is_what_was_asked(tmp_path):
    targets = ["t1,co,sold,nd,2025Q2,>=,120,t,", "t2,co,price,nd,2025Q2,>=,70,USD/kg,"]
    keep = [r for r in FIGURES if ",nd," in r or "exchange_rate" in r]
    found = bridged(write_actuals(tmp_path / "a", keep, targets), against="target")
    assert found == pytest.approx({"volume": 30 * 70e3 * 1.6 / 1e6, "price": 0, "exchange_rate": 0, "total": 3.36})
    assert found["price"] == 0.0  # unchanged: exactly nothing


def test_a_currency_at_one_rate_scales_and_at_two_is_a_factor(tmp_path):
    rows = [r for r in FIGURES if "USD" not in r or "exchange" in r]
    rows = [r.replace(",1.6,AUD/USD", ",1.5,AUD/USD") for r in rows]
    folder = write_actuals(tmp_path / "a", rows)
    own, scaled = bridged(folder), bridged(folder, currency="USD")
    assert scaled.pop("exchange_rate") == 0.0
    assert {k: 1.5 * v for k, v in scaled.items()} == pytest.approx(own, abs=1e-12)
    assert bridged(write_actuals(tmp_path / "b"), currency="USD")["exchange_rate"] != 0.0


def test_a_rate_that_is_missing_is_asked_for(tmp_path):
    with pytest.raises(ReviewError, match=r"no rate from AUD to EUR in 2025Q1: add a row exchange_rate with the unit EUR/AUD"):
        bridged(write_actuals(tmp_path / "a"), currency="EUR")


POSITIVE = st.floats(1e-3, 1e5)


@st.composite
def sides(draw: st.DrawFn, n: int) -> Side:
    """One state of ``n`` products; lumps of either sign."""
    amounts = {name: draw(POSITIVE) for name in COSTS} | {name: draw(st.floats(-1e4, 1e4)) for name in ("other_income", "not_split")}
    floats = [np.array(draw(st.lists(POSITIVE, min_size=n, max_size=n))) for _ in range(3)]
    rates = {name: draw(st.floats(0.1, 10)) for name in amounts}
    return Side(floats[0], floats[1], floats[2], draw(st.floats(0.01, 1)), draw(st.floats(0.1, 1)), amounts, rates)


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    n = draw(st.integers(1, 4))
    return Pair(draw(sides(n)), draw(sides(n)), tuple("abcd"[:n]), np.zeros(n, dtype=np.int64), FACTORS)


@settings(max_examples=40)
@given(pairs())
def test_any_bridge_sums_flips_and_scales(pair):
    found = {s.factor: s.value for s in steps(pair)}
    ends = value(pair, np.array([[False] * len(FACTORS), [True] * len(FACTORS)]))
    size = sum(abs(v) for v in found.values()) + abs(ends).max() + 1.0
    assert sum(found.values()) == pytest.approx(ends[1] - ends[0], abs=1e-9 * size)
    back = {s.factor: s.value for s in steps(replace(pair, base=pair.now, now=pair.base))}
    assert {k: -v for k, v in back.items()} == pytest.approx(found, abs=1e-9 * size)
    rated = [replace(s, rate=2.0 * s.rate, rates={k: 2.0 * r for k, r in s.rates.items()}) for s in (pair.base, pair.now)]
    assert {s.factor: s.value / 2.0 for s in steps(replace(pair, base=rated[0], now=rated[1]))} == pytest.approx(found, abs=1e-9 * size)


@settings(max_examples=20)
@given(pairs(), st.sampled_from(["price", "grade", "recovery", "exchange_rate", *COSTS, "other_income", "not_split"]))
def test_a_factor_that_did_not_change_gets_exactly_nothing(pair, factor):
    a, b = pair.base, pair.now
    if factor == "price":
        b = replace(b, price=a.price)
    elif factor == "exchange_rate":
        b = replace(b, rate=a.rate, rates=a.rates)
    elif factor in ("grade", "recovery"):
        b = replace(b, **{factor: getattr(a, factor)})
    elif factor in ("reagent", "energy"):  # the same cost a tonne
        feed = [s.sold.sum() / (s.grade * s.recovery) for s in (a, b)]
        b = replace(b, amounts={**b.amounts, factor: a.amounts[factor] * feed[1] / feed[0]})
    else:
        b = replace(b, amounts={**b.amounts, factor: a.amounts[factor]})
    found = {s.factor: s.value for s in steps(replace(pair, now=b))}
    size = sum(abs(v) for v in found.values()) + abs(a.amounts.get(factor, 0.0))  # the cost itself is what is rounded
    close = 1e-9 * size if factor in ("reagent", "energy") else 0.0
    assert abs(found[factor]) <= close
