"""Which stretches of a sentence are claims: joints, chances, the choice among stretches, and how the weights are fitted."""

from __future__ import annotations

import math
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tools import evidence_fit

from didymium.evidence import weigh
from didymium.evidence.block import Block
from didymium.evidence.document import Document
from didymium.evidence.extract import extract
from didymium.evidence.meaning import Setting
from didymium.evidence.piece import Piece
from didymium.evidence.reader import read_content
from didymium.evidence.record import Place
from didymium.evidence.stretch import Stretch, stretches
from didymium.evidence.trait import traits
from tests.documents.conftest import ITEM

GOLD = Path(__file__).parent / "gold"
SENTENCE = "The group signed a loan to open a mine that supplies Toyota with oxide, and Tokyo raised tariffs on magnets from 10 per cent"


def every(text: str, amounts: tuple[tuple[int, int], ...] = ()) -> list[Stretch]:
    """All stretches of a sentence as one piece."""
    place = Place(Block("paragraph", 0, len(text)), 0, text, ())
    return stretches(place, Piece(0, len(text), "main"), Setting(), None, amounts)


def test_stretches_hold_no_amount_and_are_parts_of_their_piece():
    at = SENTENCE.index("10 per cent")
    found = every(SENTENCE, ((at, len(SENTENCE)),))
    texts = {s.text for s in found}
    assert "The group signed a loan" in texts
    assert "open a mine that supplies Toyota with oxide" in texts
    assert "Tokyo raised tariffs on magnets" in texts
    assert all("10" not in t for t in texts)
    assert all(SENTENCE[s.piece.start : s.piece.end] == s.text for s in found)


def test_a_whole_without_joints_is_one_stretch():
    (one,) = every("Acme opened a mine")
    assert one.whole
    assert one.parts == 1


odds = st.lists(st.floats(0.01, 1.0), min_size=6, max_size=6).map(lambda row: tuple(x / sum(row) for x in row))


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_what_is_chosen_never_overlaps_and_is_likely_enough(data):
    some = every(SENTENCE)
    told = data.draw(st.lists(odds, min_size=len(some), max_size=len(some)))
    chosen = weigh.best(some, told)
    assert all(not a.overlaps(b) for i, (a, _) in enumerate(chosen) for b, _ in chosen[i + 1 :])
    assert {kind for _, kind in chosen} <= set(weigh.CLASSES[1:])
    for one, kind in chosen:
        kin = [row for other, row in zip(some, told, strict=True) if one.meets(other)]
        columns = (1, 2) if kind in ("commitment", "fact") else (weigh.CLASSES.index(kind),)
        assert sum(row[c] for row in kin for c in columns) > min(weigh.REAL, weigh.OTHER)


def test_two_ways_to_see_one_thing_add_up():
    """Neither reading of where it ends is likely enough alone; together they are, and one claim comes of them."""
    some = every("The ministry ordered the plants to stop because the river was yellow")
    assert len(some) == 3
    whole = next(i for i, s in enumerate(some) if s.whole)
    first = next(i for i, s in enumerate(some) if s.first == 0 and not s.whole)
    told = [(1.0, 0.0, 0.0, 0.0, 0.0, 0.0)] * len(some)
    told[whole] = told[first] = (0.75, 0.0, 0.25, 0.0, 0.0, 0.0)
    assert len(weigh.best(some, told)) == 1
    told[first] = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert weigh.best(some, told) == []


def test_chances_add_up_and_traits_count_once():
    for told in traits(every(SENTENCE)):
        assert len(told) == len(set(told))
        assert math.isclose(sum(weigh.chances(told)), 1.0, rel_tol=1e-12)
    assert weigh.chances(["no such trait"]) == weigh.chances([])


def test_another_judge_may_be_asked():
    """What is no number comes from the judge alone."""
    document = Document("d", "item.txt", read_content(ITEM.encode()))
    assert {c.kind for c in extract(document, judge=lambda some: [])} <= {"quantity", "source"}
    told = extract(document, judge=lambda some: [(some[0], "fact")] if some else [])
    assert "fact" in {c.kind for c in told}


def test_the_weights_were_fitted_on_what_is_in_the_repository():
    """The head of the file tells how many items; all of those folders, and the two of the regression gate."""
    head = evidence_fit.WEIGHTS.read_text(encoding="utf-8").splitlines()[0]
    items = sum(len(evidence_fit.items(GOLD / name)) for name in evidence_fit.FITTED)
    assert f"on {items + 2} marked items" in head
    assert not any(name.startswith(("held_2", "held_4", "held_5")) for name in evidence_fit.FITTED)


def test_a_fit_learns_what_it_is_shown(tmp_path):
    """Three items, fitted twice: the same weights, and most of what was marked in them is found again."""
    some = evidence_fit.load([GOLD / "open_2"])[:3]
    model, again = evidence_fit.Model(some, ridge=10.0), evidence_fit.Model(some, ridge=10.0)
    assert model.rows() == again.rows()
    assert model.rows()[0][0] == ""
    found = [evidence_fit.score(one.readings[0], evidence_fit.outcome(one, model.odds(one)), ["commitment", "fact"]) for one in some]
    pairs, missed = sum(len(f.pairs) for f in found), sum(len(f.missed) for f in found)
    assert pairs / (pairs + missed) > 0.8
