"""The brief: load, backcast, plan, and one report of all of it."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.check import BACKCAST
from didymium.app.history import compare, years_observed
from didymium.app.load import ChainLike, load, spelling
from didymium.app.outcome import holders, unmet
from didymium.app.read import Files
from didymium.app.read import read as read_documents
from didymium.app.record import Json, records
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    import polars as pl

    from didymium.chain import Chain
    from didymium.planning import Plan
    from didymium.reporting import BriefInput
    from didymium.reporting.hindcast import Point
    from didymium.reporting.stress import StressInput

HTML, XLSX = "index.html", "brief.xlsx"
EVENTS = ("licences-2025", "kachin-2024", "quota-2010")  # the latest first
DRAWS = 64
TOGETHER = 26  # weeks in which the coordinated case stands beside it: some seconds


@dataclass(frozen=True)
class Brief:
    """The brief of a chain: the plan of the whole chain beside what was observed.

    ``tables`` are the plan's tables with ``backcast``, ``unexplained`` and ``leaders``, and ``holders`` and ``sankey`` begin with the
    year that the backcast puts together, where there is one; ``report`` is the HTML file, or None.
    ``seconds``: load (read and check), check (backcast), build and solve (the plan), report (explanations, the uncoordinated
    case and files).
    """

    chain: Chain
    plan: Plan
    tables: dict[str, pl.DataFrame]
    seconds: dict[str, float]
    input: BriefInput
    report: Path | None = None

    def text(self, width: int = 100) -> str:
        """The brief for a terminal: at most 40 lines of ``width`` characters."""
        from didymium.reporting import brief_text

        return brief_text(self.input, width)

    def to_json(self) -> dict[str, Json]:
        """The brief for other programs."""
        chain = self.chain
        return {
            "chain": {"name": chain.name, "version": chain.version, "rows": chain.rows, "assumed_share": chain.assumed_share},
            "status": self.plan.status,
            "objective": self.plan.objective,
            "seconds": dict(self.seconds),
            "size": dict(self.plan.size),
            "backcast": records(self.tables["backcast"], BACKCAST),
            "holders": holders(self.tables["holders"]),
            "unmet": unmet(self.plan),
            "report": None if self.report is None else str(self.report),
        }


def brief(
    chain: ChainLike = None,
    quarters: int = 8,
    out: str | Path | None = "report",
    progress: Say = silent,
    documents: Files = (),
) -> Brief:
    """Backcast and plan ``chain`` and report on both; HTML, XLSX and tables go into the folder ``out``.

    The grid is ``quarters`` quarters and then years. With ``out=None`` nothing is written. ``documents`` are read and
    set against the chain in a block of their own. Raises ``ChainError`` for bad data, ``Infeasible`` when rules
    conflict, ``WriteError`` when the folder cannot be written, ``AskError`` when no document exists.

    >>> found = brief("works", quarters=0, out=None)
    >>> found.plan.status, found.report
    ('optimal', None)
    """
    from didymium.app.input import brief_input, whole
    from didymium.planning import leaders, solve

    started = time.perf_counter()
    progress("reading the chain")
    loaded = load(chain)
    read = time.perf_counter()
    history = compare(loaded, years_observed(loaded), progress)
    checked = time.perf_counter()
    plan = solve(loaded, quarters=quarters, progress=progress)
    spent = plan.seconds
    began = time.perf_counter()
    progress("how certain the largest shares are")
    history["leaders"] = leaders(plan)
    ranged = time.perf_counter() - began
    seconds = {
        "load": read - started,
        "check": checked - read,
        "build": spent["build"],
        "solve": spent["solve"],
        "report": spent["explain"] + ranged,
    }
    given = [str(documents)] if isinstance(documents, str | Path) else [str(d) for d in documents]
    words = ["didymium", "brief", spelling(chain, loaded), "--quarters", str(quarters)]
    command = shlex.join([*words, *(word for name in given for word in ("--documents", name))])
    began = time.perf_counter()
    hit = _stressed(loaded, progress)
    seconds["report"] += time.perf_counter() - began
    facts = replace(brief_input(loaded, plan, quarters, command, seconds, history), stress=hit, hindcast=_past(loaded))
    if given:
        facts = replace(facts, documents=read_documents(given, loaded, keep=False, progress=progress).input)
    found = Brief(loaded, plan, whole(plan, history), seconds, facts)
    return found if out is None else _written(found, Path(out), quarters, progress)


def _stressed(chain: Chain, progress: Say) -> StressInput | None:
    """The first shipped event that the chain knows the names and dates of, uncoordinated beside coordinated; None without one."""
    from didymium.app.stress import stress
    from didymium.disruption import EventError
    from didymium.disruption.base import base_year
    from didymium.disruption.event import against, read

    for event in EVENTS:
        try:
            base_year(read(event), chain)
            against(read(event), chain)  # before anything heavy is imported
            found = stress(chain, event, draws=DRAWS, choke=False, variance=False, levers=False, together=TOGETHER, progress=progress)
            return found.input
        except EventError:
            continue
    return None


def _past(chain: Chain) -> tuple[Point, ...]:
    """Points of the hindcasts that ship with the code, for the chain that they test; none for another one."""
    if chain.name != "world":
        return ()
    from didymium.disruption.observed import results
    from didymium.reporting.hindcast import Point

    return tuple(Point(**row) for row in results())  # type: ignore[arg-type]


def _written(found: Brief, out: Path, quarters: int, progress: Say) -> Brief:
    """The brief with its folder: HTML, XLSX, tables and manifest."""
    from didymium.app.manifest import manifest
    from didymium.reporting.html import brief_html
    from didymium.reporting.xlsx import brief_xlsx
    from didymium.runs import write

    progress("writing the report")
    began = time.perf_counter()

    def files(draft: Path) -> None:
        (draft / HTML).write_text(brief_html(found.input), encoding="utf-8")
        brief_xlsx(found.input, draft / XLSX)

    about = manifest(found.chain, found.plan, found.input.command, found.seconds, {"quarters": quarters})
    write(out, about, found.tables, files)
    seconds = {**found.seconds, "report": found.seconds["report"] + time.perf_counter() - began}
    return replace(found, report=out / HTML, seconds=seconds, input=replace(found.input, seconds=seconds))
