"""Command line: facts in, chain out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.world import fit, goods, observed, places, plants, processes, ventures, wants
from tools.world.book import Book
from tools.world.facts import Facts

TOML = """name = "world"
title = "The world's rare-earth chain"
version = "2026.11"
schema = 1
currency = "USD"
price_year = 2024
discount_rate = 0.08
synthetic = false
licences = [
    "trade derived from CEPII BACI (Etalab Open Licence 2.0)",
    "mine output from the US Geological Survey (public domain) and World Mining Data (Austrian Federal Ministry of Finance)",
]

[horizon]
start = "2026"
end = "2030"
pipeline = "steady"
fiscal_start = 1
"""


def main(argv: list[str]) -> None:
    """Write the chain; without ``--no-fit`` also solve 2024 at observed prices and write the residuals."""
    parser = argparse.ArgumentParser(prog="python -m tools.world", description=__doc__)
    parser.add_argument("facts", type=Path, help="folder of the graded facts")
    parser.add_argument("out", type=Path, help="folder of the chain")
    parser.add_argument("--no-fit", action="store_true", help="leave out residuals and the steps around them")
    args = parser.parse_args(argv)
    facts, book = Facts(args.facts), Book()
    made = goods.write(book, facts)
    places.write(book, facts, made)
    processes.write(book, facts, made)
    wants.write(book, facts, made)
    ventures.write(plants.write(book, facts, made))
    observed.write(book, facts, made)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "didymium.toml").write_text(TOML, encoding="utf-8")
    book.write(args.out)
    if not args.no_fit:
        fit.write(book, facts, args.out)
        book.write(args.out)


main(sys.argv[1:])
