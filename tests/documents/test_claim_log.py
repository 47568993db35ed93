"""Deciding on claims: rows that cite their claim, what is decided twice, what can never be linked, and the log of it all."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from didymium import claim, load, read
from didymium.app.error import AskError
from didymium.cli.run import run
from tests.mini import write_mini

TEXT = """SYNTHETIC ITEM, made up for tests.
Example Metals Daily, 12 March 2024
Acme Corp. produced 3,400 t of neodymium oxide in 2023. Fewer than 300 t of terbium oxide were sold by Acme Corp. in 2023.
Analysts believe that the market is tight.
Acme Corp. did not disclose the cost of the plant.
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A small chain folder of one's own, which an item was read with."""
    folder = write_mini(tmp_path / "mine")
    (tmp_path / "item.txt").write_text(TEXT, encoding="utf-8")
    read(tmp_path / "item.txt", folder)
    return folder


@pytest.fixture
def made(mine: Path) -> str:
    """The id of the claim of what Acme made."""
    return next(c.id for c in _read(mine).claims if c.value == 3400)


def _read(mine: Path):
    return read(mine.parent / "item.txt", mine, keep=False)


def _rows(mine: Path, table: str) -> list[dict[str, str]]:
    with (mine / "chain" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _events(mine: Path) -> list[dict]:
    return [json.loads(line) for line in (mine / "evidence.jsonl").read_text(encoding="utf-8").splitlines()]


def test_accepting_adds_one_row_that_cites_its_claim(mine, made):
    before = _rows(mine, "series")
    done = claim("accept", made[:8], mine, by="Ada", note="agrees with the annual report")
    rows = _rows(mine, "series")
    assert rows[:-1] == before
    assert (rows[-1]["series"], float(rows[-1]["value"]), rows[-1]["unit"], rows[-1]["period"]) == ("production of acme", 3400, "t", "2023")
    assert rows[-1]["source"] == f"claim {made} (example_metals_daily)"
    assert (rows[-1]["source_year"], rows[-1]["grade"]) == ("2024", "derived")
    assert "produced 3,400 t" in rows[-1]["note"]
    assert load(mine).tables["series"]["source"].to_list().count(rows[-1]["source"]) == 1
    event = _events(mine)[-1]
    assert (event["event"], event["claim"], event["by"], event["note"]) == ("accept", made, "Ada", "agrees with the annual report")
    assert event["values"]["source"] == rows[-1]["source"]
    assert done.to_json()["file"] == str(mine / "chain" / "series.csv")


def test_an_accepted_claim_is_not_accepted_again_nor_rejected_while_a_row_cites_it(mine, made):
    claim("accept", made, mine, by="Ada")
    rows, log = (mine / "chain" / "series.csv").read_bytes(), (mine / "evidence.jsonl").read_bytes()
    with pytest.raises(AskError, match=r"accepted already: series.csv:\d+ cites it"):
        claim("accept", made, mine, by="Bob")
    with pytest.raises(AskError, match=r"series.csv:\d+ cites it: take that row out of the chain first"):
        claim("reject", made, mine, by="Bob")
    assert ((mine / "chain" / "series.csv").read_bytes(), (mine / "evidence.jsonl").read_bytes()) == (rows, log)
    (mine / "chain" / "series.csv").write_bytes(b"".join(rows.splitlines(keepends=True)[:-1]))
    assert claim("reject", made, mine, by="Bob").action == "reject"
    assert claim("accept", made, mine, by="Ada").row["value"] == 3400
    assert (mine / "chain" / "series.csv").read_bytes() == rows


def test_what_was_decided_is_not_proposed_again(mine, made):
    assert made in {p.claim for p in _read(mine).proposals}
    claim("reject", made, mine, by="Ada", note="is of another Acme")
    assert made not in {p.claim for p in _read(mine).proposals}
    assert made in {c.id for c in _read(mine).claims}


def test_a_bound_is_no_observation_and_nobody_has_no_series(mine, tmp_path):
    bound = next(c for c in _read(mine).claims if c.value == 300)
    assert bound.bound == "at_most"
    with pytest.raises(AskError, match="proposes no change"):
        claim("accept", bound.id, mine)
    (tmp_path / "who.txt").write_text("Fully 550 t were sold in 2023.\n", encoding="utf-8")
    for told in (_read(mine), read(tmp_path / "who.txt", mine)):
        assert not [p for p in told.proposals if "None" in p.text or "unknown" in p.text]


def test_a_row_that_would_break_the_chain_leaves_chain_and_log_as_they_were(mine, made):
    before = {p: p.read_bytes() for p in sorted(mine.rglob("*")) if p.is_file()}
    for edits, words in (
        ({"value": "much"}, "nothing was changed"),
        ({"colour": "red"}, "no column 'colour'"),
        ({"source": "me"}, "the claim itself"),
        ({"period": ""}, "--set period="),
    ):
        with pytest.raises(AskError, match=words):
            claim("accept", made, mine, set=edits)
    assert {p: p.read_bytes() for p in sorted(mine.rglob("*")) if p.is_file()} == before
    assert claim("accept", made, mine, set={"value": "3450"}).row["value"] == "3450"
    assert float(_rows(mine, "series")[-1]["value"]) == 3450


@pytest.mark.parametrize("kind", ["assessment", "absence"])
def test_what_states_no_number_is_never_linked_but_can_be_rejected_and_resolved(mine, kind):
    told = next(c for c in _read(mine).claims if c.kind == kind)
    before = {p: p.read_bytes() for p in sorted((mine / "chain").iterdir())}
    for edits in ({}, {"value": "5"}, {"source": "me"}):
        with pytest.raises(AskError, match="never tied to a number"):
            claim("accept", told.id, mine, set=edits, proposal="0")
    assert {p: p.read_bytes() for p in sorted((mine / "chain").iterdir())} == before
    claim("reject", told.id, mine, by="Ada")
    assert claim("resolve", told.id, mine, outcome="false", by="Ada").outcome == "false"


def test_the_command_line_decides_and_tells(mine, made, capsys):
    here = ["--chain", str(mine), "--by", "Ada"]
    assert run(["claim", "resolve", made, "true", *here, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "claim": made, "action": "resolve", "by": "Ada", "file": None, "row": {}, "outcome": "true",
    }  # fmt: skip
    assert run(["claim", "accept", made, *here, "--set", "grade=company"]) == 0
    assert "row added to" in capsys.readouterr().out
    assert _rows(mine, "series")[-1]["grade"] == "company"
    for words, code, told in (
        (["accept", made], 1, "accepted already"),
        (["accept", "ffffffff"], 1, "has no claim ffffffff"),
        (["accept", made, "--set", "grade"], 2, "COLUMN=VALUE"),
        (["resolve", made, "maybe"], 2, "true, false or unknown"),
    ):
        assert run(["claim", *words, *here]) == code
        assert told in capsys.readouterr().err
    assert [e["event"] for e in _events(mine)] == ["read", "resolve", "accept"]


def test_nothing_is_decided_with_a_shipped_chain(capsys):
    assert run(["claim", "reject", "abcd1234", "--chain", "works"]) == 1
    assert "didymium init FOLDER --from works" in capsys.readouterr().err


def test_a_share_of_an_amount_is_no_observed_amount(tmp_path):
    """ "A third of output" is proposed as nothing; the amount itself is."""
    folder = write_mini(tmp_path / "mini")
    text = (
        "Example Metals Daily, 12 March 2026\n\nIn 2024 a third of Northern Rare Earth's output went to Japan. "
        "Northern Rare Earth produced 2,900 t of oxide in 2024.\n"
    )
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    found = read(tmp_path / "x.txt", folder)
    told = {p.claim for p in found.proposals if p.table == "series"}
    values = {c.value for c in found.claims if c.id in told}
    assert 2900.0 in values
    assert not any(c.unit == "fraction" and c.predicate == "production" for c in found.claims if c.id in told)
    assert any(c.unit == "fraction" and c.predicate == "production" for c in found.claims)
