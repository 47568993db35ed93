"""Stress: what an event does to a chain, uncoordinated beside coordinated, and what helps."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from didymium.app.error import UsageError
from didymium.app.load import ChainLike, load, spelling
from didymium.app.record import Json, plain, records
from didymium.app.sampled import sampled
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    import polars as pl

    from didymium.chain import Chain
    from didymium.disruption import Event, Outcome
    from didymium.disruption.draws import Draws
    from didymium.disruption.engine import Prepared
    from didymium.reporting.stress import Coordination, StressInput

EventLike: TypeAlias = "str | Path | Mapping[str, object] | Event"
GOVERNANCE = ("nobody", "everybody", "both")
LOSS = ("use", "region", "governance", "low", "mid", "high", "unit")
FIRST = ("use", "region", "week_low", "week_mid", "week_high", "share_short")
PRICE = ("element", "region", "tier", "week", "low", "mid", "high", "unit")
HELPED = 64  # draws in which measures are tried
PULLED = 16  # draws in which each lever is pulled
TOGETHER = 52  # weeks of the coordinated case: solving its programme 32 times over two years takes minutes
HTML, XLSX = "index.html", "stress.xlsx"


@dataclass(frozen=True)
class Stress:
    """An event run on a chain. ``outcomes`` by governance: *nobody* (uncoordinated) and *everybody* (coordinated).

    ``tables`` hold loss, first_short, shortage, prices, shipped, choke_points, survival, dependence, measures and variance, and
    ``beside``: both cases over the weeks and draws that they share, as is ``coordination`` (USD);
    ``run`` is the folder with them, or None.
    """

    chain: Chain
    event: Event
    outcomes: Mapping[str, Outcome]
    draws: int
    seed: int
    weeks: int
    command: str
    seconds: dict[str, float]
    tables: dict[str, pl.DataFrame]
    unknown: int
    notes: tuple[str, ...] = ()
    coordination: Coordination | None = None
    size: dict[str, int] = field(default_factory=dict)
    run: Path | None = None

    @property
    def closure(self) -> float:
        """Largest element gap over all weeks and draws, as a share of what moves in a week."""
        return max(float(o.closure.max()) for o in self.outcomes.values())

    @property
    def input(self) -> StressInput:
        """What a report of this run is made of."""
        from didymium.app.stressed import stress_input

        return stress_input(self)

    def text(self, width: int = 100) -> str:
        """The run for a terminal."""
        from didymium.reporting.stress import stress_text

        return stress_text(self.input, width)

    def to_json(self) -> dict[str, Json]:
        """The run for other programs."""
        value = self.coordination
        return {
            "event": self.event.id,
            "draws": self.draws,
            "seed": self.seed,
            "seconds": sum(self.seconds.values()),
            "loss": records(self.tables["loss"], LOSS),
            "first_short": records(self.tables["first_short"], FIRST),
            "coordination_value": None if value is None else {"low": value.low, "mid": value.mid, "high": value.high, "unit": "USD"},
            "beside": records(self.tables["beside"], self.tables["beside"].columns),
            "prices": records(self.tables["prices"], PRICE),
            "choke_points": records(self.tables["choke_points"], self.tables["choke_points"].columns),
            "survival": records(self.tables["survival"], self.tables["survival"].columns),
            "dependence": records(self.tables["dependence"], self.tables["dependence"].columns),
            "measures": records(self.tables["measures"], self.tables["measures"].columns),
            "variance": records(self.tables["variance"], self.tables["variance"].columns),
            "closure": plain(self.closure),
            "notes": list(self.notes),
            "run": None if self.run is None else str(self.run),
        }


def stress(
    chain: ChainLike = None,
    event: EventLike = "licences-2025",
    draws: int = 256,
    weeks: int | None = None,
    governance: str = "both",
    seed: int = 0,
    workers: int = 1,
    on: str | None = None,
    measures: bool = True,
    choke: bool = True,
    variance: bool = True,
    levers: bool = True,
    together: int = TOGETHER,
    out: str | Path | None = None,
    progress: Say = silent,
) -> Stress:
    """Run ``event`` (a shipped name, ``outage/LINE``, a TOML file or its entries) on ``chain``, week by week.

    ``draws`` of all that is uncertain (scrambled Sobol, ``seed``) over ``weeks`` weeks (the event's own number by default).
    ``governance`` *nobody* is the uncoordinated engine, *everybody* the coordinated one, *both* their gap, over the first
    ``together`` weeks and 32 draws: the coordinated case takes a second a draw for a year, some for two. ``workers``
    processes here, or a Dask scheduler ``on`` its address, share the draws; the result does not depend on them. With
    ``measures`` what helps is tried in the first draws, with ``choke`` every plant and every node stands still once, with
    ``variance`` the uncertain numbers that carry the spread are found (draws of their own), with ``levers`` each large sender
    withholds in turn. ``out`` is a folder for tables and report; a run that was stopped goes on where it was.
    Raises ``EventError`` for a bad event, :class:`UsageError` for a bad question.

    >>> found = stress("works", {"start": "2026", "action": [{"kind": "outage", "lines": ["press"], "share": 0.5}]}, draws=4)
    >>> found.outcomes["nobody"].draws, found.closure < 1e-9
    (4, True)
    """
    from didymium.disruption import engine, outcome
    from didymium.disruption.coordinated import MOST_WEEKS
    from didymium.disruption.event import read
    from didymium.runs.blocks import forget

    sampled(draws, seed)
    _sensible(weeks, governance, workers)
    if not 1 <= together <= MOST_WEEKS:
        raise UsageError(f"together: {together} is out of range: ask for 1 to {MOST_WEEKS} weeks")
    began = time.perf_counter()
    what = read(event)
    progress("reading the chain")
    loaded = load(chain)
    progress("planning the base year")
    ready = engine.prepare(loaded, what, weeks)
    drawn = engine.drawn(ready, draws, seed)
    prepared = time.perf_counter()
    seconds = {"prepare": prepared - began}
    place = None if out is None else Path(out)
    keep = None if place is None else _keep(place, ready, draws, seed)
    outcomes: dict[str, Outcome] = {}
    if governance in ("nobody", "both"):
        from didymium.app.ensemble import ensemble

        block = ensemble(ready, drawn, keep, workers, on, progress)
        outcomes["nobody"] = outcome.outcome(ready, block, drawn)
    seconds["nobody"] = time.perf_counter() - prepared
    notes = [
        f"{p.name.replace('_', ' ')} was measured in {p.known}, after the event began: what is told of prices is hindsight"
        for p in ready.behaviour.later(what.start.start)
    ]
    if governance in ("everybody", "both"):
        began = time.perf_counter()
        outcomes["everybody"] = _coordinated(ready, drawn, together, progress)
        seconds["everybody"] = time.perf_counter() - began
    began = time.perf_counter()
    outcomes = {name: _levelled(o, drawn) for name, o in outcomes.items()}
    tables = _tables(ready, outcomes, drawn, (measures, choke, variance, levers), progress)
    seconds["tables"] = time.perf_counter() - began
    command = _command(spelling(chain, loaded), what.id if isinstance(event, Mapping) else str(event), draws, weeks, governance, seed)
    found = Stress(
        chain=loaded,
        event=what,
        outcomes=outcomes,
        draws=draws,
        seed=seed,
        weeks=ready.weeks,
        command=command,
        seconds=seconds,
        tables=tables,
        unknown=len(drawn.unknowns),
        notes=tuple(notes),
        coordination=_coordination(ready, outcomes),
        size=ready.system.size,
    )
    if place is None:
        return found
    written = _written(found, place, progress)
    if keep is not None:
        forget(keep)
    return written


def _levelled(found: Outcome, draws: Draws) -> Outcome:
    """An outcome with the level of demand that its losses are at."""
    import numpy as np

    one = np.ones(draws.count)
    level = np.array([draws.values.get(f"demand/{use}", one) for use, _ in found.users]).T
    return replace(found, level=level[: found.draws])


def _sensible(weeks: int | None, governance: str, workers: int) -> None:
    """Refuse questions that have no answer; raises :class:`UsageError`."""
    if weeks is not None and not 1 <= weeks <= 520:
        raise UsageError(f"weeks: {weeks} is out of range: ask for 1 to 520")
    if governance not in GOVERNANCE:
        raise UsageError(f"governance: {governance!r} is unknown: it is one of {', '.join(GOVERNANCE)}")
    if workers < 1:
        raise UsageError(f"workers: {workers} is too few: ask for at least 1")


def _keep(place: Path, ready: Prepared, draws: int, seed: int) -> Path:
    """Where blocks are kept while a run is under way: beside its folder, named after all that they depend on."""
    import didymium
    from didymium.app.ensemble import mark

    parameters = {k: p.spread for k, p in ready.behaviour.parameters.items()}
    event = replace(ready.event, title="", note="", source="", file="", text="")
    name = mark(didymium.__version__, ready.system.base.network.chain.hash, event, ready.weeks, parameters, draws, seed)
    return place.parent / f".{place.name}.{name}.blocks"


def _coordinated(ready: Prepared, draws: Draws, weeks: int, progress: Say) -> Outcome:
    """The coordinated outcome of the first draws and weeks: everybody shares, and knows ahead."""
    from didymium.disruption.coordinated import DRAWS, coordinate

    def told(done: int, total: int) -> None:
        progress(f"coordinated: draw {done} of {total}")

    return coordinate(replace(ready, weeks=min(ready.weeks, weeks)), draws, DRAWS, "foreseen", told)


def _coordination(ready: Prepared, outcomes: Mapping[str, Outcome]) -> Coordination | None:
    """What coordination and early knowledge are worth: loss of nobody less loss of everybody, same draws and weeks, USD."""
    from didymium.disruption.base import WEEKS
    from didymium.disruption.coordinated import gap
    from didymium.disruption.result import band
    from didymium.reporting.stress import Coordination

    if not {"nobody", "everybody"} <= set(outcomes):
        return None
    alone, together = outcomes["nobody"], outcomes["everybody"]
    low, mid, high = band(gap(ready.system, alone, together))
    weeks = (min(alone.steps[-1].end, together.steps[-1].end) - alone.steps[0].start) * WEEKS
    return Coordination(float(low), float(mid), float(high), round(weeks), min(alone.draws, together.draws))


def _choke_points(chain: Chain, year: str, progress: Say) -> pl.DataFrame:
    """Plants and stages of regions that cost most when they stand still for the base year."""
    from didymium.disruption.choke import choke_points
    from didymium.planning import solve

    def told(done: int, total: int) -> None:
        progress(f"choke points: {done} of {total}")

    return choke_points(solve(chain, quarters=0, start=year, end=year, detail=False), told)


def _tables(
    ready: Prepared, outcomes: Mapping[str, Outcome], draws: Draws, wanted: tuple[bool, bool, bool, bool], progress: Say
) -> dict[str, pl.DataFrame]:
    """Result tables over all outcomes; ``wanted``: measures, choke points, shares of variance, levers."""
    measures, choke, variance, levers = wanted
    import polars as pl

    from didymium.disruption.base import base_year
    from didymium.disruption.summary import beside, first_shorts, losses

    first = next(iter(outcomes.values()))
    chain = ready.system.base.network.chain
    tables = {
        "loss": pl.concat([losses(o) for o in outcomes.values()]),
        "beside": beside(outcomes["nobody"], outcomes["everybody"]) if len(outcomes) == 2 else pl.DataFrame(),
        "first_short": first_shorts(first),
        "shortage": first.shortage,
        "prices": first.prices,
        "choke_points": _choke_points(chain, base_year(ready.event, chain), progress) if choke else pl.DataFrame(),
        **first.tables,
    }
    schema = {"measure": pl.String, **dict.fromkeys(("cost", "mean", "low", "high", "per_dollar", "share"), pl.Float64)}
    rows: list[dict[str, object]] = []
    if measures and "nobody" in outcomes and first.objective is not None and float(first.objective.max()) > 0:
        from didymium.disruption.measure import worth

        few = min(draws.count, HELPED)
        rows = worth(ready, draws.part(0, few), first.objective[:few], progress)
    tables["measures"] = pl.DataFrame(rows, schema=schema)
    tables["survival"] = _survival(ready, progress) if choke else pl.DataFrame()
    tables["dependence"] = _levers(ready, draws.seed, progress) if levers and "nobody" in outcomes else pl.DataFrame()
    tables["variance"] = _variance(ready, draws.seed, progress) if variance and rows else pl.DataFrame()
    return tables


def _survival(ready: Prepared, progress: Say) -> pl.DataFrame:
    """How long the chain lives without each of its nodes, this event aside."""
    from didymium.disruption.survive import survival

    return survival(ready, lambda done, total: progress(f"time to survive: {done} of {total} nodes"))


def _levers(ready: Prepared, seed: int, progress: Say) -> pl.DataFrame:
    """What each large sender's withholding costs the others and itself."""
    from didymium.disruption.levers import levers

    return levers(ready, PULLED, seed, progress)


def _variance(ready: Prepared, seed: int, progress: Say) -> pl.DataFrame:
    """Shares of the variance of the loss by group of uncertain numbers."""
    import polars as pl

    from didymium.disruption.variance import shares

    schema = {"group": pl.String, "first": pl.Float64, "total": pl.Float64, "numbers": pl.Int64, "assumed": pl.Int64}
    return pl.DataFrame([vars(row) for row in shares(ready, seed, say=progress)], schema=schema)


def _command(chain: str, event: str, draws: int, weeks: int | None, governance: str, seed: int) -> str:
    words = ["didymium", "stress", event, "--chain", chain, "--draws", str(draws)]
    words += ["--weeks", str(weeks)] if weeks is not None else []
    return shlex.join([*words, "--governance", governance, "--seed", str(seed)])


def _written(found: Stress, out: Path, progress: Say) -> Stress:
    """The run with its folder: tables, page, workbook, manifest."""
    from didymium.app.manifest import stress_manifest
    from didymium.runs import write

    progress("writing the report")

    def files(draft: Path) -> None:
        from didymium.reporting.stress.html import stress_html
        from didymium.reporting.stress.xlsx import stress_xlsx

        (draft / HTML).write_text(stress_html(found.input), encoding="utf-8")
        stress_xlsx(found.input, draft / XLSX)

    return replace(found, run=write(out, stress_manifest(found), found.tables, files))
