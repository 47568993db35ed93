"""Can it be true? Each quantity against capacity, recipe, quota and ore of the chain, with the rows that the answer rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from didymium.chain import Chain
from didymium.elements import ELEMENTS, RARE_EARTHS
from didymium.evidence.claim import Claim
from didymium.evidence.need import SEPARATED, Recipes, Span
from didymium.evidence.period import bounds
from didymium.evidence.position import judge_rank, judge_share
from didymium.evidence.scope import Atlas, Scope
from didymium.evidence.supply import DOWNSTREAM, READINGS, Supply

FITS, EXCEEDS, UNCHECKED = "fits", "exceeds", "cannot be checked"
TOLERANCE = 0.05  # of a limit: nearer figures count as within it
NOW = 2026.0  # when a claim without a date is taken to be about
MAGNETIC = ("Nd", "Pr")
FLOWS = frozenset({"production", "capacity", "amount", "export", "sales", "quota"})
_STAGE_FORM = {
    "magnet": "magnet",
    "alloy": "alloy",
    "metal": "metal",
    "separation": "oxide",
    "mine": "ore",
    "concentrate": "concentrate",
    "crack": "carbonate",
}
_PER_YEAR = {"day": 365.0, "week": 52.0, "month": 12.0, "hour": 8760.0}


@dataclass
class Judge:
    """Judges claims against one chain; what it works out once serves all claims."""

    chain: Chain
    _supplies: dict[tuple[tuple[str, ...], tuple[str, ...]], Supply] = field(default_factory=dict)
    _atlas: Atlas | None = None

    @property
    def atlas(self) -> Atlas:
        """Names of the chain."""
        if self._atlas is None:
            self._atlas = Atlas(self.chain)
        return self._atlas

    def supply(self, elements: tuple[str, ...], ends: tuple[str, ...] = SEPARATED) -> Supply:
        """Capacities of the chain for some elements."""
        key = (elements, ends)
        if key not in self._supplies:
            self._supplies[key] = Supply(self.atlas, Recipes(self.chain, elements, ends))
        return self._supplies[key]


@dataclass(frozen=True)
class _Reading:
    """One meaning of a claim's form: what came of it, in words, and on which rows."""

    name: str
    outcome: str  # fits | feed | over | unknown
    text: str
    rows: tuple[str, ...]
    missing: float = 0.0


def judged(claims: Sequence[Claim], chain: Chain) -> list[Claim]:
    """Claims with their verdict, its reason in words, and the keys of the rows that it rests on.

    Only quantities are judged. A verdict is *fits*, *fits only if ...*, *exceeds* or *cannot be checked*; it says what
    the chain's figures allow, not what is true.
    """
    judge = Judge(chain)
    return [judge_claim(claim, judge) if claim.kind == "quantity" else claim for claim in claims]


def judge_claim(claim: Claim, judge: Judge) -> Claim:
    """One quantity with its verdict."""
    when = moment(claim)
    scope = judge.atlas.scope(claim.subject, claim.site, when)
    if scope is None:
        return _said(claim, UNCHECKED, f"the chain knows no {(claim.subject or 'subject').replace('_', ' ')}", ())
    if claim.unit == "rank" and not re.search(r"largest|biggest|highest|lead|rank", claim.written, re.IGNORECASE):
        return _said(claim, UNCHECKED, "the chain does not hold who was first", ())
    if claim.predicate == "market_share" or claim.unit == "rank":
        form = claim.form or _STAGE_FORM.get(claim.stage or "")
        reading = READINGS.get(form or "", ("",))[0]
        if not reading:
            return _said(claim, UNCHECKED, "it does not say of which form or stage", ())
        reading = "blank" if reading == "finished magnet" else reading
        supply = judge.supply(_elements(claim, reading))
        word, text, rows = (judge_rank if claim.unit == "rank" else judge_share)(claim, reading, scope, when, supply)
        return _said(claim, word, text, rows)
    if claim.unit not in ("t", "t/yr", "t/month", "t/week", "t/day", "kg", "kg/yr") or claim.predicate not in FLOWS:
        return _said(claim, UNCHECKED, f"the chain holds no figure for {claim.predicate.replace('_', ' ')} in {claim.unit}", ())
    form = claim.form or _STAGE_FORM.get(claim.stage or "")
    if form not in READINGS:
        return _said(claim, UNCHECKED, "it does not say in which form", ())
    return _mass(claim, form, scope, when, judge)


def moment(claim: Claim) -> float:
    """The last moment of the period of a claim, in decimal years."""
    span = bounds(claim.period) if claim.period else None
    return NOW if span is None else span[1] - 1e-6


def yearly(claim: Claim) -> float | None:
    """The least that a claim says, in tonnes a year; None where it sets no lower bound.

    >>> yearly(Claim("i", "d", 0, 1, "q", "quantity", "q", value=500.0, unit="t", bound="exact", period="2025-Q3"))
    2000.0
    """
    span = claim.interval
    if span is None or (span[0] <= 0 and span[1] == float("inf")):
        return None
    least = span[0] if span[0] > 0 else span[1]
    least *= 0.001 if (claim.unit or "").startswith("kg") else 1.0
    if claim.time_base:
        return least * _PER_YEAR.get(claim.time_base, 1.0)
    length = bounds(claim.period) if claim.period else None
    part = length is not None and length[1] - length[0] < 0.9
    return least / (length[1] - length[0]) if part and length is not None else least


def _elements(claim: Claim, reading: str) -> tuple[str, ...]:
    """Elements that a claim is about: those it names, Nd and Pr for magnets and what they are made of, else all."""
    if claim.element == "NdPr":
        return MAGNETIC
    if claim.element in ELEMENTS and reading in ("oxide", "metal"):
        return (str(claim.element),)
    return MAGNETIC if reading in DOWNSTREAM else RARE_EARTHS


def _mass(claim: Claim, form: str, scope: Scope, when: float, judge: Judge) -> Claim:
    """A tonnage against capacity, need, quota and ore, for every meaning of its form."""
    value = yearly(claim)
    if value is None:
        return _said(claim, UNCHECKED, "it sets no lower bound", ())
    ahead = claim.modality in ("planned", "target", "directed", "speculated")
    readings = [_read(value, reading, scope, when, judge.supply(_elements(claim, reading)), ahead, judge) for reading in READINGS[form]]
    first, rest = readings[0], readings[1:]
    rows = tuple(dict.fromkeys(row for r in readings for row in r.rows))
    text = "; ".join(r.text for r in readings)
    if first.outcome == "fits":
        return _said(claim, FITS, first.text, first.rows)
    other = next((r for r in rest if r.outcome == "fits"), None)
    if other is not None:
        return _said(claim, f"fits only if {other.name} is meant", text, rows)
    feed = next((r for r in readings if r.outcome == "feed"), None)
    if feed is not None:
        return _said(claim, f"fits only if {_tonnes(feed.missing)} t/yr of oxide is bought or recycled", text, rows)
    if any(r.outcome == "over" for r in readings):
        return _said(claim, EXCEEDS, text, rows)
    return _said(claim, UNCHECKED, text, rows)


def _read(value: float, reading: str, scope: Scope, when: float, supply: Supply, ahead: bool, judge: Judge) -> _Reading:
    """One meaning: is there capacity, and is there feed?"""
    capacity = supply.capacity(reading, scope, when, projects=ahead)
    if capacity is None and reading in ("concentrate", "ore", "carbonate"):
        whole = judge.supply(RARE_EARTHS, ("concentrate", "mixed", "heavy_mixed", *SEPARATED))
        capacity = whole.ore(scope, when)
    need = supply.need(reading)
    name = "NdPr oxide" if supply.recipes.elements == MAGNETIC else "oxide"
    said = [f"as {reading}"]
    rows = () if capacity is None else capacity.rows
    if capacity is None:
        said.append("no line of known capacity makes it")
    else:
        said.append(f"{'capacity with projects' if ahead else 'capacity'} {_span(capacity)} t/yr")
    if reading not in DOWNSTREAM or need is None:
        over = capacity is not None and value > capacity.high * (1 + TOLERANCE)
        outcome = "unknown" if capacity is None else "over" if over else "fits"
        return _Reading(reading, outcome, ", ".join(said), rows)
    wanted = need.times(value)
    said.append(f"needs {_span(wanted)} t {name} a year")
    feed = _feed(supply, scope, when)
    rows = (*rows, *need.rows)
    missing = 0.0
    if feed is not None:
        said.append(f"own {feed[0]} holds {_span(feed[1])} t")
        rows = (*rows, *feed[1].rows)
        missing = max(0.0, wanted.low - feed[1].high * (1 + TOLERANCE))
    if capacity is None:
        return _Reading(reading, "unknown", ", ".join(said), rows, missing)
    if value > capacity.high * (1 + TOLERANCE):
        return _Reading(reading, "over", ", ".join(said), rows, missing)
    return _Reading(reading, "feed" if missing > 0 else "fits", ", ".join(said), rows, missing)


def _feed(supply: Supply, scope: Scope, when: float) -> tuple[str, Span] | None:
    """What a scope has of its own: the mining quota where one binds, else its mines; None where it mines nothing."""
    if scope.kind == "world":
        ore = supply.ore(scope, when)
        return None if ore is None else ("ore", ore)
    quota = supply.quota(scope, when)
    if quota is not None:
        return "mining quota", quota
    ore = supply.ore(scope, when)
    return None if ore is None else ("ore", ore)


def _said(claim: Claim, verdict: str, text: str, rows: Sequence[str]) -> Claim:
    return replace(claim, verdict=verdict, verdict_text=text, rests_on=tuple(rows))


def _span(span: Span) -> str:
    low, high = _tonnes(span.low), _tonnes(span.high)
    return low if low == high else f"{low} to {high}"


def _tonnes(value: float) -> str:
    """A tonnage to three figures.

    >>> _tonnes(46111.5), _tonnes(312.5), _tonnes(0.25)
    ('46,100', '312', '0.25')
    """
    if value >= 1000:
        digits = len(str(int(value))) - 3
        return f"{round(value / 10**digits) * 10**digits:,.0f}"
    return f"{value:.3g}"
