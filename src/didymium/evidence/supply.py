"""What a part of the chain can make: capacity by form, and the oxide that its ore, quota and separation allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar, cast

import polars as pl

from didymium.chain.calendar import parse
from didymium.evidence.need import RETURNED, Recipes, Span
from didymium.evidence.scope import Atlas, Scope

MINING = ("mine",)
#: forms of the chain that a word of the press may mean; the words' own meaning first
READINGS: dict[str, tuple[str, ...]] = {
    "magnet": ("finished magnet", "blank", "alloy"),
    "finished_magnet": ("finished magnet",),
    "blank": ("blank",),
    "alloy": ("alloy",),
    "metal": ("metal",),
    "oxide": ("oxide",),
    "carbonate": ("carbonate",),
    "concentrate": ("concentrate", "ore"),
    "ore": ("ore",),
}
FORMS: dict[str, tuple[str, ...]] = {
    "finished magnet": ("magnet",),
    "blank": ("magnet",),
    "alloy": ("alloy",),
    "metal": ("metal",),
    "oxide": ("raw", "oxide"),
    "carbonate": ("mixed", "heavy_mixed"),
    "concentrate": ("concentrate",),
    "ore": ("ore",),
}
DOWNSTREAM = ("finished magnet", "blank", "alloy", "metal")


M = TypeVar("M", bound=Callable[..., Any])


def remembered(method: M) -> M:
    """Work out once for the same arguments: claims ask the same again and again."""

    @wraps(method)
    def ask(self: Supply, *arguments: Any, **named: Any) -> Any:
        key = (method.__name__, arguments, tuple(sorted(named.items())))
        if key not in self.known:
            self.known[key] = method(self, *arguments, **named)
        return self.known[key]

    return cast(M, ask)


@dataclass(frozen=True, eq=False)
class Supply:
    """Capacities of a chain, and what feeds them; ``recipes`` follow the elements that a claim is about."""

    atlas: Atlas
    recipes: Recipes
    known: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def _modes(self) -> dict[str, list[tuple[str, float]]]:
        found: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for line, recipe, use in self.atlas.chain.tables["modes"].select("line", "recipe", "capacity_use").iter_rows():
            found[line].append((recipe, use))
        return dict(found)

    @cached_property
    def _activities(self) -> dict[str, str]:
        return {r: (a or "").lower() for r, a in self.atlas.chain.tables["recipes"].select("id", "activity").iter_rows()}

    @remembered
    def capacity(self, reading: str, scope: Scope, when: float, projects: bool = False) -> Span | None:
        """Tonnes a year of a form that the lines of a scope can make at a moment; None when no line with a known capacity makes it.

        With ``projects`` lines count at their full capacity, and what committed and listed projects add by then counts too.
        """
        total = 0.0
        rows: list[str] = []
        for line in self.atlas.sites.filter(pl.col("id").is_in(scope.lines)).iter_rows(named=True):
            best = max((self._made(recipe, reading) / use for recipe, use in self._modes.get(line["id"], []) if use > 0), default=0.0)
            if best <= 0:
                continue
            added, from_rows = self._added(line["id"], when) if projects else (0.0, [])
            ramp = 1.0 if projects else self._ramp(line["id"], when)
            size = (line["capacity"] or 0.0) * ramp if _stands(line, when) else 0.0
            if size + added > 0:
                total += (size + added) * (line["availability"] or 1.0) * best
                rows += [*([f"lines/{line['id']}"] if size > 0 else []), *from_rows]
        return Span(total, total, tuple(rows)) if rows else None

    def _made(self, recipe: str, reading: str) -> float:
        """Tonnes of a form that a unit of activity gives, as far as it holds the elements in question."""
        if reading == "blank":
            made = any(self._counts(f.commodity, "blank") for f in self.recipes.outputs(recipe))
            return 1.0 if made and "blank" in self._activities.get(recipe, "") else 0.0
        return sum(f.high for f in self.recipes.outputs(recipe) if self._counts(f.commodity, reading))

    def _counts(self, commodity: str, reading: str) -> bool:
        """Whether a commodity is of the form, and of the elements where there are any to ask for."""
        forms = self.recipes.forms
        if forms.get(commodity) not in FORMS[reading] or forms.get(commodity) in RETURNED:
            return False
        held = self.recipes.oxide.get(commodity, 0.0)
        if reading in ("oxide", "metal"):
            return held > 0.5
        return held > 0.0

    @remembered
    def _ramp(self, line: str, when: float) -> float:
        """Factor on a line's capacity at a moment."""
        rows = self.atlas.chain.tables["ramps"].filter(pl.col("line") == line).select("period", "factor").iter_rows()
        known = sorted((parse(period).start, factor) for period, factor in rows)
        return next((factor for start, factor in reversed(known) if start <= when), 1.0)

    def _added(self, line: str, when: float) -> tuple[float, list[str]]:
        """Capacity that projects add to a line by a moment."""
        total, rows = 0.0, []
        for row in self.atlas.chain.tables["projects"].filter(pl.col("line") == line).iter_rows(named=True):
            if parse(row["start"]).start < when + 1:
                total += row["capacity"]
                rows.append(f"projects/{row['id']}")
        return total, rows

    @remembered
    def quota(self, scope: Scope, when: float, mining: bool = True) -> Span | None:
        """Oxide of the elements (t/yr) that the quotas on a scope's own lines allow; None when no quota binds them."""
        chain = self.atlas.chain
        lines = set(scope.lines)
        low = high = 0.0
        rows: list[str] = []
        members = chain.tables["quota_members"].filter(pl.col("line").is_in(list(lines)))
        for quota in members["quota"].unique(maintain_order=True).to_list():
            inside = members.filter(pl.col("quota") == quota)
            mines = self.atlas.sites.filter(pl.col("id").is_in(inside["line"].to_list()) & pl.col("stage").is_in(MINING)).height > 0
            if mines != mining:
                continue
            row = _of_year(chain.tables["quotas"].filter(pl.col("quota") == quota), when)
            spans = [s for line in inside["line"].unique(maintain_order=True).to_list() for s in [self._line_gives(line)] if s is not None]
            if row is None or not spans:
                continue
            low += row["limit"] * min(s.low for s in spans)
            high += row["limit"] * max(s.high for s in spans)
            best = max(spans, key=lambda s: s.high)
            rows += [f"quotas/{quota}/{row['period']}", *best.rows]
        return Span(low, high, tuple(dict.fromkeys(rows))) if rows else None

    @remembered
    def ore(self, scope: Scope, when: float) -> Span | None:
        """Oxide of the elements (t/yr) that the mines of a scope can give at full capacity."""
        low = high = 0.0
        rows: list[str] = []
        for line in self.atlas.sites.filter(pl.col("id").is_in(scope.lines) & pl.col("stage").is_in(MINING)).iter_rows(named=True):
            inside = self._line_gives(line["id"])
            if inside is None or not line["capacity"] or not _stands(line, when):
                continue
            size = line["capacity"] * (line["availability"] or 1.0) * self._ramp(line["id"], when)
            low, high = low + size * inside.low, high + size * inside.high
            rows += [f"lines/{line['id']}", *inside.rows]
        return Span(low, high, tuple(dict.fromkeys(rows))) if rows else None

    @remembered
    def _line_gives(self, line: str) -> Span | None:
        """Oxide of the elements from a unit of a line's capacity, over its modes."""
        spans = [
            s.times(1 / use)
            for recipe, use in self._modes.get(line, [])
            if use > 0
            for s in [self.recipes.activity_gives(recipe)]
            if s is not None
        ]
        if not spans:
            return None
        low, high = min(spans, key=lambda s: s.low), max(spans, key=lambda s: s.high)
        return Span(low.low, high.high, tuple(dict.fromkeys((*low.rows, *high.rows))))

    @remembered
    def need(self, reading: str) -> Span | None:
        """Separated oxide that a tonne of a form takes: from the mix that the chain's demand asks for to the richest kind."""
        from didymium.evidence.need import mixed

        weights = self._mix(reading)
        spans: dict[str, Span] = {}
        for name, form in self.recipes.forms.items():
            if form not in FORMS[reading] or self.recipes.oxide.get(name, 0.0) <= 0:
                continue
            span = self._blank_need(name) if reading == "blank" else self.recipes.need(name)
            if span is not None and span.high > 0:
                spans[name] = span
        return mixed(spans, weights)

    def _blank_need(self, magnet: str) -> Span | None:
        for recipe, activity in self._activities.items():
            if "blank" in activity and any(f.commodity == magnet for f in self.recipes.outputs(recipe)):
                return self.recipes.activity_need(recipe)
        return None

    def _mix(self, reading: str) -> dict[str, float]:
        """How much of each kind of a form the chain's demand asks for, followed through the first recipe that makes each good."""
        found: dict[str, float] = defaultdict(float)
        wanted: dict[str, float] = defaultdict(float)
        for commodity, quantity in (
            self.atlas.chain.tables["demands"].group_by("commodity").agg(pl.col("quantity").sum()).sort("commodity").iter_rows()
        ):
            wanted[commodity] += quantity or 0.0
        for _ in range(8):
            step: dict[str, float] = defaultdict(float)
            for commodity, quantity in wanted.items():
                if self.recipes.forms.get(commodity) in FORMS[reading]:
                    found[commodity] += quantity
                    continue
                recipe = self._first_maker.get(commodity)
                if recipe is not None:
                    for name, amount in self._takes.get(recipe[0], []):
                        step[name] += quantity * amount / recipe[1]
            wanted = step
        return dict(found)

    @cached_property
    def _first_maker(self) -> dict[str, tuple[str, float]]:
        found: dict[str, tuple[str, float]] = {}
        flows = self.atlas.chain.tables["recipe_flows"].filter(pl.col("direction") == "out")
        for recipe, commodity, amount, recovery in flows.select("recipe", "commodity", "amount", "recovery").iter_rows():
            if amount and self.recipes.forms.get(commodity) not in RETURNED:
                found.setdefault(commodity, (recipe, amount * (1.0 if recovery is None else recovery) or 1.0))
        return found

    @cached_property
    def _takes(self) -> dict[str, list[tuple[str, float]]]:
        found: dict[str, list[tuple[str, float]]] = defaultdict(list)
        flows = self.atlas.chain.tables["recipe_flows"].filter(pl.col("direction") == "in")
        for recipe, commodity, amount in flows.select("recipe", "commodity", "amount").iter_rows():
            found[recipe].append((commodity, amount))
        return dict(found)


def _stands(line: dict[str, object], when: float) -> bool:
    start, end = line["start"], line["end"]
    return (start is None or parse(str(start)).start < when + 1) and (end is None or parse(str(end)).start > when)


def _of_year(rows: pl.DataFrame, when: float) -> dict[str, Any] | None:
    """The row of the year of a moment, else of the nearest year."""
    years = [(abs(parse(row["period"]).start - int(when)), row["period"], row) for row in rows.iter_rows(named=True)]
    return min(years, key=lambda y: (y[0], y[1]))[2] if years else None
