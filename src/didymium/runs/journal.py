"""Files that only grow: lines are added by writing the whole file aside and renaming it, one writer at a time."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from didymium.runs.folder import WriteError

PATIENCE = 20.0  # seconds to wait for another writer
STALE = 120.0  # seconds after which a lock counts as left behind by a writer that died


def append(path: Path, text: str) -> None:
    """Add ``text`` to a file: afterwards it is there whole, or the file is as it was. Raises :class:`WriteError`.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as tmp:
    ...     append(Path(tmp) / "log", "a\\n")
    ...     append(Path(tmp) / "log", "b\\n")
    ...     (Path(tmp) / "log").read_text(), len(list(Path(tmp).iterdir()))
    ('a\\nb\\n', 1)
    """
    with locked(path):
        before = path.read_bytes() if path.exists() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        replace(path, before + text.encode("utf-8", "surrogatepass"))


def replace(path: Path, content: bytes) -> None:
    """Put new content in the place of a file, whole or not at all. Raises :class:`WriteError`."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        raise WriteError(f"{path} was not written: {error.strerror or error}; it is as it was") from error
    finally:
        with suppress(OSError):
            draft.unlink()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file for oneself: others who add to it wait. Raises :class:`WriteError` when another holds it for long."""
    lock = path.with_name(f".{path.name}.lock")
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            with suppress(OSError):
                if time.time() - lock.stat().st_mtime > STALE:
                    lock.unlink()
                    continue
            if time.monotonic() > deadline:
                raise WriteError(f"{path} is being written by another program: try again, or delete {lock} if none runs") from None
            time.sleep(0.05)
        except OSError as error:
            raise WriteError(f"{path} was not written: {error.strerror or error}; it is as it was") from error
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()
