"""What a claim would change in the chain. It only proposes: a person accepts, edits or rejects. Opinions propose nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import polars as pl

from didymium.chain import Chain
from didymium.evidence.claim import Claim
from didymium.evidence.document import Document
from didymium.evidence.grade import publisher_row
from didymium.evidence.scope import Atlas
from didymium.evidence.supply import FORMS, READINGS
from didymium.evidence.verdict import moment, yearly

#: classes that may never be tied to a number of the chain
NEVER = frozenset({"assessment", "source", "absence"})
#: stage of a line by form of what it makes
_STAGES = {
    "magnet": "magnet",
    "finished_magnet": "magnet",
    "blank": "magnet",
    "alloy": "alloy",
    "metal": "metal",
    "oxide": "separation",
    "ore": "mine",
    "concentrate": "mine",
}


class Unlinkable(ValueError):
    """A claim that may not be tied to the chain: an assessment, a statement about a source, an absence."""


@dataclass(frozen=True)
class Proposal:
    """A change that a claim suggests: one number of a row (``column`` is given), or a whole new row.

    ``relation`` is sets, bounds_below, bounds_above, dates or context; ``values`` are the cells by column; ``missing``
    the required columns that the claim does not tell, which a person must give.
    """

    id: str
    claim: str
    action: str  # set | new
    table: str
    key: str
    column: str
    relation: str
    values: Mapping[str, object] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    grade: str = "assumed"
    text: str = ""

    def to_json(self) -> dict[str, object]:
        """The proposal as other programs get it."""
        return {**asdict(self), "values": dict(self.values), "missing": list(self.missing)}


def proposals(claims: Sequence[Claim], documents: Sequence[Document], chain: Chain) -> list[Proposal]:
    """What claims propose; nothing for assessments, statements about sources and absences, and nothing for what exceeds the chain.

    >>> from didymium.chain import load
    >>> proposals([Claim("i", "d", 0, 1, "q", "assessment", "q", value=5.0)], [], load("works"))
    []
    """
    atlas = Atlas(chain)
    by_id = {d.id: d for d in documents}
    out: list[Proposal] = []
    for claim in claims:
        if claim.kind in NEVER or claim.modality in ("negated", "speculated"):
            continue
        document = by_id.get(claim.document)
        out += _number(claim, document, atlas) if claim.kind == "quantity" else _order(claim, document, atlas)
    return out


def checked(kind: str) -> None:
    """Raise :class:`Unlinkable` for a class that may not be tied to the chain.

    >>> checked("assessment")
    Traceback (most recent call last):
    ...
    didymium.evidence.link.Unlinkable: an assessment is never tied to a number of the chain: it can be rejected or resolved
    """
    if kind in NEVER:
        article = "an" if kind[0] in "ao" else "a"
        raise Unlinkable(f"{article} {kind} is never tied to a number of the chain: it can be rejected or resolved")


def grade_of(claim: Claim, document: Document | None) -> str:
    """Grade that a row of the chain gets from a claim: official, company, derived or assumed."""
    root = publisher_row(document.root_origin) if document is not None else None
    if (claim.credibility or 6) >= 4:
        return "assumed"
    if root is not None and root.kind == "official":
        return "official"
    if document is not None and (document.root_origin == claim.subject or (root is not None and root.kind in ("company", "relay"))):
        return "company"
    return "derived"


def _number(claim: Claim, document: Document | None, atlas: Atlas) -> list[Proposal]:
    """A quantity: a capacity of one line, a quota, or an observed value."""
    if claim.verdict == "exceeds" or claim.unit is None or claim.interval is None:
        return []
    value = yearly(claim)
    grade = grade_of(claim, document)
    when = moment(claim)
    if (
        claim.predicate in ("capacity", "production")
        and claim.form in _STAGES
        and value is not None
        and claim.unit.split("/")[0] in ("t", "kg")
    ):
        scope = atlas.scope(claim.subject, claim.site, when)
        form = _meant(claim)
        stage = _STAGES[form]
        lines = atlas.sites.filter(pl.col("id").is_in(scope.lines if scope else ()) & (pl.col("stage") == stage))
        if claim.predicate == "capacity" and lines.height == 1 and claim.modality in ("achieved", "asserted", "ongoing"):
            line = lines.row(0, named=True)
            text = f"capacity of {line['id']}: {value:,.0f} instead of {_shown(line['capacity'])} t/yr"
            return [_made(claim, "set", "lines", line["id"], "capacity", _relation(claim), {"value": value}, (), grade, text)]
        if claim.modality in ("planned", "target", "directed") and lines.height:
            return [_project(claim, str(lines.row(0, named=True)["id"]), value, grade)]
    if claim.predicate == "quota" and value is not None:
        known = atlas.chain.tables["quotas"].filter(
            pl.col("holder").is_in(list(atlas.entities.get(claim.subject or "", ()))) & (pl.col("period") == (claim.period or ""))
        )
        if known.height == 1:
            row = known.row(0, named=True)
            text = f"quota {row['quota']} of {row['period']}: {value:,.0f} instead of {_shown(row['limit'])}"
            return [
                _made(
                    claim, "set", "quotas", f"{row['quota']}/{row['period']}", "limit", _relation(claim), {"value": value}, (), grade, text
                )
            ]
    return _observed(claim, grade)


#: what is measured in tonnes, money or heads: a share of it is no value of it
AMOUNTS = frozenset(
    ("production", "capacity", "sales", "import", "export", "demand", "stock", "quota", "resource", "revenue", "investment", "money")
)


def _observed(claim: Claim, grade: str) -> list[Proposal]:
    """An observed value with its period becomes a row of ``series``; a bound is no observation, nor is a value of nobody known."""
    told = claim.modality in ("achieved", "asserted") and claim.period and claim.value is not None and claim.subject
    if (
        not told
        or claim.bound in ("at_least", "at_most", "order_of_magnitude")
        or claim.unit in ("rank", "count", "year", "month", "week", "day", "ratio", "fraction_of_target")
        or claim.predicate in ("plan_window", "scale")
        or (claim.unit == "fraction" and claim.predicate in AMOUNTS)  # "a third of output": of what, the row could not say
    ):
        return []
    values = {
        "series": f"{claim.predicate} of {claim.subject}",
        "commodity": claim.element or claim.form,
        "period": _label(str(claim.period)),
        "value": claim.value,
        "unit": claim.unit,
    }
    if values["period"] is None:
        return []
    bare = not any(c.isalpha() or c in "%$€£¥" for c in claim.written)  # a cell of a table, whose head has the unit
    written = f"{claim.written} {claim.unit}" if bare else claim.written
    text = f"observed {values['series']}: {written} in {claim.period}".replace("_", " ")
    key = f"{values['series']}//{values['commodity'] or ''}/{values['period']}"
    return [_made(claim, "new", "series", key, "", "context", values, (), grade, text)]


def _order(claim: Claim, document: Document | None, atlas: Atlas) -> list[Proposal]:
    """A commitment or order becomes a directive of an entity that the chain knows; a fact proposes nothing."""
    ids = atlas.entities.get(claim.subject or "", ())
    if claim.kind != "commitment" or not ids:
        return []
    values: dict[str, object] = {
        "id": f"d_{claim.id[:8]}",
        "entity": ids[0],
        "issuer": claim.speaker or (document.root_origin if document else None),
        "text": claim.text[:300],
        "issued": _label(document.published or "") if document else None,
        "due": _label(claim.period or ""),
        "claim": claim.id,
    }
    return [
        _made(
            claim,
            "new",
            "directives",
            str(values["id"]),
            "",
            "dates" if claim.period else "context",
            values,
            (),
            grade_of(claim, document),
            f"directive for {ids[0]}: {claim.text[:80]}",
        )
    ]


def _project(claim: Claim, line: str, value: float, grade: str) -> Proposal:
    """A planned capacity becomes a listed project; what it costs and when it is decided a person must say."""
    values: dict[str, object] = {
        "id": f"p_{claim.id[:8]}",
        "name": claim.text[:100],
        "line": line,
        "capacity": value,
        "start": _label(claim.period or ""),
        "status": "listed",
    }
    missing = tuple(c for c in ("decide", "start", "ramp_years", "capex", "life") if values.get(c) is None)
    return _made(
        claim,
        "new",
        "projects",
        str(values["id"]),
        "",
        "dates" if claim.period else "context",
        values,
        missing,
        grade,
        f"project on {line}: {claim.written}",
    )


def _made(
    claim: Claim,
    action: str,
    table: str,
    key: str,
    column: str,
    relation: str,
    values: Mapping[str, object],
    missing: tuple[str, ...],
    grade: str,
    text: str,
) -> Proposal:
    checked(claim.kind)
    ident = hashlib.sha256(f"{claim.id}\0{action}\0{table}\0{key}\0{column}".encode()).hexdigest()[:12]
    return Proposal(ident, claim.id, action, table, key, column, relation, dict(values), missing, grade, text)


def _meant(claim: Claim) -> str:
    """The form that fits, where only one does."""
    if claim.verdict and claim.verdict.startswith("fits only if ") and claim.verdict.endswith(" is meant"):
        name = claim.verdict.removeprefix("fits only if ").removesuffix(" is meant")
        return {"finished magnet": "finished_magnet"}.get(name, name)
    return claim.form if claim.form in READINGS or claim.form in FORMS else str(claim.form)


def _relation(claim: Claim) -> str:
    return {"at_least": "bounds_below", "at_most": "bounds_above"}.get(claim.bound or "", "sets")


def _label(period: str) -> str | None:
    """A period as the chain writes it; None where it has no such label."""
    first = period.rsplit("/", maxsplit=1)[-1]
    if not first or first.startswith("?"):
        return None
    year, _, rest = first.partition("-")
    short = f"FY{year[4:]}" if year.startswith("FY") else year
    if rest.startswith("Q"):
        return f"{short}{rest}"
    if rest.startswith("H"):
        return short
    return f"{year}-{rest[:2]}" if rest else short


def _shown(value: object) -> str:
    return "unknown" if value is None else f"{float(str(value)):,.0f}"
