"""A case of mass action as a plant: streams with their stages, strip and soap; or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from didymium.separation.basis import top_section
from didymium.separation.case import Case, Outlet
from didymium.separation.chemistry import PER_FORMULA, SCALARS, Chemistry, chemistry, missing
from didymium.separation.constants import CHARGE, IONS, System, system, systems
from didymium.separation.feed import UNITS, Feed
from didymium.separation.section import CaseError, Section
from didymium.separation.solution import Aqueous, Solvent, aqueous, solvent

SOAPS = {"soda": "Na", "ammonia": "NH4"}
FULL = 0.98  # share of the sites that soap and metals may hold in the solvent that enters


@dataclass(frozen=True)
class Strip:
    """Stages that strip the solvent: how many, with which acid; ``reflux`` L/h of its liquor go on as scrub.

    ``closed``: the solvent comes back.
    """

    stages: int
    acid: Aqueous
    reflux: float
    closed: bool


@dataclass(frozen=True)
class Plant:
    """A case as streams: aqueous and organic feeds with their stages (counted from 1), solvent, scrub, strip, soap.

    ``stages``: extraction and scrub; ``soap``: cation of the base and its amount (mol/h), empty without saponification.
    """

    chemistry: Chemistry
    stages: int
    feeds: tuple[tuple[int, Aqueous | Solvent], ...]
    solvent: Solvent
    scrub: Aqueous | None
    strip: Strip | None
    soap: tuple[str, float] | None
    outlets: tuple[Outlet, ...]

    @property
    def total(self) -> int:
        """All stages."""
        return self.stages + (self.strip.stages if self.strip else 0)

    @property
    def feed_stage(self) -> int:
        """Stage of the first feed."""
        return self.feeds[0][0]

    @property
    def streams(self) -> list[tuple[int, Aqueous]]:
        """Aqueous streams that enter, with their stages."""
        found = [(at, feed) for at, feed in self.feeds if isinstance(feed, Aqueous)]
        found += [(self.stages, self.scrub)] if self.scrub else []
        return found + ([(self.total, self.strip.acid)] if self.strip else [])

    @property
    def solvents(self) -> list[tuple[int, Solvent]]:
        """Organic streams that enter, with their stages."""
        return [(1, self.solvent), *((at, feed) for at, feed in self.feeds if isinstance(feed, Solvent))]


def plant(case: Case) -> Plant:
    """The plant of a case; raises :class:`CaseError` with everything that is wrong with it."""
    top = top_section(case)
    parts = {name: case.section(name) for name in ("circuit", "constants", "strip", "saponification", "solvent", "acid")}
    found = _system(case, top)
    given = {name: value for name in parts["constants"].values if (value := parts["constants"].number(name)) is not None}
    parts["constants"].finish(SCALARS)
    parts["circuit"].finish(("stages", "feed_stage", "outlet"))
    for name in ("solvent", "acid"):
        if parts[name].values:
            parts[name].wrong("", "constant separation factors alone use this", f"write [{'organic' if name == 'solvent' else 'scrub'}]")
    if case.unit in UNITS and UNITS[case.unit] != "L/h":
        top.wrong("feed.unit", f"mass action needs concentrations, not {case.unit}", "write unit = 'mol/L' or 'g/L' and flow in L/h")
    if case.circuit.stages is None:
        parts["circuit"].wrong("stages", "stages is missing", "write stages = ... (extraction and scrub) under [circuit]")
    if case.organic is None:
        top.wrong(
            "organic", "no solvent is given", f"write [organic] with flow (L/h), unit and {found.extractant if found else 'extractant'}"
        )
    for feed in (*case.feeds, case.organic, case.scrub):
        if feed is not None and UNITS[feed.unit] != "L/h" and feed is not case.feeds[0]:
            top.wrong("unit", f"mass action needs concentrations, not {feed.unit}", "write unit = 'mol/L'")
    for name, value in (("S", case.circuit.S), ("W", case.circuit.W)):
        if value is not None:
            parts["circuit"].wrong(name, f"in mass action {name} follows from the streams", "delete it; give [organic] and [scrub]")
    _stop(top, *parts.values())
    assert found is not None
    assert case.circuit.stages is not None
    assert case.organic is not None
    stages = case.circuit.stages
    default = case.circuit.feed_stage or stages
    places = [
        Section(case.file, "feed" if len(case.feeds) == 1 else f"feed[{i}]", {}, case.text, top.findings)
        for i in range(1, len(case.feeds) + 1)
    ]
    feeds = [(feed.stage or default, _stream(feed, found, place)) for feed, place in zip(case.feeds, places, strict=True)]
    fresh = solvent(case.organic, found, Section(case.file, "organic", {}, case.text, top.findings))
    scrub = aqueous(case.scrub, found, Section(case.file, "scrub", {}, case.text, top.findings)) if case.scrub else None
    if default < stages and scrub is None:
        top.wrong("scrub", f"stages {default + 1} to {stages} are without scrub", "write [scrub], or feed the last stage")
    strip = _strip(case, found, parts["strip"])
    soap = _soap(found, fresh, parts["saponification"]) if fresh else None
    _stop(top, *parts.values())
    assert fresh is not None
    made = tuple((at, feed) for at, feed in feeds if feed is not None)
    if strip is not None and strip.closed and fresh.metals:
        top.wrong(
            "organic", f"{', '.join(fresh.metals)} in a solvent that comes back", "delete them, or write closed = false under [strip]"
        )
    if strip is not None and strip.closed and soap is not None:
        _balanced(made, scrub, strip, soap[1], parts["saponification"])
    names = _names(made, fresh, scrub, strip, soap)
    for name in missing(found, names, given):
        have = ", ".join(found.elements)
        top.wrong(
            "system",
            f"{found.name} has no constant for {name}",
            f"write its level, [constants] {name} = ..., or leave it out; it has {have}",
        )
    _stop(top, *parts.values())
    return Plant(chemistry(found, names, given), stages, made, fresh, scrub, strip, soap, case.circuit.outlets)


def unstripped(plant: Plant) -> list[str]:
    """Metals that more solvent carries out of the last stage than acid, where the solvent comes back: they pile up."""
    strip, law = plant.strip, plant.chemistry.law
    if strip is None or not strip.closed or law.solvating:
        return []
    free = plant.solvent.strength * plant.chemistry.sites
    found = []
    for i, name in enumerate(plant.chemistry.names):
        level, slope, _, power, root = law.terms[i]
        lnD = level - slope * log(strip.acid.acid) + power * log(free / law.reference) - root * (sqrt(free) - sqrt(law.reference))
        if name in plant.chemistry.metals and lnD + log(plant.solvent.flow / strip.acid.flow) > 0.0:
            found.append(name)
    return found


def _balanced(feeds: Sequence[tuple[int, Aqueous | Solvent]], scrub: Aqueous | None, strip: Strip, base: float, section: Section) -> None:
    """A finding where base and metals are more than the anions that enter: then nothing stands still in a closed circuit."""
    acids = [strip.acid, *([scrub] if scrub else []), *(feed for _, feed in feeds if isinstance(feed, Aqueous))]
    anions = sum(stream.flow * stream.equivalents for stream in acids)
    metals = sum(stream.flow * stream.charge for stream in acids)
    metals += sum(f.flow * IONS.get(n, CHARGE) * v for _, f in feeds if isinstance(f, Solvent) for n, v in f.metals.items())
    if base + metals >= 0.999 * anions:
        message = f"{base:.4g} mol/h of base and {metals:.4g} of metals are more than the {anions:.4g} of acid: no steady state"
        section.wrong("degree", message, "write less, or more acid into [scrub] and [strip]")


def _stop(*sections: Section) -> None:
    """Raise what is wrong so far."""
    findings = [f for section in sections for f in section.findings]
    if any(f.severity == "error" for f in findings):
        raise CaseError(findings)


def _system(case: Case, top: Section) -> System | None:
    if case.system is None:
        top.wrong("system", "no system is given", f"write system = ..., one of {', '.join(s.name for s in systems())}")
        return None
    try:
        found = system(case.system)
    except KeyError as error:
        top.wrong("system", f"{case.system!r} is not known", str(error.args[0]))
        return None
    if found.mechanism == "factors":
        top.wrong("system", f"{found.name} has separation factors only", "write model = 'constant', or another system")
        return None
    return found


def _stream(feed: Feed, found: System, section: Section) -> Aqueous | Solvent | None:
    return solvent(feed, found, section) if feed.phase == "organic" else aqueous(feed, found, section)


def _strip(case: Case, found: System, section: Section) -> Strip | None:
    """The strip section; its acid is given like a stream: ``flow`` and ``HCl``, or another acid, in mol/L."""
    if not section.values:
        return None
    stages = section.integer("stages", low=1, high=500)
    flow = section.number("flow", above=0.0)
    reflux = section.number("reflux", low=0.0, default=0.0)
    closed = section.flag("closed", True)
    known = ("stages", "flow", "reflux", "closed", "pH")
    entries = {k: v for name in section.values if name not in known for k, v in [(name, section.number(name, low=0.0))] if v is not None}
    acidity = section.number("pH", low=-2.0, high=14.0)
    section.finish((*known, "HCl", "HNO3"))
    for name, value in (("stages", stages), ("flow", flow)):
        if name not in section:
            section.wrong(name, f"{name} is missing", f"write {name} = ... under [strip]")
        elif value is None:
            return None
    if stages is None or flow is None or reflux is None:
        return None
    acid = aqueous(Feed("aqueous", "mol/L", flow, entries, None, acidity), found, section)
    if acid is not None and reflux >= acid.flow:
        section.wrong("reflux", f"{reflux:g} L/h are not less than the {acid.flow:g} of acid", "write the part of the liquor that is scrub")
        return None
    return None if acid is None else Strip(stages, acid, reflux, closed)


def _soap(found: System, fresh: Solvent, section: Section) -> tuple[str, float] | None:
    """Cation and amount (mol/h) of a saponified solvent: ``degree`` of the extractant as bought, with ``base``."""
    if not section.values:
        return None
    base = section.word("base", tuple(SOAPS), "ammonia") or "ammonia"
    degree = section.number("degree", low=0.0, high=1.0)
    section.finish()
    if found.mechanism not in ("exchange",):
        section.wrong("", f"{found.name} is not saponified", "delete [saponification]")
    elif degree is None:
        if "degree" not in section:
            section.wrong("degree", "degree is missing", "write degree = 0.36, a share of the extractant as bought")
    else:
        held = sum(IONS.get(name, CHARGE) * value for name, value in fresh.metals.items())
        most = FULL * (PER_FORMULA[found.unit] - held / fresh.strength)
        if degree > most:
            message = f"{degree:g} of the extractant cannot be saponified: a {found.unit} gives one proton away"
            section.wrong("degree", message, f"write at most {most:.3g}")
        elif degree > 0.0:
            return SOAPS[base], degree * fresh.strength * fresh.flow
    return None


def _names(
    feeds: Sequence[tuple[int, Aqueous | Solvent]],
    fresh: Solvent,
    scrub: Aqueous | None,
    strip: Strip | None,
    soap: tuple[str, float] | None,
) -> tuple[str, ...]:
    """Metals of all streams and the soap's cation, in the order of the case."""
    streams = [feed for _, feed in feeds] + [fresh, *([scrub] if scrub else []), *([strip.acid] if strip else [])]
    found = dict.fromkeys(name for stream in streams for name in stream.metals)
    if soap is not None:
        found[soap[0]] = None
    return tuple(found)
