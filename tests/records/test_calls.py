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
from tests.evidence import Say
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


@pytest.mark.claim
def test_random_calls_corrupt_nothing(tmp_path: Path, evidence: Say) -> None:
    """The first 100 of the 10,000 sequences."""
    found = play(range(100), tmp_path)
    evidence(
        "Nobody decides on what he had a part in, in whatever order whoever calls whatever, and no call corrupts anything",
        "didymium version accept; didymium actuals close; and every other change",
        f"100 sequences of {CALLS} random calls: {found['done']:,} done, {sum(found.values()) - found['done']:,} refused, 0 at fault",
        "made up",
        True,
    )
    assert found["done"] > 200  # not all of them were refusals
    assert found["Denied"] > 500


@pytest.mark.whole
@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_sequences_of_random_calls_corrupt_nothing(tmp_path: Path, part: int) -> None:
    found = play(range(2_500 * part, 2_500 * (part + 1)), tmp_path)
    print(dict(found))
    assert sum(found.values()) == 2_500 * CALLS


def submitted(records: Records, who: str) -> None:
    with records.writing(who) as change:
        versions.draft(change, "north", "plan", content())
        versions.submit(change, "north", "plan")


def lend(records: Records, who: str, other: str, role: str) -> None:
    with records.writing(who) as change:
        access.delegate(change, other, role, "2026-10-01", "2026-10-15")


@pytest.mark.parametrize(
    ("proposer", "lent", "decider", "said"),
    [
        ("cora", [], "cora", "took part in it"),  # may do both, and may not do both here
        ("anna", [("ben", "anna", "approver")], "anna", "took part in it"),  # decides by ben's right
        ("dan", [("dan", "eve", "approver")], "eve", "the right of somebody who took part"),  # is decided by dan's own right
        ("anna", [("dan", "anna", "proposer"), ("dan", "eve", "approver")], "eve", None),  # anna's own right counts, not the one lent
        ("eve", [("dan", "eve", "proposer"), ("dan", "fay", "approver")], "fay", "the right of somebody who took part"),
        ("eve", [("dan", "eve", "proposer")], "dan", "took part in it"),  # eve proposed by dan's right
        ("anna", [("ben", "eve", "approver"), ("eve", "fay", "approver")], "fay", "may not approve"),  # what was lent is not lent on
        ("anna", [("ben", "kim", "approver")], "kim", "may not approve"),  # a keeper decides by no right
        ("anna", [("ben", "eve", "approver")], "eve", None),
        ("anna", [], "ben", None),
        ("anna", [], "cora", None),
    ],
)
def test_who_may_accept(tmp_path: Path, proposer: str, lent: list[tuple[str, str, str]], decider: str, said: str | None) -> None:
    with begin(tmp_path) as records:
        with records.writing("kim") as change:
            access.add_person(change, "fay")
        for who, other, role in lent:
            try:
                lend(records, who, other, role)
            except REFUSALS:  # eve has no right of her own to lend
                assert who == "eve"
        submitted(records, proposer)
        if said is None:
            with records.writing(decider) as change:
                assert versions.accept(change, "north", "plan").state == "accepted"
        else:
            with pytest.raises(REFUSALS, match=said), records.writing(decider) as change:
                versions.accept(change, "north", "plan")
        holds(records)


def test_a_right_holds_from_its_first_day_until_before_its_last(tmp_path: Path) -> None:
    clock = Clock()
    with begin(tmp_path, clock) as records:
        with records.writing("ben") as change:
            access.delegate(change, "eve", "approver", "2026-10-05", "2026-10-07")
        for day, may in (("2026-10-04", False), ("2026-10-05", True), ("2026-10-06", True), ("2026-10-07", False)):
            clock.day = day
            with records.reading("eve") as scope:
                assert ("north" in scope.names("approve")) is may
        clock.day = "2026-10-06"
        with records.writing("ben") as change:
            access.withdraw(change, "eve", "approver")
        with records.reading("eve") as scope:
            assert scope.names("approve") == ()


def test_after_closing_only_an_amendment_with_a_reason(tmp_path: Path) -> None:
    with begin(tmp_path) as records:
        submitted(records, "anna")
        with records.writing("ben") as change:
            versions.accept(change, "north", "plan")
        with records.writing("ben") as change:
            versions.close(change, "north", "plan")
        for call in (
            lambda c: versions.draft(c, "north", "plan", content(2)),
            lambda c: versions.submit(c, "north", "plan"),
            lambda c: versions.amend(c, "north", "plan", content(2), " "),
        ):
            with pytest.raises(REFUSALS), records.writing("anna") as change:
                call(change)
        with records.writing("anna") as change:
            assert versions.amend(change, "north", "plan", content(2), "new ore").revision == 2
        with records.reading("eve") as scope, pytest.raises(REFUSALS):
            versions.accepted(scope, "north", "plan")  # she reads south
        with records.reading("ben") as scope:
            held = versions.accepted(scope, "north", "plan")
            assert held is not None
            assert (held.revision, held.state, held.hash) == (1, "closed", content(1).hash)
            assert [s.why for s in versions.steps(scope, "north", "plan", 2)] == ["new ore"]


def test_rights_are_given_by_keepers_to_others(tmp_path: Path) -> None:
    with begin(tmp_path) as records:
        for who, call, said in (
            ("kim", lambda c: access.grant(c, "kim", "approver", None), "grants to himself"),
            ("kim", lambda c: access.grant(c, "anna", "keeper", None), "keeper says who may do what"),
            ("anna", lambda c: access.grant(c, "ben", "proposer", "north"), "may not keep"),
            ("anna", lambda c: access.add_person(c, "zoe"), "keeps no part"),
            ("kim", lambda c: access.add_person(c, " Anna "), "looks the same"),
            ("kim", lambda c: access.add_person(c, "\uff41nna"), "looks the same"),
            ("kim", lambda c: access.grant(c, "eve", "reader", "south"), "there already"),
            ("kim", lambda c: access.grant(c, "zoe", "reader", "south"), "nobody here is called"),
        ):
            with pytest.raises(REFUSALS, match=said), records.writing(who) as change:
                call(change)
        with pytest.raises(REFUSALS, match="begun already"):
            access.start(records, "zoe", [])


def test_a_keeper_of_a_part_cannot_make_a_keeper_of_the_whole_propose(tmp_path: Path) -> None:
    """He does not see that the other keeps anything; the role that he grants him does not count."""
    with begin(tmp_path) as records:
        with records.writing("kim") as change:
            access.add_person(change, "fay")
        with records.writing("kim") as change:
            access.grant(change, "fay", "keeper", "north")
        with records.writing("fay") as change:
            access.grant(change, "kim", "approver", "north")
        with records.reading("kim") as scope:
            assert scope.names("approve") == ()
            assert scope.keeps(None)


people = st.sampled_from(["anna", "ben", "cora", "dan", "eve"])
anybody = st.sampled_from(PEOPLE)
places = st.sampled_from(["north", "north", "north", "group", "cascade"])
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

    @rule(who=st.sampled_from(["cora", "dan"]), other=st.sampled_from(["anna", "eve"]), n=st.integers(1, 2))
    def through_another(self, who: str, other: str, n: int) -> None:
        """The shortest way to one's own acceptance: propose, lend the right to decide, have it used."""
        self.attempt(who, lambda c: versions.draft(c, "north", "plan", content(n)))
        self.attempt(who, lambda c: versions.submit(c, "north", "plan"))
        self.attempt(who, lambda c: access.delegate(c, other, "approver", "2026-10-01", "2026-11-01"))
        self.attempt(other, lambda c: versions.accept(c, "north", "plan"))

    @rule(who=anybody, other=anybody, role=st.sampled_from(["proposer", "approver", "keeper"]), place=st.none() | places)
    def grant(self, who: str, other: str, role: str, place: str | None) -> None:
        self.attempt(who, lambda c: access.grant(c, other, role, place))

    @rule(who=anybody, other=anybody, role=lendable, place=st.none() | places)
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
