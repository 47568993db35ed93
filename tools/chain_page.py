"""The page of a shipped chain: how many rows of which grade, from which sources, under which terms."""

from __future__ import annotations

import tomllib

import polars as pl

from didymium.chain import Chain, load, locate
from didymium.chain.schema import GRADES

HOLES = "holes.md"  # beside didymium.toml: what the chain does not know, written by hand


def chain_page(name: str) -> str:
    """The page in Markdown."""
    chain = load(name)
    head = tomllib.loads((locate(name) / "didymium.toml").read_text(encoding="utf-8"))
    lines = [
        f"# {chain.title}",
        "",
        f"`{chain.name}@{chain.version}`: {chain.rows:,} rows, {chain.assumed_share:.0%} of them graded *assumed*."
        + (" **Synthetic**: every number is made up." if chain.settings.synthetic else ""),
        "",
        "Made from the tables.",
        "",
        "## Rows by table and grade",
        "",
        f"| table | rows | {' | '.join(GRADES)} |",
        f"| --- | ---: | {' | '.join('---:' for _ in GRADES)} |",
        *(_grades(table, frame) for table, frame in chain.tables.items() if frame.height),
        "",
        "## Sources",
        "",
        "| source | year | rows | in tables |",
        "| --- | --- | ---: | --- |",
        *_sources(chain),
        "",
    ]
    holes = locate(name) / HOLES
    if holes.is_file():
        lines += ["## Known holes", "", holes.read_text(encoding="utf-8").strip(), ""]
    licences = head.get("licences", [])
    if licences:
        lines += ["## Terms of the data", "", *(f"- {licence}" for licence in licences), ""]
    return "\n".join(lines)


def _grades(table: str, frame: pl.DataFrame) -> str:
    counts = dict(frame.group_by("grade").len().iter_rows())
    return f"| {table} | {frame.height:,} | {' | '.join(f'{counts[g]:,}' if g in counts else '' for g in GRADES)} |"


def _sources(chain: Chain) -> list[str]:
    every = pl.concat([frame.select(pl.lit(table).alias("table"), "source", "source_year") for table, frame in chain.tables.items()])
    grouped = every.group_by("source", "source_year").agg(pl.len().alias("rows"), pl.col("table").unique(maintain_order=True))
    ordered = grouped.sort("rows", "source", "source_year", descending=[True, False, False], nulls_last=True)
    return [
        f"| {_cell(source)} | {year or ''} | {rows:,} | {', '.join(tables)} |"
        for source, year, rows, tables in ordered.select("source", "source_year", "rows", "table").iter_rows()
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
