"""Patterns met in small letters find what ``re.IGNORECASE`` finds, at the same places."""

from __future__ import annotations

import re
import string
import sys
from pathlib import Path

import pytest

from didymium.evidence import idiom, roles, standing
from didymium.evidence.cue import _rows, cue
from didymium.evidence.folded import Folded, small
from didymium.evidence.form_of_date import HINT, PATTERN

ITEMS = Path(__file__).parent / "gold" / "open"
OWN = (
    "No other mine is as deep, and only China has more.",
    "It grew tenfold, at 5N and a pH of 3.9; half a year on it lost $(3.2) million.",
)
EVERY = "".join(map(chr, range(sys.maxunicode + 1)))


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Paragraphs of the marked items as they are and in capitals."""
    found = [line for path in sorted(ITEMS.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [*found, *OWN, *(line.upper() for line in found)]


@pytest.mark.parametrize("letter", string.ascii_lowercase)
def test_every_character_that_stands_for_a_letter(letter: str) -> None:
    assert [m.start() for m in Folded(letter).finditer(EVERY)] == [m.start() for m in re.compile(letter, re.IGNORECASE).finditer(EVERY)]


def test_characters_keep_their_places() -> None:
    assert len(small(EVERY)) == len(EVERY)


@pytest.mark.parametrize("name", sorted(_rows()))
def test_a_cue_and_its_hint(name: str, lines: list[str]) -> None:
    """Also from a later place on, and up to an earlier end."""
    folded = cue(name)
    plain = re.compile(folded.pattern, re.IGNORECASE)
    for line in lines:
        for start, end in ((0, len(line)), (7, len(line) - 5)):
            assert [m.span() for m in folded.finditer(line, start, end)] == [m.span() for m in plain.finditer(line, start, end)]
            a, b = folded.search(line, start, end), plain.search(line, start, end)
            assert (a and a.span()) == (b and b.span())


@pytest.mark.parametrize("folded", [PATTERN, HINT], ids=["pattern", "hint"])
def test_periods(folded: Folded, lines: list[str]) -> None:
    plain = re.compile(folded.pattern, re.IGNORECASE)
    for line in lines:
        theirs = [(m.span(), {k: v and v.lower() for k, v in m.groupdict().items()}) for m in plain.finditer(line)]
        assert [(m.span(), m.groupdict()) for m in folded.finditer(line)] == theirs


@pytest.mark.parametrize(
    ("quick", "patterns"),
    [
        (idiom._HINT, idiom._EVERY),
        (roles._HINT, (roles._ANY,)),
        (standing._NO_OTHER_HINT, (standing._NO_OTHER,)),
    ],
    ids=["idioms", "offices", "no other"],
)
def test_a_hint_is_found_wherever_a_pattern_is(quick: Folded, patterns: tuple[re.Pattern[str], ...], lines: list[str]) -> None:
    found = [line for line in lines if any(pattern.search(line) for pattern in patterns)]
    assert found
    assert all(quick.search(line) for line in found)
