"""Decide on a claim: accept it into the chain, reject it, or resolve whether it came true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from didymium.app.error import AskError
from didymium.app.load import ChainLike, load
from didymium.app.record import Json

if TYPE_CHECKING:
    from didymium.chain import Chain
    from didymium.evidence import Claim as Told
    from didymium.evidence import Ledger
    from didymium.evidence.link import Proposal

ACTIONS = ("accept", "reject", "resolve")
OUTCOMES = ("true", "false", "unknown")


@dataclass(frozen=True)
class Decided:
    """What was decided on a claim, and what it changed: ``file`` and ``row`` of the chain for one that was accepted."""

    claim: Told
    action: str
    by: str
    file: Path | None = None
    row: Mapping[str, object] = field(default_factory=dict)
    outcome: str | None = None
    log: Path | None = None

    def to_json(self) -> dict[str, Json]:
        """The decision for other programs."""
        from didymium.app.claims_input import plain

        row: Json = {key: plain(value) for key, value in self.row.items()}
        return {
            "claim": self.claim.id,
            "action": self.action,
            "by": self.by,
            "file": None if self.file is None else str(self.file),
            "row": row,
            "outcome": self.outcome,
        }


def claim(
    action: str,
    id: str,
    chain: ChainLike = None,
    set: Mapping[str, str] | None = None,
    outcome: str | None = None,
    proposal: str | None = None,
    by: str | None = None,
    note: str = "",
) -> Decided:
    """Accept, reject or resolve a claim that was read with ``chain``, a folder of one's own.

    ``accept`` writes what the claim proposes into the chain (``set`` edits single cells of it, ``proposal`` chooses
    where it proposes several) and the row then cites the claim. ``resolve`` takes ``outcome``: true, false or unknown.
    Every decision is a line added to the log. ``id`` may be the beginning of an id. Raises :class:`AskError` when there
    is no such claim, when it proposes nothing, when it is an assessment (those are never tied to a number), when a row
    of the chain cites it already (it is neither accepted again nor rejected), or when the chain would no longer load;
    ``WriteError`` when the disk refuses.

    >>> claim("reopen", "0123abcd", "works")
    Traceback (most recent call last):
    ...
    didymium.app.error.AskError: 'reopen' is no decision: it is one of accept, reject, resolve
    """
    from didymium.app import log

    if action not in ACTIONS:
        raise AskError(f"{action!r} is no decision: it is one of {', '.join(ACTIONS)}")
    loaded = load(chain)
    path = log.place(loaded)
    if path is None:
        raise AskError(
            f"{loaded.name} is shipped and cannot be changed: start your own with `didymium init FOLDER --from {loaded.name}` and "
            f"read with it"
        )
    ledger = log.known(loaded)
    told = _one(ledger, id, loaded)
    who = log.person(by)
    event: dict[str, Any] = {"event": action, "claim": told.id, "by": who, "at": log.now()}
    if action == "resolve":
        if outcome not in OUTCOMES:
            raise AskError(f"a claim resolves to {', '.join(OUTCOMES)}: say which")
        log.add(path, [{**event, "outcome": outcome, "note": note}])
        return Decided(told, action, who, outcome=outcome, log=path)
    row_of = _cited(told, loaded)
    if row_of is not None and action == "reject":
        raise AskError(f"claim {told.id} was accepted and {row_of} cites it: take that row out of the chain first, then reject")
    if action == "reject":
        log.add(path, [{**event, "note": note}])
        return Decided(told, action, who, log=path)
    chosen = _proposal(ledger, told, loaded, proposal)
    table, row = _row(chosen, told, ledger, loaded, set or {})
    from didymium.app.rows import with_row

    with_row(loaded.folder, table, row)
    log.add(
        path,
        [
            {
                **event,
                "proposal": chosen.id,
                "table": table,
                "key": chosen.key,
                "column": chosen.column,
                "values": {k: v for k, v in row.items() if v is not None},
                "note": note,
            }
        ],
    )
    return Decided(told, action, who, loaded.folder / "chain" / f"{table}.csv", row, log=path)


def _one(ledger: Ledger, id: str, chain: Chain) -> Told:
    found = ledger.find(id)
    if len(found) == 1:
        return found[0]
    if found:
        raise AskError(f"{id} begins {len(found)} ids: {', '.join(c.id for c in found[:5])}")
    hint = (
        ("read documents first: `didymium read FILE --chain FOLDER`")
        if not ledger.claims
        else "`didymium read` and `didymium watch` print ids"
    )
    raise AskError(f"{chain.name} has no claim {id}: {hint}")


def _proposal(ledger: Ledger, told: Told, chain: Chain, wanted: str | None) -> Proposal:
    """What the claim proposes, worked out anew on the chain as it is now."""
    from didymium.app.claims_input import documents_of
    from didymium.evidence.link import Unlinkable, checked, proposals

    try:
        checked(told.kind)
    except Unlinkable as error:
        raise AskError(str(error)) from error
    row = _cited(told, chain)
    if row is not None:
        raise AskError(f"claim {told.id} was accepted already: {row} cites it")
    found = proposals([told], documents_of(ledger, told), chain)
    if wanted is not None:
        found = [p for p in found if p.id.startswith(wanted)]
    if not found:
        raise AskError(f"claim {told.id} proposes no change to {chain.name}: reject it, or resolve it when its outcome is known")
    return found[0]


def _cited(told: Told, chain: Chain) -> str | None:
    """File and line of the row that cites a claim; None where none does (any more)."""
    import polars as pl

    for table in chain.tables.values():
        if "source" in table.columns:
            rows = table.filter(pl.col("source").str.starts_with(f"claim {told.id}"))
            if rows.height:
                return f"{rows['_file'][0]}:{rows['_line'][0]}"
    return None


def _row(chosen: Proposal, told: Told, ledger: Ledger, chain: Chain, edits: Mapping[str, str]) -> tuple[str, dict[str, object]]:
    """Table and cells of the row to be written, with the claim as its source."""
    from didymium.chain.schema import schema

    source = ledger.documents.get(told.document)
    cited: dict[str, object] = {
        "source": f"claim {told.id}" + (f" ({source.publisher or source.path})" if source else ""),
        "source_year": (source.published or "")[:4] or None if source else None,
        "grade": chosen.grade,
        "note": told.text[:200],
    }
    if chosen.action == "set":
        table = "cells"
        row: dict[str, object] = {
            "table": chosen.table,
            "key": chosen.key,
            "column": chosen.column,
            "value": chosen.values["value"],
            **cited,
        }
        if chosen.relation == "sets" and told.value_low is not None and told.value_high is not None and told.value_low < told.value_high:
            row |= {"low": told.value_low, "high": told.value_high}
    else:
        table = chosen.table
        row = {**chosen.values, **cited}
    columns = schema()[table].columns
    unknown = [name for name in edits if name not in columns]
    if unknown:
        raise AskError(f"{table} has no column {unknown[0]!r}: it has {', '.join(columns)}")
    if "source" in edits:
        raise AskError("the source of an accepted row is the claim itself: say what else is to be said in --set note=... or --note")
    row |= dict(edits)
    lacking = [c.name for c in columns.values() if c.required and row.get(c.name) in (None, "")]
    if lacking:
        words = " ".join(f"--set {name}=..." for name in lacking)
        raise AskError(f"a row of {table} needs {', '.join(lacking)}, which the claim does not tell: give {words}")
    return table, row
