"""The commands: arguments to use cases, results to stdout, progress to stderr."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from didymium.cli.documents import register
from didymium.cli.guard import DATA, guarded
from didymium.cli.operations import register as register_operations

CHAIN_HELP = "A shipped chain (world, works) or a folder; by default the current folder if it is a chain, else world."

Chain = Annotated[str | None, typer.Argument(metavar="CHAIN", help=CHAIN_HELP, show_default=False)]
Quarters = Annotated[int, typer.Option(min=0, metavar="N", help="Quarters at the start of the grid; then years.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the results.", show_default=False)]

app = typer.Typer(
    help="didymium: the computable twin of a rare-earth chain.",
    epilog="Exit codes: 0 ok, 1 findings or bad data, 2 usage, 3 refused, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: half of the start-up time otherwise
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        import didymium

        typer.echo(f"didymium {didymium.__version__}")
        raise typer.Exit()


@app.callback()
def top(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    """didymium: the computable twin of a rare-earth chain."""


@app.command()
def brief(
    chain: Chain = None,
    quarters: Quarters = 8,
    out: Out = None,
    documents: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Document or folder to set against the chain.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Backcast, plan and report on a chain.

    At most 40 lines here; HTML, XLSX and tables go into --out (report/).
    """
    with guarded(as_json):
        from didymium.app.brief import brief as use
        from didymium.cli.show import to_json, width
        from didymium.runs import Progress

        with Progress() as say:
            found = use(chain, quarters=quarters, out=out or "report", progress=say, documents=list(documents or []))
        typer.echo(to_json(found.to_json()) if as_json else found.text(width()))
        typer.echo(f"report: {found.report}", err=True)


@app.command()
def plan(
    chain: Chain = None,
    owner: Annotated[
        str | None, typer.Option(metavar="NAME", help="An entity or region: its own plan, the rest around it.", show_default=False)
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a number, such as lines.sx.capacity=0.")
    ] = None,
    quarters: Quarters = 8,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Plan a chain, or one owner's part of it.

    With --set the plan before is solved too and differences are shown. Tables go into --out (runs/<time>-plan).
    """
    changes = _pairs(set_ or [])
    with guarded(as_json):
        from didymium.app.plan import plan as use
        from didymium.cli.show import plan_text, to_json
        from didymium.runs import Progress, new_folder

        with Progress() as say:
            found = use(chain, owner=owner, set=changes, quarters=quarters, out=out or new_folder("plan"), progress=say)
        typer.echo(to_json(found.to_json()) if as_json else plan_text(found))


@app.command()
def check(
    chain: Chain = None,
    backcast: Annotated[list[int] | None, typer.Option(metavar="YEAR...", help="Solve past years and compare.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Check a chain, and how far it reproduces the past.

    Schema, joins, mass of every element, reach of every demand; with --backcast 2024 2025 the model against what was
    observed in these years. Exit code 1 when there is an error.
    """
    with guarded(as_json):
        from didymium.app.check import check as use
        from didymium.cli.show import check_text, to_json
        from didymium.runs import Progress

        with Progress() as say:
            found = use(chain, backcast=backcast or (), progress=say)
        typer.echo(to_json(found.to_json()) if as_json else check_text(found))
        if not found.ok:
            raise typer.Exit(DATA)


@app.command()
def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A piece of text.")], chain: Chain = None, as_json: AsJson = False
) -> None:
    """Find rows by a piece of text.

    Keys and places of the rows, the closest first; exit code 1 when there is none.
    """
    with guarded(as_json):
        from didymium.app.find import find as use
        from didymium.cli.show import find_text, to_json

        found = use(text, chain)
        typer.echo(to_json(found.to_json()) if as_json else find_text(found))
        if not found.hits:
            raise typer.Exit(DATA)


@app.command()
def why(
    key: Annotated[str, typer.Argument(metavar="KEY", help="table/id, table.id.column or an id.")],
    chain: Chain = None,
    as_json: AsJson = False,
) -> None:
    """Show a row, who says so and what rests on it.

    KEY is table/id, table.id.column (as --set takes it) or an id alone.
    """
    with guarded(as_json):
        from didymium.app.why import why as use
        from didymium.cli.show import to_json, why_text

        found = use(key, chain)
        typer.echo(to_json(found.to_json()) if as_json else why_text(found))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is new or empty.")],
    start: Annotated[str, typer.Option("--from", metavar="CHAIN", help="works: a copy of it; world: an overlay on it.")] = "works",
    as_json: AsJson = False,
) -> None:
    """Start a chain of your own in a new folder."""
    with guarded(as_json):
        from didymium.app.init import init as use
        from didymium.cli.show import to_json

        found = use(folder, start)
        text = f"wrote {found.folder}: {len(found.files)} files\nnext: didymium check {found.folder}"
        typer.echo(to_json(found.to_json()) if as_json else text)


@app.command()
def separate(
    case: Annotated[Path, typer.Argument(metavar="CASE.toml", help="A case file; see examples/separation.")],
    save: Annotated[Path | None, typer.Option(metavar="CHAIN", help="Write recipe and line rows into it.", show_default=False)] = None,
    assume: Annotated[bool, typer.Option("--assume", help="Use factors that nobody measured.")] = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Simulate an extraction circuit, design a cut or find the best sequence.

    The case says what is asked. With --out the report (HTML, XLSX) goes into a folder; with --save rows that cite the run go
    into a chain.
    """
    with guarded(as_json):
        from didymium.app.separate import separate as use
        from didymium.cli.show import to_json, width
        from didymium.runs import Progress, new_folder

        folder = out or (new_folder("separate") if save is not None else None)
        with Progress() as say:
            found = use(case, save=save, assume=assume, out=folder, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else found.text(width()))
        if found.run is not None:
            typer.echo(f"report: {found.run}", err=True)
        if found.saved is not None:
            typer.echo(f"saved into {save}: {', '.join(key for keys in found.saved.values() for key in keys)}", err=True)


@app.command()
def index(
    name: Annotated[str, typer.Argument(metavar="NAME", help="hhi, geopolrisk, import-reliance or n-1.")],
    stage: Annotated[str, typer.Option(metavar="STAGE", help="Step of the chain, such as separation or magnet.")] = "mine",
    element: Annotated[str, typer.Option(metavar="ELEMENT", help="An element, or REO for all of them.")] = "REO",
    year: Annotated[int, typer.Option(metavar="YEAR", help="The year.")] = 2024,
    chain: Annotated[str | None, typer.Option(metavar="CHAIN", help=CHAIN_HELP, show_default=False)] = None,
    trade: Annotated[Path | None, typer.Option(metavar="FILE", help="Trade in place of the shipped.", show_default=False)] = None,
    governance: Annotated[Path | None, typer.Option(metavar="FILE", help="Governance likewise.", show_default=False)] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Mine output likewise.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Concentration and risk indices.

    REO at the mine from published statistics; another stage or element, or a --chain, from the plan of that year.
    """
    with guarded(as_json):
        from didymium.app.index import index as use
        from didymium.cli.show import index_text, to_json
        from didymium.runs import Progress

        with Progress() as say:
            found = use(name, stage, element, year, chain, trade, governance, output, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else index_text(found))


@app.command()
def hindcast(
    case: Annotated[str, typer.Argument(metavar="CASE", help="2010 or 2025.")],
    draws: Annotated[int, typer.Option(metavar="N", help="Draws of what is uncertain.")] = 512,
    seed: Annotated[int, typer.Option(metavar="S", help="Seed of the draws.")] = 1,
    as_json: AsJson = False,
) -> None:
    """What the model would have said of a past crisis.

    2010: yearly exports and unit values under the quota. 2025: monthly magnet exports and the first plants to stop under
    the licences. Beside what was observed, and beside naive rivals; misses are listed.
    """
    with guarded(as_json):
        from didymium.app.hindcast import hindcast as use
        from didymium.cli.show import hindcast_text, to_json
        from didymium.runs import Progress

        with Progress() as say:
            found = use(case, draws, seed, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else hindcast_text(found))


@app.command()
def stress(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="A shipped event, outage/LINE, or a TOML file.")],
    chain: Annotated[str | None, typer.Option(metavar="CHAIN", help=CHAIN_HELP, show_default=False)] = None,
    draws: Annotated[int, typer.Option(metavar="N", help="Draws of what is uncertain.")] = 256,
    weeks: Annotated[int | None, typer.Option(metavar="N", help="Weeks; by default the event's own.", show_default=False)] = None,
    governance: Annotated[str, typer.Option(metavar="WHO", help="nobody, everybody or both.")] = "both",
    seed: Annotated[int, typer.Option(metavar="S", help="Seed of the draws.")] = 0,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that share the draws.")] = 1,
    on: Annotated[str | None, typer.Option(metavar="URL", help="A Dask scheduler, tcp://host:8786.", show_default=False)] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """What an event does to a chain, week by week.

    Who is short of what and when, at which price, and what helps per dollar; bands over all draws. Tables and report go
    into --out (runs/<time>-stress); a run that was stopped goes on where it was when --out is named again.
    """
    with guarded(as_json):
        from didymium.app.stress import stress as use
        from didymium.cli.show import to_json, width
        from didymium.runs import Progress, new_folder

        folder = out or new_folder("stress")
        with Progress() as say:
            found = use(chain, event, draws, weeks, governance, seed, workers, on, out=folder, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else found.text(width()))
        typer.echo(f"report: {found.run}", err=True)


@app.command()
def cover(
    bom: Annotated[Path, typer.Argument(metavar="BOM.csv", help="Parts with magnet mass, grade, region and stock.")],
    event: Annotated[str, typer.Option(metavar="EVENT", help="A shipped event, outage/LINE, or a TOML file.")] = "licences-2025",
    chain: Annotated[str | None, typer.Option(metavar="CHAIN", help=CHAIN_HELP, show_default=False)] = None,
    draws: Annotated[int, typer.Option(metavar="N", help="Draws of what is uncertain.")] = 128,
    seed: Annotated[int, typer.Option(metavar="S", help="Seed of the draws.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Weeks of cover of a bill of materials.

    For each part and element: what its stock lasts, and the first week in which it is short under the event.
    """
    with guarded(as_json):
        from didymium.app.cover import cover as use
        from didymium.cli.show import to_json, width
        from didymium.runs import Progress

        with Progress() as say:
            found = use(chain, bom, event, draws, seed, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else found.text(width()))


@app.command()
def events(as_json: AsJson = False) -> None:
    """List the events that stress and cover know by name."""
    with guarded(as_json):
        from didymium.app.events import events as use
        from didymium.cli.show import events_text, to_json

        found = use()
        typer.echo(to_json(found.to_json()) if as_json else events_text(found))


register(app)
register_operations(app)


def _pairs(words: list[str]) -> dict[str, str]:
    """KEY=VALUE words as a mapping; another form is a usage error."""
    pairs = {}
    for word in words:
        key, mark, value = word.partition("=")
        if not mark or not key.strip() or not value.strip():
            raise typer.BadParameter(f"{word!r} is not KEY=VALUE, such as lines.sx.capacity=0", param_hint="--set")
        pairs[key.strip()] = value.strip()
    return pairs
