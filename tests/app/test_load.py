"""Which chain is meant, and numbers changed on the way in."""

from __future__ import annotations

from pathlib import Path

import pytest

from didymium import load
from didymium.app.load import default_chain, spelling
from didymium.chain import ChainError


def test_default_is_the_current_folder_if_it_is_a_chain(mini, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert default_chain() == "world"
    monkeypatch.chdir(mini)
    assert default_chain() == Path.cwd()
    assert load().name == "mini"


def test_a_loaded_chain_passes_through(mini):
    chain = load(mini)
    assert load(chain) is chain


def test_set_changes_one_number_and_leaves_the_chain_alone(mini):
    chain = load(mini)
    for changed in (load(chain, {"lines.sx.capacity": "10"}), load(mini, {"lines.sx.capacity": "10"})):
        capacity = dict(changed.tables["lines"].select("id", "capacity").iter_rows())
        assert capacity["sx"] == 10
        assert capacity["mine"] == 100
    assert dict(chain.tables["lines"].select("id", "capacity").iter_rows())["sx"] == 80


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("lines.sx.capacitie", "1", "did you mean capacity"),
        ("lines.mines.capacity", "1", "did you mean mine"),
        ("line.sx.capacity", "1", "did you mean lines"),
        ("lines.sx.capacity", "-1", "at least 0"),
        ("lines.sx.capacity", "many", "no number"),
        ("recipe_flows.split/nd/out.recovery", "1.5", "at most 1"),
        ("recipe_flows.split/nd/out.amount", "0.3", "creates Nd"),
    ],
)
def test_a_bad_set_is_told_how_to_mend_it(mini, key, value, said):
    for chain in (mini, load(mini)):
        with pytest.raises(ChainError, match=said):
            load(chain, {key: value})


def test_spelling_is_what_was_asked_for(mini, monkeypatch):
    chain = load(mini)
    assert spelling(mini, chain) == str(mini)
    assert spelling(chain, chain) == str(mini)
    monkeypatch.chdir(mini)
    assert spelling(None, chain) == str(mini)
