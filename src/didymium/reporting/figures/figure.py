"""A figure: views to switch between, each with a title that says the finding, words for it, marks and a table."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = object
LONG = 40  # characters that do not fit a narrow column


@dataclass(frozen=True)
class Control:
    """A switch: its name, its label, and (value, label) of its options; a list is drawn for many options."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]

    @property
    def as_list(self) -> bool:
        """Whether a list reads better than buttons."""
        return sum(len(label) for _, label in self.options) > 60


@dataclass(frozen=True)
class View:
    """What one setting of the switches shows. ``words`` describe it to someone who cannot see it.

    ``cites`` holds for each row of the table the key of the chain row behind it, empty where there is none.
    """

    title: str
    words: str
    data: Mapping[str, Value]
    rows: tuple[tuple[str, ...], ...]
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A chart of one kind; ``views`` by the values of the switches joined by ``|``; ``numeric`` columns of its table.

    ``cited`` is the column of the table whose numbers come from the rows that the views cite.
    """

    id: str
    kind: str
    controls: tuple[Control, ...]
    views: Mapping[str, View]
    first: str
    head: tuple[str, ...]
    numeric: tuple[int, ...]
    caption: str
    source: str
    cited: int = 1

    @property
    def switches(self) -> tuple[tuple[Control, str], ...]:
        """Each switch with the value that is set first."""
        return tuple(zip(self.controls, self.first.split("|"), strict=False))

    @property
    def long(self) -> tuple[int, ...]:
        """Columns of the table that hold long texts."""
        rows = [row for v in self.views.values() for row in v.rows]
        return tuple(i for i in range(len(self.head)) if any(len(row[i]) > LONG for row in rows))

    @property
    def view(self) -> View:
        """The view that is shown first."""
        return self.views[self.first]

    def page(self, typeset: Callable[[str], str] = str) -> dict[str, Value]:
        """What the page's script needs; ``typeset`` sets titles and cells as the rest of the page."""
        views = {}
        for key, v in self.views.items():
            rows = [[typeset(cell) for cell in row] for row in v.rows]
            views[key] = {"title": typeset(v.title), "words": v.words, "data": v.data, "rows": rows, "cites": v.cites}
        return {"kind": self.kind, "numeric": self.numeric, "long": self.long, "mark": self.cited, "views": views}


def number(x: float | None, digits: int = 5) -> float | None:
    """A number for the page: ``digits`` significant figures; empty where it is unknown or not finite.

    >>> number(26504.337), number(float("nan")), number(0.0)
    (26504.0, None, 0.0)
    """
    if x is None or not math.isfinite(x):
        return None
    return 0.0 if x == 0 else float(f"{x:.{digits}g}")


def script(value: Value) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or open a comment.

    >>> script({"name": "</script><!--"})
    '{"name":"\\\\u003c/script\\\\u003e\\\\u003c!--"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text
