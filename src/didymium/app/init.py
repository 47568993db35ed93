"""Start a chain of one's own: a small works to change, or an overlay on the world."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from didymium.app.error import AskError
from didymium.app.record import Json

#: tables of which an overlay gets the header, for the rows that most people add first
OVERLAY = ("entities", "sites", "lines", "modes", "projects", "demands", "targets")


@dataclass(frozen=True)
class Started:
    """A new chain folder and the files in it."""

    folder: Path
    files: tuple[str, ...]

    def to_json(self) -> dict[str, Json]:
        """Folder and files."""
        return {"folder": str(self.folder), "files": list(self.files)}


def init(folder: str | Path, start: str = "works") -> Started:
    """Write a new chain into ``folder``, which must be new or empty: a copy of ``works``, or an overlay on ``world``.

    The copy is whole and can be planned at once; the overlay holds the headers of the tables that people add to first,
    and every row laid into it replaces or adds to one of the shipped world. Raises :class:`AskError` for another
    ``start`` and ``WriteError`` when the folder is in use or cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as tmp:
    ...     "didymium.toml" in init(Path(tmp) / "mine").files
    True
    """
    from didymium.runs import aside

    if start not in ("works", "world"):
        raise AskError(f"{start!r} is no start: choose works (a copy) or world (an overlay on it)")
    target = Path(folder)
    name = re.sub(r"\W+", "_", target.resolve().name).strip("_").lower() or "chain"
    files = _copy("works", name) if start == "works" else _overlay("world", name)
    with aside(target) as draft:
        for path, text in files.items():
            (draft / path).parent.mkdir(exist_ok=True)
            (draft / path).write_text(text, encoding="utf-8")
    return Started(target, tuple(sorted(files)))


def _copy(start: str, name: str) -> dict[str, str]:
    """Files of a shipped chain under a new name."""
    from didymium.chain import locate

    source = locate(start)
    toml = (source / "didymium.toml").read_text(encoding="utf-8")
    tables = {f"chain/{p.name}": p.read_text(encoding="utf-8") for p in sorted((source / "chain").glob("*.csv"))}
    return _described(re.sub(r'(?m)^name\s*=\s*".*"', f'name = "{name}"', toml), tables)


def _overlay(start: str, name: str) -> dict[str, str]:
    """Head and empty tables of an overlay."""
    from didymium.app.load import load
    from didymium.chain.schema import schema

    base = load(start)
    s = base.settings
    toml = f"""name = "{name}"
title = "{name}, laid over {base.title}"
version = "1"
schema = 1
currency = "{s.currency}"
price_year = {s.price_year}
discount_rate = {s.discount_rate}
synthetic = {"true" if s.synthetic else "false"}
extends = "{base.name}@{base.version}"

[horizon]
start = "{s.start}"
end = "{s.end}"
pipeline = "{s.pipeline}"
fiscal_start = {s.fiscal_start}
"""
    return _described(toml, {f"chain/{t}.csv": ",".join(schema()[t].columns) + "\n" for t in OVERLAY})


def _described(toml: str, tables: dict[str, str]) -> dict[str, str]:
    """The files of a chain with its ``datapackage.json``, by which other programs read the tables."""
    import json
    import tomllib

    from didymium.chain.package import package

    about = package(tomllib.loads(toml), {path: text.partition("\n")[0].split(",") for path, text in tables.items()})
    return {"didymium.toml": toml, "datapackage.json": json.dumps(about, indent=1, ensure_ascii=False) + "\n", **tables}
