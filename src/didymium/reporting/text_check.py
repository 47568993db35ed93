"""Findings and backcast for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Protocol

import polars as pl

from didymium.reporting import trust
from didymium.reporting.input import BriefInput, ChainFacts
from didymium.reporting.layout import columns, cut, plain
from didymium.reporting.number import amount, count, percent, signed

LEAST = 16  # characters of a series, however narrow the terminal


class FindingLike(Protocol):
    """What a finding says: how bad, where, what is wrong and how to mend it."""

    @property
    def severity(self) -> str: ...
    @property
    def table(self) -> str | None: ...
    @property
    def file(self) -> str | None: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> str | None: ...
    @property
    def message(self) -> str: ...
    @property
    def fix(self) -> str | None: ...


def check_text(
    chain: ChainFacts,
    findings: Sequence[FindingLike],
    backcast: pl.DataFrame | None = None,
    unexplained: pl.DataFrame | None = None,
    fit_years: tuple[int, ...] = (2024,),
    notes: tuple[str, ...] = (),
    width: int = 100,
) -> str:
    """Findings (errors first) with file, line, column and mend; then the backcast row by row and what is unexplained.

    Findings are never cut, since a path must be copied whole. Raises ``ValueError`` when a table has the wrong shape.

    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, False, "ab12")
    >>> print(check_text(facts, []))
    works@2026.11: 10 rows, 50 % assumed, data ab12
    no findings
    """
    what = f"{plain(chain.name)}@{plain(chain.version)}: {count(chain.rows, 'row')}, {percent(chain.assumed_share)} assumed"
    lines = [f"{what}, data {plain(chain.hash)[:12]}"]
    if chain.synthetic:
        lines.append("SYNTHETIC DATA: made-up numbers, for tests and learning only")
    errors = sum(f.severity == "error" for f in findings)
    lines.append("no findings" if not findings else f"{count(errors, 'error')}, {count(len(findings) - errors, 'warning')}")
    for f in sorted(findings, key=lambda f: (f.severity != "error", f.file or "", f.line or 0, f.column or "")):
        place = ":".join(str(p) for p in (plain(f.file or f.table or ""), f.line) if p)
        column = f" [{plain(f.column)}]" if f.column else ""
        lines.append(f"  {f.severity}  {place}{column}  {plain(f.message)}")
        if f.fix:
            lines.append(f"         mend: {plain(f.fix)}")
    b = BriefInput(chain, "", "", "", 0.0, {}, {}, {}, (), backcast=backcast, unexplained=unexplained, fit_years=fit_years, notes=notes)
    lines += [cut(line, width) for line in _backcast(b, width)]
    return "\n".join(lines)


def _backcast(b: BriefInput, width: int) -> list[str]:
    rows = trust.comparisons(b)
    lines: list[str] = []
    for kind in (*trust.KINDS, *sorted({c.kind for c in rows} - set(trust.KINDS))):
        part = [c for c in rows if c.kind == kind]
        if not part:
            continue
        table = [["", "", "", "observed", "model", "", "error", '"as before"', "limit"]]
        table += [
            [
                c.period,
                plain(trust.label(b, c, region=False)),
                plain(c.region),
                amount(c.observed, 4),
                amount(c.model, 4),
                plain(c.unit),
                signed(c.error),
                "" if c.naive_error is None else signed(c.naive_error),
                _limit(c),
            ]
            for c in part
        ]
        table = _narrowed(table, width)
        lines += ["", f"BACKCAST, {kind}: {trust.MEANING.get(kind, 'not a test')}", *columns(table, right=(3, 4, 6, 7))]
    lines += _scores(b)
    sure = trust.certainty(b)
    if sure:
        lines += ["", *textwrap.wrap(plain(sure), width, subsequent_indent="  ")]
    left = [f"{u.element} {signed(u.share)} ({amount(u.tonnes)} t)" for u in trust.unexplained(b)]
    if left:
        text = "UNEXPLAINED (+ more use than the chain supplies): " + ", ".join(part.replace(" ", "\u00a0") for part in left)
        lines += ["", *(line.replace("\u00a0", " ") for line in textwrap.wrap(text, width, subsequent_indent="  "))]
    return lines + [f"  missed because {plain(n)}" for n in b.notes]


def _scores(b: BriefInput) -> list[str]:
    lines = []
    for s in trust.scores(b):
        text = f"  {s.year} {'in fit' if s.fitted else 'out of fit'}: {percent(s.median)} over {count(s.rows, 'row')}"
        if s.naive_median is not None:
            text += f'; "as before" {percent(s.naive_median)} over {s.paired}, model there {percent(s.paired_median)}'
            text += ": won" if s.wins else ": not beaten"
        lines.append(text)
    return ["", "MEDIAN MISS of the scored rows", *lines] if lines else []


def _limit(c: trust.Comparison) -> str:
    if c.within is None:
        return ""
    return f"{percent(c.limit)}{'' if c.within else ' MISSED'}"


def _narrowed(table: list[list[str]], width: int) -> list[list[str]]:
    """The table with its series cut, never its figures, so that a line fits."""
    taken = sum(max(len(row[k]) for row in table) + 2 for k in range(len(table[0])) if k != 1)
    room = max(LEAST, width - taken - 2)
    return [[row[0], cut(row[1], room), *row[2:]] for row in table]
