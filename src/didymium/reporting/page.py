"""What every page is made of: one HTML file that needs nothing beside it, its style, its script and its tables."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from didymium.reporting.block import Block, Chart, Column, Shares, Table
from didymium.reporting.figures import LONG
from didymium.reporting.figures import script as as_script
from didymium.reporting.number import percent

GRADES = {"official": "c2", "company": "c0", "derived": "c4", "assumed": "c1"}
WORD = 26  # characters of the longest date, range of dates or id that stays on one line
FEW = 4  # a table of so few short columns fits a phone as it is
UNIT = re.compile(r"(?<=\d) (%|t\b|(bn |m |k )?USD)")
MINUS = re.compile(r"(?<![\w.=-])-(?=\d)")
URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:)]")


def page(template: str, blocks: Sequence[Block], scripts: Sequence[str], origin: str, data: dict[str, object], **context: object) -> str:
    """A page of ``blocks`` by a template; ``scripts`` by name, ``origin`` says where figures come from.

    ``data`` is what the script is told beside the figures; ``context`` what the template needs beside the blocks.
    """
    style, script = _asset("page.css"), "\n".join(_asset(f"script/{name}.js") for name in scripts)
    figures = [part.figure for block in blocks for part in block.parts if isinstance(part, Chart)]
    return (
        _environment()
        .get_template(template)
        .render(
            blocks=blocks,
            origin=origin,
            linked=_linked,
            page_columns=_columns,
            page_rows=_rows,
            one_word=_is_one_word,
            as_cards=_as_cards,
            verbatim=lambda text: Markup(escape(text)),
            percent=percent,
            tone=lambda name, i: GRADES.get(name, f"c{i % 8}"),
            before=_before,
            policy=_policy(style, script),
            style=Markup(style),
            script=Markup(script),
            data=Markup(as_script({**data, "figures": {f.id: f.page(_typeset) for f in figures}})),
            **context,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("didymium.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finish,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _typeset(text: str) -> str:
    """Text in which a number stays with its unit and a minus is no hyphen.

    >>> _typeset("-0.2 USD/kg, 12 % of well-known").replace(chr(160), "_")
    '−0.2_USD/kg, 12_% of well-known'
    """
    return MINUS.sub("\u2212", UNIT.sub(lambda found: found.group().replace(" ", "\u00a0"), text))


def _finish(value: object) -> object:
    """What the templates print: text is set, what is markup already passes."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else _typeset(value)


@cache
def _asset(name: str) -> str:
    return resources.files("didymium.reporting").joinpath("assets", name).read_text(encoding="utf-8").strip()


def _policy(style: str, script: str) -> str:
    """Content security policy: only this style and this script, nothing from anywhere."""

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    parts = ["default-src 'none'", f"style-src 'sha256-{digest(style)}'", f"script-src 'sha256-{digest(script)}'"]
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


@dataclass(frozen=True)
class Cell:
    """A cell of a table on the page: its text, the name of its column, its style and the row that it rests on."""

    text: str
    head: str
    right: bool
    style: str
    key: str


@dataclass(frozen=True)
class Head:
    """The head of a column on the page."""

    head: str
    right: bool


def _columns(table: Table) -> list[Head]:
    return [Head(_head(c), c.right) for c in table.columns if c.kind != "unit"]


def _head(column: Column) -> str:
    """Name with the unit, unless each value carries it."""
    return column.name if column.kind == "usd" else column.head


def _rows(table: Table) -> list[list[Cell]]:
    long = {i for row in table.rows for i, v in enumerate(row) if isinstance(v, str) and len(v) > LONG}
    made = []
    for n, row in enumerate(table.rows):
        cites = table.cites[n] if table.cites else {}
        cells = []
        for i, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if column.kind == "unit":
                continue
            text = column.show(value)
            unit = row[i + 1] if i + 1 < len(row) and table.columns[i + 1].kind == "unit" else None
            if unit and value is not None:
                text += f" {unit}"
            styles = (
                ("right", column.right),
                ("unit", bool(unit)),
                ("long", i in long),
                ("blank", not text),
                ("whole", _is_one_word(text)),
            )
            style = " ".join(s for s, on in styles if on)
            cells.append(Cell(text, _head(column), column.right, style, cites.get(i, "")))
        made.append(cells)
    return made


def _is_one_word(text: object) -> bool:
    """Whether a browser would break at a hyphen what is one word to a reader: a date, an id."""
    return isinstance(text, str) and "-" in text and len(text) <= WORD and " " not in text


def _as_cards(table: Table) -> bool:
    """Whether a row becomes a card on a narrow screen."""
    text = any(isinstance(v, str) and len(v) > LONG for row in table.rows for v in row)
    return text or len(_columns(table)) > FEW


def _before(part: Shares, i: int) -> str:
    """Where a part of a bar begins, in per cent."""
    return f"{100 * sum(share for _, share, _ in part.parts[:i]):.3f}"


def _linked(text: str) -> Markup:
    """Text in which addresses can be followed; they are only followed when a reader asks."""
    parts, at = [], 0
    for found in URL.finditer(text):
        url = escape(found.group())
        parts += [escape(text[at : found.start()]), Markup(f'<a href="{url}" rel="noopener noreferrer">{url}</a>')]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])
