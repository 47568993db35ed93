"""From a reading to what a report of it is made of, and to JSON."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from didymium.app.record import Json

AROUND = 160  # characters of the passage shown on either side of a quote

if TYPE_CHECKING:
    from didymium.app.read import Reading
    from didymium.evidence import Claim, Document, Ledger
    from didymium.reporting.claims import ClaimsInput, Item


def plain(value: object) -> Json:
    """A JSON value: mappings and sequences taken apart, numbers that are not finite become null."""
    import math

    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return str(value)


def document_json(document: Document) -> dict[str, Json]:
    """A document for other programs."""
    return {
        "id": document.id,
        "path": document.path,
        "publisher": document.publisher,
        "published": document.published,
        "root_origin": document.root_origin,
        "disclaimer": document.disclaimer,
    }


def documents_of(ledger: Ledger, claim: Claim) -> list[Document]:
    """The document of a claim as the log knows it: with its origin, without its text."""
    from didymium.evidence.document import Document, nothing

    source = ledger.documents.get(claim.document)
    if source is None:
        return []
    return [
        Document(source.id, source.path, nothing(""), source.publisher, source.published, source.root_origin, disclaimer=source.disclaimer)
    ]


def claims_input(reading: Reading) -> ClaimsInput:
    """Everything that a report of a reading says."""
    import didymium
    from didymium.app.input import facts
    from didymium.reporting.claims import ClaimsInput, Paper

    around = {d.id: d for d in reading.documents}
    items = items_of(reading.claims, around)
    papers = tuple(
        Paper(
            d.id,
            d.path,
            d.content.kind,
            d.publisher or "",
            d.published or "",
            " <- ".join(dict.fromkeys(n for n in (d.publisher, *d.origin_chain) if n)),
            d.disclaimer,
            d.derivation,
            tuple(f"{n} x {kind}" for kind, n in d.content.repairs.items()),
            d.problems,
        )
        for d in reading.documents
    )
    return ClaimsInput(
        chain=facts(reading.chain),
        code_version=didymium.__version__,
        command=reading.command,
        papers=papers,
        items=items,
        conflicts=tuple((c.kind, c.text, c.claims) for c in reading.conflicts),
        proposals=tuple((p.claim, p.table, p.key, p.column, p.text, p.grade, ", ".join(p.missing)) for p in reading.proposals),
        expectations=tuple((e.claim, e.observable, e.source, e.due or "") for e in reading.expectations),
        statuses=tuple((s.project, s.text, s.since or "", s.claim) for s in reading.statuses),
        problems=reading.problems,
    )


def items_of(claims: Sequence[Claim], documents: Mapping[str, Document] | None = None) -> tuple[Item, ...]:
    """Claims as a report shows them; with their ``documents`` also the words around them."""
    from didymium.reporting.claims import Item

    around = documents or {}
    return tuple(
        Item(
            id=c.id,
            document=c.document,
            kind=c.kind,
            text=c.text,
            before=_beside(around.get(c.document), c.start, -AROUND),
            after=_beside(around.get(c.document), c.end, AROUND),
            subject=c.subject or "",
            predicate=c.predicate,
            written=c.written,
            value=c.value,
            low=c.value_low,
            high=c.value_high,
            bound=c.bound or "",
            unit=c.unit or "",
            period=c.period or "",
            modality=c.modality,
            form=c.form or "",
            stage=c.stage or "",
            speaker=" -> ".join(c.attribution),
            grade=f"{c.reliability or 'F'}{c.credibility or 6}",
            completeness=c.completeness,
            corroboration=c.corroboration,
            verdict=c.verdict or "",
            why=c.verdict_text,
            rests_on=c.rests_on,
            flags=c.flags,
            place=c.place,
            start=c.start,
            end=c.end,
        )
        for c in claims
    )


def _beside(document: Document | None, raw: int, reach: int) -> str:
    """Words in front of a raw offset, or behind it, whole ones; an ellipsis stands where the document goes on."""
    if document is None:
        return ""
    text = document.content.text
    at = text.clean(raw) if raw < len(document.raw) else len(text.text)
    if reach < 0:
        words = text.text[max(0, at + reach) : at]
        return words if at + reach <= 0 else "…" + re.sub(r"^\S*\s+", "", words)
    words = text.text[at : at + reach]
    return words if at + reach >= len(text.text) else re.sub(r"\s+\S*$", "", words) + "…"


def reading_manifest(reading: Reading) -> dict[str, object]:
    """What the folder of a reading says about how it came to be."""
    import didymium

    return {
        "didymium": didymium.__version__,
        "command": reading.command,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "chain": {
            "name": reading.chain.name,
            "version": reading.chain.version,
            "hash": reading.chain.hash,
            "synthetic": reading.chain.settings.synthetic,
        },
        "documents": [document_json(d) for d in reading.documents],
        "claims": len(reading.claims),
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
