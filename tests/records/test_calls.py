"""No sequence of calls lets one person's change reach *accepted*, and none corrupts anything."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from didymium.records import FILE, Records, access, versions
from tests.records.made import PEOPLE, REFUSALS, Clock, begin, content, deed, holds, nobody_alone

CALLS = 20  # of a sequence


def play(seeds: range, folder: Path) -> Counter[str]:
    """A sequence of random calls a seed, each on the same records as they began."""
    begin(folder).close()
    path = folder / "now.sqlite"
    shutil.copy(folder / FILE, path)
    found: Counter[str] = Counter()
    with Records(path) as records:
        for seed in seeds:
            records.close()  # the file is replaced: connections to the old one go
            for old in folder.glob("now.sqlite*"):
                old.unlink()
            shutil.copy(folder / FILE, path)
            rng = random.Random(seed)
            records.clock = clock = Clock()
            found.update(deed(records, rng, clock) for _ in range(CALLS))
            holds(records)
    return found


def test_random_calls_corrupt_nothing(tmp_path: Path) -> None:
    """The first 100 of the 10,000 sequences."""
    found = play(range(100), tmp_path)
    assert found["done"] > 200  # not all of them were refusals
    assert found["Denied"] > 500


@pytest.mark.whole
def test_ten_thousand_sequences_of_random_calls_corrupt_nothing(tmp_path: Path) -> None:
    found = play(range(10_000), tmp_path)
    print(dict(found))
    assert sum(found.values()) == 10_000 * CALLS


people = st.sampled_from(PEOPLE)
places = st.sampled_from(["group", "north", "cascade"])
lendable = st.sampled_from(["proposer", "approver"])


class Approval(RuleBasedStateMachine):
    """Everybody may try everything about one version, its rights among it, in any order."""

    folder: Path
    number = 0

    @initialize()
    def start(self) -> None:
        type(self).number += 1
        path = self.folder / f"{self.number}.sqlite"
        shutil.copy(self.folder / FILE, path)
        self.clock = Clock()
        self.records = Records(path, clock=self.clock)

    def teardown(self) -> None:
        if hasattr(self, "records"):
            holds(self.records)
            self.records.close()

    def attempt(self, who: str, call: object) -> None:
        try:
            with self.records.writing(who) as change:
                call(change)  # type: ignore[operator]
        except REFUSALS:
            pass

    @rule(who=people, place=places, n=st.integers(1, 2))
    def draft(self, who: str, place: str, n: int) -> None:
        self.attempt(who, lambda c: versions.draft(c, place, "plan", content(n)))

    @rule(who=people, place=places)
    def submit(self, who: str, place: str) -> None:
        self.attempt(who, lambda c: versions.submit(c, place, "plan"))

    @rule(who=people, place=places, step=st.sampled_from([versions.accept, versions.close]))
    def decide(self, who: str, place: str, step: object) -> None:
        self.attempt(who, lambda c: step(c, place, "plan"))  # type: ignore[operator]

    @rule(who=people, place=places)
    def send_back(self, who: str, place: str) -> None:
        self.attempt(who, lambda c: versions.send_back(c, place, "plan", "too dear"))

    @rule(who=people, place=places, n=st.integers(1, 2))
    def amend(self, who: str, place: str, n: int) -> None:
        self.attempt(who, lambda c: versions.amend(c, place, "plan", content(n), "new ore"))

    @rule(who=people, other=people, role=lendable)
    def lend(self, who: str, other: str, role: str) -> None:
        self.attempt(who, lambda c: access.delegate(c, other, role, "2026-10-01", "2026-11-01"))

    @rule(who=people, other=people, role=st.sampled_from(["proposer", "approver", "keeper"]), place=st.none() | places)
    def grant(self, who: str, other: str, role: str, place: str | None) -> None:
        self.attempt(who, lambda c: access.grant(c, other, role, place))

    @rule(who=people, other=people, role=lendable, place=st.none() | places)
    def revoke(self, who: str, other: str, role: str, place: str | None) -> None:
        self.attempt(who, lambda c: access.revoke(c, other, role, place))

    @invariant()
    def nobody_decides_on_his_own(self) -> None:
        import sqlite3

        if hasattr(self, "records"):
            raw = sqlite3.connect(self.records.path)
            nobody_alone(raw)
            raw.close()


def test_no_sequence_of_calls_lets_one_persons_change_reach_accepted(tmp_path: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    begin(tmp_path).close()
    machine = type("Here", (Approval,), {"folder": tmp_path})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    )
