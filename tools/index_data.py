"""Make the statistics that the indices ship with, from a folder of graded facts.

    python -m tools.index_data FACTS src/didymium/disruption/data

Trade and governance are the whole tables of their publishers, cut to the columns that are read; of World Mining Data
only the rows that an index needs are quoted. The same facts give the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterable
from pathlib import Path

from tools.world.facts import Facts

ISO = {
    "Australia": "AUS",
    "Brazil": "BRA",
    "Burundi": "BDI",
    "China": "CHN",
    "India": "IND",
    "Madagascar": "MDG",
    "Malaysia": "MYS",
    "Myanmar": "MMR",
    "Russia": "RUS",
    "USA": "USA",
    "Laos": "LAO",
    "Nigeria": "NGA",
    "Vietnam": "VNM",
}
TRADE = ("year", "hs92", "exporter", "importer", "value_kusd", "quantity_t")
GOVERNANCE = ("country", "year", "instability")
OUTPUT = ("country", "year", "tonnes", "source", "source_year", "grade", "note")


def text(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """CSV with unix line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def pack(path: Path, content: str) -> None:
    """Compressed, without a time stamp."""
    path.write_bytes(gzip.compress(content.encode(), 9, mtime=0))


def main(folder: Path, out: Path) -> None:
    """Write the three tables."""
    out.mkdir(parents=True, exist_ok=True)
    with (folder / "third_party/baci/baci_hs92_ree_2005_2024.csv").open(encoding="utf-8", newline="") as file:
        pack(out / "trade.csv.gz", text(TRADE, ([row[c] for c in TRADE] for row in csv.DictReader(file))))
    with (folder / "third_party/wgi/wgi_political_stability_2005_2024.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["normalised"] not in ("", "None", "nan")]
    pack(out / "governance.csv.gz", text(GOVERNANCE, ((r["iso3"], r["year"], f"{float(r['normalised']):.6f}") for r in rows)))
    mined = [r for r in Facts(folder).rows("production") if r["series"] == "mine_production_wmd" and r["region"] != "World"]
    source = "World Mining Data 2026, Austrian Federal Ministry of Finance"
    rows_out = sorted((ISO[r["region"]], r["period"], r["value"], source, "2026", "official", "") for r in mined)
    (out / "mine_output.csv").write_text(text(OUTPUT, rows_out), encoding="utf-8")


main(Path(sys.argv[1]), Path(sys.argv[2]))
