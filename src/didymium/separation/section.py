"""One table of a case file, read value by value: what is wrong is collected with its line and its mend."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from didymium.chain.model import Finding


class CaseError(ValueError):
    """A case that cannot be computed; ``findings`` says why, each with file, line, field and mend.

    ``refused`` is true where the case is well formed but its numbers must not be used without ``--assume``.
    """

    def __init__(self, findings: Sequence[Finding], refused: bool = False) -> None:
        self.findings = tuple(findings)
        self.refused = refused
        super().__init__("\n".join(str(f) for f in self.findings if f.severity == "error"))


@dataclass(frozen=True)
class Section:
    """A table of a case: its path (``circuit``; empty for the top), its values, the file's text and the findings so far.

    Every reader takes a value of one kind, notes what is wrong with it, and returns ``None`` then. :meth:`finish` notes
    the entries that nobody read.

    >>> section = Section("a.toml", "circuit", {"stages": "many"}, "[circuit]\\nstages = 'many'")
    >>> section.integer("stages", low=1), str(section.findings[0])
    (None, "error: a.toml:2: circuit.stages: 'many' is no whole number; write a whole number of at least 1")
    """

    file: str
    path: str
    values: Mapping[str, object]
    text: str = ""
    findings: list[Finding] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def wrong(self, name: str, message: str, fix: str, severity: str = "error") -> None:
        """Note that an entry is wrong: what is the matter with it, and how to mend it."""
        place = ".".join(part for part in (self.path, name) if part)
        self.findings.append(Finding(severity, "", self.file, self.line(name), place, message, fix))

    def line(self, name: str) -> int:
        """Line of an entry in the file, of its table where the entry is not there; 0 where neither is."""
        path, _, last = ".".join(part for part in (self.path, name) if part).rpartition(".") if name else (self.path, "", "")
        return _line(self.text, path, last)

    def raw(self, name: str) -> object:
        """A value as it stands; None when it is absent."""
        self.seen.add(name)
        return self.values.get(name)

    def number(
        self, name: str, low: float | None = None, high: float | None = None, default: float | None = None, above: float | None = None
    ) -> float | None:
        """A finite number within ``low`` and ``high``, larger than ``above``; ``default`` when it is absent."""
        value = self.raw(name)
        if value is None:
            return default
        span = _span(low, high, above)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.wrong(name, f"{value!r} is no number", f"write a number {span}".rstrip())
            return None
        if (low is not None and value < low) or (high is not None and value > high) or (above is not None and value <= above):
            self.wrong(name, f"{value:g} is out of range", f"write a number {span}")
            return None
        return float(value)

    def integer(self, name: str, low: int | None = None, high: int | None = None, default: int | None = None) -> int | None:
        """A whole number within ``low`` and ``high``; ``default`` when it is absent."""
        value = self.raw(name)
        if value is None:
            return default
        span = _span(low, high, None)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(name, f"{value!r} is no whole number", f"write a whole number {span}".rstrip())
            return None
        if (low is not None and value < low) or (high is not None and value > high):
            self.wrong(name, f"{value} is out of range", f"write a whole number {span}")
            return None
        return value

    def word(self, name: str, choices: Sequence[str] = (), default: str | None = None) -> str | None:
        """A text, one of ``choices`` if there are any; ``default`` when it is absent."""
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, str) or (choices and value not in choices):
            near = get_close_matches(str(value), choices, n=1)
            hint = f"did you mean {near[0]!r}? known are " if near else "write one of "
            self.wrong(name, f"{value!r} is not known" if choices else f"{value!r} is no text", f"{hint}{', '.join(choices)}")
            return None
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false."""
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(name, f"{value!r} is neither true nor false", "write true or false")
            return default
        return value

    def numbers(self, name: str, low: float | None = None, above: float | None = None) -> dict[str, float]:
        """A table of names and numbers, such as ``{La = 1.0, Ce = 6.8}``; empty when it is absent."""
        value = self.raw(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(name, f"{value!r} is no table", f"write {name} = {{La = 1.0, Ce = 2.0}}")
            return {}
        part = self.part(name)
        found = {key: part.number(key, low=low, above=above) for key in value}
        return {key: number for key, number in found.items() if number is not None}

    def part(self, name: str) -> Section:
        """A table within this one; empty when it is absent. Findings are shared."""
        value = self.raw(name)
        path = ".".join(p for p in (self.path, name) if p)
        if value is not None and not isinstance(value, dict):
            self.wrong(name, f"{name} is no section", f"write [{path}] and its entries below")
            value = None
        return Section(self.file, path, value or {}, self.text, self.findings)

    def parts(self, name: str) -> list[Section]:
        """The tables of a list ``[[name]]``, or the one table ``[name]``; empty when it is absent. Findings are shared."""
        value = self.raw(name)
        path = ".".join(p for p in (self.path, name) if p)
        tables = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(table, dict) for table in tables):
            self.wrong(name, f"{name} is no section", f"write [{path}] or [[{path}]] and its entries below")
            return []
        many = len(tables) > 1
        return [
            Section(self.file, f"{path}[{i}]" if many else path, table, self.text, self.findings) for i, table in enumerate(tables, start=1)
        ]

    def finish(self, known: Sequence[str] = ()) -> None:
        """Note every entry that nobody read; ``known`` are further names to propose."""
        names = [*self.seen, *known]
        for name in self.values:
            if name not in self.seen:
                near = get_close_matches(name, names, n=1)
                fix = f"did you mean {near[0]!r}?" if near else f"delete it; known here are {', '.join(sorted(names))}"
                self.wrong(name, f"unknown entry {name!r}", fix)


def _span(low: float | None, high: float | None, above: float | None) -> str:
    """Bounds in words."""
    if above is not None:
        return f"above {above:g}" + ("" if high is None else f" and at most {high:g}")
    if low is not None and high is not None:
        return f"from {low:g} to {high:g}"
    return "" if low is None and high is None else f"of at least {low:g}" if low is not None else f"of at most {high:g}"


def _line(text: str, path: str, name: str) -> int:
    """Line of ``name`` in the section ``path`` of a TOML text; of the section, or 0, where it is not found."""
    head, _, index = path.partition("[")
    wanted = int(index.rstrip("]")) if index else 1
    section, count, found = "", 0, 0
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            section = bare.split("#")[0].strip(" []\t")
            count += section == head
            if section == head and count == wanted:
                found = number
            continue
        inside = section == head and (not head or count == wanted)
        if name and inside and bare.split("=")[0].strip(" \"'\t") == name:
            return number
        if head and section + ("." if section else "") + bare.split("=")[0].strip() == head:  # an inline table: its own line
            found = number
    return found
