"""Make the folders of real quarters, ``examples/lynas``, ``mp`` and ``northern``, from a folder of graded facts.

    python -m tools.quarters FACTS examples

The same facts give the same files. What a company did not publish has no row.
"""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from tools.world.book import Source, of
from tools.world.facts import Facts, Row

HEADER = ("entity", "metric", "product", "period", "through", "value", "unit", "taken", "source", "source_year", "grade", "note")
METRICS = {
    "revenue": "revenue",
    "average selling price": "price",
    "sales volume": "sold",
    "production": "made",
    "transfer price": "transfer_price",
    "price protection income": "other_income",
    "cash receipts": "cash_receipts",
    "net profit": "net_profit",
}
PRODUCTS = {"oxides": "oxides", "NdPr": "NdPr oxide"}  # what a company calls by two names
WHOLE = {("Lynas", "price", "REO basket"), ("Lynas", "sold", "REO")}  # of all that is sold
LONG = {"H1": ("Q1", "Q2"), " 9M": ("Q1", "Q3")}
CONCENTRATE = "rare earth concentrate, 50 % REO, dry, ex VAT"
FLOOR = "MP Materials Q4 2025 results via quantisnow"


@dataclass(frozen=True)
class Example:
    """A folder: whose figures, its head, and what it says of itself."""

    name: str
    company: str
    entity: str
    title: str
    currency: str
    fiscal_start: int
    about: str


EXAMPLES = (
    Example(
        "lynas",
        "Lynas",
        "lynas",
        "Lynas Rare Earths, quarters as published",
        "AUD",
        7,
        "Fiscal years start in July. Tonnes sold are not published by quarter since FY24: they are implied by revenue and average price.\n"
        "# Not published: sales by product, feed, grade, recovery, reagents, energy by quarter; targets.",
    ),
    Example(
        "mp",
        "MP Materials",
        "mp",
        "MP Materials, quarters as published",
        "USD",
        1,
        "Tonnes and price of NdPr are published for some quarters, of concentrate for fewer; other revenue is not split.\n"
        "# Not published: grade, recovery, reagents, energy by quarter; targets.",
    ),
    Example(
        "northern",
        "China Northern Rare Earth",
        "northern",
        "China Northern Rare Earth, periods as published",
        "CNY",
        1,
        "Revenue is known for a half-year, nine months and one quarter; the transfer price of its concentrate by quarter.\n"
        "# Not published here: prices by product, tonnes of concentrate, grade, recovery, reagents, energy; targets.",
    ),
)


def head(e: Example) -> str:
    """Its ``didymium.toml``."""
    lines = [
        f"# {e.about}",
        "# Made from graded facts by tools/quarters.py; figures are nominal, as published.",
        f'name = "{e.name}"',
        f'title = "{e.title}"',
        'version = "1"',
        "schema = 1",
        f'currency = "{e.currency}"',
        "synthetic = false",
        'licences = ["figures as published by the company, in part through the press; sources in every row"]',
        "",
        "[horizon]",
        f"fiscal_start = {e.fiscal_start}",
    ]
    return "\n".join(lines) + "\n"


def period(text: str) -> tuple[str, str]:
    """Period and ``through`` of a fact.

    >>> period("2025 9M"), period("FY26Q2")
    (('2025Q1', '2025Q3'), ('FY26Q2', ''))
    """
    for end, (first, last) in LONG.items():
        if text.endswith(end):
            year = text.removesuffix(end)
            return year + first, year + last
    return text, ""


def figures(facts: Facts, e: Example) -> str:
    """Its ``actuals/figures.csv``."""
    rows = [_cells(e, r, of(r, r["note"])) for r in facts.quarters if r["company"] == e.company]
    if e.name == "mp":
        note = "the price floor began in October 2025: there was no such income before"
        rows += [
            (e.entity, "other_income", "NdPr oxide", f"2025Q{q}", "", "0", "USD m", "", *_said(Source(FLOOR, "2025", "derived", note)))
            for q in (1, 2, 3)
        ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(sorted(_one_taken(rows), key=lambda r: (r[1], r[2], r[3], r[4], r[7], float(r[5]))))
    return out.getvalue()


def _cells(e: Example, r: Row, source: Source) -> tuple[str, ...]:
    """A fact as a row."""
    metric, product = METRICS[r["metric"]], PRODUCTS.get(r["product"], r["product"])
    product = "concentrate" if product == CONCENTRATE else product
    if (e.company, metric, product) in WHOLE:
        source = source if source.note else replace(source, note=f"of the {r['product']}")
        product = "all"
    first, through = period(r["fiscal_period"])
    return (e.entity, metric, product, first, through, r["value"], r["unit"], "", *_said(source))


def _said(source: Source) -> tuple[str, str, str, str]:
    return source.text, source.year, source.grade, source.note


def _one_taken(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Of figures that disagree the best graded is taken; the others stay, marked."""
    order = ("official", "company", "derived", "assumed")
    best: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in rows:
        key = row[1:5]
        if key not in best or order.index(row[10]) < order.index(best[key][10]):
            best[key] = row
    return [row if best[row[1:5]] is row else (*row[:7], "no", *row[8:]) for row in rows]


def files(facts: Facts) -> dict[str, str]:
    """Path under ``examples`` -> text."""
    found = {}
    for e in EXAMPLES:
        found[f"{e.name}/didymium.toml"] = head(e)
        found[f"{e.name}/actuals/figures.csv"] = figures(facts, e)
    return found


if __name__ == "__main__":
    for path, text in files(Facts(Path(sys.argv[1]))).items():
        target = Path(sys.argv[2]) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
