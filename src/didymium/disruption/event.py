"""An event: who withholds what from whom, when, and who knows; read from TOML and checked field by field."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from didymium.chain.calendar import Period, parse
from didymium.chain.model import Chain, Finding
from didymium.disruption.spread import Spread
from didymium.elements import RARE_EARTHS

KINDS = ("licence", "quota", "outage", "closure", "tariff", "surge", "floor", "release")
FORMS = ("ore", "concentrate", "mixed", "heavy_mixed", "raw", "oxide", "metal", "alloy", "magnet", "material", "scrap")
GRADES = ("official", "company", "derived", "assumed")
#: what each kind needs, and in which field its severity stands
NEEDS = {
    "licence": ("actor", "share"),
    "quota": ("actor", "tonnes|share"),
    "outage": ("share",),
    "closure": ("actor", "share"),
    "tariff": ("actor", "rate"),
    "surge": ("uses", "factor"),
    "floor": ("price",),
    "release": ("actor", "tonnes"),
}
LIMITS = {
    "share": (0.0, 1.0),
    "tonnes": (0.0, 1e9),
    "rate": (0.0, 10.0),
    "factor": (0.0, 100.0),
    "price": (0.0, 1e6),
    "delay_weeks": (0.0, 520.0),
    "recovery_weeks": (0.0, 520.0),
}
LISTS = ("actor", "destinations", "partners", "forms", "elements", "goods", "uses", "lines", "informed")
WORDS = ("kind", "start", "end", "known", "note", "source", "grade")
OTHERS = ("approvals", "de_minimis")
TOP = {"id", "title", "note", "start", "weeks", "rationing", "source", "source_year", "grade", "action"}
RATIONING = ("proportional", "home", "partners", "rated")
NO_TIME = Spread(0.0, 0.0, 0.0)
TEMPLATES = ("outage", "template")
SHIPPED = Path(__file__).with_name("events")


class EventError(ValueError):
    """An event that cannot be run; ``findings`` says why, each with file, line, field, what was expected and the mend."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(f) for f in self.findings))


@dataclass(frozen=True)
class Action:
    """One measure or mishap of an event. Empty tuples mean *all*, of destinations: all regions but the actor's.

    ``share`` is what is let through or still runs (0 to 1; of a quota: of what moved before); ``tonnes`` a year for a quota
    (as the goods are counted), in all for a release;
    ``rate`` of a tariff (fraction); ``factor`` on demand; ``price`` a floor (USD/kg oxide). ``approvals`` are shares let
    through from so many weeks after the start on, ``delay_weeks`` the time in which nothing is decided. Goods that hold
    less than ``de_minimis`` of the elements named (fraction of mass) are free. ``known`` is when buyers learn of it,
    ``informed`` the regions that do.
    """

    kind: str
    start: Period
    end: Period | None
    known: Period | None = None
    actor: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    share: Spread | None = None
    tonnes: Spread | None = None
    rate: Spread | None = None
    factor: Spread | None = None
    price: Spread | None = None
    delay_weeks: Spread = NO_TIME
    recovery_weeks: Spread = NO_TIME
    approvals: tuple[tuple[float, Spread], ...] = ()
    de_minimis: float = 0.0
    note: str = ""
    source: str = ""
    grade: str = "assumed"

    @property
    def severity(self) -> Spread:
        """The number that says how hard the action hits, in the field that its kind needs."""
        given = [getattr(self, name) for name in NEEDS[self.kind][-1].split("|")]
        return next(value for value in given if isinstance(value, Spread))


@dataclass(frozen=True)
class Event:
    """An event: week 0 is the first week of ``start``.

    ``rationing`` says whom sellers serve first: nobody (proportional), their own region (home), it and the ``partners`` of
    the actions, or rated orders (defence and medicine). ``text`` is the file that it was read from, empty without one.
    """

    id: str
    title: str
    start: Period
    weeks: int
    actions: tuple[Action, ...]
    rationing: str = "proportional"
    note: str = ""
    source: str = ""
    source_year: str = ""
    grade: str = "assumed"
    file: str = ""
    text: str = ""

    def fault(self, field: str, message: str, fix: str) -> Finding:
        """What is wrong with a field of the event (``start``, ``action[0].actor``), with its line in the file.

        >>> event = read("outage/press")
        >>> print(event.fault("action[0].lines", "works has no such line", "name one of works"))
        error: outage.toml:8: action[0].lines: works has no such line; name one of works
        """
        place, _, name = field.rpartition(".")
        found: list[Finding] = []
        _Entries(self.file, self.text, {}, place, found).wrong(name, message, fix)
        return found[0]


def shipped() -> list[str]:
    """Names of the events that come with the package; templates are none of them.

    >>> "licences-2025" in shipped()
    True
    """
    return sorted(p.stem for p in SHIPPED.glob("*.toml") if p.stem not in TEMPLATES)


def read(event: str | Path | Mapping[str, object] | Event) -> Event:
    """An event by shipped name or file, ``outage/LINE`` for a single plant, or from the same entries as a mapping.

    Raises :class:`EventError` with every finding.

    >>> event = read("outage/lynas_lamp")
    >>> event.actions[0].lines, event.actions[0].severity.middle
    (('lynas_lamp',), 0.0)
    """
    if isinstance(event, Event):
        return event
    if isinstance(event, Mapping):
        return _event("event", "", event)
    name = str(event)
    if name.startswith("outage/") and len(name) > 7:
        text = (SHIPPED / "outage.toml").read_text(encoding="utf-8")
        return _event("outage.toml", text, _filled(tomllib.loads(text), name[7:]))
    path = SHIPPED / f"{name}.toml" if name in (*shipped(), "template") else Path(name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        near = get_close_matches(name, shipped(), n=1)
        fix = f"did you mean {near[0]}?" if near else f"shipped are {', '.join(shipped())}; or name a file"
        raise EventError([_fault(name, 0, "", "no such event", fix)]) from None
    except (IsADirectoryError, PermissionError):
        raise EventError([_fault(name, 0, "", "cannot be read as a file", "name the event's TOML file")]) from None
    except UnicodeDecodeError as error:
        raise EventError([_fault(name, 0, "", f"byte {error.start} is not UTF-8", "save the file as UTF-8")]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        raise EventError(
            [_fault(path.name, int(at[1]) if at else 0, "", f"not readable as TOML: {error}", "compare with the template")]
        ) from None
    return _event(path.name, text, values)


def _filled(values: dict[str, object], line: str) -> dict[str, object]:
    """The outage template for one line."""
    actions = values["action"]
    assert isinstance(actions, list)
    return {**values, "id": f"outage/{line}", "title": f"{values['title']}: {line}", "action": [{**a, "lines": [line]} for a in actions]}


def _fault(file: str, line: int, field: str, message: str, fix: str) -> Finding:
    return Finding("error", "", file, line, field, message, fix)


class _Entries:
    """Values of one table of the file, read one by one; what is wrong is noted with its line."""

    def __init__(self, file: str, text: str, values: Mapping[str, object], place: str, found: list[Finding]) -> None:
        self.file, self.values, self.place, self.found = file, values, place, found
        lines = text.splitlines()
        heads = [i for i, row in enumerate(lines) if row.strip().startswith("[[action]]")]
        number = int(place[7:-1]) if place else -1
        self.first = heads[number] if 0 <= number < len(heads) else 0
        self.last = heads[number + 1] if number + 1 < len(heads) else len(lines)
        self.lines = lines

    def at(self, name: str) -> int:
        """Line of an entry; of its table where it is absent; 0 without a text."""
        for i in range(self.first, self.last):
            if re.match(rf"\s*{re.escape(name)}\s*=", self.lines[i]):
                return i + 1
        return self.first + 1 if self.lines else 0

    def wrong(self, name: str, message: str, fix: str) -> None:
        where = f"{self.place}.{name}" if self.place else name
        self.found.append(_fault(self.file, self.at(name), where, message, fix))

    def word(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            self.wrong(name, f"{value!r} is no text", f'write {name} = "..."')
            return default
        return value

    def words(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name, [])
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.wrong(name, f"{value!r} is no list of words", f'write {name} = ["..."]')
            return ()
        return tuple(value)

    def known(self, name: str, among: Sequence[str]) -> tuple[str, ...]:
        given = self.words(name)
        for word in given:
            if word not in among:
                near = get_close_matches(word, among, n=1)
                self.wrong(name, f"{word!r} is unknown", f"did you mean {near[0]}?" if near else f"known are {', '.join(among)}")
        return given

    def period(self, name: str) -> Period | None:
        value = self.values.get(name)
        if value is None:
            return None
        try:
            return parse(str(value))
        except ValueError as error:
            self.wrong(name, str(error), 'write a label such as "2025-04" or "2025W15"')
            return None

    def spread(self, name: str) -> Spread | None:
        value = self.values.get(name)
        return None if value is None else self.as_spread(name, value, LIMITS[name])

    def as_spread(self, name: str, value: object, limits: tuple[float, float]) -> Spread | None:
        """A number, or {low, high} with or without mid, within its limits."""
        ends: Mapping[str, object] = value if isinstance(value, Mapping) else {"low": value, "mid": value, "high": value}
        numbers = {k: v for k, v in ends.items() if isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v)}
        if len(numbers) < len(ends) or not {"low", "high"} <= set(ends) <= {"low", "mid", "high"}:
            self.wrong(name, f"{value!r} is no number", "write a number, or {low = ..., mid = ..., high = ...}")
            return None
        low, high, mid = float(numbers["low"]), float(numbers["high"]), numbers.get("mid")
        if not limits[0] <= low <= high <= limits[1]:
            self.wrong(name, f"{value!r} is out of range", f"write numbers in rising order between {limits[0]:g} and {limits[1]:g}")
            return None
        if mid is not None and not low <= float(mid) <= high:
            self.wrong(name, f"mid {mid:g} is not between {low:g} and {high:g}", "write low <= mid <= high")
            return None
        return Spread(low, None if mid is None else float(mid), high)

    def strangers(self, allowed: set[str]) -> None:
        for name in self.values:
            if name not in allowed:
                near = get_close_matches(name, sorted(allowed), n=1)
                fix = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(allowed))}"
                self.wrong(name, f"unknown entry {name!r}", fix)


def _event(file: str, text: str, values: Mapping[str, object]) -> Event:
    found: list[Finding] = []
    head = _Entries(file, text, values, "", found)
    head.strangers(TOP)
    start = head.period("start")
    if "start" not in values:
        head.wrong("start", "start is missing", 'write start = "2025-04": week 0 of the run')
    weeks = values.get("weeks", 104)
    if not isinstance(weeks, int) or isinstance(weeks, bool) or not 1 <= weeks <= 520:
        head.wrong("weeks", f"{weeks!r} is no number of weeks", "write a whole number between 1 and 520")
        weeks = 104
    listed = values.get("action", [])
    if not isinstance(listed, list) or not listed or not all(isinstance(a, Mapping) for a in listed):
        head.wrong("action", "no action", "write at least one [[action]] section")
        listed = []
    actions = [_action(_Entries(file, text, a, f"action[{i}]", found), start) for i, a in enumerate(listed)]
    year = values.get("source_year", "")
    rationing = head.word("rationing", "proportional")
    if rationing not in RATIONING:
        head.wrong("rationing", f"{rationing!r} is no rule", f"write one of {', '.join(RATIONING)}")
    event = Event(
        id=head.word("id", Path(file).stem),
        title=head.word("title"),
        start=start or parse("2000"),
        weeks=weeks,
        actions=tuple(a for a in actions if a is not None),
        rationing=rationing,
        note=head.word("note"),
        source=head.word("source"),
        source_year=str(year),
        grade=_grade(head),
        file=file,
        text=text,
    )
    if found:
        raise EventError(found)
    return event


def _grade(entries: _Entries) -> str:
    grade = entries.word("grade", "assumed")
    if grade not in GRADES:
        entries.wrong("grade", f"{grade!r} is no grade", f"write one of {', '.join(GRADES)}")
    return grade


def _action(entries: _Entries, begin: Period | None) -> Action | None:
    values = entries.values
    entries.strangers({*LISTS, *WORDS, *OTHERS, *LIMITS})
    kind = entries.word("kind")
    if kind not in KINDS:
        entries.wrong("kind", f"{kind!r} is no kind of action", f"write one of {', '.join(KINDS)}")
        return None
    for needed in NEEDS[kind]:
        if not any(name in values for name in needed.split("|")):
            name = needed.split("|")[0]
            entries.wrong(name, f"{'an' if kind == 'outage' else 'a'} {kind} needs {needed.replace('|', ' or ')}", f"write {name} = ...")
    start, end = entries.period("start"), entries.period("end")
    if start is None and "start" not in values:
        start = begin
    if start is not None and begin is not None and start.start < begin.start - 1e-9:
        entries.wrong("start", f"{start.label} is before week 0 ({begin.label})", "start the event earlier, or the action later")
    if start is not None and end is not None and end.start <= start.start:
        entries.wrong("end", f"it ends in {end.label}, no later than it starts in {start.label}", "write a later end, or none")
    minimis = entries.as_spread("de_minimis", values.get("de_minimis", 0.0), (0.0, 1.0))
    return Action(
        kind=kind,
        start=start or parse("2000"),
        end=end,
        known=entries.period("known"),
        actor=entries.words("actor"),
        destinations=entries.words("destinations"),
        partners=entries.words("partners"),
        forms=entries.known("forms", FORMS),
        elements=entries.known("elements", RARE_EARTHS),
        goods=entries.words("goods"),
        uses=entries.words("uses"),
        lines=entries.words("lines"),
        informed=entries.words("informed"),
        share=entries.spread("share"),
        tonnes=entries.spread("tonnes"),
        rate=entries.spread("rate"),
        factor=entries.spread("factor"),
        price=entries.spread("price"),
        delay_weeks=entries.spread("delay_weeks") or NO_TIME,
        recovery_weeks=entries.spread("recovery_weeks") or NO_TIME,
        approvals=_approvals(entries),
        de_minimis=0.0 if minimis is None else minimis.low,
        note=entries.word("note"),
        source=entries.word("source"),
        grade=_grade(entries),
    )


def _approvals(entries: _Entries) -> tuple[tuple[float, Spread], ...]:
    """Steps ``[[week, share], ...]``, weeks in rising order."""
    value = entries.values.get("approvals", [])
    fix = "write approvals = [[4, 0.25], [13, 0.6]]: weeks after the delay in rising order, share let through from then on"
    if not isinstance(value, list):
        entries.wrong("approvals", f"{value!r} is no list of steps", fix)
        return ()
    steps: list[tuple[float, Spread]] = []
    for step in value:
        if not isinstance(step, list) or len(step) != 2:
            entries.wrong("approvals", f"{step!r} is no pair of week and share", fix)
            return ()
        week = entries.as_spread("approvals", step[0], (steps[-1][0] if steps else 0.0, 520.0))
        share = entries.as_spread("approvals", step[1], LIMITS["share"])
        if week is None or share is None:
            return ()
        steps.append((week.low, share))
    return tuple(steps)


def against(event: Event, chain: Chain) -> None:
    """Check the names in an event against a chain; raises :class:`EventError`."""
    t = chain.tables
    known = {
        "regions": t["regions"].filter(t["regions"]["kind"] != "hub")["id"].to_list(),
        "goods": t["commodities"]["id"].to_list(),
        "uses": t["demands"]["commodity"].unique(maintain_order=True).to_list(),
        "lines": t["lines"]["id"].to_list(),
    }
    asked = {
        "actor": "regions",
        "destinations": "regions",
        "partners": "regions",
        "informed": "regions",
        "goods": "goods",
        "uses": "uses",
        "lines": "lines",
    }
    found = []
    for i, action in enumerate(event.actions):
        for name, axis in asked.items():
            for word in getattr(action, name):
                if word not in known[axis]:
                    near = get_close_matches(word, known[axis], n=1)
                    listed = ", ".join(known[axis][:20]) + (", ..." if len(known[axis]) > 20 else "")
                    fix = f"did you mean {near[0]}?" if near else f"{axis} of {chain.name} are {listed}"
                    message = f"{word!r} is not among the {axis} of {chain.name}"
                    found.append(event.fault(f"action[{i}].{name}", message, fix))
    if found:
        raise EventError(found)
