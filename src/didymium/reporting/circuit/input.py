"""What a report of a circuit is made from: plain data, in the unit of the feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fact:
    """A figure of the answer: its name, its value as shown, and what it means."""

    name: str
    value: str
    meaning: str = ""


@dataclass(frozen=True)
class Outlet:
    """A stream: what each element is in it (unit of the feed), the share of each that leaves there, and its flow."""

    name: str
    phase: str
    values: Mapping[str, float]
    recovery: Mapping[str, float] = field(default_factory=dict)
    flow: float | None = None
    flow_unit: str = ""


@dataclass(frozen=True)
class Profile:
    """Stages from the raffinate end: values by stage and element in both phases; pH where the model knows it.

    ``light`` and ``heavy`` are the neighbours that part; ``beta`` is their separation factor where it is constant; the last
    ``strip`` stages strip the solvent.
    """

    elements: tuple[str, ...]
    aqueous: tuple[tuple[float, ...], ...]
    organic: tuple[tuple[float, ...], ...]
    feed_stage: int
    light: str = ""
    heavy: str = ""
    beta: float | None = None
    pH: tuple[float, ...] = ()
    strip: int = 0

    @property
    def loaded(self) -> int:
        """Number of the last stage before the strip."""
        return len(self.aqueous) - self.strip


@dataclass(frozen=True)
class CutFacts:
    """A cut of a sequence; ``feed``: aqueous, organic (linked) or stripped. ``share``: mol per mol of the whole feed.

    ``depth`` is 0 for the first cut; ``above`` and ``side`` say which cut feeds it and with which outlet. ``cost`` in
    USD per t REO of the whole feed. ``promised`` and ``reached``: purity of raffinate and extract (mole fraction) as designed,
    and by mass action with the same stages, solvent and acid; None where that was not computed.
    """

    light: tuple[str, ...]
    heavy: tuple[str, ...]
    feed: str
    stages: int
    feed_stage: int
    S: float
    W: float
    S_min: float
    share: float
    cost: float
    depth: int
    above: int | None = None
    side: str = ""
    promised: tuple[float, float] | None = None
    reached: tuple[float, float] | None = None


@dataclass(frozen=True)
class Product:
    """A product of a sequence: purity (mole fraction) asked for and kept, and the share recovered."""

    name: str
    asked: float
    purity: float
    recovery: float


@dataclass(frozen=True)
class Assumed:
    """A figure behind the costs, with its span and who says so."""

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    meaning: str
    source: str
    year: str
    grade: str


@dataclass(frozen=True)
class CircuitInput:
    """Everything that a report of a circuit says.

    ``task``: simulate, design or sequence. ``bill`` in USD per t REO by item; ``reagents``: name, t (or m3, kg, MWh) per
    t REO, unit and what it is; ``alternatives``: cost in USD per t REO and the cuts in words. ``imbalance``: largest
    |in - out| / in of an element; ``work`` what was solved on the way.
    """

    title: str
    file: str
    task: str
    model: str
    system: str
    command: str
    code_version: str
    digest: str
    unit: str
    seconds: float
    imbalance: float
    work: str
    facts: tuple[Fact, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    profile: Profile | None = None
    cuts: tuple[CutFacts, ...] = ()
    alternatives: tuple[tuple[float, str], ...] = ()
    products: tuple[Product, ...] = ()
    bill: tuple[tuple[str, float], ...] = ()
    reagents: tuple[tuple[str, float, str, str], ...] = ()
    assumed: tuple[Assumed, ...] = ()
    warnings: tuple[str, ...] = ()
