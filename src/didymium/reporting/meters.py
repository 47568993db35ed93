"""A reconciliation as text and XLSX: do the meters agree, which do not, raw beside reconciled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from didymium.reporting.block import Column, Table
from didymium.reporting.layout import columns, cut, plain
from didymium.reporting.number import amount, count
from didymium.reporting.workbook import write_workbook

SHOWN = 20
HEADS = (
    Column("Stream"),
    Column("What"),
    Column("Unit"),
    Column("Raw", "number"),
    Column("Standard error", "number"),
    Column("Reconciled", "number"),
    Column("its error", "number"),
    Column("Moved, in errors", "gap"),
    Column("Suspect"),
    Column("Row"),
)


@dataclass(frozen=True)
class Meter:
    """A measurement before and after; None where nobody measured, or where the balances do not determine it."""

    stream: str
    what: str
    unit: str
    raw: float | None
    sd: float | None
    value: float | None
    value_sd: float | None
    moved: float | None
    suspect: bool
    row: str


@dataclass(frozen=True)
class MetersInput:
    """Everything that is said of a reconciliation; ``suspects``: what it is, its standardised adjustment, how far it reads off."""

    title: str
    name: str
    version: str
    digest: str
    period: str
    command: str
    code_version: str
    synthetic: bool
    areas: int
    components: int
    chi2: float
    dof: int
    p: float
    agrees: bool
    closure: float
    suspects: tuple[tuple[str, float, float, str], ...]
    rest_p: float
    tied: tuple[str, ...]
    meters: tuple[Meter, ...]


def verdict(m: MetersInput) -> str:
    """Whether the meters agree, in a sentence."""
    if m.dof == 0:
        return "Nothing is measured twice: the balances cannot test the meters."
    test = f"chi-square {amount(m.chi2)} on {count(m.dof, 'degree')} of freedom, p = {amount(m.p, 2)}"
    if m.agrees:
        return f"The meters agree within their errors: {test}."
    one = f"one of these is off, and the balances cannot tell which: {', '.join(m.tied)}" if m.tied else "no single one stands out"
    if not m.suspects:
        return f"The meters disagree ({test}), and {one}."
    rest = "without them the rest agrees" if m.rest_p >= 0.05 else f"the rest still disagrees, and {one}"
    return f"The meters disagree ({test}); suspect: {', '.join(s[0] for s in m.suspects)}, set aside; {rest} (p = {amount(m.rest_p, 2)})."


def meters_text(m: MetersInput, width: int = 100) -> str:
    """The verdict, suspects, and what was moved most."""
    lines = [f"Reconciliation of {m.period}: {plain(m.title)} ({plain(m.name)}@{plain(m.version)})"]
    lines += ["SYNTHETIC DATA"] if m.synthetic else []
    lines += wrap(plain(verdict(m)), width, subsequent_indent="  ")
    lines += [
        f"  {plain(what)} reads {amount(abs(off))} {unit} {'high' if off > 0 else 'low'} ({abs(z):.1f} errors)"
        for what, z, off, unit in m.suspects
    ]
    order = sorted(m.meters, key=lambda x: (x.what != "mass", -(abs(x.moved) if x.moved is not None else -1.0)))
    rows = [["", "", "raw", "reconciled", "+-", "moved, errors"]]
    for x in order[:SHOWN]:
        numbers = ["not measured" if x.raw is None else amount(x.raw, 4), "not determined" if x.value is None else amount(x.value, 4)]
        moved = "" if x.moved is None else f"{x.moved:+.1f}"
        rows.append([plain(x.stream), plain(f"{x.what}, {x.unit}"), *numbers, "" if x.value_sd is None else amount(x.value_sd, 2), moved])
    lines += ["", *columns(rows, right=(2, 3, 4, 5), indent=0)]
    lines += [f"  and {len(order) - SHOWN} more: --json has them all"] if len(order) > SHOWN else []
    lines.append(f"{count(m.areas, 'area')}, {count(m.components, 'component')}; every balance closes to {m.closure:.0e} of what enters")
    return "\n".join(cut(line, width) for line in lines)


def meters_xlsx(m: MetersInput, path: Path) -> None:
    """Write the workbook: the verdict, and raw beside reconciled. Raises ``OSError`` when the file cannot be written."""
    rows = tuple(
        (x.stream, x.what, x.unit, x.raw, x.sd, x.value, x.value_sd, x.moved, "suspect" if x.suspect else "", x.row) for x in m.meters
    )
    about: Sequence[tuple[str, str]] = [
        ("Verdict", verdict(m)),
        ("Closure", f"largest imbalance over what enters an area: {m.closure:.1e}"),
        ("Command", m.command),
        ("Code", f"didymium {m.code_version}"),
        ("Actuals", f"{m.name}@{m.version}, sha256 {m.digest}"),
    ]
    tables = [Table("meters", "Raw and reconciled", HEADS, rows)]
    write_workbook(path, f"Reconciliation of {m.period}: {m.title}", about, tables, "SYNTHETIC DATA" if m.synthetic else "")
