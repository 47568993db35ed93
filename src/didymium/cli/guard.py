"""Errors to messages and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

OK, DATA, USAGE, REFUSED, INTERRUPTED = 0, 1, 2, 3, 130


@contextmanager
def guarded(as_json: bool) -> Iterator[None]:
    """Turn errors that a user can mend into a message on stderr (with ``--json`` also JSON on stdout) and an exit code.

    Errors of the code's own pass: they end in a traceback, as they should.
    """
    try:
        yield
        sys.stdout.flush()
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        typer.echo("interrupted: nothing half-written was left behind", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        raise typer.Exit(OK) from None
    except (LookupError, ValueError, RuntimeError, MemoryError, OSError) as error:
        from didymium.app import fault as kinds

        found = kinds.fault(error)
        if found is None:
            raise
        typer.echo(found.message, err=True)
        if as_json:
            from didymium.cli.show import to_json

            typer.echo(to_json(found.to_json()))
        raise typer.Exit({kinds.USAGE: USAGE, kinds.REFUSED: REFUSED}.get(found.kind, DATA)) from None
    finally:
        _settle()


def _settle() -> None:
    """Flush stdout; where that fails (the reader has gone, the disk is full) let Python's last flush go nowhere."""
    import os

    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
