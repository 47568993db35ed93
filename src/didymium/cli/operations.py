"""The commands about what happened: review a period, reconcile its measurements."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from didymium.cli.guard import DATA, guarded
from didymium.cli.records import register as register_records

CHAIN_HELP = "A folder with actuals/; by default the current folder."


Period = Annotated[str, typer.Argument(metavar="PERIOD", help="Month, quarter or year: 2025-07, 2025Q3, FY26Q2, 2025.")]
Chain = Annotated[str | None, typer.Option("--chain", metavar="CHAIN", help=CHAIN_HELP, show_default=False)]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the report.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


As = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who asks, where the folder has records; by default the account.", show_default=False),
]
Known = Annotated[str | None, typer.Option(metavar="DAY", help="The records as they were known on a day: 2026-10-31.", show_default=False)]
ACTUALS = "Actuals of a period: record them, close it, reconcile the measurements."


class Against(StrEnum):
    """What a period is compared with."""

    previous = "previous"
    target = "target"
    year = "year"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(review)
    actuals = typer.Typer(help=ACTUALS, no_args_is_help=True, rich_markup_mode=None)
    actuals.callback(help=ACTUALS)(_group)
    actuals.command()(reconcile)
    app.add_typer(actuals, name="actuals")
    register_records(app, actuals)


def _group() -> None:
    """Commands of one group."""


def reconcile(
    period: Period,
    chain: Chain = None,
    out: Out = None,
    known: Known = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Reconcile masses and assays: do the meters agree, which one does not.

    Measurements are moved as little as their errors allow until mass and every component close; raw and reconciled values
    are both kept. Exit code 1 when the meters disagree.
    """
    with guarded(as_json):
        from didymium.app.actuals import actuals as use
        from didymium.cli.show import to_json, width
        from didymium.runs import Progress

        with Progress() as say:
            found = use("reconcile", period, chain, out=out, known=known, by=by, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else found.text(width()))
        if found.run is not None:
            typer.echo(f"report: {found.run}", err=True)
        if not found.found.agrees:
            raise typer.Exit(DATA)


def review(
    period: Period,
    chain: Chain = None,
    against: Annotated[Against, typer.Option(metavar="WHAT", help="previous, target or year (a year ago).")] = Against.previous,
    currency: Annotated[
        str | None, typer.Option(metavar="C", help="Money of the review; by default that of the folder.", show_default=False)
    ] = None,
    out: Out = None,
    known: Known = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Review a period: what changed and why, targets, the year's end.

    The change of the result is split into named factors by exact Shapley values, without a residual. Figures come from the
    folder's actuals/ and its records; what is not published is said to be so. Where their tables are there: custody, costs of
    lines, safety, permits, rules over orders, directives, and the next quarter planned from what was counted.
    """
    with guarded(as_json):
        from didymium.app.review import review as use
        from didymium.cli.show import to_json, width
        from didymium.runs import Progress

        with Progress() as say:
            found = use(chain, period, against.value, currency, out=out, known=known, by=by, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else found.text(width()))
        if found.run is not None:
            typer.echo(f"report: {found.run}", err=True)
