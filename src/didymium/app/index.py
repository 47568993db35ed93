"""Indices of concentration and risk as others compute them, by stage and element."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike, load
from didymium.app.record import Json, plain
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.disruption.position import Position
    from didymium.disruption.statistics import Statistics

NAMES = ("hhi", "geopolrisk", "import-reliance", "n-1")
TAIWAN = "S19"  # "Other Asia, not elsewhere specified" in the trade statistics: in practice Taiwan


@dataclass(frozen=True)
class Index:
    """An index: its ``value`` for the world (None where it has none), ``rows`` by country or region, sources, remarks.

    Rows are dicts with ``region`` and ``value``, the largest first; GeoPolRisk is in the order of ``supply`` (t) and adds
    ``import_risk`` and, where Taiwan matters, ``unmatched``: the score with Taiwan left at an instability of 0.5.
    """

    name: str
    stage: str
    element: str
    year: int
    value: float | None
    rows: tuple[dict[str, Json], ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Json]:
        """Everything."""
        return {
            "index": self.name,
            "stage": self.stage,
            "element": self.element,
            "year": self.year,
            "value": self.value,
            "rows": [dict(row) for row in self.rows],
            "sources": list(self.sources),
            "notes": list(self.notes),
        }


def index(
    name: str,
    stage: str = "mine",
    element: str = "REO",
    year: int = 2024,
    chain: ChainLike = None,
    trade: str | Path | None = None,
    governance: str | Path | None = None,
    output: str | Path | None = None,
    progress: Say = silent,
) -> Index:
    """An index by name: ``hhi``, ``geopolrisk``, ``import-reliance`` or ``n-1``.

    All rare earths at the mine (``REO``) come from published statistics; any other stage and element, or any ``chain``
    that is named, from the plan of that year. ``trade``, ``governance`` and ``output`` are files that replace the
    shipped statistics. Raises :class:`AskError` for a name, stage, element or year that is not known, ``ChainError``
    for a file that does not hold what it should.

    >>> round(index("hhi", year=2024).value, 4)
    0.4862
    """
    from didymium.disruption.position import ALL, STAGES
    from didymium.disruption.statistics import statistics
    from didymium.elements import RARE_EARTHS

    _known("index", name, NAMES)
    _known("stage", stage, STAGES)
    _known("element", element, (ALL, *RARE_EARTHS))
    tables = statistics(trade, governance, output)
    if (stage, element) == ("mine", ALL) and chain is None:
        sources = [tables.source["output"], *([] if name == "hhi" else [tables.source["trade"]])]
        position = _observed(tables, year)
    else:
        position, origin = _planned(chain, stage, element, year, progress)
        sources = [origin]
    if name == "geopolrisk":
        sources.append(tables.source["governance"])
    value, rows, notes = _compute(name, position, tables, year)
    if not sources[0].startswith("plan"):
        notes.append("the lump of all rare earths at the mine says little about one element at one stage: name --stage and --element")
    return Index(name, stage, element, year, value, tuple(rows), tuple(sources), tuple(notes))


def _known(what: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise AskError(f"there is no {what} {word!r}: choose one of {', '.join(words)}")


def _observed(tables: Statistics, year: int) -> Position:
    from didymium.disruption.position import observed

    try:
        return observed(tables, year)
    except LookupError as error:
        raise AskError(f"{error.args[0]}: name another year, or a file of your own") from error


def _planned(chain: ChainLike, stage: str, element: str, year: int, progress: Say) -> tuple[Position, str]:
    """The position in the plan of one year, and what to call it."""
    from didymium.chain.calendar import parse
    from didymium.disruption.position import planned
    from didymium.planning import solve

    loaded = load(chain)
    spans = [parse(label, loaded.settings.fiscal_start) for label in loaded.tables["demands"]["period"].unique().to_list()]
    if not any(span.start < year + 1 and span.end > year for span in spans):
        first, last = min(s.start for s in spans), max(s.end for s in spans)
        raise AskError(f"{loaded.name} has demand from {first:.0f} to {last - 1:.0f}, not in {year}: name another year")
    plan = solve(loaded, quarters=0, start=str(year), end=str(year), progress=progress, detail=False)
    try:
        return planned(plan, stage, element), f"plan of {loaded.name}@{loaded.version} for {year}"
    except LookupError as error:
        raise AskError(f"{loaded.name}: {error.args[0]}") from error


def _compute(name: str, position: Position, tables: Statistics, year: int) -> tuple[float | None, list[dict[str, Json]], list[str]]:
    """World value, rows and notes of one index."""
    from didymium.disruption.indices import hhi, reliance, without_largest

    supply = position.supply
    if name == "hhi":
        total = sum(supply.values())
        return hhi(supply), _rows(supply, lambda region: {"value": supply[region] / total, "tonnes": supply[region]}), []
    if name == "n-1":
        largest, share = without_largest(supply, position.use)
        notes = [f"supply outside {largest} over what the next makers outside {largest} use; rows are shares of supply"]
        outside = sum(q for region, q in position.final.items() if region != largest)
        if outside > 0:
            left = sum(q for region, q in supply.items() if region != largest)
            notes.append(f"it is {left / outside:.1%} of what goods in final use outside {largest} hold (losses on the way not counted)")
        return plain_number(share), _rows(supply, lambda region: {"value": supply[region] / sum(supply.values())}), notes
    if name == "import-reliance":
        found = {
            region: reliance(supply.get(region, 0.0), sum(position.sent.get(region, {}).values()), position.exports(region))
            for region in sorted({*supply, *position.use, *position.sent})
        }
        known = {region: value for region, value in found.items() if not math.isnan(value)}
        return None, _rows(known, lambda region: {"value": known[region], "use": position.use.get(region, 0.0)}), []
    return _geopolrisk(position, tables, year)


def _geopolrisk(position: Position, tables: Statistics, year: int) -> tuple[None, list[dict[str, Json]], list[str]]:
    """Scores by importer, with Taiwan matched and beside it not."""
    from didymium.disruption.indices import hhi, import_risk
    from didymium.disruption.instability import instability

    concentration = hhi(position.supply)
    partners = sorted({e for sent in position.sent.values() for e in sent})
    known, notes = instability(tables, partners, year)
    bare = dict(known)
    if TAIWAN in partners and "TWN" in known:
        known[TAIWAN] = known["TWN"]
        notes.append(f"{TAIWAN} in the trade table is taken as Taiwan; 'unmatched' leaves it at an instability of 0.5")
    rows: dict[str, dict[str, Json]] = {}
    for importer, sent in position.sent.items():
        risk = import_risk(sent, position.supply.get(importer, 0.0), known)
        if math.isnan(risk):
            continue
        whole = position.supply.get(importer, 0.0) + sum(sent.values())
        rows[importer] = {"value": concentration * risk, "import_risk": risk, "supply": whole}
        if TAIWAN in sent and TAIWAN in known:
            rows[importer]["unmatched"] = concentration * import_risk(sent, position.supply.get(importer, 0.0), bare)
    notes.insert(0, f"concentration of supply (HHI) {concentration:.4f}, times each importer's import risk")
    if not rows:
        notes.append("nobody imports it at this stage: what is missing abroad is missing at a later one (--stage magnet)")
    return None, _rows(rows, lambda region: rows[region], by="supply"), notes


def _rows(
    regions: dict[str, float] | dict[str, dict[str, Json]], cells: Callable[[str], dict[str, Json]], by: str = "value"
) -> list[dict[str, Json]]:
    """One row a region, the largest first, names in order among equals."""
    rows = [{"region": region, **{key: plain(value) for key, value in cells(region).items()}} for region in sorted(regions)]
    return sorted(rows, key=lambda row: -float(str(row[by])))


def plain_number(value: float) -> float | None:
    """None for a number that is none."""
    return None if math.isnan(value) else value
