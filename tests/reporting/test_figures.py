"""Every view of every figure: rows, words, finite marks; the finding is told in the title."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import pytest

from didymium.reporting import BriefInput, figures
from didymium.reporting.figures import Figure, script
from tests.reporting import fixture

MAKERS = (figures.backcast, figures.sankey, figures.capacity, figures.price, figures.value)
FIGURES = {f.id: f for f in (make(fixture.brief()) for make in MAKERS)}


@pytest.mark.parametrize("id", FIGURES)
def test_every_setting_of_the_switches_has_a_view_with_rows(id: str) -> None:
    f = FIGURES[id]
    settings = {"|".join(values) for values in product(*([v for v, _ in c.options] for c in f.controls))}
    assert settings == set(f.views)
    assert f.first in f.views
    for key, view in f.views.items():
        assert view.rows, key
        assert {len(row) for row in view.rows} == {len(f.head)}, key
        assert view.title in view.words, key
        assert not view.cites or len(view.cites) == len(view.rows)


@pytest.mark.parametrize("id", FIGURES)
def test_what_is_unknown_never_reads_as_a_number(id: str) -> None:
    text = script(FIGURES[id].page())
    assert json.loads(text)["kind"] == FIGURES[id].kind
    for word in ("NaN", "Infinity", "nan", ": inf", "None"):
        assert word not in text


def test_the_finding_stands_in_the_title() -> None:
    def title(id: str, key: str) -> str:
        return FIGURES[id].views[key].title

    held = "Dysprosium, 2026: China has more than half at 8 of 9 stages; the highest share is 99 % at separation"
    assert title("flows", "Dy|2026") == held
    assert title("backcast", "").startswith("8 of 20 scored figures within 10 %; furthest off: Y oxide exports, China, 2025, +")
    assert title("capacity", "metal").startswith("Metal: capacity grows from ")
    assert title("prices", "2030").endswith("6 of 18 prices calibrated, so not a finding; 2 only a lower bound")
    assert title("value", "all stages|region").startswith("2030: China earns ")


def test_flows_hold_together(b: BriefInput) -> None:
    for view in FIGURES["flows"].views.values():
        nodes, bands = view.data["nodes"], view.data["bands"]
        assert all(0 <= s < len(nodes) and 0 <= t < len(nodes) and tonnes > 0 for s, t, tonnes, _ in bands)
        assert all(nodes[s]["depth"] < nodes[t]["depth"] for s, t, _, _ in bands)
        gone = sum(tonnes for s, t, tonnes, back in bands if back and nodes[t]["name"].startswith("back to"))
        come = sum(tonnes for s, t, tonnes, back in bands if back and nodes[s]["name"].startswith("back from"))
        assert gone == pytest.approx(come)
        assert all(n["ring"] == (float(n["holder"].rsplit(" ", 2)[1]) > 50) for n in nodes if n["holder"])


def test_a_year_in_which_nothing_moves_is_said_so(b: BriefInput) -> None:
    flows = b.tables["sankey"]
    still = flows.filter((flows["element"] != "Y") | (flows["period"] != "2030"))
    found = figures.sankey(replace(b, tables={**b.tables, "sankey": still}))
    assert found is not None
    assert found.views["Y|2030"].title == "Y, 2030: nothing moves"


@pytest.mark.parametrize("make", MAKERS)
def test_without_data_there_is_no_figure(make, b: BriefInput) -> None:
    assert make(replace(b, tables={}, backcast=None)) is None


def test_one_colour_a_region_in_every_figure() -> None:
    def colours(bars: list[dict[str, object]]) -> set[tuple[object, object]]:
        return {(bar["name"], bar["colour"]) for bar in bars if bar["colour"] != 7}

    one: dict[object, object] = {}
    views: list[tuple[Figure, str]] = [(FIGURES["capacity"], "bars"), (FIGURES["flows"], "legend")]
    every = [pair for f, name in views for v in f.views.values() for pair in colours(v.data[name])]
    every += [pair for key, v in FIGURES["value"].views.items() if key.endswith("|region") for pair in colours(v.data["series"])]
    for name, colour in every:
        assert one.setdefault(name, colour) == colour
    assert len(one) == len(set(one.values()))
