"""Measurements of a period: the tables ``streams`` and ``assays`` of a folder as a plant to reconcile."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from didymium.chain.head import entries
from didymium.chain.model import ChainError, Finding
from didymium.operations.actuals import FOLDER, NEEDED, NOTHING, Recorded, frames_of
from didymium.operations.balance import Plant
from didymium.operations.figure import Book
from didymium.operations.span import Span, label, span
from didymium.operations.state import ReviewError


@dataclass(frozen=True)
class Measured:
    """The plant of a period, with the name and version of its folder, its content hash and where each stream stands."""

    name: str
    title: str
    version: str
    synthetic: bool
    digest: str
    period: str
    plant: Plant
    lines: dict[str, str]


@dataclass(frozen=True)
class Month:
    """The plant as measured in a month, and where each stream stands."""

    span: Span
    plant: Plant
    lines: dict[str, str]


def measured(folder: Path, period: str, recorded: Recorded = NOTHING) -> Measured:
    """Read the measurements of a period. Raises :class:`ChainError` with every fault, ``ReviewError`` for another period."""
    content = (folder / "didymium.toml").read_bytes()
    head, values = entries(content, NEEDED)
    fiscal = int(str(values["fiscal_start"]))
    digest = hashlib.sha256(content)
    frames, findings, _ = frames_of(folder, fiscal, digest, "streams", recorded)
    streams, assays = (list(frames[name].iter_rows(named=True)) for name in ("streams", "assays"))
    check(streams, assays, fiscal, findings)
    if findings:
        raise ChainError(findings)
    try:
        now = span(period, fiscal)
    except ValueError as error:
        raise ReviewError(str(error)) from error
    rows = [r for r in streams if span(r["period"], fiscal) == now]
    if not rows:
        known = sorted({span(r["period"], fiscal) for r in streams})
        raise ReviewError(f"{head['name']} has no streams of {period}: there are {', '.join(label(s, fiscal) for s in known)}")
    samples = [r for r in assays if span(r["period"], fiscal) == now]
    lines = {r["stream"]: f"{r['_file']}:{r['_line']}" for r in rows}
    about = (str(head["name"]), str(head.get("title", head["name"])), str(head["version"]), bool(values["synthetic"]))
    return Measured(*about, digest.hexdigest(), label(now, fiscal), _plant(rows, samples), lines)


def months(book: Book, until: int) -> list[Month]:
    """The plant as measured in every month that had ended when month ``until`` began, in order.

    Raises :class:`ChainError` with every fault of streams and assays.
    """
    streams, assays = book.rows("streams"), book.rows("assays")
    findings: list[Finding] = []
    check(streams, assays, book.fiscal_start, findings)
    if findings:
        raise ChainError(findings)
    by_month: dict[Span, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {}
    for i, rows in enumerate((streams, assays)):
        for row in rows:
            by_month.setdefault(span(row["period"], book.fiscal_start), ([], []))[i].append(row)
    found = sorted((s, *rows) for s, rows in by_month.items() if s.months == 1 and s.end <= until)
    return [Month(s, _plant(a, b), {r["stream"]: f"{r['_file']}:{r['_line']}" for r in a}) for s, a, b in found]


def check(streams: list[dict[str, Any]], assays: list[dict[str, Any]], fiscal: int, findings: list[Finding]) -> None:
    """Faults of single rows and of their keys, added to ``findings``."""

    def wrong(table: str, row: dict[str, Any], column: str, message: str, fix: str) -> None:
        findings.append(Finding("error", table, row["_file"], row["_line"], column, message, fix))

    seen: dict[tuple[object, ...], int] = {}
    known: dict[Span, set[str]] = {}
    for table, rows in (("streams", streams), ("assays", assays)):
        for row in rows:
            try:
                now = span(row["period"], fiscal)
            except ValueError as error:
                message, _, fix = str(error).partition(": ")
                wrong(table, row, "period", message, fix)
                continue
            key = (table, row["stream"], now, row.get("component"))
            if key in seen:
                wrong(table, row, "stream", f"{row['stream']} stands in line {seen[key]} too", "delete one of them")
            seen.setdefault(key, row["_line"])
            if table == "streams":
                known.setdefault(now, set()).add(row["stream"])
                _stream(row, wrong)
            elif row["stream"] not in known.get(now, ()):
                fix = f"add it to {FOLDER}/streams.csv, with an empty mass where nobody measured"
                wrong(table, row, "stream", f"there is no stream {row['stream']!r} in {row['period']}", fix)


def _stream(row: dict[str, Any], wrong: Any) -> None:
    """Ends, mass and error of a stream."""
    if row["from_node"] is None and row["to_node"] is None:
        wrong("streams", row, "from_node", f"{row['stream']} touches no area", "name the area that it leaves or enters")
    if row["from_node"] is not None and row["from_node"] == row["to_node"]:
        wrong("streams", row, "to_node", f"{row['stream']} enters the area that it leaves", "name another area, or leave it out")
    if row["mass"] is not None and row["sd"] is None:
        wrong(
            "streams", row, "sd", f"{row['stream']} has a mass and no standard error", "write that of its meter, in t; 0 where it is exact"
        )
    if row["mass"] is not None and row["mass"] < 0 and row["stock"] is not True:
        fix = "expected at least 0; write yes under stock for a stock change"
        wrong("streams", row, "mass", f"{row['stream']} of {row['mass']:g} t is negative", fix)


def _plant(rows: list[dict[str, Any]], samples: list[dict[str, Any]]) -> Plant:
    """Arrays of the measurements, streams and components in the order of the rows."""
    streams = [r["stream"] for r in rows]
    areas = list(dict.fromkeys(n for r in rows for n in (r["from_node"], r["to_node"]) if n is not None))
    components = list(dict.fromkeys(r["component"] for r in samples))
    sign = np.zeros((len(areas), len(streams)))
    for j, r in enumerate(rows):
        if r["from_node"] is not None:
            sign[areas.index(r["from_node"]), j] -= 1.0
        if r["to_node"] is not None:
            sign[areas.index(r["to_node"]), j] += 1.0
    assay, assay_sd = (np.full((len(streams), len(components)), np.nan) for _ in range(2))
    for r in samples:
        at = streams.index(r["stream"]), components.index(r["component"])
        assay[at], assay_sd[at] = r["value"], r["sd"]
    mass, sd = (np.array([np.nan if r[k] is None else r[k] for r in rows], dtype=float) for k in ("mass", "sd"))
    stock = np.array([r["stock"] is True for r in rows], dtype=bool)
    return Plant(tuple(areas), tuple(streams), tuple(components), sign, mass, sd, assay, assay_sd, stock)
