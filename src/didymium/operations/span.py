"""Periods of actuals in whole months: the one before, the same a year ago, the year, and their labels."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.chain.calendar import parse


@dataclass(frozen=True, order=True)
class Span:
    """Half-open interval of months, counted from the year 0."""

    first: int
    end: int

    @property
    def months(self) -> int:
        """How long it is."""
        return self.end - self.first

    @property
    def before(self) -> Span:
        """The period of the same length just before."""
        return Span(self.first - self.months, self.first)

    @property
    def year_ago(self) -> Span:
        """The same months of the year before."""
        return Span(self.first - 12, self.end - 12)

    def year(self, fiscal_start: int) -> Span:
        """The fiscal year that holds its last month.

        >>> span("FY26Q2", 7).year(7) == span("FY26", 7)
        True
        """
        first = (self.end - fiscal_start) // 12 * 12 + fiscal_start - 1
        return Span(first, first + 12)

    def parts(self, months: int) -> tuple[Span, ...]:
        """Its pieces of so many months."""
        return tuple(Span(m, m + months) for m in range(self.first, self.end, months))


def span(label: str, fiscal_start: int = 1, through: str | None = None) -> Span:
    """Months behind a label, up to those of ``through``. Raises ``ValueError`` for weeks, another form, or the wrong order.

    >>> span("FY26Q2", 7) == span("2025Q4"), span("2025Q1", 1, "2025Q3").months
    (True, 9)
    """
    first, last = parse(label, fiscal_start), parse(through or label, fiscal_start)
    if "W" in first.label or "W" in last.label:
        raise ValueError(f"{label!r} is a week: write a month, a quarter or a year")
    found = Span(round(first.start * 12), round(last.end * 12))
    if found.months <= 0 or last.start < first.start:
        raise ValueError(f"{through!r} lies before {label!r}: swap them")
    return found


def label(months: Span, fiscal_start: int = 1) -> str:
    """How a period is written: fiscal years and quarters where the year starts late.

    >>> label(span("2025Q4"), 7), label(span("2025Q4")), label(span("2025-11"), 7), label(span("2025Q1", 1, "2025Q3"))
    ('FY26Q2', '2025Q4', '2025-11', '2025Q1 to 2025Q3')
    """
    year, at = divmod(months.first - fiscal_start + 1, 12)
    name = f"FY{(year + 1) % 100:02d}" if fiscal_start > 1 else f"{year:04d}"
    if months.months == 1:
        return f"{months.first // 12:04d}-{months.first % 12 + 1:02d}"
    if months.months == 12 and at == 0:
        return name
    if at % 3 == 0 and months.months == 3:
        return f"{name}Q{at // 3 + 1}"
    step = 3 if at % 3 == 0 and months.months % 3 == 0 else 1
    ends = Span(months.first, months.first + step), Span(months.end - step, months.end)
    return " to ".join(label(s, fiscal_start) for s in ends)
