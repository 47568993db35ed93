"""The file of the records: opened, brought to the present schema, read in a snapshot, written by one at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

from didymium.records.error import RecordsError
from didymium.records.scope import Scope, scope_of
from didymium.records.write import Change

FILE = "records.sqlite"
REVISION = "0001"  # of the schema that this code knows; a test holds it against the migrations
WAIT = 30  # seconds that a writer waits for another
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={WAIT * 1000}", "trusted_schema=OFF")
MIGRATIONS = Path(__file__).parent / "migrations"


def now() -> str:
    """This moment in UTC, in a text that sorts by time."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Records:
    """The records of a chain folder in one SQLite file (WAL). ``clock`` gives the moment that a change is recorded at.

    Raises :class:`RecordsError` where the file is none of ours, is damaged, or was written by a later didymium.
    """

    def __init__(self, path: Path, *, create: bool = False, clock: Callable[[], str] = now) -> None:
        if not create and not path.is_file():
            raise RecordsError(f"{path} is not there: `didymium access start` begins the records of a folder")
        self.path = path
        self.clock = clock
        self._engine = create_engine(f"sqlite:///{path}", isolation_level="SERIALIZABLE")
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            self._migrate(create)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Records:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self, person: str) -> Iterator[Scope]:
        """The scope of a person over one unchanging state of the records."""
        with self._connected(write=False) as connection:
            yield scope_of(connection, person, self.clock())

    @contextmanager
    def writing(self, person: str) -> Iterator[Change]:
        """A change by a person: committed whole with its audit event when the block ends well, else not at all.

        One writer at a time: what is read in the block is not changed by others before it is committed.
        """
        with self._connected(write=True) as connection:
            change = Change.begin(connection, person, self.clock())
            yield change
            change.seal()

    @contextmanager
    def beginning(self) -> Iterator[Connection]:
        """The connection for the very first change, when there is nobody yet (:func:`didymium.records.access.start`)."""
        with self._connected(write=True) as connection:
            yield connection

    @contextmanager
    def _connected(self, write: bool) -> Iterator[Connection]:
        with _worded(self.path), self._engine.connect().execution_options(writes=write) as connection, connection.begin():
            yield connection

    def _migrate(self, create: bool) -> None:
        """Bring the schema up to date in one transaction; nothing is done where it is."""
        with self._connected(write=False) as connection:
            found = _revision(connection)
        if found == REVISION:
            return
        if found is None and not create:
            raise RecordsError(f"{self.path} holds no records: `didymium access start` begins the records of a folder")
        with self._connected(write=True) as connection:
            _upgrade(connection, self.path)


def _upgrade(connection: Connection, path: Path) -> None:
    """Run the migrations that are missing, in the transaction of the connection."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    steps: Any = lambda revision, _: script._upgrade_revs("head", revision)  # noqa: E731
    try:
        with EnvironmentContext(config, script, fn=steps) as environment:
            environment.configure(connection=connection, render_as_batch=True)
            environment.run_migrations()
    except CommandError as error:
        raise RecordsError(f"{path} was written by a later didymium: use that one") from error


def _prepare(connection: Any, _: object) -> None:
    """Let SQLAlchemy, not the driver, say when a transaction begins; and the settings of every connection."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: two that read first and write then would both have read the old state."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection) -> str | None:
    """Revision of the schema; None in a file that has none yet."""
    if not connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).first():
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    """What the database refuses, in words."""
    try:
        yield
    except OperationalError as error:
        busy = isinstance(error.orig, sqlite3.OperationalError) and "locked" in str(error.orig)
        mend = f"another program has held it for {WAIT} s: try again" if busy else "nothing was changed; look at the disk and its rights"
        raise RecordsError(f"{path}: {error.orig}; {mend}") from error
    except DatabaseError as error:
        if "append-only" in str(error.orig) or "constraint" in str(error.orig).lower():
            raise
        raise RecordsError(f"{path}: {error.orig}; restore it from a copy, then `didymium audit verify`") from error
