"""Cells of a table to claims: bare figures with what their row, column and caption say."""

from __future__ import annotations

import re

from didymium.evidence.block import Block
from didymium.evidence.entity import mentions
from didymium.evidence.meaning import Sense
from didymium.evidence.measured import PAID
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
    subject = named[0].entity if named else "market" if amount.kind == "price" and not PAID.search(about) else state.context.about
    told = Sense(
        "quantity",
        measure(amount, words, None, about),
        "directed" if state.official else "achieved" if state.lead.sense is None else state.lead.sense.modality,
    )
    state.write(place, Statement(piece, piece, told, subject, None, amount))
    return True


def label_of(state: State, block: Block, words: str) -> str:
    """What the first cell of its row says of a cell that is little more than a figure."""
    if block.kind != "cell":
        return ""
    if words == state.grid.label:
        return ""
    return state.grid.label if len(re.findall(r"[A-Za-z]{3,}", words)) <= 3 else ""
