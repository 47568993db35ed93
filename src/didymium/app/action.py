"""Actions: what is to be done, by whom, until when; closed with evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike
from didymium.app.record import Json

if TYPE_CHECKING:
    from didymium.records.tasks import Action as Held

ACTIONS = ("list", "add", "close")


@dataclass(frozen=True)
class Action:
    """Actions as they stand, by due day; the one that was added or closed alone."""

    done: str
    actions: tuple[Held, ...]

    def to_json(self) -> dict[str, Json]:
        """The actions for other programs."""
        return {"done": self.done, "actions": [dict(asdict(a)) for a in self.actions]}


def action(
    action: str = "list",
    what: str | None = None,
    chain: ChainLike = None,
    entity: str | None = None,
    owner: str = "",
    due: str = "",
    directive: str = "",
    target: str = "",
    evidence: str = "",
    by: str | None = None,
) -> Action:
    """*list* actions, *add* one (``what`` says what is to be done), or *close* one (``what`` is its code) with ``evidence``.

    Raises :class:`AskError` for another action, ``Denied`` where ``by`` may not, ``RecordsError`` for what is left out.

    >>> action("sell", chain="works")
    Traceback (most recent call last):
    didymium.app.error.AskError: action cannot 'sell': choose list, add, close
    """
    if action not in ACTIONS:
        raise AskError(f"action cannot {action!r}: choose {', '.join(ACTIONS)}")
    from didymium.app.recorded import home, reading, writing

    folder = home(chain)
    if action == "list":
        with reading(folder, by) as scope:
            from didymium.records import tasks

            return Action("", tuple(tasks.listed(scope, entity)))
    if what is None or (action == "add" and entity is None):
        raise AskError("to add an action needs what is to be done and its --entity; to close one needs its code")
    with writing(folder, by) as change:
        from didymium.records import tasks

        if action == "add":
            held = tasks.add(change, str(entity), what, owner, due, directive, target)
        else:
            held = tasks.close(change, what, evidence)
    return Action(action, (held,))
