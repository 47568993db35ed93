"""Can you trust it: the model against what was observed, in and out of fit, and what stays unexplained."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import polars as pl

from didymium.reporting.input import ELEMENTS, BriefInput
from didymium.reporting.number import amount, count, percent

KINDS = ("scored", "inertia", "imposed", "identity")
MEANING = {
    "scored": "a test of the model",
    "inertia": "held near what was observed, at a price",
    "imposed": "put in as data",
    "identity": "follows from data by arithmetic",
}
LOOSE = 1e-3  # of a quantity: a narrower range among plans of equal cost is none


@dataclass(frozen=True)
class Comparison:
    """One observed figure beside the model's and beside "as before"; errors are fractions of what was observed."""

    year: int
    period: str
    series: str
    commodity: str
    region: str
    source: str
    observed: float | None
    model: float | None
    low: float | None
    high: float | None
    error: float | None
    kind: str
    limit: float | None
    persistence: float | None
    unit: str
    key: str
    seen: str
    note: str
    fitted: bool

    @property
    def what(self) -> tuple[str, str, str]:
        """Series, commodity and region: what is followed over the years."""
        return (self.series, self.commodity, self.region)

    @property
    def naive_error(self) -> float | None:
        """Error of "as before"."""
        if self.persistence is None or not self.observed:
            return None
        return self.persistence / self.observed - 1

    @property
    def loose(self) -> bool:
        """Whether another plan of the same cost would say something else (by more than a thousandth)."""
        if self.low is None or self.high is None or self.model is None:
            return False
        return self.high - self.low > LOOSE * max(abs(self.low), abs(self.high))

    @property
    def within(self) -> bool | None:
        """Whether the error is inside its limit; ``None`` where there is no limit or no error."""
        if self.limit is None or self.error is None:
            return None
        return abs(self.error) <= self.limit


@dataclass(frozen=True)
class Score:
    """Scored rows of one year: median absolute error, and beside it that of "as before" on the rows that have both."""

    year: int
    fitted: bool
    rows: int
    median: float | None
    limited: int
    within: int
    paired: int
    paired_median: float | None
    naive_median: float | None

    @property
    def wins(self) -> bool | None:
        """Whether the model beats "as before" on the rows that have both."""
        if self.paired_median is None or self.naive_median is None:
            return None
        return self.paired_median < self.naive_median


def comparisons(b: BriefInput) -> list[Comparison]:
    """Rows of the backcast: scored first, then by size of the largest error of their series."""
    rows = [
        Comparison(
            year=r["year"],
            period=r["period"] or str(r["year"]),
            series=r["series"],
            commodity=r["commodity"] or "",
            region=r["region"] or "",
            source=r["source"] or "",
            observed=r["observed"],
            model=r["model"],
            low=r["low"],
            high=r["high"],
            error=r["error"],
            kind=r["kind"],
            limit=r["limit"],
            persistence=r["persistence"],
            unit=r["unit"] or "",
            key=r["key"] or "",
            seen=r["seen"] or "",
            note=r["note"] or "",
            fitted=r["year"] in b.fit_years,
        )
        for r in b.table("backcast").iter_rows(named=True)
    ]
    worst: dict[tuple[str, tuple[str, str, str]], float] = {}
    for c in rows:
        place = (c.kind, c.what)
        worst[place] = max(worst.get(place, 0.0), abs(c.error or 0.0))
    return sorted(
        rows,
        key=lambda c: (
            KINDS.index(c.kind) if c.kind in KINDS else len(KINDS),
            -worst[(c.kind, c.what)],
            c.what,
            c.year,
            c.period,
        ),
    )


def certainty(b: BriefInput) -> str | None:
    """Whether the compared quantities are those of every plan of least cost, in a sentence; None when none is known."""
    known = [c for c in comparisons(b) if c.low is not None or c.high is not None]
    if not known:
        return None
    loose = [c for c in known if c.loose]
    if not loose:
        return f"Of the {len(known)} quantities compared every one is the same in all plans that cost the least."
    first = sorted(loose, key=lambda c: c.kind != "scored")
    named = "; ".join(f"{label(b, c)} {c.period}: {amount(c.low, 4)} to {amount(c.high, 4)} {c.unit}" for c in first)
    return f"Of the {len(known)} quantities compared {len(loose)} could be another at the same cost: {named}."


def label(b: BriefInput, c: Comparison, region: bool = True) -> str:
    """What was observed, in words: series, commodity and, with ``region``, the place."""
    parts = [c.series.replace("_", " "), b.name("commodities", c.commodity)]
    return ", ".join(p for p in [*parts, b.name("regions", c.region) if region else ""] if p)


def scores(b: BriefInput) -> list[Score]:
    """One score a year, over the scored rows only."""
    scored = [c for c in comparisons(b) if c.kind == "scored"]
    found = []
    for year in sorted({c.year for c in scored}):
        rows = [c for c in scored if c.year == year]
        errors = [abs(c.error) for c in rows if c.error is not None]
        both = [(abs(c.error), abs(c.naive_error)) for c in rows if c.error is not None and c.naive_error is not None]
        judged = [c.within for c in rows if c.within is not None]
        found.append(
            Score(
                year=year,
                fitted=year in b.fit_years,
                rows=len(rows),
                median=median(errors) if errors else None,
                limited=len(judged),
                within=sum(judged),
                paired=len(both),
                paired_median=median(e for e, _ in both) if both else None,
                naive_median=median(n for _, n in both) if both else None,
            )
        )
    return found


def worst_misses(b: BriefInput, most: int = 3) -> list[Comparison]:
    """The scored rows with the largest errors."""
    rows = [c for c in comparisons(b) if c.kind == "scored" and c.error is not None]
    return sorted(rows, key=lambda c: (-abs(c.error or 0.0), c.what, c.year))[:most]


@dataclass(frozen=True)
class Unexplained:
    """Unexplained balance of an element: tonnes (+ more use than the chain supplies), and as a fraction of supply."""

    element: str
    tonnes: float
    share: float | None


def unexplained(b: BriefInput) -> list[Unexplained]:
    """Unexplained balances: NdPr (put together where it is given apart), Dy, Tb, then the others by size."""
    rows = {r["element"]: Unexplained(r["element"], r["tonnes"] or 0.0, r["share"]) for r in b.table("unexplained").iter_rows(named=True)}
    nd, pr = rows.get("Nd"), rows.get("Pr")
    if "NdPr" not in rows and nd and pr:
        supply = sum(u.tonnes / u.share for u in (nd, pr) if u.share)
        together = nd.tonnes + pr.tonnes
        rows["NdPr"] = Unexplained("NdPr", together, together / supply if supply else None)
    head = [rows.pop(e) for e in ("NdPr", "Dy", "Tb") if e in rows]
    return head + sorted(rows.values(), key=lambda u: (-abs(u.share or 0.0), u.element))


def closure(b: BriefInput) -> float | None:
    """Largest gap of the element balances as a fraction of what entered; ``None`` without a balance."""
    table = b.table("balance")
    into = pl.sum_horizontal(pl.col("mined", "scrap", "bought", "opening").abs())
    worst = table.select((pl.col("gap").abs() / into.clip(1e-6)).max()).item()
    return None if worst is None else float(worst)


def kinds_apart(b: BriefInput) -> str:
    """How many rows are not a test, in words; empty when all are."""
    rows = comparisons(b)
    parts = [f"{n} {kind} ({MEANING[kind]})" for kind in KINDS[1:] if (n := sum(c.kind == kind for c in rows))]
    return ", ".join(parts)


def grade_shares(b: BriefInput) -> list[tuple[str, int, float]]:
    """Rows and share of rows by grade, over all tables."""
    table = b.table("grades").group_by("grade").agg(pl.col("rows").sum())
    total = table["rows"].sum()
    order = ["official", "company", "derived", "assumed"]
    rows = [(str(g), int(n), n / total if total else 0.0) for g, n in table.iter_rows()]
    return sorted(rows, key=lambda r: (order.index(r[0]) if r[0] in order else len(order), r[0]))


def verdict(b: BriefInput) -> str:
    """The finding in a sentence: the last year out of fit, else the last in fit, else what the input rests on."""
    judged = [s for s in scores(b) if s.median is not None]
    held_out = [s for s in judged if not s.fitted]
    if held_out:
        s = held_out[-1]
        text = f"In {s.year}, a year it was not fitted on, the model misses the median scored figure by {percent(s.median)}"
        if s.naive_median is None:
            return text
        if s.paired == s.rows:
            return f"{text}; “as before” misses it by {percent(s.naive_median)}"
        both = f"on the {count(s.paired, 'figure')} that have a year before"
        return f"{text}; {both} it misses by {percent(s.paired_median)} and “as before” by {percent(s.naive_median)}"
    if judged:
        s = judged[-1]
        text = f"In {s.year}, a year it was fitted on, the model misses the median scored figure by {percent(s.median)}"
        return f"{text}; no other year was compared"
    if comparisons(b):
        return "Nothing is scored: every row compared is put in, held or follows from data"
    return f"Nothing observed was compared; {percent(b.chain.assumed_share)} of the input rows are assumed"


def element_order(element: str) -> tuple[int, str]:
    """Sort key: NdPr, the magnet elements, then the others as in ``ELEMENTS``; tracers last.

    >>> sorted(["Y", "Dy", "NdPr", "Th"], key=element_order)
    ['NdPr', 'Dy', 'Y', 'Th']
    """
    order = ("NdPr", *ELEMENTS)
    return (order.index(element) if element in order else len(order), element)
