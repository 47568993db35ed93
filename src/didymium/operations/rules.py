"""What the rows of a book must keep together: one figure a period, one currency or a rate, one basis a product."""

from __future__ import annotations

from didymium.chain.model import Finding
from didymium.operations.figure import Book, Figure
from didymium.operations.metric import METRICS
from didymium.operations.rate import rate
from didymium.operations.span import label


def rules(book: Book) -> list[Finding]:
    """Findings of a book, each with file, line, column and mend."""
    return [*_twice(book), *_currencies(book), *_bases(book)]


def _wrong(f: Figure, column: str, message: str, fix: str) -> Finding:
    return Finding("error", "figures", f.file, f.line, column, message, fix)


def _twice(book: Book) -> list[Finding]:
    """A period has one figure that is taken; one that is not taken stands beside one that is."""
    seen: dict[tuple[object, ...], Figure] = {}
    found = []
    for f in book.figures:
        key = (f.entity, f.metric, f.product, f.span, f.measure.other, f.measure.currency if f.metric == "exchange_rate" else "")
        if f.taken and key in seen:
            other = seen[key]
            place = f"line {other.line}" if other.file == f.file else f"{other.file}:{other.line}"
            message = f"{f.metric} of {f.product}, {label(f.span, book.fiscal_start)}, stands in {place} too"
            fix = "write no under taken in one of them, or delete it"
            found.append(_wrong(f, "period", message, fix))
        elif f.taken:
            seen[key] = f
    return found


def _currencies(book: Book) -> list[Finding]:
    """Money of another currency needs the rate of its period; a target only when it is compared, for its time may not have come."""
    found = []
    for f in book.figures:
        if METRICS[f.metric].kind not in ("money", "price") or f.measure.currency == book.currency:
            continue
        if rate(book.figures, f.entity, f.measure.currency, book.currency, f.span) is None:
            when = label(f.span, book.fiscal_start)
            message = f"{f.metric} is in {f.measure.currency} where the folder reports in {book.currency}"
            pair = f"{book.currency}/{f.measure.currency}"
            fix = f"write it in {book.currency}, or add a row exchange_rate of {when} with the unit {pair}"
            found.append(_wrong(f, "unit", message, fix))
    return found


def _bases(book: Book) -> list[Finding]:
    """What is added is on one basis and in one currency."""
    seen: dict[tuple[str, str, str], Figure] = {}
    found = []
    for f in book.figures:
        if METRICS[f.metric].adds:
            first = seen.setdefault((f.entity, f.metric, f.product), f)
            if (first.measure.basis, first.measure.currency) != (f.measure.basis, f.measure.currency):
                message = f"{f.metric} of {f.product} is in {f.unit} here and in {first.unit} in line {first.line}"
                fix = "write both in one currency" if f.measure.currency else "write both on one basis"
                found.append(_wrong(f, "unit", message, fix))
    return found
