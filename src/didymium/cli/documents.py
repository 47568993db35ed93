"""The commands about documents: read them, decide on their claims, watch what is new."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from didymium.cli.guard import DATA, guarded

CHAIN_HELP = "A shipped chain or a folder; by default the current folder if it is a chain, else world."
Against = Annotated[str | None, typer.Option("--chain", metavar="CHAIN", help=CHAIN_HELP, show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
Ident = Annotated[str, typer.Argument(metavar="ID", help="A claim, by its id or the beginning of it.")]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides; by default the account.", show_default=False)]
Note = Annotated[str, typer.Option(metavar="TEXT", help="Why.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    decide = typer.Typer(
        help="Decide on a claim: accept it into the chain, reject it, or resolve it.", no_args_is_help=True, rich_markup_mode=None
    )
    decide.command()(accept)
    decide.command()(reject)
    decide.command()(resolve)
    app.command()(read)
    app.add_typer(decide, name="claim")
    app.command()(watch)


def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Text, HTML, PDF or XLSX, or a folder of them.")],
    chain: Against = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for HTML, XLSX and JSON Lines.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Read documents: what is claimed, by whom, and can it be true.

    Each claim has its exact span, its grade and a verdict against the chain. With a chain folder of your own the claims
    are kept in its evidence.jsonl. Exit code 1 when a file could not be read.
    """
    with guarded(as_json):
        from didymium.app.read import read as use
        from didymium.cli.show import safe_json, width
        from didymium.runs import Progress

        with Progress() as say:
            found = use(list(files), chain, out=out, progress=say)
        for path, problem in found.problems:
            typer.echo(f"{path}: {problem}".encode("utf-8", "replace").decode("utf-8"), err=True)
        typer.echo(safe_json(found.to_json()) if as_json else found.text(width()))
        if found.run is not None:
            typer.echo(f"report: {found.run}", err=True)
        typer.echo(f"kept in {found.kept}" if found.kept else "claims are not kept: a shipped chain is nobody's to write to", err=True)
        if not found.ok:
            raise typer.Exit(DATA)


def accept(
    id: Ident,
    chain: Against = None,
    set_: Annotated[list[str] | None, typer.Option("--set", metavar="COLUMN=VALUE", help="Edit a cell of the row.")] = None,
    proposal: Annotated[str | None, typer.Option(metavar="ID", help="Which, where the claim proposes several.", show_default=False)] = None,
    by: By = None,
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Write what a claim proposes into the chain; the row cites the claim."""
    cells = _cells(set_ or [])
    _decide("accept", id, chain, as_json, set=cells, proposal=proposal, by=by, note=note)


def reject(id: Ident, chain: Against = None, by: By = None, note: Note = "", as_json: AsJson = False) -> None:
    """Reject a claim: nothing is changed, the log says who and why."""
    _decide("reject", id, chain, as_json, by=by, note=note)


def resolve(
    id: Ident,
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="true, false or unknown.")],
    chain: Against = None,
    by: By = None,
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Say whether a claim came true; it counts in the record of its publisher."""
    if outcome not in ("true", "false", "unknown"):
        raise typer.BadParameter(f"{outcome!r} is not true, false or unknown", param_hint="OUTCOME")
    _decide("resolve", id, chain, as_json, outcome=outcome, by=by, note=note)


def _decide(action: str, id: str, chain: str | None, as_json: bool, **options: object) -> None:
    with guarded(as_json):
        from didymium.app.claim import claim as use
        from didymium.cli.show import decided_text, safe_json

        found = use(action, id, chain, **options)  # type: ignore[arg-type]
        typer.echo(safe_json(found.to_json()) if as_json else decided_text(found))


def watch(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Documents, or a folder of them.", show_default=False)
    ] = None,
    chain: Against = None,
    as_json: AsJson = False,
) -> None:
    """Say what is new since documents were last read.

    Documents that are new, changed or gone, new claims, values that changed, expectations that are due, projects gone
    silent, the record of publishers. Nothing is kept: `didymium read` does that. Exit code 1 when a file could not be read.
    """
    with guarded(as_json):
        from didymium.app.watch import watch as use
        from didymium.cli.show import safe_json, watch_text
        from didymium.runs import Progress

        with Progress() as say:
            found = use(list(files or []), chain, progress=say)
        for path, problem in found.problems:
            typer.echo(f"{path}: {problem}".encode("utf-8", "replace").decode("utf-8"), err=True)
        typer.echo(safe_json(found.to_json()) if as_json else watch_text(found))
        if not found.ok:
            raise typer.Exit(DATA)


def _cells(words: list[str]) -> dict[str, str]:
    """COLUMN=VALUE words as a mapping; another form is a usage error."""
    cells = {}
    for word in words:
        name, mark, value = word.partition("=")
        if not mark or not name.strip():
            raise typer.BadParameter(f"{word!r} is not COLUMN=VALUE, such as capacity=5000", param_hint="--set")
        cells[name.strip()] = value.strip()
    return cells
