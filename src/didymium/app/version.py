"""Versions of a plan or a chain: drafted, submitted, returned or accepted, closed, amended."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike
from didymium.app.record import Json

if TYPE_CHECKING:
    from didymium.records.versions import Content, Step
    from didymium.records.versions import Version as Held

ACTIONS = ("draft", "submit", "send_back", "accept", "close", "amend", "list")


@dataclass(frozen=True)
class Version:
    """Versions as they stand, the one that was asked for last, with its steps; ``audit_head`` after what was done."""

    done: str
    versions: tuple[Held, ...]
    steps: tuple[Step, ...]
    audit_head: str

    def to_json(self) -> dict[str, Json]:
        """The versions and steps for other programs."""
        return {
            "done": self.done,
            "versions": [dict(asdict(v)) for v in self.versions],
            "steps": [dict(asdict(s)) for s in self.steps],
            "audit_head": self.audit_head,
        }


def version(
    action: str = "list",
    name: str | None = None,
    chain: ChainLike = None,
    entity: str | None = None,
    content: str | Path | None = None,
    note: str = "",
    why: str = "",
    expect: str | None = None,
    by: str | None = None,
) -> Version:
    """Take a version of an entity a step further; its content is a run folder or a chain folder, kept by its hash.

    *draft* and *amend* need ``content``, *submit* takes it too; *send_back* (on the command line *return*) and *amend* need
    ``why``. Whoever took part in a revision may neither return, accept nor close it, by his own right or by one that was lent.
    ``expect`` is the beginning of the hash that the caller has seen. Raises ``Denied`` where ``by`` may not or it is not its turn,
    :class:`AskError` and ``RecordsError`` for what is not there.

    >>> version("sell", "plan", "works")
    Traceback (most recent call last):
    didymium.app.error.AskError: version cannot 'sell': choose draft, submit, send_back, accept, close, amend, list
    """
    action = "send_back" if action == "return" else action
    if action not in ACTIONS:
        raise AskError(f"version cannot {action!r}: choose {', '.join(ACTIONS)}")
    from didymium.app.recorded import home, reading, writing

    folder = home(chain)
    if action == "list":
        with reading(folder, by) as scope:
            from didymium.records import audit, versions

            found = versions.listed(scope, entity, name)
            return Version("", tuple(found), _steps(scope, found, name), audit.head(scope))
    if name is None or entity is None:
        raise AskError(f"to {action.replace('_', ' ')} needs the name of a version and its entity (--entity)")
    given = None if content is None else _content(content)
    if given is None and action in ("draft", "amend"):
        raise AskError(f"to {action} needs the content: --content with a run folder or a chain folder")
    with writing(folder, by) as change:
        from didymium.records import audit, versions

        if action == "accept":
            _unchanged(versions.latest(change.scope, entity, name))
        if given is not None and action == "submit":
            versions.draft(change, entity, name, given, note, expect)
            expect = None
        held = {
            "draft": lambda: versions.draft(change, entity, name, _need(given), note, expect),
            "submit": lambda: versions.submit(change, entity, name, note, expect),
            "send_back": lambda: versions.send_back(change, entity, name, why, expect),
            "accept": lambda: versions.accept(change, entity, name, expect),
            "close": lambda: versions.close(change, entity, name, expect),
            "amend": lambda: versions.amend(change, entity, name, _need(given), why, expect),
        }[action]()
        done = versions.steps(change.scope, entity, name, held.revision)
    with reading(folder, by) as scope:
        return Version(action, (held,), tuple(done), audit.head(scope))


def _steps(scope: object, found: list[Held], name: str | None) -> tuple[Step, ...]:
    """Steps of the last revision where one version was asked for."""
    from didymium.records import Scope, versions

    if name is None or not found or not isinstance(scope, Scope) or len({v.entity for v in found}) > 1:
        return ()
    return tuple(versions.steps(scope, found[-1].entity, name, found[-1].revision))


def _need(content: Content | None) -> Content:
    if content is None:
        raise AskError("content is needed")
    return content


def _content(given: str | Path) -> Content:
    """Kind, place and hash of a folder. Raises :class:`AskError` where it is neither a run nor a chain, or was changed since."""
    from didymium.chain import load
    from didymium.records.versions import Content
    from didymium.runs.folder import is_run, run_hash

    folder = Path(given)
    if is_run(folder):
        found = run_hash(folder)
        if found is None:
            raise AskError(f"{folder} is not as it was written: a file of it is missing or was changed; run it again")
        return Content("run", str(folder.resolve()), found)
    if not (folder / "didymium.toml").is_file():
        raise AskError(f"{folder} is neither a run folder nor a chain folder")
    return Content("chain", str(folder.resolve()), load(folder).hash)


def _unchanged(held: Held) -> None:
    """Refuse to accept a folder that was changed since; one that is no longer there is accepted by its hash."""
    folder = Path(held.path)
    if folder.is_dir() and _content(folder).hash != held.hash:
        raise AskError(f"{folder} is not what was submitted as {held.name}: its content was changed since; have it submitted again")
