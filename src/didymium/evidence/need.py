"""What a tonne of a form needs, and what a tonne of feed gives: recipes followed up and down to the separated oxide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from didymium.chain import Chain
from didymium.elements import RARE_EARTHS, oxide_to_metal

#: forms that are separated oxide already: counting starts and ends there
SEPARATED = ("oxide", "raw")
#: what comes back is no fresh need
RETURNED = ("scrap", "waste")
DEEPEST = 12  # recipes in a row


@dataclass(frozen=True)
class Span:
    """A figure that lies between two, with the rows of the chain that it rests on."""

    low: float
    high: float
    rows: tuple[str, ...] = ()

    def times(self, low: float, high: float | None = None, rows: Iterable[str] = ()) -> Span:
        """The span multiplied by a factor, or by another span."""
        return Span(self.low * low, self.high * (low if high is None else high), tuple(dict.fromkeys((*self.rows, *rows))))


@dataclass(frozen=True)
class _Flow:
    """One input or output of a recipe, low and high."""

    recipe: str
    commodity: str
    low: float
    high: float


@dataclass(frozen=True)
class Recipes:
    """The recipes of a chain, ready to be followed for some elements (symbols; Nd and Pr together as a rule).

    ``ends`` are the forms at which counting ends.
    """

    chain: Chain
    elements: tuple[str, ...]
    ends: tuple[str, ...] = SEPARATED

    @cached_property
    def forms(self) -> dict[str, str]:
        """Form of every commodity."""
        return dict(self.chain.tables["commodities"].select("id", "form").iter_rows())

    @cached_property
    def oxide(self) -> dict[str, float]:
        """Tonnes of oxide of the elements in a unit of every commodity."""
        found: dict[str, float] = defaultdict(float)
        basis = dict(self.chain.tables["commodities"].select("id", "basis").iter_rows())

        def add(name: str, element: str, fraction: float) -> None:
            if element in self.elements and element in RARE_EARTHS and basis.get(name) != "none":
                found[name] += fraction if basis.get(name) in ("reo", "oxide") else fraction / oxide_to_metal(element)

        for name, element in self.chain.tables["commodities"].select("id", "element").iter_rows():
            if element:
                add(name, element, 1.0)
        for name, element, fraction in self.chain.tables["compositions"].select("commodity", "element", "fraction").iter_rows():
            if fraction is not None:
                add(name, element, fraction)
        return dict(found)

    @cached_property
    def _limits(self) -> dict[tuple[str, str, str], tuple[float | None, float | None]]:
        rows = self.chain.tables["cells"].filter(pl.col("table") == "recipe_flows").iter_rows(named=True)
        return {(r["table"], r["key"], r["column"]): (r["low"], r["high"]) for r in rows}

    def _span(self, recipe: str, commodity: str, direction: str, column: str, value: float) -> tuple[float, float]:
        low, high = self._limits.get(("recipe_flows", f"{recipe}/{commodity}/{direction}", column), (None, None))
        return (value if low is None else low), (value if high is None else high)

    @cached_property
    def _inputs(self) -> dict[str, list[_Flow]]:
        found: dict[str, list[_Flow]] = defaultdict(list)
        for recipe, commodity, direction, amount, _ in self._flows():
            if direction == "in":
                low, high = self._span(recipe, commodity, "in", "amount", amount)
                found[recipe].append(_Flow(recipe, commodity, low, high))
        return dict(found)

    @cached_property
    def _outputs(self) -> dict[str, list[_Flow]]:
        found: dict[str, list[_Flow]] = defaultdict(list)
        for recipe, commodity, direction, amount, recovery in self._flows():
            if direction == "out":
                low, high = self._span(recipe, commodity, "out", "amount", amount)
                less, more = self._span(recipe, commodity, "out", "recovery", 1.0 if recovery is None else recovery)
                found[recipe].append(_Flow(recipe, commodity, low * less, high * more))
        return dict(found)

    def _flows(self) -> Iterable[tuple[str, str, str, float, float | None]]:
        rows: Iterable[tuple[str, str, str, float, float | None]] = (
            self.chain.tables["recipe_flows"].select("recipe", "commodity", "direction", "amount", "recovery").iter_rows()
        )
        return rows

    @cached_property
    def _makers(self) -> dict[str, list[_Flow]]:
        found: dict[str, list[_Flow]] = defaultdict(list)
        for flows in self._outputs.values():
            for flow in flows:
                found[flow.commodity].append(flow)
        return dict(found)

    def outputs(self, recipe: str) -> list[_Flow]:
        """What a unit of activity of a recipe gives."""
        return self._outputs.get(recipe, [])

    @cached_property
    def _known(self) -> dict[tuple[str, str], Span | None]:
        return {}

    def need(self, commodity: str, depth: int = 0) -> Span | None:
        """Separated oxide of the elements that a unit of a commodity takes, over all recipes that make it."""
        if ("need", commodity) not in self._known:
            self._known["need", commodity] = None  # a loop of recipes adds nothing
            self._known["need", commodity] = self._need(commodity, depth)
        return self._known["need", commodity]

    def _need(self, commodity: str, depth: int) -> Span | None:
        if self.forms.get(commodity) in self.ends:
            held = self.oxide.get(commodity, 0.0)
            return Span(held, held)
        if depth > DEEPEST or self.forms.get(commodity) in RETURNED:
            return None
        spans = []
        for flow in self._makers.get(commodity, []):
            inside = self.activity_need(flow.recipe, depth + 1)
            if inside is not None and flow.low > 0:
                spans.append(
                    Span(inside.low / flow.high, inside.high / flow.low, (*inside.rows, f"recipe_flows/{flow.recipe}/{commodity}/out"))
                )
        return _widest(spans)

    def activity_need(self, recipe: str, depth: int = 0) -> Span | None:
        """Separated oxide of the elements that a unit of activity of a recipe takes."""
        low = high = 0.0
        rows: list[str] = []
        for flow in self._inputs.get(recipe, []):
            inside = self.need(flow.commodity, depth + 1)
            if inside is not None and inside.high > 0:
                low += flow.low * inside.low
                high += flow.high * inside.high
                rows += [*inside.rows, f"recipe_flows/{recipe}/{flow.commodity}/in"]
        return Span(low, high, tuple(dict.fromkeys(rows))) if high > 0 else None

    def gives(self, commodity: str, depth: int = 0) -> Span | None:
        """Separated oxide of the elements that a unit of feed gives by the recipes that take it, best and worst."""
        if ("gives", commodity) not in self._known:
            self._known["gives", commodity] = None
            self._known["gives", commodity] = self._gives(commodity, depth)
        return self._known["gives", commodity]

    def _gives(self, commodity: str, depth: int) -> Span | None:
        if self.forms.get(commodity) in self.ends:
            held = self.oxide.get(commodity, 0.0)
            return Span(held, held)
        if depth > DEEPEST:
            return None
        spans = []
        for recipe, flows in self._inputs.items():
            for flow in flows:
                if flow.commodity == commodity and len(flows) <= 3 and flow.high > 0:
                    inside = self.activity_gives(recipe, depth + 1)
                    if inside is not None and inside.high > 0:
                        spans.append(
                            Span(inside.low / flow.high, inside.high / flow.low, (*inside.rows, f"recipe_flows/{recipe}/{commodity}/in"))
                        )
        return _widest(spans)

    def activity_gives(self, recipe: str, depth: int = 0) -> Span | None:
        """Separated oxide of the elements that comes of a unit of activity, once all its outputs are worked up."""
        low = high = 0.0
        rows: list[str] = []
        for flow in self._outputs.get(recipe, []):
            if self.forms.get(flow.commodity) in RETURNED:
                continue
            inside = self.gives(flow.commodity, depth + 1)
            if inside is not None and inside.high > 0:
                low += flow.low * inside.low
                high += flow.high * inside.high
                rows += [*inside.rows, f"recipe_flows/{recipe}/{flow.commodity}/out"]
        return Span(low, high, tuple(dict.fromkeys(rows))) if high > 0 else None


def _widest(spans: list[Span]) -> Span | None:
    """From the lowest to the highest of several ways."""
    if not spans:
        return None
    low, high = min(spans, key=lambda s: s.low), max(spans, key=lambda s: s.high)
    return Span(low.low, high.high, tuple(dict.fromkeys((*low.rows, *high.rows))))


def mixed(spans: Mapping[str, Span], weights: Mapping[str, float]) -> Span | None:
    """From the weighted mean of the kinds to their richest: what a usual mix takes, and the most that any kind takes.

    >>> m = mixed({"lean": Span(0.2, 0.2), "rich": Span(0.3, 0.3)}, {"lean": 3.0, "rich": 1.0})
    >>> round(m.low, 3), m.high
    (0.225, 0.3)
    """
    if not spans:
        return None
    total = sum(weights.get(name, 0.0) for name in spans)
    share = {name: (weights.get(name, 0.0) / total if total else 1 / len(spans)) for name in spans}
    low = sum(share[name] * span.low for name, span in spans.items())
    rich = max(spans, key=lambda name: spans[name].high)
    rows = [row for name, span in spans.items() if share[name] > 0.05 or name == rich for row in span.rows]
    return Span(low, spans[rich].high, tuple(dict.fromkeys(rows)))
