"""Blocks of a report of claims: verdicts, conflicts, proposals, expectations, documents. The brief takes them over whole."""

from __future__ import annotations

from pathlib import Path

from didymium.reporting.block import Block, Column, Table, block
from didymium.reporting.claims.input import ClaimsInput
from didymium.reporting.number import count

LABEL = "What the documents say"


def blocks(c: ClaimsInput) -> list[Block]:
    """Blocks that have something to say, the verdicts first."""
    every = (_verdicts(c), _conflicts(c), _proposals(c), _awaited(c), _papers(c))
    return [x for x in every if x is not None]


def finding(c: ClaimsInput) -> str:
    """The answer in a sentence.

    >>> from didymium.reporting.input import ChainFacts
    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, True, "ab12")
    >>> finding(ClaimsInput(facts, "0.1.0", "", (), ()))
    'No quantity in 0 documents can be set against the chain'
    """
    exceed = sum(i.verdict == "exceeds" for i in c.items)
    only = sum(i.verdict.startswith("fits only") for i in c.items)
    fits = sum(i.verdict == "fits" for i in c.items)
    papers = count(len(c.papers), "document")
    if not exceed + only + fits:
        return f"No quantity in {papers} can be set against the chain"
    parts = [f"{fits} {'fits' if fits == 1 else 'fit'}"] if fits else []
    parts += [f"{only} {'fits' if only == 1 else 'fit'} only on a condition"] if only else []
    parts += [f"{exceed} {'exceeds' if exceed == 1 else 'exceed'} what the chain can do"] if exceed else []
    return f"Of {count(exceed + only + fits, 'quantity', 'quantities')} in {papers} that the chain can judge, {', '.join(parts)}"


def _verdicts(c: ClaimsInput) -> Block | None:
    heads = (
        Column("Claim"),
        Column("Who"),
        Column("What"),
        Column("Period", empty="not told"),
        Column("Verdict"),
        Column("Why"),
        Column("Grade"),
        Column("Rows of the chain"),
    )
    rows = tuple(
        (
            i.id[:8],
            i.name,
            f"{i.figure} {i.predicate.replace('_', ' ')}",
            i.period or None,
            i.verdict,
            i.why,
            i.grade,
            "; ".join(i.rests_on[:12]),
        )
        for i in c.judged
    )
    note = (
        "A verdict says what the figures of the chain allow, not what is true. Grade: reliability of the publisher (A to F) and "
        "credibility of the claim (1 to 6)."
    )
    return block("verdicts", LABEL, finding(c), [Table("verdicts", "Can it be true?", heads, rows, note=note)], planned=False)


def _conflicts(c: ClaimsInput) -> Block | None:
    rows = tuple((kind, text, ", ".join(i[:8] for i in ids)) for kind, text, ids in c.conflicts)
    table = Table("conflicts", "Conflicts", (Column("Kind"), Column("What does not agree"), Column("Claims")), rows)
    return block(
        "conflicts",
        "Conflicts",
        f"{count(len(rows), 'conflict')} among the claims, with the chain or with who holds what today",
        [table],
        planned=False,
    )


def _proposals(c: ClaimsInput) -> Block | None:
    heads = (
        *(Column(n) for n in ("Claim", "Table", "Row")),
        Column("Column", empty="all"),
        *(Column(n) for n in ("Change", "Grade")),
        Column("Still needed", empty="nothing"),
    )
    rows = tuple(
        (claim[:8], table, key, column or None, text, grade, missing or None)
        for claim, table, key, column, text, grade, missing in c.proposals
    )
    table = Table(
        "proposals", "Proposed changes", heads, rows, note="Nothing is changed until a person accepts it: didymium claim accept ID"
    )
    return block("proposals", "Proposed changes", f"{count(len(rows), 'change')} proposed to the chain", [table], planned=False)


def _awaited(c: ClaimsInput) -> Block | None:
    heads = (Column("Claim"), Column("Observable"), Column("Who would publish it"), Column("Due", empty="open"))
    rows = tuple((claim[:8], what, source, due or None) for claim, what, source, due in c.expectations)
    projects = tuple((name.replace("_", " "), status, since or None, claim[:8]) for name, status, since, claim in c.statuses)
    tables = [
        Table("expectations", "What would show it", heads, rows, folded=True),
        Table(
            "projects",
            "Where projects stand",
            (Column("Project"), Column("Status"), Column("Last told", empty="unknown"), Column("Claim")),
            projects,
        ),
    ]
    return block("expectations", "Expectations", f"{count(len(rows), 'claim')} can come true or not", [*tables], planned=False)


def _papers(c: ClaimsInput) -> Block | None:
    heads = (
        Column("Document"),
        Column("File"),
        Column("Publisher", empty="unknown"),
        Column("Published", empty="unknown"),
        Column("Origin"),
        Column("Derivation"),
        Column("Warns about itself"),
        Column("Mended, or not read"),
    )
    rows = tuple(
        (
            p.id[:8],
            Path(p.path).name,  # whole beside its claims: a path has no place to break
            p.publisher.replace("_", " ") or None,
            p.published or None,
            p.origin.replace("_", " "),
            p.derivation.replace("_", " "),
            "yes" if p.disclaimer else "no",
            "; ".join((*p.repairs, *(f"not read: {problem}" for problem in p.problems))),
        )
        for p in c.papers
    )
    unread = Table("problems", "Files that could not be read, or not wholly", (Column("File"), Column("Problem")), c.problems)
    text = f"{count(len(c.papers), 'document')} with {count(c.origins, 'root origin')}: agreement counts by origin, not by document"
    return block("documents", "Documents", text, [Table("documents", "Documents", heads, rows), unread], planned=False)


def every_claim(c: ClaimsInput) -> Table:
    """All claims as a table for the workbook."""
    heads = (
        *(Column(n) for n in ("Claim", "Document", "Class", "Subject", "Predicate", "Quote", "As written")),
        *(Column(n, "number") for n in ("Value", "Low", "High")),
        *(Column(n) for n in ("Bound", "Unit", "Period", "Modality", "Form", "Stage", "Said by", "Grade")),
        Column("Complete", "share"),
        Column("Other origins that agree", "integer"),
        *(Column(n) for n in ("Verdict", "Why", "Rests on", "Flags", "Place")),
        Column("Start", "integer", "characters"),
        Column("End", "integer", "characters"),
    )
    rows = tuple(
        (
            *(
                i.id,
                i.document,
                i.kind,
                i.subject,
                i.predicate,
                i.text,
                i.written,
                i.value,
                i.low,
                i.high,
                i.bound,
                i.unit,
                i.period,
                i.modality,
                i.form,
            ),
            *(
                i.stage,
                i.speaker,
                i.grade,
                i.completeness,
                i.corroboration,
                i.verdict,
                i.why,
                "; ".join(i.rests_on),
                "; ".join(i.flags),
                i.place,
                i.start,
                i.end,
            ),
        )
        for i in c.items
    )
    return Table("claims", "All claims", heads, rows, where="book")


def foot(c: ClaimsInput) -> list[tuple[str, str]]:
    """How the report was made."""
    return [
        ("Command", c.command),
        ("Code", f"didymium {c.code_version}"),
        ("Data", f"{c.chain.name}@{c.chain.version}, sha256 {c.chain.hash}{', all made up' if c.chain.synthetic else ''}"),
        ("Documents", "; ".join(f"{p.id[:12]} {p.path}" for p in c.papers[:40])),
    ]
