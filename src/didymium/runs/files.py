"""Single files replaced as one: written beside their places, then renamed; on a fault all stand as before."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from didymium.runs.folder import WriteError


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Give every file its new content, or none; files that do not exist yet are made.

    Raises :class:`WriteError` where the disk refuses; what stood there before is put back then.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as tmp:
    ...     replace_files({Path(tmp) / "a.csv": b"x", Path(tmp) / "b.csv": b"y"})
    ...     sorted(p.name for p in Path(tmp).iterdir())
    ['a.csv', 'b.csv']
    """
    drafts: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    mark = secrets.token_hex(4)
    try:
        for path, content in files.items():
            draft = path.with_name(f".{path.name}.{mark}")
            drafts[path] = draft
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path in files:
            if path.exists():
                old = path.with_name(f".{path.name}.{mark}.old")
                os.link(path, old)
                kept[path] = old
        try:
            for path, draft in drafts.items():
                draft.replace(path)
        except BaseException:
            for path in drafts:
                if path in kept:
                    kept[path].replace(path)
                else:
                    path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WriteError(f"{error.filename}: {error.strerror or error}; what stood there before is untouched") from error
    finally:
        for rest in (*drafts.values(), *kept.values()):
            rest.unlink(missing_ok=True)
