"""Who may do what where in the records of a folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike
from didymium.app.record import Json

if TYPE_CHECKING:
    from didymium.records.access import Granted, Lent

ACTIONS = ("start", "person", "entity", "grant", "revoke", "delegate", "withdraw", "list")


@dataclass(frozen=True)
class Access:
    """What was done (empty: nothing, it was looked up), and who may do what as far as the one who asks may know it."""

    folder: Path
    done: str
    entities: tuple[str, ...]
    granted: tuple[Granted, ...]
    lent: tuple[Lent, ...]

    def to_json(self) -> dict[str, Json]:
        """Entities within reach, grants, rights that were lent."""
        return {
            "done": self.done,
            "entities": list(self.entities),
            "granted": [dict(asdict(g)) for g in self.granted],
            "lent": [dict(asdict(d)) for d in self.lent],
        }


def access(
    action: str = "list",
    person: str | None = None,
    chain: ChainLike = None,
    role: str | None = None,
    entity: str | None = None,
    under: str | None = None,
    start: str | None = None,
    end: str | None = None,
    kind: str = "unit",
    by: str | None = None,
) -> Access:
    """Begin the records of a folder (*start*), add a *person* or an *entity*, *grant*, *revoke*, *delegate*, *withdraw*, *list*.

    A ``role`` is reader, proposer, approver or keeper, on an ``entity`` and below it, or everywhere. *delegate* lends one's own
    role to ``person`` from ``start`` until before ``end``. ``by`` is who asks, by default the account. Raises
    :class:`AskError` for another action, ``Denied`` where ``by`` may not, ``RecordsError`` for what is not there.

    >>> access("sell", "anna", "works")
    Traceback (most recent call last):
    didymium.app.error.AskError: access cannot 'sell': choose start, person, entity, grant, revoke, delegate, withdraw, list
    """
    if action not in ACTIONS:
        raise AskError(f"access cannot {action!r}: choose {', '.join(ACTIONS)}")
    from didymium.app.recorded import home, opened, reading, writing
    from didymium.app.recorded import person as named

    folder = home(chain)
    if action == "start":
        found = _entities(folder)
        with opened(folder, create=True) as records:
            from didymium.records.access import start as begin

            begin(records, named(by), found)
    elif action != "list":
        with writing(folder, by) as change:
            from didymium.records import access as do

            if action == "entity":
                do.add_entity(change, _given(entity, "entity"), kind, under)
            else:
                who = _given(person, "person")
                {
                    "person": lambda: do.add_person(change, who),
                    "grant": lambda: do.grant(change, who, _given(role, "role"), entity),
                    "revoke": lambda: do.revoke(change, who, _given(role, "role"), entity),
                    "delegate": lambda: do.delegate(change, who, _given(role, "role"), _given(start, "start"), _given(end, "end")),
                    "withdraw": lambda: do.withdraw(change, who, _given(role, "role")),
                }[action]()
    with reading(folder, by) as scope:
        from didymium.records.access import rights

        granted, lent = rights(scope)
        names = tuple(sorted({*scope.names(), *scope.names("keep")}))
        return Access(folder, "" if action == "list" else action, names, tuple(granted), tuple(lent))


def _given(value: str | None, name: str) -> str:
    if value is None:
        raise AskError(f"a {name} is needed")
    return value


def _entities(folder: Path) -> list[tuple[str, str, str | None]]:
    """Entities of the chain with who controls them, its lines under who operates them, and whose actuals there are."""
    found: dict[str, tuple[str, str | None]] = {}
    if (folder / "chain").is_dir():
        from didymium.chain import load

        tables = load(folder).tables
        kinds = dict(tables["entities"].select("id", "kind").iter_rows())
        owners = {owned: owner for owner, owned, rules in tables["holdings"].select("owner", "owned", "control").iter_rows() if rules}
        sites = dict(tables["sites"].select("id", "entity").iter_rows())
        for name in kinds:
            _add(name, kinds, owners, found)
        for line, site in tables["lines"].select("id", "site").iter_rows():
            found.setdefault(line, ("line", sites.get(site)))
    for name in _reported(folder):
        found.setdefault(name, ("unit", None))
    return [(name, kind, parent) for name, (kind, parent) in found.items()]


def _add(name: str, kinds: dict[str, str], owners: dict[str, str], found: dict[str, tuple[str, str | None]]) -> None:
    """An entity after the one that controls it; one that would control itself stands alone."""
    way = [name]
    while (above := owners.get(way[-1])) in kinds and above not in way and above is not None:
        way.append(above)
    for above, one in zip([None, *reversed(way)], reversed(way), strict=False):
        found.setdefault(one, (kinds[one], above))


def _reported(folder: Path) -> list[str]:
    """Whose figures the folder's own files hold."""
    if not any((folder / "actuals" / f"figures{end}").is_file() for end in (".csv", ".xlsx")):
        return []
    from didymium.operations import read

    return list(read(folder).entities)
