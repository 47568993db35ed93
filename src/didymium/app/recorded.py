"""The records of a folder: opened for somebody, and their rows as tables of actuals."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike, default_chain

if TYPE_CHECKING:
    from didymium.chain.read import Raw
    from didymium.operations.actuals import Recorded
    from didymium.records import Change, Records, Scope

FILE = "records.sqlite"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def person(by: str | None) -> str:
    """Who asks: the name given, else that of the account."""
    return by or os.environ.get("USER") or os.environ.get("USERNAME") or "unknown"


def home(chain: ChainLike) -> Path:
    """The folder whose records are meant. Raises :class:`AskError` for a shipped chain, which is nobody's to write to."""
    from didymium.chain import Chain, locate
    from didymium.chain.load import SHIPPED

    folder = chain.folder if isinstance(chain, Chain) else locate(default_chain() if chain is None else chain)
    if folder.resolve() in {locate(name).resolve() for name in SHIPPED}:
        raise AskError(f"{folder.name} is shipped and keeps no records: name a folder of your own with --chain")
    if not (folder / "didymium.toml").is_file():
        raise AskError(f"{folder} is no folder of a chain or of actuals: it has no didymium.toml")
    return folder


def kept(folder: Path) -> bool:
    """Whether a folder has records."""
    return (folder / FILE).is_file()


def opened(folder: Path, *, create: bool = False) -> Records:
    """The records of a folder. Raises :class:`AskError` where the extra is not installed."""
    try:
        from didymium.records import Records
    except ModuleNotFoundError as error:
        if error.name not in ("sqlalchemy", "alembic"):
            raise
        raise AskError(f"records need {error.name}, which `pip install 'didymium[records]'` brings") from error
    return Records(folder / FILE, create=create)


@contextmanager
def reading(folder: Path, by: str | None) -> Iterator[Scope]:
    """The scope of somebody over the records of a folder."""
    with opened(folder) as records, records.reading(person(by)) as scope:
        yield scope


@contextmanager
def writing(folder: Path, by: str | None) -> Iterator[Change]:
    """A change by somebody to the records of a folder, committed whole when the block ends well."""
    with opened(folder) as records, records.writing(person(by)) as change:
        yield change


def moment(text: str | None) -> str | None:
    """The first moment after a day (2026-10-31) or after a moment in UTC (2026-10-31T12:00:00Z); None for now.

    >>> moment("2026-10-31"), moment("2026-10-31T12:00:00Z")
    ('2026-11-01T00:00:00.000000Z', '2026-10-31T12:00:00.000001Z')
    """
    from datetime import UTC, datetime, timedelta

    if text is None:
        return None
    try:
        if DAY.fullmatch(text):
            found = datetime.fromisoformat(text) + timedelta(days=1)
        elif text.endswith("Z"):
            found = datetime.fromisoformat(text).astimezone(UTC) + timedelta(microseconds=1)
        else:
            raise ValueError(text)
    except (ValueError, OverflowError):
        raise AskError(f"{text!r} is no day: write 2026-10-31, or a moment in UTC: 2026-10-31T12:00:00Z") from None
    return f"{found:%Y-%m-%dT%H:%M:%S.%f}Z"


def rows(scope: Scope, known: str | None = None) -> Recorded:
    """What somebody may see of the records, as tables of actuals; with ``known`` as it stood then, and without the folder's files."""
    from didymium.operations.actuals import Recorded, tables
    from didymium.operations.entry import recorded_raw
    from didymium.records import told

    found = _closings(scope, moment(known))
    for table in (t for t in told.tables(scope) if t in tables()):
        by_file: dict[str, list[told.Told]] = {}
        for row in told.known(scope, table, moment(known)):
            by_file.setdefault(row.file, []).append(row)
        found += [(table, recorded_raw(table, file, [dict(r.cells) for r in of], [r.line for r in of])) for file, of in by_file.items()]
    return Recorded(tuple(found), None if scope.everything else frozenset(scope.names()), known is None)


def _closings(scope: Scope, until: str | None) -> list[tuple[str, Raw]]:
    """Months that were closed, as the table ``closings``: a month that several entities have closed, on the last of their days."""
    from didymium.operations import Span, label
    from didymium.operations.entry import recorded_raw
    from didymium.records.periods import first_closed

    days: dict[int, str] = {}
    for spans in first_closed(scope).values():
        for first, end, at in spans:
            if until is None or at < until:
                days |= {m: max(at[:10], days.get(m, "")) for m in range(first, end)}
    cells = [
        {"period": label(Span(m, m + 1)), "closed": day, "source": "records", "source_year": day[:4], "grade": "company"}
        for m, day in sorted(days.items())
    ]
    return [("closings", recorded_raw("closings", "periods", cells, [0] * len(cells)))] if cells else []
