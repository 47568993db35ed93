"""Periods as the press writes them: dates, months, quarters, halves, fiscal years, plan windows, and relative ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from didymium.evidence.dating import READ, day_of
from didymium.evidence.form_of_date import FORMS, HINT, PATTERN


@dataclass(frozen=True)
class Period:
    """A period at ``[start, end)`` of a text.

    ``label`` is ``2025``, ``2025-Q3``, ``2025-H1``, ``2025-07``, ``2025-07-04`` or ``2021/2025``; a missing year stays
    missing (``????-Q3``). ``basis`` is stated, plan_window or relative.
    """

    start: int
    end: int
    label: str
    basis: str = "stated"

    @property
    def whole(self) -> bool:
        """Whether the year is known."""
        return not self.label.startswith("?")


@lru_cache(maxsize=4096)
def periods(text: str, published: str | None = None) -> tuple[Period, ...]:
    """Periods of a text in order; relative ones ("last year") only where ``published`` (ISO 8601) tells what they mean.

    >>> [p.label for p in periods("met its Q3 goals in July 2025, under the 14th Five-Year Plan")]
    ['????-Q3', '2025-07', '2021/2025']
    >>> [p.label for p in periods("sold more last year", "2025-03-02")]
    ['2024']
    """
    found: list[Period] = []
    for match in _written(text):
        kind = next(name for name, _ in FORMS if match[f"is_{name}"] is not None)
        period = READ[kind](match, day_of(published)) if kind in READ else None
        if period is not None:
            label, basis = period
            if basis == "relative" and len(label.split("/", maxsplit=1)[0]) > len(published or ""):
                continue  # a week cannot be told from a year
            found.append(Period(match.start(), match.start() + len(match.group().rstrip()), label, basis))
    return tuple(found)


@lru_cache(maxsize=4096)
def _written(text: str) -> tuple[re.Match[str], ...]:
    """Where a period may be written; what it means depends on the day of publication."""
    return tuple(PATTERN.finditer(text)) if HINT.search(text) else ()


_REPORT = re.compile(
    r"\bquarterly\b[^.]{0,60}\b(?:period|quarter|months)\s+ended\s+(?:\d{1,2}\s+)?(?P<m>march|june|september|december)\s+(?:\d{1,2},?\s+)?(?P<y>20\d\d)"
    r"|\b(?:results?|report|earnings|update|review|activities|session)\b[^.\n]{0,60}\b(?:first|second|third|fourth)[\s-]+quarter\s+(?:of\s+)?(?:the\s+)?(?:fiscal\s+)?20\d\d\b"
    r"|\b(?:first|second|third|fourth)[\s-]+quarter\s+(?:of\s+)?(?:the\s+)?(?:fiscal\s+|financial\s+)?(?:year\s+)?(?:FY)?20\d\d\b(?=[^.\n]{0,60}\b(?:results?|report|earnings|update|review|activities|session|question))|\bquarter\s+ended\s[^.]{4,24}20\d\d"
    r"|\bthree\s+months\s+ended\s[^.]{4,24}20\d\d|\b(?:six\s+months|half[-\s]year)\s+(?:ended|to)\s+(?P<six>[^.\n]{4,24}20\d\d)"
    r"|\b(?:first|second)[-\s]half\s+(?:of\s+)?20\d\d\b|\b(?:year|twelve\s+months)\s+(?:ended|to)\s+31\s+december\s+(?P<full>20\d\d)",
    re.IGNORECASE,
)


def reported(head: str) -> Period | None:
    """The quarter that a report is about, as its first lines say; None where they do not.

    >>> reported("QUARTERLY ACTIVITIES REPORT FOR THE PERIOD ENDED 31 MARCH 2026").label
    '2026-Q1'
    >>> reported("Acme opens a plant") is None
    True
    """
    found = _REPORT.search(head)
    if found is None:
        return None
    if found["m"]:
        number = ("march", "june", "september", "december").index(found["m"].lower()) + 1
        return Period(0, 0, f"{found['y']}-Q{number}", "inferred")
    if found["full"]:
        return Period(0, 0, found["full"], "inferred")
    if found["six"]:
        end = next((p.label for p in periods(found["six"]) if p.whole), "")
        return Period(0, 0, f"{end[:4]}-H{1 if end[5:7] == '06' else 2}", "inferred") if end[5:7] in ("06", "12") else None
    return next((Period(0, 0, p.label, "inferred") for p in periods(found.group()) if p.whole and re.search(r"-[QH]", p.label)), None)


def completed(period: Period, year: str | None, past: bool | None = True, published: str | None = None) -> Period:
    """The period with its missing year filled in from the document; it then counts as inferred.

    Where the day of publication is known, what is told as past (or as ahead) lies before (or after) it; None: nearest to it.

    >>> completed(Period(0, 2, "????-Q3"), "2025").label
    '2025-Q3'
    >>> completed(Period(0, 2, "????-Q4"), "2026", past=True, published="2026-03-12").label
    '2025-Q4'
    """
    if period.whole or year is None:
        return period
    number = int(year)
    own = bounds(period.label.replace("????", year))
    day = bounds(published) if published and len(published) >= 7 else None
    if own is not None and day is not None:
        if past is None:
            number += -1 if own[0] - day[0] > 0.5 else 1 if day[0] - own[1] > 0.5 else 0
        else:
            number += -1 if past and own[0] > day[0] else 1 if not past and own[1] < day[0] else 0
    return Period(period.start, period.end, period.label.replace("????", str(number)), "inferred")


def before(label: str, unit: str) -> str | None:
    """The period a year or a quarter before another; None where its label does not tell.

    >>> before("2025-Q1", "quarter"), before("2025-Q1", "year"), before("2024", "year"), before("2024", "quarter")
    ('2024-Q4', '2024-Q1', '2023', None)
    """
    year, _, rest = label.partition("-")
    if not year.isdigit() or "/" in label:
        return None
    if unit == "year" and len(label) == 10:
        return f"{int(year) - 1}-{rest}"
    if unit in ("week", "month"):
        day = day_of(label) if len(label) == 10 else None
        if day is not None and unit == "week":
            return (day - timedelta(days=7)).isoformat()
        number = int(year) * 12 + int(rest[:2]) - 2 if re.match(r"\d\d", rest) else None
        return None if number is None or unit == "week" else f"{number // 12}-{number % 12 + 1:02d}"
    if unit == "year":
        return f"{int(year) - 1}{f'-{rest}' if rest else ''}"
    if not rest.startswith("Q"):
        return None
    number = int(year) * 4 + int(rest[1]) - 2
    return f"{number // 4}-Q{number % 4 + 1}"


def closing(label: str) -> str | None:
    """The last day of a quarter, a half or a year.

    >>> closing("2026-Q1"), closing("2025-H1"), closing("2024")
    ('2026-03-31', '2025-06-30', '2024-12-31')
    """
    found = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|H([12])))?", label)
    if found is None:
        return None
    month = 3 * int(found[2]) if found[2] else 6 * int(found[3]) if found[3] else 12
    return f"{found[1]}-{month:02d}-{31 if month in (3, 12) else 30}"


def bounds(label: str) -> tuple[float, float] | None:
    """First moment and first moment after a period, in decimal years; None when the year is unknown.

    >>> bounds("2025-Q3"), bounds("2021/2025"), bounds("2025-07")
    ((2025.5, 2025.75), (2021.0, 2026.0), (2025.5, 2025.5833333333333))
    """
    if label.startswith("?") or not label:
        return None
    if "/" in label:
        first, last = (bounds(part) for part in label.split("/", 1))
        return (first[0], last[1]) if first and last else None
    year, _, rest = label.removeprefix("FY").partition("-")
    begin = float(year)
    if label.startswith("FY") and rest.isdigit() and int(rest) == (int(year) + 1) % 100:
        return begin + 0.5, begin + 1.5  # FY2024-25 ends in the middle of 2025
    if not rest:
        return begin, begin + 1
    if rest[0] == "Q":
        return begin + (int(rest[1]) - 1) / 4, begin + int(rest[1]) / 4
    if rest[0] == "H":
        return begin + (int(rest[1]) - 1) / 2, begin + int(rest[1]) / 2
    month, _, day = rest.partition("-")
    low = begin + (int(month) - 1) / 12
    return (low, low + 1 / 12) if not day else (low + (int(day) - 1) / 366, low + int(day) / 366)
