"""Load a chain: by the name of a shipped one, or from a folder; checked as a whole, or an error that lists why not."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import polars as pl

from didymium.chain import rules
from didymium.chain.cast import cast, empty
from didymium.chain.head import line_of, read_head
from didymium.chain.joins import joins
from didymium.chain.model import Chain, ChainError, Finding, Settings
from didymium.chain.override import apply_cells, apply_set, overlay
from didymium.chain.read import read
from didymium.chain.schema import schema

SHIPPED = ("world", "world-2009", "works")
NEEDED = ("regions", "entities", "commodities", "sites", "lines", "recipes", "recipe_flows", "modes")


@dataclass(frozen=True)
class _Folder:
    """What was read from one folder, before the rules."""

    head: dict[str, object]
    settings: Settings
    tables: dict[str, pl.DataFrame]
    digest: str
    findings: tuple[Finding, ...]


def load(chain: str | Path = "world", set: Mapping[str, str] | None = None) -> Chain:
    """A chain that passed every check, with ``set`` ("table.key.column" -> value) applied.

    ``chain`` is ``"world"``, ``"works"`` or a folder with ``didymium.toml``. Raises :class:`ChainError` with all
    findings when anything is wrong; warnings stay in ``findings``. Nothing is ever written.

    >>> works = load("works")
    >>> works.name, works.settings.synthetic
    ('works', True)
    """
    folder = locate(chain)
    raw = _folder(folder)
    tables, findings = raw.tables, list(raw.findings)
    _raise(findings)
    if raw.head.get("extends"):
        base = _extended(str(raw.head["extends"]), folder)
        tables = overlay(base.tables, tables)
        raw = replace(raw, digest=hashlib.sha256((base.hash + raw.digest).encode()).hexdigest())
    findings += [
        Finding("error", name, "didymium.toml", 0, "", f"there is no {name} table, or it has no row", f"write chain/{name}.csv")
        for name in NEEDED
        if tables[name].height == 0
    ]
    tables, more = apply_cells(tables)
    findings += more
    if set:
        tables, more = apply_set(tables, set, raw.settings.fiscal_start)
        findings += more
    findings += joins(tables)
    _raise(findings)
    findings += rules.check(tables, raw.settings)
    _raise(findings)
    return Chain(
        name=str(raw.head["name"]),
        title=str(raw.head.get("title", raw.head["name"])),
        version=str(raw.head["version"]),
        folder=folder,
        settings=raw.settings,
        tables=tables,
        hash=raw.digest,
        findings=tuple(findings),
    )


def locate(chain: str | Path) -> Path:
    """Folder of a shipped chain, or the folder itself; raises :class:`ChainError` when there is none."""
    if isinstance(chain, str) and chain in SHIPPED:
        return Path(str(resources.files("didymium.chain").joinpath(chain)))
    folder = Path(chain)
    if not (folder / "didymium.toml").is_file():
        fix = f"name a folder that holds it, or one of: {', '.join(SHIPPED)}; `didymium init FOLDER` writes a new one"
        raise ChainError([Finding("error", "", str(folder), 0, "", "no didymium.toml there", fix)])
    return folder


def _raise(findings: list[Finding]) -> None:
    if any(f.severity == "error" for f in findings):
        raise ChainError(findings)


def _extended(extends: str, folder: Path) -> Chain:
    """The shipped chain under an overlay, in the version asked for."""
    name, _, version = extends.partition("@")
    known = {n: _version(locate(n)) for n in SHIPPED if (locate(n) / "didymium.toml").is_file()}
    if known.get(name) != version:
        shipped = ", ".join(f"{n}@{v}" for n, v in known.items())
        message = f"extends {extends!r}, which is not shipped"
        line = line_of((folder / "didymium.toml").read_text(encoding="utf-8"), "extends")
        raise ChainError([Finding("error", "", "didymium.toml", line, "extends", message, f"choose one of: {shipped}")])
    return load(name)


def _version(folder: Path) -> str:
    return str(tomllib.loads((folder / "didymium.toml").read_text(encoding="utf-8")).get("version"))


def _folder(folder: Path) -> _Folder:
    """Every file of a folder, read and cast."""
    findings: list[Finding] = []
    content = (folder / "didymium.toml").read_bytes()
    digest = hashlib.sha256(b"didymium.toml\0" + content)
    head, settings = read_head(content)
    tables: dict[str, pl.DataFrame] = {}
    files = sorted((folder / "chain").iterdir()) if (folder / "chain").is_dir() else []
    known = schema()
    for path in files:
        if path.name.startswith((".", "~")) or path.is_dir():
            continue
        if path.suffix.lower() not in (".csv", ".xlsx"):
            if path.stem in known:
                message = f"{path.name} is no table file: it is neither CSV nor XLSX"
                findings.append(Finding("error", path.stem, path.name, 0, "", message, "save it as CSV UTF-8 or as XLSX, or delete it"))
            continue
        if path.stem not in known:
            fix = f"tables are: {', '.join(known)}"
            findings.append(Finding("error", path.stem, path.name, 0, "", f"unknown table {path.stem!r}", fix))
            continue
        if path.stem in tables:
            fix = "keep one of them"
            findings.append(Finding("error", path.stem, path.name, 0, "", f"there are two files of {path.stem}", fix))
            continue
        cells = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + cells)
        raw, found = read(path.name, path.stem, cells)
        findings += found
        if raw is not None:
            tables[path.stem], found = cast(known[path.stem], raw, settings.fiscal_start)
            findings += found
    return _Folder(
        head, settings, {name: tables.get(name, empty(table)) for name, table in known.items()}, digest.hexdigest(), tuple(findings)
    )
