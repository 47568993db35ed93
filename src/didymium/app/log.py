"""The log of a chain folder: what was read there, and what a person decided on it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from didymium.app.error import AskError

if TYPE_CHECKING:
    from didymium.app.read import Reading
    from didymium.chain import Chain
    from didymium.evidence import Claim, Ledger

FILE = "evidence.jsonl"


def place(chain: Chain) -> Path | None:
    """The log of a chain; None for a shipped one, which is nobody's to write to."""
    from didymium.chain import locate
    from didymium.chain.load import SHIPPED

    shipped = {locate(name).resolve() for name in SHIPPED}
    return None if chain.folder.resolve() in shipped else chain.folder / FILE


def known(chain: Chain) -> Ledger:
    """What the log of a chain comes to; empty where there is none. Raises :class:`AskError` for a log that is damaged."""
    from didymium.evidence import Ledger, LedgerError, ledger

    path = place(chain)
    if path is None or not path.exists():
        return Ledger()
    try:
        return ledger(path.read_text(encoding="utf-8", errors="surrogatepass"))
    except LedgerError as error:
        raise AskError(f"{path}: {error}; take the line out, or restore the file") from error


def keep(reading: Reading) -> Path | None:
    """Add what a reading found to the log of its chain; documents that stand there with the same claims are not added again."""
    path = place(reading.chain)
    if path is None:
        return None
    before = known(reading.chain)
    events = []
    by_document: dict[str, list[Claim]] = {}
    for claim in reading.claims:
        by_document.setdefault(claim.document, []).append(claim)
    for document in reading.documents:
        own = by_document.get(document.id, [])
        if document.id in before.documents and all(c.id in before.claims for c in own):
            continue
        about = {
            "id": document.id,
            "path": document.path,
            "publisher": document.publisher,
            "published": document.published,
            "root_origin": document.root_origin,
            "disclaimer": document.disclaimer,
        }
        events.append({"event": "read", "at": now(), "document": about, "claims": [c.to_record() for c in own]})
    add(path, events)
    return path


def add(path: Path, events: Sequence[Mapping[str, Any]]) -> None:
    """Add events to a log, all or none."""
    import json

    from didymium.runs.journal import append

    if events:
        append(path, "".join(json.dumps(event, ensure_ascii=True, allow_nan=False, sort_keys=True) + "\n" for event in events))


def now() -> str:
    """This moment, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def person(name: str | None) -> str:
    """Who decides: the name given, else that of the account."""
    return name or os.environ.get("USER") or os.environ.get("USERNAME") or "unknown"
