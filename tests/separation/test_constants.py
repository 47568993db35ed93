"""Shipped constants: every number says who says so, and what contradicts measurements is not used."""

from __future__ import annotations

import pytest

from didymium.separation.constants import IONS, factors, system, systems
from didymium.separation.factors import SOUND

BASES = {*SOUND, "interpolated", "contradicted", "assumed"}
GRADES = {"official", "company", "derived", "assumed"}
ROWS = [c for s in systems() for c in s.constants]


def test_every_number_has_source_year_and_grade():
    for c in ROWS:
        assert c.source, c
        assert 1900 < c.year <= 2026, c
        assert c.grade in GRADES, c
        assert c.basis in BASES, c
        assert (c.basis == "assumed") == (c.grade == "assumed"), c
        assert c.value is not None or None not in (c.low, c.high), c
        assert c.low is None or c.high is None or c.low <= c.high, c


def test_levels_say_how_well_they_are_known():
    for c in ROWS:
        if c.quantity == "log10_D" and c.used:
            assert c.sd is not None, c
            assert c.sd > 0.0, c


def test_one_level_an_element():
    for s in systems():
        used = [c.subject for c in s.constants if c.quantity == "log10_D" and c.used]
        assert len(used) == len(set(used)), s.name


@pytest.mark.parametrize(
    ("name", "pair", "measured"),
    [
        ("P507 chloride", ("Pr", "Nd"), (1.4, 1.5)),
        ("P507 chloride", ("Ce", "Pr"), (1.2, 2.2)),
        ("P507 chloride", ("Tb", "Dy"), (2.1, 2.8)),
        ("P507 chloride", ("Dy", "Y"), (3.13, 3.15)),
        ("P507 chloride", ("La", "Nd"), (10.0, 10.1)),
        ("P507 chloride, loaded", ("Pr", "Nd"), (1.4, 1.6)),
        ("P507 chloride, loaded", ("La", "Nd"), (21.0, 22.0)),
        ("P204 chloride", ("Pr", "Nd"), (1.22, 1.24)),
        ("P204 chloride", ("Tb", "Dy"), (2.5, 2.54)),
        ("Cyanex 272 chloride", ("Pr", "Nd"), (1.51, 1.86)),
        ("naphthenic acid chloride", ("Y", "Sm"), (5.28, 5.30)),
    ],
)
def test_factors_lie_where_they_were_measured(name, pair, measured):
    assert measured[0] <= factors(name).pair(*pair) <= measured[1]


def test_replaced_rows_are_kept_and_not_used():
    kept = {(c.system, c.subject) for c in ROWS if c.quantity == "log10_D" and not c.used}
    assert kept >= {("P507 chloride", "Pr"), ("P507 chloride", "Tb"), ("P204 chloride", "Nd")}
    for c in ROWS:
        if c.basis == "contradicted" and c.used:
            assert (c.system, c.subject) == ("naphthenic acid chloride", "La"), "only La/Y, for which there is nothing better"


def test_yttrium_comes_last_in_naphthenic_acid():
    assert factors("naphthenic acid").order[0] == "Y"
    assert factors("P507").order.index("Y") == factors("P507").order.index("Ho") + 1
    assert [level.element for level in factors("naphthenic acid").weak("Y", "La")] == ["La"]


def test_no_cut_rests_on_what_nobody_measured():
    trace, ladder = factors("P507"), factors("P507 loaded")
    assert not trace.weak("Pr", "Nd")
    assert not trace.weak("Nd", "Sm")
    assert {level.basis for level in trace.weak("Sm", "Eu")} == {"interpolated"}
    assert {level.basis for level in trace.weak("Y", "Er")} == {"assumed"}
    assert not ladder.weak("Nd", "Sm")
    assert [level.element for level in ladder.weak("Sm", "Dy")] == ["Eu", "Gd", "Tb"]


def test_rare_earths_alone_have_constant_factors():
    for s in systems():
        if s.mechanism != "correlation":
            assert not set(factors(s.name).levels) & set(IONS)
    with pytest.raises(KeyError, match="change with the pH"):
        factors("prommis")


@pytest.mark.parametrize(("name", "hint"), [("P705 chloride", "did you mean 'P507 chloride'"), ("benzene", "known are P507 chloride")])
def test_unknown_system(name, hint):
    with pytest.raises(KeyError, match=hint):
        system(name)
