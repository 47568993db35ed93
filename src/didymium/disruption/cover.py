"""A bill of materials: parts with their magnets and stocks, as users of the chain beside the others."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from didymium.chain import Chain, ChainError
from didymium.chain.model import Finding

NEEDED = ("part", "mass", "mass_unit", "grade", "region", "stock", "stock_unit")
OPTIONAL = ("per_week", "use", "note")
MASS = {"g": 1e-6, "kg": 1e-3, "t": 1.0}
STOCK = ("weeks", "days", "parts")
#: letters of trade names of sintered NdFeB (N42SH, 38UH) by heat class, as the grades of the chain
CLASSES = {"": "N", "N": "N", "M": "N", "H": "H", "SH": "H", "UH": "U", "EH": "U", "AH": "U", "VH": "U", "TH": "U"}
TRADE = re.compile(r"N?\d{2}(M|H|SH|UH|EH|AH|VH|TH)?", re.IGNORECASE)
NAMES = {"BONDED": "B", "SMCO": "S"}


@dataclass(frozen=True)
class BomPart:
    """A part: magnet tonnes in one, the goods that would do (the first that its region buys counts), weeks of stock."""

    name: str
    region: str
    grade: str
    goods: tuple[str, ...]
    tonnes: float
    stock_weeks: float
    per_week: float | None
    line: int


def read_bom(file: str, text: str, chain: Chain) -> tuple[BomPart, ...]:
    """Parts of a bill of materials; raises ``ChainError`` with every finding (file, line, column, what was expected)."""
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    found: list[Finding] = []
    head = [h.strip() for h in table.fieldnames or []]
    table.fieldnames = head
    for column in NEEDED:
        if column not in head:
            near = get_close_matches(column, head, n=1)
            fix = f"rename {near[0]}" if near else f"columns are {', '.join(NEEDED)} and perhaps {', '.join(OPTIONAL)}"
            found.append(Finding("error", "bom", file, 1, column, f"column {column} is missing", fix))
    for column in head:
        if column and column not in (*NEEDED, *OPTIONAL):
            fix = f"columns are {', '.join(NEEDED)} and perhaps {', '.join(OPTIONAL)}"
            found.append(Finding("error", "bom", file, 1, column, f"unknown column {column!r}", fix))
    if found:
        raise ChainError(found)
    regions = [r for r, kind in chain.tables["regions"].select("id", "kind").iter_rows() if kind != "hub"]
    parts, names = [], set()
    for row in table:
        line = table.line_num
        cells = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and (v is None or isinstance(v, str))}
        if not any(cells.values()):
            continue
        part = _part(file, line, cells, chain, regions, found)
        if part is not None and part.name in names:
            found.append(
                Finding("error", "bom", file, line, "part", f"part {part.name!r} stands there already", "give each part a name of its own")
            )
        elif part is not None:
            names.add(part.name)
            parts.append(part)
    if not parts and not found:
        found.append(Finding("error", "bom", file, 1, "", "the bill of materials is empty", "write a row a part"))
    if found:
        raise ChainError(found)
    return tuple(parts)


def _part(file: str, line: int, cells: dict[str, str], chain: Chain, regions: Sequence[str], found: list[Finding]) -> BomPart | None:
    before = len(found)

    def wrong(column: str, message: str, fix: str) -> None:
        found.append(Finding("error", "bom", file, line, column, message, fix))

    def number(column: str, needed: bool = True) -> float:
        text = cells.get(column, "")
        if not text:
            if needed:
                wrong(column, f"{column} is empty", "write a number; an unknown stock is not zero")
            return math.nan
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0:
            wrong(column, f"{text!r} is no number of at least 0", "write a number with a point, such as 1.5")
            return math.nan
        return value

    def one_of(column: str, known: Sequence[str]) -> str:
        text = cells.get(column, "")
        if text not in known:
            near = get_close_matches(text, known, n=1)
            wrong(column, f"{text!r} is unknown", f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}")
        return text

    if not cells.get("part"):
        wrong("part", "the part has no name", "write one")
    mass, unit = number("mass"), one_of("mass_unit", tuple(MASS))
    region = one_of("region", regions)
    stock, stock_unit = number("stock"), one_of("stock_unit", STOCK)
    per_week = number("per_week", needed=stock_unit == "parts")
    goods = goods_of_grade(cells.get("grade", ""), chain)
    if not goods:
        magnets = [k for k, form in chain.tables["commodities"].select("id", "form").iter_rows() if form == "magnet"]
        wrong(
            "grade",
            f"{cells.get('grade', '')!r} is no grade",
            f"write a trade name such as N42SH, a class (N, H, U, B, S) or a good of the chain ({', '.join(magnets[:8])})",
        )
    if len(found) > before:
        return None
    if mass == 0:
        wrong("mass", "a part without magnet mass needs no magnet", "write its magnet mass, or leave the part out")
        return None
    weeks = {"weeks": stock, "days": stock / 7, "parts": stock / per_week if per_week and per_week > 0 else math.nan}[stock_unit]
    if not math.isfinite(weeks):
        wrong("per_week", "how many parts a week are used up is unknown", "write per_week, more than 0")
        return None
    return BomPart(cells["part"], region, cells["grade"], goods, mass * MASS[unit], weeks, None if math.isnan(per_week) else per_week, line)


def goods_of_grade(grade: str, chain: Chain) -> tuple[str, ...]:
    """Magnet goods that are a grade: by its own name, by class letter, or by trade name; empty when it is none.

    >>> from didymium.chain import load
    >>> goods_of_grade("N42SH", load("world"))[0], goods_of_grade("magnet", load("works")), goods_of_grade("Q7", load("world"))
    ('mag_H', ('magnet',), ())
    """
    table = chain.tables["commodities"]
    magnets = [k for k, form in table.select("id", "form").iter_rows() if form == "magnet"]
    if grade in magnets:
        return (grade,)
    named = TRADE.fullmatch(grade.strip())
    letter = CLASSES[(named[1] or "").upper()] if named else NAMES.get(grade.strip().upper(), grade.strip().upper())
    fitted = {f"fit_{letter}"}
    flows = chain.tables["recipe_flows"]
    makes = {r for r, good, way in flows.select("recipe", "commodity", "direction").iter_rows() if way == "out" and good in fitted}
    inputs = [
        g for r, g, way in flows.select("recipe", "commodity", "direction").iter_rows() if way == "in" and r in makes and g in magnets
    ]
    return tuple(dict.fromkeys(inputs))
