"""The open half of the made-up items: a floor against going back. The rules were tuned on it, so it states no accuracy."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.documents.gold_score import found_claims, gold_claims, table

GOLD = Path(__file__).parent / "gold"
OPEN = GOLD / "open"


def test_open_items_are_those_that_were_hashed_before_tuning():
    listed = [line.split("  ") for line in (GOLD / "HASHES.txt").read_text(encoding="utf-8").splitlines() if line.count("  ") == 2]
    found = [(digest, OPEN / name) for digest, kind, name in listed if kind == "open"]
    assert found
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == digest for digest, path in found)


def test_open_items_are_read_as_well_as_before():
    rows = table(gold_claims(OPEN / "claims_open.jsonl"), found_claims(OPEN))
    assert rows["quantity"]["recall"] >= 0.97
    assert rows["quantity"]["precision"] >= 0.97
    assert rows["commitments and facts"]["recall"] >= 0.90
    assert rows["commitments and facts"]["precision"] >= 0.88
