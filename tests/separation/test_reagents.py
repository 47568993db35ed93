"""Reagents: the stoichiometry that plants are checked against, and N, Cl and Na that close."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.app.circuit_json import reagent_rows
from didymium.separation import answer, read
from didymium.separation.reagents import BASES, PRECIPITANTS, Duty, duty, oxide_mass, reagents

#: Bayan Obo feed, shares by mole: 169.1 g REO/mol
SLATE = {"La": 0.231, "Ce": 0.502, "Pr": 0.062, "Nd": 0.186, "Sm": 0.019}


@pytest.mark.parametrize("S", [0.5, 1.0, 1.65, 2.06, 3.0])
def test_identities_of_a_light_slate(S):
    ammonia = reagents(duty(SLATE, S))
    soda = reagents(duty(SLATE, S), "soda", "carbonate")
    assert ammonia.used["NH3"] == pytest.approx(0.302 * S, rel=2e-3)
    assert soda.used["NaOH"] == pytest.approx(0.710 * S, rel=2e-3)
    assert ammonia.acid == pytest.approx(2.09 * (S + 1), rel=3e-3)
    assert soda.made["NaCl"] == pytest.approx(1.037 * (S + 1), rel=2e-3)
    assert ammonia.made["NH4Cl"] == pytest.approx(0.949 * (S + 1), rel=2e-3)
    assert reagents(duty(SLATE, S), "ammonia", "carbonate").made["NH4Cl"] == pytest.approx(0.949 * S, rel=2e-3)


def test_base_per_unit_of_solvent():
    assert reagents(duty({"Nd": 1.0}, 1.0)).used["NH3"] == pytest.approx(0.304, abs=5e-4)
    assert reagents(duty({"Nd": 1.0}, 1.0), "soda").used["NaOH"] == pytest.approx(0.713, abs=5e-4)
    assert reagents(duty({"Nd": 1.0}, 1.0), "soda").used["NaOH"] / reagents(duty({"Nd": 1.0}, 1.0)).used["NH3"] == pytest.approx(
        2.35, abs=5e-3
    )


def test_nitrogen_formed():
    """249 kg per tonne and unit of S, and as much again for precipitation with bicarbonate."""
    assert reagents(duty(SLATE, 1.0), "ammonia", "carbonate").nitrogen == pytest.approx(249, abs=1)
    assert reagents(duty(SLATE, 1.65)).nitrogen == pytest.approx(650, abs=12)
    assert reagents(duty(SLATE, 2.06)).nitrogen == pytest.approx(760, abs=3)


@pytest.mark.parametrize(
    ("element", "precipitant", "formula", "tonnes"),
    [
        ("La", "bicarbonate", "NH4HCO3", 1.456),
        ("Ce", "bicarbonate", "NH4HCO3", 1.378),
        ("Nd", "bicarbonate", "NH4HCO3", 1.410),
        ("La", "carbonate", "Na2CO3", 0.976),
        ("Ce", "carbonate", "Na2CO3", 0.924),
        ("Nd", "carbonate", "Na2CO3", 0.945),
        ("Nd", "oxalic", "H2C2O4.2H2O", 1.124),
        ("Dy", "oxalic", "H2C2O4.2H2O", 1.014),
        ("Y", "oxalic", "H2C2O4.2H2O", 1.675),
    ],
)
def test_precipitants(element, precipitant, formula, tonnes):
    assert reagents(duty({element: 3.0}, 1.0), "ammonia", precipitant).used[formula] == pytest.approx(tonnes, abs=6e-4)


@given(
    st.floats(0.0, 50.0),
    st.floats(0.0, 50.0),
    st.floats(0.0, 5.0),
    st.floats(0.0, 0.5),
    st.sampled_from(sorted(BASES)),
    st.sampled_from(sorted(PRECIPITANTS)),
)
def test_nitrogen_chlorine_and_sodium_close(base, acid, free, excess, soap, precipitant):
    found = reagents(Duty({"La": 1.0, "Y": 0.3}, base, acid, free), soap, precipitant, excess)
    assert found.imbalance <= 1e-12
    assert all(value >= 0.0 for value in (*found.used.values(), *found.made.values()))


REFLUX = {
    "model": "mass_action", "system": "P507 chloride", "circuit": {"stages": 24, "outlet": [{"name": "side", "stage": 8, "flow": 30.0}]},
    "feed": [
        {"unit": "mol/L", "flow": 1000.0, "stage": 12, "La": 0.3, "Nd": 0.3, "pH": 2.0},
        {"unit": "mol/L", "flow": 200.0, "stage": 15, "La": 0.1, "Nd": 0.4, "pH": 2.0},
    ],
    "organic": {"unit": "mol/L", "flow": 4500.0, "P507": 1.5}, "saponification": {"degree": 0.3, "base": "soda"},
    "scrub": {"unit": "mol/L", "flow": 100.0, "HCl": 3.0}, "strip": {"stages": 6, "flow": 900.0, "HCl": 5.0, "reflux": 150.0},
}  # fmt: skip


def test_water_of_a_plant_follows_its_streams():
    """Two feeds, a side outlet and strip liquor that goes on as scrub: each litre is found again, in the stream it belongs to."""
    found = answer(read(REFLUX), assume=True)
    water = found.extra["work"].water
    assert water.imbalance <= 1e-9
    assert {k: v for k, v in water.into.items() if "soda" not in k and "base" not in k} == pytest.approx(
        {"feed": 1.2, "scrub acid": 0.1, "strip acid": 0.9}
    )
    assert water.out["side"] == pytest.approx(0.03)
    assert water.out["strip liquor"] == pytest.approx(0.75) == found.flow["strip"] / 1e3
    assert water.out["raffinate"] == pytest.approx(1.2 + 0.1 + 0.15 - 0.03) == found.flow["raffinate"] / 1e3
    base = found.extra["work"].bills[0].base
    assert water.into["base solution"] == pytest.approx(base / 8000)
    assert water.into["set free by soda"] == pytest.approx(base * 18.015e-6)


@pytest.mark.parametrize("phase", ["aqueous", "organic"])
def test_water_of_designs_and_sequences_closes(phase):
    cut = {"task": "design", "beta": {"A": 3.0, "B": 1.0}, "feed": {"A": 0.4, "B": 0.6, "phase": phase}}
    cut |= {"targets": {"raffinate": {"element": "B", "purity": 0.99}, "extract": {"element": "A", "purity": 0.99}}}
    many = {"task": "sequence", "beta": {"La": 1.0, "Ce": 8.0, "Pr": 14.7, "Nd": 21.3, "Sm": 213.0}, "targets": {"purity": 0.99}}
    many |= {"feed": {"La": 0.25, "Ce": 0.5, "Pr": 0.05, "Nd": 0.15, "Sm": 0.05, "phase": phase}, "cost": {"base": "soda"}}
    for case in (cut, many):
        found = answer(read(case))
        assert found.water.imbalance <= 1e-9
        assert ("feed" in found.water.into) is (phase == "aqueous")
        names = [name for name, *_ in reagent_rows(found)]
        assert [n for n in names if n.startswith("water out")]
    bills, rates = found.bills, found.rates  # scrub and strip acid are those that the bills count
    acid = sum(b.acid for b in bills) / rates["strength"] / 1e3
    assert found.water.into["scrub acid"] + found.water.into["strip acid"] == pytest.approx(acid, rel=1e-9)
    assert {"La", "Ce", "Pr", "Nd", "Sm"} <= set(found.water.out)


def test_acid_left_over_is_neutralised():
    even, sour, sweet = (reagents(Duty({"Nd": 1.0}, 3.0, acid)).used for acid in (3.0, 5.0, 1.0))
    assert sour["NH3"] / even["NH3"] == pytest.approx(5 / 3)
    assert sour["HCl"] / even["HCl"] == pytest.approx(8 / 6)
    assert sweet == pytest.approx(even)


def test_what_is_not_known_is_named():
    with pytest.raises(KeyError, match="lime"):
        reagents(duty({"Nd": 1.0}, 1.0), "lime")
    with pytest.raises(KeyError, match="Xx"):
        reagents(duty({"Xx": 1.0}, 1.0))
    with pytest.raises(ValueError, match="no rare earth is fed"):
        reagents(duty({}, 1.0))
    with pytest.raises(KeyError):
        oxide_mass("Fe")
