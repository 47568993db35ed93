"""The commands about what happened: review a period."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from didymium.cli.guard import guarded

CHAIN_HELP = "A folder with actuals/; by default the current folder."


class Against(StrEnum):
    """What a period is compared with."""

    previous = "previous"
    target = "target"
    year = "year"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(review)


def review(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Month, quarter or year: 2025-07, 2025Q3, FY26Q2, 2025.")],
    chain: Annotated[str | None, typer.Option("--chain", metavar="CHAIN", help=CHAIN_HELP, show_default=False)] = None,
    against: Annotated[Against, typer.Option(metavar="WHAT", help="previous, target or year (a year ago).")] = Against.previous,
    currency: Annotated[
        str | None, typer.Option(metavar="C", help="Money of the review; by default that of the folder.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for HTML and XLSX.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
) -> None:
    """Review a period: what changed and why, targets, the year's end.

    The change of the result is split into named factors by exact Shapley values, without a residual. Figures come from the
    folder's actuals/; what is not published is said to be so.
    """
    with guarded(as_json):
        from didymium.app.review import review as use
        from didymium.cli.show import to_json, width
        from didymium.runs import Progress

        with Progress() as say:
            found = use(chain, period, against.value, currency, out=out, progress=say)
        typer.echo(to_json(found.to_json()) if as_json else found.text(width()))
        if found.run is not None:
            typer.echo(f"report: {found.run}", err=True)
