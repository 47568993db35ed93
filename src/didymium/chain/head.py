"""The head of a chain, ``didymium.toml``: name, version, money, calendar, horizon."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection

from didymium.chain.calendar import parse
from didymium.chain.model import ChainError, Finding, Settings

FILE = "didymium.toml"
SCHEMA = 1  # of the tables; a folder written for a later one is refused
TOP = {"name", "title", "version", "schema", "currency", "price_year", "discount_rate", "synthetic", "extends", "horizon", "licences"}
HORIZON = {"start", "end", "pipeline", "fiscal_start"}
ASSUMED: dict[str, object] = {"schema": SCHEMA, "currency": "USD", "synthetic": False, "pipeline": "steady", "fiscal_start": 1}
KINDS: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "version": (str,),
    "schema": (int,),
    "currency": (str,),
    "price_year": (int,),
    "discount_rate": (float, int),
    "synthetic": (bool,),
    "start": (str,),
    "end": (str,),
    "pipeline": (str,),
    "fiscal_start": (int,),
}
WORDS = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
RANGES = {"schema": (SCHEMA, SCHEMA), "price_year": (1900, 2200), "discount_rate": (0, 1), "fiscal_start": (1, 12)}
NEEDED = tuple(key for key in KINDS if key not in ASSUMED)  # of a chain
LONGEST = 100  # years


def read_head(content: bytes) -> tuple[dict[str, object], Settings]:
    """What a ``didymium.toml`` says; raises :class:`ChainError` with every finding.

    >>> head, settings = read_head(b'name="a"\\nversion="1"\\nprice_year=2024\\ndiscount_rate=0.08\\n[horizon]\\nstart="2026"\\nend="2027"')
    >>> head["name"], settings.end, settings.pipeline
    ('a', '2027', 'steady')
    """
    head, values = entries(content)
    _horizon(values, content.decode("utf-8"))
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


def entries(content: bytes, needed: Collection[str] = NEEDED) -> tuple[dict[str, object], dict[str, object]]:
    """The head as it is written, and its entries with those of the horizon and what is assumed where they are left out.

    ``needed`` must be there; what is there is of its kind and in its range. Raises :class:`ChainError` with every finding.

    >>> entries(b'name = "a"', needed=("name",))[1]["fiscal_start"]
    1
    """
    try:
        text = content.decode("utf-8")
        head: dict[str, object] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        fix = "mend it there: `didymium init` writes a file to compare with"
        raise ChainError([Finding("error", "", FILE, int(at[1]) if at else 0, "", f"not readable as TOML: {error}", fix)]) from error
    findings: list[Finding] = []

    def wrong(key: str, message: str, fix: str) -> None:
        findings.append(Finding("error", "", FILE, line_of(text, key), key, message, fix))

    horizon = head.get("horizon", {})
    if not isinstance(horizon, dict):
        wrong("horizon", "horizon is no section", "write [horizon] with start and end under it")
        horizon = {}
    for key in [k for k in head if k not in TOP] + [k for k in horizon if k not in HORIZON]:
        wrong(key, f"unknown entry {key!r}", f"known are {', '.join(sorted(TOP | HORIZON))}")
    written = {**head, **horizon}
    values = {**ASSUMED, **written}
    for key, kind in KINDS.items():
        value = values.get(key)
        if key in needed and key not in written:
            wrong(key, f"{key} is missing", f"write {key} = ... ({WORDS[kind[0]]})")
        elif key not in values:
            continue
        elif not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind):
            wrong(key, f"{key} = {value!r} is of the wrong kind", f"expected {WORDS[kind[0]]}")
        elif key in RANGES and isinstance(value, int | float):
            low, high = RANGES[key]
            if not low <= value <= high:
                wrong(key, f"{key} = {value!r} is out of range", f"expected {low} to {high}" if low < high else f"expected {low}")
    if isinstance(values["pipeline"], str) and values["pipeline"] not in ("steady", "empty"):
        wrong("pipeline", f"pipeline = {values['pipeline']!r} is not known", 'write "steady" or "empty"')
    if "extends" in head and not isinstance(head["extends"], str):
        wrong("extends", f"extends = {head['extends']!r} is of the wrong kind", 'write a shipped chain and its version: "world@2026.11"')
    if findings:
        raise ChainError(findings)
    return head, values


def _horizon(values: dict[str, object], text: str) -> None:
    """Start and end are labels, in this order, and not too far apart. Raises :class:`ChainError`."""
    findings: list[Finding] = []

    def wrong(key: str, message: str, fix: str) -> None:
        findings.append(Finding("error", "", FILE, line_of(text, key), key, message, fix))

    ends = {}
    for key in ("start", "end"):
        try:
            ends[key] = parse(str(values[key])).start
        except ValueError as error:
            wrong(key, str(error), 'write a year, such as "2026"')
    if len(ends) == 2 and ends["end"] < ends["start"]:
        wrong("end", f"the horizon ends in {values['end']}, before it starts in {values['start']}", "swap start and end")
    elif len(ends) == 2 and ends["end"] - ends["start"] > LONGEST:
        wrong("end", f"the horizon of {ends['end'] - ends['start']:.0f} years is too long", f"at most {LONGEST} years")
    if findings:
        raise ChainError(findings)


def line_of(text: str, key: str) -> int:
    """Line of a key in a TOML text; 0 when it is not there.

    >>> line_of("a = 1\\nb = 2\\n", "b")
    2
    """
    lines = text.splitlines()
    return next((i for i, line in enumerate(lines, start=1) if line.split("=")[0].strip(" []\"'\t") == key), 0)
