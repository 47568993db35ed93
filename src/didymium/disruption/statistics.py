"""Published tables behind the indices: trade, governance, mine output; those of the package, or a user's own.

Terms and sources: ``data/README.md``.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import polars as pl

from didymium.chain.model import ChainError, Finding
from didymium.chain.read import read

#: columns that each table needs; a number may be empty where ``None`` stands
COLUMNS: dict[str, dict[str, type]] = {
    "trade": {"year": int, "hs92": str, "exporter": str, "importer": str, "value_kusd": float, "quantity_t": float},
    "governance": {"country": str, "year": int, "instability": float},
    "output": {"country": str, "year": int, "tonnes": float},
}
OPEN = {"value_kusd", "quantity_t"}  # a publisher leaves these empty: unknown, not zero
SHIPPED = {"trade": "trade.csv.gz", "governance": "governance.csv.gz", "output": "mine_output.csv"}
SOURCE = {
    "trade": "CEPII BACI (HS92 280530, 284610, 284690)",
    "governance": "World Bank WGI, Political Stability and Absence of Violence",
    "output": "World Mining Data 2026, Austrian Federal Ministry of Finance",
}


@dataclass(frozen=True)
class Statistics:
    """Trade (year, hs92, exporter, importer, value_kusd, quantity_t), governance (country, year, instability: 1 is least
    stable), output (country, year, tonnes), and where each comes from."""

    trade: pl.DataFrame
    governance: pl.DataFrame
    output: pl.DataFrame
    source: dict[str, str]


def statistics(trade: str | Path | None = None, governance: str | Path | None = None, output: str | Path | None = None) -> Statistics:
    """The shipped tables, each replaced by a user's file (CSV, CSV.GZ or XLSX with the same columns) where one is given.

    Raises ``ChainError`` with file, line, column and mend when a file does not hold what it should.

    >>> tables = statistics()
    >>> tables.output.filter(pl.col("year") == 2024)["tonnes"].sum()
    398008.0
    """
    asked = {"trade": trade, "governance": governance, "output": output}
    tables = {name: table(name, path) for name, path in asked.items()}
    said = {name: SOURCE[name] if path is None else str(path) for name, path in asked.items()}
    return Statistics(tables["trade"], tables["governance"], tables["output"], said)


def table(name: str, path: str | Path | None) -> pl.DataFrame:
    """One table, its columns checked and cast; ``None`` is the shipped one."""
    if path is None:
        file = SHIPPED[name]
        content = resources.files("didymium.disruption").joinpath("data", file).read_bytes()
    else:
        file = str(path)
        content = Path(path).read_bytes()
    return parse(name, file, content)


def parse(name: str, file: str, content: bytes) -> pl.DataFrame:
    """Cells of a file as a typed table.

    >>> parse("output", "mine.csv", b"country,year,tonnes\\nCHN,2024,10\\n").rows()
    [('CHN', 2024, 10.0)]
    """
    if file.endswith(".gz"):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError) as error:
            fix = "unpack it, or pack it anew"
            raise ChainError([Finding("error", name, file, 0, "", f"not readable as gzip ({error})", fix)]) from error
    raw, findings = read(file.removesuffix(".gz"), name, content)
    if raw is None or findings:
        raise ChainError(findings)
    needed = COLUMNS[name]
    findings = [
        Finding("error", name, file, 1, column, f"there is no column {column!r}", f"write the columns {', '.join(needed)}")
        for column in needed
        if column not in raw.header
    ]
    if not raw.rows and not findings:
        findings = [Finding("error", name, file, 1, "", "the table has no row", "write one row a country and year")]
    if findings:
        raise ChainError(findings)
    values: dict[str, pl.Series] = {}
    for column, kind in needed.items():
        at = raw.header.index(column)
        cells = pl.Series(column, [row[at].strip() for row in raw.rows], dtype=pl.String)
        if kind is str:
            values[column] = cells
            wrong = cells == ""
        else:
            cast = cells.replace("", None).cast(pl.Int64 if kind is int else pl.Float64, strict=False)
            values[column] = cast
            wrong = cast.is_null() & (cells != "") if column in OPEN else cast.is_null()
            wrong = wrong | (cast.is_not_null() & ~cast.cast(pl.Float64).is_finite()) | (cast < 0).fill_null(value=False)
            if column == "instability":
                wrong = wrong | (cast > 1).fill_null(value=False)
        expected = {int: "a whole number", float: "a number that is not negative", str: "a name"}[kind]
        if column == "instability":
            expected = "a number from 0 (stable) to 1"
        findings += [
            Finding("error", name, file, raw.lines[i], column, f"{cells[i]!r} is no value of {column}", f"expected {expected}")
            for i in wrong.arg_true().to_list()
        ]
    if findings:
        raise ChainError(findings)
    return pl.DataFrame(values)
