"""The events that come with the package."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.app.record import Json


@dataclass(frozen=True)
class Listed:
    """An event: how it is named, what happens, when it starts, how good its source is, and where it is written."""

    name: str
    title: str
    start: str
    grade: str
    file: str


@dataclass(frozen=True)
class Events:
    """Events that ``stress`` knows by name, and the template to write others from."""

    listed: tuple[Listed, ...]
    template: str

    def to_json(self) -> list[Json]:
        """One record an event."""
        return [dict(vars(event)) for event in self.listed]


def events() -> Events:
    """Shipped events, one line each; ``outage/LINE`` stands for every plant of a chain.

    >>> [event.name for event in events().listed][:2]
    ['kachin-2024', 'licences-2025']
    """
    from didymium.disruption.event import SHIPPED, read, shipped

    found = [read(name) for name in shipped()]
    listed = [Listed(e.id, e.title, e.start.label, e.grade, str(SHIPPED / e.file)) for e in found]
    outage = read("outage/LINE")
    listed.append(Listed(outage.id, "A plant stands still for half a year", outage.start.label, outage.grade, str(SHIPPED / "outage.toml")))
    return Events(tuple(listed), str(SHIPPED / "template.toml"))
