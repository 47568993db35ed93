"""A separation case: read from TOML and checked, every mistake with file, line, field, what was expected and the mend."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from didymium.chain.model import Finding
from didymium.separation.feed import PHASES, Feed, mass_of, read_feed
from didymium.separation.section import CaseError, Section

TASKS = ("simulate", "design", "sequence")
MODELS = ("constant", "mass_action")
#: sections that the model reads for itself, beside ``circuit``
OWN = ("cost", "solvent", "acid", "strip", "saponification", "constants", "save")
TOP = ("title", "task", "model", "system", "beta", "molar_masses", "feed", "organic", "scrub", "circuit", "targets", *OWN)
STAGES = 1000  # no circuit has more


@dataclass(frozen=True)
class Outlet:
    """A side outlet: ``flow`` of the phase that leaves ``stage``, mol per mol of all feeds."""

    name: str
    stage: int
    phase: str
    flow: float


@dataclass(frozen=True)
class Circuit:
    """The equipment, counted from the raffinate end. ``S`` and ``W`` are per mole of all feeds; None where not given.

    S: what the organic phase carries; W: what the scrub acid returns.
    """

    stages: int | None = None
    feed_stage: int | None = None
    S: float | None = None
    W: float | None = None
    outlets: tuple[Outlet, ...] = ()


@dataclass(frozen=True)
class Target:
    """What an outlet must hold: ``elements`` with all that is extracted less (raffinate) or more (extract).

    ``purity`` is their mole fraction in the outlet, ``recovery`` the share of them that reaches it; None is not asked.
    """

    elements: tuple[str, ...]
    purity: float | None = None
    recovery: float | None = None


@dataclass(frozen=True)
class Targets:
    """What is asked for: an outlet each of one cut, or the products of a sequence with their purities (mole fraction)."""

    raffinate: Target | None = None
    extract: Target | None = None
    products: tuple[tuple[str, ...], ...] = ()
    purity: float | None = None
    purities: Mapping[str, float] = field(default_factory=dict)
    recovery: float | None = None
    side_outlets: bool = False


@dataclass(frozen=True)
class Case:
    """A case. ``beta`` are separation factors relative to each other, empty where ``system`` gives them.

    ``organic`` and ``scrub`` are the solvent and the acid that enter, where a model needs their composition.
    ``sections`` are the tables that a model reads for itself (``circuit`` and ``OWN``), and ``targets`` to note findings in; it
    calls ``finish`` on them.
    """

    file: str
    task: str
    model: str
    feeds: tuple[Feed, ...]
    circuit: Circuit
    targets: Targets
    title: str = ""
    system: str | None = None
    beta: Mapping[str, float] = field(default_factory=dict)
    organic: Feed | None = None
    scrub: Feed | None = None
    masses: Mapping[str, float] = field(default_factory=dict)
    sections: Mapping[str, Section] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()
    text: str = ""

    @property
    def unit(self) -> str:
        """Unit of the feed, in which results are given."""
        return self.feeds[0].unit

    @property
    def elements(self) -> tuple[str, ...]:
        """All components of the feeds, in the order in which they are given."""
        return tuple(dict.fromkeys(name for feed in self.feeds for name in feed.amounts))

    def section(self, name: str) -> Section:
        """A table of the case, to read further entries from; with findings of its own."""
        return replace(self.sections[name], findings=[])


def read(case: str | Path | Mapping[str, object] | Case) -> Case:
    """A case from a TOML file, or from the same entries as a mapping; raises :class:`CaseError` with every finding.

    >>> case = read({"beta": {"A": 1.5, "B": 1.0}, "feed": {"A": 0.5, "B": 0.5}, "circuit": {"stages": 4, "S": 1.2, "W": 0.7}})
    >>> case.task, case.unit, case.elements
    ('simulate', 'fraction', ('A', 'B'))
    """
    if isinstance(case, Case):
        return case
    if isinstance(case, Mapping):
        return _case(Section("case", "", case))
    path = Path(case)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(text)
    except FileNotFoundError:
        raise CaseError([_fault(path, 0, "no such file", "name a case file, such as examples/separation/nd_pr_design.toml")]) from None
    except IsADirectoryError:
        raise CaseError([_fault(path, 0, "is a folder", "name the case file in it")]) from None
    except UnicodeDecodeError as error:
        raise CaseError([_fault(path, 0, f"byte {error.start} is not UTF-8", "save the file as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise CaseError([_fault(path, 0, f"not readable as TOML: {error}", "compare with examples/separation/")]) from None
    return _case(Section(path.name, "", values, text))


def _fault(path: Path, line: int, message: str, fix: str) -> Finding:
    return Finding("error", "", str(path), line, "", message, fix)


def _case(top: Section) -> Case:
    """The case of a whole file."""
    task = top.word("task", TASKS, "simulate") or TASKS[0]
    model = top.word("model", MODELS, "constant") or MODELS[0]
    title = top.word("title", default="") or ""
    system = top.word("system")
    circuit = top.part("circuit")
    beta = top.numbers("beta", above=0.0) or circuit.numbers("beta", above=0.0)
    masses = {**top.numbers("molar_masses", above=0.0)}
    for section in top.parts("feed"):
        masses |= section.numbers("molar_masses", above=0.0)
    feeds = _feeds(top, masses)
    organic, scrub = (_stream(top, name, masses) for name in ("organic", "scrub"))
    targets = _targets(top.part("targets"))
    sections = {"circuit": circuit, "targets": top.part("targets"), **{name: top.part(name) for name in OWN}}
    found = Case(
        top.file, task, model, feeds, _circuit(circuit), targets, title, system, beta, organic, scrub, masses, sections, text=top.text
    )
    top.finish(TOP)
    if not _failed(top.findings):
        _checked(found, top)
    if _failed(top.findings):
        raise CaseError(top.findings)
    return Case(**{**vars(found), "warnings": tuple(top.findings)})


def _failed(findings: list[Finding]) -> bool:
    return any(f.severity == "error" for f in findings)


def _feeds(top: Section, masses: Mapping[str, float]) -> tuple[Feed, ...]:
    sections = top.parts("feed")
    if not sections:
        top.wrong("feed", "no feed is given", "write [feed] and one entry per element below, such as La = 0.2")
    return tuple(feed for section in sections if (feed := read_feed(section, masses)) is not None)


def _stream(top: Section, name: str, masses: Mapping[str, float]) -> Feed | None:
    """The solvent or the acid that enters; None where the case does not give it."""
    return read_feed(top.part(name), masses) if name in top else None


def _circuit(section: Section) -> Circuit:
    outlets = []
    for part in section.parts("outlet"):
        stage, flow = part.integer("stage", low=1, high=STAGES), part.number("flow", above=0.0)
        phase = part.word("phase", PHASES, "aqueous")
        name = part.word("name", default="side") or "side"
        for needed, value in (("stage", stage), ("flow", flow)):
            if needed not in part:
                part.wrong(needed, f"{needed} is missing", f"write {needed} = ...")
            elif value is None:
                break
        part.finish()
        if stage is not None and flow is not None and phase is not None:
            outlets.append(Outlet(name, stage, phase, flow))
    return Circuit(
        stages=section.integer("stages", low=1, high=STAGES),
        feed_stage=section.integer("feed_stage", low=1, high=STAGES),
        S=section.number("S", above=0.0),
        W=section.number("W", low=0.0),
        outlets=tuple(outlets),
    )


def _targets(section: Section) -> Targets:
    ends = {name: _target(section.part(name)) if name in section else None for name in ("raffinate", "extract")}
    found = Targets(
        raffinate=ends["raffinate"],
        extract=ends["extract"],
        products=_products(section),
        purity=section.number("purity", above=0.0, high=1.0),
        purities=section.numbers("purities", above=0.0),
        recovery=section.number("recovery", above=0.0, high=1.0),
        side_outlets=section.flag("side_outlets"),
    )
    for name, share in (("purity", found.purity), ("recovery", found.recovery)):
        if share == 1.0:
            section.wrong(name, "1 needs endless stages", f"write a {name} below 1, such as 0.999")
    for name, value in found.purities.items():
        if value >= 1.0:
            section.part("purities").wrong(name, f"{value:g} is no purity", "write a mole fraction below 1, such as 0.999")
    section.finish(("raffinate", "extract"))
    return found


def _target(section: Section) -> Target | None:
    raw = section.raw("element") if "element" in section else section.raw("elements")
    names = [raw] if isinstance(raw, str) else raw
    purity, recovery = (section.number(name, above=0.0, high=1.0) for name in ("purity", "recovery"))
    section.finish(("element", "purity", "recovery"))
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        section.wrong("element", "no element is given", 'write element = "Nd", or a list of elements')
        return None
    for name, value in (("purity", purity), ("recovery", recovery)):
        if value == 1.0:
            section.wrong(name, "1 needs endless stages", f"write a {name} below 1, such as 0.9999")
    return Target(tuple(names), purity, recovery)


def _products(section: Section) -> tuple[tuple[str, ...], ...]:
    """Products of a sequence: each an element or a list of elements that stay together."""
    raw = section.raw("products")
    if raw is None:
        return ()
    groups = [[p] if isinstance(p, str) else p for p in raw] if isinstance(raw, list) else None
    if not groups or not all(isinstance(g, list) and g and all(isinstance(name, str) for name in g) for g in groups):
        section.wrong("products", f"{raw!r} is no list of products", 'write products = ["La", ["Pr", "Nd"], ...]')
        return ()
    return tuple(tuple(group) for group in groups)


def _checked(case: Case, top: Section) -> None:
    """Findings across sections."""
    circuit, section = case.circuit, case.sections["circuit"]
    for i, (feed, part) in enumerate(zip(case.feeds, top.parts("feed"), strict=True)):
        if feed.unit != case.unit:
            part.wrong("unit", f"feed {i + 1} is in {feed.unit}, the first one in {case.unit}", f"write all feeds in {case.unit}")
        if circuit.stages is not None and feed.stage is not None and feed.stage > circuit.stages:
            part.wrong("stage", f"stage {feed.stage} lies outside the {circuit.stages} stages", f"write 1 to {circuit.stages}")
    if circuit.stages is not None and circuit.feed_stage is not None and circuit.feed_stage > circuit.stages:
        message = f"feed stage {circuit.feed_stage} lies outside the {circuit.stages} stages"
        section.wrong("feed_stage", message, f"write 1 to {circuit.stages}, counted from the raffinate end")
    for outlet in circuit.outlets:
        if circuit.stages is not None and outlet.stage > circuit.stages:
            section.wrong("outlet", f"outlet {outlet.name} lies outside the {circuit.stages} stages", f"write 1 to {circuit.stages}")
    streams = (*case.feeds, case.organic, case.scrub)
    for name in case.masses:
        if mass_of(name, {}) is None and not any(feed is not None and name in feed.amounts for feed in streams):
            top.wrong("molar_masses", f"{name} stands in no stream", "delete it, or spell it as in the feed", "warning")
    for target in (case.targets.raffinate, case.targets.extract):
        for name in target.elements if target else ():
            if name not in case.elements:
                top.part("targets").wrong("", f"{name} stands in no feed", f"choose among {', '.join(case.elements)}")
