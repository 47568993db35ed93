"""The README claims what EVIDENCE.md shows, and nothing else."""

from __future__ import annotations

from tests.evidence import claims, read


def test_every_claim_has_its_line() -> None:
    assert claims()
    assert [line.claim for line in read()] == claims()
