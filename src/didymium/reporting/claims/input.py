"""What a report of claims is made from."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.reporting.input import ChainFacts
from didymium.reporting.number import amount, percent


@dataclass(frozen=True)
class Paper:
    """A document: where it lies, who published it when, where it comes from, what was mended and what cannot be read."""

    id: str
    path: str
    kind: str
    publisher: str
    published: str
    origin: str
    disclaimer: bool
    derivation: str
    repairs: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """A claim: its words between the words around them, what it states, how it is graded, what the chain says to it."""

    id: str
    document: str
    kind: str
    text: str
    before: str = ""
    after: str = ""
    subject: str = ""
    predicate: str = ""
    written: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    bound: str = ""
    unit: str = ""
    period: str = ""
    modality: str = ""
    form: str = ""
    stage: str = ""
    speaker: str = ""
    grade: str = "F6"
    completeness: float | None = None
    corroboration: int = 0
    verdict: str = ""
    why: str = ""
    rests_on: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    place: str = ""
    start: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """The subject as a reader knows it."""
        return self.subject.replace("_", " ") or "subject unknown"

    @property
    def figure(self) -> str:
        """The value with its unit, as far as there is one.

        >>> Item("i", "d", "quantity", "t", value=0.36, unit="fraction").figure, Item("i", "d", "fact", "t").figure
        ('36 %', '')
        """
        if self.unit == "fraction":
            return percent(self.value) if self.value is not None else f"{percent(self.low)} to {percent(self.high)}"
        if self.unit in ("rank", "fraction_of_target") or not self.unit or self.predicate == "plan_window":
            return self.written
        known = amount(self.value, 4) if self.value is not None else f"{amount(self.low)} to {amount(self.high)}"
        sign = {"at_least": "at least ", "at_most": "at most ", "about": "about "}.get(self.bound, "")
        return f"{sign}{known} {self.unit.replace('_', ' ')}"


@dataclass(frozen=True)
class ClaimsInput:
    """Everything a report of claims says, as plain data.

    ``conflicts`` are (kind, words, claims), ``proposals`` (claim, table, key, column, words, grade, what is missing),
    ``expectations`` (claim, observable, source, due), ``statuses`` (project, status, since, claim), ``problems`` (file,
    words).
    """

    chain: ChainFacts
    code_version: str
    command: str
    papers: tuple[Paper, ...]
    items: tuple[Item, ...]
    conflicts: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    proposals: tuple[tuple[str, str, str, str, str, str, str], ...] = ()
    expectations: tuple[tuple[str, str, str, str], ...] = ()
    statuses: tuple[tuple[str, str, str, str], ...] = ()
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def judged(self) -> tuple[Item, ...]:
        """Quantities that the chain could be asked about, the doubtful ones first."""
        order = {"exceeds": 0, "fits only": 1, "fits": 2}
        asked = [i for i in self.items if i.verdict and i.verdict != "cannot be checked"]
        return tuple(sorted(asked, key=lambda i: order.get("fits only" if i.verdict.startswith("fits only") else i.verdict, 3)))

    @property
    def origins(self) -> int:
        """How many root origins stand behind the documents; one that could not be read has none."""
        return len({p.origin.rsplit(" <- ", 1)[-1] or p.id for p in self.papers if p.kind != "none"})
