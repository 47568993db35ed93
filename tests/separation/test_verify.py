"""Designs run by mass action: the same duty, closed, near what was promised, and nothing where there is no law."""

from __future__ import annotations

import pytest

from didymium import separate
from didymium.reporting.circuit.html import circuit_html
from didymium.separation import CaseError, Proposal, answer, read


def designed(**changes: object) -> Proposal:
    entries = {"task": "design", "system": "P507 chloride", "beta": {"Pr": 1.0, "Nd": 1.45}, "feed": {"Pr": 0.25, "Nd": 0.75}}
    entries |= {"targets": {"raffinate": {"element": "Pr", "purity": 0.99}, "extract": {"element": "Nd", "purity": 0.99}}}
    found = answer(read({k: v for k, v in (entries | changes).items() if v is not None}))
    assert isinstance(found, Proposal)
    return found


def test_as_much_leaves_with_the_extract_and_it_closes():
    found = designed()
    c = found.checked
    assert c is not None
    assert c.imbalance <= 1e-10
    assert c.promised == pytest.approx({"raffinate": 0.99, "extract": 0.99}, abs=1e-9)
    cut = found.design.cut
    nd_in_extract = c.purity["extract"] * cut.extract  # moles of both outlets follow from the purities: they must add up
    nd_in_raffinate = (1.0 - c.purity["raffinate"]) * (1.0 - cut.extract)
    assert nd_in_extract + nd_in_raffinate == pytest.approx(0.75, abs=1e-8)
    assert 0.9 < c.base < 1.0  # free acid carries a little of what the soap was to do
    assert 0.1 < c.pH[1] < c.pH[0] < 2.5
    assert 0.985 < c.purity["raffinate"] < 0.99
    assert 0.7 < c.loading < 0.9


def test_a_reserve_keeps_what_is_asked():
    """What mass action takes away is small: 99.3 % by constant factors is more than 99 % by mass action."""
    targets = {"raffinate": {"element": "Pr", "purity": 0.993}, "extract": {"element": "Nd", "purity": 0.993}}
    found = designed(targets=targets).checked
    assert found is not None
    assert min(found.purity.values()) > 0.99


def test_several_elements_on_either_side():
    found = designed(
        beta={},
        system="P507 loaded",
        feed={"La": 0.3, "Ce": 0.45, "Pr": 0.05, "Nd": 0.2},
        targets={"raffinate": {"element": ["La", "Ce"], "purity": 0.999}, "extract": {"element": ["Pr", "Nd"], "purity": 0.999}},
    )
    assert found.checked is not None
    assert found.checked.system == "P507 chloride"
    assert found.checked.purity == pytest.approx({"raffinate": 0.999, "extract": 0.999}, abs=2e-3)


@pytest.mark.parametrize(
    "changes",
    [
        {"system": None},
        {"system": "TBP nitrate"},
        {"feed": {"phase": "organic", "Pr": 0.25, "Nd": 0.75}},
        {"beta": {"A": 1.0, "B": 2.0}, "feed": {"A": 0.5, "B": 0.5}}
        | {"targets": {"raffinate": {"element": "A", "purity": 0.99}, "extract": {"element": "B", "purity": 0.99}}},
    ],
)
def test_where_there_is_no_law_nothing_is_said(changes):
    assert designed(**changes).checked is None


def test_a_system_that_nobody_knows_is_named_beside_factors_too():
    with pytest.raises(CaseError, match=r"system: 'P508' is not known.*P507"):
        designed(system="P508")


def test_cuts_of_a_sequence_that_an_aqueous_feeds():
    entries = {"task": "sequence", "system": "P507 loaded", "feed": {"La": 0.3, "Ce": 0.45, "Pr": 0.05, "Nd": 0.2}}
    found = separate({**entries, "targets": {"products": ["La", "Ce", ["Pr", "Nd"]], "purity": 0.995}})
    cuts = found.to_json()["tree"]
    assert [c["feed"] for c in cuts].count("aqueous") >= 1
    for cut in cuts:
        assert (cut["mass_action"] is None) is (cut["feed"] == "organic")
        if cut["mass_action"] is not None:
            assert all(0.99 < share < 1.0 for share in cut["mass_action"].values())
    assert all(cut["mass_action"] is None for other in found.to_json()["alternatives"] for cut in other["tree"])
    page = circuit_html(found.input)
    assert "What each cut lets through" in page
    assert "by mass action 2 of 2 cuts let more through than designed" in page
