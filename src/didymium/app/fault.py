"""Which errors are answers: a bad question, bad data, rules that conflict, a refusal; in words, and for other programs."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from didymium.app.error import AskError, UsageError
from didymium.app.record import Json

DATA, USAGE, REFUSED = "data", "usage", "refused"


@dataclass(frozen=True)
class Fault:
    """An error that a user can mend: ``kind`` is *data* (mend the chain, or ask for what it holds), *usage* (mend the question) or
    *refused*."""

    kind: str
    message: str
    findings: tuple[Json, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """The error for other programs."""
        return {"status": "error", "kind": self.kind, "message": self.message, "findings": list(self.findings)}


def fault(error: BaseException) -> Fault | None:
    """The fault behind an error, or None when the error is one of the code's own.

    >>> fault(AskError("works has no owner Nobody")).kind
    'data'
    >>> fault(UsageError("draws: 0 is too few")).kind
    'usage'
    >>> fault(ZeroDivisionError()) is None
    True
    """
    from didymium.chain import ChainError
    from didymium.runs import WorkersError, WriteError

    if isinstance(error, ChainError):
        return Fault(DATA, str(error), tuple(dict(vars(f)) for f in error.findings))
    if isinstance(error, UsageError):
        return Fault(USAGE, str(error))
    if isinstance(error, AskError):
        return Fault(DATA, str(error))
    if "didymium.planning" in sys.modules:  # no error of the planner before it was imported, and importing it takes time
        from didymium.planning import Infeasible, SolveError

        if isinstance(error, Infeasible):
            rules = [*error.conflict.rules, *error.conflict.limits]
            return Fault(DATA, str(error), tuple(dict(vars(rule)) for rule in rules))
        if isinstance(error, SolveError):
            return Fault(REFUSED, f"no result, since none that was reached can be trusted: {error}")
    if "didymium.operations" in sys.modules:
        from didymium.operations import ReconcileError, ReviewError

        if isinstance(error, ReviewError):
            return Fault(DATA, str(error))
        if isinstance(error, ReconcileError):
            return Fault(REFUSED, f"no result, since none that was reached can be trusted: {error}")
    if "didymium.records" in sys.modules:
        from didymium.records import Denied, RecordsError

        if isinstance(error, RecordsError):
            return Fault(DATA, str(error))
        if isinstance(error, Denied):
            return Fault(REFUSED, str(error))
    if "didymium.separation" in sys.modules:
        from didymium.separation import CaseError

        if isinstance(error, CaseError):
            return Fault(REFUSED if error.refused else DATA, str(error), tuple(dict(vars(f)) for f in error.findings))
    if "didymium.disruption" in sys.modules:
        from didymium.disruption import EventError

        if isinstance(error, EventError):
            return Fault(DATA, str(error), tuple(dict(vars(f)) for f in error.findings))
    if isinstance(error, WriteError | WorkersError):
        return Fault(REFUSED, str(error))
    if isinstance(error, OSError):
        return Fault(REFUSED, f"{error.filename or 'the output'}: {error.strerror or error}")
    if isinstance(error, MemoryError):
        return Fault(REFUSED, "the machine ran out of memory: ask for fewer --quarters")
    return None
