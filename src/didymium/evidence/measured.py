"""Pieces with quantities to claims: one per quantity, and one for what is left over."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.evidence.amount import Quantity
from didymium.evidence.attribution import Said
from didymium.evidence.hush import CONDITION, asks, hushed
from didymium.evidence.meaning import Sense, Setting
from didymium.evidence.parts import parts, rest
from didymium.evidence.piece import Piece
from didymium.evidence.quantity import quantities
from didymium.evidence.record import Place, Statement, measure
from didymium.evidence.sense import headline, sense
from didymium.evidence.sentence import finite
from didymium.evidence.standing import standings
from didymium.evidence.state import State
from didymium.evidence.subject import FIRMS
from didymium.evidence.timing import modality_of


def amounts_of(text: str) -> list[Quantity]:
    """Quantities and standings of a piece; where both stand at one place the quantity counts."""
    plain = converted(text, quantities(text))
    ranks = [s for s in standings(text) if not any(q.start < s.end and s.start < q.end for q in plain)]
    return sorted([*plain, *ranks], key=lambda q: q.start)


_CLOSES = re.compile(r"\)(?P<per>\s+(?:per|a)\s+(?P<what>tonne|ton|kg|kilogram|kilo)\b)?")
_MASS = {"tonne": "t", "ton": "t", "kg": "kg", "kilogram": "kg", "kilo": "kg"}


def converted(text: str, found: list[Quantity]) -> list[Quantity]:
    """Amounts without those that only say one of them again in another unit: "34 million yuan (5 million dollars)".

    >>> t = "fell to 350,000 yuan (55,000 dollars) per tonne"
    >>> [q.unit for q in converted(t, quantities(t))]
    ['CNY/t']
    """
    out: list[Quantity] = []
    for q in found:
        last = out[-1] if out else None
        close = _CLOSES.match(text, q.end)
        same = (
            last is not None
            and last.kind == q.kind
            and last.unit != q.unit
            and q.kind in ("money", "mass", "length", "area", "volume", "price")
        )
        if last is None or close is None or not same or text[last.end : q.start].strip() != "(":
            out.append(q)
            continue
        end = close.end() if close["per"] else q.end + 1
        priced = close["per"] and last.kind == "money"
        out[-1] = replace(
            last,
            end=end,
            **({"unit": f"{last.unit}/{_MASS[close['what']]}", "kind": "price"} if priced else {}),  # type: ignore[arg-type]
        )
    return out


def quantities_of(
    state: State, place: Place, piece: Piece, amounts: list[Quantity], found: Sense | None, subject: str | None, spoken: Said | None
) -> None:
    """One claim per quantity, each with its own part of the piece; what is left over may be a claim too."""
    text = place.text[piece.start : piece.end]
    spans = parts(text, amounts)
    over = rest(text, spans) or _deadline(text, amounts, found)
    if over is not None and over[1] > spans[0][0] and len(spans) == 1:
        spans = [(amounts[0].start, spans[0][1])]
    if over is not None and found is not None:
        part = replace(piece, start=piece.start + over[0], end=piece.start + over[1])
        words = place.text[part.start : part.end]
        left = (
            None
            if CONDITION.match(words)
            else sense(place.text[part.start : part.end], part, Setting(place.block.kind, state.lead.sense, spoken is not None)) or found
        )
        if left is not None and not hushed(words) and not asks(place.text) and left.kind in ("fact", "commitment", "assessment"):
            state.write(place, Statement(part, part, left, subject, spoken))
    if over is None and place.block.kind == "title" and (ahead := headline(re.sub(r"[\s,;(–—-]+$", "", text[: spans[0][0]]))) is not None:
        part = replace(piece, end=piece.start + len(re.sub(r"[\s,;(–—-]+$", "", text[: spans[0][0]])))
        state.write(place, Statement(part, part, ahead, subject, spoken))
    before: tuple[Quantity, str] | None = None
    for amount, (start, end) in zip(amounts, spans, strict=True):
        part = replace(piece, start=piece.start + start, end=piece.start + end)
        about = subject
        if amount.kind == "window":
            about = next((m.entity for m in place.names if m.kind == "state" and m.start < piece.end), "china")
        if amount.kind == "price" and amount.unit.rsplit("/", 1)[-1] in BY_MASS and not PAID.search(text) and not _firm_first(place, piece):
            about = "market"
        predicate = measure(amount, text, before, place.label)
        modality = modality_of(text, amount, found, piece, state.lead.sense, state.official)
        beside = piece.kind in ("participle", "apposition") and state.ahead and amount.kind != "rank"
        if beside and modality in ("achieved", "asserted"):
            modality = "planned"  # "expects 900 million, a rise of a tenth"
        told = Sense("quantity", predicate, modality)
        state.write(place, Statement(part, piece, told, about, spoken, amount))
        before = amount, predicate


def _deadline(text: str, amounts: list[Quantity], found: Sense | None) -> tuple[int, int] | None:
    """What is ordered or promised, apart from how soon or how often: "shall report to it | within ten days"."""
    if len(amounts) != 1 or found is None or found.kind != "commitment":
        return None
    soon = re.search(r"\bwithin\s+$", text[: amounts[0].start])
    at = soon.start() if soon else amounts[0].start
    often = amounts[0].kind == "frequency"
    head = text[:at].rstrip(" ,")
    return (0, len(head)) if (soon or often) and len(head.split()) >= 4 and finite(head) is not None else None


BY_MASS = frozenset({"kg", "t", "lb", "g", "mtu", "dmtu"})  # what goods are priced by; a share has its firm
#: a price that is somebody's own: what he pays, gets or spends
PAID = re.compile(
    r"\b(?:costs?|paid|pay|pays|selling|sold|realised|realized|received|wages?|salar\w+|contracts?|sells?|offtake|guarantee\w*|levy|tax|fee|dut\w+)\b",
    re.IGNORECASE,
)


def _firm_first(place: Place, piece: Piece) -> bool:
    """Whether a piece begins with the name of a firm."""
    return any(m.kind in FIRMS and m.start - piece.start < 5 for m in place.names if m.start >= piece.start)
