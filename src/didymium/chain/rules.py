"""Rules between cells and tables: dates, sums, mass, and whether every demand can be met at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain import holdings, reachable, sold
from didymium.chain.calendar import Period, parse
from didymium.chain.content import ELEMENTS, contents
from didymium.chain.each import each
from didymium.chain.model import Finding, Settings
from didymium.elements import RARE_EARTHS

SUM_TOLERANCE = 0.005  # of a composition: published assays are rounded
MASS_TOLERANCE = 1e-6  # of an element across a recipe

Row = dict[str, object]


def check(tables: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """Findings of every rule; the tables have passed their cell checks and joins."""
    found: list[Finding] = []
    for rule in (_dates, _rows, _curves, _wanted, _compositions, _recipes, _aggregates_run, _projects):
        found += rule(tables, settings)
    fiscal = settings.fiscal_start
    return [*found, *reachable.findings(tables), *holdings.findings(tables, fiscal), *sold.findings(tables, fiscal)]


def _at(table: str, row: Row, column: str, message: str, fix: str, severity: str = "error") -> Finding:
    return Finding(severity, table, str(row["_file"]), int(str(row["_line"])), column, message, fix)


def _dates(t: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """Nothing ends before it begins."""
    found = []
    for table, order in (
        ("holdings", ("from", "to")),
        ("lines", ("start", "end")),
        ("taxes", ("from", "to")),
        ("projects", ("start_low", "start", "start_high")),
        ("projects", ("decide", "start")),
    ):
        if t[table].height == 0:
            continue
        late = np.zeros(t[table].height, dtype=bool)
        at = [_starts(t[table][c], settings) for c in order]
        for i, first_edge in enumerate(at):
            for second_edge in at[i + 1 :]:
                late |= second_edge < first_edge  # never where one is nan
        for row in t[table].select(*order, "_file", "_line").filter(pl.Series(late)).iter_rows(named=True) if late.any() else ():
            given = [(c, parse(row[c], settings.fiscal_start).start) for c in order if row[c] is not None]
            for (a, first), (b, second) in pairwise(given):
                if second < first:
                    message = f"{b} {row[b]} lies before {a} {row[a]}"
                    found.append(_at(table, row, b, message, f"swap them, or mend the {b} label"))
    return found


def _starts(labels: pl.Series, settings: Settings) -> NDArray[np.float64]:
    """First moment of each label; nan for an empty cell."""
    if labels.null_count() == len(labels):
        return np.full(len(labels), np.nan)
    cells = labels.to_list()
    at = {label: np.nan if label is None else parse(label, settings.fiscal_start).start for label in set(cells)}
    return np.array([at[label] for label in cells])


def _rows(t: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """Rules inside one row."""
    checks: tuple[tuple[str, pl.Expr, str, str, str], ...] = (
        (
            "lines",
            pl.col("capacity").is_null() & ~pl.col("uncapped").fill_null(False) & pl.col("aggregate_of").is_null(),
            "capacity",
            "no capacity, and not uncapped",
            "write the units of activity per year, or uncapped = yes where it never binds",
        ),
        (
            "recipe_flows",
            (pl.col("direction") == "out") & pl.col("recovery").is_null(),
            "recovery",
            "an output without recovery",
            "write the share of the amount that arrives (1 when nothing is lost)",
        ),
        (
            "lane_goods",
            pl.col("commodity").is_null() == pl.col("form").is_null(),
            "commodity",
            "needs a commodity or a form, and not both",
            "fill exactly one of the two",
        ),
        (
            "quota_members",
            (pl.col("line").is_null() == pl.col("lane").is_null()) | (pl.col("lane").is_null() != pl.col("commodity").is_null()),
            "line",
            "needs a line, or a lane with a commodity",
            "fill line alone, or lane and commodity",
        ),
        ("taxes", pl.col("commodity").is_null() == pl.col("form").is_null(), "form", "needs a commodity or a form", "fill exactly one"),
        (
            "targets",
            (pl.col("mode") == "priced") & pl.col("penalty").fill_null(0.0).le(0.0),
            "penalty",
            "a priced target without a penalty",
            "write what a missed unit costs, or mode = must",
        ),
        (
            "targets",
            pl.col("per_measure").is_not_null() & (pl.col("mode") == "must") & (pl.col("sense") == "="),
            "sense",
            "an equal ratio can hardly be kept exactly",
            "write >= or <=",
        ),
        (
            "markets",
            (pl.col("side") != "fixed") & (pl.col("quantity") < 0),
            "quantity",
            "a step that sells or buys less than nothing",
            "write a positive quantity, or side = fixed",
        ),
    )
    found = []
    for table, broken, column, message, fix in checks:
        if t[table].height:
            for (file,), rows in t[table].filter(broken).group_by("_file", maintain_order=True):
                whole = t[table].filter(pl.col("_file") == file)
                if rows.height > 1 and whole[column].null_count() == whole.height:  # one fault, not one a row
                    said = f"{message}, in {rows.height} rows: the column is missing or empty from top to bottom"
                    found.append(_at(table, rows.row(0, named=True), column, said, fix))
                    continue
                found += [_at(table, row, column, message, fix) for row in rows.iter_rows(named=True)]
    return found


def _curves(t: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """Shares of a demand curve sum to 1 and its factors fall."""
    found = []
    for (name,), steps in t["curves"].sort("step").group_by("curve", maintain_order=True):
        row = steps.row(0, named=True)
        total = float(steps["share"].sum())
        if abs(total - 1) > 1e-9:
            found.append(_at("curves", row, "share", f"shares of {name} sum to {total:g}", "make them sum to 1"))
        if (steps["factor"].diff().drop_nulls() > 0).any():
            found.append(_at("curves", row, "factor", f"factors of {name} rise", "order them so that step 1 pays most"))
    first: dict[tuple[str, str], str] = {}
    for number, (good, region, followed) in enumerate(each(t["demands"], "commodity", "region", "curve")):
        curve = first.setdefault((good, region), followed)
        if followed != curve:
            message = f"{good} in {region} follows {curve} in another row"
            row = t["demands"].row(number, named=True)
            found.append(_at("demands", row, "curve", message, "use one curve for all periods of a demand"))
    return found


def _wanted(t: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """A demand speaks about the whole horizon: where it says nothing, nothing would be wanted, which is seldom meant."""
    begin, end = parse(settings.start, settings.fiscal_start).start, parse(settings.end, settings.fiscal_start).end
    labels = {v: parse(v, settings.fiscal_start) for v in set(t["demands"]["period"].to_list())}
    told: dict[tuple[str, str], set[str]] = {}
    last: dict[tuple[str, str], tuple[str, int]] = {}
    for good, region, label, file, line in each(t["demands"], "commodity", "region", "period", "_file", "_line"):
        told.setdefault((good, region), set()).add(label)
        last[good, region] = (file, line)
    known = {words: _silent([labels[v] for v in words], begin, end) for words in {frozenset(w) for w in told.values()}}
    found = []
    for (good, region), words in told.items():
        gap = known[frozenset(words)]
        if gap is not None:
            message = f"nothing is said of {good} in {region} from {gap[0]:g} to {gap[1]:g}, so nothing is wanted there"
            fix = f"write rows up to {settings.end}, or a quantity of 0 where that is meant"
            found.append(Finding("warning", "demands", *last[good, region], "period", message, fix))
    return found


def _silent(spans: Sequence[Period], begin: float, end: float) -> tuple[float, float] | None:
    """The first stretch between ``begin`` and ``end`` that no span covers; None where all is.

    >>> _silent([parse("2026"), parse("2028")], 2026.0, 2030.0)
    (2027.0, 2028.0)
    """
    at = begin
    for span in sorted(spans, key=lambda p: p.start):
        if span.start > at + 1e-9:
            break
        at = max(at, span.end)
    after = [p.start for p in spans if p.start > at + 1e-9]
    return (at, min([*after, end])) if at < end - 1e-9 else None


def _compositions(t: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """A blend on an oxide basis sums to one; nothing holds more than itself."""
    table = t["compositions"]
    if table.height == 0:
        return []
    found = []
    known = set(ELEMENTS)
    for row in table.filter(~pl.col("element").is_in(sorted(known))).iter_rows(named=True):
        found.append(_at("compositions", row, "element", f"{row['element']!r} is no element here", f"one of: {', '.join(ELEMENTS)}"))
    basis = t["commodities"].select(pl.col("id").alias("commodity"), "basis", pl.col("element").alias("single"))
    rare = table.filter(pl.col("element").is_in(list(RARE_EARTHS))).join(basis, on="commodity", how="left", maintain_order="left")
    for (name,), rows in rare.group_by("commodity", maintain_order=True):
        row = rows.row(0, named=True)
        total = float(rows["fraction"].sum())
        if row["single"] is not None:
            fix = "delete the rows here, or empty `element` in commodities"
            found.append(_at("compositions", row, "commodity", f"{name} has an element of its own and a composition", fix))
        elif row["basis"] in ("reo", "oxide"):
            if abs(total - 1) > SUM_TOLERANCE:
                fix = "make the rare earths of a blend sum to 1 (tracers stand beside)"
                found.append(_at("compositions", row, "fraction", f"fractions of {name} sum to {total:.4f}", fix))
        elif total > 1 + 1e-9:
            found.append(_at("compositions", row, "fraction", f"{name} holds {total:.4f} of itself", "make the sum at most 1"))
    for row in t["commodities"].filter(pl.col("element").is_not_null() & ~pl.col("element").is_in(sorted(known))).iter_rows(named=True):
        found.append(_at("commodities", row, "element", f"{row['element']!r} is no element here", f"one of: {', '.join(ELEMENTS)}"))
    return found


def _recipes(t: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """No recipe makes an element, and none loses more than it may. A recipe fed with no rare earth is a source."""
    flows = t["recipe_flows"]
    inside = contents(t["commodities"], t["compositions"])
    goods = {name: i for i, name in enumerate(t["commodities"]["id"].to_list())}
    recipes = {name: i for i, name in enumerate(t["recipes"]["id"].to_list())}
    at = np.array([recipes[r] for r in flows["recipe"].to_list()], dtype=np.int64)
    good = np.array([goods[k] for k in flows["commodity"].to_list()], dtype=np.int64)
    out = np.array([d == "out" for d in flows["direction"].to_list()], dtype=bool)
    amount = flows["amount"].to_numpy()
    recovery = flows["recovery"].fill_null(1.0).to_numpy()
    fed, made = np.zeros((len(recipes), len(ELEMENTS))), np.zeros((len(recipes), len(ELEMENTS)))
    np.add.at(fed, at[~out], amount[~out, None] * inside[good[~out]])
    np.add.at(made, at[out], (amount * recovery)[out, None] * inside[good[out]])
    source = fed[:, : len(RARE_EARTHS)].sum(axis=1) <= 0
    allowed = t["recipes"]["max_loss"].to_numpy()
    scale = np.maximum(fed, 1e-12)
    excess, lost = made - fed, (fed - made) / scale
    found = []
    rows = list(t["recipes"].iter_rows(named=True))
    used_by = flows["recipe"].to_list()
    first = {used_by[i]: i for i in range(flows.height - 1, -1, -1)}
    for r, e in zip(*np.nonzero(~source[:, None] & (excess > MASS_TOLERANCE * np.maximum(fed.sum(axis=1), 1.0)[:, None])), strict=True):
        name = rows[r]["id"]
        row = flows.row(first[name], named=True)
        message = f"recipe {name} creates {ELEMENTS[e]}: {made[r, e]:.6g} t out of {fed[r, e]:.6g} t per unit of activity"
        found.append(_at("recipe_flows", row, "amount", message, "lower the output or its recovery, or mend a composition"))
    too_much = ~source[:, None] & (fed > 1e-9) & (lost > allowed[:, None] + MASS_TOLERANCE)
    for r, e in zip(*np.nonzero(too_much), strict=True):
        message = f"recipe {rows[r]['id']} loses {lost[r, e]:.1%} of its {ELEMENTS[e]}, and may lose {allowed[r]:.1%}"
        fix = "add the output that carries it away (a residue, a waste), or raise max_loss if it is truly lost"
        found.append(_at("recipes", rows[r], "max_loss", message, fix))
    return found


def _aggregates_run(t: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """A row that sums others never runs beside them."""
    sums = set(t["lines"].filter(pl.col("aggregate_of").is_not_null())["id"].to_list())
    return [
        _at("modes", row, "line", f"{row['line']} is a sum of other lines and would count twice", "run its parts, or empty aggregate_of")
        for row in t["modes"].filter(pl.col("line").is_in(sorted(sums))).iter_rows(named=True)
    ]


def _projects(t: dict[str, pl.DataFrame], settings: Settings) -> list[Finding]:
    """A project adds capacity to a line that runs something and can be full."""
    running = set(t["modes"]["line"].to_list())
    uncapped = set(t["lines"].filter(pl.col("uncapped").fill_null(False))["id"].to_list())
    found = []
    idle = sorted(set(t["projects"]["line"].to_list()) - (running - uncapped))
    for row in t["projects"].filter(pl.col("line").is_in(idle)).iter_rows(named=True) if idle else ():
        if row["line"] not in running:
            found.append(_at("projects", row, "line", f"{row['line']} runs no recipe", "add a row for it to modes"))
        else:
            found.append(_at("projects", row, "line", f"{row['line']} is uncapped: nothing to add", "give the line a capacity"))
    closed: dict[str, str] = {}
    for row in t["projects"].filter(pl.col("replaces").is_not_null()).iter_rows(named=True):
        for part in row["replaces"].split(";"):
            line = part.strip()
            if closed.setdefault(line, row["id"]) != row["id"]:
                message = f"{closed[line]} replaces {line} already"
                found.append(_at("projects", row, "replaces", message, "split the line in two, one for each project, or name it once"))
    return found
