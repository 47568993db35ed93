"""Case files: what is read, and every mistake with its line, its field and its mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didymium.separation import CaseError, Simulation, answer, read

GOOD = """title = "Two"
task = "simulate"
beta = { A = 1.5, B = 1.0 }

[feed]
A = 0.5
B = 0.5

[circuit]
stages = 64
feed_stage = 30
S = 2.724745
W = 2.224745
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('task = "simulate"', 'task = "simulated"', "case.toml:2: task", "did you mean 'simulate'?"),
        ("A = 1.5", "A = -1.5", "case.toml:3: beta.A", "above 0"),
        ("A = 1.5", 'A = "x"', "case.toml:3: beta.A", "is no number"),
        ("A = 0.5\n", "A = 0.6\n", "case.toml:5: feed", "sum to 1.1"),
        ("A = 0.5\n", "A = -0.5\n", "case.toml:6: feed.A", "at least 0"),
        ("A = 0.5\nB = 0.5", "A = 50\nB = 50", "case.toml:5: feed", "divide them by 100"),
        ("A = 0.5\n", "A = nan\n", "case.toml:6: feed.A", "is no number"),
        ("[feed]", "[feed]\nflow = -3", "case.toml:6: feed.flow", "above 0"),
        ("[feed]", "[feed]\nunit = 'mol/l'", "case.toml:6: feed.unit", "mol/L"),
        ("[feed]", "[feed]\nunit = 'g/L'", "case.toml:7: feed.A", "molar_masses"),
        ("[feed]", "[feed]\nunit = 'REO'", "case.toml:7: feed.A", "no rare earth"),
        ("[feed]", "[feed]\nphase = 'solid'", "case.toml:6: feed.phase", "aqueous, organic"),
        ("stages = 64", "stages = 6.5", "case.toml:10: circuit.stages", "whole number"),
        ("stages = 64", "stages = 0", "case.toml:10: circuit.stages", "from 1 to 1000"),
        ("feed_stage = 30", "feed_stage = 65", "case.toml:11: circuit.feed_stage", "lies outside the 64 stages"),
        ("feed_stage = 30", "feedstage = 30", "case.toml:11: circuit.feedstage", "did you mean 'feed_stage'?"),
        ("S = 2.724745\n", "", "circuit.S", "S is missing"),
        ("W = 2.224745", "W = 9", "circuit.W", "nothing is left for the extract"),
        ("W = 2.224745", "W = 0.5", "circuit.S", "nothing is left for the raffinate"),
        ("W = 2.224745", "W = 2.224745\n[circuits]", "circuits", "did you mean 'circuit'?"),
        ("B = 0.5", "b = 0.5", "beta", "b stands in the feed and has no separation factor"),
        ("beta = { A = 1.5, B = 1.0 }", 'system = "P508"', "system", "known are"),
        ("beta = { A = 1.5, B = 1.0 }", "", "beta", "no separation factors"),
        ("[feed]\nA = 0.5\nB = 0.5\n", "", "feed", "no feed is given"),
        ("[feed]", "feed = 3\n[food]", "feed", "is no section"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_mend(tmp_path, old, new, place, said):
    assert old in GOOD
    with pytest.raises(CaseError) as caught:
        answer(read(write(tmp_path, GOOD.replace(old, new, 1))))
    told = str(caught.value)
    assert place in told
    assert said in told
    assert all(f.fix for f in caught.value.findings)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"task = [", "not readable as TOML"), (b"\xff\xfe\x00", "not UTF-8"), (b"", "no feed is given")],
)
def test_a_file_that_is_no_case(tmp_path, content, said):
    path = tmp_path / "case.toml"
    path.write_bytes(content)
    with pytest.raises(CaseError, match=said):
        read(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CaseError, match="no such file"):
        read(tmp_path / "nowhere.toml")
    with pytest.raises(CaseError, match="is a folder"):
        read(tmp_path)


def test_all_mistakes_are_named_at_once(tmp_path):
    text = GOOD.replace("A = 1.5", "A = 0").replace("stages = 64", "stages = -1").replace("B = 0.5", "B = 0.6")
    with pytest.raises(CaseError) as caught:
        read(write(tmp_path, text))
    assert len(caught.value.findings) >= 3


def test_units_change_nothing_but_the_unit(tmp_path):
    """The same feed in moles, grams and milligrams a litre."""
    found = []
    masses = {"A": 100.0, "B": 200.0}
    circuit = {"stages": 20, "feed_stage": 10, "S": 1.4, "W": 0.9}
    for unit, a, b in (("mol/L", 0.3, 0.3), ("g/L", 30.0, 60.0), ("mg/L", 3e4, 6e4)):
        entries = {"beta": {"A": 2.0, "B": 1.0}, "feed": {"unit": unit, "A": a, "B": b}, "circuit": circuit, "molar_masses": masses}
        one = answer(read(entries))
        assert isinstance(one, Simulation)
        found.append(one)
    moles, grams, milligrams = found
    assert moles.unit == "mol/L"
    for name, mass in masses.items():
        assert grams.raffinate[name] == pytest.approx(moles.raffinate[name] * mass, rel=1e-12)
        assert milligrams.extract[name] == pytest.approx(1e3 * grams.extract[name], rel=1e-12)
        assert grams.recovery["extract"][name] == pytest.approx(moles.recovery["extract"][name], rel=1e-12)
    into = 0.3 * moles.flow["raffinate"] / moles.flow["raffinate"]
    out = moles.raffinate["A"] * moles.flow["raffinate"] + moles.extract["A"] * moles.flow["extract"]
    assert out == pytest.approx(into, rel=1e-12)


def test_shares_of_oxide_nearly_right_are_scaled_and_said():
    entries = {"beta": {"La": 1.0, "Nd": 21.0}, "feed": {"unit": "REO", "La": 0.6, "Nd": 0.398}, "circuit": {"stages": 5, "S": 0.3}}
    found = answer(read(entries))
    assert "sum to 0.998" in found.warnings[0]


def test_phase_ratios_that_no_mixer_does_are_warned_of():
    feed = {"unit": "mol/L", "A": 0.5, "B": 0.5}
    found = answer(read({"beta": {"A": 2.0, "B": 1.0}, "feed": feed, "circuit": {"stages": 9, "feed_stage": 5, "S": 9.0, "W": 8.5}}))
    assert isinstance(found, Simulation)
    assert not found.warnings
    found = answer(read({"beta": {"A": 2.0, "B": 1.0}, "feed": feed, "circuit": {"stages": 9, "S": 0.8}, "solvent": {"loading": 0.01}}))
    assert "outside 1:20 to 20:1" in found.warnings[0]


def test_a_pair_that_nobody_measured_is_refused_unless_assumed():
    entries = {"system": "P507", "feed": {"Eu": 0.5, "Gd": 0.5}, "circuit": {"stages": 30, "feed_stage": 15, "S": 2.0, "W": 1.5}}
    with pytest.raises(CaseError, match="nobody measured") as caught:
        answer(read(entries))
    assert caught.value.refused
    assert "--assume" in str(caught.value)
    assert any("nobody measured" in w for w in answer(read(entries), assume=True).warnings)


def test_targets_that_cannot_be_met_say_why():
    base = {"task": "design", "beta": {"A": 1.0, "B": 2.0, "C": 4.0}, "feed": {"A": 0.4, "B": 0.3, "C": 0.3}}
    for targets, said in (
        ({"raffinate": {"element": "A", "purity": 0.99}, "extract": {"element": "C", "purity": 0.99}}, "belongs to neither outlet"),
        ({"raffinate": {"element": "C", "purity": 0.99}, "extract": {"element": "A", "purity": 0.99}}, "cannot leave with the extract"),
        ({"raffinate": {"element": "A", "purity": 0.3}, "extract": {"element": ["B", "C"], "purity": 0.99}}, "asks for nothing"),
        ({"raffinate": {"element": "Q", "purity": 0.9}}, "Q stands in no feed"),
        ({"raffinate": {"element": "A", "purity": 0.99}}, "do not fix both outlets"),
        ({"raffinate": {"element": "C", "purity": 0.99, "recovery": 0.9}}, "every element"),
        ({}, "no target says where to cut"),
    ):
        with pytest.raises(CaseError, match=said):
            answer(read({**base, "targets": targets}))


def test_too_little_solvent_for_the_purity_is_told_with_the_least():
    entries = {
        "task": "design",
        "beta": {"A": 1.5, "B": 1.0},
        "feed": {"A": 0.5, "B": 0.5},
        "targets": {"raffinate": {"element": "B", "purity": 0.999}, "extract": {"element": "A", "purity": 0.999}},
        "circuit": {"S": 2.4, "W": 1.9},
    }
    with pytest.raises(CaseError, match=r"circuit\.S: S = 2\.4 does not reach.*at least 2\.495"):
        answer(read(entries))
    with pytest.raises(CaseError, match="which the targets do not allow"):
        answer(read({**entries, "circuit": {"S": 3.0, "W": 2.4}}))


WORDS = ("task", "model", "beta", "feed", "circuit", "targets", "cost", "system", "A", "B", "unit", "stages", "S", "W", "phase")
NAMES = st.sampled_from(WORDS)
PLAIN = st.none() | st.booleans() | st.integers(-3, 300) | st.floats(width=32) | st.sampled_from(["", "A", "design", "P507", "g/L"])
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(NAMES, VALUES, max_size=7))
def test_whatever_stands_in_a_case_it_is_answered_or_explained(entries):
    try:
        found = answer(read(entries), assume=True)
    except CaseError as error:
        told = str(error)
    else:
        told = str(found.seconds)
    assert told
