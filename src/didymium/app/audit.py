"""The audit chain of the records: does it hold, and what is its head."""

from __future__ import annotations

import re
from dataclasses import dataclass

from didymium.app.error import AskError
from didymium.app.load import ChainLike
from didymium.app.record import Json

ACTIONS = ("verify",)
HEAD = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Audit:
    """Whether the chain holds, its head, what is wrong, and how many events there are (None: not all of them are theirs to see)."""

    holds: bool
    head: str
    faults: tuple[str, ...]
    events: int | None

    def to_json(self) -> dict[str, Json]:
        """The verdict for other programs."""
        return {"holds": self.holds, "audit_head": self.head, "faults": list(self.faults), "events": self.events}


def audit(action: str = "verify", head: str | None = None, chain: ChainLike = None, by: str | None = None) -> Audit:
    """*verify* the audit chain of a folder's records: every event, every row, and that ``head``, printed before, is in it.

    Without ``head`` a tail that was cut off, or a chain that was made anew, cannot be seen. Raises :class:`AskError` for another
    action or a head that is none.

    >>> audit("sell", chain="works")
    Traceback (most recent call last):
    didymium.app.error.AskError: audit cannot 'sell': choose verify
    """
    if action not in ACTIONS:
        raise AskError(f"audit cannot {action!r}: choose {', '.join(ACTIONS)}")
    if head is not None and not HEAD.fullmatch(head.strip().lower()):
        raise AskError(f"{head!r} is no head: it has 64 hexadecimal digits, as the foot of a review prints them")
    from didymium.app.recorded import home, reading

    with reading(home(chain), by) as scope:
        from didymium.records.audit import verify

        found = verify(scope, head)
    return Audit(found.holds, found.head, found.faults, found.events)
