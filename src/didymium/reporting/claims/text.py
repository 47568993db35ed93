"""What documents say, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from didymium.reporting.claims.input import ClaimsInput, Item
from didymium.reporting.layout import columns, cut, plain
from didymium.reporting.number import count

SHOWN = 12  # of a kind; the rest is counted
NAMES = {
    "quantity": "quantities",
    "commitment": "commitments",
    "fact": "facts",
    "assessment": "assessments",
    "source": "about the source",
    "absence": "absences",
}


def claims_text(c: ClaimsInput, width: int = 100) -> str:
    """Verdicts first, then conflicts, proposals, the other claims by class, and what could not be read.

    >>> from didymium.reporting.input import ChainFacts
    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, True, "ab12")
    >>> print(claims_text(ClaimsInput(facts, "0.1.0", "", (), ())))
    0 documents, 0 claims, 0 root origins; set against works@2026.11
    """
    tally = ", ".join(f"{sum(i.kind == k for i in c.items)} {name}" for k, name in NAMES.items() if any(i.kind == k for i in c.items))
    against = f"set against {plain(c.chain.name)}@{plain(c.chain.version)}"
    head = (
        f"{count(len(c.papers), 'document')}, {count(len(c.items), 'claim')}{f' ({tally})' if tally else ''}, "
        f"{count(c.origins, 'root origin')}; {against}"
    )
    blocks = [
        [head, *(["SYNTHETIC DATA: the chain is made up, so verdicts are too"] if c.chain.synthetic and c.items else [])],
        _papers(c),
        _judged(c, width),
        _conflicts(c),
        _proposals(c),
        *(_class(c, kind) for kind in NAMES if kind not in ("assessment", "source")),
        _statuses(c),
        _problems(c),
    ]
    lines = [line for i, block in enumerate(b for b in blocks if b) for line in ([""] if i else []) + block]
    return "\n".join(cut(line, width) for line in lines)


def _papers(c: ClaimsInput) -> list[str]:
    rows = [
        [
            p.id[:8],
            plain(p.publisher) or "publisher unknown",
            p.published or "no date",
            f"from {plain(p.origin)}" if p.origin else "",
            "warns about itself" if p.disclaimer else "",
            plain(p.path),
        ]
        for p in c.papers[:SHOWN]
    ]
    return ["DOCUMENTS", *columns(rows), *_more(len(c.papers))] if rows else []


def _judged(c: ClaimsInput, width: int) -> list[str]:
    lines = []
    for item in c.judged[:SHOWN]:
        lines.append(
            f"  {item.id[:8]}  {plain(item.name)}: {plain(item.figure)} "
            f"{plain(item.predicate.replace('_', ' '))}{f', {item.period}' if item.period else ''} [{item.grade}]"
        )
        lines += [f"            {plain(item.verdict)}", *(line for part in item.why.split("; ") for line in _wrapped(plain(part), width))]
    unchecked = sum(i.verdict == "cannot be checked" for i in c.items)
    rest = [f"  {count(unchecked, 'quantity', 'quantities')} cannot be checked with this chain"] if unchecked else []
    return ["CAN IT BE TRUE", *lines, *_more(len(c.judged)), *rest] if lines or rest else []


def _wrapped(text: str, width: int) -> list[str]:
    indent = " " * 14
    return textwrap.wrap(text, max(40, width), initial_indent=indent, subsequent_indent=f"{indent}  ")


def _conflicts(c: ClaimsInput) -> list[str]:
    lines = [f"  {kind:<12} {plain(text)}" for kind, text, _ in c.conflicts[:SHOWN]]
    return ["CONFLICTS", *lines, *_more(len(c.conflicts))] if lines else []


def _proposals(c: ClaimsInput) -> list[str]:
    lines = [
        f"  {claim[:8]}  {table}: {plain(text)} ({grade}{f'; needs {missing}' if missing else ''})"
        for claim, table, _, _, text, grade, missing in c.proposals[:SHOWN]
    ]
    return ["PROPOSED CHANGES (didymium claim accept ID)", *lines, *_more(len(c.proposals))] if lines else []


def _class(c: ClaimsInput, kind: str) -> list[str]:
    items = [i for i in c.items if i.kind == kind and i not in c.judged]
    lines = [_line(i) for i in items[:SHOWN]]
    return [NAMES[kind].upper(), *lines, *_more(len(items))] if lines else []


def _line(item: Item) -> str:
    figure = f" {plain(item.figure)}:" if item.figure else ""
    return (
        f"  {item.id[:8]}  {plain(item.name)}, {item.modality}{f', {item.period}' if item.period else ''} [{item.grade}]:{figure} "
        f"{plain(item.text)}"
    )


def _statuses(c: ClaimsInput) -> list[str]:
    lines = [
        f"  {plain(project.replace('_', ' '))}: {status}{f' (last told {since})' if since else ''}"
        for project, status, since, _ in c.statuses[:SHOWN]
    ]
    return ["PROJECTS", *lines, *_more(len(c.statuses))] if lines else []


def _problems(c: ClaimsInput) -> list[str]:
    lines = [f"  {plain(path)}: {plain(problem)}" for path, problem in c.problems[:SHOWN]]
    return ["NOT READ, OR NOT WHOLLY", *lines, *_more(len(c.problems))] if lines else []


def _more(total: int, where: str = "--out and --json") -> list[str]:
    return [f"  and {total - SHOWN} more: see {where}"] if total > SHOWN else []


def watch_text(
    files: Sequence[tuple[str, str]],
    new: Sequence[Item],
    changed: Sequence[str],
    due: Sequence[str],
    silent: Sequence[str],
    record: Mapping[str, Mapping[str, int]],
    width: int = 100,
) -> str:
    """What is new since the last reading; ``files`` are (path, new, changed, unread or gone).

    >>> watch_text((), (), (), (), (), {})
    'nothing new, nothing due'
    """
    blocks = [
        ["DOCUMENTS", *(f"  {state:<8} {plain(path)}" for path, state in files[:SHOWN]), *_more(len(files), "--json")] if files else [],
        ["NEW CLAIMS", *(_line(i) for i in new[:SHOWN]), *_more(len(new), "--json")] if new else [],
        ["CHANGED VALUES", *(f"  {plain(line)}" for line in changed)] if changed else [],
        ["DUE (didymium claim resolve ID true|false|unknown)", *(f"  {plain(line)}" for line in due[:SHOWN]), *_more(len(due), "--json")]
        if due
        else [],
        ["GONE SILENT", *(f"  {plain(line)}" for line in silent)] if silent else [],
        [
            "RECORD BY PUBLISHER",
            *columns([[plain(p), *(f"{counts[k]} {k}" for k in counts)] for p, counts in record.items()]),
        ]
        if record
        else [],
    ]
    lines = [line for i, block in enumerate(b for b in blocks if b) for line in ([""] if i else []) + block]
    return "\n".join(cut(line, width) for line in lines) or "nothing new, nothing due"
