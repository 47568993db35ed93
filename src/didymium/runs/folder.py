"""Result folders: written beside their place and renamed into it, so that a folder is whole or not there."""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MANIFEST = "manifest.json"
MARK = "didymium"  # key of a manifest that tells our folders from others


class WriteError(RuntimeError):
    """A folder was not written; the message says why, and that nothing was left behind."""


@contextmanager
def aside(target: Path, ours: Callable[[Path], bool] = lambda _: False) -> Iterator[Path]:
    """A folder beside ``target`` to write in: it becomes ``target`` when the block ends well and vanishes otherwise.

    A folder that stands there already is replaced if it is empty or ``ours`` says so; any other is left alone. Raises
    :class:`WriteError` when it is not ours, or when the disk is full or refuses; other errors pass unchanged.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as tmp:
    ...     with aside(Path(tmp) / "new") as draft:
    ...         before, _ = list(Path(tmp).iterdir()) == [draft], (draft / "a.txt").write_text("x")
    ...     before, sorted(p.name for p in Path(tmp).rglob("*"))
    (True, ['a.txt', 'new'])
    """
    target = target.resolve()
    _refuse_foreign(target, ours)
    made: list[Path] = []
    draft: Path | None = None
    try:
        made = _make_parents(target)
        draft = _fresh(target)
        yield draft
        _sync(draft)
        _swap(draft, target)
    except Exception as error:
        fault = _disk_fault(error)
        if fault is None:
            raise
        kept = "what stood there before is untouched" if target.exists() else "nothing was left behind"
        raise WriteError(f"{target} was not written: {fault.strerror or fault}; {kept}") from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
        for folder in reversed(made):
            _remove_empty(folder)


def write(
    target: Path,
    manifest: Mapping[str, object],
    tables: Mapping[str, pl.DataFrame],
    also: Callable[[Path], None] | None = None,
) -> Path:
    """Write a run folder: one ``<table>.parquet`` per table, whatever ``also`` adds, and ``manifest.json``.

    The manifest gets the code's mark and the SHA-256 and size of every file. Returns the folder. Raises
    :class:`WriteError`; nothing half-written stays.

    >>> import polars as pl
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as tmp:
    ...     run = write(Path(tmp) / "run", {"command": "x"}, {"met": pl.DataFrame({"met": [1.0]})})
    ...     sorted(p.name for p in run.iterdir()), json.loads((run / MANIFEST).read_text())["tables"]["met"]["rows"]
    (['manifest.json', 'met.parquet'], 1)
    """
    with aside(target, ours=is_run) as draft:
        entries = {}
        for name in sorted(tables):
            buffer = io.BytesIO()
            tables[name].write_parquet(buffer)
            (draft / f"{name}.parquet").write_bytes(buffer.getvalue())
            entries[name] = {"file": f"{name}.parquet", "rows": tables[name].height, "sha256": _sha256(buffer.getvalue())}
        if also is not None:
            also(draft)
        written = {entry["file"] for entry in entries.values()}
        others = sorted(p for p in draft.rglob("*") if p.is_file() and p.name not in written)
        files = {p.relative_to(draft).as_posix(): {"bytes": p.stat().st_size, "sha256": _sha256(p.read_bytes())} for p in others}
        whole = {MARK: manifest.get(MARK, ""), **manifest, "tables": entries, "files": files}
        text = json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        (draft / MANIFEST).write_text(text, encoding="utf-8")
    return target


def is_run(folder: Path) -> bool:
    """Whether a folder was written by :func:`write`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and MARK in manifest


def run_hash(folder: Path) -> str | None:
    """SHA-256 of a run's manifest, which holds that of every file; None where a file is missing or is not as it was written."""
    content = (folder / MANIFEST).read_bytes()
    manifest = json.loads(content)
    entries = [(e["file"], e["sha256"]) for e in manifest.get("tables", {}).values()]
    entries += [(name, e["sha256"]) for name, e in manifest.get("files", {}).items()]
    if any(not (folder / name).is_file() or _sha256((folder / name).read_bytes()) != known for name, known in entries):
        return None
    return _sha256(content)


def _refuse_foreign(target: Path, ours: Callable[[Path], bool]) -> None:
    """Never replace what somebody else put there."""
    if not target.exists():
        return
    if not target.is_dir():
        raise WriteError(f"{target} is a file: name a folder that is new, empty or an earlier result")
    if target == Path.cwd():
        raise WriteError(f"{target} is the current folder and cannot be replaced: name another")
    if any(target.iterdir()) and not ours(target):
        raise WriteError(f"{target} holds files that are no earlier result: name a folder that is new, empty or an earlier result")


def _make_parents(target: Path) -> list[Path]:
    """Make missing parents, topmost first; they are removed again if they stay empty."""
    missing = []
    folder = target.parent
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    made = list(reversed(missing))
    for folder in made:
        folder.mkdir(exist_ok=True)
    return made


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return


def _fresh(target: Path) -> Path:
    """A new hidden folder beside the target, hence on the same disk; with the permissions of any new folder."""
    folder = target.parent / f".{target.name}.{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def _sync(draft: Path) -> None:
    """Have the disk take every file before the rename: a full or broken disk often says so only now."""
    for path in draft.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _swap(draft: Path, target: Path) -> None:
    """Put the draft in place; an older folder goes only when the new one stands."""
    if not target.exists():
        draft.rename(target)
        return
    old = _fresh(target)
    try:
        target.rename(old)
        try:
            draft.rename(target)
        except BaseException:
            old.rename(target)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _disk_fault(error: BaseException | None) -> OSError | None:
    """The operating system's refusal behind an error, if there is one: libraries wrap it in errors of their own."""
    while error is not None:
        if isinstance(error, OSError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
