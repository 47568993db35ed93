"""Check a chain: what is wrong with it, and how far it reproduces what was observed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from didymium.app.load import ChainLike, load
from didymium.app.record import Json, records
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    import polars as pl

    from didymium.chain import Chain, Finding
    from didymium.reporting import ChainFacts

BACKCAST = ("year", "series", "region", "source", "observed", "model", "error", "kind")
UNEXPLAINED = ("element", "tonnes", "share")


@dataclass(frozen=True)
class Check:
    """What a check found.

    ``chain`` is None when the folder could not be loaded: then ``findings`` says why. ``tables`` holds ``backcast``
    (one row per comparison; error = model / observed - 1) and ``unexplained`` (t per element), both without rows when
    no year was asked for.
    """

    chain: Chain | None
    findings: tuple[Finding, ...]
    tables: dict[str, pl.DataFrame]
    years: tuple[int, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not any(f.severity == "error" for f in self.findings)

    @property
    def facts(self) -> ChainFacts | None:
        """Name, size and hash of the chain for a report; None when it could not be loaded."""
        from didymium.app.input import facts

        return None if self.chain is None else facts(self.chain)

    def to_json(self) -> dict[str, Json]:
        """The findings, the backcast and the unexplained balance."""
        return {
            "findings": [dict(vars(f)) for f in self.findings],
            "backcast": records(self.tables["backcast"], BACKCAST),
            "unexplained": records(self.tables["unexplained"], UNEXPLAINED),
        }


def check(chain: ChainLike = None, backcast: Sequence[int] = (), progress: Say = silent) -> Check:
    """Check a chain's tables and, for each year of ``backcast``, solve that year and compare it with what was observed.

    Errors in the chain are findings of the result, not exceptions. Raises :class:`AskError` when nothing was
    observed in a year that was asked for, and ``SolveError`` when the solver fails.

    >>> found = check("works")
    >>> found.ok, [f.message for f in found.findings if f.severity == "error"]
    (True, [])
    """
    import time

    from didymium.app.history import compare
    from didymium.chain import ChainError

    began = time.perf_counter()
    try:
        loaded = load(chain)
    except ChainError as error:
        return Check(None, error.findings, compare(None, ()))
    read = time.perf_counter()
    tables = compare(loaded, tuple(backcast), progress)
    seconds = {"load": read - began, "check": time.perf_counter() - read}
    return Check(loaded, loaded.findings, tables, tuple(backcast), seconds)
