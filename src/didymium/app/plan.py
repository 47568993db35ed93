"""Plan a chain: the coordinated plan with foresight, an owner's own plan, and what a change would do."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.difference import differences
from didymium.app.error import AskError
from didymium.app.load import ChainLike, load, spelling
from didymium.app.outcome import prices, targets, unmet
from didymium.app.record import Json
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    import polars as pl

    from didymium.chain import Chain
    from didymium.planning import Plan as Solved
    from didymium.reporting import BriefInput

XLSX = "plan.xlsx"


@dataclass(frozen=True)
class Plan:
    """A plan of a chain, and beside it the plan before when something was changed.

    ``tables`` are the result tables (quantities per period; docs: result tables); ``run`` is the folder that holds
    them as Parquet and in one Excel file, or None.
    """

    chain: Chain
    solved: Solved
    tables: dict[str, pl.DataFrame]
    quarters: int
    command: str
    seconds: dict[str, float]
    owner: str | None = None
    changes: dict[str, str] = field(default_factory=dict)
    before: Plan | None = None
    run: Path | None = None

    @property
    def status(self) -> str:
        """How the solver ended."""
        return self.solved.status

    @property
    def objective(self) -> float:
        """Discounted value of demand met less all costs (USD of the price year)."""
        return self.solved.objective

    @property
    def input(self) -> BriefInput:
        """What a report of this plan is made of."""
        from didymium.app.input import brief_input

        return brief_input(self.chain, self.solved, self.quarters, self.command, self.seconds)

    def to_json(self) -> dict[str, Json]:
        """The plan in short; with ``before`` also ``differences``."""
        found: dict[str, Json] = {
            "status": self.status,
            "objective": self.objective,
            "size": dict(self.solved.size),
            "seconds": dict(self.seconds),
            "unmet": unmet(self.solved),
            "prices": prices(self.solved),
            "targets": targets(self.solved),
            "run": None if self.run is None else str(self.run),
        }
        if self.before is not None:
            found["differences"] = differences(self.before.solved, self.solved)
        return found


def plan(
    chain: ChainLike = None,
    owner: str | None = None,
    set: Mapping[str, str] | None = None,
    quarters: int = 8,
    out: str | Path | None = None,
    progress: Say = silent,
) -> Plan:
    """Plan ``chain`` over its horizon: ``quarters`` quarters, then years.

    With ``owner`` (an entity with all it controls, or a region) the rest of the world becomes stepped supply and demand
    around the plan of the whole chain. With ``set`` (``{"lines.kachin.capacity": "0"}``) the plan before is solved too.
    ``out`` is a folder for the tables (Parquet, and one Excel file) and a manifest; nothing is written without it.
    Raises ``ChainError`` for bad data, :class:`AskError` for an unknown owner, ``Infeasible`` when rules conflict,
    ``WriteError`` for a full disk.

    >>> found = plan("works", quarters=0)
    >>> found.status, found.run
    ('optimal', None)
    """
    began = time.perf_counter()
    base = load(chain)
    changed = load(base, set) if set else base
    seconds = {"load": time.perf_counter() - began}
    command = _command(spelling(chain, base), owner, set or {}, quarters)
    before = _plan(base, owner, quarters, command, {}, _labelled(progress, "before: ")) if set else None
    found = _plan(changed, owner, quarters, command, seconds, progress)
    return _kept(found, before, dict(set or {}), None if out is None else Path(out))


def _plan(chain: Chain, owner: str | None, quarters: int, command: str, seconds: dict[str, float], progress: Say) -> Plan:
    from didymium.planning import restrict, sites_of, solve

    own = chain
    spent = dict(seconds)
    if owner is not None:
        began = time.perf_counter()
        try:
            sites_of(chain, owner)  # before the whole chain is solved for somebody who is not in it
        except KeyError as error:
            raise AskError(error.args[0]) from error
        whole = solve(chain, quarters=quarters, detail=False, progress=_labelled(progress, "whole chain: "))
        own = restrict(chain, whole, owner)
        spent["whole"] = time.perf_counter() - began
    solved = solve(own, quarters=quarters, progress=progress)
    return Plan(chain, solved, solved.tables, quarters, command, {**spent, **solved.seconds}, owner)


def _kept(found: Plan, before: Plan | None, changes: dict[str, str], out: Path | None) -> Plan:
    """The plan with what it is compared to, and its folder written."""
    from dataclasses import replace

    whole = replace(found, before=before, changes=changes)
    if out is None:
        return whole
    from didymium.app.manifest import manifest
    from didymium.reporting.xlsx import plan_xlsx
    from didymium.runs import write

    asked = {"owner": found.owner, "set": changes, "quarters": found.quarters}
    about = manifest(found.chain, found.solved, found.command, found.seconds, asked)
    tables = dict(found.tables)
    if before is not None:
        tables |= {f"before_{name}": table for name, table in before.tables.items()}
        about["before"] = {"objective": before.objective, "seconds": before.seconds}

    def book(draft: Path) -> None:
        plan_xlsx(found.input, draft / XLSX, None if before is None else before.tables)

    return replace(whole, run=write(out, about, tables, book))


def _labelled(progress: Say, label: str) -> Say:
    def say(text: str) -> None:
        progress(label + text)

    return say


def _command(chain: str, owner: str | None, changes: Mapping[str, str], quarters: int) -> str:
    words = ["didymium", "plan", chain, *(["--owner", owner] if owner else [])]
    for key, value in changes.items():
        words += ["--set", f"{key}={value}"]
    return shlex.join([*words, "--quarters", str(quarters)])
