"""From a chain and its plan to what a report is made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from didymium.chain import Chain
    from didymium.planning import Plan
    from didymium.reporting import BriefInput, ChainFacts, Source

FAR = 0.25  # a scored figure further off than this is explained even where no limit was set

#: tables whose rows a report names or points at
NAMED = ("regions", "entities", "sites", "commodities", "lines", "recipes", "projects")
CITED = (
    *NAMED,
    *("lanes", "markets", "demands", "quotas", "permits", "targets", "calibration", "stocks", "lives"),
    *("scored", "series", "residuals"),
)


def facts(chain: Chain) -> ChainFacts:
    """Name, size, grade and hash of a chain.

    >>> from didymium.app.load import load
    >>> facts(load("works")).synthetic
    True
    """
    from didymium.reporting import ChainFacts

    head = tomllib.loads((chain.folder / "didymium.toml").read_text(encoding="utf-8"))
    licences = head.get("licences", [])
    return ChainFacts(
        name=chain.name,
        title=chain.title,
        version=chain.version,
        rows=chain.rows,
        assumed_share=chain.assumed_share,
        synthetic=chain.settings.synthetic,
        hash=chain.hash,
        licences=tuple(str(licence) for licence in licences) if isinstance(licences, list) else (str(licences),),
        warnings=sum(f.severity == "warning" for f in chain.findings),
    )


def brief_input(
    chain: Chain, plan: Plan, quarters: int, command: str, seconds: Mapping[str, float], history: Mapping[str, pl.DataFrame] | None = None
) -> BriefInput:
    """Everything that a report of ``plan`` says; ``history`` holds the tables of :func:`didymium.app.history.compare`."""
    import didymium
    from didymium.app.manifest import SEED
    from didymium.chain.calendar import grid, parse
    from didymium.reporting import BriefInput, Span

    settings = chain.settings
    past = history or {}
    starts = plan.tables["build"]["start"].to_list()
    spans = tuple(Span(p.label, p.start, p.end) for p in grid(settings.start, settings.end, quarters))
    held = past["holders"]["period"].unique(maintain_order=True).to_list() if "holders" in past else []
    before = tuple(Span(p.label, p.start, p.end) for p in (parse(label, settings.fiscal_start) for label in held))
    return BriefInput(
        chain=facts(chain),
        code_version=didymium.__version__,
        command=command,
        status=plan.status,
        objective=plan.objective,
        seconds=seconds,
        size=plan.size,
        tables=whole(plan, past),
        periods=spans,
        past=tuple(p for p in before if p.end <= spans[0].start),
        backcast=past.get("backcast"),
        unexplained=past.get("unexplained"),
        grades=grades(chain),
        seed=SEED,
        price_year=settings.price_year,
        names=names(chain),
        sources=sources(chain),
        dates={label: parse(label, settings.fiscal_start).start for label in starts},
        path=plan.path,
        iterations=plan.iterations,
        fallbacks=plan.fallbacks,
        duality=plan.duality,
        inertia_share=plan.inertia_share,
        notes=_misses(past["backcast"]) if "backcast" in past else (),
    )


def whole(plan: Plan, history: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Tables of a plan with those of the past: comparisons beside, holders and flows of a past year above those of the plan."""
    import polars as pl

    tables = {**plan.tables, **history}
    for name in ("holders", "sankey"):
        if name in history:
            tables[name] = pl.concat([history[name], plan.tables[name]]).unique(maintain_order=True)
    return tables


def grades(chain: Chain) -> pl.DataFrame:
    """Rows by table and grade."""
    import polars as pl

    parts = [
        frame.group_by("grade")
        .agg(pl.len().cast(pl.Int64).alias("rows"))
        .sort("grade")
        .select(pl.lit(name).alias("table"), "grade", "rows")
        for name, frame in chain.tables.items()
        if frame.height
    ]
    return pl.concat(parts)


def names(chain: Chain) -> dict[str, str]:
    """Readers' names by ``table/id``, of the elements too."""
    from didymium.elements import ELEMENTS

    found = {f"elements/{e.symbol}": e.name for e in ELEMENTS.values()}
    for table in NAMED:
        for ident, name in chain.tables[table].select("id", "name").iter_rows():
            if name:
                found[f"{table}/{ident}"] = name
    return found


def sources(chain: Chain) -> dict[str, Source]:
    """Origin of rows by ``table/key``; rows with a key of several parts also by its first part, the first row then."""
    from didymium.chain.schema import schema
    from didymium.reporting import Source

    found: dict[str, Source] = {}
    for table in CITED:
        key = schema()[table].key
        frame = chain.tables[table].select(*key, "_file", "_line", "source", "grade", "source_year")
        for *parts, file, line, text, grade, year in frame.iter_rows():
            source = Source(file, line, text or "", grade or "", "" if year is None else str(year))
            found[f"{table}/{'/'.join('' if p is None else str(p) for p in parts)}"] = source
            found.setdefault(f"{table}/{parts[0]}", source)
    return found


def _misses(backcast: pl.DataFrame) -> tuple[str, ...]:
    """Why a figure is missed: the notes of scored rows beyond their limit, or far off where there is none."""
    import polars as pl

    beyond = pl.col("error").abs() > pl.col("limit").fill_null(FAR)
    missed = backcast.filter((pl.col("kind") == "scored") & beyond & pl.col("note").is_not_null())
    when: dict[tuple[str, str], list[str]] = {}
    for row in missed.iter_rows(named=True):
        when.setdefault((row["series"], row["note"]), []).append(row["period"])
    return tuple(f"{series} {', '.join(dict.fromkeys(periods))}: {note}" for (series, note), periods in when.items())
