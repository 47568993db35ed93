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
from didymium.chain.calendar import parse
from didymium.chain.cast import cast, empty
from didymium.chain.joins import joins
from didymium.chain.model import Chain, ChainError, Finding, Settings
from didymium.chain.override import apply_cells, apply_set, overlay
from didymium.chain.read import read
from didymium.chain.schema import schema

SHIPPED = ("world", "works")
NEEDED = ("regions", "entities", "commodities", "sites", "lines", "recipes", "recipe_flows", "modes")
TOP = {"name", "title", "version", "schema", "currency", "price_year", "discount_rate", "synthetic", "extends", "horizon", "licences"}
HORIZON = {"start", "end", "pipeline", "fiscal_start"}


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
        line = _toml_line(folder, "extends")
        raise ChainError([Finding("error", "", "didymium.toml", line, "extends", message, f"choose one of: {shipped}")])
    return load(name)


def _version(folder: Path) -> str:
    return str(tomllib.loads((folder / "didymium.toml").read_text(encoding="utf-8")).get("version"))


def _toml_line(folder: Path, key: str) -> int:
    """Line of a key in didymium.toml; 0 when it is not there."""
    lines = (folder / "didymium.toml").read_bytes().decode("utf-8", "replace").splitlines()
    return next((i for i, line in enumerate(lines, start=1) if line.split("=")[0].strip() == key), 0)


def _folder(folder: Path) -> _Folder:
    """Every file of a folder, read and cast."""
    findings: list[Finding] = []
    content = (folder / "didymium.toml").read_bytes()
    digest = hashlib.sha256(b"didymium.toml\0" + content)
    head, settings = _settings(folder, content, findings)
    tables: dict[str, pl.DataFrame] = {}
    files = sorted((folder / "chain").iterdir()) if (folder / "chain").is_dir() else []
    known = schema()
    for path in files:
        if path.suffix not in (".csv", ".xlsx") or path.name.startswith((".", "~")):
            continue
        if path.stem not in known:
            fix = f"tables are: {', '.join(known)}"
            findings.append(Finding("error", path.stem, path.name, 0, "", f"unknown table {path.stem!r}", fix))
            continue
        if path.stem in tables:
            fix = "keep one of them"
            findings.append(Finding("error", path.stem, path.name, 0, "", f"{path.stem} stands in CSV and in XLSX", fix))
            continue
        cells = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + cells)
        raw, found = read(path, path.stem, cells)
        findings += found
        if raw is not None:
            tables[path.stem], found = cast(known[path.stem], raw, settings.fiscal_start)
            findings += found
    return _Folder(
        head, settings, {name: tables.get(name, empty(table)) for name, table in known.items()}, digest.hexdigest(), tuple(findings)
    )


def _settings(folder: Path, content: bytes, findings: list[Finding]) -> tuple[dict[str, object], Settings]:
    """The head of a chain; findings for what is missing, unknown or of the wrong kind."""

    def wrong(key: str, message: str, fix: str) -> None:
        findings.append(Finding("error", "", "didymium.toml", _toml_line(folder, key), key, message, fix))

    try:
        head: dict[str, object] = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong("", f"not readable as TOML: {error}", "compare with the file that `didymium init` writes")
        raise ChainError(findings) from error
    horizon = head.get("horizon", {})
    if not isinstance(horizon, dict):
        wrong("horizon", "horizon is no section", "write [horizon] with start and end under it")
        horizon = {}
    for key in [k for k in head if k not in TOP] + [k for k in horizon if k not in HORIZON]:
        wrong(key, f"unknown entry {key!r}", f"known are {', '.join(sorted(TOP | HORIZON))}")
    values: dict[str, object] = {"currency": "USD", "synthetic": False, "pipeline": "steady", "fiscal_start": 1, **head, **horizon}
    kinds: dict[str, tuple[type, ...]] = {
        "name": (str,),
        "version": (str,),
        "price_year": (int,),
        "discount_rate": (int, float),
        "synthetic": (bool,),
        "start": (str,),
        "end": (str,),
        "fiscal_start": (int,),
    }
    for key, kind in kinds.items():
        if key not in values:
            wrong(key, f"{key} is missing", f"write {key} = ...")
        elif not isinstance(values[key], kind):
            wrong(key, f"{key} = {values[key]!r} is of the wrong kind", f"expected {kind[0].__name__}")
    if values["pipeline"] not in ("steady", "empty"):
        wrong("pipeline", f"pipeline = {values['pipeline']!r} is not known", 'write "steady" or "empty"')
    if not any(f.severity == "error" for f in findings):
        for key in ("start", "end"):
            try:
                parse(str(values[key]))
            except ValueError as error:
                wrong(key, str(error), 'write a year, such as "2026"')
        if not any(f.severity == "error" for f in findings) and parse(str(values["end"])).start < parse(str(values["start"])).start:
            wrong("end", f"the horizon ends in {values['end']}, before it starts in {values['start']}", "swap start and end")
    _raise(findings)
    return head, Settings(
        currency=str(values["currency"]),
        price_year=int(str(values["price_year"])),
        discount_rate=float(str(values["discount_rate"])),
        synthetic=bool(values["synthetic"]),
        start=str(values["start"]),
        end=str(values["end"]),
        pipeline=str(values["pipeline"]),
        fiscal_start=int(str(values["fiscal_start"])),
    )
