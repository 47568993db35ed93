"""Cells of a table to claims: bare figures with what their row, column and caption say."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.evidence.block import Block
from didymium.evidence.entity import mentions
from didymium.evidence.grid import Grid
from didymium.evidence.meaning import Sense
from didymium.evidence.measured import BY_MASS, PAID
from didymium.evidence.period import completed, periods
from didymium.evidence.piece import Piece
from didymium.evidence.record import Place, Statement, measure
from didymium.evidence.state import State


def figure(state: State, block: Block, words: str) -> bool:
    """Whether a cell is a bare figure of a table; it is then written down with what its row, column and caption say."""
    state.grid.take(block, words)
    amount = state.grid.amount(block, words)
    if amount is None:
        return False
    head = state.grid.head(block)
    about = f"{state.grid.label} {head}".strip()
    heads = (head, state.grid.label, state.grid.caption)
    every = [completed(p, state.year, True, state.document.published) for text in heads for p in periods(text, state.document.published)]
    stated = [p for p in every if p.whole]
    place = Place(block, block.start, words, (), stated[0] if stated else state.lead.period or state.quarter, state.title, about)
    piece = Piece(0, len(words), "main")
    named = mentions(state.grid.label, state.names)
    traded = amount.kind == "price" and amount.unit.rsplit("/", 1)[-1] in BY_MASS and not PAID.search(about)
    subject = named[0].entity if named else "market" if traded else state.context.about
    told = Sense(
        "quantity",
        measure(amount, words, None, about),
        "directed" if state.official else "achieved" if state.lead.sense is None else state.lead.sense.modality,
    )
    state.write(place, Statement(piece, piece, told, subject, None, amount))
    return True


_LISTED = re.compile(r"(?P<label>[^:\d][^:]{2,60}):\s+(?P<cell>\S+(?:\s%)?)[.;]?$")


def listed(state: State, block: Block, words: str) -> bool:
    """Whether an item is a label and a bare figure, whose unit the line above the list names; it is then written down."""
    found = _LISTED.match(words)
    if found is None or block.kind != "item":
        return False
    grid = Grid(state.lead.words[:300])
    grid.take(replace(block, kind="cell", row=0, column=0), found["label"])
    amount = grid.amount(replace(block, kind="cell", row=0, column=1), found["cell"])
    if amount is None:
        return False
    at = found.start("cell")
    place = Place(block, block.start + at, found["cell"], (), state.lead.period or state.quarter, state.title, found["label"])
    piece = Piece(0, len(found["cell"]), "main")
    modality = "achieved" if state.lead.sense is None else state.lead.sense.modality
    told = Sense("quantity", measure(amount, found["cell"], None, found["label"]), modality)
    state.write(place, Statement(piece, piece, told, state.lead.subject or state.context.about, None, amount))
    return True


def label_of(state: State, block: Block, words: str) -> str:
    """What the first cell of its row says of a cell that is little more than a figure."""
    if block.kind != "cell":
        return ""
    if words == state.grid.label:
        return ""
    return state.grid.label if len(re.findall(r"[A-Za-z]{3,}", words)) <= 3 else ""
