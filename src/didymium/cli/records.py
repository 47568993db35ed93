"""The commands about records: who may, import and close, versions, actions, the audit chain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from didymium.cli.guard import DATA, guarded

CHAIN_HELP = "A folder of your own; by default the current folder."
Chain = Annotated[str | None, typer.Option("--chain", metavar="CHAIN", help=CHAIN_HELP, show_default=False)]
As = Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who asks; by default the account.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
Entity = Annotated[str, typer.Option(metavar="ENTITY", help="Whose.")]
AnEntity = Annotated[str | None, typer.Option("--entity", metavar="ENTITY", help="Whose.", show_default=False)]
Place = Annotated[
    str | None, typer.Option("--entity", metavar="ENTITY", help="Where, and below it; without it everywhere.", show_default=False)
]
Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason, in words.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="Somebody's name.")]
Role = Annotated[str, typer.Argument(metavar="ROLE", help="reader, proposer, approver or keeper.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the version, such as plan-2027.")]
Expect = Annotated[
    str | None, typer.Option(metavar="HASH", help="Beginning of the hash that you have seen; another is refused.", show_default=False)
]
Content = Annotated[
    Path | None, typer.Option("--content", metavar="DIR", help="Run folder or chain folder, kept by its hash.", show_default=False)
]


def register(app: typer.Typer, actuals: typer.Typer) -> None:
    """Add the commands to the command line, and those of actuals to their group."""
    actuals.command("import")(import_)
    actuals.command("close")(close_period)
    groups: dict[str, tuple[str, dict[str, Any]]] = {
        "access": (
            "Who may do what in the records of a folder.",
            {
                "start": start,
                "person": person,
                "entity": entity,
                "grant": grant,
                "revoke": revoke,
                "delegate": delegate,
                "withdraw": withdraw,
                "list": rights,
            },
        ),
        "version": (
            "Versions of a plan or a chain: draft, submit, return, accept, close, amend.",
            {
                "draft": draft,
                "submit": submit,
                "return": send_back,
                "accept": accept,
                "close": close_version,
                "amend": amend,
                "list": versions,
            },
        ),
        "action": ("Actions: who does what until when, and what shows that it was done.", {"list": actions, "add": add, "close": close}),
        "audit": ("The audit chain of the records.", {"verify": verify}),
    }
    for name, (about, commands) in groups.items():
        group = typer.Typer(help=about, no_args_is_help=True, rich_markup_mode=None)
        group.callback(help=about)(_group)
        for word, command in commands.items():
            group.command(word)(command)
        app.add_typer(group, name=name)


def _group() -> None:
    """Commands of one group."""


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX.")],
    mapping: Annotated[
        Path | None, typer.Option(metavar="TOML", help="How its columns become ours; by default it has our names.", show_default=False)
    ] = None,
    table: Annotated[
        str | None, typer.Option(metavar="TABLE", help="figures, streams, assays, targets, ...; by default figures.", show_default=False)
    ] = None,
    entity: Annotated[
        str | None, typer.Option(metavar="ENTITY", help="Whose rows, where the table does not say.", show_default=False)
    ] = None,
    preliminary: Annotated[bool, typer.Option("--preliminary", help="All of it waits for final values.")] = False,
    reason: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Write anew what stands: final, meter, assay, stocktake, price, late, typing, restated, other.",
            show_default=False,
        ),
    ] = None,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="The reason, in words.", show_default=False)] = None,
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Record the rows of a file, all of them or none.

    Every fault is named with file, line and field. A final value replaces a preliminary one; anything else is written anew
    with a reason only, and the older rows stay.
    """
    with guarded(as_json):
        from didymium.app.actuals import actuals as use
        from didymium.cli.show import to_json
        from didymium.cli.show_records import imported_text
        from didymium.runs import Progress

        with Progress() as say:
            found = use(
                "import",
                chain=chain,
                file=file,
                mapping=mapping,
                table=table,
                entity=entity,
                preliminary=preliminary,
                reason=reason,
                why=why,
                by=by,
                progress=say,
            )
        typer.echo(to_json(found.to_json()) if as_json else imported_text(found))


def close_period(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Month, quarter or year: 2025-07, 2025Q3, FY26Q2, 2025.")],
    chain: Chain = None,
    entity: AnEntity = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Close a period: nothing preliminary, every opening stock the closing stock before.

    Whoever reported any of it may not close it. Without --entity all entities that you may approve for, or none of them.
    """
    with guarded(as_json):
        from didymium.app.actuals import actuals as use
        from didymium.cli.show import to_json
        from didymium.cli.show_records import closed_text
        from didymium.runs import Progress

        with Progress() as say:
            found = use("close", period, chain, entity=entity, by=by, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else closed_text(found))


def start(chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """Begin the records of a folder; you keep them: you say who may do what, and do nothing of it yourself."""
    _access(as_json, "start", chain=chain, by=by)


def person(person: Person, chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """Add somebody."""
    _access(as_json, "person", person, chain=chain, by=by)


def entity(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name as tables of actuals write it.")],
    under: Annotated[str | None, typer.Option(metavar="ENTITY", help="The entity above.", show_default=False)] = None,
    kind: Annotated[str, typer.Option(metavar="KIND", help="group, company, line, unit, ...")] = "unit",
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Add an entity; what is granted on the one above holds for it too."""
    _access(as_json, "entity", chain=chain, entity=name, under=under, kind=kind, by=by)


def grant(person: Person, role: Role, entity: Place = None, chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """Let somebody read, propose, approve or keep."""
    _access(as_json, "grant", person, chain=chain, role=role, entity=entity, by=by)


def revoke(person: Person, role: Role, entity: Place = None, chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """Take a role back."""
    _access(as_json, "revoke", person, chain=chain, role=role, entity=entity, by=by)


def delegate(
    person: Person,
    role: Role,
    start: Annotated[str, typer.Option(metavar="DAY", help="First day: 2026-11-02.")],
    end: Annotated[str, typer.Option(metavar="DAY", help="First day on which it no longer holds.")],
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Lend your own role to somebody for some days; he cannot lend it on."""
    _access(as_json, "delegate", person, chain=chain, role=role, start=start, end=end, by=by)


def withdraw(person: Person, role: Role, chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """Take back what you have lent."""
    _access(as_json, "withdraw", person, chain=chain, role=role, by=by)


def rights(chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """Say who may do what: your own rights, and for a keeper those of what is kept."""
    _access(as_json, "list", chain=chain, by=by)


def _access(as_json: bool, action: str, *arguments: Any, **options: Any) -> None:
    with guarded(as_json):
        from didymium.app.access import access as use
        from didymium.cli.show import to_json
        from didymium.cli.show_records import access_text

        found = use(action, *arguments, **options)
        typer.echo(to_json(found.to_json()) if as_json else access_text(found))


def draft(
    name: Name,
    entity: Entity,
    content: Content = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="What it is.")] = "",
    expect: Expect = None,
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Begin a version, or put another content into one that is not submitted or was returned."""
    _version(as_json, "draft", name, chain, entity=entity, content=content, note=note, expect=expect, by=by)


def submit(
    name: Name,
    entity: Entity,
    content: Content = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="What it is.")] = "",
    expect: Expect = None,
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Submit a version; with --content it is drafted first."""
    _version(as_json, "submit", name, chain, entity=entity, content=content, note=note, expect=expect, by=by)


def send_back(
    name: Name, entity: Entity, why: Why, expect: Expect = None, chain: Chain = None, by: As = None, as_json: AsJson = False
) -> None:
    """Return what was submitted, with a reason."""
    _version(as_json, "send_back", name, chain, entity=entity, why=why, expect=expect, by=by)


def accept(name: Name, entity: Entity, expect: Expect = None, chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """Accept what was submitted; nobody who took part in it may, neither by a right that was lent."""
    _version(as_json, "accept", name, chain, entity=entity, expect=expect, by=by)


def close_version(name: Name, entity: Entity, expect: Expect = None, chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """Close what was accepted."""
    _version(as_json, "close", name, chain, entity=entity, expect=expect, by=by)


def amend(
    name: Name,
    entity: Entity,
    why: Why,
    content: Content = None,
    expect: Expect = None,
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Begin the next revision of what was accepted or closed, with a reason; the old one stays."""
    _version(as_json, "amend", name, chain, entity=entity, content=content, why=why, expect=expect, by=by)


def versions(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One version, with its steps.", show_default=False)] = None,
    entity: AnEntity = None,
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """List versions and where they stand."""
    _version(as_json, "list", name, chain, entity=entity, by=by)


def _version(as_json: bool, action: str, name: str | None, chain: str | None, **options: Any) -> None:
    with guarded(as_json):
        from didymium.app.version import version as use
        from didymium.cli.show import to_json
        from didymium.cli.show_records import version_text

        found = use(action, name, chain, **options)
        typer.echo(to_json(found.to_json()) if as_json else version_text(found))


def actions(entity: AnEntity = None, chain: Chain = None, by: As = None, as_json: AsJson = False) -> None:
    """List actions by due day."""
    _action(as_json, "list", None, chain, entity=entity, by=by)


def add(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is to be done.")],
    entity: Entity,
    owner: Annotated[str, typer.Option(metavar="NAME", help="Who answers for it.")],
    due: Annotated[str, typer.Option(metavar="DAY", help="By which day: 2026-12-31.")],
    directive: Annotated[str, typer.Option(metavar="ID", help="Order that it serves.")] = "",
    target: Annotated[str, typer.Option(metavar="ID", help="Target that it serves.")] = "",
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Add an action."""
    _action(as_json, "add", text, chain, entity=entity, owner=owner, due=due, directive=directive, target=target, by=by)


def close(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Its code, as the list shows it.")],
    evidence: Annotated[str, typer.Option(metavar="TEXT", help="What shows that it was done.")],
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Close an action with evidence."""
    _action(as_json, "close", code, chain, evidence=evidence, by=by)


def _action(as_json: bool, action: str, what: str | None, chain: str | None, **options: Any) -> None:
    with guarded(as_json):
        from didymium.app.action import action as use
        from didymium.cli.show import to_json
        from didymium.cli.show_records import action_text

        found = use(action, what, chain, **options)
        typer.echo(to_json(found.to_json()) if as_json else action_text(found))


def verify(
    head: Annotated[
        str | None,
        typer.Option(metavar="H", help="A head that a review printed before: without it a cut-off end is not seen.", show_default=False),
    ] = None,
    chain: Chain = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Verify the audit chain: every event, every row, and that the head of an earlier report is in it.

    Exit code 1 when it does not hold.
    """
    with guarded(as_json):
        from didymium.app.audit import audit as use
        from didymium.cli.show import to_json
        from didymium.cli.show_records import audit_text

        found = use("verify", head, chain, by)
        typer.echo(to_json(found.to_json()) if as_json else audit_text(found, head))
        if not found.holds:
            raise typer.Exit(DATA)
