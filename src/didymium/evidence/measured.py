"""Pieces with quantities to claims: one per quantity, with its own part of the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from didymium.evidence.amount import Quantity
from didymium.evidence.attribution import Said
from didymium.evidence.meaning import Sense
from didymium.evidence.parts import parts
from didymium.evidence.piece import Piece
from didymium.evidence.quantity import quantities
from didymium.evidence.record import Place, Statement, measure
from didymium.evidence.standing import standings
from didymium.evidence.state import State
from didymium.evidence.subject import FIRMS
from didymium.evidence.timing import modality_of


def amounts_of(text: str) -> list[Quantity]:
    """Quantities and standings of a piece; where both stand at one place the quantity counts."""
    plain = converted(text, quantities(text))
    ranks = [s for s in standings(text) if not any(q.start < s.end and s.start < q.end for q in plain)]
    return sorted([*plain, *ranks], key=lambda q: q.start)


#: between an amount and the same one in another unit: "100 million yuan (or about 16 million dollars)", "7.8 billion yuan, or $1.1 billion"
_ABOUT = r"(?:(?:about|around|some|nearly|approximately|roughly|over)\s+)?"
_AGAIN = re.compile(rf"\s*\(\s*(?:(?:or|equal\s+to)\s+)?{_ABOUT}|(?:\s[a-z]+){{0,2}},\s+or\s+{_ABOUT}")
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
        same = (
            last is not None
            and last.kind == q.kind
            and (last.unit != q.unit or (q.kind == "mass" and _named(last) != _named(q)))
            and q.kind in ("money", "mass", "length", "area", "volume", "price")
        )
        between = text[last.end : q.start] if last is not None else ""
        close = _CLOSES.match(text, q.end) if "(" in between else None
        if last is None or not same or not _AGAIN.fullmatch(between) or ("(" in between and close is None):
            out.append(q)
            continue
        per = close is not None and close["per"]
        end = q.end if close is None else close.end() if per else q.end + 1
        priced = per and last.kind == "money"
        out[-1] = replace(
            last,
            end=end,
            **({"unit": f"{last.unit}/{_MASS[close['what']]}", "kind": "price"} if priced and close else {}),  # type: ignore[arg-type]
        )
    return out


def _named(q: Quantity) -> str:
    """The word that a quantity has for its unit: tons and tonnes are both t."""
    return re.sub(r"[^A-Za-z]", "", q.written.split()[-1])


def quantities_of(
    state: State,
    place: Place,
    piece: Piece,
    amounts: list[Quantity],
    found: Sense | None,
    subject: str | None,
    spoken: Said | None,
    apart: Sequence[Piece] = (),
) -> None:
    """One claim per quantity, each with its own part of the piece; ``apart`` are stretches that are claims already."""
    text = place.text[piece.start : piece.end]
    taken = [(t.start - piece.start, t.end - piece.start) for t in apart]
    spans = [_apart(text, amount, span, taken) for amount, span in zip(amounts, parts(text, amounts), strict=True)]
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


def _apart(text: str, amount: Quantity, span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The part of a quantity without stretches that are claims of their own, nor the words that join them."""
    start = max([span[0], *(end for _, end in taken if end <= amount.start)])
    end = min([span[1], *(begin for begin, _ in taken if begin >= amount.end)])
    if start > span[0]:
        start += len(_JOINING.match(text[start : amount.start]).group())  # type: ignore[union-attr]
    return start, amount.end + len(text[amount.end : end].rstrip(" ,;:(–—-"))


_JOINING = re.compile(r"[\s,;:)]*(?:(?:and|but|while|which|that|from|to|as|so)\s+)?")
BY_MASS = frozenset({"kg", "t", "lb", "g", "mtu", "dmtu"})  # what goods are priced by; a share has its firm
#: a price that is somebody's own: what he pays, gets or spends
PAID = re.compile(
    r"\b(?:costs?|paid|pay|pays|selling|sold|realised|realized|received|wages?|salar\w+|contracts?|sells?|offtake|guarantee\w*|levy|tax|fee|dut\w+)\b",
    re.IGNORECASE,
)


def _firm_first(place: Place, piece: Piece) -> bool:
    """Whether a piece begins with the name of a firm."""
    return any(m.kind in FIRMS and m.start - piece.start < 5 for m in place.names if m.start >= piece.start)
