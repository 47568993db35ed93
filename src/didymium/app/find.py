"""Find rows of a chain by a piece of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from didymium.app.load import ChainLike, load
from didymium.app.record import Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from didymium.chain import Chain

PROVENANCE = ("source", "source_year", "grade", "note")


@dataclass(frozen=True)
class Hit:
    """A row that holds the text: its key (``table/id``, as ``why`` takes it), where in it, and where it stands."""

    key: str
    table: str
    column: str
    text: str
    file: str
    line: int
    grade: str


@dataclass(frozen=True)
class Found:
    """Rows that hold a text, the closest first: in a key, in a name, in other cells, in sources and notes."""

    text: str
    chain: Chain
    hits: tuple[Hit, ...]

    def to_json(self) -> dict[str, Json]:
        """All hits."""
        return {"text": self.text, "hits": [dict(vars(hit)) for hit in self.hits]}


def find(text: str, chain: ChainLike = None) -> Found:
    """Rows of ``chain`` with ``text`` in any cell of words, whatever its case.

    >>> found = find("neodymium", "works")
    >>> found.hits[0].table
    'commodities'
    """
    loaded = load(chain)
    ranked = [(rank, hit) for name in loaded.tables for rank, hit in _hits(loaded, name, text.casefold())]
    return Found(text, loaded, tuple(hit for _, hit in sorted(ranked, key=lambda pair: pair[0])))


def _hits(chain: Chain, name: str, text: str) -> Iterator[tuple[tuple[int, int], Hit]]:
    """Hits in one table: one a row, at the best place, with its rank (place, length of the cell)."""
    import polars as pl

    from didymium.chain.schema import schema

    table = schema()[name]
    frame = chain.tables[name]
    words = [c for c in table.columns if frame.schema[c] == pl.String and c != "grade"]
    rows = frame.filter(pl.any_horizontal(pl.col(c).str.to_lowercase().str.contains(text, literal=True) for c in words))
    place = {c: 0 if c in table.key else 1 if c == "name" else 3 if c in PROVENANCE else 2 for c in words}
    for row in rows.iter_rows(named=True):
        cells = [(place[c], len(row[c]), c) for c in words if row[c] and text in row[c].casefold()]
        if cells:
            rank, length, column = min(cells)
            yield (rank, length), Hit(row_key(name, row), name, column, row[column], row["_file"], row["_line"], row["grade"])


def row_key(table: str, row: dict[str, object]) -> str:
    """Key of a row with its table in front: ``lines/kachin``, ``compositions/bastnaesite/Nd``."""
    from didymium.chain.joins import row_key as key

    return f"{table}/{key(table, row)}"
