"""Texts for a terminal: short, whole words, in the words of the data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from didymium.reporting import BriefInput, brief_text, check_text, plan_text
from didymium.reporting.advice import advice


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_the_brief_is_short_and_fits(b: BriefInput, width: int) -> None:
    lines = brief_text(b, width).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= width


def test_blocks_come_in_order(b: BriefInput) -> None:
    text = brief_text(b)
    heads = ["CAN YOU TRUST IT", "WHO HOLDS WHAT", "IF EVERYONE COORDINATED AND KNEW", "WHAT GETS BUILT", "PRICES AND VALUE ADDED", "NEXT"]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    assert "SYNTHETIC DATA" in text
    assert "not market prices" in text
    assert '"as before" 5.7 %: not beaten' in text


def test_no_order_reaches_the_terminal(hostile: BriefInput) -> None:
    for text in (brief_text(hostile), plan_text(hostile, before=hostile, changes={"a.b": "\x1b[2J"})):
        assert not [c for c in text if not c.isprintable() and c != "\n"]


def test_commands_name_the_chain_as_it_was_typed(b: BriefInput) -> None:
    asked = replace(b, command="didymium brief 'my chain/works' --quarters 8")
    commands = [command for command, _ in advice(asked)]
    assert commands[0] == "didymium why quotas/ion_type_2027 'my chain/works'"
    assert all("'my chain/works'" in command for command in commands)


def test_paths_and_commands_are_whole_in_a_narrow_terminal(b: BriefInput) -> None:
    """What is cut can be neither opened nor run."""
    folder = "/home/somebody/" + "a_folder_of_that_name/" * 5 + "run"
    assert plan_text(b, run=folder, width=60).endswith(f"Tables: {folder}")
    told = brief_text(replace(b, command=f"didymium brief {folder}"), 60)
    commands = [line.strip() for line in told.splitlines() if line.startswith("  didymium ")]
    assert commands
    assert not any(line.endswith("...") for line in commands)


@pytest.mark.parametrize("width", [88, 100])
def test_a_check_cuts_names_of_series_never_figures(b: BriefInput, width: int) -> None:
    assert b.backcast is not None
    named = b.backcast.with_columns((b.backcast["series"] + ", as a register of a long name counts it").alias("series"))
    text = check_text(b.chain, [], named, b.unexplained, width=width)
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    scored = [line for line in lines if " magnet blanks" in line and line.endswith("5.0 %")]
    assert len(scored) == 2
    assert '2025 out of fit: 11 % over 10 rows; "as before" 5.7 % over 10, model there 11 %' in text


def test_a_plan_tells_what_a_change_does(b: BriefInput) -> None:
    less = b.tables["met"].with_columns((b.tables["met"]["unmet"] * 2).alias("unmet"))
    text = plan_text(replace(b, tables={**b.tables, "met": less}, objective=1e11), before=b, changes={"lines.x.capacity": "0"})
    assert "CHANGED lines.x.capacity = 0" in text
    assert "objective 123 bn USD -> 100 bn USD (-23.5 bn USD, -19 %)" in text
    assert "Car drive motors  EUR" in text
    assert max(map(len, text.splitlines())) <= 100


def test_warnings_about_the_input_are_told(b: BriefInput) -> None:
    """A plan and a brief of data that the check warns of say so; of others they say nothing."""
    warned = replace(b, chain=replace(b.chain, warnings=2))
    for text in (brief_text, plan_text):
        assert "2 warnings about the input: didymium check tells" in text(warned)
        assert "about the input" not in text(b)
