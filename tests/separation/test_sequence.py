"""Sequences: the best of all trees by plain enumeration, what products really hold, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from didymium.separation import CaseError, answer, read
from didymium.separation.arrange import Arrangement, train_of
from didymium.separation.basis import basis
from didymium.separation.sequence import _designed, _strip, best_sequences, cut_of

FOUR = {
    "task": "sequence",
    "beta": {"La": 1.0, "Ce": 8.0, "Pr": 14.7, "Nd": 21.3},
    "feed": {"unit": "REO", "flow": 1000, "La": 0.25, "Ce": 0.5, "Pr": 0.05, "Nd": 0.2},
}


def arranged(**changes: object) -> Arrangement:
    found = answer(read({**FOUR, **changes}))
    assert isinstance(found, Arrangement)
    return found


def every_way(first: int, last: int, phase: str) -> Iterator[tuple[list[tuple[int, int, int, str]], list[tuple[int, int]]]]:
    """All sequences of a group: its cuts, and the groups that are stripped on the way."""
    if first == last:
        yield [], [(first, last)] if phase == "organic" else []
        return
    if phase == "organic":
        for cuts, strips in every_way(first, last, "aqueous"):
            yield cuts, [(first, last), *strips]
    for after in range(first, last):
        for light, s in every_way(first, after, "aqueous"):
            for heavy, t in every_way(after + 1, last, "organic"):
                yield [(first, last, after, phase), *light, *heavy], [*s, *t]


def test_the_ten_best_of_all_trees():
    case = read(FOUR)
    train = train_of(case, basis(case))
    price: dict[tuple[int, int, int, str], float] = {}
    costs = []
    for cuts, strips in every_way(0, 3, "aqueous"):
        for key in cuts:
            if key not in price:
                price[key] = _designed(train, key)[2]
        costs.append(sum(price[key] for key in cuts) + sum(_strip(train, *group) for group in strips))
    found = best_sequences(train)
    assert [s.cost for s in found.best] == pytest.approx(sorted(costs)[:10], rel=1e-9)
    assert len(found.designs) <= found.cuts


def test_bills_add_up_to_the_cost():
    found = arranged()
    assert sum(b.total for b in found.bills) / found.tonnes == pytest.approx(found.cost(found.best), rel=1e-9)


def test_products_keep_their_purity_when_cuts_are_not_sharp():
    found = arranged(targets={"purity": 0.995, "purities": {"Nd": 0.9995}, "products": ["La", "Ce", "Pr", "Nd"]})
    for name, asked in (("La", 0.995), ("Ce", 0.995), ("Pr", 0.995), ("Nd", 0.9995)):
        assert found.purity[name] >= asked
        assert found.recovery[name] >= 0.99


def test_elements_may_stay_together():
    found = arranged(targets={"products": [["Nd", "Pr"], "Ce", "La"]})
    assert list(found.purity) == ["La", "Ce", "PrNd"]
    assert len(list(found.best.root.nodes())) == 2


def test_units_change_nothing():
    """Mole fractions, shares of oxide and grams a litre of the same feed are the same problem."""
    from didymium.separation.cost import oxide_mass

    share = {"La": 0.25, "Ce": 0.5, "Pr": 0.05, "Nd": 0.2}
    moles = {n: v / oxide_mass(n, {}) for n, v in share.items()}
    total = sum(moles.values())
    asked = {"cost": {"throughput": 1000}}
    grams = {n: 100 * v for n, v in share.items()}
    costs = []
    for feed in ({"unit": "REO", **share}, {n: v / total for n, v in moles.items()}, {"unit": "g/L REO", **grams}):
        one = answer(read({"task": "sequence", "beta": FOUR["beta"], "feed": feed, **asked}))
        assert isinstance(one, Arrangement)
        costs.append(one.cost(one.best))
    assert costs == pytest.approx([costs[0]] * 3, rel=1e-9)


def test_lower_bounds_are_below_designs():
    from didymium.separation.sequence import _least

    case = read(FOUR)
    train = train_of(case, basis(case))
    for key in ((0, 3, 1, "aqueous"), (1, 3, 1, "organic"), (2, 3, 2, "organic"), (0, 1, 0, "aqueous")):
        assert _least(train, key) <= _designed(train, key)[2]
        cut, flow = cut_of(train, key)
        assert 0.0 < cut.lost < 0.02 * cut.heavy
        assert flow <= train.flow * (1 + 1e-12)


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ({"products": ["La", "Ce", "Pr"]}, "Nd stands in 0 products"),
        ({"products": [["La", "Pr"], "Ce", "Nd"]}, "no neighbours"),
        ({"products": ["La", "Ce", "Pr", "Nd", "Xx"]}, "Xx stands in no feed"),
        ({"products": [["La", "Ce", "Pr", "Nd"]]}, "one product only"),
        ({"purities": {"Zz": 0.9}}, "Zz is no product"),
        ({"purity": 1.0}, "1 needs endless stages"),
        ({"products": "La"}, "no list of products"),
    ],
)
def test_a_bad_sequence_says_why(targets, said):
    with pytest.raises(CaseError, match=said):
        arranged(targets=targets)


def test_one_element_is_no_sequence():
    with pytest.raises(CaseError, match="holds 1 elements"):
        answer(read({"task": "sequence", "beta": {"La": 1.0}, "feed": {"La": 1.0}}))


def test_no_element_is_lost_on_the_way():
    found = arranged()
    assert np.all(np.array(list(found.recovery.values())) < 1.0)
    assert found.seconds > 0.0
