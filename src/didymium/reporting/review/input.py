"""What a report of a review is made of."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.reporting.review.section import Section


@dataclass(frozen=True)
class Step:
    """What a factor contributed to the change, in the money of the review."""

    factor: str
    value: float


@dataclass(frozen=True)
class Move:
    """A metric of a product before and now, in ``unit``; None where it is not published; ``change`` as a share."""

    entity: str
    metric: str
    product: str
    unit: str
    base: float | None
    now: float | None
    change: float | None
    derived: bool


@dataclass(frozen=True)
class Row:
    """A figure of the period or of the one that it is compared with; as written, with its source and its place."""

    entity: str
    metric: str
    product: str
    period: str
    value: float
    unit: str
    source: str
    year: str
    grade: str
    place: str
    note: str


@dataclass(frozen=True)
class Goal:
    """A target: what was asked, what came, and its status: met, missed or not measured."""

    id: str
    entity: str
    metric: str
    product: str
    sense: str
    target: float
    actual: float | None
    unit: str
    status: str
    directive: str


@dataclass(frozen=True)
class Held:
    """A band that was stated in the past, and what came."""

    origin: str
    ahead: int
    low: float
    high: float
    level: float
    actual: float
    inside: bool


@dataclass(frozen=True)
class Outlook:
    """A year's end: known so far, expected, and the band at the level that past misses allow (None where they are too few)."""

    entity: str
    metric: str
    product: str
    year: str
    unit: str
    known: float
    through: str
    mid: float
    low: float | None
    high: float | None
    level: float | None
    misses: int
    rule: str
    record: tuple[Held, ...]


@dataclass(frozen=True)
class Finding:
    """Something to know: its kind, what it says, the rows behind it (``file:line``)."""

    kind: str
    text: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class ReviewInput:
    """Everything that a report of a review says; money in ``unit`` (AUD m), ``base`` is what the period is compared with.

    ``steps`` go from ``start`` to ``end``, both None where there is no bridge; ``by_entity`` where several entities report.
    ``sections`` are parts that are there where their data are: custody, lines, safety, permits, records, the next quarter.
    """

    title: str
    name: str
    version: str
    digest: str
    code_version: str
    command: str
    period: str
    base: str
    against: str
    unit: str
    measure: str
    start: float | None
    end: float | None
    steps: tuple[Step, ...]
    by_entity: tuple[tuple[str, tuple[Step, ...]], ...]
    moves: tuple[Move, ...]
    goals: tuple[Goal, ...]
    outlooks: tuple[Outlook, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    directives: str
    synthetic: bool
    audit_head: str | None = None
    sections: tuple[Section, ...] = ()
